"""The report as files: JSON that keeps its schema, Turtle that the shapes accept, a page of HTML that stands alone."""

from __future__ import annotations

import json
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SH
from typer.testing import CliRunner

from pactes.cli import app
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.settings import resource
from pactes.validation import (
    CONFORME,
    VIOLATIONS,
    Genre,
    GrapheDeDonnees,
    Rapport,
    html_report,
    json_report,
    load_shapes,
    read_graph,
    report_graph,
    turtle_report,
    validate,
)

RACINE = Path(__file__).parents[2]
EXEMPLE = RACINE / "tests" / "shapes" / "exemple.ttl"
SCHEMA = json.loads((RACINE / "docs" / "rapport-de-validation.schema.json").read_text(encoding="utf-8"))
CONTRAT = URIRef(f"{BASE}id/contrat")
TEXTE = URIRef(f"{BASE}def#texte")


@lru_cache(maxsize=1)
def vocabulaires() -> GrapheDeDonnees:
    graph = Graph()
    for file in sorted((resource("ontology") / "vocabularies").glob("*.ttl")):
        graph.parse(file)
    return GrapheDeDonnees("vocabulaires.ttl", graph, Genre.REFERENCE)


def fautif() -> Graph:
    """Return the example with faults of each severity."""
    graph = read_graph(EXEMPLE).graphe
    graph.remove((URIRef(f"{BASE}id/engagement"), TEXTE, None))
    graph.remove((URIRef(f"{BASE}id/engagement"), URIRef(f"{BASE}def#partie"), None))
    graph.set((CONTRAT, URIRef(f"{BASE}def#dateDebut"), Literal('1066 <&> "1"')))
    graph.add((CONTRAT, URIRef(f"{BASE}def#sigle"), Literal("<script>alert(1)</script>")))
    graph.add((CONTRAT, URIRef(f"{BASE}def#tire"), Literal("un titre")))
    graph.add((CONTRAT, URIRef(f"{BASE}def#titre"), Literal("un titre")))
    return graph


@lru_cache(maxsize=2)
def rapport(*, fautes: bool = True) -> Rapport:
    """Return the report of the example with faults, or of the example itself."""
    graph = fautif() if fautes else read_graph(EXEMPLE).graphe
    return validate([GrapheDeDonnees("data/ttl/essai.ttl", graph)], load_shapes(), context=[vocabulaires()])


@pytest.mark.parametrize("fautes", [True, False])
def test_the_json_report_keeps_its_schema(fautes: bool) -> None:
    report = json.loads(json_report(rapport(fautes=fautes)))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(report, SCHEMA)
    assert bool(report["resultats"]) is fautes
    assert len({r["id"] for r in report["resultats"]}) == len(report["resultats"])


def test_the_rdf_report_says_what_the_json_report_says() -> None:
    told = json.loads(json_report(rapport()))
    graph = Graph().parse(data=turtle_report(rapport()), format="turtle")
    node = URIRef(f"{BASE}validation")
    assert (node, SH.conforms, Literal(False)) in graph
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]
    severities = {"violation": SH.Violation, "avertissement": SH.Warning, "information": SH.Info}
    for said in told["resultats"]:
        result = URIRef(f"{node}#{said['id']}")
        assert (node, SH.result, result) in graph
        assert (result, SH.focusNode, URIRef(said["noeud"])) in graph
        assert (result, SH.sourceShape, URIRef(said["forme"])) in graph
        assert (result, SH.resultSeverity, severities[said["severite"]]) in graph
        assert (result, SH.resultMessage, Literal(said["message"]["fr"], lang="fr")) in graph
        assert (result, DCTERMS.source, URIRef(f"{BASE}graphe/essai")) in graph
    assert len(set(graph.objects(node, SH.result))) == len(told["resultats"])
    (path,) = graph.objects(next(graph.subjects(SH.focusNode, URIRef(f"{BASE}id/engagement"))), SH.resultPath)
    assert path in {TEXTE, URIRef(f"{BASE}def#partie")}
    value = URIRef(f"{PREFIXES['dqv']}value")
    for severity, slug in (("violation", "violations"), ("avertissement", "avertissements")):
        (number,) = graph.objects(URIRef(f"{node}#mesure-{slug}"), value)
        assert number.toPython() == told["comptes"][severity]


@pytest.mark.parametrize("fautes", [True, False])
def test_the_rdf_report_violates_no_shape(fautes: bool) -> None:
    graph = report_graph(rapport(fautes=fautes), version="2026.11.1", date="2026-11-22")
    found = validate([GrapheDeDonnees("validation.ttl", graph, Genre.REFERENCE)], load_shapes())
    assert [(r.noeud, r.message.fr) for r in found.resultats] == []


def test_a_closed_shape_names_the_property_that_is_not_permitted() -> None:
    found = {r.chemin: r for r in rapport().resultats if r.forme.endswith("#Contrat-fermee")}
    assert set(found) == {"pactes:tire", "pactes:titre"}
    assert {r.valeur for r in found.values()} == {"un titre"}
    graph = report_graph(rapport())
    node = URIRef(f"{BASE}validation#{found['pactes:tire'].identifiant}")
    assert (node, SH.resultPath, URIRef(f"{BASE}def#tire")) in graph
    assert (node, SH.sourceConstraintComponent, SH.ClosedConstraintComponent) in graph


def test_the_rdf_report_names_the_constraints_that_a_shacl_tool_names() -> None:
    """Of a result that breaks two constraints of one shape, ours names one."""
    shapes = Graph()
    for file in sorted(resource("shapes").glob("*.ttl")):
        shapes.parse(file)
    graph = Graph()
    for triple in (*fautif(), *vocabulaires().graphe):
        graph.add(triple)
    _, theirs, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    assert isinstance(theirs, Graph)
    wanted = (SH.sourceShape, SH.sourceConstraintComponent)
    known = {tuple(theirs.value(r, p) for p in wanted) for r in theirs.subjects(RDF.type, SH.ValidationResult)}
    ours = report_graph(rapport())
    named = {tuple(ours.value(r, p) for p in wanted) for r in ours.subjects(RDF.type, SH.ValidationResult)}
    assert len(named) > 5
    assert named <= known


def test_the_rdf_report_is_the_same_each_time() -> None:
    assert turtle_report(rapport()) == turtle_report(rapport())


def test_a_report_of_another_base_is_of_that_base() -> None:
    other = Rapport(rapport().fichiers, (), "https://donnees.exemple.fr/")
    graph = Graph().parse(data=turtle_report(other), format="turtle")
    assert set(graph.subjects(RDF.type, SH.ValidationReport)) == {URIRef("https://donnees.exemple.fr/validation")}
    assert BASE not in turtle_report(other)


class Page(HTMLParser):
    """Collects what a page holds: its tags, the addresses it would fetch, its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.identifiers: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag == "html":
            self.attributes = given
        if identifier := given.get("id"):
            self.identifiers.append(identifier)
        wanted = ("src", "srcset", "action", "data") if tag != "link" else ("href",)
        self.fetched += [str(given[name]) for name in wanted if name in given]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_html_report_is_one_page_that_asks_nothing_of_others() -> None:
    text = html_report(rapport())
    page = Page()
    page.feed(text)
    assert page.fetched == []
    assert "url(" not in text
    assert "@import" not in text
    assert not {"script", "iframe", "img", "form"} & set(page.tags)
    assert page.attributes["lang"] == "fr"
    assert page.tags.count("h1") == 1
    assert len(page.identifiers) == len(set(page.identifiers))
    for result in rapport().resultats:
        assert result.message.fr in page.text
        assert result.remede.fr in page.text
        assert result.noeud in page.text
        assert result.valeur is None or result.valeur in page.text
        assert result.identifiant in page.identifiers


def test_the_html_report_of_what_conforms_says_so() -> None:
    page = Page()
    page.feed(html_report(rapport(fautes=False)))
    assert "Rien à signaler" in page.text
    assert "table" not in page.tags


def test_the_command_writes_the_report_to_a_file(tmp_path: Path) -> None:
    graph = read_graph(EXEMPLE).graphe
    graph.remove((URIRef(f"{BASE}id/engagement"), TEXTE, None))
    graph.serialize(tmp_path / "essai.ttl")
    vocabulaires().graphe.serialize(tmp_path / "vocabulaires.ttl")
    run = CliRunner().invoke
    page = tmp_path / "rapport.html"
    done = run(app, ["validate", str(tmp_path), "--format", "html", "--output", str(page)])
    assert done.exit_code == VIOLATIONS
    assert done.stdout == ""
    assert "Un engagement a un texte en français, un seul." in page.read_text(encoding="utf-8")
    text = tmp_path / "rapport.txt"
    assert run(app, ["validate", str(tmp_path), "-o", str(text)]).exit_code == VIOLATIONS
    assert "Remède : " in text.read_text(encoding="utf-8")
    refused = run(app, ["validate", str(tmp_path), "-f", "json", "-o", str(tmp_path / "absent" / "x.json")])
    assert refused.exit_code not in (CONFORME, VIOLATIONS)
