"""The questions of ``queries/*.rq``: their titles, from the header comments, and their text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pactes.rdf.namespaces import BASE
from pactes.settings import resource

_TITLE = re.compile(r"#\s*title@([a-z]{2})\s*:\s*(.+)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question people ask: ``slug`` (name of its file), title in the visitor's language, SPARQL text."""

    slug: str
    title: str
    query: str


# The questions of the home page, by name of file; the first ones stand in for those that are not there.
_AT_HOME = ("qui-a-signe", "ce-que-paie-l-etat", "montants-en-desaccord")


def at_home(known: tuple[Question, ...]) -> tuple[Question, ...]:
    """Return the three questions of the home page."""
    order = {slug: rank for rank, slug in enumerate(_AT_HOME)}
    return tuple(sorted(known, key=lambda question: order.get(question.slug, len(order)))[: len(_AT_HOME)])


@lru_cache(maxsize=8)
def questions(language: str, base_iri: str, folder: Path | None = None) -> tuple[Question, ...]:
    """Return the questions in the order of their files; the French title stands in for a missing one."""
    where = folder or resource("queries")
    found = []
    for path in sorted(where.glob("*.rq")):
        source = path.read_text(encoding="utf-8").replace(BASE, base_iri)
        titles = {match[1]: match[2].strip() for match in map(_TITLE.match, source.splitlines()) if match}
        found.append(Question(path.stem, titles.get(language) or titles.get("fr") or path.stem, source))
    return tuple(found)
