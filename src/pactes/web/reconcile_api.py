"""What the API description (OpenAPI) says of /reconcile and of what is below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pactes.web.described import Described, described, parameters, problem, redirection
from pactes.web.media import HTML
from pactes.web.reconcile_lecture import BATCH

JSON = "application/json"
_READS = ("_lang", "Accept-Language")
_OBJECT: Mapping[str, Any] = {"type": "object"}
_QUERIES = {
    "name": "queries",
    "in": "query",
    "required": False,
    "description": f"Un lot de requêtes en JSON, {BATCH} au plus ; sans lui, GET donne le manifeste du service.",
    "schema": {"type": "string"},
    "example": '{"q0": {"query": "Cté d\'agglo du Boulonnais", "type": "epci", "limit": 3}}',
}
_EXTEND = {
    "name": "extend",
    "in": "query",
    "required": False,
    "description": "Des identifiants et des propriétés en JSON : la réponse donne leurs valeurs.",
    "schema": {"type": "string"},
    "example": '{"ids": ["id/territoire/departement/62"], "properties": [{"id": "population"}, {"id": "region"}]}',
}
# 413: batch, body or result; 422, 503: the release, when it is read for the first time; 429: the client's budget.
_PROBLEMS = (400, 413, 422, 429, 500, 503)


def _query(name: str, what: str, *, required: bool = False, **schema: Any) -> Described:
    told = {"type": "string", **schema}
    return {"name": name, "in": "query", "required": required, "description": what, "schema": told}


BY_GET: dict[str, Any] = described(
    "Le manifeste du service, le mode d'emploi (HTML), les candidats de chaque requête ou les valeurs demandées",
    (JSON, HTML),
    problems=(*_PROBLEMS, 406),
    reads=("_mediatype", *_READS),
    has=("Link",),
    schema=_OBJECT,
    extra={"parameters": [_QUERIES, _EXTEND]},
)
BY_POST: dict[str, Any] = described(
    "Les candidats de chaque requête, ou les valeurs demandées",
    (JSON,),
    problems=(*_PROBLEMS, 415),
    reads=_READS,
    validators=False,
    has=("Cache-Control",),
    schema=_OBJECT,
    extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "queries": {"type": "string", "description": _QUERIES["description"]},
                            "extend": {"type": "string", "description": _EXTEND["description"]},
                        },
                    }
                }
            },
        }
    },
)
SUGGEST: dict[str, Any] = described(
    "Ce qui porte ce nom, ou un nom qui commence ainsi",
    (JSON,),
    problems=_PROBLEMS,
    reads=_READS,
    schema=_OBJECT,
    extra={
        "parameters": [
            _query("prefix", "Ce qui est tapé."),
            _query("cursor", "Combien de suggestions sauter.", type="integer", minimum=0, maximum=1000),
            _query("type", "Un type, pour les choses."),
        ]
    },
)
PROPERTIES: dict[str, Any] = described(
    "Les propriétés que les choses de ce type ont",
    (JSON,),
    problems=(400,),
    reads=_READS,
    schema=_OBJECT,
    extra={
        "parameters": [
            _query("type", "Le type, par son IRI ou son dernier mot ; tous sinon."),
            _query("limit", "Combien de propriétés, au plus.", type="integer", minimum=1, maximum=1000),
        ]
    },
)
_ID = _query("id", "L'identifiant : un IRI, entier ou sans sa base.")
PREVIEW: dict[str, Any] = described(
    "Un aperçu, à montrer dans un cadre",
    (HTML,),
    problems=(*_PROBLEMS, 404),
    reads=_READS,
    has=("Content-Language",),
    extra={"parameters": [_ID]},
)
FLYOUT: dict[str, Any] = described(
    "Un aperçu en JSON", (JSON,), problems=(*_PROBLEMS, 404), reads=_READS, schema=_OBJECT, extra={"parameters": [_ID]}
)
VIEW: dict[str, Any] = {
    "status_code": 303,
    "responses": {303: redirection("Vers la page de la chose"), 400: problem(400), 404: problem(404)},
    "openapi_extra": {"parameters": [_ID, *parameters(("_lang", "Accept-Language"))]},
}
