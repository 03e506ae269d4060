"""The terms agree with what else names them: Python, records, reference data, shapes, changelog, other vocabularies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import (
    DCAT,
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
    DefinedNamespace,
)

from pactes import model
from pactes.rdf.namespaces import BASE, ONTOLOGIE, PACTES, PREFIXES, SHAPES, bind_prefixes
from pactes.settings import resource
from pactes.validation.maison import Maison, read_house
from pactes.validation.ontologie import own_terms

ICI = Path(__file__).parent
RACINE = ICI.parents[1]
CONNUS: tuple[type[DefinedNamespace], ...] = (
    *(DCAT, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SH, SKOS, VANN, VOID, XSD),
)


@lru_cache(maxsize=1)
def maison() -> Maison:
    return read_house()


def test_the_terms_are_those_of_the_committed_list() -> None:
    """A term that others may use does not vanish or appear by accident: the list changes with it."""
    listed = (ICI / "terms.txt").read_text(encoding="utf-8").split()
    assert listed == sorted(listed)
    assert listed == sorted(own_terms(maison().termes))


def test_the_python_namespace_has_the_terms_and_no_other() -> None:
    names = {name for name in PACTES.__annotations__ if not name.startswith("_")}
    assert names == set(own_terms(maison().termes))
    assert PACTES["Contrat"] == URIRef(f"{BASE}def#Contrat")
    with pytest.raises(AttributeError):
        PACTES["Contract"]


def test_prefixes_are_one_to_one_and_bound() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    graph = bind_prefixes(Graph(bind_namespaces="none"))
    assert {prefix: str(iri) for prefix, iri in graph.namespaces()} == dict(PREFIXES)


def test_changelog_names_the_version_of_the_ontology() -> None:
    changelog = (RACINE / "CHANGELOG.md").read_text(encoding="utf-8")
    told = re.search(r"\bOntologie (\d+\.\d+\.\d+)", changelog)
    assert told
    assert maison().termes.value(ONTOLOGIE, OWL.versionInfo) == Literal(told[1])


@lru_cache(maxsize=1)
def dispositifs() -> dict[str, dict[str, object]]:
    path = resource("data/reference") / "dispositifs.toml"
    return {d["slug"]: d for d in tomllib.loads(path.read_text(encoding="utf-8"))["dispositif"]}


def concepts(scheme: str) -> set[str]:
    iri = URIRef(f"{BASE}voc/{scheme}")
    return {str(c).removeprefix(f"{iri}/") for c in maison().vocabulaires.subjects(SKOS.inScheme, iri)}


def test_contract_types_are_those_that_the_extraction_knows() -> None:
    assert concepts("type-contrat") == set(dispositifs())
    assert len(dispositifs()) >= 40


@pytest.mark.parametrize("slug", sorted(dispositifs()))
def test_a_contract_type_has_the_names_that_the_extraction_knows(slug: str) -> None:
    graph, concept, entry = maison().vocabulaires, URIRef(f"{BASE}voc/type-contrat/{slug}"), dispositifs()[slug]
    assert Literal(entry["nom"], lang="fr") in set(graph.objects(concept, SKOS.prefLabel))
    names = {*entry.get("sigles", ()), *entry.get("variantes", ())} - {entry["nom"]}
    assert {str(o) for o in graph.objects(concept, SKOS.altLabel)} == names
    assert (concept, RDF.type, PACTES.Dispositif) in graph


@pytest.mark.parametrize(
    ("scheme", "values"),
    [
        ("statut-contrat", model.StatutContrat),
        ("statut-engagement", model.StatutEngagement),
        ("nature-financement", model.Nature),
        ("type-territoire", model.TypeTerritoire),
        ("genre-contradiction", model.GenreContradiction),
    ],
)
def test_a_vocabulary_has_the_values_of_its_enumeration(scheme: str, values: type[model.StatutContrat]) -> None:
    assert concepts(scheme) == {str(value) for value in values}


def test_every_class_is_looked_at_by_a_shape() -> None:
    looked_at = {t for p in (SH.targetClass, SH.targetNode, SH["class"]) for t in maison().formes.objects(None, p)}
    # Abstract, or a mere role: what holds for them holds for the classes below or above.
    exempt = {PACTES.ElementDePlan, PACTES.Signataire}
    classes = {PACTES[n] for n, kinds in own_terms(maison().termes).items() if OWL.Class in kinds}
    assert classes - looked_at == exempt


def test_every_property_is_checked_by_a_shape() -> None:
    checked = set(maison().formes.objects(None, SH.path))
    properties = {PACTES[n] for n, kinds in own_terms(maison().termes).items() if OWL.Class not in kinds}
    assert properties - checked == set()


def data_files() -> list[Path]:
    return sorted((RACINE / "data" / "ttl").glob("*.ttl"))


def data_terms() -> Iterator[tuple[str, str]]:
    """Yield the file and IRI of every property and class that the published graphs use, and of our concepts."""
    for path in data_files():
        for triple in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE):
            yield path.name, triple.predicate.value
            if isinstance(triple.object, pyoxigraph.NamedNode):
                value = triple.object.value
                if triple.predicate.value == str(RDF.type) or value.startswith((f"{BASE}def#", f"{BASE}voc/")):
                    yield path.name, value


def test_published_graphs_use_no_undefined_term_of_ours() -> None:
    assert data_files(), "data/ttl est vide"
    terms = {f"{BASE}def#{name}" for name in own_terms(maison().termes)}
    known = terms | {str(s) for s in maison().vocabulaires.subjects()} | {str(ONTOLOGIE), f"{BASE}def#"}
    # A family of contracts that only a document knows is described in that document's graph.
    described = {str(s) for path in data_files() for s in described_families(path)}
    used = {(file, iri) for file, iri in data_terms() if iri.startswith((f"{BASE}def#", f"{BASE}voc/"))}
    assert used, "aucun terme employé"
    assert {(file, iri) for file, iri in used if iri not in known | described} == set()


def described_families(path: Path) -> Iterator[str]:
    wanted = pyoxigraph.NamedNode(str(PACTES.Dispositif))
    for triple in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE):
        if triple.predicate.value == str(RDF.type) and triple.object == wanted:
            yield triple.subject.value


def external_terms() -> set[str]:
    """Properties, classes and datatypes of others, in our files and in the published graphs."""
    house = maison()
    found: set[str] = {iri for _, iri in data_terms()}
    names_a_term = {RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso, RDFS.domain, RDFS.range}
    names_a_term |= {
        SH.path,
        SH.targetClass,
        SH.targetNode,
        SH["class"],
        SH.datatype,
        SH.inversePath,
        SH.targetSubjectsOf,
    }
    names_a_term |= {SDO.domainIncludes, SDO.rangeIncludes, RDF.first}
    for graph in (house.termes, house.vocabulaires, house.formes):
        for _, predicate, value in graph:
            found.add(str(predicate))
            if predicate in names_a_term and isinstance(value, URIRef):
                found.add(str(value))
    return {iri for iri in found if not iri.startswith(BASE)}


def test_terms_of_other_vocabularies_exist() -> None:
    lines = (ICI / "termes-externes.txt").read_text(encoding="utf-8").splitlines()
    listed = {line for line in lines if line and not line.startswith("#")}
    unknown = []
    for iri in sorted(external_terms()):
        known = next((n for n in CONNUS if iri.startswith(str(n._NS))), None)
        if iri not in listed and (known is None or iri.removeprefix(str(known._NS)) not in known):
            unknown.append(iri)
    assert unknown == []


def test_a_misspelt_term_of_another_vocabulary_would_be_found() -> None:
    assert "wasQuotedFrom" in PROV
    assert "wasQuoted" not in PROV
    assert "OrganizationalCollaboration" in ORG
    assert "Organisation" not in ORG


def test_vocabularies_and_terms_have_no_blank_node() -> None:
    for graph in (maison().termes, maison().vocabulaires):
        assert not [t for t in graph if any(isinstance(part, BNode) for part in t)]


def test_every_shape_name_is_ascii() -> None:
    for shape in maison().formes.subjects(RDF.type, SH.NodeShape):
        assert re.fullmatch(r"[A-Za-z][A-Za-z-]*", str(shape).removeprefix(str(SHAPES))), shape
