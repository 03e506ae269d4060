"""/reconcile as its clients use it: OpenRefine's requests, scripts, browsers; answers conform to version 0.2."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema
import pytest

from pactes.settings import Settings

BASE = "https://w3id.org/pactes/"
CONTRACT = f"{BASE}id/contrat/contrat-de-ville-du-val-fictif-2015-2020"

# What Reconciliation Service API 0.2 (W3C Entity Reconciliation Community Group, final report of 10 April 2023, and its
# JSON Schemas) requires of answers, in our words.
Schema = Mapping[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1}
URL: Schema = {"type": "string", "pattern": "^https?://"}
TEMPLATE: Schema = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}


def record(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """An object with these members and no others."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def several(item: Schema) -> Schema:
    return {"type": "array", "items": item}


SHORT_TYPE = record({"id": TEXT}, {"name": TEXT})
TYPE = record({"id": TEXT, "name": TEXT}, {"description": TEXT, "broader": several(SHORT_TYPE)})
SERVICE = record({"service_url": URL, "service_path": TEXT})
SUGGEST = record(
    {"service_url": URL, "service_path": TEXT},
    {"flyout_service_url": URL, "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"}},
)
SETTING: Schema = {
    "type": "object",
    "required": ["type", "label", "name"],
    "properties": {"label": TEXT, "name": TEXT, "help_text": TEXT},
    "oneOf": [
        {"properties": {"type": {"const": "number"}, "default": {"type": "number"}}},
        {"properties": {"type": {"const": "text"}, "default": {"type": "string"}}},
        {"properties": {"type": {"const": "checkbox"}, "default": {"type": "boolean"}}},
        {
            "required": ["choices"],
            "properties": {
                "type": {"const": "select"},
                "default": {"type": "string"},
                "choices": several(record({"value": TEXT, "name": TEXT})),
            },
        },
    ],
}
MANIFEST = record(
    {
        "versions": {"type": "array", "items": TEXT, "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": URL,
        "schemaSpace": URL,
    },
    {
        "documentation": URL,
        "logo": URL,
        "serviceVersion": TEXT,
        "defaultTypes": {**several(TYPE), "uniqueItems": True},
        "view": record({"url": TEMPLATE}),
        "feature_view": record({"url": TEMPLATE}),
        "preview": record({"url": TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": record({}, {"entity": SUGGEST, "property": SUGGEST, "type": SUGGEST}),
        "extend": record({}, {"propose_properties": SERVICE, "property_settings": several(SETTING)}),
        "batchSize": {"type": "integer", "minimum": 1},
    },
)
CANDIDATE = record(
    {"id": TEXT, "name": TEXT, "score": {"type": "number"}},
    {
        "description": {"type": "string"},
        "match": {"type": "boolean"},
        "type": several(SHORT_TYPE),
        "features": several(record({"id": TEXT, "value": {"type": ["boolean", "number"]}})),
    },
)
RESULTS: Schema = {"type": "object", "additionalProperties": record({"result": several(CANDIDATE)})}
ENTITIES = record(
    {"result": several(record({"id": TEXT, "name": TEXT}, {"description": TEXT, "notable": several(SHORT_TYPE)}))}
)
TYPES = record({"result": several(TYPE)})
PROPERTIES = record({"result": several(record({"id": TEXT, "name": TEXT}, {"description": TEXT}))})
PROPOSALS = record(
    {"properties": several(record({"id": TEXT, "name": TEXT})), "type": {"type": "string"}},
    {"limit": {"type": "integer"}},
)
ISO = r"^\d{4}-(1[0-2]|0[1-9])-(3[01]|0[1-9]|[12]\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:[0-5]\d)?$"
CELL: Schema = {
    "oneOf": [
        record({}),
        record({"id": TEXT, "name": TEXT}, {"description": TEXT}),
        record({"str": {"type": "string"}}),
        record({"float": {"type": "number"}}),
        record({"int": {"type": "integer"}}),
        record({"date": {"type": "string", "pattern": ISO}}),
    ]
}
EXTENSION = record(
    {
        "meta": several(record({"id": TEXT, "name": TEXT}, {"type": SHORT_TYPE, "service": URL})),
        "rows": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": several(CELL)}},
    }
)
FLYOUT = record({"id": TEXT, "html": TEXT})


def conforms(answer: httpx.Response, schema: Schema) -> Any:
    """Return the JSON of a good answer, once it is found to conform."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    content = answer.json()
    jsonschema.validate(content, schema, jsonschema.Draft202012Validator)
    return content


@pytest.fixture(scope="module")
def service(corpus_address: str) -> Iterator[httpx.Client]:
    """A client of the service over the corpus; it follows no redirect."""
    with httpx.Client(base_url=corpus_address, timeout=60) as http:
        yield http


@pytest.fixture(scope="module")
def manifest(service: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = conforms(service.get("/reconcile"), MANIFEST)
    return found


def ask(service: httpx.Client, **queries: Any) -> dict[str, list[dict[str, Any]]]:
    """Send a batch as OpenRefine does, in a form; return the candidates of each query."""
    content = conforms(service.post("/reconcile", data={"queries": json.dumps(queries)}), RESULTS)
    assert set(content) == set(queries)
    return {key: told["result"] for key, told in content.items()}


def first(service: httpx.Client, name: str, **more: Any) -> dict[str, Any]:
    return ask(service, q0={"query": name, **more})["q0"][0]


@pytest.mark.parametrize(
    ("schema", "wrong"),
    [
        (MANIFEST, {"versions": ["0.1"], "name": "x", "identifierSpace": "http://x/", "schemaSpace": "http://x/"}),
        (MANIFEST, {"name": "x", "identifierSpace": "http://x/", "schemaSpace": "http://x/"}),
        (RESULTS, {"q0": {}}),
        (RESULTS, {"q0": {"result": [{"id": "x", "name": "x"}]}}),
        (RESULTS, []),
        (ENTITIES, {"result": [{"id": "x"}]}),
        (TYPES, {}),
        (EXTENSION, {"rows": {}}),
        (EXTENSION, {"meta": [], "rows": {"x": {"y": [{"date": "2015"}]}}}),
        (EXTENSION, {"meta": [], "rows": {"x": {"y": "z"}}}),
    ],
)
def test_the_schemas_refuse_what_the_specification_refuses(schema: Schema, wrong: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema, jsonschema.Draft202012Validator)


def test_the_manifest_says_all_that_the_service_does(manifest: dict[str, Any], corpus_address: str) -> None:
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == BASE
    assert {"preview", "suggest", "extend", "view", "feature_view", "documentation", "batchSize"} <= set(manifest)
    kinds = {told["id"] for told in manifest["defaultTypes"]}
    assert {f"{BASE}def#Territoire", f"{BASE}voc/type-territoire/commune", f"{BASE}def#Organisation"} <= kinds
    assert {f"{BASE}def#Contrat", f"{BASE}def#Dispositif", f"{BASE}voc/type-territoire/epci"} <= kinds
    assert manifest["logo"].startswith(corpus_address)
    assert httpx.get(manifest["logo"]).status_code == 200


def test_the_manifest_is_kept_by_caches_and_named_in_english(service: httpx.Client) -> None:
    answer = service.get("/reconcile")
    assert "Accept" in answer.headers["vary"]
    assert answer.headers["cache-control"]
    assert service.get("/reconcile", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    english = service.get("/reconcile", headers={"Accept-Language": "en"}).json()
    assert english["name"] == "pactes: territories, organisations and contracts of France"
    assert english["defaultTypes"] != answer.json()["defaultTypes"]


def test_a_batch_is_answered_in_a_form_and_in_the_address_alike(service: httpx.Client) -> None:
    batch = {"q0": {"query": "SAINT ETIENNE", "type": "commune"}, "q1": {"query": "CA du Boulonnais", "limit": 2}}
    posted = service.post("/reconcile", data={"queries": json.dumps(batch)})
    got = service.get("/reconcile", params={"queries": json.dumps(batch)})
    assert conforms(posted, RESULTS) == conforms(got, RESULTS)
    assert posted.json()["q0"]["result"][0]["id"] == f"{BASE}id/territoire/commune/42218"
    assert posted.json()["q1"]["result"][0]["id"] == f"{BASE}id/territoire/epci/246200729"
    assert service.get(got.request.url, headers={"If-None-Match": got.headers["etag"]}).status_code == 304


def test_the_shape_of_requests_of_openrefine_is_understood(service: httpx.Client) -> None:
    found = ask(
        service,
        q0={
            "query": "Saint-Denis",
            "type": f"{BASE}voc/type-territoire/commune",
            "type_strict": "should",
            "limit": 5,
            "properties": [{"pid": "departement", "v": "Seine-Saint-Denis"}],
        },
        q1={"query": "Saint-Denis", "type": ["commune"], "properties": [{"pid": "departement", "v": 974}]},
        q2={
            "query": "Saint-Denis",
            "type": "commune",
            "properties": [{"pid": "departement", "v": {"id": f"{BASE}id/territoire/departement/11", "name": "Aude"}}],
        },
    )
    assert [(found[q][0]["id"].rsplit("/", 1)[1], found[q][0]["match"]) for q in ("q0", "q1", "q2")] == [
        ("93066", True),
        ("97411", True),
        ("11339", True),
    ]
    assert {"id": "departement", "value": True} in found["q0"][0]["features"]


def test_namesakes_are_several_candidates_and_none_is_certain(service: httpx.Client) -> None:
    found = ask(service, q0={"query": "Saint-Denis", "type": "commune"})["q0"]
    assert len(found) == 5
    assert not any(candidate["match"] for candidate in found)
    scores = [candidate["score"] for candidate in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert found == ask(service, q0={"query": "Saint-Denis", "type": "commune"})["q0"]


def test_a_type_is_a_limit_and_so_is_the_number_of_candidates(service: httpx.Client) -> None:
    found = ask(
        service,
        ville={"query": "Mayenne", "type": "commune"},
        dept={"query": "Mayenne", "type": "departement"},
        deux={"query": "Mayenne", "type": ["commune", "departement"], "limit": 1},
    )
    assert {f"{BASE}voc/type-territoire/commune"} <= {t["id"] for t in found["ville"][0]["type"]}
    assert found["dept"][0]["id"] == f"{BASE}id/territoire/departement/53"
    assert len(found["deux"]) == 1


def test_codes_and_identifiers_name_their_thing(service: httpx.Client) -> None:
    for name in ("35238", f"{BASE}id/territoire/commune/35238", "id/territoire/commune/35238"):
        candidate = first(service, name)
        assert (candidate["id"], candidate["match"]) == (f"{BASE}id/territoire/commune/35238", True)
    assert first(service, "243 500 139")["name"] == "Rennes Métropole"
    by_code = ask(service, q0={"properties": [{"pid": "codeINSEE", "v": "1004"}]})["q0"]
    assert by_code[0]["id"] == f"{BASE}id/territoire/commune/01004"


def test_what_the_release_publishes_is_matched_too(service: httpx.Client) -> None:
    candidate = first(service, "contrat de ville du val fictif", type="Contrat")
    assert candidate["id"] == CONTRACT
    assert {f"{BASE}def#Contrat"} <= {told["id"] for told in candidate["type"]}
    refined = ask(
        service,
        bon={"query": "contrat de ville", "type": "Contrat", "properties": [{"pid": "date", "v": "2015"}]},
        autre={"query": "contrat de ville", "type": "Contrat", "properties": [{"pid": "date", "v": "1999"}]},
    )
    scores = {key: next(c["score"] for c in told if c["id"] == CONTRACT) for key, told in refined.items() if told}
    assert scores["bon"] > scores.get("autre", 0)
    assert first(service, "C.P.E.R.", type="Dispositif")["id"] == f"{BASE}voc/type-contrat/contrat-de-plan-etat-region"


def test_a_name_that_is_nowhere_has_no_candidate(service: httpx.Client) -> None:
    assert ask(service, q0={"query": "Zzyzx Qwrtp"}, q1={"query": ""}, q2={"query": "…"}) == {
        "q0": [],
        "q1": [],
        "q2": [],
    }


def test_an_empty_batch_has_an_empty_answer(service: httpx.Client) -> None:
    assert ask(service) == {}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"queries": "{"}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": '{"q0": "Rennes"}'}, 400),
        ({"queries": '{"q0": {}}'}, 400),
        ({"queries": '{"q0": {"query": 35}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "limit": 0}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "limit": 1e400}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "limit": NaN}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "type": "planete"}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "type_strict": "none"}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "couleur": "rouge"}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "properties": {"pid": "x"}}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "properties": [{"pid": "inconnue", "v": 1}]}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "properties": [{"pid": "siren", "v": [[1]]}]}}'}, 400),
        ({"queries": '{"q0": {"query": "\\ud800"}}'}, 400),
        ({"queries": '{"q0": {"query": "' + "a" * 501 + '"}}'}, 400),
        ({"queries": "[" * 100_000}, 400),
        ({"queries": json.dumps({f"q{n}": {"query": "Rennes"} for n in range(51)})}, 413),
        ({"queries": "{}", "extend": "{}"}, 400),
        ({}, 400),
        ({"extend": "{}"}, 400),
        ({"extend": '{"ids": [1], "properties": []}'}, 400),
        ({"extend": '{"ids": [], "properties": [{"id": "inconnue"}]}'}, 400),
        ({"extend": '{"ids": [], "properties": [{"id": "siren", "settings": "x"}]}'}, 400),
        ({"extend": json.dumps({"ids": ["x"] * 501, "properties": []})}, 413),
    ],
)
def test_what_is_not_as_it_should_be_is_refused_with_a_reason(
    service: httpx.Client, fields: dict[str, str], status: int
) -> None:
    answer = service.post("/reconcile", data=fields, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["detail"]) > 20


def test_a_batch_is_a_form(service: httpx.Client) -> None:
    answer = service.post("/reconcile", json={"queries": {}})
    assert answer.status_code == 415
    assert answer.headers["accept-post"] == "application/x-www-form-urlencoded"


def test_the_view_leads_to_the_page_of_a_thing(service: httpx.Client, manifest: dict[str, Any]) -> None:
    iri = f"{BASE}id/territoire/commune/35238"
    for shown in (iri, "territoire/commune/35238"):
        answer = httpx.get(manifest["view"]["url"].replace("{{id}}", quote(shown, safe="")))
        assert answer.status_code == 303
        assert answer.headers["location"] == "/doc/territoire/commune/35238"
    page = service.get("/doc/territoire/commune/35238", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "Rennes" in page.text
    assert service.get("/reconcile/view").status_code == 404


def test_no_two_places_of_the_page_have_one_anchor(service: httpx.Client, manifest: dict[str, Any]) -> None:
    page = service.get("/reconcile", headers={"Accept": "text/html"}).text
    anchors = re.findall(r'\sid="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert manifest["feature_view"]["url"].endswith("#{{id}}")
    assert {"nom", "departement", "siren"} <= set(anchors)  # what a feature may be


def test_a_preview_is_a_small_page(service: httpx.Client, manifest: dict[str, Any]) -> None:
    address = manifest["preview"]["url"].replace("{{id}}", quote(f"{BASE}id/territoire/commune/35238", safe=""))
    answer = httpx.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "Ille-et-Vilaine (35)" in answer.text
    assert "35238" in answer.text
    assert "x-frame-options" not in answer.headers
    assert "inhabitants" in httpx.get(address, headers={"Accept-Language": "en"}).text
    unknown = httpx.get(manifest["preview"]["url"].replace("{{id}}", "inconnu"))
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("sort", "schema", "prefix", "expected"),
    [
        ("entity", ENTITIES, "renn", f"{BASE}id/territoire/commune/35238"),
        ("entity", ENTITIES, "RENNES M", f"{BASE}id/territoire/epci/243500139"),
        ("entity", ENTITIES, f"{BASE}id/territoire/commune/35238", f"{BASE}id/territoire/commune/35238"),
        ("type", TYPES, "comm", f"{BASE}voc/type-territoire/commune"),
        ("type", TYPES, f"{BASE}def#Contrat", f"{BASE}def#Contrat"),
        ("property", PROPERTIES, "dép", "departement"),
        ("property", PROPERTIES, "", "population"),
    ],
)
def test_suggestions_find_what_is_typed(
    service: httpx.Client, manifest: dict[str, Any], sort: str, schema: Schema, prefix: str, expected: str
) -> None:
    told = manifest["suggest"][sort]
    address = told["service_url"] + told["service_path"]
    found = [item["id"] for item in conforms(httpx.get(address, params={"prefix": prefix}), schema)["result"]]
    assert expected in found
    shown = conforms(
        httpx.get(told["flyout_service_url"] + told["flyout_service_path"].replace("${id}", quote(expected, safe=""))),
        FLYOUT,
    )
    assert shown["id"] == expected


def test_suggestions_come_page_by_page(service: httpx.Client) -> None:
    pages = [
        [item["id"] for item in conforms(service.get(
            "/reconcile/suggest/entity", params={"prefix": "saint", "cursor": cursor}), ENTITIES)["result"]]
        for cursor in (0, 20)
    ]  # fmt: skip
    assert all(len(page) == 20 for page in pages)
    assert not set(pages[0]) & set(pages[1])
    assert service.get("/reconcile/suggest/entity", params={"prefix": "x", "cursor": "-1"}).status_code == 400
    assert service.get("/reconcile/suggest/entity", params={"prefix": "x" * 600}).status_code == 400


def test_properties_are_proposed_by_type(service: httpx.Client, manifest: dict[str, Any]) -> None:
    told = manifest["extend"]["propose_properties"]
    address = told["service_url"] + told["service_path"]
    communes = conforms(httpx.get(address, params={"type": f"{BASE}voc/type-territoire/commune"}), PROPOSALS)
    assert {"population", "codeINSEE", "epci"} <= {p["id"] for p in communes["properties"]}
    assert "partie" not in {p["id"] for p in communes["properties"]}
    contracts = conforms(httpx.get(address, params={"type": "Contrat", "limit": 2}), PROPOSALS)
    assert len(contracts["properties"]) == contracts["limit"] == 2
    assert conforms(httpx.get(address, params={"type": "inconnu"}), PROPOSALS)["properties"]


def test_an_extension_gives_the_values_of_properties(service: httpx.Client) -> None:
    rennes, boulonnais = f"{BASE}id/territoire/commune/35238", f"{BASE}id/territoire/epci/246200729"
    wanted = [{"id": pid} for pid in ("population", "codeINSEE", "siren", "departement", "region", "epci", "iri")]
    asked = {
        "ids": [rennes, boulonnais, "inconnu"],
        "properties": [*wanted, {"id": "membre", "settings": {"limit": 2}}],
    }
    answer = service.post("/reconcile", data={"extend": json.dumps(asked)})
    content = conforms(answer, EXTENSION)
    assert [column["id"] for column in content["meta"]] == [p["id"] for p in asked["properties"]]  # type: ignore[index]
    row = content["rows"][rennes]
    assert row["population"][0]["int"] > 200_000
    assert row["codeINSEE"] == [{"str": "35238"}]
    assert row["departement"] == [{"id": f"{BASE}id/territoire/departement/35", "name": "Ille-et-Vilaine"}]
    assert row["epci"] == [{"id": f"{BASE}id/territoire/epci/243500139", "name": "Rennes Métropole"}]
    assert row["iri"] == [{"str": rennes}]
    assert len(content["rows"][boulonnais]["membre"]) == 2
    assert all(values == [] for values in content["rows"]["inconnu"].values())
    assert service.get("/reconcile", params={"extend": json.dumps(asked)}).json() == content


def test_an_extension_tells_of_contracts(service: httpx.Client) -> None:
    asked = {
        "ids": [CONTRACT],
        "properties": [
            *({"id": pid} for pid in ("dateDebut", "dateFin", "dateSignature", "dispositif", "partie")),
            {"id": "nom"},
        ],
    }
    row = conforms(service.post("/reconcile", data={"extend": json.dumps(asked)}), EXTENSION)["rows"][CONTRACT]
    assert row["nom"][0]["str"]
    assert row["partie"]
    literal = {"ids": [CONTRACT], "properties": [{"id": "partie", "settings": {"content": "literal"}}]}
    told = conforms(service.post("/reconcile", data={"extend": json.dumps(literal)}), EXTENSION)
    assert told["rows"][CONTRACT]["partie"] == [{"str": cell["name"]} for cell in row["partie"]]


def test_a_browser_gets_the_page_that_says_how(service: httpx.Client, corpus_address: str) -> None:
    page = service.get("/reconcile", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert f"{corpus_address}reconcile" in page.text
    assert 'lang="en"' in service.get("/reconcile?_lang=en", headers={"Accept": "text/html"}).text
    asked = re.search(r"queries=(\{.*?\})'</code>", page.text, re.DOTALL)
    assert asked
    batch = asked[1].replace("&#34;", '"').replace("&quot;", '"')
    found = conforms(service.post("/reconcile", data={"queries": batch}), RESULTS)
    assert all(told["result"][0]["match"] for told in found.values())
    assert service.get("/limites", headers={"Accept": "application/json"}).json()["reconcile_batch"]


def test_the_budget_of_an_address_holds_here_too(
    serve: Callable[[Settings], AbstractContextManager[str]], corpus_releases: Path
) -> None:
    limits = Settings(releases=corpus_releases, workers=1, client_errors=2, trusted_proxies="127.0.0.1")
    with serve(limits) as address:
        asked = {"url": f"{address}reconcile", "data": {"queries": "{"}}
        statuses = [
            httpx.post(**asked, headers={"X-Forwarded-For": "203.0.113.7"}).status_code  # type: ignore[arg-type]
            for _ in range(4)
        ]
        assert statuses[:2] == [400, 400]
        assert statuses[-1] == 429
        assert httpx.post(**asked, headers={"X-Forwarded-For": "203.0.113.8"}).status_code == 400  # type: ignore[arg-type]


def test_types_below_a_type_are_of_that_type(service: httpx.Client) -> None:
    known = conforms(service.get("/reconcile/suggest/type", params={"prefix": ""}), TYPES)["result"]
    below = {told["id"] for told in known if any(b["id"] == f"{BASE}def#Organisation" for b in told.get("broader", ()))}
    assert below
    assert len({told["id"] for told in known}) == len(known)


def test_any_page_may_ask(service: httpx.Client) -> None:
    asked = {"Origin": "https://exemple.fr", "Access-Control-Request-Method": "POST"}
    preflight = service.options("/reconcile", headers=asked)
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
