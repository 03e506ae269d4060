"""What published graphs use, read fast, and a small graph that stands for them before a reasoner.

The small graph is the image of the data by a map that sends all things of the same types to one of them, and all
values of one datatype to one of them. The rules of OWL 2 RL conclude from what is stated, never from what is not: what
they derive from the data, they derive from the image. So an inconsistency of the data, or a type that a domain gives to
a thing, is always an inconsistency or a type of the image, which is a thousand times smaller. The other way round,
a rule that equates things (functional properties) could see in the image what the data do not have: rule ``fusions``
looks at those in the data themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, SH, XSD

from pactes.errors import ValidationImpossible
from pactes.rdf.namespaces import BASE, PACTES

_TYPE = str(RDF.type)
_OWN = (f"{BASE}def#", f"{BASE}voc/")
_TERMS_AND_SHAPES = (str(OWL), str(SH), str(RDF))
_REPORTS = frozenset({str(SH.ValidationReport), str(SH.ValidationResult)})
_SIMPLE = frozenset({str(XSD.string), str(RDF.langString)})

Statement = tuple[str, pyoxigraph.Triple]
"""A file's name and one of its triples."""


@dataclass(frozen=True, slots=True)
class Donnees:
    """What graphs use.

    ``proprietes``, ``classes``, ``types_de_valeurs`` and ``citees`` (our terms and concepts in the place of an object)
    give for each IRI the first file that uses it. ``decrites`` are the families of contracts that a document describes.
    ``image`` is the small graph; ``exemples`` gives, for each of its nodes, a thing of the data and its file.
    ``plusieurs`` gives, for each property that some thing has twice, that thing and its file; with ``^`` after its IRI,
    for each property of which two things share a value, that value.
    ``mal_typees`` are the values that their datatype does not allow, left out of the image, with their file.
    """

    proprietes: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    types_de_valeurs: Mapping[str, str] = field(default_factory=dict)
    citees: Mapping[str, str] = field(default_factory=dict)
    decrites: frozenset[str] = frozenset()
    image: Graph = field(default_factory=Graph)
    exemples: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    plusieurs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    mal_typees: Mapping[str, str] = field(default_factory=dict)


def read_statements(paths: Iterable[Path]) -> Iterator[Statement]:
    """Yield the triples of Turtle files with the name of their file.

    Raises:
        ValidationImpossible: a file is missing or is not Turtle.
    """
    for path in paths:
        try:
            for triple in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE):
                yield path.name, triple
        except (OSError, SyntaxError) as error:
            raise ValidationImpossible(f"Le graphe {path} ne se lit pas ({error}). Refaites « make build ».") from error


def data_of(statements: Iterable[Statement]) -> Donnees:
    """Gather what statements use."""
    kept = list(statements)
    properties: dict[str, str] = {}
    classes: dict[str, str] = {}
    datatypes: dict[str, str] = {}
    cited: dict[str, str] = {}
    types: dict[str, set[str]] = {}
    for file, triple in kept:
        properties.setdefault(triple.predicate.value, file)
        value = triple.object
        if isinstance(value, pyoxigraph.Literal):
            datatypes.setdefault(value.datatype.value, file)
        elif isinstance(value, pyoxigraph.NamedNode):
            if value.value.startswith(_OWN):
                cited.setdefault(value.value, file)
            if triple.predicate.value == _TYPE:
                classes.setdefault(value.value, file)
                if isinstance(triple.subject, pyoxigraph.NamedNode):
                    types.setdefault(triple.subject.value, set()).add(value.value)
    image, examples, wrong = _image(kept, types)
    family = str(PACTES.Dispositif)
    return Donnees(
        properties,
        classes,
        datatypes,
        cited,
        frozenset(thing for thing, kinds in types.items() if family in kinds),
        image,
        examples,
        _several(kept),
        wrong,
    )


def read_data(folder: Path) -> Donnees:
    """Read what the graphs of a folder use.

    Raises:
        ValidationImpossible: there is no Turtle file in it, or one cannot be read.
    """
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise ValidationImpossible(f"Il n'y a aucun graphe dans {folder}. Lancez « make build ».")
    return data_of(read_statements(files))


def _several(statements: Iterable[Statement]) -> dict[str, tuple[str, str]]:
    seen: dict[tuple[str, str, bool], str] = {}
    found: dict[str, tuple[str, str]] = {}
    for file, triple in statements:
        predicate, near, far = triple.predicate.value, str(triple.subject), str(triple.object)
        if seen.setdefault((near, predicate, False), far) != far:
            found.setdefault(predicate, (near.strip("<>"), file))
        if isinstance(triple.object, pyoxigraph.NamedNode) and seen.setdefault((far, predicate, True), near) != near:
            found.setdefault(f"{predicate}^", (far.strip("<>"), file))
    return found


def _image(
    statements: Iterable[Statement], types: Mapping[str, set[str]]
) -> tuple[Graph, dict[str, tuple[str, str]], dict[str, str]]:
    """Return the image of the data without the terms and shapes that they also hold, an example of each of its nodes,
    and the values that their datatypes do not allow."""
    outside = {
        thing
        for thing, kinds in types.items()
        if all(kind.startswith(_TERMS_AND_SHAPES) and kind not in _REPORTS for kind in kinds)
    }
    about: dict[str, set[str]] = {}
    for _, triple in statements:
        for node, mark in ((triple.subject, ">"), (triple.object, "<")):
            if isinstance(node, pyoxigraph.NamedNode) and node.value not in types:
                about.setdefault(node.value, set()).add(f"{mark}{triple.predicate.value}")
    names: dict[str, URIRef] = {}
    groups: dict[frozenset[str], URIRef] = {}
    examples: dict[str, tuple[str, str]] = {}

    def image_of(iri: str, file: str) -> URIRef:
        if iri not in names:
            if iri in outside or iri.startswith(_OWN[0]):
                names[iri] = URIRef(iri)
            else:
                group = frozenset(types.get(iri) or about[iri])
                names[iri] = groups.setdefault(group, URIRef(f"urn:x-pactes:image:{len(groups)}"))
                examples.setdefault(str(names[iri]), (iri, file))
        return names[iri]

    image = Graph()
    values: dict[str, Literal] = {}
    wrong: dict[str, str] = {}
    for file, triple in statements:
        if not isinstance(triple.subject, pyoxigraph.NamedNode) or triple.subject.value in outside:
            continue
        predicate = URIRef(triple.predicate.value)
        subject = image_of(triple.subject.value, file)
        if isinstance(triple.object, pyoxigraph.Literal):
            value = _value_of(triple.object, values)
            if value is None:
                wrong.setdefault(str(triple.object), file)
            else:
                image.add((subject, predicate, value))
        elif isinstance(triple.object, pyoxigraph.NamedNode):
            named = triple.object.value
            image.add((subject, predicate, URIRef(named) if predicate == RDF.type else image_of(named, file)))
    return image, examples, wrong


def _value_of(literal: pyoxigraph.Literal, values: dict[str, Literal]) -> Literal | None:
    """Return the value that stands for all those of a literal's datatype; None when the datatype does not allow it."""
    datatype = literal.datatype.value
    if datatype in _SIMPLE:
        return values.setdefault(datatype, Literal("texte", lang=literal.language))
    value = Literal(literal.value, datatype=URIRef(datatype))
    return None if value.ill_typed else values.setdefault(datatype, value)
