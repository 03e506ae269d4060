"""The tables of a release: the rows are what SPARQL says, the bytes are the same each time, CSVW readers take them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
from csvw import CSVW, TableGroup

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fabrique_publication import publish
from pactes.rdf.namespaces import BASE, PACTES
from pactes.rdf.tableaux import TABLEAUX, Tableau
from pactes.release import Release, make_release, sources_of
from pactes.release.tables import EVIDENCE, NAME, SEPARATOR

TEXT = PACTES._NS


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("tableaux")
    return publish(folder / "ttl", folder / "versions")


@pytest.fixture(scope="session")
def files(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables and their metadata, unpacked side by side as they are served."""
    folder = tmp_path_factory.mktemp("deplies")
    for dump in release.manifest.dumps:
        if dump.media_type in ("text/csv", "application/csvm+json"):
            unpacked = gzip.decompress((release.dumps / dump.name).read_bytes())
            (folder / dump.name.removesuffix(".gz")).write_bytes(unpacked)
    return folder


@pytest.fixture(scope="session")
def store(release: Release) -> ox.Store:
    return ox.Store.read_only(str(release.store))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def made(files: Path) -> Mapping[str, Tableau]:
    return {table.nom: table for table in TABLEAUX if (files / f"{table.nom}.csv").is_file()}


def said(store: ox.Store, query: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        found[solution["thing"].value].add(solution["value"].value)
    return found


def test_there_is_a_table_for_each_main_class_that_has_members(files: Path, store: ox.Store) -> None:
    there = {path.name.removesuffix(".csv") for path in files.glob("*.csv")}
    for table in TABLEAUX:
        assert bool(store.query(f"ASK {{ ?x a <{table.classe}> }}")) == (table.nom in there), table.nom
    assert {"contrats", "axes", "objectifs", "signatures", "engagements", "financements", "documents"} <= there


def test_rows_are_exactly_what_sparql_says(files: Path, store: ox.Store) -> None:
    for table in made(files).values():
        rows = rows_of(files / f"{table.nom}.csv")
        members = said(store, f"SELECT ?thing ?value {{ ?thing a <{table.classe}> . BIND(?thing AS ?value) }}")
        assert [row["iri"] for row in rows] == list(dict.fromkeys(row["iri"] for row in rows)), "one row a thing"
        assert {row["iri"] for row in rows} == set(members)
        for column in table.colonnes:
            french = 'FILTER(!ISLITERAL(?value) || LANG(?value) IN ("", "fr"))'  # the tables are French
            query = f"SELECT ?thing ?value {{ ?thing a <{table.classe}> ; <{column.propriete}> ?value {french} }}"
            told = said(store, query)
            for row in rows:
                cell = row[column.nom]
                listed = set(cell.split(SEPARATOR)) if cell else set()
                expected = {value.replace(SEPARATOR, "¦") for value in told[row["iri"]]}
                assert listed == expected or {cell} == told[row["iri"]], (table.nom, column.nom, row["iri"])


def test_names_and_evidence_are_those_of_the_graph(files: Path, store: ox.Store) -> None:
    checked = 0
    for table in made(files).values():
        rows = rows_of(files / f"{table.nom}.csv")
        for row in rows:
            for column in (c for c in table.colonnes if c.genre == "lien" and row[c.nom]):
                for iri, name in zip(row[column.nom].split("|"), row[column.nom + NAME].split("|"), strict=True):
                    labels = {
                        s["l"].value.replace("|", "¦")
                        for s in store.query(  # type: ignore[union-attr]
                            f"SELECT ?l {{ <{iri}> <http://www.w3.org/2000/01/rdf-schema#label>"
                            f"|<http://www.w3.org/2004/02/skos/core#prefLabel> ?l }}"
                        )
                    }
                    assert name in labels or (not name and not labels), (iri, name)
            if not row.get("preuve"):
                continue
            checked += 1
            first = row["preuve"].split("|")
            query = (
                f"ASK {{ VALUES ?p {{ {' '.join(f'<{p}>' for p in first)} }} <{row['iri']}> <{TEXT}preuve> ?p . "
                f"?p <http://www.w3.org/ns/oa#hasSource> <{row['preuve_document']}> ; "
                f"<{TEXT}ligne> {row['preuve_ligne']} ; <http://www.w3.org/ns/oa#hasSelector> ?s . "
                f"?s <http://www.w3.org/ns/oa#exact> {ox.Literal(row['preuve_citation'])} }}"
            )
            assert bool(store.query(query)), row
    assert checked > 20


def test_no_property_of_a_thing_is_left_out(files: Path, store: ox.Store) -> None:
    """A property that documents come to use is in the table, or this test says that it is not."""
    known = {str(PACTES.preuve), "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}
    # The same as another column says, in the words of another vocabulary.
    known |= {"http://data.europa.eu/eli/ontology#type_document", "http://www.w3.org/2004/02/skos/core#prefLabel"}
    known.add("http://www.w3.org/2000/01/rdf-schema#seeAlso")  # addresses that are made of codes
    known.add(str(PACTES.representant))  # persons have no list: their names stand on their signatures
    for table in made(files).values():
        if table.nom == "dispositifs":
            continue  # concepts of a vocabulary say more of themselves: definitions, links to other schemes
        found = store.query(f"SELECT DISTINCT ?p {{ ?x a <{table.classe}> ; ?p ?o }}")
        used = {solution["p"].value for solution in found}  # type: ignore[union-attr]
        assert used - known - {str(column.propriete) for column in table.colonnes} == set(), table.nom


def test_csvw_readers_accept_every_table(files: Path) -> None:
    listed = sorted(files.glob("*-metadata.json"))
    assert len(listed) == len(made(files)) + 1
    for path in listed:
        read = CSVW(str(path), validate=True)
        assert read.is_valid, path.name
    group = TableGroup.from_file(files / "csv-metadata.json")
    assert group.check_referential_integrity()
    assert {table.local_name for table in group.tables} == {f"{name}.csv" for name in made(files)}
    for name, table in group.tabledict.items():
        rows = list(table)
        assert [row["iri"].unsplit() for row in rows] == [row["iri"] for row in rows_of(files / name)]


def test_metadata_say_types_titles_properties_and_keys(files: Path) -> None:
    told = json.loads((files / "objectifs.csv-metadata.json").read_text(encoding="utf-8"))
    assert told["url"] == "objectifs.csv"
    assert told["dc:license"] == {"@id": "https://spdx.org/licenses/etalab-2.0.html"}
    schema = told["tableSchema"]
    assert (schema["aboutUrl"], schema["primaryKey"]) == ("{+iri}", "iri")
    columns = {column["name"]: column for column in schema["columns"]}
    assert list(columns) == list(rows_of(files / "objectifs.csv")[0])
    assert columns["numero"]["propertyUrl"] == f"{BASE}def#numero"
    assert columns["confiance"]["datatype"] == "decimal"
    assert columns["partieDe"]["datatype"] == "anyURI"
    assert columns["titre"]["titles"] == {"fr": ["titre"], "en": "title"}
    assert columns["titre"]["lang"] == "fr"
    ours = {column["name"]: column["titles"] for column in schema["columns"]}
    assert ours["numero"]["en"] != "numero", "the English title is the ontology's"
    assert tuple(columns)[-len(EVIDENCE) :] == EVIDENCE
    group = json.loads((files / "csv-metadata.json").read_text(encoding="utf-8"))
    keys = {
        (table["url"], key["columnReference"], key["reference"]["resource"])
        for table in group["tables"]
        for key in table["tableSchema"].get("foreignKeys", ())
    }
    assert ("signatures.csv", "signataire", "organisations.csv") in keys


def test_the_same_graphs_give_the_same_bytes(tmp_path: Path, release: Release) -> None:
    again = publish(tmp_path / "ttl", tmp_path / "versions")
    assert [(d.name, d.sha256) for d in again.manifest.dumps] == [(d.name, d.sha256) for d in release.manifest.dumps]


def test_spreadsheets_read_accents_and_cells_keep_what_they_hold(tmp_path: Path) -> None:
    """Commas, quotes, line ends and the separator itself come back; actions come in the order of their numbers."""
    folder = tmp_path / "ttl"
    folder.mkdir()
    lines = [
        f'<{BASE}id/a/{number}> a <{BASE}def#Action> ; <http://purl.org/dc/terms/title> """{title}"""@fr .'
        for number, title in (("1.10", "dix"), ("1.2", "deux, « œuvré »\\nsuite | fin"), ("1.1", 'un \\"mot\\"'))
    ]
    lines += [f"<{BASE}id/a/1.1> <{BASE}def#regle> 'a|b', 'c' ."]
    (folder / "essai.ttl").write_text("\n".join(lines), encoding="utf-8")
    made = make_release(sources_of(folder, BASE), tmp_path / "versions", version="1", base_iri=BASE)
    packed = next(dump for dump in made.manifest.dumps if dump.name == "actions.csv.gz")
    raw = gzip.decompress((made.dumps / packed.name).read_bytes())
    assert raw.startswith(b"\xef\xbb\xbf"), "without the mark, spreadsheets take it for another encoding"
    assert len(raw) == packed.unpacked
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    assert [row["iri"].rsplit("/", 1)[1] for row in rows] == ["1.1", "1.2", "1.10"]
    assert [row["titre"] for row in rows] == ['un "mot"', "deux, « œuvré »\nsuite | fin", "dix"]
    assert rows[0]["regle"] == "a¦b|c"


def test_graphs_without_our_classes_have_no_table(tmp_path: Path) -> None:
    folder = tmp_path / "ttl"
    folder.mkdir()
    (folder / "essai.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    made = make_release(sources_of(folder, BASE), tmp_path / "versions", version="1", base_iri=BASE)
    assert {dump.name for dump in made.manifest.dumps} == {"essai.ttl.gz", "pactes.nq.gz", "pactes.trig.gz"}
