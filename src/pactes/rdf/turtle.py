"""Turtle that is the same for the same graph: sorted, one statement a line, readable in a difference.

rdflib's own writers order subjects by how often they are referred to and use relative indents for nested blank nodes;
ours has no blank nodes, so a sort is all it takes, at a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, XSD
from rdflib.term import Node

__all__ = ["to_turtle"]

_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
_BARE = {
    str(XSD.integer): re.compile(r"[+-]?\d+"),
    str(XSD.decimal): re.compile(r"[+-]?\d*\.\d+"),
    str(XSD.boolean): re.compile(r"true|false"),
}
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
    | {chr(code): f"\\u{code:04X}" for code in (*range(8), 11, *range(14, 32), 127)}
)


class _Writer:
    """Writes terms, remembering those it has written."""

    def __init__(self, base: str, prefixes: Mapping[str, str]) -> None:
        self._base = base
        # The longest address first: a vocabulary's own prefix before that of what holds it.
        self._prefixes = sorted(
            ((address, prefix) for prefix, address in prefixes.items()), key=lambda p: (-len(p[0]), p)
        )
        self._memo: dict[Node, str] = {}
        self.used: set[str] = set()

    def term(self, node: Node) -> str:
        """Return a term as Turtle. Raises ``ValueError`` for a blank node: none is published."""
        written = self._memo.get(node)
        if written is None:
            if isinstance(node, URIRef):
                written = self._iri(str(node))
            elif isinstance(node, Literal):
                written = self._literal(node)
            else:
                raise ValueError(f"Un nœud anonyme ne peut pas être publié : {node!r}.")
            self._memo[node] = written
        return written

    def _iri(self, address: str) -> str:
        for namespace, prefix in self._prefixes:
            if address.startswith(namespace) and _LOCAL.fullmatch(address, len(namespace)):
                self.used.add(prefix)
                return f"{prefix}:{address[len(namespace) :]}"
        if address.startswith(self._base) and len(address) > len(self._base) and ":" not in address[len(self._base) :]:
            return f"<{address[len(self._base) :]}>"
        return f"<{address}>"

    def _literal(self, literal: Literal) -> str:
        text = f'"{str(literal).translate(_ESCAPES)}"'
        if literal.language:
            return f"{text}@{literal.language.lower()}"
        if literal.datatype is None or literal.datatype == XSD.string:
            return text
        bare = _BARE.get(str(literal.datatype))
        if bare and bare.fullmatch(str(literal)):
            return str(literal)
        return f"{text}^^{self.term(literal.datatype)}"


def to_turtle(graph: Graph, *, base: str, prefixes: Mapping[str, str], comment: str = "") -> str:
    """Return ``graph`` as Turtle: prefixes it uses, subjects, predicates (``a`` first) and objects sorted.

    IRIs under ``base`` are written relative to it; ``comment`` opens the file. Raises ``ValueError`` for a blank node.
    """
    writer = _Writer(base, prefixes)
    by_subject: dict[Node, dict[str, list[str]]] = {}
    rdf_type = RDF.type
    for node, predicate, value in graph:
        verb = "a" if predicate == rdf_type else writer.term(predicate)
        by_subject.setdefault(node, {}).setdefault(verb, []).append(writer.term(value))
    lines = []
    for subject in sorted(by_subject, key=str):
        block = []
        verbs = by_subject[subject]
        for verb in sorted(verbs, key=lambda v: (v != "a", v)):
            values = sorted(verbs[verb])
            separator = ",\n        " if len(values) > 1 else ""
            head = "\n        " if len(values) > 1 else " "
            block.append(f"    {verb}{head}{separator.join(values)}")
        lines.append(f"{writer.term(subject)}\n" + " ;\n".join(block) + " .\n")
    head_lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    head_lines += ["", f"@base <{base}> ."] if head_lines else [f"@base <{base}> ."]
    head_lines += [f"@prefix {prefix}: <{prefixes[prefix]}> ." for prefix in sorted(writer.used)]
    return "\n".join([*head_lines, "", *lines])
