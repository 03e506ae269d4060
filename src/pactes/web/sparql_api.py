"""What the API description (OpenAPI) says of /sparql."""

from __future__ import annotations

from typing import Any

from pactes.web.media import GRAPH_OFFERS, SELECT_OFFERS


def _parameter(name: str, what: str, *, several: bool = False) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if several:
        schema = {"type": "array", "items": schema}
    return {"name": name, "in": "query", "description": what, "required": False, "schema": schema}


PARAMETERS = [
    _parameter("query", "La requête SPARQL 1.1 ; sans elle, GET décrit le service."),
    _parameter("default-graph-uri", "Graphe à fusionner dans le graphe par défaut.", several=True),
    _parameter("named-graph-uri", "Graphe que GRAPH voit.", several=True),
    _parameter("timeout", "Secondes, décimales admises ; ne peut que raccourcir la limite du service."),
    _parameter("_mediatype", "Type de la réponse ; l'emporte sur l'en-tête Accept."),
]
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "La réponse, entière",
        "content": {offer.essence: {} for offer in (*SELECT_OFFERS, *GRAPH_OFFERS)},
    },
    **{
        status: {"description": what, "content": {"application/problem+json": {}}}
        for status, what in (
            (400, "Requête mal formée"),
            (403, "Mise à jour, LOAD ou SERVICE : refusé, rien n'a été exécuté"),
            (406, "Aucun type acceptable ; la liste de ce qui est proposé"),
            (413, "Corps ou réponse trop volumineux"),
            (422, "Limite de temps ou de mémoire dépassée ; la limite et l'adresse des fichiers à télécharger"),
            (500, "Le moteur a failli sur cette requête ; comment l'écrire autrement"),
            (503, "Occupé ; voir Retry-After"),
        )
    },
}

BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": {"query": {"type": "string"}}}
        },
        "application/sparql-query": {"schema": {"type": "string"}},
    },
}
