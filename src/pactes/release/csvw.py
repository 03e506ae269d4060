"""What the tables hold, for machines: Metadata Vocabulary for Tabular Data (CSV on the Web, W3C Recommendation, 2015).

``<file>-metadata.json`` describes one table; ``csv-metadata.json``, where CSVW says to look for it, describes all of
them with the links between them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from pactes.rdf.namespaces import BASE, PACTES, PREFIXES
from pactes.rdf.tableaux import Colonne
from pactes.release.tables import EVIDENCE, NAME, SEPARATOR, Rows, tables

MEDIA_TYPE = "application/csvm+json"
GROUP = "csv-metadata.json"
_CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "fr"}]
_DATE = {"base": "string", "format": "^-?[0-9]{4,}(-[0-9]{2}(-[0-9]{2})?)?$"}
_TYPES: Mapping[str, Any] = {
    "texte": "string",
    "chaine": "string",
    "lien": "anyURI",
    "date": _DATE,
    "decimal": "decimal",
    "booleen": "boolean",
    "duree": "duration",
}
_OA = PREFIXES["oa"]
# Evidence: titles in French and English, type, property ("" where the value is not the row's own).
_EVIDENCE: Mapping[str, tuple[tuple[str, str], Any, str]] = {
    "preuve": (("passages qui le disent", "passages that say it"), "anyURI", str(PACTES.preuve)),
    "preuve_document": (("document du premier passage", "document of the first passage"), "anyURI", ""),
    "preuve_document_nom": (("nom du document", "name of the document"), "string", ""),
    "preuve_page": (("page", "page"), "integer", ""),
    "preuve_ligne": (("ligne", "line"), "integer", ""),
    "preuve_citation": (("citation", "quote"), "string", ""),
}
Labels = Mapping[str, Mapping[str, str]]


def table_files(graphs: Mapping[str, Iterable[ox.Quad]], base_iri: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, media type and content of each file: the tables of the graphs (quads by IRI) and their metadata."""
    made = tables(graphs, base_iri)
    labels, licence = _labels(graphs), _licence(graphs, base_iri)
    for rows in made:
        yield f"{rows.table.nom}.csv", "text/csv", rows.csv()
        yield f"{rows.table.nom}.csv-metadata.json", MEDIA_TYPE, metadata_of(rows, labels, base_iri, licence)
    if made:
        yield GROUP, MEDIA_TYPE, metadata_of_all(made, labels, base_iri, licence)


def _labels(graphs: Mapping[str, Iterable[ox.Quad]]) -> Labels:
    """Return the names of properties and classes, by IRI and language."""
    label, found = PREFIXES["rdfs"] + "label", defaultdict[str, dict[str, str]](dict)
    for iri, quads in graphs.items():
        for quad in quads if iri.endswith("/ontologie") else ():
            if quad.predicate.value != label:
                continue
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                found[quad.subject.value][quad.object.language or ""] = quad.object.value
    return found


def _licence(graphs: Mapping[str, Iterable[ox.Quad]], base_iri: str) -> str:
    """Return the licence that the catalogue gives to the data, an empty text when it gives none."""
    dataset, said = ox.NamedNode(f"{base_iri}jeu/pactes"), ox.NamedNode(PREFIXES["dcterms"] + "license")
    told = (q.object for quads in graphs.values() for q in quads if (q.subject, q.predicate) == (dataset, said))
    return next((licence.value for licence in told if isinstance(licence, ox.NamedNode)), "")


def metadata_of(rows: Rows, labels: Labels, base_iri: str, licence: str) -> bytes:
    """Return the metadata of one table. ``labels`` are names of properties by IRI and language."""
    return _json({"@context": _CONTEXT, **_table(rows, labels, base_iri, licence)})


def metadata_of_all(made: Sequence[Rows], labels: Labels, base_iri: str, licence: str) -> bytes:
    """Return the metadata of all tables, with what links a row to that of another table."""
    names = {rows.table.nom for rows in made}
    described = []
    for rows in made:
        table = _table(rows, labels, base_iri, licence)
        keys = [
            {
                "columnReference": column.nom,
                "reference": {"resource": f"{column.table}.csv", "columnReference": "iri"},
            }
            for column in rows.table.colonnes
            if column.table in names and column.nom not in rows.several and _all_there(rows, column, made)
        ]
        if keys:
            table["tableSchema"]["foreignKeys"] = keys
        described.append(table)
    return _json({"@context": _CONTEXT, "tables": described})


def _all_there(rows: Rows, column: Colonne, made: Sequence[Rows]) -> bool:
    """Tell whether every row points to a row of the other table: a foreign key is neither null nor dangling, and a
    contract that is told of as a family has its row in another table.
    """
    held = {row[0] for other in made if other.table.nom == column.table for row in other.rows}
    place = rows.header.index(column.nom)
    return all(row[place] in held for row in rows.rows)


def _table(rows: Rows, labels: Labels, base_iri: str, licence: str) -> dict[str, Any]:
    table = rows.table
    columns = [_column("iri", ("identifiant", "identifier"), "anyURI", "", required=True)]
    for column in table.colonnes:
        iri = str(column.propriete).replace(BASE, base_iri, 1)
        told = labels.get(iri, {})
        titles = (column.titres[0] or told.get("fr", column.nom), column.titres[1] or told.get("en", column.nom))
        described = _column(column.nom, titles, _TYPES[column.genre], iri)
        if column.genre == "texte":
            described["lang"] = "fr"
        if column.genre == "lien":
            described["valueUrl"] = f"{{+{column.nom}}}"
        if column.nom in rows.several:
            described["separator"] = SEPARATOR
        columns.append(described)
        if column.genre == "lien":
            names = (f"{titles[0]} (nom)", f"{titles[1]} (name)")
            named = _column(column.nom + NAME, names, "string", "")
            if column.nom in rows.several:
                named["separator"] = SEPARATOR
            columns.append(named)
    if rows.header[-1] == EVIDENCE[-1]:
        for name, (names, kind, iri) in _EVIDENCE.items():
            described = _column(name, names, kind, iri.replace(BASE, base_iri, 1))
            if name == "preuve":
                described |= {"separator": SEPARATOR, "valueUrl": "{+preuve}"}
            columns.append(described)
    right: dict[str, Any] = {"dc:license": {"@id": licence}} if licence else {}
    return right | {
        "@type": "Table",
        "url": f"{table.nom}.csv",
        "dc:title": [{"@value": table.titre_fr, "@language": "fr"}, {"@value": table.titre_en, "@language": "en"}],
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n", "\n"]},
        "tableSchema": {
            "@type": "Schema",
            "aboutUrl": "{+iri}",
            "primaryKey": "iri",
            "rowTitles": ["libelle"],
            "columns": columns,
        },
    }


def _column(name: str, titles: tuple[str, str], kind: Any, iri: str, *, required: bool = False) -> dict[str, Any]:
    """Describe a column; one that is no property of the row is not made a triple (``suppressOutput``).

    The header itself is among the titles: that is how a reader checks that the file is the one described.
    """
    french = [name] if titles[0] == name else [name, titles[0]]
    described: dict[str, Any] = {"name": name, "titles": {"fr": french, "en": titles[1]}, "datatype": kind}
    if required:
        described["required"] = True
    if iri:
        described["propertyUrl"] = iri
    else:
        described["suppressOutput"] = True
    return described


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
