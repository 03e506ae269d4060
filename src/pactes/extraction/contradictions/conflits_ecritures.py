"""One name in several writings: case, hyphens, spaces, a sign for a letter, one letter of number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.contradictions.comparaisons import contenu, racine
from pactes.extraction.contradictions.conflits import Conflit
from pactes.model import Extraction, GenreContradiction
from pactes.reading import BlockKind, Document, fold

_MIXED = re.compile(
    r"\b(?=[\w@’']{0,20}[A-Za-z])(?=[\w@’']{0,20}[\d@])[A-Za-z][\w@’']{2,20}\b|\b[A-Z][a-z]+['’][A-Z]?[a-z]{3,}\b"
)
# Names of two words, such as those of persons and double-barrelled towns, are often apart: three words at least.
_COMPOUND = re.compile(
    r"(?<![\w/.@-])(?:[A-ZÀ-Þ][a-zà-ÿ]{2,14}(?:-[A-ZÀ-Þa-zà-ÿ]{1,14}){1,4}-[A-ZÀ-Þ][a-zà-ÿ]{2,14}"
    r"|[A-Z]{3,8}-[A-Z]{3,8})(?![\w-])"
)
_JOINED = re.compile(r"(?<![.!?:;»]\s)(?<!^)\b[A-ZÀ-Þ][a-zà-ÿ]{8,24}\b", re.MULTILINE)
_QUOTED = re.compile(r"«\s?([^»\n]{8,100}?)\s?»")
_PART = 4  # letters of each half of a name that is written in one word and in two
_CLOSE = 40  # quoted names with a word in common beyond which the word tells nothing
_SHARED = 3  # words of meaning that two writings of a quoted name share


def find_spelling_conflicts(contexte: Contexte, extraction: Extraction) -> Iterator[Conflit]:
    """Yield the names that the document writes in several ways."""
    yield from _mixed_forms(contexte.document)
    yield from _hyphens(contexte.document)
    yield from _joined(contexte.document)
    yield from _quoted(contexte.document, extraction)


def _ecriture(regle: str, forms: dict[str, tuple[int, int]]) -> Conflit:
    values = tuple((form, start, end) for form, (start, end) in forms.items())
    return Conflit(f"écriture du nom « {values[0][0]} »", GenreContradiction.NOM, values, regle, 0.7)


def _mixed_forms(document: Document) -> Iterator[Conflit]:
    """A name with a digit or a sign inside (« rev3 », « Proch'Emploi ») in two forms: case, space or sign differ."""
    forms: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for match in _MIXED.finditer(document.text):
        key = re.sub(r"[^a-z0-9]", "", fold(match.group()).replace("@", "a"))
        # Two figures at the end of a word are the call of a note.
        if re.search(r"[a-z]{3}", key) and not re.fullmatch(r"[a-z]{1,2}\d+|[a-z]{4,}\d{2,}", key):
            forms[key].setdefault(match.group().replace("’", "'"), (match.start(), match.end()))
    signed = {key for key, written in forms.items() if any("@" in form for form in written)}
    if signed:
        for match in re.finditer(rf"\b(?:{'|'.join(sorted(signed))})\b", document.folded):
            forms[match.group()].setdefault(document.text[match.start() : match.end()], (match.start(), match.end()))
    for key, written in sorted(forms.items()):
        head = re.match(r"([a-z]{3,})(\d)$", key)
        if head:  # « rev 3 » as well
            for match in re.finditer(rf"\b{head[1]}\s{head[2]}\b(?! ?[%€])", document.folded):
                written.setdefault(document.text[match.start() : match.end()], (match.start(), match.end()))
        if len(written) > 1:
            yield _ecriture("nom-deux-formes", written)


def _hyphens(document: Document) -> Iterator[Conflit]:
    """A compound name with its hyphens here and without them there, or without the mark of its plural."""
    names: dict[str, tuple[int, int]] = {}
    for match in _COMPOUND.finditer(document.text):
        # Capitals are an acronym's where the word never stands in small letters (« SUR-MESURE » is none).
        if not match.group().isupper() or match.group().lower() not in document.text:
            names.setdefault(fold(match.group()), (match.start(), match.end()))
    apart = {_loose(name): name for name in names}
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for span in _runs(document, apart):
        written = document.text[span[0] : span[1]]
        name = apart[_loose(fold(written))]
        start, end = names[name]
        words = written.split(" ")
        capital = words[0][:1].isupper() and words[-1][:1].isupper()
        if not capital or written.isupper() != document.text[start:end].isupper():
            continue
        forms = found.setdefault(name, {document.text[start:end]: (start, end)})
        forms.setdefault(written, span)
    for _, forms in sorted(found.items()):
        if len(forms) > 1:
            yield _ecriture("nom-sans-trait-d-union", forms)


def _loose(name: str) -> str:
    return " ".join(word.removesuffix("s") for word in re.split(r"[ -]", name))


def _runs(document: Document, apart: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Yield the places of the words, parted by single spaces, that are a name of ``apart``."""
    longest = max((name.count(" ") for name in apart), default=0) + 1
    firsts = {name.split(" ", 1)[0] for name in apart}
    words = list(re.finditer(r"(?<![\w-])[^\W_]+(?![\w-])", document.folded)) if apart else []
    for index, word in enumerate(words):
        if word.group().removesuffix("s") not in firsts:
            continue
        for last in range(index + 1, min(index + longest, len(words))):
            if words[last].start() != words[last - 1].end() + 1 or document.text[words[last].start() - 1] != " ":
                break
            if _loose(document.folded[word.start() : words[last].end()]) in apart:
                yield word.start(), words[last].end()


def _joined(document: Document) -> Iterator[Conflit]:
    """A proper name in one word here, and in two there, beside a word that stands with both."""
    words: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in _JOINED.finditer(document.text):
        words[fold(match.group())].append((match.start(), match.end()))
    for match in re.finditer(r"\b(?=([a-z]{4,14}) ([a-z]{4,14})\b)", document.folded):
        key = match[1] + match[2]
        places = words.get(key)
        if not places or min(len(match[1]), len(match[2])) < _PART:
            continue
        span = (match.start(1), match.end(2))
        near = _before(document, span[0])
        twin = next((p for p in places if near and near == _before(document, p[0])), None)
        if twin:
            yield _ecriture(
                "nom-en-un-ou-deux-mots",
                {document.text[twin[0] : twin[1]]: twin, document.text[span[0] : span[1]]: span},
            )
            del words[key]


def _before(document: Document, offset: int) -> str:
    found = re.findall(r"[^\W\d_]{3,}", document.folded[max(0, offset - 24) : offset])
    return found[-1] if found else ""


def _quoted(document: Document, extraction: Extraction) -> Iterator[Conflit]:
    """A name between quotes whose words of meaning differ by their number: « Arts, ville », « Art et villes »."""
    said: dict[tuple[str, ...], tuple[str, int, int]] = {}
    for block in document.blocks:
        if block.kind is BlockKind.TOC:
            continue
        for match in _QUOTED.finditer(document.block_text(block)):
            words = contenu(match[1])
            if _SHARED <= len(words) <= 8:
                said.setdefault(words, (match[1], block.start + match.start(1), block.start + match.end(1)))
    by_stem: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in said:
        for stem in {racine(word) for word in words}:
            by_stem[stem].append(words)
    pairs = {pair for close in by_stem.values() if len(close) <= _CLOSE for pair in combinations(close, 2)}
    for a, b in sorted(pairs, key=lambda pair: (said[pair[0]][1], said[pair[1]][1])):
        x, y = {racine(w) for w in a}, {racine(w) for w in b}
        forms = {w for w in set(a) ^ set(b) if racine(w) in x & y}
        if len(x & y) >= _SHARED and (x <= y or y <= x) and forms:
            yield _ecriture("nom-cite-en-deux-formes", {said[w][0]: said[w][1:] for w in (a, b)})
