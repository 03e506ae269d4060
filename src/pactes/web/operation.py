"""What a request of the SPARQL 1.1 Protocol asks for, read from its parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from pactes.store import Dataset
from pactes.web.problems import Problem

UPDATE_PARAMETERS = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})
_GRAPH_PARAMETERS = frozenset({"default-graph-uri", "named-graph-uri"})
_MAX_PARAMETERS = 1000

Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks for, once its parameters are read."""

    text: str
    dataset: Dataset | None
    timeout: float | None
    mediatype: str | None


def read_operation(parameters: Parameters) -> Operation:
    """Return what the parameters ask for; raises ``Problem`` when they are not those of one query."""
    if any(name in UPDATE_PARAMETERS for name, _ in parameters):
        raise update_refused()
    queries = [value for name, value in parameters if name == "query"]
    if len(queries) != 1:
        found = "il n'y en a aucun" if not queries else f"il y en a {len(queries)}"
        raise Problem(
            "bad-request",
            f"Il faut un paramètre « query » et un seul ; {found}.",
            f"Exactly one “query” parameter is needed; {len(queries)} found.",
        )
    default_graphs = tuple(value for name, value in parameters if name == "default-graph-uri")
    named_graphs = tuple(value for name, value in parameters if name == "named-graph-uri")
    for name, value in parameters:
        if name in _GRAPH_PARAMETERS:
            _check_iri(name, value)
    named = bool(default_graphs or named_graphs)
    return Operation(
        text=queries[0].removeprefix("\ufeff"),  # editors put a byte order mark before what they save
        dataset=Dataset(default_graphs, named_graphs) if named else None,
        timeout=_timeout([value for name, value in parameters if name == "timeout"]),
        mediatype=next((value for name, value in parameters if name == "_mediatype"), None),
    )


def pairs(text: str) -> Parameters:
    """Return the parameters of a query string or of a form, in order; raises ``Problem`` when they cannot be read."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError:
        raise Problem(
            "bad-request",
            f"La requête a plus de {_MAX_PARAMETERS} paramètres.",
            f"The request has more than {_MAX_PARAMETERS} parameters.",
        ) from None


def decode(body: bytes) -> str:
    """Return ``body`` as text; raises ``Problem`` when it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> Problem:
    return Problem("bad-request", "La requête n'est pas en UTF-8.", "The request is not valid UTF-8.")


def _check_iri(name: str, value: str) -> None:
    try:
        NamedNode(value)
    except ValueError:
        raise Problem(
            "bad-request",
            f"« {name} » doit être un IRI absolu ; « {value[:200]} » n'en est pas un.",
            f"“{name}” must be an absolute IRI; “{value[:200]}” is not.",
        ) from None


def update_refused() -> Problem:
    """Return the refusal of everything that would write."""
    return Problem(
        "query-forbidden",
        "Ce service se lit et ne se modifie pas : les mises à jour SPARQL sont refusées, rien n'a été exécuté.",
        "This service is read-only: SPARQL updates are refused, and nothing was run.",
    )


def charset_of(options: str) -> str:
    """Return the charset of a Content-Type header's parameters, lower case, empty when it is not said."""
    for option in options.split(";"):
        name, _, value = option.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


def _timeout(values: Sequence[str]) -> float | None:
    if not values:
        return None
    try:
        seconds = float(values[0])
    except ValueError:
        seconds = math.nan
    if len(values) > 1 or not (0 < seconds < math.inf):
        raise Problem(
            "bad-request",
            "« timeout » est un nombre de secondes, positif, donné une fois (décimales admises).",
            "“timeout” is a positive number of seconds, given once (decimals allowed).",
        )
    return seconds
