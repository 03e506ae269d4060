"""Each shape has one graph that it accepts and one that it refuses; the texts of each are complete."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS
from rdflib.term import Node

from pactes.rdf.namespaces import PACTES, PREFIXES, SHAPES
from pactes.settings import resource
from pactes.validation import Formes, Genre, GrapheDeDonnees, Rapport, load_ontology, load_shapes, validate

ICI = Path(__file__).parent
CAS = {cas["forme"]: cas for cas in tomllib.loads((ICI / "cas.toml").read_text(encoding="utf-8"))["cas"]}
EX = "https://w3id.org/pactes/id/"
PREFIXES_ESSAI = {**PREFIXES, "ex": EX, "doc": f"{EX}document/", "passage": f"{EX}document/essai/passage/"}
CONTRAINTES = {SH.nodeKind, SH["or"], SH["not"], SH.sparql, SH.disjoint, SH.node, SH.datatype, SH.pattern, SH.closed}


@lru_cache(maxsize=1)
def formes() -> Formes:
    return load_shapes()


@lru_cache(maxsize=1)
def toutes() -> Graph:
    graph = Graph()
    for file in sorted(resource("shapes").glob("*.ttl")):
        graph.parse(file)
    return graph


def a_une_cible(shape: Node) -> bool:
    return any(
        p in (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
        for p in toutes().predicates(shape)
    )


@lru_cache(maxsize=1)
def formes_du_rapport() -> frozenset[str]:
    """Shapes that a report can name: targeted node shapes with a constraint of their own, and their property shapes."""
    found: set[Node] = set()
    for shape in toutes().subjects(RDF.type, SH.NodeShape):
        if not a_une_cible(shape):
            continue
        if CONTRAINTES & set(toutes().predicates(shape)):
            found.add(shape)
        found.update(toutes().objects(shape, SH.property))
    return frozenset(str(shape).removeprefix(str(SHAPES)) for shape in found)


@lru_cache(maxsize=1)
def vocabulaires() -> Graph:
    graph = Graph()
    for file in sorted((resource("ontology") / "vocabularies").glob("*.ttl")):
        graph.parse(file)
    return graph


@lru_cache(maxsize=1)
def ontologie() -> Graph:
    return load_ontology()


@lru_cache(maxsize=1)
def exemple_lu() -> Graph:
    return Graph().parse(ICI / "exemple.ttl")


def exemple(update: str | None = None) -> Graph:
    graph = Graph()
    for triple in exemple_lu():
        graph.add(triple)
    if update is not None:
        before = set(graph)
        graph.update(update, initNs=PREFIXES_ESSAI)
        assert set(graph) != before, "la modification ne change rien"
    return graph


def seule(nom: str) -> Formes:
    """Return the shape asked for and those that it calls, alone: the same answer, ten times faster."""
    of_the_whole = nom.startswith("Ensemble-")
    source = formes().ensemble if of_the_whole else formes().par_graphe
    graph = Graph()
    reached: list[Node] = [SHAPES[nom]]
    for node in reached:
        for predicate, value in source.predicate_objects(node):
            graph.add((node, predicate, value))
            if value not in reached and not isinstance(value, Literal):
                reached.append(value)
    if of_the_whole:
        return replace(formes(), par_graphe=Graph(), ensemble=graph)
    return replace(formes(), par_graphe=graph, ensemble=Graph())


def valide(graph: Graph, shapes: Formes) -> Rapport:
    context = [GrapheDeDonnees("vocabulaires", vocabulaires(), Genre.REFERENCE)]
    return validate([GrapheDeDonnees("exemple", graph)], shapes, context=context, ontology=ontologie())


def test_the_example_conforms_with_nothing_to_say() -> None:
    assert valide(exemple(), formes()).resultats == ()


def test_every_shape_has_its_pair_of_graphs() -> None:
    assert formes_du_rapport() == set(CAS)


@pytest.mark.parametrize("nom", CAS)
def test_shape_refuses_its_failing_graph(nom: str) -> None:
    shape = str(SHAPES[nom])
    found = [r for r in valide(exemple(CAS[nom]["echoue"]), seule(nom)).resultats if r.forme == shape]
    assert found, f"{nom} ne dit rien"
    assert all(r.message.fr and r.message.en and r.message.fr != r.message.en for r in found)
    assert all("{" not in r.message.fr + r.message.en for r in found), "une variable du message n'a pas sa valeur"
    assert all(r.remede.fr and r.remede.en and r.nom.fr and r.nom.en for r in found)


@pytest.mark.parametrize("nom", [nom for nom, cas in CAS.items() if "passe" in cas])
def test_shape_accepts_its_passing_graph(nom: str) -> None:
    assert [r for r in valide(exemple(CAS[nom]["passe"]), seule(nom)).resultats if r.forme == str(SHAPES[nom])] == []


def etapes(path: Node | None) -> set[Node | None]:
    """Return the properties that a SHACL path goes through."""
    if not isinstance(path, BNode):
        return {path}
    inverse = toutes().value(path, SH.inversePath)
    parts = [inverse] if inverse is not None else list(toutes().items(path))
    return {step for part in parts for step in etapes(part)}


def test_the_passing_example_exercises_every_property_shape() -> None:
    """A shape whose property no node of the accepted graphs has would be accepted for nothing."""
    properties = {p for graph in (exemple(), vocabulaires()) for p in graph.predicates()}
    idle = []
    for shape in toutes().subjects(RDF.type, SH.PropertyShape):
        steps = etapes(toutes().value(shape, SH.path))
        if not steps <= properties:
            idle.append(shape)
    assert idle == []


def test_shapes_are_well_formed_shacl() -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=toutes(), meta_shacl=True)
    assert conforms, text


def textes(shape: Node, predicate: URIRef) -> list[str]:
    return sorted(o.language or "" for o in toutes().objects(shape, predicate) if isinstance(o, Literal))


def test_every_shape_is_named_and_bilingual() -> None:
    wrong = []
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in toutes().subjects(RDF.type, kind):
            named = isinstance(shape, URIRef) and str(shape).startswith(str(SHAPES))
            if not named or textes(shape, SH.name) != ["en", "fr"]:
                wrong.append(shape)
            if kind is SH.NodeShape and textes(shape, SH.description) != ["en", "fr"]:
                wrong.append(shape)
    assert wrong == []


@pytest.mark.parametrize("nom", sorted(CAS))
def test_shape_has_severity_message_and_remedy(nom: str) -> None:
    shape = SHAPES[nom]
    assert toutes().value(shape, SH.severity) in (SH.Violation, SH.Warning, SH.Info)
    query = toutes().value(shape, SH.sparql)
    assert textes(query or shape, SH.message) == ["en", "fr"]
    assert textes(shape, SH.description) == ["en", "fr"]


def test_lists_of_values_are_the_vocabularies() -> None:
    """A ``sh:in`` over a vocabulary that is all of one property's values names every concept of it."""
    concepts: dict[str, set[Node]] = {}
    for concept, scheme in vocabulaires().subject_objects(SKOS.inScheme):
        concepts.setdefault(str(scheme), set()).add(concept)
    expected = {
        "Contrat-statut": "statut-contrat",
        "Engagement-statut": "statut-engagement",
        "Financement-nature": "nature-financement",
        "Territoire-type": "type-territoire",
        "TexteJuridique-genre": "genre-texte",
        "Contradiction-genre": "genre-contradiction",
    }
    for name, slug in expected.items():
        values = toutes().value(SHAPES[name], SH["in"])
        assert values is not None
        assert set(toutes().items(values)) == concepts[f"https://w3id.org/pactes/voc/{slug}"], name


def propres(kind: URIRef) -> set[Node]:
    return {term for term in ontologie().subjects(RDF.type, kind) if str(term).startswith(str(PACTES._NS))}


def test_every_class_of_the_ontology_has_a_shape() -> None:
    assert propres(OWL.Class) - set(toutes().objects(None, SH.targetClass)) == set()


def test_every_property_of_the_ontology_has_a_shape() -> None:
    constrained = {step for path in toutes().objects(None, SH.path) for step in etapes(path)}
    assert (propres(OWL.ObjectProperty) | propres(OWL.DatatypeProperty)) - constrained == set()


def test_closed_shapes_permit_the_properties_that_the_ontology_gives_to_the_class() -> None:
    """A new term is permitted on the classes that it is meant for, and on no other."""
    includes = URIRef(f"{PREFIXES['schema']}domainIncludes")
    kin: dict[Node, set[Node]] = {}
    for child, parent in ontologie().subject_objects(RDFS.subClassOf):
        kin.setdefault(child, set()).add(parent)
        kin.setdefault(parent, set()).add(child)
    closed = [shape for shape in toutes().subjects(SH.closed) if str(shape).startswith(str(SHAPES))]
    covered = set()
    for shape in closed:
        target = toutes().value(shape, SH.targetClass)
        assert target is not None
        covered.add(target)
        permitted = toutes().value(shape, SH.ignoredProperties)
        assert permitted is not None
        ours = {p for p in toutes().items(permitted) if str(p).startswith(str(PACTES._NS))}
        meant = {p for kind in {target, *kin.get(target, ())} for p in ontologie().subjects(includes, kind)}
        assert ours == meant, shape
    # A signatory is an organisation, an element of a plan is an axis, an objective or an action.
    assert propres(OWL.Class) - covered == {PACTES.Signataire, PACTES.ElementDePlan}


def rapport(graph: Graph, shapes: Graph) -> Graph:
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    assert isinstance(report, Graph)
    return report


def cles(report: Graph) -> set[tuple[Node | None, ...]]:
    results = report.objects(report.value(predicate=RDF.type, object=SH.ValidationReport), SH.result)
    wanted = (SH.focusNode, SH.sourceShape, SH.value, SH.resultSeverity, SH.sourceConstraintComponent)
    return {tuple(report.value(result, p) for p in wanted) for result in results}


def test_flattening_the_shapes_changes_no_result() -> None:
    """What load_shapes rearranges for speed finds exactly what the published shapes find."""
    graph = exemple()
    for nom, cas in CAS.items():
        if nom != "Noeud":  # its blank node has another name in each report
            graph.update(cas["echoue"], initNs=PREFIXES_ESSAI)
    published = cles(rapport(graph, toutes()))
    assert len(published) > 100
    assert cles(rapport(graph, formes().par_graphe)) | cles(rapport(graph, formes().ensemble)) == published
