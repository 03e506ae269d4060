"""Quotes against the text that they are of: what the build checks and no shape can."""

from __future__ import annotations

from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import XSD

from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.validation import Severite, check_quotes, load_shapes, read_graph, validate

EXEMPLE = Path(__file__).parents[1] / "shapes" / "exemple.ttl"
PASSAGE = f"{BASE}id/document/essai/passage/100-105"


def texte(quote: str = "été 𝒳") -> str:
    """Return a text that holds the two quotes of the example at their positions."""
    return ("ligne\n" * 16 + "....").ljust(100) + quote + " " * 95 + "2015 et après"


def example() -> Graph:
    return read_graph(EXEMPLE).graphe


def test_quotes_that_are_in_the_text_are_right() -> None:
    assert check_quotes(example(), texte(), "essai.ttl", load_shapes()) == []


def test_a_quote_of_the_right_length_that_the_text_does_not_hold_is_a_violation() -> None:
    graph = example()
    (found,) = check_quotes(graph, texte("ete 𝒳"), "data/ttl/essai.ttl", load_shapes())
    assert (found.noeud, found.valeur, found.ligne) == (PASSAGE, "été 𝒳", 17)
    assert found.severite is Severite.VIOLATION
    assert found.message.fr != found.message.en
    assert found.remede.fr
    assert found.nom.en
    report = validate([])
    assert report.conforme
    assert not report.with_more([found]).conforme


def test_positions_count_code_points_and_not_bytes() -> None:
    graph = example()
    end = URIRef(f"{PREFIXES['oa']}end")
    graph.set((URIRef(f"{BASE}id/passage-position"), end, Literal("107", datatype=XSD.integer)))
    assert [r.noeud for r in check_quotes(graph, texte(), "essai.ttl", load_shapes())] == [PASSAGE]
