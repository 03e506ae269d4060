"""Recogniser of the signature block: where and when a contract was made, who signs it, for whom, in which capacity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pactes.extraction.commun.noms_de_parties import clean_name
from pactes.extraction.contrats.parties_en_tete import INSTITUTION
from pactes.extraction.contrats.representants import FUNCTION
from pactes.reading import BlockKind, Document, fold

FAIT_A = re.compile(
    r"(?:^|\n)\W*(?:(?:le |la )?(?:present\w* )?(?:contrat|convention|pacte|charte|protocole|accord) )?"
    r"(?:fait|signee?|etablie?|conclue?)\s+(?:et passee? )?(?:a|au|aux|en)\s+[^\n]{2,80}"
    r"|(?:^|\n)\W*fait,? (?:et signe,? )?le [0-3]?\d(?:er)? [^\n]{4,80}"
    r"|(?:^|\n)\W*(?:a|au|aux) [a-z][^\n,.;:\d]{1,40},? le "
    r"(?:[0-3]?\d(?:er)? [a-z]{3,9} |[0-3]?\d[/.][01]?\d[/.])(?:19|20)\d\d(?=\W*(?:\n|$))"
)
_POUR = re.compile(
    rf"^\W*pour\s+(?!copie|ampliation|extrait|faire|servir|accord|avis|information|valoir|attribution|tou(?:t|s)|une?\b)"
    rf"(?=(?:l'|la |le |les )?{INSTITUTION}\b|(?:l'|la |le |les )[^.:]{{2,70}}$|[^.:,;]{{3,50}}$)"
)
# A cell or a short line that is the name of a party: « Commune de X », above who signs for it.
_PARTY_LINE = re.compile(rf"^\W*(?:l'|la |le |les )?{INSTITUTION}\b[^.:;]{{0,90}}$")
_NAME = re.compile(
    r"(?P<nom>(?:(?:Monsieur|Madame|Mme|M\.)\s+)?[A-ZÀ-Ý][\w’'à-ÿ]+(?:-[A-ZÀ-Ý][\w’'à-ÿ]+)*(?:\s+(?:de |du |d['’]|le |"
    r"la )?[A-ZÀ-Ý][A-ZÀ-Ý’'-]{1,}){1,3})(?=\W|$)"
)
_COLUMNS = re.compile(r"[ \t\u00a0]{3,}")
_TAIL = 60  # lines: a signature block is no longer


@dataclass(frozen=True, slots=True)
class Signe:
    """A line of the signature block: the party it is for (« Pour la Région »), the person and the capacity."""

    start: int
    end: int
    pour: str | None = None
    representant: str | None = None
    qualite: str | None = None


def signature_zone(document: Document) -> tuple[int, int] | None:
    """Return the span of the signature block: from « Fait à …, le … » on, else the last lines where persons sign."""
    matches = list(FAIT_A.finditer(document.folded))
    if matches:
        start = matches[-1].start()
        line = document.line_of(start)
        end = document.line_span(min(line + _TAIL, len(document.line_starts))).end
        return start, end
    first = None
    for block in reversed([b for b in document.blocks if b.kind is not BlockKind.FURNITURE][-_TAIL:]):
        if block.end - block.start > 140 or block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            break
        first = block.start
    return (first, len(document.text)) if first is not None else None


def read_signes(document: Document) -> tuple[Signe, ...]:
    """Return who signs, in the order of the signature block."""
    zone = signature_zone(document)
    if zone is None:
        return ()
    tokens = list(_tokens(document, *zone, made=bool(FAIT_A.match(document.folded, zone[0]))))
    kinds = [kind for kind, *_ in tokens]
    if "pour" not in kinds and (kinds.count("nom") < 2 or "fonction" not in kinds):
        return ()
    return tuple(_assemble(tokens))


def _tokens(document: Document, start: int, end: int, *, made: bool) -> list[tuple[str, str, int, int]]:
    """Cut the block into names of persons, functions and « Pour … » lines, in order.

    ``made``: it opens with « Fait à … », so that a line with a party's name alone is who signs.
    """
    tokens: list[tuple[str, str, int, int]] = []
    for left, right in _by_column(document, start, end):
        text, folded = document.text[left:right], document.folded[left:right]
        pour = _POUR.match(folded)
        if pour:
            tokens.append(("pour", text[pour.end() :], left, right))
            continue
        if _PARTY_LINE.match(folded) and not FUNCTION.match(folded) and made:
            tokens.append(("pour", text, left, right))
            continue
        names = list(_NAME.finditer(text))
        outside = _NAME.sub(" ", text).strip(" *,:;()-–—")
        if outside and not FUNCTION.match(fold(outside)):
            names = []
        position = 0
        for name in names:
            if FUNCTION.match(fold(name["nom"])):
                continue
            before = text[position : name.start()].strip(" *,:-–—")
            if FUNCTION.match(fold(before)):
                tokens.append(("fonction", before, left + position, left + name.start()))
            tokens.append(("nom", name["nom"], left + name.start(), left + name.end()))
            position = name.end()
        rest = text[position:].strip(" *,:-–—")
        if FUNCTION.match(fold(rest)):
            tokens.append(("fonction", rest, left + position, right))
    return tokens


def _by_column(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the block in reading order: where lines stand in columns, one column after the other."""
    rows: list[list[tuple[int, int]]] = []
    for block in document.blocks:
        long = block.end - block.start > (400 if _COLUMNS.search(document.block_text(block)) else 200)
        if block.start < start or block.start >= end or block.kind is BlockKind.FURNITURE or long:
            continue
        cells = [(c.start, c.end) for c in block.cells if c.end > c.start] or _columns(document, block.start, block.end)
        if rows and (len(cells) < 2 or len(cells) != len(rows[0])):
            yield from _transposed(rows)
            rows = []
        if len(cells) < 2:
            yield from cells
        else:
            rows.append(cells)
    yield from _transposed(rows)


def _columns(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of a line that wide gaps part: « Le Maire,        Le Préfet, »."""
    spans, position = [], start
    for gap in _COLUMNS.finditer(document.text, start, end):
        if gap.start() > position:
            spans.append((position, gap.start()))
        position = gap.end()
    return [*spans, (position, end)] if position < end else spans


def _transposed(rows: list[list[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    for column in zip(*rows, strict=True):
        yield from column


def _assemble(tokens: list[tuple[str, str, int, int]]) -> list[Signe]:
    kinds = [kind for kind, *_ in tokens]
    name_first = "fonction" not in kinds or ("nom" in kinds and kinds.index("nom") < kinds.index("fonction"))
    opener = "pour" if "pour" in kinds else ("nom" if name_first else "fonction")
    signes: list[Signe] = []
    group: list[tuple[str, str, int, int]] = []
    for token in [*tokens, (opener, "", 0, 0)]:
        opens = token[0] == opener and not (opener == "fonction" and group and all(k == "fonction" for k, *_ in group))
        if opens and group:
            signes.append(_signe(group))
            group = []
        if token[1]:
            group.append(token)
    return signes


def _signe(group: list[tuple[str, str, int, int]]) -> Signe:
    def text(kind: str, joint: str) -> str | None:
        return (
            joint.join(re.sub(r"\s+", " ", t.replace("*", "")).strip(" ,") for k, t, *_ in group if k == kind) or None
        )

    name = text("nom", ", ")
    pour = text("pour", ", ")
    anchor = next((t for t in group if t[0] == "nom"), group[0])
    return Signe(
        start=anchor[2],
        end=anchor[3],
        pour=clean_name(re.split(r",", pour)[0]) if pour else None,
        representant=re.sub(r"^(?:Monsieur|Madame|Mme|M\.)\s+", "", name) if name else None,
        qualite=re.sub(r"^(?:l[ae]\s|l['’])", "", text("fonction", ", ") or "", flags=re.IGNORECASE) or None,
    )
