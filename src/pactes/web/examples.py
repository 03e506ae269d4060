"""The questions of ``queries/*.rq``: their titles, themes and hints, from the header comments, and their text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pactes.rdf.namespaces import BASE
from pactes.settings import resource

_HEADER = re.compile(r"#\s*(title|modifiable|theme|graphique)(?:@([a-z]{2}))?\s*:\s*(.+)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question people ask: ``slug`` (name of its file), title in the visitor's language, SPARQL text.

    ``theme`` is one of ``THEMES``. ``hint`` says what can be changed in the text. ``chart`` holds the parameters of the
    page under which its answer is a chart (``vue``, ``genre``, ``x``, ``y``, ``serie``); empty when none suits it.
    """

    slug: str
    title: str
    query: str
    theme: str = "autres"
    hint: str = ""
    chart: tuple[tuple[str, str], ...] = ()


THEMES = ("contrats", "parties", "engagements", "argent", "territoires", "sources", "autres")
"""Of the questions, in the order in which pages list them."""

# The questions of the home page, by name of file; the first ones stand in for those that are not there. None of them
# lists persons.
_AT_HOME = ("organisations-qui-signent", "ce-que-paie-l-etat", "montants-en-desaccord")


def at_home(known: tuple[Question, ...]) -> tuple[Question, ...]:
    """Return the three questions of the home page."""
    order = {slug: rank for rank, slug in enumerate(_AT_HOME)}
    return tuple(sorted(known, key=lambda question: order.get(question.slug, len(order)))[: len(_AT_HOME)])


@lru_cache(maxsize=8)
def questions(language: str, base_iri: str, folder: Path | None = None) -> tuple[Question, ...]:
    """Return the questions in the order of their files; the French title stands in for a missing one.

    The header stays in the file, but for the title: it is the first line of the text.
    """
    where = folder or resource("queries")
    return tuple(
        _read(path.stem, path.read_text(encoding="utf-8").replace(BASE, base_iri), language)
        for path in sorted(where.glob("*.rq"))
    )


def _read(slug: str, source: str, language: str) -> Question:
    told: dict[tuple[str, str], str] = {}
    body = []
    for line in source.splitlines():
        match = _HEADER.match(line)
        if match:
            told[match[1], match[2] or ""] = match[3].strip()
        else:
            body.append(line)

    def said(name: str) -> str:
        return told.get((name, language)) or told.get((name, "fr")) or ""

    title, theme = said("title") or slug, told.get(("theme", ""), "")
    return Question(
        slug=slug,
        title=title,
        query=f"# {title}\n" + "\n".join(body).strip("\n") + "\n",
        theme=theme if theme in THEMES else THEMES[-1],
        hint=said("modifiable"),
        chart=_chart(told.get(("graphique", ""), "")),
    )


def _chart(told: str) -> tuple[tuple[str, str], ...]:
    """Return the parameters of a chart that is told as ``barres x=organisation y=contrats``."""
    kind, *rest = told.split() or [""]
    given: Mapping[str, str] = dict(part.split("=", 1) for part in rest if "=" in part)
    return (("vue", "graphique"), ("genre", kind), *given.items()) if kind else ()
