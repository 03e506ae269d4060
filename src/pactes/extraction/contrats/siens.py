"""Reader of contracts told by those of others: « La Loire a signé le sien le 3 mai 2022 », « avec son propre pacte ».

The kind is the one that the section names, where it names one only; « son propre pacte » says its own head word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.familles import au_singulier
from pactes.extraction.commun.parties import find_parties
from pactes.extraction.contrats.sections import Phrase, phrases_des_sections
from pactes.extraction.contrats.suites import date_after
from pactes.model import Contrat, Signature, StatutContrat, TypeTerritoire, Valeur
from pactes.reading import Document, fold
from pactes.reference import Forme, registre

__all__ = ["with_siens"]

REGLE = "contrat-sien"
_SIEN = re.compile(
    r"\b(?:a|ont|avait|avaient)(?: (?:deja|aussi|egalement|ensuite|enfin))? (?:conclu|signe|paraphe|scelle|noue) "
    r"(?:le sien|la sienne|le leur|la leur)\b[^.;:,]{0,40}?,? (?:des |le |en |depuis le )"
)
_PROPRE = re.compile(
    r"\b(?:son|sa|leur) propre (?P<tete>contrat|pacte|convention|charte|protocole|accord)\b"
    r"(?:,? (?:signee?|conclue?|paraphee?|scellee?))?,? (?:des |le |en )"
)
_VERB = re.compile(r"\s(?:a|ont|avait|avaient|est|sont|aura|vient|viennent)\s")
_SUBJECT = re.compile(r"^\W*(?:(?:Le|La|Les) |L['’])(?=[A-ZÀ-Þ])")


def with_siens(document: Document, contrats: Sequence[Contrat]) -> tuple[Contrat, ...]:
    """Return ``contrats`` and those that sentences tell by the word « le sien », in the order of the text."""
    found = list(contrats)
    for section in phrases_des_sections(document, contrats):
        named = [contrats[i] for phrase in section for i, _ in phrase.nommes]
        for phrase in section:
            contrat = _le_sien(document, phrase, named) or _le_propre(document, phrase, contrats)
            if contrat is not None and not any(_known(contrat, c) for c in found):
                found.append(contrat)
    return tuple(sorted(found, key=lambda c: (not c.principal, c.evidence[0].start)))


def _le_sien(document: Document, phrase: Phrase, named: Sequence[Contrat]) -> Contrat | None:
    match = _SIEN.search(phrase.plie)
    subject = _SUBJECT.match(phrase.texte)
    kinds = {c.type_contrat for c in named}
    if match is None or subject is None or len(kinds) != 1:
        return None
    kind = next(iter(kinds))
    name = phrase.texte[subject.end() : match.start()].strip(" ,")
    levels = _levels(name)
    if kind is None or not any(levels & _levels(t) for c in named for t in c.territoires):
        return None  # a région has no contract of the kind that towns have
    said = (subject.end(), subject.end() + len(name))
    return _contrat(document, phrase, (kind, kind), name, said, match.end())


def _levels(name: str) -> set[TypeTerritoire | None]:
    """Return the kinds of territory that a name in full is of."""
    found = next(iter(registre().chercher(name)), None)
    if found is None or (found.start, found.end) != (0, len(name)):
        return set()
    return {entity.type_territoire for entity, forme in found.candidats if forme is Forme.PLEINE}


def _le_propre(document: Document, phrase: Phrase, contrats: Sequence[Contrat]) -> Contrat | None:
    match = _PROPRE.search(phrase.plie)
    if match is None:
        return None
    parties = [p for p in find_parties(phrase.texte[: match.start()]) if p.propre]
    like = [c for c in contrats if c.instance and fold(c.titre).startswith(match["tete"])]
    kinds = {c.type_contrat for c in like}
    if not parties or len(kinds) != 1 or (kind := next(iter(kinds))) is None:
        return None
    party = parties[-1]
    name = _VERB.split(party.nom)[0]
    said = (party.start, party.start + len(name))
    family = like[0].titre.split(" – ")[0] if " – " in like[0].titre else kind  # « Pacte territorial – X »
    return _contrat(document, phrase, (kind, family), name, said, match.end())


def _contrat(
    document: Document, phrase: Phrase, kind: tuple[str, str], place: str, where: tuple[int, int], at: int
) -> Contrat | None:
    date = date_after(phrase.texte, at)
    if date is None:
        return None
    start = phrase.span.start
    told = phrase.unite.span(start + where[0], start + date.end)
    evidence = document.evidence(told.start, told.end)
    said = phrase.unite.span(start + where[0], start + where[1])
    family = au_singulier(kind[1])
    titre = f"{family[:1].upper()}{family[1:]} – {place}"
    return Contrat(
        cle=cle(titre, date.value),
        titre=titre,
        type_contrat=kind[0],
        statut=StatutContrat.CONCLU,
        territoires=(place,),
        dates_signature=(Valeur(date.value, evidence),),
        signatures=(
            Signature(
                signataire=place,
                evidence=(document.evidence(said.start, said.end),),
                regle=f"{REGLE}-partie",
                confiance=0.75,
            ),
        ),
        evidence=(evidence,),
        regle=REGLE,
        confiance=0.75,
    )


def _known(contrat: Contrat, other: Contrat) -> bool:
    """Whether a contract that is read already is of the same kind and place, and of no other day."""
    if other.type_contrat != contrat.type_contrat or not other.instance:
        return False
    if not {fold(t) for t in contrat.territoires} & {fold(t) for t in other.territoires}:
        return False
    days = {v.valeur for v in other.dates_signature}
    return not days or contrat.dates_signature[0].valeur in days
