"""Reader of the share that a territory has of a programme: « la CA X peut mobiliser une enveloppe ITI de 9 M€ ».

A programme shared out between territories (integrated investments, calls for projects) gives each of them an envelope
of its own, with priorities that it chooses: an instance of the programme's family, whose beneficiary is its territory.
"""

from __future__ import annotations

import re

from pactes.extraction.commun.acteurs import Mention, find_mentions, subject_of
from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.familles import find_familles, specific
from pactes.extraction.commun.sigles import short_names
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.model import Contrat, StatutContrat
from pactes.reading import BlockKind, Document, fold

__all__ = ["read_enveloppes"]

REGLE = "enveloppe"
_ENVELOPPE = re.compile(
    r"\b(?P<verbe>(?:peut|pourra|peuvent) (?:ainsi )?(?:mobiliser|beneficier d'|disposer d')|dispose(?:ra)? d'|"
    r"beneficie(?:ra)? d'|gere(?:ra)?|s'est vu (?:attribuer|confier)|s'est vue (?:attribuer|confier)|a obtenu|porte) ?"
    r"(?:une|l'|son|sa) ?(?:enveloppe|dotation|subvention globale) (?P<quoi>[^,;.:()\d]{2,60})"
)
_CAPITALS = re.compile(r"\b(?:[A-Z]{2,6} )+$")  # the words before the last of an acronym of several: « CA XY »
_SMALL = re.compile(r"\b(?:de|du|des|d'|la|le|les|l'|et|en|sur)\b ?")


def read_enveloppes(document: Document) -> tuple[Contrat, ...]:
    """Return one contract for each beneficiary that has an envelope of a known programme, in the order of the text."""
    found: dict[str, Contrat] = {}
    for unite in build_unites(document):
        if unite.kind is BlockKind.HEADING:
            continue
        for match in _ENVELOPPE.finditer(fold(unite.texte)):
            contrat = _contrat(document, unite, match)
            if contrat is not None:
                found.setdefault(contrat.cle, contrat)
    return tuple(found.values())


def _contrat(document: Document, unite: Unite, match: re.Match[str]) -> Contrat | None:
    families = specific(find_familles(unite.texte[match.start("quoi") : match.end("quoi")]))
    phrase = next(p for p in unite.phrases() if p.start <= match.start() <= p.end)
    subject = subject_of(unite.texte, match.start("verbe"), start=phrase.start)
    if not families or families[0].start > 4 or len(subject) != 1:
        return None
    nom = _in_full(document, unite, subject[0])
    family = families[0]
    written = unite.texte[match.start("quoi") + family.start : match.start("quoi") + family.end]
    titre = f"Enveloppe {written} – {nom}"
    span = unite.span(subject[0].start, match.start("quoi") + family.end)
    return Contrat(
        cle=cle(titre),
        titre=titre,
        type_contrat=family.dispositif.nom,
        statut=StatutContrat.CITE,
        territoires=(nom,),
        evidence=(document.evidence(span.start, span.end),),
        regle=REGLE,
        confiance=0.7,
    )


def _in_full(document: Document, unite: Unite, mention: Mention) -> str:
    """Return the name that an acronym stands for: defined in the document, or made of its initials just before."""
    lead = _CAPITALS.search(unite.texte[: mention.start])
    start = lead.start() if lead else mention.start
    short = unite.texte[start : mention.end]
    known = short_names(document).get(short)
    if known:
        return known
    letters = short.replace(" ", "")
    if not letters.isupper():
        return mention.nom
    for other in reversed(find_mentions(unite.texte[:start])):
        words = re.findall(r"\w+", _SMALL.sub("", fold(other.nom)))
        if len(words) > 1 and "".join(word[0] for word in words).upper() == letters:
            return other.nom
    return short
