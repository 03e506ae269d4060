"""The version of the ontology moves with its terms, by the rule of CONTRIBUTING, and says what it follows."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from rdflib.term import Node

from pactes.rdf.namespaces import ONTOLOGIE
from pactes.settings import resource

Numero = tuple[int, int, int]


def own_terms(graph: Graph) -> dict[str, set[Node]]:
    """Return our classes and properties with their kinds."""
    terms: dict[str, set[Node]] = {}
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in graph.subjects(RDF.type, kind):
            terms.setdefault(str(term), set()).add(kind)
    return terms


def numero(text: str) -> Numero:
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", text)
    assert match, text
    return int(match[1]), int(match[2]), int(match[3])


def gardees() -> dict[Numero, Graph]:
    files = sorted((resource("ontology") / "versions").glob("*.ttl"))
    return {numero(path.stem): Graph().parse(path) for path in files}


def courante() -> tuple[Numero, Graph]:
    graph = Graph().parse(resource("ontology") / "pactes.ttl")
    return numero(str(graph.value(ONTOLOGIE, OWL.versionInfo))), graph


def pas(avant: Numero, apres: Numero) -> str:
    """Return which number moved: ``rupture``, ``ajout`` or ``mot``. While the first is 0, the second breaks too."""
    if apres[0] > avant[0]:
        return "rupture"
    if apres[1] > avant[1]:
        return "rupture ou ajout" if avant[0] == 0 else "ajout"
    return "mot"


def voulu(avant: Graph, apres: Graph) -> str:
    """Return which number has to move between two sets of terms."""
    old, new = own_terms(avant), own_terms(apres)
    if any(new.get(name) != kinds for name, kinds in old.items()):
        return "rupture"
    return "ajout" if set(new) - set(old) else "mot"


def test_a_kept_version_is_what_its_name_says() -> None:
    assert gardees()
    for version, graph in gardees().items():
        assert numero(str(graph.value(ONTOLOGIE, OWL.versionInfo))) == version
        assert own_terms(graph)


def test_the_number_moves_with_the_terms() -> None:
    versions = {**gardees(), courante()[0]: courante()[1]}
    for (avant, old), (apres, new) in pairwise(sorted(versions.items(), key=lambda item: item[0])):
        assert apres > avant
        assert voulu(old, new) in {*pas(avant, apres).split(" ou "), "mot"}, f"{avant} -> {apres}"


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        ((0, 1, 0), (0, 1, 1), "mot"),
        ((0, 1, 0), (0, 2, 0), "rupture ou ajout"),
        ((1, 2, 0), (1, 3, 0), "ajout"),
        ((1, 2, 0), (2, 0, 0), "rupture"),
    ],
)
def test_which_number_moved(avant: Numero, apres: Numero, attendu: str) -> None:
    assert pas(avant, apres) == attendu


def test_which_number_has_to_move() -> None:
    _, graph = courante()
    fewer = Graph()
    for triple in graph:
        if triple[0] != URIRef(f"{ONTOLOGIE}#Axe"):
            fewer.add(triple)
    assert voulu(graph, graph) == "mot"
    assert voulu(fewer, graph) == "ajout"
    assert voulu(graph, fewer) == "rupture"


def test_the_header_names_the_version_before_and_whether_it_still_holds() -> None:
    version, graph = courante()
    before = max(v for v in gardees() if v < version)
    address = URIRef(f"{ONTOLOGIE}/{'.'.join(map(str, before))}")
    assert list(graph.objects(ONTOLOGIE, OWL.priorVersion)) == [address]
    relation = OWL.incompatibleWith if voulu(gardees()[before], graph) == "rupture" else OWL.backwardCompatibleWith
    assert list(graph.objects(ONTOLOGIE, relation)) == [address]


def test_the_citation_and_the_address_name_the_version() -> None:
    version, graph = courante()
    text = ".".join(map(str, version))
    citations = list(graph.objects(ONTOLOGIE, DCTERMS.bibliographicCitation))
    assert len(citations) == 2
    assert all(f"{ONTOLOGIE}/{text}" in citation for citation in citations)


def test_each_alignment_gives_its_reason_in_both_languages() -> None:
    path = resource("ontology") / "alignments.ttl"
    graph = Graph().parse(path)
    for subject, predicate, target in graph:
        if predicate != SKOS.editorialNote:
            name = target.n3(graph.namespace_manager)
            for language, mark in (("fr", " : "), ("en", ": ")):
                reasons = [
                    note
                    for note in graph.objects(subject, SKOS.editorialNote)
                    if isinstance(note, Literal) and note.language == language and note.startswith(f"{name}{mark}")
                ]
                assert len(reasons) == 1, f"{subject} {name} {language}"
