"""Validation of graphs: what each leans on, what is whose fault, what the report says, and when it cannot run."""

from __future__ import annotations

import json
import shutil
from functools import lru_cache
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF, RDFS, SH
from rich.console import Console

from pactes.errors import ValidationImpossible
from pactes.rdf.namespaces import BASE, PACTES, SHAPES, STATUT_CONTRAT
from pactes.settings import resource
from pactes.validation import (
    CONFORME,
    ENSEMBLE,
    VIOLATIONS,
    Formes,
    Genre,
    GrapheDeDonnees,
    Rapport,
    Severite,
    json_report,
    load_shapes,
    print_report,
    read_graph,
    read_graphs,
    turtle_report,
    validate,
)

RACINE = Path(__file__).parents[2]
EXEMPLE = RACINE / "tests" / "shapes" / "exemple.ttl"
ID = f"{BASE}id/"
DOCUMENT = f"{ID}document/essai"
PASSAGE = URIRef(f"{DOCUMENT}/passage/100-105")
ORGANISATIONS, TERRITOIRES = (
    "ville region-org banque",
    "commune ancienne epci departement region arrondissement quartier",
)
REGISTRE = tuple(URIRef(f"{ID}{name}") for name in f"{ORGANISATIONS} {TERRITOIRES}".split())


@lru_cache(maxsize=1)
def formes() -> Formes:
    return load_shapes()


@lru_cache(maxsize=1)
def vocabulaires() -> GrapheDeDonnees:
    graph = Graph()
    for file in sorted((resource("ontology") / "vocabularies").glob("*.ttl")):
        graph.parse(file)
    return GrapheDeDonnees("vocabulaires.ttl", graph, Genre.REFERENCE)


def separes() -> tuple[GrapheDeDonnees, GrapheDeDonnees]:
    """Return the example as published: what the document says, and what the registry describes."""
    document, registry = Graph(), Graph()
    for triple in Graph().parse(EXEMPLE):
        (registry if triple[0] in REGISTRE else document).add(triple)
    return (
        GrapheDeDonnees("document.ttl", document),
        GrapheDeDonnees("registre.ttl", registry, Genre.REFERENCE),
    )


def valide(*graphs: GrapheDeDonnees, context: tuple[GrapheDeDonnees, ...] = ()) -> Rapport:
    return validate(graphs, formes(), context=(vocabulaires(), *context))


def trouves(report: Rapport) -> set[tuple[str, str, str]]:
    return {(r.fichier, r.noeud.removeprefix(ID), r.forme.removeprefix(str(SHAPES))) for r in report.resultats}


def test_a_document_leans_on_the_types_of_the_registry() -> None:
    document, registry = separes()
    assert valide(document, registry).resultats == ()
    alone = {shape for _, _, shape in trouves(valide(document))}
    assert {"Contrat-partie", "Signature-signataire", "Contrat-territoire"} <= alone


def test_one_changed_document_is_validated_alone_with_the_same_answer() -> None:
    document, registry = separes()
    document.graphe.remove((URIRef(f"{ID}financement"), PACTES.nature, None))
    alone, whole = valide(document, context=(registry,)), valide(document, registry)
    assert trouves(alone) == {("document.ttl", "financement", "Financement-nature")}
    assert trouves(alone) == trouves(whole)


def test_a_document_does_not_lean_on_another_document() -> None:
    document, registry = separes()
    other = GrapheDeDonnees("autre.ttl", Graph())
    node = URIRef(f"{ID}contrat-de-l-autre")
    other.graphe.add((node, RDF.type, PACTES.Contrat))
    document.graphe.set((URIRef(f"{ID}engagement"), PACTES.contrat, node))
    found = trouves(valide(document, other, registry))
    assert ("document.ttl", "engagement", "Engagement-contrat") in found


def test_a_fault_of_the_registry_is_told_once_and_of_the_registry() -> None:
    document, registry = separes()
    registry.graphe.set((URIRef(f"{ID}ville"), PACTES.siren, Literal("21")))
    report = valide(document, registry)
    assert trouves(report) == {("registre.ttl", "ville", "Organisation-siren")}
    assert report.fichiers_en_violation == ("registre.ttl",)


def test_a_node_that_a_document_and_the_registry_describe_needs_its_label_once() -> None:
    document, registry = separes()
    # As published: the document says where an organisation is named, the registry what it is.
    document.graphe.add((URIRef(f"{ID}ville"), PACTES.preuve, PASSAGE))
    assert valide(document, registry).resultats == ()


def test_what_several_documents_say_together_is_checked_over_all() -> None:
    document, registry = separes()
    other = Graph()
    contract = URIRef(f"{ID}contrat")
    for predicate in (
        RDF.type,
        RDFS.label,
        DCTERMS.title,
        DCTERMS.type,
        PACTES.dispositif,
        PACTES.statut,
        PACTES.regle,
        PACTES.preuve,
    ):
        for value in document.graphe.objects(contract, predicate):
            other.add((contract, predicate, value))
    for node in (PASSAGE, URIRef(f"{ID}passage-citation"), URIRef(f"{ID}passage-position"), URIRef(DOCUMENT)):
        for predicate, value in document.graphe.predicate_objects(node):
            other.add((node, predicate, value))
    other.set((contract, PACTES.statut, STATUT_CONTRAT.cite))  # another status in another document is no fault
    second = GrapheDeDonnees("second.ttl", other)
    assert valide(document, second, registry).resultats == ()
    other.add((contract, PACTES.dateFin, Literal("2022")))
    other.set((contract, PACTES.dateFin, Literal("2022", datatype=URIRef("http://www.w3.org/2001/XMLSchema#gYear"))))
    report = valide(document, second, registry)
    assert trouves(report) == {(ENSEMBLE, "contrat", "Ensemble-dateFin")}
    assert report.code == VIOLATIONS


def test_an_empty_graph_is_conformant() -> None:
    report = valide(GrapheDeDonnees("vide.ttl", Graph()))
    assert report.resultats == ()
    assert report.code == CONFORME


def test_severities_decide_the_exit_code() -> None:
    document, registry = separes()
    for predicate in (PACTES.dispositif, DCTERMS.type):
        document.graphe.remove((URIRef(f"{ID}avenant"), predicate, None))
    warned = valide(document, registry)
    assert warned.code == CONFORME
    assert warned.comptes == {Severite.VIOLATION: 0, Severite.AVERTISSEMENT: 1, Severite.INFORMATION: 0}
    document.graphe.remove((URIRef(f"{ID}avenant"), DCTERMS.title, None))
    assert valide(document, registry).code == VIOLATIONS


def test_another_base_is_validated_as_well() -> None:
    base = "https://donnees.exemple.fr/pactes/"
    text = EXEMPLE.read_text(encoding="utf-8").replace(BASE, base)
    voc = vocabulaires().graphe.serialize(format="nt").replace(BASE, base)
    context = [GrapheDeDonnees("voc", Graph().parse(data=voc, format="nt"), Genre.REFERENCE)]
    graph = Graph().parse(data=text, format="turtle")
    shapes = load_shapes(base=base)
    assert validate([GrapheDeDonnees("x.ttl", graph)], shapes, context=context).resultats == ()
    graph.remove((URIRef(f"{base}id/engagement"), URIRef(f"{base}def#texte"), None))
    (result,) = validate([GrapheDeDonnees("x.ttl", graph)], shapes, context=context).resultats
    assert result.forme == f"{base}shapes#Engagement-texte"
    assert result.ligne == 12


def faute() -> Rapport:
    document, registry = separes()
    document.graphe.remove((URIRef(f"{ID}engagement"), PACTES.texte, None))
    document.graphe.set((URIRef(f"{ID}contrat"), PACTES.dateFin, Literal("fin 2020")))
    document.graphe.remove((URIRef(f"{ID}engagement"), PACTES.partie, None))
    return valide(document, registry)


def test_a_result_says_who_where_what_and_how_to_mend_it() -> None:
    by_shape = {r.forme.removeprefix(str(SHAPES)): r for r in faute().resultats}
    result = by_shape["Engagement-texte"]
    assert (result.fichier, result.noeud, result.ligne) == ("document.ttl", f"{ID}engagement", 12)
    assert result.libelle == "Rénover cent logements"
    assert result.chemin == "pactes:texte"
    assert result.severite is Severite.VIOLATION
    assert result.message.fr == "Un engagement a un texte en français, un seul."
    assert result.message.en.startswith("A commitment has exactly one text")
    assert result.remede.fr.startswith("Lisez le passage cité")
    assert by_shape["Contrat-dateFin"].valeur == "fin 2020"


def test_a_query_fills_its_message_in_both_languages() -> None:
    document, registry = separes()
    year = URIRef("http://www.w3.org/2001/XMLSchema#gYear")
    document.graphe.set((URIRef(f"{ID}contrat"), PACTES.dateFin, Literal("2014", datatype=year)))
    report = valide(document, registry)
    result = next(r for r in report.resultats if r.forme.endswith("Contrat-periode"))
    assert (
        result.severite is Severite.AVERTISSEMENT
    )  # a document may be misprinted: it is published, and the fault is told
    assert result.noeud == f"{ID}contrat"
    assert result.message.fr == "Le contrat finit (2014) avant de commencer (2015)."
    assert result.message.en == "The contract ends (2014) before it starts (2015)."


def test_reports_are_the_same_each_time() -> None:
    first, second = faute(), faute()
    assert first.resultats == tuple(sorted(first.resultats, key=lambda r: r.cle))
    assert json_report(first) == json_report(second)
    assert turtle_report(first) == turtle_report(second)


def test_json_report() -> None:
    report = json.loads(json_report(faute()))
    assert report["conforme"] is False
    assert report["fichiers"] == ["document.ttl", "registre.ttl"]
    assert report["comptes"] == {"violation": 2, "avertissement": 0, "information": 1}
    assert {r["severite"] for r in report["resultats"]} == {"violation", "information"}
    assert all(r["message"]["fr"] and r["message"]["en"] for r in report["resultats"])


def test_turtle_report_is_a_shacl_report() -> None:
    text = turtle_report(faute())
    graph = Graph().parse(data=text, format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(False)
    results = set(graph.objects(report, SH.result))
    assert len(results) == 3
    for result in results:
        assert graph.value(result, SH.focusNode) is not None
        assert graph.value(result, SH.sourceShape) is not None
        assert {m.language for m in graph.objects(result, SH.resultMessage)} == {"fr", "en"}
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]


def affiche(report: Rapport, *, tout: bool = False) -> str:
    console = Console(width=200, no_color=True, force_terminal=False, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    with console.file:
        print_report(report, console, tout=tout)
        return console.export_text()


def test_people_read_file_line_message_and_remedy() -> None:
    text = affiche(faute())
    assert "document.ttl : 2 violations, 1 information" in text
    assert "Violation : Un engagement a un texte en français, un seul." in text
    assert "Remède : Lisez le passage cité" in text
    assert "ligne 12 : Rénover cent logements" in text
    assert "Un engagement devrait dire qui s'engage" not in text
    assert "Un engagement devrait dire qui s'engage" in affiche(faute(), tout=True)
    assert "Non conforme : 2 graphes validés, 2 violations, 1 information." in text


def test_people_are_not_flooded() -> None:
    document, registry = separes()
    for number in range(8):
        node = URIRef(f"{ID}axe-sans-titre-{number}")
        document.graphe.add((node, RDF.type, PACTES.Axe))
    report = valide(document, registry)
    assert "… et 3 autres." in affiche(report)
    assert "… et 3 autres." not in affiche(report, tout=True)


def test_conformant_report_says_so() -> None:
    document, registry = separes()
    assert affiche(valide(document, registry)) == "Conforme : 2 graphes validés, rien à signaler.\n"


def test_files_are_read_as_documents_or_reference(tmp_path: Path) -> None:
    document, registry = separes()
    document.graphe.serialize(tmp_path / "b.ttl")
    registry.graphe.serialize(tmp_path / "a.ttl")
    first, second = read_graphs([tmp_path])
    assert (Path(first.fichier).name, first.genre) == ("a.ttl", Genre.REFERENCE)
    assert (Path(second.fichier).name, second.genre) == ("b.ttl", Genre.DOCUMENT)
    assert isomorphic(second.graphe, document.graphe)
    assert len(read_graphs([tmp_path, tmp_path / "a.ttl"])) == 2


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("absent.ttl", None, "absent.ttl"),
        ("casse.ttl", b"@prefix x <", "Turtle"),
        ("binaire.ttl", b"\xff\xfe\x00", "binaire"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes | None, told: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ValidationImpossible, match=told):
        validate(read_graphs([tmp_path / name]), formes())
    with pytest.raises(ValidationImpossible, match=told):
        _ = read_graph(tmp_path / name).graphe


def test_an_empty_folder_is_no_validation(tmp_path: Path) -> None:
    with pytest.raises(ValidationImpossible, match="aucun fichier Turtle"):
        read_graphs([tmp_path])


def test_missing_or_broken_shapes_stop_validation(tmp_path: Path) -> None:
    with pytest.raises(ValidationImpossible, match="aucune forme"):
        load_shapes(tmp_path)
    shutil.copytree(resource("shapes"), tmp_path / "shapes")
    (tmp_path / "shapes" / "contrat.ttl").write_text("formes:x a sh:NodeShape", encoding="utf-8")
    with pytest.raises(ValidationImpossible, match=r"contrat\.ttl"):
        load_shapes(tmp_path / "shapes")


def test_shapes_that_pyshacl_refuses_stop_validation(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(
        f"@prefix sh: <{SH}> . @prefix f: <{SHAPES}> . @prefix p: <{BASE}def#> . "
        'f:X a sh:NodeShape ; sh:targetClass p:Contrat ; sh:pattern "[" .',
        encoding="utf-8",
    )
    graph = Graph()
    graph.add((URIRef(f"{ID}x"), RDF.type, PACTES.Contrat))
    with pytest.raises(ValidationImpossible, match="formes"):
        validate([GrapheDeDonnees("x.ttl", graph)], load_shapes(tmp_path))


def test_progress_names_each_run() -> None:
    document, registry = separes()
    seen: list[str] = []
    validate([registry, document], formes(), context=[vocabulaires()], on_progress=seen.append)
    assert seen == ["document.ttl", "graphes de référence", ENSEMBLE]
