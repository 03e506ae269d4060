"""A file becomes a document, or an error that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.errors import DocumentError
from pactes.reading import fold, read_document

DOCUMENTS = sorted((Path(__file__).parents[2] / "data" / "documents").glob("*.txt"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "est vide"),
        (b" \n\t\n", "est vide"),
        (b"%PDF-1.4\0\1\2", "est un PDF abîmé"),
        (b"\0\1\2\3 pas un texte", "n'est ni un texte ni un format connu"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_a_remedy(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "contrat.txt"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=says) as error:
        read_document(path)
    assert str(error.value).startswith("contrat.txt")
    assert str(error.value).endswith(".")
    assert " : " in str(error.value)  # what is wrong, then the remedy


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"absent\.txt ne peut pas être lu"):
        read_document(tmp_path / "absent.txt")


def test_line_ends_and_byte_order_mark_are_made_canonical(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfUn\r\nDeux\rTrois\n")
    assert read_document(path).text == "Un\nDeux\nTrois\n"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.stem[:30])
def test_every_offset_leads_back_to_its_text(path: Path) -> None:
    document = read_document(path)
    assert len(document.folded) == len(document.text)
    previous = 0
    for block in document.blocks:
        assert previous <= block.start < block.end
        assert document.line_of(block.start) == block.line
        words = document.block_text(block)
        assert words == words.strip()
        evidence = document.evidence(block.start, block.end)
        assert document.text[evidence.start : evidence.end] == evidence.quote
        for cell in block.cells:  # an empty cell may stand at the edge of its line, outside the words
            assert cell.start == cell.end or block.start <= cell.start < cell.end <= block.end
        previous = block.end


def test_folding_matches_accents_quotes_and_dashes_at_the_same_offsets() -> None:
    text = "L’« Égalité » – cœur d'Évry…"
    assert fold(text) == "l'\" egalite \" - cœur d'evry…"
    assert len(fold(text)) == len(text)
