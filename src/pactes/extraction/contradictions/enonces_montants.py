"""What is said of money: one object, one nature, one funder, one year; an amount by the year; a contract's whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.contradictions.comparaisons import Nombre, memes_nombres, racines
from pactes.extraction.contradictions.enonces import Enonce, Propriete
from pactes.extraction.contradictions.phrases import Phrase, Phrases
from pactes.model import Evidence, Extraction, Financement, GenreContradiction, Nature
from pactes.reading import BlockKind, Document

_YEARLY = re.compile(r"\b(?:par an|annuel\w*|chaque annee|l'an|tous les ans|par annee)\b|/ ?an\b")
_WHOLE = re.compile(
    r"\b(?:montant|cout|enveloppe|budget|dotation|engagement)s?\b[^.;]{0,30}\b(?:total|globale?|totale|d'ensemble)\b"
    r"[^.;]{0,40}\b(?:du|de la|de l'|au|pour le|pour la) ?(?:present |presente )?(?:contrat|pacte|convention|accord"
    r"|protocole|programme|charte)\b|\b(?:contrat|pacte|convention|accord|protocole|programme)\b[^.;]{0,60}"
    r"\b(?:s'eleve|mobilise|represente|est dotee?|porte sur)\b[^.;]{0,40}$"
)
_OBJECT_WORDS = 2  # words of meaning from which an object tells what an amount is for


@dataclass(frozen=True, slots=True)
class _Somme:
    """An amount as it is compared: its value, what it is for where that is known, its sentence or table."""

    nombre: Nombre
    objet: frozenset[str]
    lieu: int  # where its sentence or its table starts: amounts told together are told apart


def _memes(a: _Somme, b: _Somme) -> bool:
    apart = bool(a.objet) and bool(b.objet) and not a.objet & b.objet
    return a.lieu == b.lieu or apart or memes_nombres(a.nombre, b.nombre)


_VALEUR = GenreContradiction.VALEUR
PAR_OBJET = Propriete("montant", _VALEUR, "montant-du-meme-objet", _memes, "montant", plus=2)
PAR_AN = Propriete("montant annuel", _VALEUR, "montant-annuel", _memes, "montant", plus=2)
EN_TOUT = Propriete("montant total", _VALEUR, "montant-du-contrat", _memes, "montant", plus=2)


def enonces_des_montants(contexte: Contexte, extraction: Extraction) -> Iterator[Enonce]:
    """Yield the amounts of the document under what identifies the thing that they are the amount of."""
    document, phrases = contexte.document, Phrases(contexte.document)
    titres = {c.cle: c.titre for c in extraction.contrats}
    known = {racines(f): f for record in extraction.financements for f in record.financeurs}
    for record in extraction.financements:
        evidence = record.evidence[0]
        phrase = phrases.at(evidence.start)
        funders = record.financeurs or (_named(known, phrase, evidence) if phrase else ())
        somme = _Somme(
            Nombre(record.montant, record.approche),
            racines(record.objet or ""),
            phrase.unite.start if phrase else _table(document, evidence),
        )
        who = " et ".join(funders)
        funded = tuple(sorted(" ".join(sorted(_core(f))) for f in funders))
        yearly = _yearly(phrase, evidence)
        common = (record.devise, record.nature.value, record.annee or "", "par an" if yearly else "")
        ecrit = evidence.quote
        if len(somme.objet) >= _OBJECT_WORDS and (funders or record.nature is not Nature.PARTICIPATION):
            sujet = f"montant : {record.objet}" + (f" ({who})" if who else "")
            yield Enonce(PAR_OBJET, (*common, *funded, *sorted(somme.objet)), sujet, somme, ecrit, evidence)
        elif yearly and funders and record.nature is Nature.PARTICIPATION:
            sujet = f"participation annuelle : {who}"
            yield Enonce(PAR_AN, (*common, *funded), sujet, somme, ecrit, evidence)
        elif record.contrat and not funders and not yearly and phrase and _of_the_whole(phrase, evidence, record):
            sujet = f"montant total : {titres.get(record.contrat, record.contrat)}"
            cible = ("contrat", record.contrat)
            yield Enonce(EN_TOUT, (record.devise, record.contrat), sujet, somme, ecrit, evidence, cible)


def _core(funder: str) -> frozenset[str]:
    """Return the words of a funder, the acronym alone where there is one: « l'ARS », « l'ARS de la région »."""
    acronyms = re.findall(r"\b[A-Z]{3,}\b", funder)
    return racines(acronyms[0]) if acronyms and not funder.isupper() else racines(funder)


def _named(known: dict[frozenset[str], str], phrase: Phrase, evidence: Evidence) -> tuple[str, ...]:
    """Return the one known funder that is named in the sentence of an amount."""
    words = racines(phrase.folded)
    found = [name for stems, name in known.items() if stems and stems <= words]
    return tuple(found) if len(found) == 1 else ()


def _yearly(phrase: Phrase | None, evidence: Evidence) -> bool:
    """Whether the words around an amount, up to the next amount, say that it comes every year."""
    if phrase is None:
        return False
    at = phrase.texte.find(evidence.quote)
    if at < 0:
        return False
    after = re.split(r"[;,(]|\d ?(?:€|euros)", phrase.folded[at + len(evidence.quote) :], maxsplit=1)[0][:60]
    before = re.split(r"[;(]|(?:€|euros)", phrase.folded[:at])[-1][-60:]
    return _YEARLY.search(after) is not None or _YEARLY.search(before) is not None


def _of_the_whole(phrase: Phrase, evidence: Evidence, record: Financement) -> bool:
    at = phrase.texte.find(evidence.quote)
    natures = (Nature.COUT_TOTAL, Nature.ENVELOPPE, Nature.BUDGET, Nature.NON_PRECISEE)
    return (
        at > 0
        and record.nature in natures
        and _WHOLE.search(phrase.folded[:at]) is not None
        and not re.search(r"\b(?:dont|soit|parmi|chacun|par)\b[^,;]*$", phrase.folded[:at])
    )


def _table(document: Document, evidence: Evidence) -> int:
    """Return where the rows around an amount start."""
    block = document.block_at(evidence.start)
    if block is None:
        return evidence.start
    index = document.index_of(block)
    while index > 0 and document.blocks[index - 1].kind in (BlockKind.ROW, BlockKind.FURNITURE):
        index -= 1
    return document.blocks[index].start
