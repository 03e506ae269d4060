"""What is said of money: one object, one nature, one funder, one year; an amount by the year; a contract's whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.contradictions.comparaisons import Nombre, memes_nombres, racines
from pactes.extraction.contradictions.enonces import Enonce, Propriete
from pactes.extraction.contradictions.phrases import phrase_autour
from pactes.model import Evidence, Extraction, Financement, GenreContradiction, Nature
from pactes.reading import BlockKind, Document, fold

_YEARLY = re.compile(r"\b(?:par an|annuel\w*|chaque annee|l'an|tous les ans|par annee)\b|/ ?an\b")
_WHOLE = re.compile(
    r"\b(?:montant|cout|enveloppe|budget|dotation|engagement)s?\b[^.;]{0,30}\b(?:total|globale?|totale|d'ensemble)\b"
    r"[^.;]{0,40}\b(?:du|de la|de l'|au|pour le|pour la) ?(?:present |presente )?(?:contrat|pacte|convention|accord"
    r"|protocole|programme|charte)\b|\b(?:contrat|pacte|convention|accord|protocole|programme)\b[^.;]{0,60}"
    r"\b(?:s'eleve|mobilise|represente|est dotee?|porte sur)\b[^.;]{0,40}$"
    r"|\b(?:contrat|cper|pacte|convention|protocole)\b[^.;]{0,60}(?: :|, pour| un montant de) ?$"
    r"|(?:^|\n)\W*montants? ?(?:totale? |totaux |global )?[\s.:|]*$|(?:^|\n)\W*en bref\b[^.;]{0,40}$"
    r"|\b(?:elle|il|generation|programmation)\b[^.;]{0,80}\best dotee? d[e'] ?$"
)
_PART_LINE = re.compile(r"(?:^|\n)\W*dont\b[^.;\n]{0,40}$")
# « 15 000 € pour la fiche action 2.2 »: what an amount is for, by its number.
_BOX_TITLE = re.compile(r"\b(?:en (?:un coup d.(?:oe|œ)il|bref|chiffres|resume)|l'essentiel|reperes?)\b")
_FICHE = re.compile(
    r"\b(?:fiche|action|mesure|operation)s? (?:action |projet )?(?:n ?° ?)?(?P<n>\d{1,2}(?:[.-]\d{1,2}){1,2})\b"
)
_FICHE_TITLE = re.compile(
    r"^[^\w\n]{0,12}(?:fiche|action)s?(?:[ -](?:action|projet|operation)s?)? (?:n ?° ?)?"
    r"(?P<n>\d{1,2}(?:[.-]\d{1,2}){1,2})\b",
    re.MULTILINE,
)
_BUDGETED = re.compile(r"\binscri\w+\b[^.;]{0,60}\bbudgets?\b")
_UNDER = 1200  # characters after the title of an action in which its amounts are told
_OBJECT_WORDS = 2  # words of meaning from which an object tells what an amount is for


@dataclass(frozen=True, slots=True)
class _Somme:
    """An amount as it is compared: its value, what it is for where that is known, its sentence or table."""

    nombre: Nombre
    objet: frozenset[str]
    lieu: int  # where its sentence or its table starts: amounts told together are told apart
    cite: bool = False  # whether its sentence names the action that it is for


def _memes(a: _Somme, b: _Somme) -> bool:
    apart = bool(a.objet) and bool(b.objet) and not a.objet & b.objet
    return a.lieu == b.lieu or apart or memes_nombres(a.nombre, b.nombre)


def _memes_de_fiche(a: _Somme, b: _Somme) -> bool:
    return a.cite == b.cite or _memes(a, b)


def _montant(somme: _Somme) -> object:
    return somme.nombre


_VALEUR = GenreContradiction.VALEUR
PAR_OBJET = Propriete("montant", _VALEUR, "montant-du-meme-objet", _memes, "montant", plus=2, identite=_montant)
PAR_AN = Propriete("montant annuel", _VALEUR, "montant-annuel", _memes, "montant", plus=2, identite=_montant)
PAR_PART = Propriete("part du montant total", _VALEUR, "part-du-contrat", _memes, "montant", plus=2, identite=_montant)
PAR_FICHE = Propriete(
    "montant de la fiche", _VALEUR, "montant-de-la-fiche", _memes_de_fiche, "montant", plus=2, identite=_montant
)
INSCRIT = Propriete(
    "montant inscrit", _VALEUR, "montant-inscrit-au-budget", _memes, "montant", plus=2, identite=_montant
)
EN_TOUT = Propriete("montant total", _VALEUR, "montant-du-contrat", _memes, "montant", plus=2, identite=_montant)


def enonces_des_montants(contexte: Contexte, extraction: Extraction) -> Iterator[Enonce]:
    """Yield the amounts of the document under what identifies the thing that they are the amount of."""
    document = contexte.document
    titres = {c.cle: c.titre for c in extraction.contrats}
    same = _same_contracts(extraction)
    fiches = _fiches(document, extraction)
    wholes: set[Evidence] = set()
    parted = {evidence for record in extraction.financements for evidence in record.ensembles}
    known = {racines(f): f for record in extraction.financements for f in record.financeurs}
    for record in extraction.financements:
        evidence = record.evidence[0]
        low, high = phrase_autour(document.text, evidence.start, evidence.end)
        before, after = document.folded[low : evidence.start], document.folded[evidence.end : high]
        table = _table(document, evidence)
        funders = record.financeurs
        if (
            not funders and table is None and evidence not in parted
        ):  # whom a sentence names gives the part, not the whole
            funders = _named(known, before + after)
        somme = _Somme(
            Nombre(record.montant, record.approche),
            racines(record.objet or ""),
            _paragraph(document, evidence) if table is None else table,
        )
        who = " et ".join(funders)
        funded = tuple(sorted(" ".join(sorted(_core(f))) for f in funders))
        yearly = bool(record.periodicite) or (table is None and _yearly(before, after))
        common = (
            record.devise,
            record.nature.value,
            record.annee or "",
            (record.periodicite or "ANNUAL") if yearly else "",
        )
        ecrit = evidence.quote
        told = not record.financeurs and not record.objet and not yearly and table is None
        if told and _of_the_whole(before, record):
            contrat = same.get(record.contrat or "", record.contrat or "")
            sujet = f"montant total : {titres.get(contrat, contrat)}" if contrat else "montant total"
            cible = ("contrat", contrat) if contrat else None
            wholes.add(evidence)
            yield Enonce(EN_TOUT, (record.devise, contrat), sujet, somme, ecrit, evidence, cible)
        elif len(somme.objet) >= _OBJECT_WORDS and (funders or record.nature is not Nature.PARTICIPATION):
            sujet = f"montant : {record.objet}" + (f" ({who})" if who else "")
            yield Enonce(PAR_OBJET, (*common, *funded, *sorted(somme.objet)), sujet, somme, ecrit, evidence)
        elif yearly and funders and record.nature is Nature.PARTICIPATION:
            sujet = f"participation annuelle : {who}"
            yield Enonce(PAR_AN, (*common, *funded), sujet, somme, ecrit, evidence)
        elif (
            record.contrat
            and funders
            and not yearly
            and table is None
            and (_PART_LINE.search(before) or wholes.intersection(record.ensembles))
        ):
            contrat = same.get(record.contrat, record.contrat)
            sujet = f"part de {who} : {titres.get(contrat, contrat)}"
            yield Enonce(PAR_PART, (record.devise, contrat, *funded), sujet, somme, ecrit, evidence)
        line = before.rpartition("\n")[2] + fold(ecrit) + after.partition("\n")[0]
        number = _fiche(line, evidence.start, fiches) if funders and table is None else None
        if number:
            numbered = replace(somme, objet=frozenset(), cite=_FICHE.search(line) is not None)
            sujet = f"montant de la fiche {number} : {who}"
            yield Enonce(PAR_FICHE, (*common[:1], number, *funded), sujet, numbered, ecrit, evidence)
        if record.annee and _BUDGETED.search(before + ecrit + after):
            sujet = f"montant inscrit au budget {record.annee}"
            yield Enonce(INSCRIT, (record.devise, record.annee), sujet, somme, ecrit, evidence)


def _same_contracts(extraction: Extraction) -> dict[str, str]:
    """Return, for a contract told by its kind alone (« le CPER en bref »), the one of this kind that is told before."""
    found: dict[str, str] = {}
    before: dict[str, str] = {}
    for contrat in extraction.contrats:
        if not contrat.instance or not contrat.type_contrat:
            continue
        dated = contrat.signatures or contrat.debuts or contrat.dates_signature
        bare = not dated and (not contrat.territoires or _BOX_TITLE.search(fold(contrat.titre)) is not None)
        first = before.setdefault(contrat.type_contrat, contrat.cle)
        if bare and first != contrat.cle:
            found[contrat.cle] = first
    return found


def _fiches(document: Document, extraction: Extraction) -> list[tuple[int, str]]:
    """Return where each numbered action is titled, in the plan and over its sheet, in the order of the text."""
    actions = (
        x
        for c in extraction.contrats
        for a in c.axes
        for x in (*a.actions, *(y for o in a.objectifs for y in o.actions))
    )
    found = {(x.evidence[0].start, x.numero) for x in actions if x.numero}
    numbers = {number for _, number in found}
    titled = _FICHE_TITLE.finditer(document.folded)
    return sorted(found | {(m.start(), m["n"]) for m in titled if m["n"] in numbers})


def _fiche(sentence: str, at: int, fiches: Sequence[tuple[int, str]]) -> str | None:
    """Return the number of the action that an amount is for: the one that is named, else the one above it."""
    known = {number.replace("-", ".") for _, number in fiches}
    named = _FICHE.search(sentence)
    if named:
        number = named["n"].replace("-", ".")
        return number if number in known else None
    index = bisect_right(fiches, (at, "")) - 1
    under = index >= 0 and at - fiches[index][0] <= _UNDER
    return fiches[index][1].replace("-", ".") if under else None


def _core(funder: str) -> frozenset[str]:
    """Return the words of a funder, the acronym alone where there is one: « l'ARS », « l'ARS de la région »."""
    acronyms = re.findall(r"\b[A-Z]{3,}\b", funder)
    return racines(acronyms[0]) if acronyms and not funder.isupper() else racines(funder)


def _named(known: dict[frozenset[str], str], sentence: str) -> tuple[str, ...]:
    """Return the one known funder that is named in the sentence of an amount."""
    words = racines(sentence)
    found = [name for stems, name in known.items() if stems and stems <= words]
    return tuple(found) if len(found) == 1 else ()


def _yearly(before: str, after: str) -> bool:
    """Whether the words around an amount, up to the next amount, say that it comes every year."""
    near = re.split(r"[;(]|€|euros", before)[-1][-60:], re.split(r"[;,(]|\d ?(?:€|euros)", after, maxsplit=1)[0][:60]
    return any(_YEARLY.search(words) for words in near)


def _of_the_whole(before: str, record: Financement) -> bool:
    natures = (Nature.COUT_TOTAL, Nature.ENVELOPPE, Nature.BUDGET, Nature.NON_PRECISEE)
    part = re.search(r"\b(?:dont|soit|parmi|chacun|par)\b[^,;]*$", before) is not None
    return record.nature in natures and _WHOLE.search(before) is not None and not part


def _paragraph(document: Document, evidence: Evidence) -> int:
    """Return where the paragraph of an amount starts."""
    block = document.block_at(evidence.start)
    return document.paragraph(block).start if block else evidence.start


def _table(document: Document, evidence: Evidence) -> int | None:
    """Return where the rows around an amount start; None where it stands in no row."""
    block = document.block_at(evidence.start)
    if block is None or block.kind is not BlockKind.ROW:
        return None
    index = document.index_of(block)
    while index > 0 and document.blocks[index - 1].kind in (BlockKind.ROW, BlockKind.FURNITURE):
        index -= 1
    return document.blocks[index].start
