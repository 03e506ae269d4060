"""What the sentence that names a contract says of it: its period, its dates, whether it is signed or to come."""

from __future__ import annotations

import re

from pactes.extraction.commun.dates import find_dates, find_ends, find_periods, find_years
from pactes.extraction.contrats.titres import PERIOD, PROPER
from pactes.model import StatutContrat, TypeTerritoire
from pactes.reading import fold
from pactes.reference import Forme, registre

NEW = re.compile(r"\b(?:nouveau|nouvelle|nouvel|future?|prochaine?|projet de)\W*$")
# « X succède à Y », « remplace Y »: the words before Y, up to its name, folded.
TAKES_PLACE_OF = (
    r"\b(?:succed(?:e|era|ant)|a succede|fait suite|fera suite|faisant suite|(?:prend|prendra|prenant|a pris) "
    r"(?:la suite|le relais|la releve)|se substitue(?:ra)?|s'est substituee?|remplac(?:e|era|ant|ait)|a remplace)"
    r" (?:a |au |aux |de |du |d'|a l')?(?:la |le |l')?(?:precedente? |premiere? |ancien(?:ne)? )?"
)
REPLACED = re.compile(rf"{TAKES_PLACE_OF}$")
_ENDS = re.compile(r"\b(?:echeance|terme|fin|expire\w*|prolong\w*|jusqu)\b")  # the date of something else
_PLANNED = re.compile(
    r"\bser(?:a|ont) (?:\w+ )?(?:signe|conclu|repris|annexe|elabore|finalise|adopte|precise)|"
    r"\ben cours d(?:e |')(?:finalisation|negociation|elaboration|redaction|"
    r"signature|preparation)|\bnegociations? en cours|\ben (?:preparation|projet)\b|\benvisag\w+|"
    r"\bprojet de (?:convention|contrat|pacte|charte|protocole)|"
    r"\b(?:mise en place|elaboration|signature|conclusion) d(?:'un|'une|e la|u)\b|\ba venir\b|\bprochainement\b|"
    r"\bsera\b[^.]{0,40}\bsignee?"
)
_DONE = re.compile(
    r"\b(?:a|ont|avait|avaient) (?:ete )?(?:signe|conclu|paraphe|ratifie)|"
    r"\b(?:signe|conclu|ratifie|signes|signees|signee|conclue|ratifiee|"
    r"conclus|conclues)\b|\ben vigueur\b"
)
_SIGNED_AFTER = re.compile(
    r"\b(?:signee?s?|conclue?s?|paraphee?s?|passee?s?|scellee?s?|ratifiee?s?|adoptee?s?)\b(?:(?![.;]).){0,70}?\b(?:le|en|du|des|depuis)\s+$"
)
# « Contrat de X – Approbation et autorisation de signature », « Contrat de X, signé le… »
LISTED_END = re.compile(
    r"\s*(?:[;:.]\s*$|[;:(]|,|\.\s|\bsign[ée]|\bconclu"
    r"|\s(?i:en (?:un coup|bref|chiffres|quelques)|c['’]est quoi|où en est)"
    r"|[-–—]\s(?=(?i:approbation|autorisation|signature|adoption|présentation|renouvellement|bilan|avenant)\b))"
)
SUMMARY = re.compile(r"\s+en (?:un coup d|bref\b|chiffres\b|quelques (?:mots|chiffres|dates)\b|resume\b)")
# « En X, le CPER a été signé »: the region that a sentence opens with, up to the article of the contract's name.
_IN_REGION = re.compile(rf"^\W*(?:[Ee]n|[Dd]ans (?:la |le |les |l['’])) ?(?P<nom>{PROPER}), (?:le|la|l['’]|un|une) ?$")
_END_GAP = 220  # characters between a contract's name and the end that its sentence gives it
_SIGNED_GAP = 40  # characters between a contract's name and « signé le… »
_HEAD_WORD = re.compile(r"\b(?:contrat|convention|pacte|charte|protocole|accord|avenant)s?\b")
_SIGNED_BEFORE = re.compile(r"\b(?:signee?s?|conclue?s?|paraphee?s?|ratifiee?s?)\s+(?:le|en|depuis)\s+")
_WORKS = re.compile(
    r"\b(?:travaux|etudes?|chantiers?|operations?|actions?|projets?|credits?|livraisons?|financ\w+|permet\w*|ouvrages?|"
    r"amenagements?|investissements?)\b"
)


def periode(text: str, at: int, end: int) -> tuple[str, str] | None:
    for period in find_periods(text[at:end]):
        return period.start_year, period.end_year
    after = PERIOD.match(text, end)
    stated = after or re.search(r"\b(?:pour|sur|de) la période\s+(?=20\d\d)", text[end : end + 120])
    if stated:
        offset = end if after else end + stated.end()
        for period in find_periods(text[offset : offset + 45]):
            return period.start_year, period.end_year
    return None


def dates(text: str, at: int, end: int, first: int, last: int) -> tuple[str | None, str | None]:
    """Return the date of signature and of the end that the sentence gives the contract named at ``at``."""
    signed = None
    after = text[end : min(last, end + 160)]
    for date in [*find_dates(after), *find_years(after)]:
        lead = _SIGNED_AFTER.search(fold(after[: date.start]))
        if lead and lead.start() <= _SIGNED_GAP and not _HEAD_WORD.search(fold(after[: date.start])):
            signed = None if _ENDS.search(fold(after[lead.start() : date.start])) else date.value
            break
    if signed is None:
        opening = fold(text[first:at])
        lead = _SIGNED_BEFORE.search(opening)
        if lead and len(opening) - lead.end() <= 60:
            dates = [*find_dates(text[first + lead.end() : at]), *find_years(text[first + lead.end() : at])]
            signed = dates[0].value if dates and dates[0].start <= 4 else None
    if signed is None:
        of_year = re.match(
            r"\s*(?:de|du|en|date[e]? de|datant de)\s+(?:(?P<jour>[0-3]?\d \w+ ))?(?P<an>(?:19|20)\d\d)\b(?!\s?[-/])",
            fold(after),
        )
        tail = re.search(r"\bde ((?:19|20)\d\d)$", text[at:end])
        if of_year or tail:
            exact = next(find_dates(after[:40]), None) if of_year and of_year["jour"] else None
            signed = exact.value if exact else (of_year["an"] if of_year else tail[1] if tail else None)
    ended = next(
        (d.value for d in find_ends(text[at : min(last, end + _END_GAP)]) if _own_end(text, end, at + d.start)), None
    )
    return signed, ended


def region_before(text: str, first: int, at: int) -> str | None:
    """Return the région or département that the sentence from ``first`` opens with, before the contract at ``at``."""
    match = _IN_REGION.match(text[first:at]) if at - first <= 60 else None
    if match is None:
        return None
    found = next(iter(registre().chercher(match["nom"])), None)
    large = (TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT)
    whole = found is not None and (found.start, found.end) == (0, len(match["nom"]))
    if found is None or not whole:
        return None
    return match["nom"] if any(e.type_territoire in large and f is Forme.PLEINE for e, f in found.candidats) else None


def after_other(text: str, floor: int, sentence: int) -> int:
    """Return from where on a date that stands before a contract's name is its own: not what is said of another."""
    taken = floor > sentence and _SIGNED_BEFORE.search(fold(text[floor : floor + _SIGNED_GAP + 12]))
    return floor + taken.end() if taken else sentence


def _own_end(text: str, end: int, said: int) -> bool:
    """Tell whether « jusqu'à fin 2022 » at ``said`` is of the contract, not of the works that it pays for."""
    return not _WORKS.search(fold(text[end:said]))


def statut(sentence: str, said: str, before: str, signed: str | None) -> StatutContrat:
    """Return the status that a sentence gives; ``said`` is what stands between this contract and its neighbours."""
    if _PLANNED.search(sentence) or NEW.search(before):
        return StatutContrat.PREVU
    if signed or _DONE.search(said):
        return StatutContrat.CONCLU
    return StatutContrat.CITE
