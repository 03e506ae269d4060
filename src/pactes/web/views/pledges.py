"""The commitments of a contract: how many of each party and status, and one page of them, filtered as the address asks.

One light query tells where all of them stand; only those of the page are read whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from pactes.web.labels import labels
from pactes.web.reader import required, text, values
from pactes.web.views.common import Value, Visit, shown_iri, span_of
from pactes.web.views.lists import Commitment, commitments, grouped, several

PAGE = 100
"""Commitments of one page: with their evidence, some 40 kB compressed."""
STATUSES = ("prevu", "en-cours", "realise")
_MOST = 10_000  # rows; Virtuoso sorts no more under a LIMIT
_THEMES = 40


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A line of the table: a party (None for commitments that name none) and how many it has of each status."""

    party: Value | None
    counts: Mapping[str, int]
    total: int
    key: str  # what the address calls it


@dataclass(frozen=True, slots=True)
class Pledges:
    """Commitments to show.

    ``groups`` are those of this page by party. ``kept`` is how many the filters keep, ``total`` how many there are.
    """

    table: tuple[PartyLine, ...] = ()
    statuses: tuple[str, ...] = ()
    themes: tuple[tuple[str, int], ...] = ()
    groups: tuple[tuple[PartyLine, tuple[Commitment, ...]], ...] = ()
    total: int = 0
    kept: int = 0
    page: int = 1
    pages: int = 1
    asked: Mapping[str, str] = field(default_factory=dict)  # filters that the address asks for
    party_asked: Value | None = None


@dataclass(slots=True)
class _Place:
    parties: tuple[str, ...]
    statuses: tuple[str, ...]
    themes: tuple[str, ...]
    at: tuple[str, int, str]


async def pledges(visit: Visit, contract: str) -> Pledges:
    """Return the commitments of a contract, as the address asks (``par``, ``etat``, ``theme``, ``engagements``)."""
    rows = await visit.reader.select(
        "SELECT DISTINCT ?e ?partie ?statut ?theme ?p WHERE { "
        f"?e pactes:contrat {NamedNode(contract)} ; a pactes:Engagement . OPTIONAL {{ ?e pactes:partie ?partie }} "
        "OPTIONAL { ?e pactes:statut ?statut } OPTIONAL { ?e pactes:theme ?theme } "
        f"OPTIONAL {{ ?e pactes:preuve ?p }} }} ORDER BY ?e LIMIT {_MOST}"
    )
    if not rows:
        return Pledges()
    places = {
        iri: _Place(
            several(group, "partie"),
            tuple(status.rsplit("/", 1)[-1] for status in several(group, "statut")),
            several(group, "theme"),
            min((*_at(passage), iri) for passage in (several(group, "p") or ("",))),
        )
        for iri, group in grouped(rows, "e").items()
    }
    parties = {party for place in places.values() for party in place.parties}
    names = await labels(visit.reader, parties, visit.language.code)
    known = {party: shown_iri(visit, party, names) for party in parties}
    asked = {name: visit.asked.get(name, "") for name in ("par", "etat", "theme") if visit.asked.get(name)}
    kept = {iri: place for iri, place in places.items() if _matches(visit, place, asked)}
    table = _table(visit, places, known)
    lines = {line.party.iri or "" if line.party else "": line for line in table}
    ranks = {party: rank for rank, party in enumerate(lines)}
    pairs = sorted(
        ((party, iri) for iri, place in kept.items() for party in _shown_parties(visit, place, asked)),
        key=lambda pair: (ranks[pair[0]], places[pair[1]].at),
    )
    pages = max(1, -(-len(pairs) // PAGE))
    page = min(_number(visit.asked.get("engagements", "")), pages)
    shown = pairs[(page - 1) * PAGE : page * PAGE]
    read = await _read(visit, [iri for _, iri in shown])
    groups: dict[str, list[Commitment]] = defaultdict(list)
    for party, iri in shown:
        if iri in read:
            groups[party].append(read[iri])
    themes = Counter(theme for place in places.values() for theme in place.themes)
    return Pledges(
        table=table,
        statuses=tuple(status for status in STATUSES if any(line.counts.get(status) for line in table)),
        themes=tuple(themes.most_common(_THEMES)),
        groups=tuple((lines[party], tuple(items)) for party, items in groups.items()),
        total=len(places),
        kept=len(kept),
        page=page,
        pages=pages,
        asked=asked,
        party_asked=next((line.party for line in table if line.key == asked.get("par")), None),
    )


def _at(passage: str) -> tuple[str, int]:
    start, _ = span_of(passage)
    return (passage.rpartition("/")[0], start or 0) if passage else ("\uffff", 0)


def _key(visit: Visit, party: str) -> str:
    return party.removeprefix(f"{visit.base}id/organisation/") if party else "-"


def _matches(visit: Visit, place: _Place, asked: Mapping[str, str]) -> bool:
    keys = [_key(visit, party) for party in place.parties or ("",)]
    return (
        asked.get("par", keys[0]) in keys
        and ("etat" not in asked or asked["etat"] in place.statuses)
        and ("theme" not in asked or asked["theme"] in place.themes)
    )


def _shown_parties(visit: Visit, place: _Place, asked: Mapping[str, str]) -> tuple[str, ...]:
    """Return the parties under which a commitment is listed: each of its own, or the one that is asked for."""
    parties = place.parties or ("",)
    return tuple(party for party in parties if asked.get("par", _key(visit, party)) == _key(visit, party))


def _number(given: str) -> int:
    return max(1, int(given[:6])) if given.isdecimal() else 1


def _table(visit: Visit, places: Mapping[str, _Place], known: Mapping[str, Value]) -> tuple[PartyLine, ...]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    for place in places.values():
        for party in place.parties or ("",):
            counts[party].update(place.statuses)
            totals[party] += 1
    ordered = sorted(totals, key=lambda party: (party == "", -totals[party], known[party].text if party else ""))
    return tuple(PartyLine(known.get(party), counts[party], totals[party], _key(visit, party)) for party in ordered)


async def _read(visit: Visit, iris: Sequence[str]) -> dict[str, Commitment]:
    if not iris:
        return {}
    listing = await commitments(visit, f"VALUES ?e {{ {values(iris)} }} ", limit=len(set(iris)) + 1)
    return {item.iri: item for item in listing.rows}


async def of_axis(visit: Visit, node: str, limit: int) -> tuple[tuple[Commitment, ...], int]:
    """Return the commitments made under an axis or what it holds, at most ``limit``, and how many there are."""
    rows = await visit.reader.select(
        "SELECT DISTINCT ?e WHERE { "
        f"{{ ?e pactes:axe {node} }} UNION {{ ?part dcterms:isPartOf+ {node} . ?e pactes:axe ?part }} "
        f"FILTER EXISTS {{ ?e a pactes:Engagement }} }} ORDER BY ?e LIMIT {_MOST}"
    )
    iris = [required(row, "e") for row in rows if text(row, "e")]
    read = await _read(visit, iris[:limit])
    return tuple(read.values()), len(iris)
