"""Reader of contracts told only as what another one takes the place of: « Il succède à celui de 2017 ».

The former contract is one of the same kind and place, unless its own kind is named (« et remplacera le contrat de
redynamisation, clos en 2013 »). It must have a time of its own: without one it is not told from its successor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_dates, find_durations, find_periods, find_years
from pactes.extraction.commun.noms_de_contrats import find_noms
from pactes.extraction.commun.parties import find_parties
from pactes.extraction.contrats.mentions_dits import TAKES_PLACE_OF
from pactes.extraction.contrats.sections import Phrase, phrases_des_sections
from pactes.model import Contrat, Evidence, Signature, StatutContrat, Valeur
from pactes.reading import Document, fold

__all__ = ["with_predecesseurs"]

REGLE = "contrat-precedent"
_FORMER = re.compile(rf"{TAKES_PLACE_OF}(?=(?:celui|celle|contrat|convention|pacte|charte|protocole|accord)\b)")
_SIGNED = re.compile(
    r"\b(?:signee?|conclue?|paraphee?|nouee?|scellee?|en date|date)\b[^.;:]{0,40}?\b(?:le |en |du |depuis )$"
)
_CLOSED = re.compile(
    r"\b(?:close?|cloturee?|echue?|achevee?|terminee?|expiree?|eteinte?|arrivee? a (?:echeance|son terme|terme)"
    r"|qui (?:s'achevait|s'acheve|expirait|expire|prenait fin|prend fin))\b[^.;:]{0,20}?\b(?:le |en |fin |au |depuis )$"
)
_OF_YEAR = re.compile(r"^(?:celui|celle|\w+) (?:de|du|d') ?(?:l'annee )?(?:19|20)\d\d\b(?!\s?[-/–])")
_CONCLUDED_BY = re.compile(r"\bque (?=.{3,140}\b(?:avaient|avait|ont|a) (?:conclu|signe|noue|paraphe|scelle)e?s?\b)")
_RANK = re.compile(
    r"^(?:nouveau|nouvelle|nouvel|futur|future|prochain|prochaine|premiere?|deuxieme|second|seconde|troisieme|quatrieme"
    r"|2e|2eme|3e|3eme|2nd|2nde) "
)
_YEARS = re.compile(r"\s?\(?(?:19|20)\d\d(?:\s?[-/–]\s?(?:19|20)\d\d)?\)?")
_REACH = 200  # signs of what a sentence says of the former contract


def with_predecesseurs(document: Document, contrats: Sequence[Contrat]) -> tuple[Contrat, ...]:
    """Return ``contrats`` and, in the order of the text, those that they are said to take the place of.

    A contract takes the place of one of its kind at most: what is said of a second one is of the same, or unclear.
    """
    found = list(contrats)
    served: set[tuple[str, str | None]] = set()
    for section in phrases_des_sections(document, contrats):
        for index, phrase in enumerate(section):
            successor = _successor(contrats, section, index)
            for start in _places(phrase) if successor else ():
                former = _former(document, phrase, start, successor) if successor else None
                follows = (successor.cle, former.type_contrat) if successor and former else None
                if former is not None and follows not in served and not any(_known(former, c) for c in found):
                    served |= {follows} if follows else set()
                    keys = {c.cle for c in found}
                    number = next(n for n in range(1, len(keys) + 2) if _key(former.cle, n) not in keys)
                    found.append(replace(former, cle=_key(former.cle, number)))
    return tuple(sorted(found, key=lambda c: (not c.principal, c.evidence[0].start)))


def _key(key: str, number: int) -> str:
    return key if number == 1 else f"{key}-{number}"


def _places(phrase: Phrase) -> Iterator[int]:
    for match in _FORMER.finditer(phrase.plie):
        yield match.end()


def _successor(contrats: Sequence[Contrat], section: Sequence[Phrase], index: int) -> Contrat | None:
    """Return the contract that a sentence is about; where it opens its section, the one that the next one names."""
    phrase = section[index]
    if phrase.sujet is not None:
        return contrats[phrase.sujet]
    if phrase.reprise and not phrase.nommes and index + 1 < len(section):
        named = {i for i, _ in section[index + 1].nommes}
        opens = not any(p.nommes for p in section[:index])
        return contrats[named.pop()] if opens and len(named) == 1 and not section[index + 1].reprise else None
    return None


def _former(document: Document, phrase: Phrase, start: int, successor: Contrat) -> Contrat | None:
    said = re.split(r"[;:]|\.\s", phrase.texte[start : start + _REACH])[0]
    folded = fold(said)
    named = next((n for n in find_noms(said) if n.start <= 2 and not n.pluriel), None)
    own = named is not None and named.dispositif is not None and not named.dispositif.generique
    if named is not None and named.territoire and fold(named.territoire) not in fold(" ".join(successor.territoires)):
        return None  # it has a place of its own: the readers of names know it

    def where(a: int, b: int) -> Evidence:
        span = phrase.unite.span(phrase.span.start + start + a, phrase.span.start + start + b)
        return document.evidence(span.start, span.end)

    signed, ended, begun = None, None, None
    for date in [*find_dates(said), *find_years(said)]:
        before = folded[: date.start]
        if signed is None and _SIGNED.search(before):
            signed = Valeur(date.value, where(0, date.end))
        elif ended is None and _CLOSED.search(before):
            ended = Valeur(date.value, where(0, date.end))
        elif signed is None and begun is None and _OF_YEAR.match(folded[: date.end]):
            signed = Valeur(date.value, where(0, date.end))
    period = next((p for p in find_periods(said) if p.start <= 60), None)
    if period is not None:
        begun = Valeur(period.start_year, where(0, period.end))
        ended = ended or Valeur(period.end_year, where(0, period.end))
    if not (signed or ended or begun):
        return None
    if successor.dates_signature and signed and successor.dates_signature[0].valeur <= signed.valeur:
        return None  # nothing takes the place of what came after it
    by = _CONCLUDED_BY.search(folded)
    parties = find_parties(said[by.end() : by.end() + 140]) if by else ()
    verb = re.search(r"\b(?:avaient|avait|ont|a) (?:conclu|signe|noue|paraphe|scelle)", folded)
    signatures = tuple(
        Signature(
            signataire=p.nom,
            qualite=p.qualite,
            evidence=(where(by.end() + p.start, by.end() + p.end),),
            regle=f"{REGLE}-partie",
            confiance=0.75,
        )
        for p in parties
        if by and verb and by.end() + p.end <= verb.start()
    )
    duration = next(find_durations(said), None)
    years = "-".join(v.valeur[:4] for v in (begun or signed, ended) if v)
    years = years if "-" in years else f"({years})" if begun or signed else f"(jusqu'en {years})"
    title = named.titre if own and named else _without_rank(successor.titre)
    place = "" if not own or not successor.territoires else f" – {successor.territoires[0]}"
    base = _YEARS.sub("", title).strip(" –-")
    titre = f"{base[:1].upper()}{base[1:]}{place} {years}"
    return Contrat(
        cle=cle(titre),
        titre=titre,
        type_contrat=named.dispositif.nom if own and named and named.dispositif else successor.type_contrat,
        statut=StatutContrat.CONCLU if signed or signatures else StatutContrat.CITE,
        territoires=successor.territoires,
        dates_signature=(signed,) if signed else (),
        debuts=(begun,) if begun else (),
        fins=(ended,) if ended else (),
        durees=(Valeur(duration.value, where(duration.start, duration.end)),) if duration else (),
        signatures=signatures,
        evidence=(where(0, len(said.rstrip())),),
        regle=REGLE,
        confiance=0.75,
    )


def _without_rank(titre: str) -> str:
    match = _RANK.match(fold(titre))
    return titre[match.end() :] if match else titre


def _known(former: Contrat, other: Contrat) -> bool:
    """Whether a contract that is read already is the former one: same words, or same kind, place and time."""
    if any(a.start < b.end and b.start < a.end for a in former.evidence for b in other.evidence):
        return other.modifie is None and other.instance
    if other.type_contrat != former.type_contrat or not other.instance:
        return False
    places = [{fold(t) for t in c.territoires} for c in (former, other)]
    if places[0] and places[1] and not places[0] & places[1]:
        return False
    times = [{v.valeur[:4] for v in (*c.dates_signature, *c.debuts)} for c in (former, other)]
    ends = [{v.valeur[:4] for v in c.fins} for c in (former, other)]
    return bool(times[0] & times[1]) or bool(ends[0] & ends[1])
