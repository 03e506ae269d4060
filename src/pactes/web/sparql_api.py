"""What the API description (OpenAPI) says of /sparql."""

from __future__ import annotations

from typing import Any

from pactes.web.described import Described, described
from pactes.web.media import GRAPH_OFFERS, HTML, SELECT_OFFERS


def _parameter(name: str, what: str, *, several: bool = False) -> Described:
    schema: Described = {"type": "string"}
    if several:
        schema = {"type": "array", "items": {"type": "string", "format": "uri"}}
    return {"name": name, "in": "query", "description": what, "required": False, "schema": schema}


_QUERY = _parameter("query", "La requête SPARQL 1.1 ; sans elle, GET décrit le service.")
_QUESTION = _parameter("question", "Nom d’une question toute prête, que la page ouvre dans l’éditeur sans la poser.")
_OTHERS = [
    _parameter("default-graph-uri", "Graphe à fusionner dans le graphe par défaut.", several=True),
    _parameter("named-graph-uri", "Graphe que GRAPH voit.", several=True),
    {
        **_parameter("timeout", "Secondes, décimales admises ; ne peut que raccourcir la limite du service."),
        "schema": {"type": "number", "exclusiveMinimum": 0},
    },
]
_READS = ("_mediatype", "_lang", "Accept-Language")
_TYPES = (*SELECT_OFFERS, *GRAPH_OFFERS, HTML)
# 400: parameters or syntax; 403: update, LOAD, SERVICE; 413: body or result; 422: time or memory; 429: the client's
# budget; 500: the engine.
_PROBLEMS = (400, 403, 404, 406, 413, 422, 429, 500, 503)

BY_GET: dict[str, Any] = described(
    "La réponse, entière, ou sans requête la description du service",
    _TYPES,
    problems=_PROBLEMS,
    reads=_READS,
    extra={"parameters": [_QUERY, _QUESTION, *_OTHERS]},
)

_BODY: Described = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {
                "type": "object",
                "required": ["query"],
                "properties": {parameter["name"]: parameter["schema"] for parameter in (_QUERY, *_OTHERS)},
            }
        },
        "application/sparql-query": {"schema": {"type": "string"}, "example": "ASK { ?s ?p ?o }"},
    },
}

BY_POST: dict[str, Any] = described(
    "La réponse, entière",
    _TYPES,
    problems=(*_PROBLEMS, 415),
    reads=_READS,
    validators=False,
    extra={"parameters": _OTHERS, "requestBody": _BODY},
)
