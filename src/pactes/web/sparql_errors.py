"""A query that cannot be answered, told so that its author can mend it: where, in which line, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pactes.web.i18n import Language
from pactes.web.problems import TITLES, Problem
from pactes.web.prologues import bare, undeclared

_PLACE = re.compile(r"error at (\d+):(\d+)")
_EXPECTED = re.compile(r'"((?:[^"\\]|\\.)+)"')
_KEYWORD = re.compile(r"\b[A-Za-z]+\b")
_SHOWN = 12  # tokens that were expected; the parser may list a hundred
_AROUND = 2  # lines shown before the wrong one


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the query: its number from 1, its text before the wrong place, and from there on (None elsewhere)."""

    number: int
    before: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An error as the page tells it. ``line`` and ``column`` count from 1; ``parser`` is what the parser says.

    ``prefixes`` are the lines that declare what the query does not, as far as the house knows the prefixes.
    """

    title: str
    detail: str
    limits: bool = False
    line: int | None = None
    column: int | None = None
    lines: tuple[ShownLine, ...] = ()
    expected: tuple[str, ...] = ()
    advice: str = ""
    prefixes: tuple[str, ...] = ()
    parser: str = ""


def told(problem: Problem, query: str, say: Language, known: Mapping[str, str]) -> Told:
    """Return how the page tells a problem of ``query``; ``known`` are the prefixes of the house."""
    _, title_fr, title_en = TITLES[problem.slug]
    english = say.code == "en"
    title, detail = (title_en, problem.en) if english else (title_fr, problem.fr)
    place = _PLACE.search(problem.fr)
    if problem.slug != "query-syntax" or place is None:
        return Told(title, detail, limits="limits" in problem.extra)
    parser = problem.fr[place.start() :]
    if "unbound" in parser:
        # The parser finds it at the end of the query, which is no help.
        return Told(title, _ungrouped(say), parser=parser)
    missing = undeclared(query) if "Prefix not found" in parser else []
    offset = missing[0][1] if missing else _offset(query, int(place[1]), int(place[2]), parser)
    if not query[offset:].strip():
        offset = len(query.rstrip())
        detail = say.gettext("La requête s’arrête trop tôt : il manque quelque chose à sa fin.")
        line, column = _place(query, offset)
    else:
        line, column = _place(query, offset)
        detail = say.gettext("Ligne {ligne}, caractère {colonne} : la suite ne se lit pas comme du SPARQL.").format(
            ligne=line, colonne=column
        )
    return Told(
        title,
        detail,
        line=line,
        column=column,
        lines=_lines(query, line, column),
        expected=() if missing else tuple(dict.fromkeys(_EXPECTED.findall(parser)))[:_SHOWN],
        advice=_undeclared(dict(missing), say) or _unclosed(query, say),
        prefixes=tuple(f"PREFIX {name}: <{known[name]}>" for name, _ in missing if name in known),
        parser=parser,
    )


def _offset(query: str, line: int, column: int, parser: str) -> int:
    """Return where in the query the parser could not go on.

    Oxigraph's parser tells the end of what it tried to read: where it tried nothing but keywords, one of them before.
    """
    lines = query.split("\n")
    end = sum(len(text) + 1 for text in lines[: line - 1]) + column - 1
    tried = [word for word in _KEYWORD.findall(parser.partition("expected")[2]) if word != "one"]
    if tried and not _EXPECTED.search(parser) and "['" not in parser:
        end -= max(map(len, tried))
    return max(0, min(end, len(query)))


def _place(query: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of a character, from 1."""
    before = query[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _lines(query: str, line: int, column: int) -> tuple[ShownLine, ...]:
    texts = query.split("\n")
    start = max(1, line - _AROUND)
    shown = [ShownLine(number, texts[number - 1].rstrip("\r")) for number in range(start, line)]
    wrong = texts[line - 1].rstrip("\r")
    return (*shown, ShownLine(line, wrong[: column - 1], wrong[column - 1 :]))


def _undeclared(missing: Mapping[str, int], say: Language) -> str:
    if not missing:
        return ""
    return say.ngettext(
        "Le préfixe {noms} n’est pas déclaré : ajoutez sa ligne PREFIX au début.",
        "Les préfixes {noms} ne sont pas déclarés : ajoutez leurs lignes PREFIX au début.",
        len(missing),
    ).format(noms=say.enumeration([f"« {name}: »" for name in missing]))


def _unclosed(query: str, say: Language) -> str:
    """Tell of the braces and brackets that are not as many to open as to close: the commonest slip of a hand."""
    written = bare(query)
    for opens, closes in ("{}", "()", "[]"):
        opened, closed = written.count(opens), written.count(closes)
        if opened != closed:
            return say.gettext(
                "Il y a {n} « {ouvre} » pour {m} « {ferme} » : il en manque, ou il y en a en trop."
            ).format(n=say.number(opened), ouvre=opens, m=say.number(closed), ferme=closes)
    return ""


def _ungrouped(say: Language) -> str:
    return say.gettext(
        "Avec GROUP BY, le SELECT ne peut nommer que les variables groupées, ou des calculs comme "
        "(COUNT(?x) AS ?nombre)."
    )
