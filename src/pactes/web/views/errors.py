"""What an error page adds to a problem: what it means, what to do, what to look for instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request

from pactes.web.addresses import OUTER
from pactes.web.menu import served
from pactes.web.problem_types import MEANINGS
from pactes.web.views.common import Visit

_LONGEST = 80
_NO_WORDS = frozenset({"doc", "id", "voc", "graphe", "jeu", "version"})
_PARTS = frozenset(
    {
        *(
            "contrat",
            "territoire",
            "organisation",
            "document",
            "dispositif",
            "commune",
            "epci",
            "departement",
            "region",
        ),
        *("axe", "objectif", "action", "engagement", "financement", "signature", "instance", "indicateur", "passage"),
        *("enonce", "contradiction"),
    }
)
"""Parts of addresses that say what kind of thing is there."""
_KINDS = {
    "contrat": "Contrat",
    "territoire": "Territoire",
    "organisation": "Organisation",
    "document": "Document",
    "dispositif": "Dispositif",
}


def words_of(path: str) -> str:
    """Return what someone may have looked for at an address: the words of its last part that has some.

    ``/doc/contrat/contrat-de-ville-de-lens.html`` gives « contrat de ville de lens »; a path of codes only gives
    nothing.
    """
    for part in reversed([part for part in unquote(path).split("/") if part]):
        bare = re.sub(r"\.(?:html|ttl|jsonld|rdf|nt|nq|trig|json|csv)$", "", part)
        words = [word for word in re.split(r"[\W_]+", bare) if word and word.lower() not in _NO_WORDS]
        if any(len(word) > 2 and not word.isdecimal() for word in words) and bare.lower() not in _PARTS:
            return " ".join(words)[:_LONGEST].strip()
    return ""


_PAGES = re.compile(r"(?<![\w/:.])(/(?:version|dump|probleme|limites)/?)(?=[\s).,;]|$)")


def linked(visit: Visit, detail: str) -> tuple[tuple[str, str | None], ...]:
    """Return the words of a problem in pieces: those that are the address of a page come with where they lead."""
    pieces = (
        (piece, visit.addresses.url(piece) if rank % 2 else None) for rank, piece in enumerate(_PAGES.split(detail))
    )
    return tuple((piece, href) for piece, href in pieces if piece)


def kind_of(path: str) -> str:
    """Return the kind of things under which an address is, as the search calls it; an empty text for none."""
    parts = [part for part in path.split("/") if part]
    return next((_KINDS[part] for part in parts[:3] if part in _KINDS), "")


def help_of(request: Request, visit: Visit, problem: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``erreur.html`` prints beside the problem itself; it asks nothing of the store."""
    slug = str(problem["type"]).rsplit("/", 1)[-1]
    path = request.url.path.removeprefix(visit.addresses.root)
    status = int(problem["status"])
    query = f"?{request.url.query}" if request.url.query else ""
    missing = status in (404, 410) and path not in served(request.app)  # the address itself is what is wrong
    offered = tuple(str(offer) for offer in problem.get("offered", ()))
    kept = {name: value for name, value in request.query_params.items() if name != "_mediatype"}
    return {
        "dit": linked(visit, str(problem["detail"])),
        "sens": MEANINGS[slug][1 if visit.language.code == "en" else 0] if slug in MEANINGS else None,
        "page_du_type": visit.addresses.url(f"/probleme/{slug}"),
        "mots": words_of(path) if missing else "",
        "genre": kind_of(path) if missing else "",
        "recommencer": f"{request.url.path}{query}" if status in (429, 500, 503) and request.method == "GET" else None,
        "proposes": tuple(
            (offer, visit.addresses.url(path, **{**kept, "_mediatype": offer.partition(";")[0]})) for offer in offered
        ),
        "version_lue": request.path_params.get("name") if OUTER in request.scope else None,
    }
