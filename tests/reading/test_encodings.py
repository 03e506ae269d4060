"""French texts in the encodings that they come in: never a wrong letter, and what was assumed is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from fabrique_fichiers import to_html, written
from hypothesis import given
from hypothesis import strategies as st

from pactes.errors import DocumentError
from pactes.reading import read_document
from pactes.reading.plain import decode

TEXT = "La préfète et l'État s'engagent à rénover l'école : 12 000 francs, ça compte, dès août. Île, ÉTÉ, naïf, où.\n"
RICH = TEXT + "« L’œuvre » coûte 9 200 € – sûr…\n"


@pytest.mark.parametrize(
    ("codec", "text", "encoding", "told"),
    [
        ("utf-8", RICH, "UTF-8", False),
        ("utf-8-sig", RICH, "UTF-8", False),
        ("utf-16", RICH, "UTF-16", False),
        ("utf-32", RICH, "UTF-32", False),
        ("utf-16-le", RICH, "UTF-16", True),
        ("utf-16-be", RICH, "UTF-16", True),
        ("cp1252", RICH, "Windows-1252", True),
        ("latin-1", TEXT, "Windows-1252", True),
        ("iso8859-15", "Un cœur à 9 200 €, l'œuvre.\n", "ISO 8859-15", True),
        ("mac-roman", RICH, "Mac Roman", True),
        ("cp850", TEXT, "DOS 850", True),
    ],
)
def test_each_encoding_gives_its_text(codec: str, text: str, encoding: str, told: bool, tmp_path: Path) -> None:
    document = read_document(written(tmp_path, "note.txt", text.encode(codec)))
    assert document.text == text
    assert document.encoding == encoding
    assert [encoding in warning and warning.startswith("note.txt") for warning in document.warnings] == [True] * told


@pytest.mark.parametrize("words", ["Contrat de ruralité", "L’été à Évry", "13 Md€ d’ici à 2027", "cœur de ville, où ?"])
def test_a_few_accents_are_enough(words: str, tmp_path: Path) -> None:
    assert read_document(written(tmp_path, "a.txt", words.encode("cp1252"))).text == words


@given(st.text(alphabet="abcdeilnrstu ÀÂÇÉÈÊËÎÏÔÙÛŒàâçéèêëîïôùûüœ«»’–€°", min_size=1, max_size=80))
def test_no_french_letter_of_windows_is_ever_another(text: str) -> None:
    raw = f"Le contrat, {text.lower()} : été, à côté, œuvre, prévu, forêt, dès".encode("cp1252")
    assert decode(raw, "a.txt").text == raw.decode("cp1252")


@given(st.text(min_size=1))
def test_utf_8_is_always_itself(text: str) -> None:
    raw = f"Un texte {text}".encode("utf-8", "ignore")
    if b"\0" not in raw and sum(byte < 32 for byte in raw) == 0:
        assert decode(raw, "a.txt").text == raw.decode("utf-8")


def test_utf_8_with_a_wrong_byte_is_refused_rather_than_spoilt(tmp_path: Path) -> None:
    raw = RICH.encode()
    damaged = raw.replace("ç".encode(), b"\xe7", 1)
    with pytest.raises(DocumentError, match=r"note\.txt est en UTF-8 mais l'octet \d+ y est abîmé"):
        read_document(written(tmp_path, "note.txt", damaged))
    with pytest.raises(DocumentError, match="abîmé"):
        read_document(written(tmp_path, "note.txt", ("é" * 9).encode()[:-1]))


def test_a_text_that_was_spoilt_before_is_told(tmp_path: Path) -> None:
    spoilt = (RICH * 2).encode().decode("cp1252", "replace")
    (warning,) = read_document(written(tmp_path, "note.txt", spoilt.encode())).warnings
    assert "traces d'un mauvais décodage" in warning


def test_what_xml_cannot_hold_is_white_space_and_form_feeds_part_pages(tmp_path: Path) -> None:
    rest = " et la suite de ce texte, sans autre signe de commande" * 2
    document = read_document(written(tmp_path, "c.txt", f"Page une\x0b.\fPage\x01deux\uffff{rest}.\f".encode()))
    assert document.text == f"Page une .\nPage deux {rest}.\n"
    assert [document.page_of(document.text.index(word)) for word in ("une", "deux")] == [1, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "iso-8859-15"])
def test_a_page_is_read_in_the_encoding_that_it_declares(encoding: str, tmp_path: Path) -> None:
    document = read_document(written(tmp_path, "p.html", to_html("L'été coûte 9 €, à vérifier.", encoding=encoding)))
    assert document.text == "L'été coûte 9 €, à vérifier.\n"
    assert document.warnings == ()


def test_a_page_that_declares_what_it_is_not_is_read_as_it_is(tmp_path: Path) -> None:
    page = to_html("L'été à Évry", encoding="iso-8859-1").decode("latin-1").encode("utf-8")
    document = read_document(written(tmp_path, "p.html", page))
    assert document.text == "L'été à Évry\n"
    assert "se déclare" in document.warnings[0]
