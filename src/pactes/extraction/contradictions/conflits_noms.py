"""One thing whose name the document writes in two ways that cannot both be right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.contradictions.conflits import Conflit
from pactes.model import GenreContradiction
from pactes.reading import BlockKind, Document, fold

_SMALL = frozenset(
    ["de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "pour", "a", "au", "aux", "sur", "par", "dans"]
)
_ACRONYM = re.compile(r"(?:\s?\(|\s[–-]\s)([A-ZÉ][A-ZÉa-z0-9]{2,11})(?=\)|[\s.,;]|$)")
_WORD = re.compile(r"[\w’'@&]+(?:-[\w’']+)*")
_EXPANSION = 250  # signs of the longest expansion of an acronym
_EXPANSION_WORDS = 16
_PROPER = re.compile(r"(?<![.!?:;»]\s)(?<!^)\b[A-ZÀ-Þ][a-zà-ÿ’']{4,}(?:-[A-ZÀ-Þ]?[a-zà-ÿ]+)*\b", re.MULTILINE)
_COMPOUND = 10  # letters from which a compound name is told by itself, whatever stands beside it
_QUOTED = re.compile(r"«\s?([^»\n]{20,160}?)\s?»")


def find_name_conflicts(contexte: Contexte) -> Iterator[Conflit]:
    """Yield the names that are told in two ways: what an acronym stands for, a name with a letter wrong, a title."""
    yield from _two_expansions(contexte.document)
    yield from _misspelt(contexte.document)
    yield from _titles(contexte)


def _two_expansions(document: Document) -> Iterator[Conflit]:
    """One acronym, two expansions that are nearly one: « plan des formations… (SIGLE) », « plan de la formation… »."""
    found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for block in document.blocks:
        if block.kind is BlockKind.TOC:
            continue
        text = document.block_text(block)
        for match in _ACRONYM.finditer(text):
            floor = max(0, match.start() - _EXPANSION)
            expansion = _expansion(text[floor : match.start()], match[1])
            if expansion is not None:
                expansion += floor
                found[match[1]].append(
                    (text[expansion : match.start()], block.start + expansion, block.start + match.start())
                )
    for sigle, said in sorted(found.items()):
        first = said[0]
        for other in said[1:]:
            a, b = _content(first[0]), _content(other[0])
            if not a or not b or a[0] != b[0]:
                continue  # one in the plural, or the body and the one who heads it
            if a != b and sorted(a) != sorted(b) and fuzz.token_sort_ratio(" ".join(a), " ".join(b)) >= 60:
                yield Conflit(
                    f"nom développé du sigle {sigle}", GenreContradiction.NOM, (first, other), "sigle-deux-noms", 0.75
                )
                break


def _expansion(before: str, sigle: str) -> int | None:
    """Return where the words start whose first letters are those of ``sigle``; None when none are."""
    letters = fold(re.sub(r"\d", "", sigle))
    words = list(_WORD.finditer(before))[-_EXPANSION_WORDS:]
    for i in range(len(words) - 1, -1, -1):
        initials = "".join(
            part[0] for w in words[i:] for part in re.split(r"[-’']", fold(w.group())) if part and part not in _SMALL
        )
        if initials == letters and words[i].group()[0].isalpha():
            return words[i].start()
        if len(initials) > len(letters) + 1:
            return None
    return None


def _content(text: str) -> tuple[str, ...]:
    """Return the words that carry a name's meaning, number and gender apart from them kept: they are what differs."""
    return tuple(w for w in re.findall(r"\w+", fold(text)) if w not in _SMALL)


def _stems(text: str) -> set[str]:
    return {w[:-1] if w.endswith(("s", "x")) else w for w in _content(text)}


def _misspelt(document: Document) -> Iterator[Conflit]:
    """A proper name written once or twice with a letter wrong, beside a word that stands with its right form too."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in _PROPER.finditer(document.text):
        places[match.group()].append((match.start(), match.end()))
    words = sorted(places)
    by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word in words:
        for length in (len(word) - 1, len(word), len(word) + 1):
            by_start[fold(word[:3]), length].append(word)
    for rare in words:
        if len(places[rare]) > 2 or len(rare) < 5:
            continue
        folded = fold(rare)
        for right in by_start[folded[:3], len(rare)]:
            plain = fold(right)
            if plain == folded or len(places[right]) < len(places[rare]) or _inflected(folded, plain):
                continue
            limit = 2 if len(rare) >= 12 else 1
            if OSA.distance(folded, plain, score_cutoff=limit) > limit or (
                len(places[right]) == len(places[rare]) and right < rare
            ):
                continue
            near = _neighbours(document, places[rare], places[right], alone="-" in rare and len(rare) >= _COMPOUND)
            if near:
                yield Conflit(
                    f"orthographe du nom « {right} »"
                    if len(places[right]) > len(places[rare])
                    else f"orthographe du nom « {right} » ou « {rare} »",
                    GenreContradiction.NOM,
                    ((rare, *near[0]), *((right, *place) for place in near[1:])),
                    "nom-mal-ecrit",
                    0.7,
                )
                break


def _inflected(a: str, b: str) -> bool:
    """Whether two words differ as singular and plural, masculine and feminine, noun and adjective do."""
    short, long = sorted((a, b), key=len)
    stem = len(short) - 3
    return a[:stem] == b[:stem] and (long.startswith(short) or a[-1] in "esx" or b[-1] in "esx")


def _neighbours(
    document: Document, rare: list[tuple[int, int]], right: list[tuple[int, int]], *, alone: bool
) -> list[tuple[int, int]]:
    """Return a place of the rare writing, then the nearest and the first of the other that share a neighbouring word.

    A long compound name is told ``alone``, whatever stands beside it.
    """
    for a in rare:
        words = _near(document, a)
        shared = [
            b
            for b in right
            if (document.line_of(a[0]) != document.line_of(b[0]) or abs(a[0] - b[0]) > 200)
            and (alone or words & _near(document, b))
        ]
        if shared:
            nearest = min(shared, key=lambda place: (abs(place[0] - a[0]), place))
            return [a, *sorted({nearest, shared[0]})]
    return []


def _near(document: Document, span: tuple[int, int]) -> frozenset[str]:
    before = re.findall(r"\w{4,}", document.folded[max(0, span[0] - 32) : span[0]])[-2:]
    after = re.findall(r"\w{4,}", document.folded[span[1] : span[1] + 24])[:1]
    return frozenset((*before, *after))


def _titles(contexte: Contexte) -> Iterator[Conflit]:
    """The title of an axis or objective, quoted elsewhere in other words."""
    principal, document = contexte.principal, contexte.document
    if principal is None:
        return
    titles = [(axe.titre, axe.evidence[0]) for axe in principal.axes]
    titles += [(objectif.titre, objectif.evidence[0]) for axe in principal.axes for objectif in axe.objectifs]
    titles = [title for title in titles if len(title[0].split()) >= 4]
    for match in _QUOTED.finditer(document.text):
        quoted = " ".join(_content(match[1]))
        for titre, evidence in titles:
            known = " ".join(_content(titre))
            ratio = fuzz.ratio(quoted, known)
            apart = _stems(match[1]) ^ _stems(titre)
            if 78 <= ratio < 100 and apart and not evidence.start <= match.start() <= evidence.end:
                yield Conflit(
                    f"intitulé : {titre}",
                    GenreContradiction.NOM,
                    ((titre, evidence.start, evidence.end), (match[1], match.start(1), match.end(1))),
                    "intitule-cite-autrement",
                    0.7,
                )
                break
