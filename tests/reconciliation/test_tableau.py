"""Tables of every dialect come back as they were, with columns more; what is wrong is told with its line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from pactes.reconciliation.tableau import TableauError, lire_tableau


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_any_dialect_is_read_and_kept(tmp_path: Path, separator: str, encoding: str, newline: str) -> None:
    path = tmp_path / "liste.csv"
    rows = [["N°", "Commune", "Remarque"], ["1", "Évreux", f"a{separator} b"], ["2", "L’Haÿ", 'dit "x"'], ["3", "", ""]]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=newline).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    table = lire_tableau(path)
    assert table.colonnes == tuple(rows[0])
    assert [list(row) for row in table.lignes] == rows[1:]
    content = table.avec(("iri",), [("x",), ("y",), ("",)]).decode(encoding)
    assert list(csv.reader(io.StringIO(content, newline=""), delimiter=separator)) == [
        [*row, more] for row, more in zip(rows, ("iri", "x", "y", ""), strict=True)
    ]
    assert ("\r\n" in content) == (newline == "\r\n")


def test_one_column_may_hold_any_separator(tmp_path: Path) -> None:
    path = tmp_path / "noms.csv"
    path.write_text("nom\nVilleneuve, Ariège\nSaint-Denis; Réunion\nParis\n", encoding="utf-8")
    table = lire_tableau(path)
    assert table.lignes == (("Villeneuve, Ariège",), ("Saint-Denis; Réunion",), ("Paris",))
    written = list(csv.reader(io.StringIO(table.avec(("iri",), [("a",), ("b",), ("c",)]).decode()), delimiter=";"))
    assert written[2] == ["Saint-Denis; Réunion", "b"]


def test_the_separator_that_excel_declares_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_text("sep=,\r\nnom,dép\r\nBourg,01\r\n", encoding="utf-8", newline="")
    assert lire_tableau(path).lignes == (("Bourg", "01"),)


def test_short_rows_are_filled_and_columns_of_before_replaced(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("nom;iri;note\nBourg\n\nAuch;ancien;x\n", encoding="utf-8")
    table = lire_tableau(path)
    assert table.lignes == (("Bourg", "", ""), ("Auch", "ancien", "x"))
    assert table.numeros == (2, 4)
    assert table.avec(("iri",), [("1",), ("2",)]).decode() == "nom;note;iri\nBourg;;1\nAuch;x;2\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "est vide"),
        (b"nom;dep\nBourg;01\nAuch;32;de trop\n", "ligne 3 : 3 cases pour 2 colonnes"),
        ("nom;dep\nBourg;01\nÉv".encode("utf-16")[2:] + b"\xff", "--encoding"),
        (b"PK\x03\x04 classeur", "enregistrez la feuille au format CSV"),
        (b"nom;dep\n\x81\x8d;01\n", "ligne 2 : un octet n'est pas du texte en utf-8 ni en cp1252"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "faux.csv"
    path.write_bytes(content)
    with pytest.raises(TableauError) as caught:
        lire_tableau(path)
    assert told in str(caught.value)
    assert "faux.csv" in str(caught.value)


def test_a_column_is_found_whatever_its_case_and_its_absence_told() -> None:
    from pactes.reconciliation.tableau import Tableau

    table = Tableau(("Nom ", "Dép"), (), ())
    assert table.colonne("nom") == 0
    with pytest.raises(TableauError, match="« Dép »"):
        table.colonne("commune")
