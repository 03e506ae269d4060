"""Contracts that stand near a contract: what it amends or applies, what amends it, the same family on its territory."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from pactes.web.labels import labels
from pactes.web.reader import required
from pactes.web.views.common import Value, Visit, shown_iri
from pactes.web.views.lists import ContractLine, Listing, contracts

_MOST = 12


@dataclass(frozen=True, slots=True)
class Related:
    """``ties`` are contracts tied to this one, by how; ``alike`` those of the same family on the same territory."""

    ties: tuple[tuple[str, tuple[Value, ...]], ...]
    alike: Listing[ContractLine]

    def __bool__(self) -> bool:
        return bool(self.ties or self.alike.rows)


async def related(visit: Visit, iri: str) -> Related:
    """Return the contracts that stand near one."""
    node, _ = str(NamedNode(iri)), visit.language.gettext
    rows = await visit.reader.select(
        "SELECT DISTINCT ?how ?c WHERE { "
        f'{{ {node} pactes:modifie ?c BIND("modifie" AS ?how) }} UNION '
        f'{{ ?c pactes:modifie {node} BIND("avenant" AS ?how) }} UNION '
        f'{{ {node} dcterms:isPartOf ?c BIND("dans" AS ?how) }} UNION '
        f'{{ ?c dcterms:isPartOf {node} BIND("comprend" AS ?how) }} '
        # As a triple pattern, it would have the engine look at all contracts.
        "FILTER EXISTS { ?c a pactes:Contrat } } ORDER BY ?how ?c LIMIT 100"
    )
    names = await labels(visit.reader, (required(row, "c") for row in rows), visit.language.code)
    told = {
        "modifie": _("Modifie"),
        "avenant": _("Modifié par"),
        "dans": _("Pris en application de"),
        "comprend": _("Contrats pris en son application"),
    }
    ties = []
    for how, name in told.items():
        found = tuple(shown_iri(visit, required(row, "c"), names) for row in rows if required(row, "how") == how)
        if found:
            ties.append((name, found))
    alike = await contracts(
        visit,
        f"{node} dcterms:spatial ?place ; pactes:dispositif ?kind . "
        "?c dcterms:spatial ?place ; pactes:dispositif ?kind "
        f"FILTER(?c != {node})",
        limit=_MOST,
    )
    return Related(tuple(ties), alike)
