"""The lists that the gate compares with: our terms as committed, the terms of others, and what others say of theirs.

``terms.txt`` has one line a term: its name, its kind (``classe``, ``objet`` for a property of things, ``valeur`` for
one of values) and its status (``stable``, ``testing``, ``unstable``, ``archaic``, or ``obsolete``).
``termes-externes.txt`` has one IRI a line, in groups separated by an empty line whose comment says where the terms were
seen.
``axiomes-externes.ttl`` holds the domains, ranges and hierarchies that other vocabularies state of the terms we use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Graph

from pactes.errors import ValidationImpossible

FICHIER_TERMES = "terms.txt"
FICHIER_EXTERNES = "termes-externes.txt"
FICHIER_AXIOMES = "axiomes-externes.ttl"


@dataclass(frozen=True, slots=True)
class Listes:
    """The committed lists: name → (kind, status), IRI → its source (empty when none is told), axioms of others."""

    termes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    externes: Mapping[str, str] = field(default_factory=dict)
    axiomes: Graph = field(default_factory=Graph)


def read_terms(text: str) -> dict[str, tuple[str, str]]:
    """Read the committed list of our terms; a line without kind or status has them empty."""
    lines = (line.split() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {parts[0]: (parts[1] if len(parts) > 1 else "", parts[2] if len(parts) > 2 else "") for parts in lines}


def read_external(text: str) -> dict[str, str]:
    """Read the list of the terms of others: each IRI with the comment at the head of its group."""
    found: dict[str, str] = {}
    source: list[str] = []
    after_terms = False
    for line in text.splitlines():
        if not line.strip():
            source, after_terms = [], False
        elif line.startswith("#"):
            if after_terms:
                source, after_terms = [], False
            source.append(line.removeprefix("#").strip())
        else:
            found[line.strip()] = " ".join(source)
            after_terms = True
    return found


def read_lists(folder: Path) -> Listes:
    """Read the three lists of a folder.

    Raises:
        ValidationImpossible: a list is missing or cannot be read.
    """
    try:
        return Listes(
            termes=read_terms((folder / FICHIER_TERMES).read_text(encoding="utf-8")),
            externes=read_external((folder / FICHIER_EXTERNES).read_text(encoding="utf-8")),
            axiomes=Graph().parse(folder / FICHIER_AXIOMES, format="turtle"),
        )
    except OSError as error:
        raise ValidationImpossible(f"La liste {error.filename} ne se lit pas ({error.strerror}).") from error
