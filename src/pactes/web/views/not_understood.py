"""What no rule used in a document: numbers, dates, names of parties, headings (the review that the build writes)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pactes.web.views.common import Visit

FILE = "revue.json"

# Kinds of things to understand, as the review names them.
KINDS: Mapping[str, str] = {
    "montant": "montants",
    "nombre": "nombres",
    "date": "dates",
    "partie": "noms de parties",
    "titre": "titres",
}


@dataclass(frozen=True, slots=True)
class Review:
    """What was understood of a document: share of all there was (hundredths), and how much was not."""

    share: int | None
    missed: int


@dataclass(frozen=True, slots=True)
class Missed:
    """What was not understood: code points ``start`` to ``end`` of the text, its line, the words around it."""

    kind: str
    start: int
    end: int
    line: int
    quote: str
    context: str


def _documents(visit: Visit) -> list[Mapping[str, Any]]:
    if visit.release is None:
        return []
    try:
        content = json.loads((visit.release / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    found = content.get("documents") if isinstance(content, dict) else None
    return found if isinstance(found, list) else []


def review_of(visit: Visit, document: str) -> Review | None:
    """Return what was understood of a document, None where the release does not say."""
    known = visit.kept.get("revue")
    if known is None:
        known = visit.kept["revue"] = {
            told["document"]: Review(
                round(told["part_comprise"] * 100) if told.get("part_comprise") is not None else None,
                len(told.get("incompris", ())),
            )
            for told in _documents(visit)
        }
    found: Review | None = known.get(document.rsplit("/", 1)[-1])
    return found


def missed_of(visit: Visit, document: str) -> tuple[Missed, ...]:
    """Return what was not understood of a document, in the order of the review."""
    slug = document.rsplit("/", 1)[-1]
    for told in _documents(visit):
        if told["document"] == slug:
            return tuple(
                Missed(i["genre"], i["debut"], i["fin"], i["ligne"], i["citation"], i["contexte"])
                for i in told.get("incompris", ())
            )
    return ()
