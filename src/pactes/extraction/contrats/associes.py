"""Reader of who stands beside the signatories of a contract without signing it: witnesses, partners, the interested.

« en présence de la Banque X », « Y et Z sont associés sans être signataires », « Partenaires : … », « W a manifesté son
intérêt pour le contrat ». What a sentence says of several is said of each; the contract is the document's own, or the
one that the sentence or the text above it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from pactes.extraction.commun.parties import Partie, find_parties
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contrats.places import Places
from pactes.model import Associe, Contrat, Evidence, RoleAssocie
from pactes.reading import Document, Span, fold

__all__ = ["with_associes"]

_WITNESS = re.compile(r"\ben presence (?:de la |de l'|des |du |de |d')\s?")
_NOT_SIGNING = (
    r"(?:sans (?:en )?(?:etre|avoir) (?:[a-z]+ ){0,2}?sign(?:ataires?|e)\b|sans (?:avoir )?sign(?:er|e)\b"
    r"|non[- ]signataires?\b|ne (?:sont|est) pas signataires?\b)"
)
_PARTNER = re.compile(rf"\bassocie(?:e|s|es)?\b|\baccompagne(?:nt)?\b|{_NOT_SIGNING}")
_APART = re.compile(_NOT_SIGNING)
_LISTED = re.compile(
    r"^\W*(?:(?:sont|est) (?:egalement )?associee?s?[^:]{0,60}"
    r"|(?:les |autres )?partenaires(?: associes| locaux| techniques)?)\s?:\s*"
)
_INTERESTED = re.compile(
    r"\b(?:a|ont)(?:,? [a-z]+,?){0,2} (?:manifeste|exprime|fait part de|fait connaitre) (?:son|leur|un) (?:vif )?"
    r"(?:interet|souhait de (?:rejoindre|s'associer))\b"
)
_SIGNS = re.compile(r"\b(?:sign\w+|conclu\w*|paraph\w+)\b")
_BACK = 700  # characters back to the contract that the text is about
_ALIKE = 90


@dataclass(frozen=True, slots=True)
class _Dit:
    """Who a sentence puts beside the signatories: offsets of the names in its unit, and as what."""

    role: RoleAssocie
    parties: tuple[Partie, ...]
    phrase: Span  # in the document


def with_associes(document: Document, contrats: Sequence[Contrat]) -> tuple[Contrat, ...]:
    """Return ``contrats``, each with the witnesses, partners and interested organisations that the text gives it.

    One who signs the contract is no partner of it.
    """
    found: dict[str, dict[str, Associe]] = {}
    places = Places(c for c in contrats if c.instance and (not c.modifie or c.principal))
    for unite in build_unites(document):
        for said in _read(unite):
            contrat = _about(places, said.phrase)
            if contrat is None:
                continue
            for party in said.parties:
                evidence = _evidence(document, unite, party)
                associe = Associe(
                    nom=party.nom,
                    role=said.role,
                    evidence=(evidence,),
                    regle=f"associe-{said.role.value}",
                    confiance=0.8,
                )
                if not _signs(contrat, party.nom):
                    found.setdefault(contrat.cle, {}).setdefault(fold(party.nom), associe)
    return tuple(replace(c, associes=tuple(found.get(c.cle, {}).values())) for c in contrats)


def _read(unite: Unite) -> Iterator[_Dit]:
    listed = _LISTED.match(fold(unite.texte))
    if listed:
        parties = _parties(unite.texte, listed.end(), len(unite.texte))
        if parties:
            yield _Dit(RoleAssocie.PARTENAIRE, parties, Span(unite.start, unite.end))
        return
    for phrase in unite.phrases():
        folded = fold(unite.texte[phrase.start : phrase.end])
        where = unite.span(phrase.start, phrase.end)
        interested = _INTERESTED.search(folded)
        partner = _PARTNER.search(folded) if _APART.search(folded) else None
        witness = _WITNESS.search(folded)
        if interested:
            yield _Dit(
                RoleAssocie.INTERESSE, _parties(unite.texte, phrase.start, phrase.start + interested.start()), where
            )
        elif partner:
            start = witness.end() if witness and witness.end() < partner.start() else 0
            yield _Dit(
                RoleAssocie.PARTENAIRE,
                _parties(unite.texte, phrase.start + start, phrase.start + partner.start()),
                where,
            )
        elif witness and (_SIGNS.search(folded) or not folded[: witness.start()].strip(" -•*")):
            stop = re.compile(r"[.;:]|\b(?:il est|ont|a ete|afin|pour|qui)\b").search(folded, witness.end())
            end = stop.start() if stop else len(folded)
            yield _Dit(
                RoleAssocie.TEMOIN, _parties(unite.texte, phrase.start + witness.end(), phrase.start + end), where
            )


def _parties(text: str, start: int, end: int) -> tuple[Partie, ...]:
    parties = (replace(p, start=p.start + start, end=p.end + start) for p in find_parties(text[start:end]))
    # A minister or a prefect who stands by is a person, not the State.
    named = (p for p in parties if p.propre or p.nom[:1].isupper() or len(p.nom.split()) > 1)
    return tuple(p for p in named if not (p.qualite and fold(p.nom) == "etat"))


def _about(places: Places, phrase: Span) -> Contrat | None:
    """Return the contract that a sentence is about: named in it, the document's own, or the last one named above."""
    inside = places.first(phrase.start, phrase.end)
    if inside:
        return inside[1]
    if places.principal is not None:
        return places.principal
    above = places.last(phrase.start - _BACK, phrase.start)
    return above[1] if above else None


def _evidence(document: Document, unite: Unite, party: Partie) -> Evidence:
    span = unite.span(party.start, party.end)
    return document.evidence(span.start, span.end)


def _signs(contrat: Contrat, nom: str) -> bool:
    return any(fuzz.token_set_ratio(fold(s.signataire), fold(nom)) >= _ALIKE for s in contrat.signatures)
