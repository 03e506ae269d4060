"""What the reconciliation service answers, in the specification's JSON: manifest, candidates, suggestions, values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pactes
from pactes.reconciliation import Candidat, Demande, Entite, Rapprocheur
from pactes.reconciliation.entites import Sorte, Valeur
from pactes.reconciliation.presentation import decrire, valeurs
from pactes.reconciliation.types import (
    PROPRIETES,
    Propriete,
    TypeEntite,
    chercher_type,
    proprietes_pour,
    types,
    types_de,
)
from pactes.web.reconcile_lecture import BATCH, Extension, too_many

Json = dict[str, Any]

PREVIEW = (420, 220)
"""Width and height of a preview, in pixels."""

CELLS = 40_000
"""Values of one extension."""

_MAIN_KINDS = ("commune", "epci", "departement", "region", "arrondissement", "qpv")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def manifest(root: str, base: str, langue: str) -> Json:
    """Return the manifest of the service, whose public address is ``root`` (with a final slash)."""
    english = langue == "en"
    name = "pactes: territories, organisations and contracts of France" if english else (
        "pactes : territoires, organisations et contrats de France"
    )  # fmt: skip
    wanted = [f"def#{name}" for name in ("Territoire", "Organisation", "Contrat", "Dispositif")]
    wanted[1:1] = [f"voc/type-territoire/{kind}" for kind in _MAIN_KINDS]
    known = types()
    service = f"{root}reconcile"
    suggest = {
        sort: {
            "service_url": root.rstrip("/"),
            "service_path": f"/reconcile/suggest/{sort}",
            "flyout_service_url": root.rstrip("/"),
            "flyout_service_path": f"/reconcile/flyout/{sort}?id=${{id}}",
        }
        for sort in ("entity", "type", "property")
    }
    limit = "Values per row at most (0: all)" if english else "Valeurs par ligne, au plus (0 : toutes)"
    content = "Names, or things to match further" if english else "Des noms, ou des choses à rapprocher encore"
    return {
        "versions": ["0.2"],
        "name": name,
        "identifierSpace": base,
        "schemaSpace": f"{base}def#",
        "documentation": f"{service}?_mediatype=text/html",
        "logo": f"{root}static/pactes.svg",
        "serviceVersion": pactes.__version__,
        "defaultTypes": [type_json(known[path], base, langue) for path in wanted if path in known],
        "view": {"url": f"{service}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{service}?_mediatype=text/html#{{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": PREVIEW[0], "height": PREVIEW[1]},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": root.rstrip("/"), "service_path": "/reconcile/properties"},
            "property_settings": [
                {"name": "limit", "label": "Limite" if not english else "Limit", "type": "number", "default": 0,
                 "help_text": limit},
                {"name": "content", "label": "Contenu" if not english else "Content", "type": "select",
                 "default": "id", "help_text": content,
                 "choices": [{"value": "id", "name": "choses" if not english else "things"},
                             {"value": "literal", "name": "noms" if not english else "names"}]},
            ],
        },
        "batchSize": BATCH,
    }  # fmt: skip


def type_json(told: TypeEntite, base: str, langue: str, *, broader: bool = True) -> Json:
    """Return a type: its IRI, its name, and the type that it is part of."""
    found: Json = {"id": base + told.chemin, "name": told.nom(langue)}
    if broader and told.parent:
        found["broader"] = [type_json(types()[told.parent], base, langue, broader=False)]
    return found


def _types(entite: Entite, base: str, langue: str) -> list[Json]:
    known = types()
    return [type_json(known[path], base, langue, broader=False) for path in types_de(entite) if path in known]


def results(matcher: Rapprocheur, batch: Mapping[str, Demande], langue: str) -> Json:
    """Return the candidates of each query of a batch, the best first."""
    return {key: {"result": [_candidate(matcher, c, langue) for c in matcher.chercher(demande)]}
            for key, demande in batch.items()}  # fmt: skip


def _candidate(matcher: Rapprocheur, candidat: Candidat, langue: str) -> Json:
    entite = candidat.entite
    return {
        "id": matcher.base + entite.chemin,
        "name": entite.nom,
        "description": decrire(entite, langue, matcher.entite),
        "type": _types(entite, matcher.base, langue),
        "score": candidat.score,
        "match": candidat.certain,
        "features": [{"id": name, "value": value} for name, value in candidat.traits.items()],
    }


def entity_suggestions(matcher: Rapprocheur, entites: Iterable[Entite], langue: str) -> Json:
    """Return things for who types a name."""
    return {
        "result": [
            {
                "id": matcher.base + entite.chemin,
                "name": entite.nom,
                "description": decrire(entite, langue, matcher.entite),
                "notable": _types(entite, matcher.base, langue),
            }
            for entite in entites
        ]
    }


def type_suggestions(found: Iterable[TypeEntite], base: str, langue: str) -> Json:
    """Return types for who types a name."""
    return {"result": [type_json(told, base, langue) for told in found]}


def property_json(told: Propriete, langue: str) -> Json:
    """Return a property: its identifier and its name."""
    return {"id": told.pid, "name": told.nom(langue)}


def property_suggestions(found: Iterable[Propriete], langue: str) -> Json:
    """Return properties for who types a name."""
    return {"result": [property_json(told, langue) for told in found]}


def proposals(type_id: str, base: str, limit: int | None, langue: str) -> Json:
    """Return the properties that things of a type may have; all of them for a type that is not known."""
    told = chercher_type(type_id, base)
    classes = [told.classe] if told else [n for p in PROPRIETES.values() for n in p.classes]
    found = proprietes_pour(classes)[: limit or None]
    answer: Json = {"properties": [property_json(p, langue) for p in found], "type": type_id}
    return {**answer, "limit": limit} if limit else answer


def extended(matcher: Rapprocheur, asked: Extension, langue: str) -> Json:
    """Return the values of properties of things; raises the ``Problem`` 413 beyond ``CELLS`` values."""
    meta = []
    for pid, told, settings in asked.proprietes:
        column: Json = {"id": pid, "name": told.nom(langue)}
        if told.genre == "chose" and settings.get("content") != "literal":
            column["type"] = _range(told, matcher.base, langue)
        meta.append(column)
    rows: dict[str, dict[str, list[Json]]] = {}
    cells = 0
    for identifiant in asked.ids:
        entite = matcher.entite(identifiant)
        row: dict[str, list[Json]] = {}
        for pid, told, settings in asked.proprietes:
            found = valeurs(entite, told.pid, matcher.base) if entite is not None else ()
            limit = settings.get("limit")
            if isinstance(limit, int | float) and limit >= 1:
                found = found[: int(min(limit, CELLS))]
            row[pid] = [_cell(matcher, told, value, settings) for value in found]
            cells += len(row[pid])
        if cells > CELLS:
            raise too_many("valeurs", "values", CELLS)
        rows[identifiant] = row
    return {"meta": meta, "rows": rows}


def _range(told: Propriete, base: str, langue: str) -> Json:
    path = {"departement": "voc/type-territoire/departement", "region": "voc/type-territoire/region",
            "epci": "voc/type-territoire/epci", "membre": "voc/type-territoire/commune",
            "arrondissement": "voc/type-territoire/arrondissement", "partie": "def#Organisation",
            "dispositif": "def#Dispositif"}.get(told.pid, "def#Territoire")  # fmt: skip
    return type_json(types()[path], base, langue, broader=False)


def _cell(matcher: Rapprocheur, told: Propriete, value: Valeur, settings: Mapping[str, Any]) -> Json:
    if told.genre == "nombre" and isinstance(value, int):
        return {"int": value}
    text = str(value)
    if told.genre == "chose":
        other = matcher.entite(text)
        name = other.nom if other is not None else text.rsplit("/", 1)[-1]
        return {"str": name} if settings.get("content") == "literal" else {"id": matcher.base + text, "name": name}
    if told.genre == "date" and _DAY.fullmatch(text):
        return {"date": f"{text}T00:00:00Z"}
    if text.startswith("voc/"):
        text = matcher.base + text
    return {"str": text}


def flyout(identifiant: str, name: str, lines: Sequence[str]) -> Json:
    """Return the small preview of what is suggested: its name, and lines about it."""
    said = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return {"id": identifiant, "html": f"<h1>{escape(name)}</h1>{said}"}


SHOWN = (Sorte.OFFICIEL, Sorte.USAGE, Sorte.ANCIEN, Sorte.SIGLE)
"""Names that a preview shows."""


def codes(entite: Entite, matcher: Rapprocheur, langue: str) -> list[tuple[str, str]]:
    """Return the official codes of a thing, each with the name of its property."""
    wanted = (PROPRIETES[pid] for pid in ("codeINSEE", "siren"))
    return [(told.nom(langue), str(v)) for told in wanted for v in valeurs(entite, told.pid, matcher.base)]
