"""The tables of a release: one CSV file (RFC 4180) for each main class, for people without RDF, and their metadata.

UTF-8 with a byte order mark: without it, spreadsheets read accents wrong; readers that follow the WHATWG's encoding
standard (as CSVW asks) drop it. Several values of a cell are separated by ``|``; in a text that has others beside it,
a bar of its own is written ``¦``.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from pactes.rdf.namespaces import BASE, PACTES, PREFIXES
from pactes.rdf.tableaux import TABLEAUX, Colonne, Tableau

BOM = "\N{BYTE ORDER MARK}"
SEPARATOR = "|"
NAME = "_nom"
"""End of the header of a column that names what the one before it points to."""

EVIDENCE = ("preuve", "preuve_document", "preuve_document_nom", "preuve_page", "preuve_ligne", "preuve_citation")
"""The last columns: all passages, then document, page, line and quote of the first of them."""

_DIGITS = re.compile(r"([0-9]{1,18})")
Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(slots=True)
class Rows:
    """A table as written: its header, its rows, and the columns in which some cell has several values."""

    table: Tableau
    header: tuple[str, ...]
    rows: list[list[str]] = field(default_factory=list)
    several: set[str] = field(default_factory=set)

    def csv(self) -> bytes:
        """Return the file, the same to the byte for the same graphs."""
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(self.header)
        writer.writerows(self.rows)
        return (BOM + stream.getvalue()).encode()


class _Union:
    """What the graphs say together, by subject and property."""

    def __init__(self, quads: Iterable[ox.Quad], base_iri: str) -> None:
        self._base = base_iri
        # Nearly all properties have one value: a national collection has millions, and a set is as large as a thing.
        self._values: dict[str, dict[str, Value | set[Value]]] = defaultdict(dict)
        self._members: dict[str, set[str]] = defaultdict(set)
        kind = PREFIXES["rdf"] + "type"
        for quad in quads:
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            predicate = sys.intern(quad.predicate.value)
            if predicate == kind:
                if isinstance(quad.object, ox.NamedNode):
                    self._members[quad.object.value].add(quad.subject.value)
                continue
            said = self._values[quad.subject.value]
            former = said.setdefault(predicate, quad.object)
            if isinstance(former, set):
                former.add(quad.object)
            elif former != quad.object:
                said[predicate] = {former, quad.object}

    def _said(self, subject: str, predicate: str) -> Iterable[Value]:
        found = self._values.get(subject, {}).get(predicate, ())
        return found if isinstance(found, set | tuple) else (found,)

    def ours(self, iri: str) -> str:
        """Return an IRI of the default base in that of the release."""
        return iri.replace(BASE, self._base, 1)

    def members(self, classe: str) -> list[str]:
        """Return the members of a class (an IRI of the default base), sorted: 1.2 before 1.10."""
        return sorted(self._members.get(self.ours(classe), ()), key=_natural)

    def values(self, subject: str, predicate: str) -> list[str]:
        """Return the values of a property (``rdf:type`` has none here) as text, each once, sorted; of texts in several
        languages, the French.
        """
        found = self._said(subject, self.ours(predicate))
        french = any(isinstance(term, ox.Literal) and term.language == "fr" for term in found)
        return sorted(
            {
                term.value
                for term in found
                if isinstance(term, ox.NamedNode)
                or (isinstance(term, ox.Literal) and not (french and term.language not in {"fr", None}))
            }
        )

    def name(self, iri: str) -> str:
        """Return the French name of a thing, else any, else an empty text."""
        for predicate in (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel"):
            found = [t for t in self._said(iri, predicate) if isinstance(t, ox.Literal)]
            if found:
                return min(found, key=lambda term: (term.language != "fr", term.value)).value
        return ""


def _natural(iri: str) -> tuple[tuple[tuple[int, str], ...], str]:
    parts = (part for part in _DIGITS.split(iri) if part)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts), iri


def properties_of_tables(base_iri: str) -> frozenset[str]:
    """Return the properties that the tables and their metadata are made of."""
    columns = {str(column.propriete) for table in TABLEAUX for column in table.colonnes}
    ours = {str(PACTES.preuve), str(PACTES.ligne), str(PACTES.page)}
    theirs = {
        *(PREFIXES["oa"] + name for name in ("hasSource", "hasSelector", "exact")),
        *(PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel"),
        PREFIXES["dcterms"] + "license",
    }
    return frozenset(iri.replace(BASE, base_iri, 1) for iri in columns | ours | theirs)


def tables(graphs: Mapping[str, Iterable[ox.Quad]], base_iri: str) -> list[Rows]:
    """Return the tables of the graphs (quads by IRI), in a stable order; one that would have no row is not made."""
    union = _Union((quad for iri in sorted(graphs) for quad in graphs[iri]), base_iri)
    made = (_table(union, table) for table in TABLEAUX)
    return [rows for rows in made if rows.rows]


def _table(union: _Union, table: Tableau) -> Rows:
    header = ["iri"]
    for column in table.colonnes:
        header += [column.nom, column.nom + NAME] if column.genre == "lien" else [column.nom]
    evidence = () if table.classe == PACTES.Document else EVIDENCE
    rows = Rows(table, (*header, *evidence))
    for thing in union.members(table.classe):
        row = [thing]
        for column in table.colonnes:
            row += _cells(union, thing, column, rows.several)
        rows.rows.append(row + (_evidence(union, thing) if evidence else []))
    return rows


def _cells(union: _Union, thing: str, column: Colonne, several: set[str]) -> list[str]:
    """Return the cell of a column, and that of the names when it holds links."""
    values = union.values(thing, column.propriete)
    listed = column.plusieurs or len(values) > 1
    if listed:
        several.add(column.nom)
    cells = [_joined(values, listed)]
    if column.genre == "lien":
        cells.append(_joined([union.name(value) for value in values], listed))
    return cells


def _joined(values: Sequence[str], listed: bool) -> str:
    return SEPARATOR.join(value.replace(SEPARATOR, "¦") for value in values) if listed else "".join(values)


def _evidence(union: _Union, thing: str) -> list[str]:
    """Return the cells of the evidence: every passage, and the first as people read it."""
    oa, preuve = PREFIXES["oa"], str(PACTES.preuve)
    passages = []
    for passage in union.values(thing, preuve):
        document = next(iter(union.values(passage, f"{oa}hasSource")), "")
        line = next(iter(union.values(passage, str(PACTES.ligne))), "")
        passages.append((document, int(line) if line.isdigit() else 0, passage))
    passages.sort()
    if not passages:
        return [""] * len(EVIDENCE)
    document, line_number, first = passages[0]
    page = next(iter(union.values(first, str(PACTES.page))), "")
    quotes = (
        quote for selector in union.values(first, f"{oa}hasSelector") for quote in union.values(selector, f"{oa}exact")
    )
    every = SEPARATOR.join(passage for *_, passage in passages)
    return [every, document, union.name(document), page, str(line_number or ""), next(quotes, "")]
