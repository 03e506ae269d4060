"""The result format suites of the W3C (JSON, CSV, TSV), through the server."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from pactes.release import GraphSource, make_release
from pactes.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CONFORMANCE = Path(os.environ.get("PACTES_CONFORMANCE", ROOT.parent / "shared" / "conformance"))
SUITES = CONFORMANCE / "sparql11"
REQUIRED = os.environ.get("PACTES_REQUIRE_ALL") == "1"

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
TESTS = {
    "json-res": ["jsonres01", "jsonres02", "jsonres03", "jsonres04"],
    "csv-tsv-res": ["csv01", "csv02", "csv03", "tsv01", "tsv02", "tsv03"],
}
ACCEPT = {
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}
KNOWN = {
    "csv03": "Oxigraph's store writes the xsd:double 1.0E6 as 1000000, the same value",
    "tsv03": "Oxigraph's store keeps xsd:negativeInteger, and the other types derived from it, as xsd:integer",
}
BASE = "https://w3id.org/pactes/"

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not SUITES.exists() and not REQUIRED, reason="PACTES_CONFORMANCE does not hold the W3C suites"),
]


def file_of(node: object) -> Path:
    return Path(str(node).removeprefix("file://"))


def manifest_of(suite: str) -> Graph:
    path = SUITES / suite / "manifest.ttl"
    return Graph().parse(path, publicID=path.as_uri())


@pytest.mark.parametrize("suite", TESTS)
def test_every_case_of_the_suite_is_taken(suite: str) -> None:
    results = manifest_of(suite).subjects(MF.result)
    assert sorted(str(case).rpartition("#")[2] for case in results) == sorted(TESTS[suite])


@pytest.mark.parametrize(
    ("suite", "test"),
    [
        pytest.param(suite, test, marks=[pytest.mark.xfail(reason=KNOWN[test])] if test in KNOWN else [])
        for suite, tests in TESTS.items()
        for test in tests
    ],
)
def test_result(
    suite: str, test: str, serve: Callable[[Settings], AbstractContextManager[str]], tmp_path: Path
) -> None:
    manifest = manifest_of(suite)
    case = next(s for s in manifest.subjects(RDF.type) if isinstance(s, URIRef) and str(s).endswith(f"#{test}"))
    action = manifest.value(case, MF.action)
    query = file_of(manifest.value(action, QT.query)).read_text()
    expected = file_of(manifest.value(case, MF.result))
    make_release(
        [GraphSource("urn:donnees", "donnees", file_of(manifest.value(action, QT.data)))],
        tmp_path,
        version="1",
        base_iri=BASE,
    )
    with serve(Settings(releases=tmp_path, workers=1)) as address:
        response = httpx.get(address + "sparql", params={"query": query}, headers={"Accept": ACCEPT[expected.suffix]})
    assert response.status_code == 200, response.text
    assert rows(response.content, expected.suffix) == rows(expected.read_bytes(), expected.suffix)


def rows(content: bytes, suffix: str) -> object:
    """What the results say: as values, blank nodes being alike."""
    if suffix == ".csv":
        read = list(csv.reader(io.StringIO(content.decode())))
        return read[0], sorted([re.sub(r"^_:\w+$", "_:", cell) for cell in row] for row in read[1:])
    form = ox.QueryResultsFormat.JSON if suffix == ".srj" else ox.QueryResultsFormat.TSV
    parsed = ox.parse_query_results(content, format=form)
    if isinstance(parsed, ox.QueryBoolean):
        return bool(parsed)
    names = [variable.value for variable in parsed.variables]
    return sorted(names), sorted([(name, cell(solution[name])) for name in sorted(names)] for solution in parsed)


def cell(term: object) -> str:
    if isinstance(term, ox.BlankNode):
        return "_:"
    return "" if term is None else str(term)
