"""The page of an organisation: what it signed and how, what it promises, what it pays and receives, where it acts.

No person: capacities are shown, the names of those who sign stay on the pages of contracts.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode
from starlette.concurrency import run_in_threadpool

from pactes.web.cartes.census import Census, Counted, census_of
from pactes.web.cartes.contracts import counted
from pactes.web.cartes.picture import Marked, Picture, situation
from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.prologues import declared
from pactes.web.reader import required, text, values
from pactes.web.views.common import Value, Visit, shown_iri
from pactes.web.views.kinds import STATUSES as WORDS
from pactes.web.views.lists import (
    Commitment,
    ContractLine,
    amounts,
    commitments,
    contracts,
    first,
    grouped,
    several,
)

PAGE = 25
"""Contracts of one page."""
_PROMISES = 40  # commitments that are written out; the table counts them all
_AMOUNTS = 60
_ON_MAP = 80
_ROLES = ("temoin", "partenaireAssocie", "interesse")
_DIRECTORY = "https://annuaire-entreprises.data.gouv.fr/entreprise/"
COMMITMENTS = ("realise", "en-cours", "prevu")
"""Slugs of the statuses of commitments, in the order of tables."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A contract that the organisation is party to: its line, in which capacities it signed, and whether it has."""

    line: ContractLine
    capacities: tuple[str, ...] = ()
    signature: str | None = None  # its IRI
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Promised:
    """How many commitments the organisation has in a contract, in all and by status (``COMMITMENTS``)."""

    contract: Value | None
    total: int
    by_status: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A contract in which the organisation is something else than a party."""

    name: Value
    contracts: tuple[Value, ...]


async def load(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the page of an organisation prints."""
    node = str(NamedNode(description.iri))
    census, iris = await asyncio.gather(census_of(visit), _party_to(visit, node))
    party = sorted((census.contracts[iri] for iri in iris if iri in census.contracts), key=lambda item: item.rank)
    begin = (description.page - 1) * PAGE
    deeds = asyncio.gather(
        _signed(visit, node, party[begin : begin + PAGE]),
        _promised(visit, node),
        commitments(visit, f"?e pactes:partie {node} .", limit=_PROMISES),
    )
    means = asyncio.gather(
        amounts(visit, f"?f pactes:financeur {node} .", limit=_AMOUNTS),
        amounts(visit, _received(node), limit=_AMOUNTS),
        _roles(visit, node),
        _governs(visit, description),
    )
    (signed, promised, written), (paid, received, roles, governs), picture = await asyncio.gather(
        deeds, means, _map(visit, census, party, _title(description))
    )
    title = _title(description)
    siren = description.one(visit.term("siren"))
    return {
        "signed": signed,
        "resume": _resume(visit, title, party),
        "party_total": len(party),
        "party_said": counted(visit.language, party) if party else "",
        "encore_contrats": len(party) > begin + PAGE,
        "promised": promised,
        "promised_total": sum(item.total for item in promised),
        "commitment_statuses": tuple(visit.language.ngettext(*WORDS[status], 2) for status in COMMITMENTS),
        "commitments": written,
        "commitments_by_contract": by_contract(written.rows),
        "amounts": paid,
        "received": received,
        "roles": roles,
        "governs": governs,
        "carte": picture,
        "annuaire": f"{_DIRECTORY}{siren.value}" if isinstance(siren, Literal) and siren.value.isdecimal() else None,
        "requete_contrats": declared(_contracts_query(node), visit.base),
        "requete_montants": declared(_amounts_query(node), visit.base),
        "requete_engagements": declared(_commitments_query(node), visit.base),
        "incoming_apart": [visit.term(name) for name in ("partie", "signataire", "financeur", "sujet", *_ROLES)],
    }


def _resume(visit: Visit, title: str, party: Sequence[Counted]) -> str | None:
    colon = "\u202f: " if visit.language.code == "fr" else ": "
    return f"{title}{colon}{counted(visit.language, party)}" if party else None


def _title(description: Description) -> str:
    found = description.one("http://www.w3.org/2000/01/rdf-schema#label")
    return found.value if isinstance(found, Literal) else description.iri.rsplit("/", 1)[-1]


async def _party_to(visit: Visit, node: str) -> tuple[str, ...]:
    """Return the contracts (IRIs) that an organisation is party to, or signs."""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?c WHERE {{ {{ ?c pactes:partie {node} }} UNION "
        f"{{ ?s pactes:signataire {node} ; pactes:contrat ?c }} }}"
    )
    return tuple(required(row, "c") for row in rows)


async def _signed(visit: Visit, node: str, items: Sequence[Counted]) -> tuple[Signed, ...]:
    if not items:
        return ()
    wanted = values(item.iri for item in items)
    lines, rows = await asyncio.gather(
        contracts(visit, f"VALUES ?c {{ {wanted} }}", limit=len(items) + 1),
        visit.reader.select(
            "SELECT DISTINCT ?c ?s ?qualite ?prevue WHERE { "
            f"?s pactes:signataire {node} ; pactes:contrat ?c . FILTER(?c IN ({', '.join(wanted.split())})) "
            "OPTIONAL { ?s pactes:qualite ?qualite } OPTIONAL { ?s pactes:prevue ?prevue } } ORDER BY ?c ?s ?qualite"
        ),
    )
    how, by_iri = grouped(rows, "c"), {line.contract.iri: line for line in lines.rows}
    found = []
    for item in items:
        line, group = by_iri.get(item.iri), how.get(item.iri, [])
        if line is not None:
            planned = bool(group) and all(text(row, "prevue") in ("true", "1") for row in group)
            found.append(Signed(line, several(group, "qualite"), first(group, "s"), planned))
    return tuple(found)


async def _promised(visit: Visit, node: str) -> tuple[Promised, ...]:
    rows = await visit.reader.select(
        "SELECT ?contrat ?statut (COUNT(DISTINCT ?e) AS ?n) WHERE { "
        f"?e pactes:partie {node} ; a pactes:Engagement . OPTIONAL {{ ?e pactes:contrat ?contrat }} "
        "OPTIONAL { ?e pactes:statut ?statut } } GROUP BY ?contrat ?statut ORDER BY ?contrat ?statut LIMIT 2000"
    )
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        counts[text(row, "contrat") or ""][(text(row, "statut") or "").rsplit("/", 1)[-1]] += int(required(row, "n"))
    order = sorted(counts, key=lambda iri: (iri == "", -sum(counts[iri].values()), iri))
    names = await labels(visit.reader, (iri for iri in order if iri), visit.language.code)
    return tuple(
        Promised(
            shown_iri(visit, iri, names) if iri else None,
            sum(counts[iri].values()),
            tuple(counts[iri].get(status, 0) for status in COMMITMENTS),
        )
        for iri in order
    )


def by_contract(promised: Sequence[Commitment]) -> tuple[tuple[Value | None, tuple[Commitment, ...]], ...]:
    """Group commitments by contract, in the order they come; those of no contract come last."""
    groups: dict[str, list[Commitment]] = {}
    for item in promised:
        groups.setdefault(item.contract.iri or "" if item.contract else "", []).append(item)
    ordered = sorted(groups.items(), key=lambda group: group[0] == "")
    return tuple((items[0].contract, tuple(items)) for _, items in ordered)


def _received(node: str) -> str:
    """Return the pattern of amounts whose beneficiary bears a name of the organisation, word for word.

    A document names who receives; nothing ties that name to the organisation but the name itself.
    """
    names = "rdfs:label|skos:altLabel|pactes:sigle"
    return f"{{ SELECT DISTINCT ?nom WHERE {{ {node} {names} ?nom }} }} ?f pactes:beneficiaire ?nom ."


async def _roles(visit: Visit, node: str) -> tuple[Role, ...]:
    terms = " ".join(f"pactes:{name}" for name in _ROLES)
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?role ?c WHERE {{ VALUES ?role {{ {terms} }} ?c ?role {node} }} ORDER BY ?role ?c LIMIT 200"
    )
    iris = {iri for row in rows for name in ("role", "c") if (iri := text(row, name))}
    names = await labels(visit.reader, iris, visit.language.code)
    return tuple(
        Role(shown_iri(visit, role, names), tuple(shown_iri(visit, required(row, "c"), names) for row in group))
        for role, group in grouped(rows, "role").items()
    )


async def _governs(visit: Visit, description: Description) -> tuple[Value, ...]:
    """Return the territories that have the SIREN of the organisation."""
    siren = description.one(visit.term("siren"))
    if not isinstance(siren, Literal):
        return ()
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?t WHERE {{ ?t pactes:siren {siren} ; a pactes:Territoire }} ORDER BY ?t LIMIT 5"
    )
    iris = [required(row, "t") for row in rows]
    names = await labels(visit.reader, iris, visit.language.code)
    return tuple(shown_iri(visit, iri, names) for iri in iris)


async def _map(visit: Visit, census: Census, party: Sequence[Counted], title: str) -> Picture | None:
    """Return the map of the territories of its contracts, those with the most first."""
    held: dict[str, list[Counted]] = defaultdict(list)
    for item in party:
        for territory in item.territories:
            held[territory].append(item)
    most = sorted(held, key=lambda iri: (-len(held[iri]), iri))[:_ON_MAP]
    if not most:
        return None
    names = await labels(visit.reader, most, visit.language.code)
    return await run_in_threadpool(_drawn, visit, census, most, held, names, title)


def _drawn(
    visit: Visit,
    census: Census,
    most: Sequence[str],
    held: Mapping[str, Sequence[Counted]],
    names: Mapping[str, Literal],
    title: str,
) -> Picture | None:
    say = visit.language
    marked = [
        Marked(iri, names[iri].value, visit.addresses.link(iri), len(held[iri]), counted(say, held[iri]))
        for iri in most
    ]
    return situation(say, census, marked, say.gettext("Les territoires des contrats de {nom}").format(nom=title))


def _contracts_query(node: str) -> str:
    return (
        "SELECT DISTINCT ?contrat ?titre ?statut ?signature WHERE {\n"
        f"  {{ ?contrat pactes:partie {node} }} UNION {{ ?s pactes:signataire {node} ; pactes:contrat ?contrat }}\n"
        "  ?contrat rdfs:label ?titre ; pactes:statut ?statut .\n"
        "  OPTIONAL { ?contrat pactes:dateSignature ?signature }\n}\nORDER BY ?statut ?titre"
    )


def _commitments_query(node: str) -> str:
    return (
        "SELECT ?engagement ?texte ?statut ?contrat WHERE {\n"
        f"  ?engagement pactes:partie {node} ; a pactes:Engagement ; pactes:texte ?texte .\n"
        "  OPTIONAL { ?engagement pactes:statut ?statut } OPTIONAL { ?engagement pactes:contrat ?contrat }\n}\n"
        "ORDER BY ?contrat ?engagement"
    )


def _amounts_query(node: str) -> str:
    return (
        "# Des natures différentes ne s'additionnent pas.\n"
        "SELECT ?nature ?montant ?devise ?objet ?contrat ?source WHERE {\n"
        f"  ?source pactes:financeur {node} ; pactes:montant ?montant ; pactes:nature/skos:prefLabel ?nature .\n"
        '  FILTER(LANG(?nature) = "fr")\n'
        "  OPTIONAL { ?source pactes:devise ?devise } OPTIONAL { ?source pactes:objet ?objet }\n"
        "  OPTIONAL { ?source pactes:contrat ?contrat }\n}\nORDER BY ?nature DESC(?montant)"
    )
