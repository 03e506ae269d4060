"""Reader of legal texts: acts with a number or a date, and articles of codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pactes.extraction.commun.codes import find_codes
from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.zones import Zone, build_zones
from pactes.extraction.textes.textes_titres import auteur_de, titre_de
from pactes.model import TexteJuridique
from pactes.reading import Document
from pactes.reference import textes_connus

_GENRES = {
    "loi": "loi", "ordonnance": "ordonnance", "decret": "décret", "arrete": "arrêté", "circulaire": "circulaire",
    "instruction": "instruction", "deliberation": "délibération", "decision": "décision", "directive": "directive",
    "reglement": "règlement", "avis": "avis",
}  # fmt: skip
_HEAD = re.compile(rf"\b(?P<head>{'|'.join(_GENRES)})(?P<plural>s?)\b")
_NUMBER = re.compile(r"\bn\s?[°ºo]s?\s?[.:]?\s?(?P<number>[a-z]{0,4}[-/]?\d[\w]*(?:[./_-]\w+){0,5})")
_EUROPEAN = re.compile(r"\s?(?:\((?:ue|ce|cee)\)\s?)?(?:n\s?[°ºo]\s?)?(?P<number>\d{2,4}/\d{1,4}(?:/(?:ue|ce|cee))?)")
_DAY_MONTH = re.compile(
    r"\b(?P<day>[0-3]?\d)(?:er)?(?:\s(?P<month>janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre))?(?=\s?(?:,|et|ainsi que)\s(?:(?:du|le|des|celles? du)\s)?[0-3]?\d(?:er)?\s[a-z])"
)
_BEFORE_DATE = re.compile(r"(?:\b(?:du|des|le|date du|date des|au|et|dates du)|,|\bd['’])\s?$")
_YEAR = re.compile(r"\s(?:\w{2,20}\s)?(?:de|en|du)\s(?P<year>(?:19|20)\d\d)\b(?!\s?[-/à]\s?\d)")
# « la loi de modernisation de X de 2008 » : the year after the title, with no verb between.
_TITLED_YEAR = re.compile(
    r"\s(?:de|d['’]|sur|pour|relative|portant|organique)\b(?P<titre>[^,;:.()\d]{4,90}?)\s(?:de|du)\s(?P<year>(?:19|20)\d\d)\b"
    r"(?!\s?[-/à]\s?\d)"
)
_VERB = re.compile(
    r"\b(?:a|ont|est|sont|etait|sera|permet|prevoit|fixe|dispose|definit|institue|cree|qui|que|dont|en)\b"
)
# After these words a date is that of what the act is about.
_OBJECT = re.compile(
    r"\b(?:approuvant|adoptant|autorisant|portant (?:approbation|adoption|sur l'approbation)|relatif a la convention"
    r"|validant|actant|donnant|decidant|prenant acte|fixant|arretant|pour la periode|signee?|conclue?)\b"
)
_DRAFT = re.compile(r"\b(?:projets?|propositions?|avant-projet) de\s$")
_NO_ACT = re.compile(r"\b(?:projet|schema|plan|programme|liste|compte|budget|perimetre|a|est|ont|ete|etre|sera|un) $")
# Between the word and its number or date: who took the act, and of what kind it is.
_NEAR = re.compile(
    r"(?:\s(?:inter)?(?:prefectora\w+|ministeriel\w*|municipa\w+|departementa\w+|regiona\w+|communautaires?|metropolitaine?s?"
    r"|conjointe?s?|cadre|technique|interne|modifiee?s?|rendue?|en date|organique|constitutionnelle|royal|europeenne?"
    r"|concordantes?|prise|susvisee?|precitee?|ce|cette)){0,3}"
    r"(?:\s(?:du|de la|de l'|de|des)\s?[^,;:.()]{2,110}?)?(?:\sen date)?,?\s?(?:(?:du|des|le)\b|n\s?[°ºo])"
)
_PRIOR_DATE = re.compile(r"\bpar (?:une |la )?$")
_VOTED = re.compile(r"\b(?:a|ont|avait|avaient) (?:ainsi )?delibere\b")
_WEAK = frozenset({"arrete", "instruction", "decision", "directive", "reglement", "avis"})
_AUTHORED = frozenset({"deliberation", "arrete", "avis", "decision"})
_REACH = 240
_MORE_EVIDENCE = 4
_JOIN = re.compile(r"[\s,]*(?:et|ainsi que)?\s*(?:celles?\s)?")


@dataclass(frozen=True, slots=True)
class _Cite:
    """A citation in a zone: span in the zone, number and date as read."""

    start: int
    end: int
    numero: str | None
    date: str | None


def read_textes(contexte: Contexte) -> tuple[TexteJuridique, ...]:
    """Return the legal texts of the document, in the order of the text, each once with the places that cite it.

    Conventions are contracts, not legal texts. A text has a number, a date, or at least a name everyone knows.
    """
    found: list[TexteJuridique] = []
    zones = build_zones(contexte.document)
    for zone in zones:
        found.extend(_acts(contexte.document, zone))
    found.extend(find_codes(contexte.document, zones))
    found.sort(key=lambda t: (t.evidence[0].start, t.numero or ""))
    return _merge(found)


def _acts(document: Document, zone: Zone) -> Iterator[TexteJuridique]:
    folded = zone.folded
    heads = [m for m in _HEAD.finditer(folded) if not _DRAFT.search(folded[max(0, m.start() - 30) : m.start()])]
    for i, match in enumerate(heads):
        head = match["head"]
        limit = heads[i + 1].start() if i + 1 < len(heads) else len(folded)
        limit = min(limit, zone.phrase(match.start()).end, match.end() + _REACH)
        if head == "arrete" and _NO_ACT.search(folded[max(0, match.start() - 20) : match.start()]):
            continue
        cites = list(_cites(folded, match, limit))
        if not cites and head == "deliberation" and (date := _date_before(zone, match.start())):
            cites = [date]
        for cite in cites:
            yield TexteJuridique(
                genre=_GENRES[head],
                numero=cite.numero and _as_written(zone, cite.numero, cite.start, cite.end),
                date=cite.date,
                titre=titre_de(zone.texte, match.end(), zone.phrase(match.start()).end),
                auteur=auteur_de(zone.texte, match.end(), cite.end)
                if head in {"deliberation", "arrete", "avis"}
                else None,
                evidence=(document.evidence(zone.start + cite.start, zone.start + cite.end),),
                regle="texte-numero" if cite.numero else "texte-date",
                confiance=0.95 if cite.numero else 0.85,
            )
        if not cites and head == "loi" and (known := _known(zone, match)):
            yield replace(
                known, evidence=(document.evidence(zone.start + match.start(), zone.start + match.end() + 20),)
            )
    for match in _VOTED.finditer(folded):
        phrase = zone.phrase(match.start())
        when = next(iter(find_dates(folded[match.end() : min(phrase.end, match.end() + _REACH)])), None)
        if when:
            yield TexteJuridique(
                genre="délibération",
                date=when.value,
                evidence=(document.evidence(zone.start + phrase.start, zone.start + match.end() + when.end),),
                regle="texte-delibere",
                confiance=0.7,
            )


def _cites(folded: str, head: re.Match[str], limit: int) -> Iterator[_Cite]:
    """Yield the citations that one head governs: several after a plural (« lois du 2 mars et du 7 janvier 1983 »)."""
    word = head["head"]
    if word in {"directive", "reglement"}:
        european = _EUROPEAN.match(folded, head.end(), limit)
        if european is None and word == "reglement":
            return
        if european:
            after = european.end()
            date = next((d for d in _dates(folded, after, limit) if d[0] <= after + 8), None)
            yield _Cite(head.start(), date[1] if date else after, european["number"], date[2] if date else None)
            return
    numbers = list(_NUMBER.finditer(folded, head.end(), limit))
    dates = _dates(folded, head.end(), limit)
    if word in _WEAK and not _NEAR.match(folded, head.end(), limit):
        return
    if not numbers and not dates:
        year = _YEAR.match(folded, head.end(), limit)
        titled = _TITLED_YEAR.match(folded, head.end(), limit) if word == "loi" and not year else None
        if titled and not _VERB.search(titled["titre"]):
            year = titled
        if year and word not in _WEAK:
            yield _Cite(head.start(), year.end(), None, year["year"])
        return
    if numbers and numbers[0].start() - head.end() > 120:
        numbers = []
    if not head["plural"]:
        number = numbers[0] if numbers else None
        after = number.end() if number else head.end()
        own = next((d for d in dates if _of_the_act(folded, head.end(), d[0], word)), None)
        if own and number and own[0] < number.start() and number.start() - own[1] > 5:
            number, after = None, own[1]
        if number is None and own is None:
            return
        end = max(after, own[1] if own else 0)
        yield _Cite(head.start(), end, number["number"] if number else None, own[2] if own else None)
        return
    yield from _listed(folded, head, numbers, dates)


def _listed(
    folded: str, head: re.Match[str], numbers: list[re.Match[str]], dates: list[tuple[int, int, str]]
) -> Iterator[_Cite]:
    """Yield the citations of a plural head, each number with the date that follows it."""
    used: set[int] = set()
    start = head.start()
    for i, number in enumerate(numbers):
        limit = numbers[i + 1].start() if i + 1 < len(numbers) else len(folded)
        date = next((d for d in dates if number.end() <= d[0] < limit and d[0] - number.end() < 100), None)
        used.add(date[0] if date else -1)
        yield _Cite(start, date[1] if date else number.end(), number["number"], date[2] if date else None)
        start = number.start()
    if numbers:
        return
    previous = head.end()
    for date in dates:
        if date[0] - previous > 60 or not _of_the_act(folded, head.end(), date[0], head["head"]):
            return
        yield _Cite(start, date[1], None, date[2])
        previous = date[1]
        start = _JOIN.match(folded, previous).end()  # type: ignore[union-attr]


def _dates(folded: str, start: int, limit: int) -> list[tuple[int, int, str]]:
    """Return the dates with a month between two offsets; « du 30 juillet et du 15 octobre 2014 » share their year."""
    found = [(start + d.start, start + d.end, d.value) for d in find_dates(folded[start:limit])]
    shared = []
    for match in _DAY_MONTH.finditer(folded, start, limit):
        following = next((d for d in found if 0 <= d[0] - match.end() <= 40), None)
        if following is None or any(a <= match.start() < b for a, b, _ in found):
            continue
        month = match["month"] or _month_of(folded[following[0] : following[1]])
        whole = next(iter(find_dates(f"{match['day']} {month} {following[2][:4]}")), None)
        if whole:
            shared.append((match.start(), match.end(), whole.value))
    return sorted(found + shared)


def _month_of(date: str) -> str:
    return next((w for w in date.split() if w.isalpha() and len(w) > 2), "")


def _of_the_act(folded: str, start: int, at: int, word: str) -> bool:
    """Tell whether a date at ``at`` is the date of the act named before ``start``, not of what the act is about."""
    between = folded[start:at]
    if not _BEFORE_DATE.search(between) and not _DAY_MONTH.search(between):
        return False
    return not _OBJECT.search(between) and (word in {"loi", "decret", "ordonnance"} or len(between) < 160)


def _date_before(zone: Zone, at: int) -> _Cite | None:
    """Return « le 16 septembre 2005 par délibération » as a citation."""
    phrase = zone.phrase(at)
    start = max(phrase.start, at - 60)
    if not _PRIOR_DATE.search(zone.folded[start:at]):
        return None
    dates = [d for d in find_dates(zone.folded[start:at]) if at - start - d.end < 30]
    if not dates:
        return None
    return _Cite(start + dates[-1].start, at + len("deliberation"), None, dates[-1].value)


def _known(zone: Zone, head: re.Match[str]) -> TexteJuridique | None:
    """Return the act that everyone knows by the name after « loi » (« loi MAPTAM »), without number or date."""
    match = _usual_names().match(zone.texte, head.end())
    if match is None:
        return None
    return TexteJuridique(genre="loi", titre=match["name"], evidence=(), regle="texte-connu", confiance=0.9)


@lru_cache(maxsize=1)
def _usual_names() -> re.Pattern[str]:
    names = {re.escape(name) for text in textes_connus() if text.genre == "loi" for name in text.sigles}
    return re.compile(rf"\s[«\"“]?\s?(?P<name>{'|'.join(sorted(names, key=lambda n: (-len(n), n)))})(?!\w)")


def _as_written(zone: Zone, number: str, start: int, end: int) -> str:
    """Return the number with the capitals of the text, without the punctuation after it."""
    at = zone.folded.find(number, start, end)
    return zone.texte[at : at + len(number)].rstrip("./_-")


def _merge(texts: list[TexteJuridique]) -> tuple[TexteJuridique, ...]:
    """Return each text once: same kind and number, or same kind and date where one of the two gives no number."""
    kept: list[TexteJuridique] = []
    for text in texts:
        for i, known in enumerate(kept):
            if _same(known, text):
                evidence = known.evidence
                if len(evidence) <= _MORE_EVIDENCE and text.evidence[0] not in evidence:
                    evidence = (*evidence, *text.evidence)
                kept[i] = replace(
                    known,
                    evidence=evidence,
                    numero=known.numero or text.numero,
                    date=known.date or text.date,
                    titre=known.titre or text.titre,
                    auteur=known.auteur or text.auteur,
                )
                break
        else:
            kept.append(text)
    return tuple(kept)


def _same(a: TexteJuridique, b: TexteJuridique) -> bool:
    if a.genre != b.genre:
        return False
    if a.genre == "code":
        return a.titre == b.titre and a.numero == b.numero
    if a.numero and b.numero:
        return a.numero == b.numero and (a.date == b.date or not a.date or not b.date)
    if a.date and b.date:
        return a.date == b.date
    if a.numero or b.numero or a.date or b.date:
        return False
    return a.titre == b.titre
