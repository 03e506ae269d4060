"""What the page of downloads shows: the tables, by what they hold, then the graphs."""

from __future__ import annotations

from dataclasses import dataclass

from pactes.rdf.tableaux import TABLEAUX
from pactes.release import DumpFile, Manifest
from pactes.release.csvw import MEDIA_TYPE


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name as a file, what its rows are, its size in bytes unpacked, the name of its metadata."""

    file: str
    title: str
    size: int
    metadata: str


def tables_of(manifest: Manifest, language: str) -> list[Table]:
    """Return the tables of a release, in the order in which they are defined."""
    by_name = {dump.name: dump for dump in manifest.dumps}
    found = []
    for table in TABLEAUX:
        name = f"{table.nom}.csv"
        if f"{name}.gz" in by_name:
            title = table.titre_fr if language == "fr" else table.titre_en
            found.append(Table(name, title, by_name[f"{name}.gz"].unpacked, f"{name}-metadata.json"))
    return found


def graphs_of(manifest: Manifest) -> list[DumpFile]:
    """Return the files that are no tables."""
    return [dump for dump in manifest.dumps if dump.media_type not in ("text/csv", MEDIA_TYPE)]
