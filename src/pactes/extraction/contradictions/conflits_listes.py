"""Two enumerations of the same things that do not name the same ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.conflits import Conflit
from pactes.model import GenreContradiction
from pactes.reading import fold

_INTRO = re.compile(r":\s+|\bil s'agit (?:de |des |d')|\ba savoir\s?[,:]?\s")
_SPLIT = re.compile(r"\s*(?:,? ainsi qu(?:e |')|,? et |[,;])\s*")
_LEAD = re.compile(r"(?:(?:et|les?|la|une?|deux|trois|des|du|de|quartiers?|communes?|secteurs?) |[dl]')")
_HEADS = re.compile(
    r"\b(?:prioritaires?|veille active|zones? urbaines? sensibles?|zus|qpv|quartiers? retenus?|communes membres"
    r"|membres|signataires"
    r"|laureates?|intercommunalites|territoires d'industrie|sites retenus|bassins? de vie)\b"
)
_MIN = 4  # names of the shortest enumeration that is compared


@dataclass(frozen=True, slots=True)
class _Enumeration:
    unite: Unite
    start: int
    end: int
    heads: frozenset[str]
    noms: tuple[str, ...]


def find_list_conflicts(contexte: Contexte) -> Iterator[Conflit]:
    """Yield pairs of enumerations of the same things, most of whose names agree and some do not."""
    found = [e for unite in build_unites(contexte.document) for e in _enumerations(unite)]
    for a, b in combinations(found, 2):
        if not a.heads & b.heads or a.unite is b.unite:
            continue
        pairs = [(x, y) for x in a.noms for y in b.noms if _alike(x, y)]
        left = [x for x in a.noms if not any(_alike(x, y) for y in b.noms)]
        right = [y for y in b.noms if not any(_alike(x, y) for x in a.noms)]
        smaller = min(len(a.noms), len(b.noms))
        if len(pairs) < max(3, 0.6 * smaller) or abs(len(a.noms) - len(b.noms)) > 1:
            continue
        renamed = [(x, y) for x, y in pairs if _core(x) != _core(y)]
        if (left and right) or renamed:
            places = [e.unite.span(e.start, e.end) for e in (a, b)]
            yield Conflit(
                f"liste ({', '.join(sorted(a.heads & b.heads))})",
                GenreContradiction.LISTE,
                tuple((", ".join(e.noms), p.start, p.end) for e, p in zip((a, b), places, strict=True)),
                "listes-differentes",
                0.8 if left and right else 0.6,
            )


def _enumerations(unite: Unite) -> Iterator[_Enumeration]:
    for phrase in unite.phrases():
        text = unite.texte[phrase.start : phrase.end]
        folded = fold(text)
        intro = next(iter(reversed(list(_INTRO.finditer(folded)))), None)
        if intro is None:
            continue
        heads = frozenset(re.sub(r"s\b", "", head) for head in _HEADS.findall(folded[: intro.start()]))
        noms = tuple(_name(part) for part in _SPLIT.split(text[intro.end() :].rstrip(" .;")))
        if heads and len(noms) >= _MIN and all(n[:1].isupper() and len(n.split()) <= 7 for n in noms):
            yield _Enumeration(unite, phrase.start + intro.end(), phrase.end, heads, noms)


def _name(part: str) -> str:
    """Return a name of an enumeration without the article and the kind before it (« un quartier de X »)."""
    folded, start = fold(part), 0
    while lead := _LEAD.match(folded, start):
        start = lead.end()
    return part[start:].strip(" .;«»")


def _core(nom: str) -> frozenset[str]:
    return frozenset(w for w in re.findall(r"\w{3,}", fold(nom)) if w not in ("les", "des"))


def _alike(a: str, b: str) -> bool:
    x, y = _core(a), _core(b)
    return bool(x & y) and (x <= y or y <= x or len(x & y) >= 2)
