"""Articles of codes: « les articles L. 2121-29 et R. 300-1 du code … », one record per article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pactes.extraction.commun.zones import Zone
from pactes.model import TexteJuridique
from pactes.reading import Document, fold
from pactes.reference import textes_connus

_ARTICLE = re.compile(
    r"\b(?P<letter>[lrda])(?:\.\s?|\s(?=\d)|(?=\d))(?P<star>\*\s?)?(?P<number>\d{1,4}(?:-\d{1,4}){0,4})\b"
    r"(?!\s?(?:%|€|m2|km))"
)
# « l'article 1101 du code X », « articles 1388 bis et 1466 A du code X »: articles of codes that have no letter.
_BARE = re.compile(
    r"\barticles? (?P<numbers>\d{1,4}(?:-\d{1,3})*(?: (?:bis|ter|quater|[a-h]\b))?"
    r"(?:(?:,| et| a) \d{1,4}(?:-\d{1,3})*(?: (?:bis|ter|quater|[a-h]\b))?){0,5}) (?:du|de ce) (?=code\b)"
)
_BARE_NUMBER = re.compile(r"\d{1,4}(?:-\d{1,3})*(?: (?:bis|ter|quater|[a-h]\b))?")
_NAMED = re.compile(r"\barticles?\b")


@dataclass(frozen=True, slots=True)
class _Code:
    start: int
    end: int
    nom: str


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str], dict[str, str]]:
    """Return the pattern of the names of codes (folded), that of their acronyms, and what each stands for."""
    codes = [t for t in textes_connus() if t.genre == "code"]
    names = {fold(c.nom): c.nom for c in codes}
    sigles = {s: c.nom for c in codes for s in c.sigles}
    by_length = sorted(names, key=len, reverse=True)
    return (
        re.compile(r"\b(?:" + "|".join(map(re.escape, by_length)) + r")\b"),
        names,
        re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(sigles, key=len, reverse=True))) + r")(?![\w-])"),
        sigles,
    )


def find_codes(document: Document, zones: Sequence[Zone]) -> Iterator[TexteJuridique]:
    """Yield one record per article cited, and one for each code that is cited without any article.

    An article belongs to the code that follows it (« article L. 1 du code X »), else to the one before it in the
    sentence (« le code X, notamment ses articles L. 1 et L. 2 »), else to the last code that the document named.
    """
    last: str | None = None
    bare: dict[str, tuple[int, int]] = {}
    with_articles: set[str] = set()
    for zone in zones:
        codes = _codes(zone)
        for code in codes:
            bare.setdefault(code.nom, (zone.start + code.start, zone.start + code.end))
        for article in _articles(zone):
            title = _code_of(zone, article.start(), codes) or last
            if title is None and not codes:
                continue
            if title:
                with_articles.add(title)
            yield TexteJuridique(
                genre="code",
                numero=f"{article['letter'].upper()}. {article['number']}",
                titre=title,
                evidence=(document.evidence(zone.start + article.start(), zone.start + article.end()),),
                regle="texte-article",
                confiance=0.95 if codes else 0.8,
            )
        for start, end, title in _without_letter(zone, codes):
            with_articles.add(title)
            yield TexteJuridique(
                genre="code",
                numero=zone.texte[start:end],
                titre=title,
                evidence=(document.evidence(zone.start + start, zone.start + end),),
                regle="texte-article-sans-lettre",
                confiance=0.9,
            )
        last = codes[-1].nom if codes else last
    for name, (start, end) in bare.items():
        if name not in with_articles:
            evidence = (document.evidence(start, end),)
            yield TexteJuridique(genre="code", titre=name, evidence=evidence, regle="texte-code", confiance=0.9)


def _codes(zone: Zone) -> list[_Code]:
    names, titles, sigles, meanings = _patterns()
    found = [_Code(m.start(), m.end(), titles[m.group()]) for m in names.finditer(zone.folded)]
    found += [_Code(m.start(), m.end(), meanings[m.group()]) for m in sigles.finditer(zone.texte) if _of_code(zone, m)]
    return sorted(found, key=lambda c: c.start)


def _of_code(zone: Zone, match: re.Match[str]) -> bool:
    """Tell whether an acronym stands for a code here: beside an article, or in brackets after the code's name."""
    around = zone.folded[max(0, match.start() - 60) : match.end() + 40]
    return _ARTICLE.search(around) is not None or _NAMED.search(around) is not None


def _articles(zone: Zone) -> Iterator[re.Match[str]]:
    for match in _ARTICLE.finditer(zone.folded):
        dotted = zone.texte[match.start()].isupper() and ("-" in match["number"] or "." in match.group())
        if dotted and zone.texte[match.start() : match.start() + 1] in "LRDA" and len(match["number"]) >= 2:
            before = zone.folded[max(0, match.start() - 90) : match.start()]
            if _NAMED.search(before) or len(match["number"]) >= 6:
                yield match


def _without_letter(zone: Zone, codes: Sequence[_Code]) -> Iterator[tuple[int, int, str]]:
    """Yield the articles without a letter right before the code they are of: spans in the zone, name of the code."""
    for match in _BARE.finditer(zone.folded):
        code = next((c for c in codes if c.start == match.end()), None)
        if code:
            for number in _BARE_NUMBER.finditer(zone.folded, match.start("numbers"), match.end("numbers")):
                yield number.start(), number.end(), code.nom


def _code_of(zone: Zone, at: int, codes: Sequence[_Code]) -> str | None:
    phrase = zone.phrase(at)
    inside = [c for c in codes if phrase.start <= c.start < phrase.end]
    after = next((c for c in inside if c.start > at), None)
    before = next((c for c in reversed(inside) if c.end <= at), None)
    if after and re.fullmatch(r"[^;]{0,120}?\b(?:du|de ce|au|le)\s?", zone.folded[at : after.start]):
        linked = zone.folded[at : after.start]
        if before is None or not re.search(r"\b(?:vu|notamment|modifie)\b", linked):
            return after.nom
    if before:
        return before.nom
    return after.nom if after else None
