"""What an editor of queries proposes: prefixes, classes, properties and concepts of the release, with their counts.

Counts are those that the release tells of itself (VoID); one that tells none has its terms without counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from pyoxigraph import Literal
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.store import Store
from pactes.web import responses
from pactes.web.cache import Made, Representations
from pactes.web.crowd import place_of
from pactes.web.described import described
from pactes.web.labels import labels
from pactes.web.negotiation import Offer, negotiate
from pactes.web.reader import Reader, StoreReader, prefixes, required, text

router = APIRouter(tags=["SPARQL"])

_JSON = Offer("json", "application/json")
_CONCEPTS = 2000
"""Concepts that are told at most: the vocabularies of the house hold some hundreds."""

_COUNTED = """SELECT ?term ?kind (MAX(?count) AS ?number) WHERE {{
  <{dataset}> void:{kind}Partition ?part . ?part void:{kind} ?term ; void:{unit} ?count .
  BIND ("{name}" AS ?kind)
}} GROUP BY ?term ?kind"""
_DEFINED = """SELECT DISTINCT ?term ?kind WHERE {
  VALUES (?type ?kind) { (owl:Class "classe") (owl:ObjectProperty "propriete") (owl:DatatypeProperty "propriete")
                         (owl:AnnotationProperty "propriete") }
  ?term a ?type .
}"""
_OF_THE_VOCABULARIES = """SELECT ?concept ?label WHERE {
  ?concept skos:inScheme ?scheme ; skos:prefLabel ?label .
} ORDER BY ?concept ?label LIMIT """


@router.get(
    "/sparql/completion.json",
    summary="Les termes à proposer dans un éditeur de requêtes",
    response_class=Response,
    **described(
        "Préfixes, classes, propriétés et concepts de la version, avec leurs noms et leurs nombres",
        (_JSON,),
        problems=(406, 413, 422, 503),
        schema={
            "type": "object",
            "required": ["prefixes", "termes", "concepts"],
            "properties": {
                "prefixes": {"type": "object", "additionalProperties": {"type": "string"}},
                "termes": {"type": "array", "items": {"type": "object"}},
                "concepts": {"type": "array", "items": {"type": "object"}},
            },
        },
    ),
)
async def completion(request: Request) -> Response:
    """Answer with what can be proposed to who writes a query over the current release."""
    negotiate(request.headers.get("accept"), (_JSON,))
    store: Store = request.app.state.store
    kept: Representations = request.app.state.representations
    etag = responses.made_tag(request, "completion")
    held = responses.not_modified(request, etag, _JSON.media_type, "Accept")
    if held is not None:
        return held
    release = store.release_id
    made = kept.get(release, "completion")
    if made is None:
        reader = StoreReader(store, request.app.state.settings.base_iri, place_of(request))
        body = json.dumps(await _content(reader), ensure_ascii=False, separators=(",", ":")).encode()
        made = Made(body, packed=await run_in_threadpool(responses.pack, body))
        kept.keep(release, "completion", made)
    tag = etag if etag == responses.made_tag(request, "completion") else None
    return responses.respond(request, made.body, _JSON.media_type, vary="Accept", etag=tag, packed=made.packed)


async def _content(reader: Reader) -> Mapping[str, Any]:
    kinds: dict[str, str] = {}
    counts: dict[str, int] = {}
    dataset = f"{reader.base}jeu/pactes"
    for kind, unit, name in (("class", "entities", "classe"), ("property", "triples", "propriete")):
        rows = await reader.select(_COUNTED.format(dataset=dataset, kind=kind, unit=unit, name=name))
        for row in rows:
            kinds[required(row, "term")] = name
            counts[required(row, "term")] = int(text(row, "number") or 0)
    for row in await reader.select(_DEFINED):
        kinds.setdefault(required(row, "term"), required(row, "kind"))
    french, english = await _names(reader, kinds, "fr"), await _names(reader, kinds, "en")
    terms = [
        _without_nothing({"iri": iri, "genre": kinds[iri], "fr": french[iri], "en": english[iri], "n": counts.get(iri)})
        for iri in sorted(kinds, key=lambda iri: (not iri.startswith(reader.base), -counts.get(iri, 0), iri))
    ]
    return {"prefixes": prefixes(reader.base), "termes": terms, "concepts": await _concepts(reader)}


async def _names(reader: Reader, iris: Iterable[str], language: str) -> Mapping[str, str]:
    return {iri: name.value for iri, name in (await labels(reader, iris, language)).items()}


async def _concepts(reader: Reader) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in await reader.select(f"{_OF_THE_VOCABULARIES}{2 * _CONCEPTS}"):
        label = row["label"]
        if isinstance(label, Literal):
            concept = found.setdefault(required(row, "concept"), {"iri": required(row, "concept")})
            concept.setdefault(label.language if label.language == "en" else "fr", label.value)
    return list(found.values())[:_CONCEPTS]


def _without_nothing(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}
