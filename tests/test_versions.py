"""The three versions, each in one place, agree with the changelog and the ontology's version IRI."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from rdflib import OWL, RDF, Graph

ROOT = Path(__file__).resolve().parents[1]


CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def _latest_entry() -> tuple[str, str]:
    match = re.search(
        r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d\n(.*?)(?=^## |\Z)", CHANGELOG, re.MULTILINE | re.DOTALL
    )
    assert match, "CHANGELOG.md has no released entry"
    return match[1], match[2]


def test_software_version_is_the_latest_of_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == _latest_entry()[0]


def test_ontology_version_is_in_the_changelog_and_ends_its_version_iri() -> None:
    graph = Graph().parse(ROOT / "ontology" / "pactes.ttl")
    (ontology,) = graph.subjects(RDF.type, OWL.Ontology)
    version = str(graph.value(ontology, OWL.versionInfo))
    told = re.findall(r"\bOntologie (\d+\.\d+\.\d+)\.", CHANGELOG)
    assert told[0] == version, (
        "the newest version that the journal names, published or not yet, is that of the ontology"
    )
    assert str(graph.value(ontology, OWL.versionIRI)).rstrip("/").endswith(version)


def test_data_version_is_in_the_changelog() -> None:
    release = tomllib.loads((ROOT / "data" / "release.toml").read_text(encoding="utf-8"))
    assert f"Données {release['version']}." in _latest_entry()[1]
