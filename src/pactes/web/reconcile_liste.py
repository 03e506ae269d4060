"""A list of names pasted in a page, matched line by line: for who has neither OpenRefine nor a program. HTML or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.reconciliation import Candidat, Demande, Rapprocheur
from pactes.reconciliation.presentation import decrire
from pactes.web import site
from pactes.web.budgets import within_budget
from pactes.web.described import described
from pactes.web.media import HTML
from pactes.web.negotiation import Offer, negotiate
from pactes.web.reconcile_index import rapprocheurs_of
from pactes.web.reconcile_lecture import QUERY_LENGTH, read_type, refused
from pactes.web.responses import respond

router = APIRouter(tags=["Rapprochement"])

LINES = 100
"""Names of one list."""
_CANDIDATES = 4
_CSV = Offer("csv", "text/csv")
_TYPES = ("", "commune", "epci", "departement", "region", "Organisation", "Contrat")


@dataclass(frozen=True, slots=True)
class Ligne:
    """A name of the list and who it may be: ``sur`` when the first candidate is certain."""

    nom: str
    candidats: tuple[Candidat, ...]

    @property
    def sur(self) -> bool:
        """Tell whether one may take the first candidate without looking."""
        return bool(self.candidats) and self.candidats[0].certain


@router.get(
    "/reconcile/liste",
    summary="Rapprocher une liste de noms collée",
    response_class=Response,
    **described(
        "Chaque nom avec l'identifiant qui lui revient, ou les candidats entre lesquels choisir",
        (HTML, _CSV),
        problems=(400, 406, 413, 422, 429, 500, 503),
        reads=("_mediatype", "_lang", "Accept-Language"),
        validators=False,
    ),
)
async def by_list(request: Request, noms: str = "", type: str = "") -> Response:
    """Answer with the identifier of each line of ``noms``; ``type`` is what they all are, empty for anything."""
    return await within_budget(request, lambda: _answer(request, noms, type))


async def _answer(request: Request, noms: str, sorte: str) -> Response:
    offer = negotiate(request.headers.get("accept"), (HTML, _CSV), mediatype=request.query_params.get("_mediatype"))
    names = read_names(noms)
    base: str = request.app.state.settings.base_iri
    wanted = frozenset({read_type(sorte, "type", base)} if sorte else ())
    here = site.visit(request)
    matcher = await rapprocheurs_of(request).get(request)
    lines = await run_in_threadpool(match, matcher, names, wanted)
    if offer is _CSV:
        return respond(request, as_csv(matcher, lines), "text/csv; charset=utf-8", vary="Accept, Accept-Language")
    response = await site.page(
        request,
        here,
        "rapprochement_liste.html",
        titre=here.language.gettext("Rapprocher une liste"),
        noms="\n".join(names),
        sorte=sorte,
        sortes=sortes(here.language.gettext),
        lignes=lines,
        base=matcher.base,
        decrire=lambda entite: decrire(entite, here.language.code, matcher.entite),
        csv=here.addresses.url("/reconcile/liste", noms="\n".join(names), type=sorte, _mediatype="text/csv"),
        limite=LINES,
    )
    response.headers["Cache-Control"] = "no-store"  # what people paste is theirs
    return response


def sortes(_: Callable[[str], str]) -> list[tuple[str, str]]:
    """Return what a list may be of: the value of the form, its name in the visitor's language."""
    names = {
        "": _("tout genre de choses"),
        "commune": _("communes"),
        "epci": _("intercommunalités (EPCI)"),
        "departement": _("départements"),
        "region": _("régions"),
        "Organisation": _("organisations"),
        "Contrat": _("contrats"),
    }
    return [(value, names[value]) for value in _TYPES]


def read_names(text: str) -> list[str]:
    """Return the names of a list, one a line, without empty lines; raises the ``Problem`` 400 on too many."""
    names = [line.strip() for line in text.splitlines() if line.strip()]
    if len(names) > LINES or any(len(name) > QUERY_LENGTH for name in names):
        raise refused(
            f"Une liste a au plus {LINES} lignes de {QUERY_LENGTH} caractères : envoyez-la en plusieurs fois.",
            f"A list has at most {LINES} lines of {QUERY_LENGTH} characters: send it in several parts.",
        )
    return names


def match(matcher: Rapprocheur, names: Sequence[str], wanted: frozenset[str]) -> list[Ligne]:
    """Return each name with its candidates, the best first."""
    return [Ligne(name, tuple(matcher.chercher(Demande(name, wanted, _CANDIDATES, ())))) for name in names]


def as_csv(matcher: Rapprocheur, lines: Sequence[Ligne]) -> bytes:
    """Return a table of the names with their identifier where it is certain, and the first candidate in any case."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["nom", "identifiant", "sur", "candidat", "candidat_identifiant", "score"])
    for line in lines:
        best = line.candidats[0] if line.candidats else None
        iri = matcher.base + best.entite.chemin if best else ""
        said = [best.entite.nom, iri, f"{best.score:g}"] if best else ["", "", ""]
        writer.writerow([line.nom, iri if line.sur else "", "oui" if line.sur else "non", *said])
    return written.getvalue().encode()
