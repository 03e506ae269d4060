"""PDF: its text layer, page by page, through PDFium."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pactes.errors import DocumentError
from pactes.reading.canonical import canonical
from pactes.reading.folding import fold
from pactes.reading.pdf_chars import Char, page_chars, page_rules
from pactes.reading.pdf_columns import split_tables
from pactes.reading.pdf_hyphens import known_words
from pactes.reading.pdf_layout import Line, cell_texts, lines_of
from pactes.reading.pdf_paragraphs import Measures, measures, paragraphs
from pactes.reading.pdf_tables import Grid, find_grids
from pactes.reading.source import Read

__all__ = ["MAX_PAGES", "read_pdf"]

MAX_PAGES = 2000
"""Pages beyond which a file is refused: the longest planning contracts have a few hundred."""

_EDGE = 3  # lines at the top and at the foot of a page among which running heads are looked for
_SAME_PLACE = 6.0  # points: a running head stands at the same height on every page
_FIGURE = re.compile(r"[\d\s.,]*\d[\d\s.,]*(?:[%€]|[kM]\s?€|euros?)?")
_OCR = (
    "passez-le à la reconnaissance de caractères, par exemple « ocrmypdf -l fra {name} {stem}-ocr.pdf », et fournissez "
    "le résultat."
)


@dataclass(slots=True)
class _Page:
    lines: list[Line]
    grids: list[Grid]
    cells: list[dict[tuple[int, int], list[Char]]]
    drawn: bool  # something is drawn or shown on it

    def text_lines(self) -> Iterable[str]:
        for line in self.lines:
            for words, _, _ in line.runs:
                yield words


def read_pdf(content: bytes, name: str) -> Read:
    """Read the text of a PDF: a paragraph a line, tables as rows with bars, running heads apart.

    Raises ``DocumentError`` when the file is protected, damaged, too long, or has no text to read.
    """
    pages = _pages(content, name)
    shared = measures([page.lines for page in pages])
    known = known_words(words for page in pages for words in page.text_lines())
    running = _running(pages)
    texts: list[str] = []
    furniture: set[int] = set()
    above: Grid | None = None
    for page, heads in zip(pages, running, strict=True):
        at = sum(text.count("\n") for text in texts)
        text, apart = _text(page, heads, known, shared, above)
        above = _last_grid(page, heads)
        texts.append(text)
        furniture.update(at + line for line in apart)
    _refuse_unreadable("".join(texts), pages, name)
    texts[-1] = texts[-1].rstrip("\n") + "\n"
    starts = [0]
    for text in texts[:-1]:
        starts.append(starts[-1] + len(text))
    silent = [
        number
        for number, (page, text) in enumerate(zip(pages, texts, strict=True), 1)
        if page.drawn and not text.strip()
    ]
    warnings = _unended(content, name) + _silent(silent, len(pages), name)
    return Read("".join(texts), tuple(starts), frozenset(furniture), warnings)


def _pages(content: bytes, name: str) -> list[_Page]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise DocumentError(
                f"{name} est protégé par un mot de passe : enregistrez-le sans protection, par exemple par "
                "« qpdf --decrypt --password=… »."
            ) from error
        raise DocumentError(
            f"{name} est un PDF abîmé ou incomplet : téléchargez-le de nouveau, ou réparez-le (« qpdf »)."
        ) from error
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise DocumentError(f"{name} a {count} pages, plus que les {MAX_PAGES} permises : découpez-le.")
        if not count:
            raise DocumentError(f"{name} est un PDF sans page : demandez-le de nouveau à sa source.")
        return [_page(document, index, name) for index in range(count)]
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, index: int, name: str) -> _Page:
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        raise DocumentError(
            f"La page {index + 1} de {name} ne s'ouvre pas : le PDF est abîmé ou incomplet, téléchargez-le de nouveau."
        ) from error
    try:
        chars, turn = page_chars(page)
        grids = find_grids(page_rules(page, turn))
        lines, cells = lines_of(chars, grids)
        if turn == 3:  # text that runs down the page: PDFium gives its lines from the last to the first
            lines.sort(key=lambda line: -line.y)
        return _Page(lines, grids, cells, raw.FPDFPage_CountObjects(page) > 0)
    except pdfium.PdfiumError as error:
        raise DocumentError(
            f"Le texte de la page {index + 1} de {name} ne se lit pas : le PDF est abîmé, téléchargez-le de nouveau."
        ) from error
    finally:
        page.close()


def _running(pages: Sequence[_Page]) -> list[set[int]]:
    """Return, for each page, which of its lines are running heads or feet.

    A line is one when it stands at the same height on a third of the pages or more (three at least, two where there are
    but two pages), the same but for numbers.
    """
    places: Counter[tuple[str, int]] = Counter()
    found: list[list[tuple[int, str, int]]] = []
    for page in pages:
        plain = [index for index, line in enumerate(page.lines) if line.table is None]
        plain.sort(key=lambda index: page.lines[index].y)
        here = []
        for index in {*plain[:_EDGE], *plain[-_EDGE:]}:
            line = page.lines[index]
            key = re.sub(r"\d+", "0", fold(line.text()))
            here.append((index, key, round(line.y / _SAME_PLACE)))
        found.append(here)
        places.update({(key, place) for _, key, place in here})
    least = 2 if len(pages) == 2 else max(3, len(pages) / 3)

    def often(key: str, place: int) -> bool:
        return sum(places[key, place + near] for near in (-1, 0, 1)) >= least

    return [{index for index, key, place in here if often(key, place)} for here in found]


def _text(
    page: _Page, heads: set[int], known: frozenset[str], shared: Measures, above: Grid | None
) -> tuple[str, list[int]]:
    """Return the text of a page, ended by an empty line, and its lines (0-based) that are furniture.

    Heads come first and feet last, wherever the producer wrote them, so that a sentence goes over to the next page.
    """
    body = [line for index, line in enumerate(page.lines) if index not in heads]
    apart = sorted((page.lines[index] for index in heads), key=lambda line: -line.y)
    middle = sum(line.y for line in body) / len(body) if body else 0.0
    top = [canonical(line.text()).strip() for line in apart if line.y >= middle]
    foot = [canonical(line.text()).strip() for line in apart if line.y < middle]
    main = canonical(_body(page, body, known, shared, above)).strip("\n")
    parts = [part for part in ("\n".join(filter(None, top)), main, "\n".join(filter(None, foot))) if part]
    if not parts:
        return "\n", []
    text = "\n\n".join(parts) + "\n\n"
    lines = text.count("\n")
    furniture = list(range(len([part for part in top if part])))
    furniture += [lines - 2 - n for n in range(len([part for part in foot if part]))]
    return text, furniture


def _body(page: _Page, lines: Sequence[Line], known: frozenset[str], shared: Measures, above: Grid | None) -> str:
    out: list[str] = []
    flow: list[Line] = []

    def flush() -> None:
        for part in split_tables(flow, known):
            if isinstance(part[0], list):
                out.extend(_written(part))
                continue
            for text, apart in paragraphs(part, known, shared):
                if apart and out:
                    out.append("")
                out.append(text)
        flow.clear()

    for line in lines:
        if line.table is None:
            flow.append(line)
            continue
        flush()
        rows = cell_texts(page.grids[line.table], page.cells[line.table], known)
        if _is_table(rows) or (above and line is lines[0] and rows and _same_columns(page.grids[line.table], above)):
            out += _written(rows)
        else:
            out += [text for row in rows for cell in row if cell for text in ("", cell)] + [""]
    flush()
    return "\n".join(out)


def _written(rows: Sequence[Sequence[str]]) -> list[str]:
    return ["", *(f"| {' | '.join(row)} |" for row in rows), ""]


def _last_grid(page: _Page, heads: set[int]) -> Grid | None:
    """Return the grid that a page ends with, running feet apart: its last rows may stand on the next page."""
    body = [line for index, line in enumerate(page.lines) if index not in heads]
    return page.grids[body[-1].table] if body and body[-1].table is not None else None


def _same_columns(one: Grid, other: Grid) -> bool:
    return len(one.xs) == len(other.xs) and all(abs(a - b) < 3 for a, b in zip(one.xs, other.xs, strict=True))


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Tell a table from a frame that only sets texts apart; one row alone is of a table when it holds figures."""
    if not rows or len(rows[0]) < 2:
        return False
    return len(rows) > 1 or any(_FIGURE.fullmatch(cell) for cell in rows[0])


def _refuse_unreadable(text: str, pages: Sequence[_Page], name: str) -> None:
    """Refuse what shows pages and gives no text: a scan, or letters whose fonts do not say which they are."""
    stem = name.rsplit(".", 1)[0]
    shown = [char for char in text if not char.isspace()]
    if not shown or (len(shown) < 10 * len(pages) and not re.search(r"[^\W\d_]{3}", text)):
        if not any(page.drawn for page in pages):
            raise DocumentError(
                f"{name} n'a que des pages blanches, ou est abîmé : demandez-le de nouveau à sa source."
            )
        raise DocumentError(
            f"{name} n'a pas de texte (c'est sans doute un document numérisé) : " + _OCR.format(name=name, stem=stem)
        )
    lost = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in shown)
    if lost > 0.3 * len(shown):
        raise DocumentError(
            f"Les lettres de {name} ne se lisent pas (ses polices ne disent pas lesquelles elles sont) : "
            + _OCR.format(name=name, stem=stem).replace("« ocrmypdf ", "« ocrmypdf --force-ocr ")
        )


def _unended(content: bytes, name: str) -> tuple[str, ...]:
    """Warn of a file that was cut: PDFium finds again the pages that are left, and says nothing of the others."""
    if b"%%EOF" in content[-2048:]:
        return ()
    return (f"{name} n'a pas la marque de fin d'un PDF : il est sans doute incomplet, téléchargez-le de nouveau.",)


def _silent(silent: Sequence[int], count: int, name: str) -> tuple[str, ...]:
    if not silent:
        return ()
    ranges: list[str] = []
    first = before = silent[0]
    for number in [*silent[1:], count + 2]:
        if number != before + 1:
            ranges.append(str(first) if first == before else f"{first} à {before}")
            first = number
        before = number
    several = len(silent) > 1
    return (
        f"{name} n'a pas de texte {'aux pages' if several else 'à la page'} {', '.join(ranges)} sur {count} : "
        f"{'elles ne sont pas lues' if several else 'elle n’est pas lue'}. Si le document est numérisé, passez-le à "
        "la reconnaissance de caractères, par exemple par « ocrmypdf --skip-text ».",
    )
