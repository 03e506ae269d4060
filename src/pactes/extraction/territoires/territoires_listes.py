"""Territories that a document lists: priority neighbourhoods (QPV), active monitoring territories, other zonings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pactes.extraction.commun.lieux import DE, NOM, Element, Lieu, enumeration, name_item
from pactes.extraction.commun.tableaux import build_tableaux
from pactes.extraction.commun.zones import Zone
from pactes.model import TypeTerritoire
from pactes.reading import BlockKind, Document, fold

_ZONAGES = (
    (
        TypeTerritoire.QPV,
        "qpv",
        r"quartier(?:s|\(s\))? prioritaire(?:s|\(s\))?"
        r"(?: de la politique de la ville| de la ville|(?: en)? politique de la ville)?|\bqpv\b"
        r"|quartiers? (?:en|de la) politique de la ville",
    ),
    (
        TypeTerritoire.VEILLE_ACTIVE,
        "veille-active",
        r"(?:territoires?|quartiers?|secteurs?) (?:de|en) veille(?: active)?",
    ),
    (
        TypeTerritoire.AUTRE,
        "zonage",
        r"zones? urbaines? sensibles?|\bzus\b|zones? franches? urbaines?|\bzfu\b"
        r"|zones? de securite prioritaires?|\bzsp\b"
        r"|zones? de redynamisation urbaine|\bzru\b|quartiers? de reconquete republicaine|\bqrr\b",
    ),
    (TypeTerritoire.AUTRE, "parc", r"parcs naturels (?:regionaux|nationaux|marins)"),
    (TypeTerritoire.TERRITOIRE_INDUSTRIE, "territoire-industrie", r"territoires? d'industries?"),
)
_PATTERNS = tuple((kind, rule, re.compile(pattern)) for kind, rule, pattern in _ZONAGES)
_ACRONYM = re.compile(r"\s?\([A-Za-z]{2,6}\)")
# From the word to its list: « … retenus sur la commune : », « … (A, B et C) », « … : il s'agit de A et B ».
_OPENINGS = (
    re.compile(r"(?:[^:;.()]|\([^()]{1,60}\)){0,200}?(?P<colon>:)"),
    re.compile(r"[^:;.()]{0,160}?(?P<bracket>\()"),
)
_INTRO = re.compile(r"\s*(?:il s'agit (?:de |des |du |d')|a savoir\s?:?|ce sont|ceux (?:de |des |du |d'))?\s*")
_SINGLE = re.compile(rf"\s?(?:[«\"] ?)?(?:{DE})?(?P<nom>{NOM})")
_CODE = re.compile(r"\bQ[PN]\d{5,6}M?\b")
_SEVERAL = re.compile(r"(?:deux|trois|quatre) (?P<word>quartier|secteur)s des communes (?:de |d['’])(?P<commune>.+)")
_SHORT_ITEM = 90
# Words after which the zoning is a policy, a fund, a number of people: nothing is named.
_GENERAL = re.compile(r"^\s?(?:de la politique|de france|en france|2030|2015|du territoire|de l'agglomeration)")
_NOT_NAMES = re.compile(
    r"^(?:la |le |les |l')?(?:region|departement|etat|ville|agglomeration|metropole|commune|contrat|conseil"
    r"|prefet|axe|action"
    r"|objectif|partenaires|habitants|article|annexe|total|anru|npnru)\b"
)


def find_listed(zones: Sequence[Zone]) -> Iterator[Lieu]:
    """Yield the territories of each kind of zoning that the zones list or name, in the order of the text."""
    for i, zone in enumerate(zones):
        for kind, rule, pattern in _PATTERNS:
            for match in pattern.finditer(zone.folded):
                yield from _from_zone(zone, match, kind, rule)
            last = _last(pattern, zone.folded)
            if last and zone.folded.rstrip(" *_").endswith(":") and len(zone.folded) - last.end() < 220:
                yield from _from_items(zones, i, kind, rule)


_QUARTIER_HEAD = re.compile(
    r"^(?:noms? (?:du |des |de chaque )?)?(?:quartiers?(?: prioritaires?)?(?: \(.{2,20}\))?|qpv)$"
)
_NO_ROW = re.compile(
    r"^(?:(?:sous-)?total|ensemble|moyenne|hors|reste|ville\b|commune\b|agglomeration)|\((?:ville|commune)\)"
)
_PRIORITY = 800  # characters before a table in which « quartiers prioritaires » says what its quarters are


# « quatre « territoires » (Nord, Sud, Est, Ouest) »
_COUNTED = re.compile(
    r"\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\d{1,2}) (?:[«\"“]\s?)?(?:territoires|secteurs|zones"
    r"|quartiers(?! prioritaires| de la politique))(?: [a-z]{4,}){0,2}(?:\s?[»\"”])?\s?\("
)


def find_counted(zones: Sequence[Zone]) -> Iterator[Lieu]:
    """Yield the parts of a territory that a sentence counts and lists."""
    for zone in zones:
        for match in _COUNTED.finditer(zone.folded):
            end = _closing(zone.texte, match.end(), len(zone.texte))
            elements = [e for e in enumeration(zone.texte, match.end(), end) if not _is_actor(e)]
            if len(elements) >= 2 and elements[0].start - match.end() <= 4:
                for e in elements:
                    yield _lieu(zone, e.start, e.end, e.texte, TypeTerritoire.AUTRE, "territoires-comptes")


def find_tabled(document: Document, text: str) -> Iterator[Lieu]:
    """Yield the neighbourhoods that the first column of a table gives, a row each (« Quartier | Population | … »).

    ``text`` is the text of the document in regular case.
    """
    for tableau in build_tableaux(document):
        rows = tableau.lignes if tableau.entete else tableau.lignes[1:]
        head = tableau.entete or (tableau.lignes[0] if tableau.lignes else ())
        if not head or not rows:
            continue
        title = fold(" ".join(text[head[0].start : head[0].end].strip(" *").split()))
        if not _QUARTIER_HEAD.match(title):
            continue
        said = title + fold(text[max(0, head[0].start - _PRIORITY) : head[0].start])
        prior = _PATTERNS[0][2].search(said) is not None
        for row in rows:
            element = name_item(text, row[0].start, row[0].end) if row else None
            if element and not _is_actor(element) and not _NO_ROW.search(fold(text[row[0].start : row[0].end]).strip()):
                kind = TypeTerritoire.QPV if prior else TypeTerritoire.AUTRE
                yield Lieu(element.start, element.end, element.texte, kind, None, "quartier-tableau")


def _last(pattern: re.Pattern[str], folded: str) -> re.Match[str] | None:
    return max(pattern.finditer(folded), key=lambda m: m.start(), default=None)


def _from_zone(zone: Zone, match: re.Match[str], kind: TypeTerritoire, rule: str) -> Iterator[Lieu]:
    """Yield the list that follows a zoning's word in its sentence, or the single name right after it."""
    at = match.end()
    acronym = _ACRONYM.match(zone.texte, at)
    at = acronym.end() if acronym else at
    phrase = zone.phrase(match.start())
    elements: list[Element] = []
    for pattern in _OPENINGS:
        opening = pattern.match(zone.folded, at, phrase.end)
        if opening and _other_zoning(opening.group(), kind):
            continue
        elements = _opened(zone, opening, phrase.end) if opening else []
        alone = len(elements) == 1 and pattern is _OPENINGS[0] and kind is not TypeTerritoire.AUTRE
        if len(elements) >= 2 or alone:
            for element in elements:
                yield _lieu(zone, element.start, element.end, element.texte, kind, f"{rule}-liste")
            return
    if match.group().endswith("s") and not match.group().isupper() and "qpv" not in match.group():
        return
    single = _SINGLE.match(zone.texte, at)
    if single is None or _GENERAL.match(zone.folded, at):
        return
    named = name_item(zone.texte, single.start("nom"), single.end())
    if named and not _is_actor(named) and not named.texte.isupper():
        # « la ZSP X » keeps its word, for X may be a neighbourhood of another kind too.
        start = match.start() if kind is TypeTerritoire.AUTRE and match.end() - match.start() <= 4 else named.start
        name = " ".join(zone.texte[start : named.end].split())
        yield _lieu(zone, start, named.end, name, kind, f"{rule}-nom")


def _other_zoning(words: str, kind: TypeTerritoire) -> bool:
    """Tell whether another zoning is named between a zoning's word and a list: the list is then the other's."""
    return any(other is not kind and pattern.search(words) for other, _, pattern in _PATTERNS)


def _opened(zone: Zone, opening: re.Match[str], end: int) -> list[Element]:
    """Return the names listed after a colon or a bracket."""
    intro = _INTRO.match(zone.folded, opening.end(), len(zone.folded))
    start = intro.end() if intro else opening.end()
    if opening.group().endswith("("):
        end = _closing(zone.texte, opening.end(), len(zone.texte))
    elements = [e for e in enumeration(zone.texte, start, max(end, start)) if not _is_actor(e)]
    return _one_by_one(zone.texte, elements)


def _one_by_one(text: str, elements: Sequence[Element]) -> list[Element]:
    """Return « deux quartiers des communes de A et de B » as one quarter of each commune."""
    single: list[Element] = []
    word = ""
    for element in elements:
        several = _SEVERAL.match(element.texte)
        if several:
            word = several["word"]
        elif word and not (single and re.fullmatch(r"\s(?:et )?(?:de |d['’])", text[single[-1].end : element.start])):
            word = ""
        commune = several["commune"] if several else element.texte
        name = f"un {word} de la commune de {commune}" if word else element.texte
        single.append(Element(element.start, element.end, name))
    return single


def _from_items(zones: Sequence[Zone], index: int, kind: TypeTerritoire, rule: str) -> Iterator[Lieu]:
    """Yield the names of the bullet list that the zone announces; items that say more than a name are left out."""
    found: list[Lieu] = []
    items = 0
    for zone in zones[index + 1 :]:
        if zone.kind is not BlockKind.ITEM:
            break
        items += 1
        element = name_item(zone.texte, 0, len(zone.texte)) if len(zone.texte) <= _SHORT_ITEM else None
        if element and not _is_actor(element):
            found.append(_lieu(zone, element.start, element.end, element.texte, kind, f"{rule}-liste"))
    if len(found) * 3 >= items * 2:
        yield from found


def _lieu(zone: Zone, start: int, end: int, nom: str, kind: TypeTerritoire, rule: str) -> Lieu:
    article = re.match(r"(?:la |le |l['’])(?=[A-ZÀ-Þ])", nom)
    if article:  # « le Clos » is the neighbourhood « Clos »; « les Vignes » keeps its article
        start, nom = start + article.end(), nom[article.end() :]
    code = _CODE.search(zone.texte, end, min(len(zone.texte), end + 24))
    between = zone.texte[end : code.start()] if code else ","
    sure = code is not None and not re.search(r"[,;]", between)
    return Lieu(zone.start + start, zone.start + end, nom, kind, code.group() if code and sure else None, rule)


def _is_actor(element: Element) -> bool:
    """Tell whether a listed name is of somebody, or says where (« X, à Y »)."""
    return element.texte[:2] in ("à ", "a ") or _NOT_NAMES.match(fold(element.texte)) is not None


def _closing(text: str, start: int, end: int) -> int:
    """Return the offset of the bracket that closes the one before ``start``."""
    depth = 1
    for i in range(start, end):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i
    return end
