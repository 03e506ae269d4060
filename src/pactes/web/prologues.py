"""The PREFIX lines of a query: those that it lacks, and a query with those that it needs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pactes.web.reader import prefixes

_DECLARED = re.compile(r"(?i)\bPREFIX\s+([^\s:<]*):")
# What holds no prefixed name: comments, IRIs, strings.
_APART = re.compile(r"#[^\n]*|<[^<>\s]*>|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_PREFIXED = re.compile(r"(?<![\w?$@:_-])([A-Za-z][\w-]*):(?=[\w%\\]|[\s;,.)}\]])")


def declared(query: str, base_iri: str) -> str:
    """Return a query with the PREFIX lines of the house that it needs and lacks, so that people can be shown it."""
    known = prefixes(base_iri)
    lines = [f"PREFIX {name}: <{known[name]}>\n" for name, _ in undeclared(query) if name in known]
    return "".join(lines) + query


def bare(query: str) -> str:
    """Return a query whose comments, IRIs and strings are blanks, every other character where it was."""
    return _APART.sub(lambda match: " " * len(match[0]), query)


def undeclared(query: str) -> Sequence[tuple[str, int]]:
    """Return the prefixes that a query uses without declaring them, with where each is first used (a character)."""
    rest = bare(query)
    written = set(_DECLARED.findall(rest))
    rest = _DECLARED.sub(lambda match: " " * len(match[0]), rest)
    found: dict[str, int] = {}
    for match in _PREFIXED.finditer(rest):
        if match[1] not in written:
            found.setdefault(match[1], match.start())
    return list(found.items())
