"""What the page of /sparql shows: the query, and its answer as a table whose things link to their pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from pactes.errors import PactesError
from pactes.settings import Settings
from pactes.store import Formats, QueryResult, ResultKind, Store
from pactes.web.examples import questions
from pactes.web.labels import labels
from pactes.web.problems import TITLES, Problem, of_pactes_error
from pactes.web.responses import public_url
from pactes.web.sparql import Operation
from pactes.web.views.common import Value, Visit, shown

ROWS = 500  # rows of the table; files have them all
_FIRST_QUERY = """PREFIX pactes: <{base}def#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?contrat ?nom WHERE {{
  ?contrat a pactes:Contrat ;
    rdfs:label ?nom .
}}
ORDER BY ?nom
LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to print: a truth value, or names of columns and rows of values; ``total`` counts all rows."""

    names: tuple[str, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    total: int = 0
    boolean: bool | None = None


async def load(request: Request, visit: Visit) -> dict[str, Any]:
    """Return what ``sparql.html`` prints; ``status`` and ``headers`` are of the response."""
    settings: Settings = request.app.state.settings
    operation: Operation | None = getattr(request.state, "operation", None)
    asked = operation.text if operation else None
    say = visit.language
    known = questions(say.code, settings.base_iri)
    # An address may name a question, to open it in the editor without asking it.
    opened = next((one.query for one in known if one.slug == request.query_params.get("question")), None)
    content: dict[str, Any] = {
        "titre": say.gettext("Interroger les données"),
        "query": asked if asked is not None else opened or _FIRST_QUERY.format(base=visit.base),
        "questions": known,
        "probleme": None,
        "result": None,
        "downloads": (),
        "status": 200,
        "headers": {},
    }
    if operation is None:
        return content
    store: Store = request.app.state.store
    try:
        formats = Formats(select="json", ask="json", graph="ntriples")
        with await store.query(
            operation.text, dataset=operation.dataset, formats=formats, timeout=operation.timeout
        ) as result:
            kind = result.kind
            parsed = await run_in_threadpool(_parse, result)
    except PactesError as error:
        problem = of_pactes_error(error, public_url(request))
        content |= {"probleme": _told(problem, say.code), "status": problem.status, "headers": problem.headers}
        return content
    content["result"] = await _answer(visit, parsed)
    content["downloads"] = _downloads(visit, operation.text, kind)
    return content


def _told(problem: Problem, language: str) -> dict[str, Any]:
    _, title_fr, title_en = TITLES[problem.slug]
    english = language == "en"
    return {
        "title": title_en if english else title_fr,
        "detail": problem.en if english else problem.fr,
        "limits": "limits" in problem.extra,
    }


Parsed = tuple[tuple[str, ...], list[tuple[Any, ...]], int] | bool


def _parse(result: QueryResult) -> Parsed:
    """Return the names, the first rows and their number, or the truth value."""
    body = result.read()
    if result.kind is ResultKind.GRAPH:
        triples = list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
        rows = [(quad.subject, quad.predicate, quad.object) for quad in triples[:ROWS]]
        return ("?s", "?p", "?o"), rows, len(triples)
    parsed = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(parsed, ox.QueryBoolean):
        return bool(parsed)
    names = tuple(str(variable) for variable in parsed.variables)
    kept: list[tuple[Any, ...]] = []
    total = 0
    for solution in parsed:
        total += 1
        if total <= ROWS:
            kept.append(tuple(solution))
    return names, kept, total


async def _answer(visit: Visit, parsed: Parsed) -> Answer:
    if isinstance(parsed, bool):
        return Answer(boolean=parsed)
    names, rows, total = parsed
    iris = {term.value for row in rows for term in row if isinstance(term, ox.NamedNode)}
    known = await labels(visit.reader, (iri for iri in iris if visit.addresses.local_path(iri)), visit.language.code)

    def value(term: Any) -> Value | None:
        if isinstance(term, ox.NamedNode):
            if not visit.addresses.is_web(term.value):
                return Value(term.value)
            name = known.get(term.value)
            return Value(name.value if name else term.value, iri=term.value, language=name.language if name else None)
        if isinstance(term, ox.Literal):
            return shown(visit, term)
        return None if term is None else Value(str(term))

    return Answer(names, tuple(tuple(value(term) for term in row) for row in rows), total)


def _downloads(visit: Visit, query: str, kind: ResultKind) -> tuple[tuple[str, str], ...]:
    """Return the name and address of each file that holds the whole answer."""
    offered = {
        ResultKind.SELECT: (("CSV", "text/csv"), ("JSON", "application/sparql-results+json"),
                            ("XML", "application/sparql-results+xml"), ("TSV", "text/tab-separated-values")),
        ResultKind.ASK: (("JSON", "application/sparql-results+json"), ("XML", "application/sparql-results+xml")),
        ResultKind.GRAPH: (("Turtle", "text/turtle"), ("JSON-LD", "application/ld+json"),
                           ("RDF/XML", "application/rdf+xml"), ("N-Triples", "application/n-triples")),
    }[kind]  # fmt: skip
    return tuple((name, visit.addresses.url("/sparql", query=query, _mediatype=media)) for name, media in offered)
