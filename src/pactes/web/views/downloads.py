"""What the page of downloads shows: the tables, by what they hold, then the graphs, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from pactes.rdf.tableaux import TABLEAUX
from pactes.release import DumpFile, Manifest
from pactes.release.csvw import MEDIA_TYPE

FILES_PER_PAGE = 200


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


@dataclass(frozen=True, slots=True)
class Files:
    """A page of the files that are no tables: the files, the number of the page, how many pages and files there are."""

    files: tuple[DumpFile, ...]
    page: int
    pages: int
    total: int


def graphs_of(manifest: Manifest, page: int) -> Files | None:
    """Return a page (the first is 1) of the files that are no tables, those of all graphs first; None past the end."""
    found = [dump for dump in manifest.dumps if dump.media_type not in ("text/csv", MEDIA_TYPE)]
    found.sort(key=lambda dump: bool(dump.graph))
    pages = max(1, -(-len(found) // FILES_PER_PAGE))
    if not 1 <= page <= pages:
        return None
    start = (page - 1) * FILES_PER_PAGE
    return Files(tuple(found[start : start + FILES_PER_PAGE]), page, pages, len(found))
