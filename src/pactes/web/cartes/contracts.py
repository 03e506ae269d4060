"""What the page of the map tells: contracts by département or région, of all families or of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool

from pactes.linking.territoires import chemin_registre
from pactes.model import TypeTerritoire
from pactes.reference import registre
from pactes.web.cartes.census import STATUSES, Census, Counted, census_of, statuses_of
from pactes.web.cartes.picture import Marked, Picture, shading
from pactes.web.i18n import Language
from pactes.web.labels import labels
from pactes.web.problems import Problem
from pactes.web.views.common import Value, Visit
from pactes.web.views.kinds import STATUSES as WORDS

_SHOWN = 12  # contracts without a place that the page names


@dataclass(frozen=True, slots=True)
class Row:
    """A territory of the table: its page, how many contracts it has, and by status in the order of ``STATUSES``."""

    name: str
    href: str
    count: int
    by_status: tuple[int, ...]


async def load(visit: Visit, kind: TypeTerritoire, family: str, *, whole: bool = False) -> dict[str, Any]:
    """Return what the page of the map prints; raises the ``Problem`` 400 for a family that has no contract."""
    census, say = await census_of(visit), visit.language
    slugs = {iri.rsplit("/", 1)[-1]: iri for iri in census.families}
    if family and family not in slugs:
        raise Problem(
            "bad-request",
            f"Aucun contrat publié n'est de la famille « {family[:80]} » : choisissez-la dans la liste de /carte.",
            f"No published contract is of the family “{family[:80]}”: choose one in the list of /carte.",
        )
    chosen = slugs.get(family)
    names = await labels(visit.reader, census.families, say.code)
    families = sorted(
        ((slug, names[iri].value, census.families[iri]) for slug, iri in slugs.items()),
        key=lambda item: item[1].lower(),
    )
    title = say.gettext("Carte des contrats")
    if chosen:
        title = f"{title} : {names[chosen].value}"
    held, rest = await run_in_threadpool(_counted, census, kind, chosen)
    picture, rows = await run_in_threadpool(_drawn, visit, census, kind, held, title, whole)
    total = census.families[chosen] if chosen else len(census.contracts)
    return {
        "titre": title,
        "carte": picture,
        "rangs": rows,
        "statuts": tuple(say.ngettext(*WORDS[status], 2) for status in STATUSES),
        "total": total,
        "places": total - len(rest),
        "sans_place": tuple(Value(item.label or item.iri, iri=item.iri) for item in rest[:_SHOWN]),
        "sans_place_total": len(rest),
        "familles": families,
        "famille": family,
        "famille_lien": Value(names[chosen].value, iri=chosen, language=names[chosen].language) if chosen else None,
        "niveau": str(kind),
    }


def _counted(
    census: Census, kind: TypeTerritoire, family: str | None
) -> tuple[Mapping[str, Sequence[Counted]], Sequence[Counted]]:
    by = census.by_region(family) if kind is TypeTerritoire.REGION else census.by_departement(family)
    placed = {item.iri for items in by.values() for item in items}
    wanted = (item for item in census.contracts.values() if family in (None, item.family))
    return by, sorted((item for item in wanted if item.iri not in placed), key=lambda item: item.rank)


def _drawn(
    visit: Visit, census: Census, kind: TypeTerritoire, held: Mapping[str, Sequence[Counted]], title: str, whole: bool
) -> tuple[Picture, tuple[Row, ...]]:
    marked = {code: marked_by_count(visit, kind, code, items) for code, items in held.items()}
    picture = shading(visit.language, census, marked, title, visit.language.gettext("Contrats"), kind=kind, whole=whole)
    rows = [
        Row(
            marked[code].name,
            marked[code].href or "",
            len(items),
            tuple(sum(item.status == status for item in items) for status in STATUSES),
        )
        for code, items in held.items()
    ]
    return picture, tuple(sorted(rows, key=lambda row: (-row.count, row.name)))


def marked_by_count(visit: Visit, kind: TypeTerritoire, code: str, items: Sequence[Counted]) -> Marked:
    """Return a département or région (INSEE code) with the number of its contracts in words."""
    entree, say = registre().get(kind, code), visit.language
    assert entree is not None
    iri = visit.base + chemin_registre(entree)
    return Marked(iri, entree.nom, visit.addresses.link(iri), len(items), counted(say, items))


def counted(say: Language, items: Sequence[Counted]) -> str:
    """Return how many contracts there are, in words: « 14 contrats (2 conclus, 12 cités) »."""
    statuses = [
        f"{say.number(number)} {say.ngettext(*WORDS[status], number)}" for status, number in statuses_of(items).items()
    ]
    said = say.ngettext("{n} contrat", "{n} contrats", len(items)).format(n=say.number(len(items)))
    return f"{said} ({', '.join(statuses)})" if statuses else said
