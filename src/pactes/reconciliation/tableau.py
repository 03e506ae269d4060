"""Tables as French administrations write them: semicolons or commas or tabs, UTF-8 or Windows-1252, and told apart.

A table is read whole, and written back as it was: same separator, same encoding, same ends of line, columns added.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pactes.errors import PactesError

__all__ = ["Tableau", "TableauError", "lire_tableau"]

SEPARATORS = (";", ",", "\t", "|")
_NONE = "\x1f"  # a separator that no text holds: the table has one column
_LOOKED_AT = 200  # lines by which the separator is told
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class TableauError(PactesError):
    """A table that cannot be read: the message names the file, the line and what to do."""


@dataclass(frozen=True)
class Tableau:
    """A table: its columns, its rows (as many cells as columns), the line of each row, and how it was written."""

    colonnes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    numeros: tuple[int, ...]
    separateur: str = ";"
    encodage: str = "utf-8"
    fin_de_ligne: str = "\n"

    def colonne(self, nom: str) -> int:
        """Return the place of a column, by its name in any case; raises ``TableauError``."""
        wanted = nom.strip().casefold()
        for place, known in enumerate(self.colonnes):
            if known.strip().casefold() == wanted:
                return place
        listed = ", ".join(f"« {known} »" for known in self.colonnes)
        raise TableauError(f"Il n'y a pas de colonne « {nom} ». Colonnes du fichier : {listed}.")

    def avec(self, colonnes: Sequence[str], valeurs: Iterable[Sequence[str]]) -> bytes:
        """Return the table as a file, with more columns at the right; columns of these names are replaced."""
        kept = [place for place, name in enumerate(self.colonnes) if name not in colonnes]
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.separateur, lineterminator=self.fin_de_ligne)
        writer.writerow([*(self.colonnes[place] for place in kept), *colonnes])
        for row, more in zip(self.lignes, valeurs, strict=True):
            writer.writerow([*(row[place] for place in kept), *more])
        # Windows-1252 has one kind of space that does not break.
        told = text.getvalue() if self.encodage.startswith("utf") else text.getvalue().replace("\u202f", "\xa0")
        return told.encode(self.encodage, errors="replace")


def lire_tableau(path: Path, *, encodage: str | None = None, separateur: str | None = None) -> Tableau:
    """Return the table of a CSV file; ``encodage`` and ``separateur`` when they are not to be guessed.

    Raises ``TableauError`` when there is no such file, when it is no text, or when a row has too many cells.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise TableauError(f"Il n'y a pas de fichier {path}.") from error
    except OSError as error:
        raise TableauError(f"{path} ne peut pas être lu ({error.strerror}).") from error
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise TableauError(f"{path} est un classeur (XLSX, ODS, XLS) : enregistrez la feuille au format CSV.")
    text, encoding = _decode(content, path, encodage)
    newline = "\r\n" if "\r\n" in text else "\n" if "\n" in text or "\r" not in text else "\r"
    declared = ""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.rstrip("\r")) == 5:  # as Excel writes it
        declared, text = first[4], rest
    delimiter = separateur or declared or _separator(text)
    rows, numbers = _rows(text, delimiter, path, 2 if declared else 1)
    if not rows:
        raise TableauError(f"{path} est vide : il faut une ligne d'en-têtes, puis une ligne par nom.")
    header, width = rows[0], len(rows[0])
    padded = []
    for row, number in zip(rows[1:], numbers[1:], strict=True):
        if len(row) > width:
            raise TableauError(
                f"{path}, ligne {number} : {len(row)} cases pour {width} colonnes. Un texte qui contient le séparateur "
                f"({_shown(delimiter)}) doit être entre guillemets ; sinon, donnez le bon séparateur par --separator."
            )
        padded.append((*row, *[""] * (width - len(row))))
    written = ";" if delimiter == _NONE else delimiter
    return Tableau(tuple(header), tuple(padded), tuple(numbers[1:]), written, encoding, newline)


def _decode(content: bytes, path: Path, wanted: str | None) -> tuple[str, str]:
    marked = next((name for mark, name in _BOMS if content.startswith(mark)), None)
    tried = [wanted] if wanted else [marked] if marked else ["utf-8", "cp1252"]
    problem = ""
    for name in tried:
        try:
            text = content.decode(name)
            if "\0" not in text:
                return text, name
            problem = f"{path} n'est pas du texte en {name} : il contient des octets nuls (UTF-16 ?)."
        except LookupError as error:
            raise TableauError(f"L'encodage « {wanted} » n'est pas connu (utf-8, cp1252, latin-1, utf-16…).") from error
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            problem = f"{path}, ligne {line} : un octet n'est pas du texte en {' ni en '.join(tried)}."
    raise TableauError(f"{problem} Donnez l'encodage du fichier par --encoding, ou enregistrez-le en UTF-8.")


def _separator(text: str) -> str:
    """Return the separator that cuts the header and the rows after it into the same number of cells, the most of them.

    None does: the table has one column, and its texts may hold any of them.
    """
    sample = "\n".join(text.splitlines()[:_LOOKED_AT])
    best, most = _NONE, 0.0
    for delimiter in SEPARATORS:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not rows or len(rows[0]) < 2:
            continue
        width = len(rows[0])
        agreed = sum(len(row) == width for row in rows) / len(rows)
        if agreed * width > most:
            best, most = delimiter, agreed * width
    return best


def _rows(text: str, delimiter: str, path: Path, line: int) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, numbers = [], []
    start = line
    try:
        for row in reader:
            if row:
                rows.append(row)
                numbers.append(start)
            start = line + reader.line_num
    except csv.Error as error:
        raise TableauError(
            f"{path}, ligne {start} : ce n'est pas du CSV correct ({error}). Un guillemet ouvert n'est peut-être pas "
            "fermé."
        ) from error
    return rows, numbers


def _shown(delimiter: str) -> str:
    return {"\t": "tabulation", _NONE: "aucun"}.get(delimiter, f"« {delimiter} »")
