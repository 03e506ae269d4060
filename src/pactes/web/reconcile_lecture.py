"""What a reconciliation request asks for, read from its JSON: whatever is not as the specification says is a 400."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pactes.reconciliation import Critere, Demande
from pactes.reconciliation.types import PROPRIETES, Propriete, chercher_type
from pactes.web.problems import Problem

BATCH = 50
"""Queries of one batch (``batchSize`` of the manifest)."""

QUERY_LENGTH = 500
"""Characters of a name, and of any other text of a query."""

CANDIDATES, DEFAULT_CANDIDATES = 50, 5
"""Candidates that one query may ask for, and how many it gets when it does not say."""

IDS, PROPERTIES, VALUES = 500, 30, 20
"""Identifiers and properties of one extension (properties of one query, too); values of one property of a query."""

_QUERY_MEMBERS = frozenset({"query", "type", "type_strict", "limit", "properties"})
_STRICT = ("any", "should", "all")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")  # half a character, which no text in UTF-8 may hold


@dataclass(frozen=True, slots=True)
class Extension:
    """A data extension: the identifiers, each property with the identifier it was asked by, and its settings."""

    ids: tuple[str, ...]
    proprietes: tuple[tuple[str, Propriete, Mapping[str, Any]], ...]


def refused(fr: str, en: str) -> Problem:
    """Return the 400 of a request that is not as it should be."""
    return Problem("bad-request", fr, en)


def too_many(what_fr: str, what_en: str, limit: int) -> Problem:
    """Return the 413 of a request that asks for too much at once."""
    return Problem(
        "too-large",
        f"Trop de {what_fr} en une fois : {limit} au plus. Envoyez-les en plusieurs fois.",
        f"Too many {what_en} at once: at most {limit}. Send them in several requests.",
        extra={"limit": what_fr, "value": str(limit)},
    )


def read_json(text: str, name: str) -> Any:
    """Return what a JSON text holds; raises the ``Problem`` 400 for another text."""
    try:
        content = json.loads(text, parse_constant=_no_constant)
        if _SURROGATE.search(text):
            json.dumps(content, ensure_ascii=False).encode()
        return content
    except (ValueError, RecursionError) as error:
        told = "trop imbriqué" if isinstance(error, RecursionError) else str(error)
        raise refused(
            f"« {name} » n'est pas du JSON correct : {told[:200]}.", f"“{name}” is not valid JSON: {str(error)[:200]}."
        ) from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} n'est pas un nombre")


def read_batch(text: str, base: str) -> dict[str, Demande]:
    """Return the queries of a batch, by key; raises the ``Problem`` 400 or 413."""
    batch = read_json(text, "queries")
    if not isinstance(batch, dict):
        raise refused(
            "« queries » est un objet JSON : une clé par requête, {\"q0\": {\"query\": \"…\"}}.",
            "“queries” is a JSON object with one key per query: {\"q0\": {\"query\": \"…\"}}.",
        )  # fmt: skip
    if len(batch) > BATCH:
        raise too_many("requêtes", "queries", BATCH)
    return {key: _query(key, query, base) for key, query in batch.items()}


def _query(key: str, query: Any, base: str) -> Demande:
    shown = key[:40]
    if not isinstance(query, dict) or not set(query) <= _QUERY_MEMBERS:
        raise refused(
            f"La requête « {shown} » est un objet dont les membres sont parmi : {', '.join(sorted(_QUERY_MEMBERS))}.",
            f"The query “{shown}” is an object with members among: {', '.join(sorted(_QUERY_MEMBERS))}.",
        )
    text = query.get("query", "")
    if not isinstance(text, str) or len(text) > QUERY_LENGTH:
        raise refused(
            f"« query » de « {shown} » est un texte de {QUERY_LENGTH} caractères au plus.",
            f"“query” of “{shown}” is a text of at most {QUERY_LENGTH} characters.",
        )
    criteria = tuple(_criterion(shown, item) for item in _list(query.get("properties", []), shown, "properties"))
    if "query" not in query and not criteria:
        raise refused(
            f"La requête « {shown} » a « query », « properties », ou les deux.",
            f"The query “{shown}” has “query”, “properties”, or both.",
        )
    if query.get("type_strict", "should") not in _STRICT:
        raise refused(
            f"« type_strict » de « {shown} » est parmi : {', '.join(_STRICT)}.",
            f"“type_strict” of “{shown}” is one of: {', '.join(_STRICT)}.",
        )
    return Demande(text, _types(query.get("type"), shown, base), _limit(query.get("limit"), shown), criteria)


def _limit(limit: Any, shown: str) -> int:
    if limit is None:
        return DEFAULT_CANDIDATES
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 1 <= limit < 1e9 or int(limit) != limit:
        raise refused(
            f"« limit » de « {shown} » est un nombre entier à partir de 1.",
            f"“limit” of “{shown}” is a whole number from 1.",
        )
    return min(int(limit), CANDIDATES)


def _list(given: Any, shown: str, name: str) -> list[Any]:
    if not isinstance(given, list):
        raise refused(f"« {name} » de « {shown} » est une liste.", f"“{name}” of “{shown}” is a list.")
    if len(given) > PROPERTIES:
        raise too_many("propriétés", "properties", PROPERTIES)
    return given


def _types(given: Any, shown: str, base: str) -> frozenset[str]:
    names = given if isinstance(given, list) else [] if given is None or given == "" else [given]
    if len(names) > PROPERTIES:
        raise too_many("types", "types", PROPERTIES)
    found = set()
    for name in names:
        if isinstance(name, dict):
            name = name.get("id")
        found.add(read_type(name, shown, base))
    return frozenset(found)


def read_type(name: Any, shown: str, base: str) -> str:
    """Return the path of a type that is named; raises the ``Problem`` 400 for one that is not known."""
    known = chercher_type(name, base) if isinstance(name, str) else None
    if known is None:
        told = f"« {str(name)[:100]} »"
        raise refused(
            f"Le type {told} de « {shown} » n'est pas connu : /reconcile/suggest/type les donne tous.",
            f"The type {told} of “{shown}” is not known: /reconcile/suggest/type gives them all.",
        )
    return known.chemin


def read_property(pid: Any, base: str) -> Propriete:
    """Return the property of an identifier (or of its IRI); raises the ``Problem`` 400 for one that is not known."""
    known = PROPRIETES.get(pid.removeprefix(f"{base}def#")) if isinstance(pid, str) else None
    if known is None:
        raise refused(
            f"La propriété « {str(pid)[:100]} » n'est pas connue. Propriétés : {', '.join(PROPRIETES)}.",
            f"The property “{str(pid)[:100]}” is not known. Properties: {', '.join(PROPRIETES)}.",
        )
    return known


def _criterion(shown: str, item: Any) -> Critere:
    if not isinstance(item, dict) or "pid" not in item or "v" not in item:
        raise refused(
            f"Chaque élément de « properties » de « {shown} » a un « pid » et un « v ».",
            f"Each item of “properties” of “{shown}” has a “pid” and a “v”.",
        )
    known = read_property(item["pid"], "")
    given = item["v"] if isinstance(item["v"], list) else [item["v"]]
    if len(given) > VALUES:
        raise too_many("valeurs d'une propriété", "values of a property", VALUES)
    return Critere(known.pid, tuple(text for value in given if (text := _value(shown, value))))


def _value(shown: str, value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value) if isinstance(value, str | int | float) else None
    if text is None or len(text) > QUERY_LENGTH:
        raise refused(
            f"Une valeur (« v ») de « {shown} » est un texte, un nombre, un booléen ou un objet avec « id ».",
            f"A value (“v”) of “{shown}” is a text, a number, a boolean or an object with an “id”.",
        )
    return text.strip()


def read_extension(text: str, base: str) -> Extension:
    """Return what an extension asks for; raises the ``Problem`` 400 or 413."""
    asked = read_json(text, "extend")
    ids = asked.get("ids") if isinstance(asked, dict) else None
    properties = asked.get("properties") if isinstance(asked, dict) else None
    if not isinstance(ids, list) or not isinstance(properties, list) or not all(isinstance(i, str) for i in ids):
        raise refused(
            "« extend » est un objet JSON avec « ids » (liste de textes) et « properties » (liste d'objets).",
            "“extend” is a JSON object with “ids” (a list of texts) and “properties” (a list of objects).",
        )
    if len(ids) > IDS:
        raise too_many("identifiants", "identifiers", IDS)
    if len(properties) > PROPERTIES:
        raise too_many("propriétés", "properties", PROPERTIES)
    found = []
    for item in properties:
        if not isinstance(item, dict) or not isinstance(item.get("settings") or {}, dict):
            raise refused(
                "Chaque élément de « properties » est un objet avec « id », et « settings » s'il y en a.",
                "Each item of “properties” is an object with an “id”, and “settings” if any.",
            )
        found.append((str(item.get("id")), read_property(item.get("id"), base), item.get("settings") or {}))
    return Extension(tuple(ids), tuple(found))
