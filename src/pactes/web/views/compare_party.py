"""One party over all its contracts: what it signed, what it promised by theme and status, what it pays by nature."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from pactes.web.labels import labels
from pactes.web.reader import required, text, values
from pactes.web.views.common import Value, Visit, shown_iri
from pactes.web.views.lists import Amount, ContractLine, Listing, amounts, contracts

PARTIES = 200  # parties that one may choose from
_THEMES = 60
_CONTRACTS = 100
_AMOUNTS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A contract of the party: what it promises there, by status and by theme, and what it pays, by nature."""

    line: ContractLine
    statuses: tuple[tuple[Value, int], ...]
    themes: tuple[tuple[str, int], ...]
    money: tuple[tuple[str, tuple[Amount, ...]], ...]

    @property
    def promised(self) -> int:
        """How many commitments."""
        return sum(number for _, number in self.statuses)


async def parties(visit: Visit) -> tuple[tuple[str, str, int], ...]:
    """Return the parties that are in most contracts (IRI, name, number of contracts), by name; once for a release."""
    key = ("parties", visit.language.code)
    if key not in visit.kept:
        rows = await visit.reader.select(
            "SELECT ?o (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c pactes:partie ?o ; a pactes:Contrat } GROUP BY ?o "
            f"ORDER BY DESC(?n) ?o LIMIT {PARTIES}"
        )
        names = await labels(visit.reader, (required(row, "o") for row in rows), visit.language.code)
        found = ((required(row, "o"), names[required(row, "o")].value, int(required(row, "n"))) for row in rows)
        visit.kept[key] = tuple(sorted(found, key=lambda item: (item[1].lower(), item[0])))
    listed: tuple[tuple[str, str, int], ...] = visit.kept[key]
    return listed


async def load(visit: Visit, iri: str) -> dict[str, Any]:
    """Return what the template ``comparer_partie.html`` prints of a party."""
    node = str(NamedNode(iri))
    listed = await contracts(
        visit,
        f"{{ ?c pactes:partie {node} }} UNION {{ [] pactes:contrat ?c ; pactes:signataire {node} }} "
        f"UNION {{ [] pactes:contrat ?c ; pactes:partie {node} ; a pactes:Engagement }} "
        f"UNION {{ [] pactes:contrat ?c ; pactes:financeur {node} }} ",
        limit=_CONTRACTS,
    )
    promised = await visit.reader.select(
        f"SELECT ?c ?theme ?status (COUNT(DISTINCT ?e) AS ?n) WHERE {{ ?e pactes:partie {node} ; a pactes:Engagement . "
        "OPTIONAL { ?e pactes:contrat ?c } OPTIONAL { ?e pactes:theme ?theme } OPTIONAL { ?e pactes:statut ?status } } "
        "GROUP BY ?c ?theme ?status"
    )
    names = await labels(
        visit.reader, [iri, *{status for row in promised if (status := text(row, "status"))}], visit.language.code
    )
    statuses: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    themes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    matrix: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in promised:
        contract, theme, status = text(row, "c") or "", text(row, "theme") or "", text(row, "status") or ""
        number = int(required(row, "n"))
        statuses[contract][status] += number
        matrix[theme][status] += number
        if theme:
            themes[contract][theme] += number
    paid: Listing[Amount] = await amounts(visit, f"?f pactes:financeur {node} .", limit=_AMOUNTS)
    money: dict[str, dict[str, list[Amount]]] = defaultdict(lambda: defaultdict(list))
    for amount in paid.rows:
        where = amount.contract.iri or "" if amount.contract else ""
        nature = amount.nature.text if amount.nature else visit.language.gettext("nature non précisée")
        money[where][nature].append(amount)

    def shown(status: str) -> Value:
        return shown_iri(visit, status, names) if status else Value(visit.language.gettext("statut non dit"))

    order = sorted({status for counts in matrix.values() for status in counts}, key=lambda status: shown(status).text)
    ranked = sorted(matrix, key=lambda theme: (theme == "", -sum(matrix[theme].values()), theme))
    return {
        "party": shown_iri(visit, iri, names),
        "rows": tuple(
            Row(
                line,
                tuple((shown(status), number) for status, number in sorted(statuses[line.contract.iri or ""].items())),
                tuple(sorted(themes[line.contract.iri or ""].items(), key=lambda item: (-item[1], item[0]))),
                tuple((nature, tuple(group)) for nature, group in sorted(money[line.contract.iri or ""].items())),
            )
            for line in listed.rows
        ),
        "hidden": listed.hidden,
        "elsewhere": tuple((nature, tuple(group)) for nature, group in sorted(money[""].items())),
        "money_hidden": paid.hidden,
        "statuses": tuple(shown(status) for status in order),
        "matrix": tuple((theme, tuple(matrix[theme][status] for status in order)) for theme in ranked[:_THEMES]),
        "themes_hidden": max(0, len(ranked) - _THEMES),
    }


async def is_party(visit: Visit, iri: str) -> bool:
    """Tell whether anything is said of ``iri`` as an organisation."""
    rows = await visit.reader.select(
        f"SELECT ?k WHERE {{ VALUES ?o {{ {values([iri])} }} ?o a ?k "
        "VALUES ?k { pactes:Organisation pactes:Signataire } } LIMIT 1"
    )
    return bool(rows)
