"""Triples as Turtle that people read: subjects once, prefixes short, each IRI a link to its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from pactes.rdf.namespaces import PREFIXES
from pactes.web.reader import prefixes
from pactes.web.views.common import Visit

_RDF_TYPE = PREFIXES["rdf"] + "type"
_STRING = PREFIXES["xsd"] + "string"
# What a prefixed name may end with without escapes (Turtle, PN_LOCAL, the plain part of it).
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line: its text, the IRI that it links to, a class of colour, and the name of the thing."""

    text: str
    iri: str | None = None
    kind: str = ""
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of Turtle, indented by ``depth``."""

    tokens: tuple[Token, ...]
    depth: int = 0


def turtle(visit: Visit, triples: Iterable[tuple[Any, ...]], names: Mapping[str, ox.Literal]) -> tuple[Line, ...]:
    """Return the lines of triples that are sorted by subject and predicate; prefixes that they use come first."""
    writer = _Writer(visit, names)
    lines: list[Line] = []
    for subject, group in groupby(triples, key=lambda triple: triple[0]):
        lines += [*writer.statements(subject, list(group)), Line(())]
    head = [
        Line((Token("PREFIX", kind="mot"), Token(f"{name}:"), Token(f"<{address}>", kind="iri")))
        for name, address in sorted(writer.used.items())
    ]
    return (*head, *([Line(())] if head else []), *lines[:-1])


class _Writer:
    def __init__(self, visit: Visit, names: Mapping[str, ox.Literal]) -> None:
        self._visit, self._names = visit, names
        self._prefixes = prefixes(visit.base)
        self.used: dict[str, str] = {}

    def statements(self, subject: Any, triples: Sequence[tuple[Any, ...]]) -> list[Line]:
        """Return the lines of what is said of one subject."""
        lines = [Line((self._term(subject),))]
        groups = [(predicate, [t[2] for t in group]) for predicate, group in groupby(triples, key=lambda t: t[1])]
        for rank, (predicate, objects) in enumerate(groups):
            end = "." if rank == len(groups) - 1 else ";"
            said = Token("a", kind="mot") if predicate.value == _RDF_TYPE else self._term(predicate)
            for number, term in enumerate(objects):
                mark = end if number == len(objects) - 1 else ","
                pieces = (said, self._term(term)) if number == 0 else (self._term(term),)
                lines.append(Line((*pieces, Token(mark)), 1 if number == 0 else 2))
        return lines

    def _term(self, term: Any) -> Token:
        if isinstance(term, ox.NamedNode):
            name = self._names.get(term.value)
            safe = self._visit.addresses.is_web(term.value)
            return Token(
                self._short(term.value), term.value if safe else None, "iri", name.value if name is not None else None
            )
        if isinstance(term, ox.Literal):
            quoted = str(ox.Literal(term.value))
            if term.language:
                return Token(f"{quoted}@{term.language}", kind="chaine")
            kind = "" if term.datatype.value == _STRING else f"^^{self._short(term.datatype.value)}"
            return Token(quoted + kind, kind="chaine")
        return Token(str(term))

    def _short(self, iri: str) -> str:
        for name, address in self._prefixes.items():
            if iri.startswith(address) and _LOCAL.fullmatch(iri[len(address) :]):
                self.used[name] = address
                return f"{name}:{iri[len(address) :]}"
        return f"<{iri}>"
