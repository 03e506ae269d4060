"""Rules of shapes in words, and drawings made of a graph: nothing is hidden, nothing is drawn by hand."""

from __future__ import annotations

from itertools import combinations

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef

from pactes.rdf.fichiers import static_graphs, without_blank_nodes
from pactes.rdf.iris import graphe
from pactes.rdf.said import subjects
from pactes.web.i18n import Language
from pactes.web.views.common import Value
from pactes.web.views.reference.diagram import ABOVE, Arrow, Box, Drawing, draw
from pactes.web.views.reference.phrases import plain
from pactes.web.views.reference.rules import Teller

HEAD = """
@prefix f: <urn:f#> . @prefix v: <urn:v#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
"""


def teller(shapes: str, language: str = "fr") -> Teller:
    """A teller that names each IRI by its end."""
    graph = without_blank_nodes(Graph().parse(data=HEAD + shapes, format="turtle"), URIRef("urn:f"))
    triples = ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
    return Teller(subjects(triples), lambda iri: Value(iri.rsplit("#", 1)[-1], iri=iri), Language(language))


def told(shape: str, language: str = "fr") -> list[str]:
    who = teller(f"f:X a sh:PropertyShape ; sh:path v:p ; {shape} .", language)
    return sorted(plain(phrase).replace("\u00a0", " ") for phrase in who.rules(who.known["urn:f#X"]))


@pytest.mark.parametrize(
    ("shape", "french", "english"),
    [
        ("sh:minCount 1 ; sh:maxCount 1", "exactement 1 valeur", "exactly 1 value"),
        ("sh:minCount 2", "au moins 2 valeurs", "at least 2 values"),
        ("sh:maxCount 1", "au plus 1 valeur", "at most 1 value"),
        ("sh:maxCount 0", "aucune valeur", "no value"),
        ("sh:minCount 1 ; sh:maxCount 3", "de 1 à 3 valeurs", "from 1 to 3 values"),
        ("sh:datatype xsd:date", "de type date", "of type date"),
        ("sh:datatype v:t", "de type t", "of type t"),
        ("sh:nodeKind sh:IRI", "un IRI", "an IRI"),
        ("sh:class v:C", "de la classe C", "of the class C"),
        ("sh:in ( v:a v:b 3 )", "parmi : a, b, 3", "one of: a, b, 3"),
        ("sh:hasValue v:a", "dont a", "one of them a"),
        ('sh:languageIn ( "fr" "en" )', "en français, anglais", "in French, English"),
        ("sh:uniqueLang true", "une seule valeur par langue", "one value per language"),
        ('sh:pattern "^a$"', "de la forme ^a$", "of the form ^a$"),
        ("sh:minExclusive 0", "supérieure à 0", "greater than 0"),
        ("sh:lessThan v:q", "avant la valeur de q", "before the value of q"),
        ("sh:disjoint v:q", "jamais la même chose que q", "never the same as q"),
        ("sh:node f:Y", "qui suit : Y", "that follows: Y"),
        ("sh:not f:Y", "pas ceci : Y", "not this: Y"),
        ("sh:or ( f:Y [ sh:datatype xsd:gYear ] )", "Y ou de type année", "Y or of type year"),
        (
            "sh:node [ sh:path v:q ; sh:minCount 1 ]",
            "qui suit : q : au moins 1 valeur",
            "that follows: q: at least 1 value",
        ),
        (
            "sh:qualifiedValueShape f:Y ; sh:qualifiedMinCount 1",
            "au moins 1 valeur telle que Y",
            "at least 1 value such as Y",
        ),
        (
            "sh:qualifiedValueShape f:Y ; sh:qualifiedMaxCount 2",
            "au plus 2 valeurs telles que Y",
            "at most 2 values such as Y",
        ),
        (
            "sh:closed true",
            "aucune autre propriété que celles qui sont nommées ici",
            "no other property than those named here",
        ),
        ("sh:nouveau 7", "nouveau = 7", "nouveau = 7"),
    ],
)
def test_a_rule_is_told_in_words(shape: str, french: str, english: str) -> None:
    assert told(shape) == [french]
    assert told(shape, "en") == [english]


def test_what_a_flag_denies_is_not_asked() -> None:
    assert told("sh:closed false") == []
    assert told("sh:uniqueLang false ; sh:minCount 0") == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("v:p", "p"),
        ("[ sh:inversePath v:p ]", "p, lu à l’envers"),
        ("( v:p [ sh:inversePath v:q ] )", "p / q, lu à l’envers"),
        ("[ sh:alternativePath ( v:p v:q ) ]", "p ou q"),
        ("[ sh:zeroOrMorePath v:p ]", "p, zéro fois ou plus"),
    ],
)
def test_a_path_is_told_in_words(path: str, expected: str) -> None:
    who = teller(f"f:X a sh:PropertyShape ; sh:path {path} .")
    phrase = who.path(who.known["urn:f#X"])
    assert phrase is not None
    assert plain(phrase) == expected


def test_shapes_that_refer_to_each_other_are_told() -> None:
    who = teller("f:X a sh:NodeShape ; sh:node [ sh:not f:X ] .")
    assert [plain(phrase) for phrase in who.rules(who.known["urn:f#X"])]


def test_our_shapes_ask_nothing_that_has_no_words() -> None:
    graph = static_graphs()[graphe("shapes")]
    known = subjects(ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES))
    who = Teller(known, lambda iri: Value(iri, iri=iri), Language("fr"))
    phrases = [
        plain(phrase) for shape in known.values() if not shape.terms("sh:inversePath") for phrase in who.rules(shape)
    ]
    assert len(phrases) > 200
    assert [phrase for phrase in phrases if " = " in phrase] == []


BOXES = [Box(name, name * 6, f"#{name}") for name in "abcdef"]
ARROWS = [
    Arrow("a", "b", ("lien",)),
    Arrow("a", "c", ("un nom plus long", "un autre")),
    Arrow("b", "d", ("lien",)),
    Arrow("c", "d"),
    Arrow("d", "a", ("retour",)),
    Arrow("e", "a", sort=ABOVE),
    Arrow("f", "f", ("soi",)),
]


def drawn(direction: str) -> Drawing:
    return draw("d", "Dessin", "Ce qu'il montre", BOXES, ARROWS, direction=direction)


@pytest.mark.parametrize("direction", ["topbottom", "leftright"])
def test_a_drawing_is_the_same_each_time_and_holds_together(direction: str) -> None:
    found = drawn(direction)
    assert found == drawn(direction)
    assert [box.key for box in found.boxes] == list("abcdef")
    for box in found.boxes:
        assert 0 <= box.x <= box.x + box.width <= found.width
        assert 0 <= box.y <= box.y + box.height <= found.height
    for one, other in combinations(found.boxes, 2):
        apart = one.x + one.width < other.x or other.x + other.width < one.x
        assert apart or one.y + one.height < other.y or other.y + other.height < one.y
    assert all(0 <= text.x <= found.width and 0 <= text.y <= found.height for a in found.arrows for text in a.texts)


@pytest.mark.parametrize("direction", ["topbottom", "leftright"])
def test_an_arrow_goes_from_its_source_to_its_target(direction: str) -> None:
    found = drawn(direction)
    boxes = {box.key: box for box in found.boxes}
    assert len(found.arrows) == len(ARROWS) - 1  # what links a class to itself is told in its box
    assert boxes["f"].loops == ("soi",)
    for arrow in found.arrows:
        first = arrow.path.removeprefix("M").split("L")[0].split()
        tip = arrow.head.split("L")[1].split()
        for point, key in ((first, arrow.source), (tip, arrow.target)):
            box, (x, y) = boxes[key], map(float, point)
            assert box.x - 1 <= x <= box.x + box.width + 1
            assert box.y - 1 <= y <= box.y + box.height + 1
        assert tuple(text.text for text in arrow.texts) == arrow.names


def test_no_box_is_no_drawing_to_fear() -> None:
    assert draw("d", "", "", [], []).boxes == ()
