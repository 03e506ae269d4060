"""IRIs that are no more: 301 to what replaces one, 410 with the reason for one that was withdrawn."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from pactes.rdf.moves import follow
from pactes.web import site
from pactes.web.departed import departed
from pactes.web.known_versions import moves_of
from pactes.web.national import official_spelling
from pactes.web.problems import Problem
from pactes.web.representations import known
from pactes.web.responses import CACHE

_DATED = (" depuis le {date}", " since {date}")


async def elsewhere(request: Request, iri: str, suffix: str | None, *, thing: bool = False) -> Response | None:
    """Return the 301 to what replaces ``iri`` (in the same format), None when nothing is known of a move.

    An official code in capitals (« 2A004 », as INSEE writes it) moves to the same in small letters.

    ``thing`` says that the address of the thing was asked for, not that of its document: the new one's is told. Raises
    the ``Problem`` 410 when it was withdrawn.
    """
    here = site.visit(request)
    moves = moves_of(request)
    told = follow(moves, iri.removeprefix(here.base)) if iri.startswith(here.base) else None
    if told is None:
        written = await official_spelling(iri, here.base)
        return _moved(request, written, suffix, thing=thing) if written else None
    move, target = told
    if target is None:
        left = await departed(request, iri, suffix)
        french, english = (text.format(date=move.date) if move.date else "" for text in _DATED)
        raise Problem(
            "gone",
            f"L'identifiant {iri} est retiré{french}. Motif : {move.motif}",
            f"The identifier {iri} has been withdrawn{english}. Reason: {move.motif_en or move.motif}",
            extra={
                "reason": move.motif,
                **({"date": move.date} if move.date else {}),
                **(left.extra if left is not None else {}),
            },
        )
    if not await known(request, here.base + target) and move.vers:
        target = move.vers  # the part has no equal: what it was a part of has
    return _moved(request, target, suffix, thing=thing)


def _moved(request: Request, target: str, suffix: str | None, *, thing: bool) -> Response | None:
    here = site.visit(request)
    path = here.addresses.local_path(here.base + target)
    if path is None:
        return None
    if thing:
        path = path.replace("/doc/", "/id/", 1)
    query = f"?{request.url.query}" if request.url.query else ""
    where = f"{here.addresses.root}{path}{'.' if suffix else ''}{suffix or ''}{query}"
    return Response(status_code=301, headers={"Location": where, "Cache-Control": CACHE})
