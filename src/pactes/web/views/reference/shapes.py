"""The page of the shapes: what each judges and asks, how strictly, what it answers and how to mend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.concurrency import run_in_threadpool

from pactes.rdf.ontology import CLASS
from pactes.rdf.said import iri
from pactes.web.descriptions import Description
from pactes.web.views.common import Value, Visit
from pactes.web.views.reference.book import Book, alphabetical, open_book
from pactes.web.views.reference.model import ShapePage, ShapePart
from pactes.web.views.reference.ontology import severities
from pactes.web.views.reference.rules import is_inner, text_of


async def shapes(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the page of the shapes prints: those of each class, those of many, those that serve others."""
    book = await open_book(visit)
    parts = await run_in_threadpool(_parts, book)
    return {"shape_parts": parts, "severities": severities(visit), **_told(book, description)}


def _told(book: Book, description: Description) -> dict[str, Any]:
    subject = book.shapes.known.get(description.iri)
    summary = book.text(subject.literals("dcterms:description")) if subject else None
    return {
        "description_texte": summary,
        "shown_apart": [iri("dcterms:description"), iri("dcterms:title"), iri("sh:declare")],
        "declared": tuple(
            (address.rsplit("#", 1)[-1], prefix.value("sh:prefix") or "", prefix.value("sh:namespace") or "")
            for address, prefix in book.shapes.known.items()
            if prefix.value("sh:prefix") is not None
        ),
    }


def _parts(book: Book) -> tuple[ShapePart, ...]:
    writer, say = _Writer(book), book.visit.language.gettext
    own = {term.iri: name for name, term in book.ontology.of_kind(CLASS).items()}
    groups: dict[str, list[str]] = defaultdict(list)
    many, others, support = [], [], []
    for address, subject in book.shapes.named.items():
        if address in book.shapes.holders:
            continue  # told with the shape that holds it
        classes = book.shapes.classes(address)
        if len(classes) == 1 and classes[0] in own:
            groups[classes[0]].append(address)
        elif len(classes) > 1:
            many.append(address)
        elif book.shapes.targets(subject):
            others.append(address)
        else:
            support.append(address)
    found = [
        ShapePart(f"classe-{own[name]}", book.link(name).text, writer.pages(groups[name]), book.link(name))
        for name in sorted(groups, key=lambda name: alphabetical(book.link(name).text))
    ]
    found += [
        ShapePart(identifier, title, writer.pages(addresses))
        for identifier, title, addresses in (
            ("plusieurs-classes", say("Ce qui vaut pour plusieurs classes"), many),
            ("autres-cibles", say("Ce qui est d’autres vocabulaires"), others),
            ("appui", say("Formes d’appui, que d’autres emploient"), support),
        )
        if addresses
    ]
    return tuple(found)


@dataclass(frozen=True)
class _Writer:
    book: Book

    def pages(self, addresses: Iterable[str]) -> tuple[ShapePage, ...]:
        """Return pages of shapes: the one named like its class first, then by name."""
        return tuple(self.page(address) for address in sorted(addresses, key=lambda a: (len(a.split("-")), a)))

    def page(self, address: str) -> ShapePage:
        book = self.book
        shape, shapes, language = book.shapes.known[address], book.shapes, book.visit.language.code
        held, above = shape.iris("sh:property"), shapes.holders.get(address, ())
        # What several shapes hold is told with the first of them.
        mine = [prop for prop in held if shapes.holders.get(prop, (address,))[0] == address and not is_inner(prop)]
        label = text_of(shape, "sh:name", language)
        message, remedy = (book.text(shape.literals(short)) for short in ("sh:message", "sh:description"))
        return ShapePage(
            address.rsplit("#", 1)[-1],
            Value(label.value, language=label.language) if label else Value(address.rsplit("#", 1)[-1]),
            # One that judges nothing by itself is as strict as those that use it.
            shapes.severity(address) if shapes.classes(address) or shapes.targets(shape) or above else "",
            tuple((self._how(short), book.links(values)) for short, values in shapes.targets(shape)),
            book.teller.path(shape),
            (*book.teller.rules(shape), *(p for prop in held if is_inner(prop) for p in self._inner_property(prop))),
            (message,) if message else (),
            remedy,
            tuple(self._query(query) for query in shape.iris("sh:sparql") if query in shapes.known),
            self._inner(address),
            tuple(self.page(prop) for prop in mine if prop in shapes.known),
            book.links(prop for prop in held if prop not in mine and not is_inner(prop)),
            book.links(self._users.get(address, ())),
        )

    def _inner_property(self, address: str) -> Iterable[Any]:
        shape = self.book.shapes.known.get(address)
        return self.book.teller.rules(shape) if shape else ()

    def _how(self, short: str) -> str:
        say = self.book.visit.language.gettext
        return {
            "sh:targetClass": say("juge les choses de la classe"),
            "sh:targetNode": say("juge ensemble les choses de la classe"),
            "sh:targetSubjectsOf": say("juge ce qui a la propriété"),
            "sh:targetObjectsOf": say("juge les valeurs de"),
        }[short]

    def _query(self, address: str) -> tuple[str, Value | None, str]:
        query = self.book.shapes.known[address]
        text = query.value("sh:select") or query.value("sh:ask") or ""
        return address.rsplit("#", 1)[-1], self.book.text(query.literals("sh:message")), text

    def _inner(self, address: str) -> tuple[str, ...]:
        """The names of what is only written inside a shape: each keeps its anchor."""
        shapes = self.book.shapes
        return tuple(
            found.rsplit("#", 1)[-1] for found in shapes.known if is_inner(found) and found.startswith(f"{address}.")
        )

    @cached_property
    def _users(self) -> dict[str, list[str]]:
        """Shape to the named shapes that refer to it by a constraint."""
        found: dict[str, list[str]] = defaultdict(list)
        for used, by in self.book.shapes.mentions(self.book.shapes.namespace).items():
            found[used] += [address for address in by if address not in self.book.shapes.holders.get(used, ())]
        return found
