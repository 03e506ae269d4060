"""The page of /sparql: the query, the questions, and the answer as a table, a chart or a map, with its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from pactes.errors import PactesError
from pactes.settings import Settings
from pactes.store import Formats, ResultKind, Store
from pactes.web import third_party
from pactes.web.examples import THEMES, Question, questions
from pactes.web.i18n import Language
from pactes.web.menu import served
from pactes.web.policy import policy
from pactes.web.problems import of_pactes_error
from pactes.web.reader import prefixes
from pactes.web.responses import public_url
from pactes.web.sparql import Operation
from pactes.web.sparql_answer import DRAWN, ROWS, Answer, answer, first_of, parse
from pactes.web.sparql_errors import told
from pactes.web.sparql_map import picture, places_of
from pactes.web.views.common import Visit
from pactes.web.views.limits import limits

LONGEST = 6000
"""Characters of a query in an address, encoded; many servers and programs refuse addresses of more than 8,000."""

SUGGESTIONS = "/search/suggest"
"""Where names of things are suggested, in the versions of the service that do."""

_MOST_PAGES = 100_000
_KINDS = ("barres", "courbe", "points", "secteurs")
_CHART_PARAMETERS = ("genre", "x", "y", "serie")
_TIMES = (1, 5, 10, 30, 60)  # seconds that a visitor may choose, those under the limit of the service
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
class Download:
    """A file that holds the whole answer: the name of its format, its media type, its address."""

    name: str
    media_type: str
    href: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows: its kind, and the names of columns. ``script`` is the address of what draws it."""

    kind: str
    x: str
    y: str
    series: str
    script: str


async def load(request: Request, visit: Visit) -> dict[str, Any]:
    """Return what ``sparql.html`` prints; ``status`` and ``headers`` are of the response."""
    settings: Settings = request.app.state.settings
    operation: Operation | None = getattr(request.state, "operation", None)
    say = visit.language
    known = questions(say.code, settings.base_iri)
    # An address may name a question, to open it in the editor without asking it.
    opened = next((one for one in known if one.slug == request.query_params.get("question")), None)
    query = operation.text if operation else opened.query if opened else _FIRST_QUERY.format(base=visit.base)
    asked = next((one for one in known if one.query.strip() == query.strip()), None)
    content: dict[str, Any] = {
        "titre": say.gettext("Interroger les données"),
        "query": query,
        "base": visit.base,
        "longest": LONGEST,
        "longest_time": f"{settings.query_timeout:g}",
        "dataset": operation.dataset if operation else None,
        "mots": words(say),
        "suggestions": visit.addresses.root + SUGGESTIONS if SUGGESTIONS in served(request.app) else "",
        "themes": by_theme(known, say),
        "question": asked,
        "ask": lambda one: address(visit, None, ("query", one.query)),
        "chart_of": lambda one: address(visit, None, ("query", one.query), *one.chart),
        "bounds": {limit.key: limit.value for limit in limits(settings, say)},
        "times": [seconds for seconds in _TIMES if seconds < settings.query_timeout],
        "timeout": operation.timeout if operation else None,
        "probleme": None,
        "result": None,
        "downloads": (),
        "status": 200,
        "headers": {},
    }
    if operation is None:
        return content
    store: Store = request.app.state.store
    view = request.query_params.get("vue", "")
    size = DRAWN if view in ("graphique", "carte") else ROWS
    began = perf_counter()
    try:
        formats = Formats(select="json", ask="json", graph="ntriples")
        with await store.query(
            operation.text, dataset=operation.dataset, formats=formats, timeout=operation.timeout
        ) as result:
            took = perf_counter() - began
            parsed = await run_in_threadpool(parse, result, _page(request), size)
    except PactesError as error:
        problem = of_pactes_error(error, public_url(request))
        probleme = told(problem, operation.text, say, prefixes(visit.base))
        content |= {"probleme": probleme, "status": problem.status, "headers": problem.headers}
        return content
    found = await answer(visit, parsed, size)
    long = len(urlencode({"query": operation.text})) > LONGEST
    content |= {
        "result": found,
        "long": long,
        "downloads": _downloads(visit, operation, parsed.kind),
        **await _views(request, visit, operation, found, "" if long else view),
    }
    content["headers"] = {"Server-Timing": f"requete;dur={took * 1000:.1f}"}
    if content["view"] == "graphique":
        # The library of charts writes its style in the page.
        content["headers"]["Content-Security-Policy"] = policy(style_src=("'unsafe-inline'",))
    return content


def by_theme(known: Sequence[Question], say: Language) -> list[tuple[str, list[Question]]]:
    """Return the questions by theme, in the order of themes."""
    _ = say.gettext
    names = {
        "contrats": _("Contrats et actions"),
        "parties": _("Qui signe"),
        "engagements": _("Engagements"),
        "argent": _("Argent"),
        "territoires": _("Territoires"),
        "sources": _("Sources et contradictions"),
        "autres": _("Autres questions"),
    }
    ordered = sorted(known, key=lambda one: THEMES.index(one.theme))
    return [(names[theme], list(group)) for theme, group in groupby(ordered, key=lambda one: one.theme)]


def words(say: Language) -> Mapping[str, str]:
    """Return what the scripts of the page say."""
    _ = say.gettext
    return {
        "langue": say.code,
        "annuler": _("Annuler"),
        "liste": _("Propositions"),
        "encours": _("La requête est en cours depuis {n} s"),
        "annulee": _("La requête est annulée."),
        "injoignable": _("Le service ne répond pas. Vérifiez la connexion, puis recommencez."),
        "duree": _("Réponse en {n} s, dont {m} s de calcul"),
        "duree_seule": _("Calculée en {m} s"),
        "propositions": _("{n} propositions, flèches pour choisir"),
        "aucune": _("aucune proposition"),
        "classe": _("classe"),
        "propriete": _("propriété"),
        "concept": _("concept"),
        "prefixe": _("préfixe"),
        "variable": _("variable"),
        "mot": _("mot de SPARQL"),
        "chose": _("chose"),
        "copie": _("Lien copié"),
        "trier": _("Trier par {colonne}"),
        "triees": _("Lignes triées par {colonne}"),
        "dessin": _("Le dessin se prépare…"),
        "sans_dessin": _("Le dessin n’a pas pu être fait ; les mêmes chiffres sont dans le tableau."),
        "coupe": _("Les {n} premières lignes sont dessinées."),
        "titre_dessin": _("{y} selon {x}"),
        "barres": _("diagramme en barres"),
        "courbe": _("courbe"),
        "points": _("nuage de points"),
        "secteurs": _("diagramme en secteurs"),
        "tout": _(
            "Des secteurs n’ont de sens que si les lignes font ensemble un tout : jamais pour des montants de natures "
            "différentes."
        ),
        "negatif": _("Des secteurs demandent des valeurs positives : choisissez un autre dessin."),
    }


def address(visit: Visit, operation: Operation | None, *pairs: tuple[str, str | int]) -> str:
    """Return the address of the page with parameters; those of ``operation`` that change its answer come with them."""
    given: list[tuple[str, str | int]] = list(pairs)
    if operation is not None:
        given = [("query", operation.text), *given]
        if operation.dataset is not None:
            given += [("default-graph-uri", iri) for iri in operation.dataset.default_graphs]
            given += [("named-graph-uri", iri) for iri in operation.dataset.named_graphs]
    if visit.addresses.language:
        given.append(("_lang", visit.addresses.language))
    return f"{visit.addresses.root}/sparql?{urlencode(given)}"


def _page(request: Request) -> int:
    """Return the page that is asked for; what is no page is the first."""
    told = request.query_params.get("page", "1")
    return min(int(told), _MOST_PAGES) if told.isdecimal() and int(told) > 0 else 1


async def _views(request: Request, visit: Visit, operation: Operation, found: Answer, asked: str) -> dict[str, Any]:
    """Return the ways to look at an answer, the one that is asked for, and its addresses."""
    chart = _chart(request, visit, found)
    places = places_of(visit, found, request.query_params.get("lieu", ""))
    offered = ["tableau", *(["graphique"] if chart else []), *(["carte"] if places else [])]
    view = asked if asked in offered else "tableau"
    kept: list[tuple[str, str]] = [] if view == "tableau" else [("vue", view)]
    if view == "graphique" and chart:
        told = {"genre": chart.kind, "x": chart.x, "y": chart.y, "serie": chart.series}
        kept += [(name, value) for name, value in told.items() if value]
    if view == "carte" and places:
        kept.append(("lieu", places))
    return {
        "views": {
            name: address(visit, operation, *((("vue", name),) if name != "tableau" else ())) for name in offered
        },
        "view": view,
        "chart": chart,
        "chart_kinds": _KINDS,
        "map": await picture(visit, found, places) if view == "carte" and places else None,
        "permalink": address(visit, operation, *kept),
        "page_href": lambda number: address(visit, operation, *kept, ("page", number)),
    }


def _chart(request: Request, visit: Visit, found: Answer) -> Chart | None:
    """Return what the chart of an answer shows: what the address asks for, where it names columns that suit it."""
    script = third_party.plotly()
    numbers = [column.name for column in found.columns if column.kind == "nombre"]
    if script is None or not found.rows or not numbers:
        return None
    names = [column.name for column in found.columns]
    asked = {name: request.query_params.get(name, "") for name in _CHART_PARAMETERS}
    y = asked["y"] if asked["y"] in numbers else numbers[-1]
    others = tuple(column for column in found.columns if column.name != y)
    x = asked["x"] if asked["x"] in names else first_of(others, "date", "texte", "iri", "nombre") or y
    kinds = {column.name: column.kind for column in found.columns}
    usual = {"date": "courbe", "nombre": "points"}.get(kinds[x], "barres")
    return Chart(
        kind=asked["genre"] if asked["genre"] in _KINDS else usual,
        x=x,
        y=y,
        series=asked["serie"] if asked["serie"] in names and asked["serie"] not in (x, y) else "",
        script=f"{visit.addresses.root}{script.path}",
    )


_FILES: Mapping[ResultKind, tuple[tuple[str, str], ...]] = {
    ResultKind.SELECT: (
        ("CSV", "text/csv"),
        ("TSV", "text/tab-separated-values"),
        ("JSON", "application/sparql-results+json"),
        ("XML", "application/sparql-results+xml"),
    ),
    ResultKind.ASK: (("JSON", "application/sparql-results+json"), ("XML", "application/sparql-results+xml")),
    ResultKind.GRAPH: (
        ("Turtle", "text/turtle"),
        ("JSON-LD", "application/ld+json"),
        ("RDF/XML", "application/rdf+xml"),
        ("N-Triples", "application/n-triples"),
        ("TriG", "application/trig"),
        ("N-Quads", "application/n-quads"),
    ),
}


def _downloads(visit: Visit, operation: Operation, kind: ResultKind) -> tuple[Download, ...]:
    """Return the files that hold the whole answer."""
    return tuple(
        Download(name, media, address(visit, operation, ("_mediatype", media))) for name, media in _FILES[kind]
    )
