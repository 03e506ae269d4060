"""The head of a query: its prologue and its dataset clauses, read by the terminals of the SPARQL grammar (19.8).

Only what decides the dataset is read here, never what decides safety (see ``guard``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

_TOKEN = re.compile(
    r"""
      (?P<blank>   [ \t\r\n]++ | \#[^\r\n]*+ )
    | (?P<iri>     <(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]{4,8})*+> )
    | (?P<string>  \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
                 | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+' )
    | (?P<variable> [?$]\w++ )
    | (?P<pname>   (?:[^\W\d_][\w.-]*+)?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*+ )
    | (?P<word>    [A-Za-z]\w*+ )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the prologue ends, the word after it (upper case), the names in FROM and in FROM NAMED as written."""

    prologue_end: int
    form: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    clauses: tuple[tuple[int, int], ...] = ()  # where each clause of the dataset stands


def read_header(text: str) -> Header:
    """Read the head of ``text``; what follows an error of grammar is not read."""
    tokens = _tokens(text)
    end, form = 0, ""
    for kind, value, start in tokens:
        word = value.upper() if kind == "word" else ""
        if word not in ("BASE", "PREFIX", "VERSION"):
            form, end = word, start
            break
        for _ in range(2 if word == "PREFIX" else 1):
            next(tokens, None)
        end = len(text)
    default, named, spans = _clauses(tokens, form) if form in QUERY_FORMS else ((), (), ())
    return Header(end, form, default, named, spans)


def without_dataset(text: str) -> str:
    """Return ``text`` without its FROM and FROM NAMED clauses."""
    for start, end in reversed(read_header(text).clauses):
        text = f"{text[:start]} {text[end:]}"
    return text


def from_clauses(text: str, base_iri: str) -> tuple[list[str], list[str]] | None:
    """Return the graphs of FROM and of FROM NAMED when there are two or more of the first, else None.

    With fewer, Oxigraph's own evaluation is exact and there is no need to know.
    """
    if text.lower().count("from") < 2:
        return None
    header = read_header(text)
    if len(header.default) < 2:
        return None
    prologue = text[: header.prologue_end]
    try:
        return resolved(prologue, header.default, base_iri), resolved(prologue, header.named, base_iri)
    except SyntaxError:
        return None  # the query has an error that its evaluation will tell


def in_order(text: str, base_iri: str) -> str:
    """Return ``text`` with the variables of a ``SELECT *`` named, in the order in which they appear.

    Oxigraph sorts them by name; readers of a table expect them as they were written. Raises ``SyntaxError`` when
    ``text`` is no query.
    """
    star = _star(text) if "*" in text else None
    if star is None:
        return text
    solutions = ox.Store().query(text, base_iri=base_iri)
    assert isinstance(solutions, ox.QuerySolutions)
    visible = {variable.value for variable in solutions.variables}
    seen = dict.fromkeys(value[1:] for kind, value, _ in _tokens(text) if kind == "variable")
    ordered = [name for name in seen if name in visible]
    if set(ordered) != visible or not ordered:
        return text
    return f"{text[:star]} {' '.join(f'?{name}' for name in ordered)} {text[star + 1 :]}"


def _star(text: str) -> int | None:
    """Return where the star of a ``SELECT *`` stands, None when the query is another."""
    start = read_header(text).prologue_end
    for number, (kind, value, position) in enumerate(_tokens(text[start:])):
        word = value.upper()
        if number == 0 and word == "SELECT":
            continue
        if number == 1 and word in ("DISTINCT", "REDUCED"):
            continue
        return start + position if number and value == "*" and kind == "other" else None
    return None


def named_in(text: str, iris: Sequence[str], base_iri: str) -> dict[str, str]:
    """Return how ``text``, which parses, writes each of ``iris`` that it names: as written, to the IRI."""
    prologue = text[: read_header(text).prologue_end]
    found: dict[str, str] = {}
    for kind, value, _ in _tokens(text):
        if kind == "iri" and value[1:-1] in iris:
            found[value] = value[1:-1]
        elif kind == "pname" and value not in found:
            local = value.partition(":")[2]
            if local and any(iri.endswith(local) for iri in iris):
                try:
                    iri = next(iter(resolved(prologue, (value,), base_iri)), "")
                except SyntaxError:
                    continue
                if iri in iris:
                    found[value] = iri
    return found


def replace_names(text: str, names: Mapping[str, str]) -> str:
    """Return ``text`` with other names for IRIs and prefixed names, as they are written after its prologue."""
    start = read_header(text).prologue_end
    for kind, value, at in reversed(list(_tokens(text))):
        if at >= start and kind in ("iri", "pname") and value in names:
            text = f"{text[:at]}{names[value]}{text[at + len(value) :]}"
    return text


def as_graph_clauses(text: str) -> str:
    """Return ``text`` with GRAPH for every SERVICE and SERVICE SILENT that stands as a word of its own."""
    pieces: list[str] = []
    after_service = False
    for match in _TOKEN.finditer(text):
        word = match[0].upper() if match.lastgroup == "word" else ""
        if match.lastgroup != "blank":
            silent = after_service and word == "SILENT"
            after_service = word == "SERVICE"
            pieces.append("GRAPH" if after_service else "" if silent else match[0])
        else:
            pieces.append(match[0])
    return "".join(pieces)


def resolved(prologue: str, names: tuple[str, ...], base_iri: str) -> list[str]:
    """Return the IRIs of names as written after ``prologue``: the parser that knows the prologue resolves them."""
    if not names:
        return []
    solutions = ox.Store().query(f"{prologue}\nSELECT ?x {{ VALUES ?x {{ {' '.join(names)} }} }}", base_iri=base_iri)
    assert isinstance(solutions, ox.QuerySolutions)
    return [term.value for solution in solutions if isinstance(term := solution["x"], ox.NamedNode)]


def _clauses(
    tokens: Iterator[tuple[str, str, int]], form: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[int, int], ...]]:
    default: list[str] = []
    named: list[str] = []
    spans: list[tuple[int, int]] = []
    depth = 0
    template = form == "CONSTRUCT"
    for kind, value, start in tokens:
        if kind == "other" and value in "({":
            if value == "{" and depth == 0 and not template:
                break
            depth += 1
        elif kind == "other" and value in ")}":
            depth -= 1
            template = template and depth > 0
        elif kind == "word" and depth == 0 and value.upper() == "FROM":
            template = False
            kind, value, at = next(tokens, ("", "", 0))
            target = default
            if kind == "word" and value.upper() == "NAMED":
                target = named
                kind, value, at = next(tokens, ("", "", 0))
            if kind not in ("iri", "pname"):
                break
            target.append(value)
            spans.append((start, at + len(value)))
        elif kind == "word" and depth == 0 and value.upper() == "WHERE":
            break
    return tuple(default), tuple(named), tuple(spans)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind != "blank":
            yield kind, match[0], match.start()
