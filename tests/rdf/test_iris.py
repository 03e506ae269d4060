"""Literals in the form that Oxigraph gives back, and French frequencies as European concepts."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from rdflib import Literal
from rdflib.namespace import XSD

from pactes.rdf import iris
from pactes.rdf.frequences import frequence_ue


@pytest.mark.parametrize(
    "literal",
    [
        iris.decimal(Decimal("13100000")),
        iris.decimal(Decimal("1.31E+7")),
        iris.decimal(Decimal("0.50")),
        iris.decimal(Decimal("-0")),
        iris.decimal(0.95),
        iris.entier(12),
        iris.booleen(True),
        iris.date("2015"),
        iris.date("2015-02"),
        iris.date("2015-02-20"),
        iris.duree("P6Y"),
        iris.fr("  l'été \n prochain "),
    ],
    ids=str,
)
def test_oxigraph_gives_back_what_it_was_given(literal: Literal):
    store = ox.Store()
    line = f"<http://a> <http://b> {literal.n3()} ."
    store.load(line, format=ox.RdfFormat.N_TRIPLES)
    (quad,) = store
    assert quad.object.value == str(literal)
    assert literal.datatype is None or quad.object.datatype.value == str(literal.datatype)


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        ("2015", XSD.gYear),
        ("2015-02", XSD.gYearMonth),
        ("2015-02-28", XSD.date),
        ("2015-02-30", None),
        ("2015-13", None),
        ("été 2015", None),
    ],
)
def test_a_date_stays_as_partial_as_the_text(value, datatype):
    assert iris.date(value).datatype == datatype


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("une fois par an", "ANNUAL"),
        ("2 réunions par an (et en cas de besoin)", "ANNUAL_2"),
        ("deux fois par an", "ANNUAL_2"),
        ("tous les deux mois", "BIMONTHLY"),
        ("une réunion tous les trimestres", "QUARTERLY"),
        ("trimestrielle", "QUARTERLY"),
        ("mensuellement", "MONTHLY"),
        ("hebdomadaire", "WEEKLY"),
        ("6 fois/an", "BIMONTHLY"),
        ("tous les deux ans", "BIENNIAL"),
        ("3 à 4 rencontres annuelles", None),
        ("1 à 2 fois par an", None),
        ("à mi-mandat", None),
        ("toutes les six semaines", None),
        ("régulièrement", None),
    ],
)
def test_frequencies(texte, code):
    assert frequence_ue(texte) == code


def test_another_base_is_written_in_literals_that_hold_it_too():
    from rdflib import Graph, URIRef

    graph = Graph()
    graph.add((URIRef(f"{iris.BASE}x"), XSD.anyURI, Literal(f"{iris.BASE}def#")))
    ((subject, _, value),) = iris.rebase(graph, "https://exemple.fr/")
    assert (str(subject), str(value)) == ("https://exemple.fr/x", "https://exemple.fr/def#")
