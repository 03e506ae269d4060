"""Two enumerations of the same things that do not name the same ones; one that names a thing twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.listes import find_listes
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.comparaisons import contenu, racine, racines
from pactes.extraction.contradictions.conflits import Conflit
from pactes.extraction.contradictions.conflits_comptes import top
from pactes.model import GenreContradiction
from pactes.reading import Document, fold

_INTRO = re.compile(r":\s+|\bil s'agit (?:de |des |d')|\ba savoir\s?[,:]?\s|\bsont\s(?=[A-ZÀ-Þ])")
_SPLIT = re.compile(r"\s*(?:,? ainsi qu(?:e |')|,? et |[,;])\s*")
_LEAD = re.compile(r"(?:(?:et|les?|la|une?|deux|trois|des|du|de|quartiers?|communes?|secteurs?|villes?) |[dl]')")
_MIN = 4  # names of the shortest enumeration that is compared
_NAME_WORDS = 7
_HEAD_WORDS = 12  # words before an enumeration that say what it is of
_COMMON = 0.6  # part of the names of the shorter that the longer has too
_WHOLE = re.compile(r"\b(?:liste (?:complete|exhaustive|detaillee)|(?:de )?l'ensemble d|tou(?:s|tes) les)\b")
_BARE = re.compile(r"[*_»«\"\s]+")


@dataclass(frozen=True, slots=True)
class _Enumeration:
    start: int  # offsets in the document
    end: int
    heads: dict[str, str]  # what introduces it: words by their stems
    noms: tuple[str, ...]


def find_list_conflicts(contexte: Contexte) -> Iterator[Conflit]:
    """Yield pairs of enumerations of the same things, most of whose names agree and some do not, and doubles."""
    unites = build_unites(contexte.document)
    found = [e for unite in unites for e in _enumerations(unite)]
    for enumeration in found:
        yield from _doubles(contexte.document, enumeration)
    yield from _pairs(found)
    yield from _completes(contexte.document, unites)


def _pairs(found: Sequence[_Enumeration]) -> Iterator[Conflit]:
    by_name: dict[str, set[int]] = defaultdict(set)
    for index, enumeration in enumerate(found):
        for nom in enumeration.noms:
            for word in _core(nom):
                by_name[word].add(index)
    close = {pair for indexes in by_name.values() if len(indexes) <= 12 for pair in combinations(sorted(indexes), 2)}
    for i, j in sorted(close):
        a, b = found[i], found[j]
        heads = [word for stem, word in a.heads.items() if stem in b.heads]
        if not heads or a.start <= b.start < a.end:
            continue
        pairs = [(x, y) for x in a.noms for y in b.noms if _alike(x, y)]
        left = [x for x in a.noms if not any(_alike(x, y) for y in b.noms)]
        right = [y for y in b.noms if not any(_alike(x, y) for x in a.noms)]
        smaller = min(len(a.noms), len(b.noms))
        if len(pairs) < max(3, _COMMON * smaller) or abs(len(a.noms) - len(b.noms)) > 1:
            continue
        renamed = any(_core(x) != _core(y) for x, y in pairs)
        if (left and right) or renamed:
            yield Conflit(
                f"liste ({' '.join(heads)})",
                GenreContradiction.LISTE,
                tuple((", ".join(e.noms), e.start, e.end) for e in (a, b)),
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
        noms = tuple(_name(part) for part in _SPLIT.split(text[intro.end() :].rstrip(" .;")))
        if len(noms) >= _MIN and all(n[:1].isupper() and len(n.split()) <= _NAME_WORDS for n in noms):
            span = unite.span(phrase.start + intro.end(), phrase.end)
            before = contenu(" ".join(text[: intro.start()].split()[-_HEAD_WORDS:]))
            heads = {racine(word): word for word in before if word.isalpha()}
            yield _Enumeration(span.start, span.end, heads, noms)


def _doubles(document: Document, enumeration: _Enumeration) -> Iterator[Conflit]:
    """« A, B, C, A et D »: the same name twice in one enumeration."""
    seen: dict[str, str] = {}
    for nom in enumeration.noms:
        key = " ".join(contenu(nom))
        if key in seen and len(key) > 2:
            text = document.text[enumeration.start : enumeration.end]
            first = text.find(seen[key])
            again = text.find(nom, first + len(nom))
            if first >= 0 and again > first:
                yield Conflit(
                    f"nom énuméré deux fois ({nom})",
                    GenreContradiction.LISTE,
                    tuple((nom, enumeration.start + at, enumeration.start + at + len(nom)) for at in (first, again)),
                    "nom-deux-fois",
                    0.7,
                )
        seen.setdefault(key, nom)


def _completes(document: Document, unites: Sequence[Unite]) -> Iterator[Conflit]:
    """A list that is said to be whole, and lacks what another list of the same things has."""
    listes = []
    for liste in find_listes(unites):
        items = top(liste)
        noms = tuple(_BARE.sub(" ", u.texte).strip(" .;:,") for u in items)
        if len(items) >= 3:
            whole = _WHOLE.search(fold(liste.texte)) is not None
            listes.append((items, noms, whole))
    for (a_items, a_noms, _), (b_items, b_noms, whole) in combinations(listes, 2):
        if not whole:
            continue
        missing = [i for i, x in enumerate(a_noms) if not any(_same_item(x, y) for y in b_noms)]
        shared = len(a_noms) - len(missing)
        if shared >= 3 and shared == len(b_noms) and missing:
            lacking = a_items[missing[0]]
            yield Conflit(
                "liste dite complète où manquent des éléments d'une autre",
                GenreContradiction.LISTE,
                (
                    (a_noms[missing[0]], lacking.start, lacking.parts[0].end),
                    (f"{len(b_noms)} éléments : {b_noms[-1]}", b_items[-1].start, b_items[-1].parts[0].end),
                ),
                "liste-incomplete",
                0.7,
            )


def _same_item(a: str, b: str) -> bool:
    x, y = racines(a), racines(b)
    return bool(x) and len(x & y) * 5 >= 4 * max(len(x), len(y))


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
