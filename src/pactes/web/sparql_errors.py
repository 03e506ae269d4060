"""A query that cannot be answered, told so that its author can mend it: where, in which line, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pactes.web.i18n import Language
from pactes.web.problems import TITLES, Problem

_PLACE = re.compile(r"error at (\d+):(\d+)")
_EXPECTED = re.compile(r'"((?:[^"\\]|\\.)+)"')
_SHOWN = 12  # tokens that were expected; the parser may list a hundred
_AROUND = 2  # lines shown before the wrong one
_DECLARED = re.compile(r"(?i)\bPREFIX\s+([^\s:<]*):")
# What holds no prefixed name: comments, IRIs, strings.
_APART = re.compile(r"#[^\n]*|<[^<>\s]*>|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_PREFIXED = re.compile(r"(?<![\w?$@:_-])([A-Za-z][\w-]*):(?=[\w%\\]|[\s;,.)}\]])")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the query: its number from 1, its text before the wrong place, and from there on (None elsewhere)."""

    number: int
    before: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An error as the page tells it. ``line`` and ``column`` count from 1; ``parser`` is what the parser says."""

    title: str
    detail: str
    limits: bool = False
    line: int | None = None
    column: int | None = None
    lines: tuple[ShownLine, ...] = ()
    expected: tuple[str, ...] = ()
    advice: str = ""
    parser: str = ""


def told(problem: Problem, query: str, say: Language) -> Told:
    """Return how the page tells a problem of ``query``."""
    _, title_fr, title_en = TITLES[problem.slug]
    english = say.code == "en"
    title, detail = (title_en, problem.en) if english else (title_fr, problem.fr)
    place = _PLACE.search(problem.fr)
    if problem.slug != "query-syntax" or place is None:
        return Told(title, detail, limits="limits" in problem.extra)
    parser = problem.fr[place.start() :]
    line, column, beyond = _within(query, int(place[1]), int(place[2]))
    where = (
        say.gettext("La requête s’arrête trop tôt : il manque quelque chose à sa fin.")
        if beyond
        else say.gettext("Ligne {ligne}, caractère {colonne} : la suite ne se lit pas comme du SPARQL.").format(
            ligne=line, colonne=column
        )
    )
    return Told(
        title,
        where,
        line=line,
        column=column,
        lines=_lines(query, line, column),
        expected=tuple(dict.fromkeys(_EXPECTED.findall(parser)))[:_SHOWN],
        advice=_advice(parser, query, say),
        parser=parser,
    )


def _within(query: str, line: int, column: int) -> tuple[int, int, bool]:
    """Return the place inside the query, and whether the parser had reached its end: it reads a little more."""
    lines = query.split("\n")
    if line > len(lines) or (line == len(lines) and column > len(lines[-1])):
        last = max((n for n, text in enumerate(lines, 1) if text.strip()), default=1)
        return last, len(lines[last - 1].rstrip()) + 1, True
    return line, max(1, column), False


def _lines(query: str, line: int, column: int) -> tuple[ShownLine, ...]:
    texts = query.split("\n")
    start = max(1, line - _AROUND)
    shown = [ShownLine(number, texts[number - 1].rstrip("\r")) for number in range(start, line)]
    wrong = texts[line - 1].rstrip("\r")
    return (*shown, ShownLine(line, wrong[: column - 1], wrong[column - 1 :]))


def _advice(parser: str, query: str, say: Language) -> str:
    if "Prefix not found" in parser and (missing := undeclared(query)):
        return say.ngettext(
            "Le préfixe {noms} n’est pas déclaré : ajoutez sa ligne PREFIX au début.",
            "Les préfixes {noms} ne sont pas déclarés : ajoutez leurs lignes PREFIX au début.",
            len(missing),
        ).format(noms=say.enumeration([f"« {name}: »" for name in missing]))
    if "unbound" in parser:
        return say.gettext(
            "Avec GROUP BY, le SELECT ne peut nommer que les variables groupées, ou des calculs comme "
            "(COUNT(?x) AS ?nombre)."
        )
    return ""


def undeclared(query: str) -> Sequence[str]:
    """Return the prefixes that a query uses without declaring them, in their order."""
    declared = set(_DECLARED.findall(query))
    rest = _DECLARED.sub(" ", _APART.sub(" ", query))
    return [name for name in dict.fromkeys(_PREFIXED.findall(rest)) if name not in declared]
