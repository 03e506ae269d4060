"""Two enumerations or lists of the same things that do not name the same ones; one that names a thing twice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from pactes.extraction.axes.etiquettes import read_etiquette
from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.listes import Liste, find_listes
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.comparaisons import contenu, racines
from pactes.extraction.contradictions.conflits import Conflit, extrait
from pactes.extraction.contradictions.conflits_comptes import top
from pactes.model import GenreContradiction
from pactes.reading import Document, fold

_INTRO = re.compile(r":\s+|\bil s'agit (?:de |des |d')|\ba savoir\s?[,:]?\s|\bsont\s(?=[A-ZÀ-Þ])")
_SPLIT = re.compile(r"\s*(?:,? ainsi qu(?:e |')|,? et |[,;])\s*")
_LEAD = re.compile(r"(?:(?:et|les?|la|une?|deux|trois|des|du|de|quartiers?|communes?|secteurs?|villes?) |[dl]')")
_MIN = 4  # names of the shortest enumeration that is compared
_ITEMS = 3  # items that two lists share where they are of the same things
_NAME_WORDS = 7
_HEAD_WORDS = 12  # words before an enumeration that say what it is of
_COMMON = 0.6  # part of the names of the shorter that the longer has too
_OPENER = re.compile(r":[\s*_»]*$|^\*\*")
_WHOLE = re.compile(r"\bliste (?:complete|exhaustive|detaillee|integrale)\b|\bl'ensemble des?\b")
_LINE = 200  # characters of a title
_COUNTED = re.compile(r":\s*$|^\d")
_BARE = re.compile(r"[*_»«\"\s]+")


@dataclass(frozen=True, slots=True)
class _Enumeration:
    start: int  # offsets in the document
    end: int
    heads: frozenset[str]  # stems of what introduces it
    intro: str
    noms: tuple[str, ...]


def find_list_conflicts(contexte: Contexte) -> Iterator[Conflit]:
    """Yield pairs of enumerations of the same things, most of whose names agree and some do not, and doubles."""
    unites = build_unites(contexte.document)
    found = [e for unite in unites for e in _enumerations(unite)]
    for enumeration in found:
        yield from _doubles(contexte.document, enumeration)
    yield from _pairs(found)
    yield from _bullets(unites)
    yield from _developed(unites)


def _pairs(found: Sequence[_Enumeration]) -> Iterator[Conflit]:
    by_name: dict[str, set[int]] = defaultdict(set)
    for index, enumeration in enumerate(found):
        for nom in enumeration.noms:
            for word in _core(nom):
                by_name[word].add(index)
    close = {pair for indexes in by_name.values() if len(indexes) <= 12 for pair in combinations(sorted(indexes), 2)}
    for i, j in sorted(close):
        a, b = found[i], found[j]
        if not a.heads & b.heads or a.start <= b.start < a.end:
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
                f"liste : {extrait(a.intro)}",
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
            before = " ".join(text[: intro.start()].split()[-_HEAD_WORDS:])
            yield _Enumeration(span.start, span.end, racines(before), before, noms)


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


def _bullets(unites: Sequence[Unite]) -> Iterator[Conflit]:
    """Two lists of items, most of which are the same, one of which has what the other lacks."""
    listes = [items for liste in find_listes(unites) if len(items := _closed(liste)) >= _ITEMS]
    stems = [[_stems(item) for item in items] for items in listes]
    by_word: dict[str, set[int]] = defaultdict(set)
    for index, words in enumerate(stems):
        for word in frozenset().union(*words):
            by_word[word].add(index)
    shared_words = Counter(
        pair for found in by_word.values() if len(found) <= 8 for pair in combinations(sorted(found), 2)
    )
    for (i, j), count in sorted(shared_words.items()):
        if count < _ITEMS:
            continue
        lost = [n for n, x in enumerate(stems[i]) if not any(_same_item(x, y) for y in stems[j])]
        new = [n for n, y in enumerate(stems[j]) if not any(_same_item(x, y) for x in stems[i])]
        common = min(len(stems[i]) - len(lost), len(stems[j]) - len(new))
        if common < _ITEMS or common < _COMMON * max(len(stems[i]), len(stems[j])) or not (lost or new):
            continue
        shown = [listes[i][lost[0] if lost else -1], listes[j][new[0] if new else -1]]
        yield Conflit(
            f"listes de mêmes éléments : {extrait(listes[i][0].texte)}",
            GenreContradiction.LISTE,
            tuple((f"{len(listes[k])} éléments, dont : {_words(u)}", u.start, u.parts[0].end)
                  for k, u in zip((i, j), shown, strict=True)),
            "listes-a-puces-differentes",
            0.6,
        )  # fmt: skip


def _developed(unites: Sequence[Unite]) -> Iterator[Conflit]:
    """A list whose items are taken up one by one in what is said to be the whole list, but for some of them."""
    index_of = {id(unite): index for index, unite in enumerate(unites)}
    openers: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for i, unite in enumerate(unites):
        if len(unite.texte) < _LINE and _OPENER.search(unite.texte):
            words = racines(unite.texte)
            for word in words:
                openers[word].append((i, words))
    for liste in find_listes(unites):
        items = _closed(liste)
        if len(items) < _MIN:
            continue
        last = index_of[id(items[-1])]
        announced = " ".join(fold(u.texte) for u in unites[last + 1 : last + 2])
        taken = [_taken_up(racines(u.texte), openers, last) for u in items]
        found = [i for i in taken if i is not None]
        if len(found) < _ITEMS or len(found) == len(items) or found != sorted(found):
            continue
        title = " ".join(fold(u.texte) for u in unites[max(0, found[0] - 2) : found[0]])
        if not (_WHOLE.search(announced) or _WHOLE.search(title)):
            continue
        missing = next(u for u, i in zip(items, taken, strict=True) if i is None)
        end = unites[found[-1]]
        yield Conflit(
            f"liste dite complète et liste reprise : {extrait(liste.texte)}",
            GenreContradiction.LISTE,
            (
                (f"{len(items)} éléments, dont : {_words(missing)}", missing.start, missing.parts[0].end),
                (f"{len(found)} repris, le dernier : {_words(end)}", end.start, end.parts[0].end),
            ),
            "liste-incomplete",
            0.6,
        )


def _taken_up(words: frozenset[str], openers: dict[str, list[tuple[int, frozenset[str]]]], after: int) -> int | None:
    """Return the index of the first unit after ``after`` that takes up an item; the rarest of its words leads to it."""
    known = [openers[word] for word in words if word in openers]
    rarest = min(known, key=len, default=[])
    return next((i for i, said in rarest if i > after and _same_item(said, words)), None) if len(known) > 1 else None


def _closed(liste: Liste) -> list[Unite]:
    """Return the items of a list, those apart that open a list of their own or count."""
    return [unite for unite in top(liste) if not _COUNTED.search(unite.texte)]


def _words(unite: Unite) -> str:
    return _BARE.sub(" ", unite.texte).strip(" .;:,")[:120]


def _stems(unite: Unite) -> frozenset[str]:
    """Return the stems of an item without its label (« axe 2 : »)."""
    label = read_etiquette(unite.texte)
    return racines(unite.texte[label.titre_start if label else 0 :])


def _same_item(x: frozenset[str], y: frozenset[str]) -> bool:
    """Whether two items say the same thing: nearly the same words, or those of one among those of the other."""
    common = len(x & y)
    return common * 3 >= 2 * max(len(x), len(y)) or (common >= 3 and common == min(len(x), len(y)))


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
