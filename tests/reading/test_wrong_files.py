"""Files that cannot be read are each refused by one sentence with the remedy; random ones never crash."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fabrique_fichiers import drawn_pdf, to_docx, to_html, to_pdf, without_member, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pactes.errors import DocumentError
from pactes.reading import Document, read_document
from pactes.reading import pdf as pdf_reader
from pactes.reading import word as word_reader

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
TEXT = "Contrat de ville\n\nL'État verse 12 000 euros à la commune.\n\n| Action | Coût |\n| Halle | 5 |\n"


def _archive(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def _scan(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)


def _office(kind: str) -> bytes:
    types = f"<Types><Override ContentType='application/vnd.openxmlformats-officedocument.{kind}.main+xml'/></Types>"
    return _archive(("[Content_Types].xml", types.encode()), ("main.xml", b"<x/>"))


def _entities() -> bytes:
    bomb = (
        '<!DOCTYPE d [<!ENTITY a "'
        + "ha" * 50
        + '">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 50}">' for a, b in zip("abcdef", "bcdefg", strict=True))
    )
    return without_member(
        to_docx(TEXT),
        lambda name, raw: raw if name != "word/document.xml" else f"{bomb}]><w:document>&g;</w:document>".encode(),
    )


@pytest.mark.parametrize(
    ("name", "make", "says", "remedy"),
    [
        ("c.pdf", lambda: to_pdf(TEXT, password="secret"), "protégé par un mot de passe", "qpdf --decrypt"),
        ("c.pdf", lambda: drawn_pdf(_scan, _scan), "n'a pas de texte", "ocrmypdf"),
        ("c.pdf", lambda: drawn_pdf(lambda canvas: None), "pages blanches", "demandez-le"),
        ("c.pdf", lambda: to_pdf(TEXT)[:300], "PDF abîmé ou incomplet", "téléchargez-le"),
        ("c.pdf", lambda: b"%PDF-1.7\n" + b"\x93" * 400, "PDF abîmé", "téléchargez-le"),
        ("c.pdf", lambda: b"\x8f\0\1\2" * 90, "n'est pas un fichier PDF malgré son nom", "téléchargez-le"),
        ("c.docx", lambda: to_docx(TEXT)[:-900], "abîmé ou incomplet", "de nouveau"),
        ("c.docx", lambda: COMPOUND + "EncryptedPackage".encode("utf-16-le"), "mot de passe", "sans protection"),
        ("c.docx", lambda: without_member(to_docx(TEXT), lambda n, c: None if "document" in n else c), "abîmé", "DOCX"),
        ("c.docx", lambda: to_docx(""), "aucun texte", "ocrmypdf"),
        ("c.docx", lambda: _entities(), "abîmé", "enregistrez-le"),
        ("c.doc", lambda: COMPOUND + "WordDocument".encode("utf-16-le"), "DOC", "enregistrez-le en DOCX"),
        ("c.xls", lambda: COMPOUND + "Workbook".encode("utf-16-le"), "Excel", "exportez-le en PDF"),
        ("c.xlsx", lambda: _office("spreadsheetml.sheet"), "Excel", "exportez-le en PDF"),
        ("c.pptx", lambda: _office("presentationml.presentation"), "PowerPoint", "exportez-le en PDF"),
        ("c.odt", lambda: _archive(("mimetype", b"application/vnd.oasis.opendocument.text")), "ODT", "en DOCX"),
        ("c.ods", lambda: _archive(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), "Open", "PDF"),
        ("c.rtf", lambda: rb"{\rtf1\ansi Contrat}", "RTF", "en DOCX"),
        ("c.zip", lambda: _archive(("contrat.txt", b"Contrat")), "archive ZIP", "ouvrez l'archive"),
        ("c.png", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image PNG", "ocrmypdf"),
        ("c.tif", lambda: b"II*\0" + b"\0" * 40, "image TIFF", "ocrmypdf"),
        ("c.gz", lambda: b"\x1f\x8b\x08\0" + b"\0" * 40, "gzip", "ouvrez l'archive"),
        ("c.xml", lambda: b"<?xml version='1.0'?>\n<contrat>Amiante</contrat>", "XML", "PDF, DOCX"),
        ("c.mht", lambda: b"From: x\r\nSubject: y\r\nMIME-Version: 1.0\r\n\r\nz", "MHTML", "HTML"),
        ("c.html", lambda: b"<html><body><script>x()</script><nav>Menu</nav></body></html>", "aucun texte", "en PDF"),
        ("c.html", lambda: b"<html><body>" + b"<div>" * 30_000 + b"x", "emboîte trop", "en PDF"),
        ("c.txt", lambda: bytes(range(256)) * 4, "n'est ni un texte", "fournissez"),
        ("c.txt", lambda: b"\x01\x02\x03\x04\x05 \x06" * 99, "n'est ni un texte", "fournissez"),
        ("c.txt", lambda: b"\xef\xbb\xbf \n", "aucun texte", "remplacez-le"),
    ],
)
def test_each_wrong_file_has_its_sentence(
    name: str, make: Callable[[], bytes], says: str, remedy: str, tmp_path: Path
) -> None:
    with pytest.raises(DocumentError) as error:
        read_document(written(tmp_path, name, make()))
    sentence = str(error.value)
    assert name in sentence
    assert says in sentence
    assert remedy in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_what_swells_beyond_measure_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = _archive(
        ("[Content_Types].xml", b"<Types><Default ContentType='x.wordprocessingml.y'/></Types>"),
        ("word/document.xml", b" " * (word_reader.MAX_UNPACKED // 8 + 1)),
    )
    assert len(bomb) < 200_000
    with pytest.raises(DocumentError, match=r"c\.docx tient plus de 512 Mio une fois décompressé"):
        read_document(written(tmp_path, "c.docx", bomb))


def test_more_pages_than_permitted_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "MAX_PAGES", 2)
    with pytest.raises(DocumentError, match=r"c\.pdf a 3 pages, plus que les 2 permises : découpez-le\."):
        read_document(written(tmp_path, "c.pdf", to_pdf("un\ftrois\fdeux")))


def test_pages_without_text_are_named(tmp_path: Path) -> None:
    def words(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Le contrat est signé par les parties.")

    content = drawn_pdf(words, _scan, _scan, words, lambda canvas: None, _scan)
    document = read_document(written(tmp_path, "c.pdf", content))
    (warning,) = document.warnings
    assert "aux pages 2 à 3, 6 sur 6" in warning
    assert document.page_of(document.text.rindex("contrat")) == 4


def test_a_pdf_that_was_cut_is_told(tmp_path: Path) -> None:
    whole = to_pdf("Première page du contrat.\fSeconde page du contrat.")
    document = read_document(written(tmp_path, "c.pdf", whole[: whole.rindex(b"startxref")]))
    assert "sans doute incomplet" in document.warnings[0]
    assert read_document(written(tmp_path, "c.pdf", whole)).warnings == ()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("c.txt", to_pdf(TEXT), "application/pdf"),
        ("c.pdf", to_docx(TEXT), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("c.pdf", to_html(TEXT), "text/html"),
        ("c.docx", TEXT.encode(), "text/plain"),
    ],
    ids=["pdf-as-txt", "docx-as-pdf", "html-as-pdf", "txt-as-docx"],
)
def test_a_file_is_what_it_holds_and_not_what_its_name_says(
    name: str, content: bytes, media_type: str, tmp_path: Path
) -> None:
    document = read_document(written(tmp_path, name, content))
    assert document.media_type == media_type
    assert "12 000 euros" in document.text
    assert "malgré son nom" in document.warnings[0]


def test_a_name_without_a_known_ending_claims_nothing(tmp_path: Path) -> None:
    assert read_document(written(tmp_path, "contrat", to_pdf(TEXT))).warnings == ()


def _read(content: bytes, name: str) -> Document | None:
    """Read a file; None when it is refused, and then by one French sentence that names it."""
    with TemporaryDirectory() as folder:
        try:
            document = read_document(written(Path(folder), name, content))
        except DocumentError as error:
            refusal = str(error)
        else:
            refusal = ""
    if refusal:
        assert name in refusal
        assert refusal.endswith(".")
        return None
    assert document.text.strip()
    assert all(0 <= start <= len(document.text) for start in document.page_starts)
    assert list(document.page_starts) == sorted(document.page_starts)
    document.text.encode("utf-8")
    return document


PREFIXES = (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"PK\x05\x06", COMPOUND[:8], b"{\\rtf", b"\x89PNG\r\n\x1a\n", b"<html>",
            b"<!DOCTYPE html>", b"<?xml version='1.0'?>", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"# ")  # fmt: skip
fuzzed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@fuzzed
@given(st.sampled_from(PREFIXES), st.binary(max_size=600), st.sampled_from(("c.txt", "c.pdf", "c.docx", "c.html", "c")))
def test_random_bytes_are_a_text_or_a_sentence(prefix: bytes, rest: bytes, name: str) -> None:
    _read(prefix + rest, name)


@cache
def _whole(kind: str) -> bytes:
    make = {"c.pdf": to_pdf, "c.docx": to_docx, "c.html": to_html}[kind]
    return make(TEXT * 3)


changes = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8)), max_size=12)


@fuzzed
@given(st.sampled_from(("c.pdf", "c.docx", "c.html")), st.floats(0, 1), changes)
def test_a_file_that_is_cut_or_changed_is_a_text_or_a_sentence(
    kind: str, kept: float, patches: list[tuple[float, bytes]]
) -> None:
    content = bytearray(_whole(kind))
    if kept > 0.2:
        content = content[: int(len(content) * kept)]
    for place, patch in patches:
        at = int(place * len(content))
        content[at : at + len(patch)] = patch
    _read(bytes(content), kind)


@fuzzed
@given(changes)
def test_a_docx_whose_xml_is_changed_is_a_text_or_a_sentence(patches: list[tuple[float, bytes]]) -> None:
    def change(name: str, raw: bytes) -> bytes:
        if name not in ("word/document.xml", "word/styles.xml", "word/numbering.xml"):
            return raw
        content = bytearray(raw)
        for place, patch in patches:
            at = int(place * len(content))
            content[at : at + len(patch)] = patch
        return bytes(content)

    _read(without_member(_whole("c.docx"), change), "c.docx")


attributes = st.sampled_from(("-1", "0", "8", "9", "99999999999", "x", "", "١", "1.5", "upperRoman", "bullet"))


@fuzzed
@given(st.sampled_from(("w:ilvl", "w:numId", "w:start", "w:numFmt", "w:gridSpan", "w:outlineLvl")), attributes)
def test_values_that_word_would_not_write_are_no_fault(element: str, value: str) -> None:
    def change(name: str, raw: bytes) -> bytes:
        if name == "word/document.xml":
            extra = (
                f"<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr><{element} w:val='{value}'/>"
            )
            row = f"<w:tbl><w:tr><w:tc><w:tcPr><{element} w:val='{value}'/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p>"
            text = f"{extra}</w:pPr><w:r><w:t>b</w:t></w:r></w:p>{row}</w:tc></w:tr></w:tbl>"
            return raw.replace(b"<w:body>", b"<w:body>" + text.encode())
        if name == "word/numbering.xml":
            return raw.replace(b"<w:lvl ", f"<{element} w:val='{value}'/><w:lvl ".encode())
        return raw

    assert _read(without_member(_whole("c.docx"), change), "c.docx") is not None
