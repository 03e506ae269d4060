"""The links between classes, as the ontology and the shapes say them, and the drawings made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pactes.rdf.ontology import CLASS, LINK, Ontology
from pactes.rdf.said import Subject
from pactes.web.views.reference.book import Book
from pactes.web.views.reference.diagram import ABOVE, Arrow, Box, Drawing, draw
from pactes.web.views.reference.shape_graph import ShapeGraph

_NAMES = 4  # on one arrow; the others are counted
_AROUND = 6  # classes that one property links to the one in the middle; more are drawn as one box


@dataclass(frozen=True, slots=True)
class ClassLink:
    """A property (IRI) that things of one class have and whose values are of another."""

    source: str
    property: str
    target: str


def domains(term: Subject) -> tuple[str, ...]:
    """Return the classes on which a property is used."""
    return tuple(dict.fromkeys([*term.iris("schema:domainIncludes"), *term.iris("rdfs:domain")]))


def ranges(term: Subject) -> tuple[str, ...]:
    """Return the classes or datatypes of the values of a property."""
    return tuple(dict.fromkeys([*term.iris("schema:rangeIncludes"), *term.iris("rdfs:range")]))


def class_links(ontology: Ontology, shapes: ShapeGraph) -> tuple[ClassLink, ...]:
    """Return the links between classes of the ontology, sorted: by its own properties, and by those of other
    vocabularies where a shape says what they lead to (``sh:class``)."""
    own = {term.iri for term in ontology.of_kind(CLASS).values()}
    found = {
        ClassLink(source, term.iri, target)
        for term in ontology.of_kind(LINK).values()
        for source in domains(term)
        for target in ranges(term)
    }
    for prop, addresses in shapes.by_path.items():
        if ontology.local(prop) is None:
            found |= {
                ClassLink(source, prop, target)
                for address in addresses
                for source in shapes.classes(address)
                for target in shapes.value_classes(address)
            }
    kept = (link for link in found if link.source in own and link.target in own)
    return tuple(sorted(kept, key=lambda link: (link.source, link.property, link.target)))


def _above(ontology: Ontology) -> list[tuple[str, str]]:
    """Return the pairs (class, class above it), those above of other vocabularies included."""
    classes = ontology.of_kind(CLASS).values()
    return sorted((term.iri, above) for term in classes for above in term.iris("rdfs:subClassOf"))


def overview(book: Book, links: Sequence[ClassLink]) -> tuple[Drawing, tuple[str, ...]]:
    """Return the drawing of all classes, and the properties that are left out of it: those of most classes."""
    say, classes = book.visit.language, book.ontology.of_kind(CLASS)
    sources: dict[str, set[str]] = defaultdict(set)
    for link in links:
        sources[link.property].add(link.source)
    common = tuple(sorted(prop for prop, found in sources.items() if len(found) * 2 > len(classes)))
    drawn = [link for link in links if link.property not in common]
    own = {term.iri for term in classes.values()}
    above = [(below, over) for below, over in _above(book.ontology) if over in own]
    boxes = [_box(book, term.iri) for term in classes.values()]
    drawing = draw(
        "schema",
        say.gettext("Les classes et les liens entre elles"),
        say.gettext("{n} classes\u00a0; chaque classe, plus bas, dit ses liens en table.").format(n=len(boxes)),
        boxes,
        [*_arrows(book, drawn), *(Arrow(below, over, sort=ABOVE) for below, over in above)],
    )
    return drawing, common


def neighbourhoods(book: Book, links: Sequence[ClassLink]) -> dict[str, Drawing]:
    """Return, for each class by name, the drawing of what it is linked to."""
    return {name: _around(book, links, name, term) for name, term in book.ontology.of_kind(CLASS).items()}


def _around(book: Book, links: Sequence[ClassLink], name: str, term: Subject) -> Drawing:
    say, label = book.visit.language, book.link(term.iri).text
    here = [link for link in links if term.iri in (link.source, link.target)]
    merged, boxes = _merged(here, term.iri), {term.iri: _box(book, term.iri, main=True)}
    for link in merged:
        for end in (link.source, link.target):
            boxes.setdefault(end, _box(book, end) if not end.isdecimal() else _many(book, end))
    arrows = list(_arrows(book, merged))
    for below, over in _above(book.ontology):
        if term.iri in (below, over):
            boxes.setdefault(below, _box(book, below))
            boxes.setdefault(over, _box(book, over))
            arrows.append(Arrow(below, over, sort=ABOVE))
    return draw(
        f"schema-{name}",
        say.gettext("Les liens de «\u00a0{nom}\u00a0»").format(nom=label),
        say.gettext("Les mêmes liens sont dans les tables qui suivent."),
        list(boxes.values()),
        arrows,
        direction="leftright",
    )


def _merged(links: Iterable[ClassLink], centre: str) -> tuple[ClassLink, ...]:
    """Return the links with, in place of many sources of one property, how many they are."""
    found: dict[tuple[str, str], list[ClassLink]] = defaultdict(list)
    for link in links:
        found[link.property, link.target].append(link)
    merged: list[ClassLink] = []
    for (prop, target), group in found.items():
        many = target == centre and len(group) > _AROUND
        merged += [ClassLink(str(len(group)), prop, target)] if many else group
    return tuple(merged)


def _box(book: Book, address: str, *, main: bool = False) -> Box:
    own = book.ontology.local(address)
    text = book.link(address).text if own else book.short(address)
    return Box(address, text, f"#{own}" if own else None, own is not None, main)


def _many(book: Book, count: str) -> Box:
    return Box(count, book.visit.language.gettext("{n} classes").format(n=count))


def _arrows(book: Book, links: Iterable[ClassLink]) -> Iterable[Arrow]:
    """Yield one arrow for all links between two classes, with their names."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in links:
        found[link.source, link.target].append(book.link(link.property).text)
    for (source, target), names in sorted(found.items()):
        more = len(names) - _NAMES
        shown = names if more <= 0 else [*names[: _NAMES - 1], f"+ {more + 1}"]
        yield Arrow(source, target, tuple(shown))
