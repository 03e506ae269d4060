"""/openapi.json: the description of every route, made from the routes themselves so that it cannot drift from them.

The framework gathers what each route says (``pactes.web.described``); added here is what the application does for all
of them: HEAD and OPTIONS (``methods``), the refusal of a bad Host or of an endless address (``proxies``), open access
from any page (``cors``), and the shapes that answers share.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.web.described import PARAMETERS, Described, described, headers, problem, redirection
from pactes.web.problem_types import TITLES
from pactes.web.responses import public_url, respond

router = APIRouter(tags=["Service"])

_EVERYWHERE = (400, 414)
_OF_RANGES = ("206", "416")
_DESCRIPTION = """\
Les contrats territoriaux français en données liées, chaque fait avec la phrase qui le dit.

- Toute adresse qui admet GET admet HEAD, qui répond de même sans corps, et OPTIONS, qui dit les méthodes admises ; une
  autre méthode reçoit 405 avec « Allow ».
- Toute erreur est un document de problème (RFC 9457) ou, pour qui demande du HTML, une page.
- Une redirection reste sur l'hôte du visiteur ; une barre finale de trop ou de moins est redirigée (308).
- Toute page d'un autre site peut lire ce service (CORS, sans cookie ni identité).

French territorial contracts as linked data, each fact with the sentence that states it. Every address that allows GET
allows HEAD and OPTIONS; other methods get 405 with Allow. Every error is a problem document (RFC 9457), in French or
English, or a page for who asks for HTML.
"""
_PROBLEM_SCHEMA: Described = {
    "type": "object",
    "description": "Document de problème (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "IRI du type d'erreur ; une page y dit quoi faire."},
        "title": {"type": "string"},
        "status": {"type": "integer", "enum": sorted({status for status, *_ in TITLES.values()})},
        "detail": {"type": "string", "description": "Ce qui n'a pas été, et que faire."},
        "instance": {"type": "string", "description": "Le chemin demandé."},
        "limit": {"type": "string", "description": "La limite dépassée."},
        "value": {"type": "string", "description": "Sa valeur, avec son unité."},
        "limits": {"type": "string", "format": "uri", "description": "Où toutes les limites sont dites."},
        "dump": {"type": "string", "format": "uri", "description": "Où télécharger les données entières."},
        "lastVersion": {"type": "string", "description": "La dernière version gardée qui parle de la chose."},
        "document": {"type": "string", "format": "uri", "description": "Le document de la chose dans cette version."},
        "offered": {"type": "array", "items": {"type": "string"}, "description": "Les types proposés."},
        "profiles": {"type": "array", "items": {"type": "object"}, "description": "Les profils proposés."},
    },
}


def install(app: FastAPI) -> None:
    """Give the application its description: the framework's ``app.openapi`` becomes ours."""
    made: list[dict[str, Any]] = []

    def openapi() -> dict[str, Any]:
        if not made:
            made.append(describe(app))
        return made[0]

    app.openapi = openapi  # type: ignore[method-assign]


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description of an application (OpenAPI 3.1)."""
    told = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary="Contrats territoriaux : données liées, SPARQL, documents et catalogue",
        description=_DESCRIPTION,
        routes=app.routes,
        license_info={"name": "Licence Ouverte 2.0 (données)", "identifier": "etalab-2.0"},
    )
    paths = told["paths"]
    paths["/static/{path}"] = {"get": _static()}
    paths["/version/{name}/sparql"] = {method: _of_version(told) for method, told in paths["/sparql"].items()}
    paths["/version/{name}/{path}"] = {"get": _as_it_was()}
    for path, methods in paths.items():
        for operation in methods.values():
            _complete(operation)
        if "get" in methods:
            methods["head"] = _head(methods["get"])
            methods["options"] = _options(methods["get"], path)
    # What the framework says of its own errors is not how they are told here.
    schemas = told.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Probleme"] = _PROBLEM_SCHEMA
    told["components"]["parameters"] = {name: dict(parameter) for name, parameter in PARAMETERS.items()}
    return told


def _complete(operation: Described) -> None:
    """Add what is true of every operation."""
    answers = operation["responses"]
    if "HTTPValidationError" in json.dumps(answers.get("422", {})):
        del answers["422"]
    for status in _EVERYWHERE:
        answers.setdefault(str(status), problem(status))
    operation["responses"] = dict(sorted(answers.items()))
    for answer in operation["responses"].values():
        answer.setdefault("headers", {})["Access-Control-Allow-Origin"] = {
            "description": "Toute page peut lire la réponse.",
            "required": True,
            "schema": {"type": "string", "const": "*"},
        }


def _head(get: Described) -> Described:
    told = copy.deepcopy(get)
    told["operationId"] = f"{get['operationId']}_head"
    told["summary"] = f"{get['summary']} : en-têtes seuls"
    told["responses"] = {status: answer for status, answer in told["responses"].items() if status not in _OF_RANGES}
    for answer in told["responses"].values():
        answer.pop("content", None)
    told["parameters"] = [
        parameter
        for parameter in told.get("parameters", ())
        if not parameter.get("$ref", "").endswith(("/Range", "/If-Range"))
    ]
    return told


def _options(get: Described, path: str) -> Described:
    answers: Described = {"204": {"description": "Les méthodes admises", "headers": headers(("Allow",))}}
    answers |= {str(status): problem(status) for status in (*_EVERYWHERE, *((404,) if "{" in path else ()))}
    if "308" in get["responses"]:
        answers["308"] = copy.deepcopy(get["responses"]["308"])
    told: Described = {
        "tags": get.get("tags", []),
        "summary": "Les méthodes admises",
        "operationId": f"{get['operationId']}_options",
        "responses": answers,
    }
    if in_path := [parameter for parameter in get.get("parameters", ()) if parameter.get("in") == "path"]:
        told["parameters"] = copy.deepcopy(in_path)
    _complete(told)
    return told


_VERSION_NAME: Described = {
    "name": "name",
    "in": "path",
    "required": True,
    "description": "Une version (2026.11.1), ou l'identifiant d'une construction.",
    "schema": {"type": "string"},
}


def _of_version(operation: Described) -> Described:
    """Return the description of the same operation over a former release."""
    told = copy.deepcopy(operation)
    told["operationId"] = f"{operation['operationId']}_version"
    told["summary"] = f"{operation['summary']}, dans une version"
    told["tags"] = ["Versions"]
    told["parameters"] = [dict(_VERSION_NAME), *told.get("parameters", ())]
    for status in (404, 410):
        told["responses"].setdefault(str(status), problem(status))
    return told


def _as_it_was() -> Described:
    """Return the description of every other address of a former release: what it is for the current one."""
    elsewhere = {status: redirection("Comme à la même adresse du service actuel") for status in (301, 303, 308)}
    told = described(
        "Ce qui se lit à la même adresse du service actuel, tel que c'était",
        ("*/*",),
        problems=(404, 406, 410, 503),
        reads=("_mediatype", "_profile", "_lang", "Accept-Profile", "Accept-Language"),
        validators=False,
        varies=False,
        more={304: {"description": "Inchangé depuis ce que le client tient"}, 412: problem(412), **elsewhere},
    )
    path = {"name": "path", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "tags": ["Versions"],
        "summary": "Le service tel qu'il était à une version",
        "operationId": "former_release",
        "parameters": [dict(_VERSION_NAME), path, *told["openapi_extra"]["parameters"]],
        "responses": {str(status): answer for status, answer in told["responses"].items()},
    }


def _static() -> Described:
    told = described("Le fichier", ("text/css", "text/javascript", "image/svg+xml"), problems=(404,), varies=False)
    return {
        "tags": ["Service"],
        "summary": "Un fichier dont les pages se servent",
        "operationId": "static_file",
        "parameters": [
            {"name": "path", "in": "path", "required": True, "schema": {"type": "string"}},
            *told["openapi_extra"]["parameters"],
        ],
        "responses": {str(status): answer for status, answer in told["responses"].items()},
    }


@router.get(
    "/openapi.json",
    summary="La description de ce service (OpenAPI 3.1)",
    response_class=Response,
    **described("La description", ("application/json",), problems=(), varies=False, schema={"type": "object"}),
)
async def openapi_document(request: Request) -> Response:
    """Answer with the description; its server is the public address of the service."""
    told = {**request.app.openapi(), "servers": [{"url": public_url(request).rstrip("/")}]}
    body = await run_in_threadpool(json.dumps, told, ensure_ascii=False)
    return respond(request, body.encode(), "application/json", vary="")
