"""The OWL 2 RL closure of the ontology and of what a document says holds no contradiction, and would show one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import owlrl
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SH, XSD

from pactes.rdf.namespaces import BASE, PACTES, PREFIXES
from pactes.validation.porte import read_house
from pactes.validation.porte.cloture import close, logic
from pactes.validation.porte.donnees import data_of, read_statements

EXEMPLE = Path(__file__).parents[1] / "shapes" / "exemple.ttl"
ERREUR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
ID = f"{BASE}id/"


@lru_cache(maxsize=1)
def axiomes() -> Graph:
    """The logical part of the ontology, functional properties left out as in the gate."""
    return logic(read_house().termes)


def une(kind: URIRef) -> URIRef:
    """Return the first thing of a class in the example."""
    return min(URIRef(thing) for thing in Graph().parse(EXEMPLE).subjects(RDF.type, kind))


def cloture(*added: tuple[URIRef, URIRef, URIRef | Literal]) -> Graph:
    graph = Graph().parse(EXEMPLE)
    for triple in (*axiomes(), *added):
        graph.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def incoherences(graph: Graph) -> list[str]:
    errors = [str(message) for message in graph.objects(None, ERREUR)]
    nothing = [str(thing) for thing in graph.subjects(RDF.type, OWL.Nothing) if thing != OWL.Nothing]
    return sorted(errors + nothing)


@pytest.fixture(scope="module")
def ferme() -> Graph:
    return cloture()


def test_ontology_and_example_are_consistent(ferme: Graph) -> None:
    assert incoherences(ferme) == []


def test_closure_gives_what_the_ontology_promises(ferme: Graph) -> None:
    assert (une(PACTES.Signature), RDF.type, URIRef(f"{PREFIXES['m8g']}Participation")) in ferme
    assert (une(PACTES.Axe), RDF.type, PACTES.ElementDePlan) in ferme
    assert (une(PACTES.Territoire), RDF.type, DCTERMS.Location) in ferme


def test_closure_makes_no_two_things_one(ferme: Graph) -> None:
    """Functional properties of others (org:member) would merge the parties of a contract."""
    same = {(s, o) for s, o in ferme.subject_objects(OWL.sameAs) if s != o}
    assert {pair for pair in same if str(pair[0]).startswith(ID)} == set()


def test_closure_types_nothing_as_what_it_is_not(ferme: Graph) -> None:
    """Domains bite: a contract must not come out as a period of time, a collection or an activity."""
    ours = {str(t) for t in ferme.objects(une(PACTES.Contrat), RDF.type)}
    assert ours == {str(t) for t in (PACTES.Contrat, OWL.Thing, URIRef(f"{PREFIXES['prov']}Plan"))}


@pytest.mark.parametrize(
    "fault",
    [
        (une(PACTES.Territoire), RDF.type, PACTES.Organisation),
        (une(PACTES.Contrat), PACTES.partie, une(PACTES.Territoire)),
        (une(PACTES.Document), PACTES.montant, Literal("1.0", datatype=XSD.decimal)),
    ],
    ids=["territoire et organisation", "une partie qui est un territoire", "un montant sur un document"],
)
def test_an_inconsistency_would_show(fault: tuple[URIRef, URIRef, URIRef | Literal]) -> None:
    assert incoherences(cloture(fault)) != []


def test_what_the_closure_makes_of_a_thing_it_makes_of_its_image(ferme: Graph) -> None:
    """The gate closes a small image of the data: no type that the whole data would give may be lost."""
    data = data_of(read_statements([EXEMPLE]))
    closed = close(read_house().termes, Graph(), data)
    images = {frozenset(data.image.objects(image, RDF.type)): image for image in closed.types}
    example = Graph().parse(EXEMPLE)
    things = {thing for thing, kind in example.subject_objects(RDF.type) if not str(kind).startswith(str(SH))}
    assert len(things) > 10
    for thing in things:
        image = images[frozenset(example.objects(thing, RDF.type))]
        assert set(ferme.objects(thing, RDF.type)) <= closed.types[image], thing
