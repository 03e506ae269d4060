"""Two contracts side by side: identity, parties, axes, commitments by theme and status, money by nature."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from pactes.reading.folding import fold
from pactes.web.labels import labels
from pactes.web.reader import required, text, values
from pactes.web.views.common import Value, Visit, natural, shown_iri
from pactes.web.views.lists import Amount, Listing, amounts, contracts
from pactes.web.views.similar import Pair, paired

CHOICES = 200  # contracts that one may choose from in a list; of more, one searches
_FOUND = 30
_AXES = 60
_THEMES = 80
_AMOUNTS = 200


@dataclass(frozen=True, slots=True)
class Known:
    """A contract that one may choose: its name, and the same folded for searching."""

    iri: str
    name: str
    folded: str


@dataclass(frozen=True, slots=True)
class Shared:
    """Things that both contracts have, and those of one alone."""

    both: tuple[Value, ...]
    left: tuple[Value, ...]
    right: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """The commitments of a contract on one theme: how many of each status."""

    name: str
    statuses: tuple[tuple[Value, int], ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(number for _, number in self.statuses)


async def known_contracts(visit: Visit) -> tuple[Known, ...]:
    """Return the contracts of the release by name; made once for a release."""
    if "contrats" not in visit.kept:
        rows = await visit.reader.select("SELECT DISTINCT ?c ?name WHERE { ?c a pactes:Contrat ; rdfs:label ?name }")
        names = {required(row, "c"): required(row, "name") for row in rows}
        visit.kept["contrats"] = tuple(
            Known(iri, name, fold(name))
            for iri, name in sorted(names.items(), key=lambda item: (fold(item[1]), item[0]))
        )
    found: tuple[Known, ...] = visit.kept["contrats"]
    return found


def searched(known: Sequence[Known], words: str) -> tuple[Known, ...]:
    """Return the contracts whose name holds all the words, accents and case forgiven."""
    wanted = fold(words).split()
    return tuple(one for one in known if all(word in one.folded for word in wanted))[:_FOUND] if wanted else ()


async def chooser(visit: Visit, chosen: str | None = None) -> dict[str, Any]:
    """Return what the form prints: a list of contracts, or what a search found; ``chosen`` is one that is taken."""
    known = await known_contracts(visit)
    words = visit.asked.get("q", "")[:200]
    others = [one for one in known if one.iri != chosen]
    near: tuple[Known, ...] = ()
    if chosen:
        rows = await visit.reader.select(
            f"SELECT DISTINCT ?c WHERE {{ {NamedNode(chosen)} pactes:dispositif ?d . ?c pactes:dispositif ?d ; "
            f"a pactes:Contrat FILTER(?c != {NamedNode(chosen)}) }} LIMIT 12"
        )
        same = {required(row, "c") for row in rows}
        near = tuple(one for one in others if one.iri in same)
    return {
        "choices": tuple(others) if len(others) <= CHOICES else (),
        "known": len(known),
        "words": words,
        "found": searched(others, words),
        "near": near,
        "chosen": chosen,
    }


async def two(visit: Visit, left: str, right: str) -> dict[str, Any]:
    """Return what the template ``comparer.html`` prints of two contracts."""
    lines = {
        line.contract.iri: line for line in (await contracts(visit, f"VALUES ?c {{ {values([left, right])} }}")).rows
    }
    one, other = lines[left], lines[right]
    axes = await _axes(visit, (left, right))
    themes = await _themes(visit, (left, right))
    money = [await amounts(visit, f"?f pactes:contrat {NamedNode(iri)} .", limit=_AMOUNTS) for iri in (left, right)]
    return {
        "left": one,
        "right": other,
        "parties": shared(one.parties, other.parties),
        "territories": shared(one.territories, other.territories),
        "axes": paired(*([(value.text, value) for value in axes[iri]] for iri in (left, right))),
        "themes": _side_by_side(themes[left], themes[right]),
        "natures": by_nature(money),
        "hidden": tuple(listing.hidden for listing in money),
    }


def shared(left: Sequence[Value], right: Sequence[Value]) -> Shared:
    """Tell what two lists of things have in common."""
    first, second = {value.iri: value for value in left}, {value.iri: value for value in right}
    return Shared(
        tuple(value for iri, value in first.items() if iri in second),
        tuple(value for iri, value in first.items() if iri not in second),
        tuple(value for iri, value in second.items() if iri not in first),
    )


async def _axes(visit: Visit, iris: Sequence[str]) -> Mapping[str, tuple[Value, ...]]:
    """Return the axes of each contract, by number."""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?c ?a ?title ?number WHERE {{ VALUES ?c {{ {values(iris)} }} ?a dcterms:isPartOf ?c ; "
        "a pactes:Axe . OPTIONAL { ?a dcterms:title ?title } OPTIONAL { ?a pactes:numero ?number } } ORDER BY ?a"
    )
    found: dict[str, dict[str, tuple[Any, Value]]] = {iri: {} for iri in iris}
    for row in rows:
        title, number = text(row, "title") or required(row, "a").rsplit("/", 1)[-1], text(row, "number")
        value = Value(title, required(row, "a"), "fr", raw=number)
        found[required(row, "c")].setdefault(required(row, "a"), (natural(number, title), value))
    return {
        iri: tuple(value for _, value in sorted(axes.values(), key=lambda item: item[0]))[:_AXES]
        for iri, axes in found.items()
    }


async def _themes(visit: Visit, iris: Sequence[str]) -> Mapping[str, tuple[Theme, ...]]:
    """Return the commitments of each contract by theme: those with most first; no theme is named ''."""
    rows = await visit.reader.select(
        "SELECT ?c ?theme ?status (COUNT(DISTINCT ?e) AS ?n) WHERE { "
        f"VALUES ?c {{ {values(iris)} }} ?e pactes:contrat ?c ; a pactes:Engagement . "
        "OPTIONAL { ?e pactes:theme ?theme } OPTIONAL { ?e pactes:statut ?status } } GROUP BY ?c ?theme ?status"
    )
    names = await labels(visit.reader, {iri for row in rows if (iri := text(row, "status"))}, visit.language.code)
    counts: dict[str, dict[str, list[tuple[Value, int]]]] = {iri: defaultdict(list) for iri in iris}
    for row in rows:
        status = text(row, "status")
        value = shown_iri(visit, status, names) if status else Value(visit.language.gettext("statut non dit"))
        counts[required(row, "c")][text(row, "theme") or ""].append((value, int(required(row, "n"))))
    return {
        iri: tuple(
            sorted(
                (
                    Theme(name, tuple(sorted(statuses, key=lambda item: item[0].text)))
                    for name, statuses in themes.items()
                ),
                key=lambda theme: (theme.name == "", -theme.total, theme.name),
            )
        )[:_THEMES]
        for iri, themes in counts.items()
    }


def _side_by_side(left: Sequence[Theme], right: Sequence[Theme]) -> tuple[Pair[Theme], ...]:
    unnamed = [next((theme for theme in side if not theme.name), None) for side in (left, right)]
    pairs = paired(*([(theme.name, theme) for theme in side if theme.name] for side in (left, right)))
    return (*pairs, Pair(unnamed[0], unnamed[1])) if any(unnamed) else pairs


def by_nature(
    money: Sequence[Listing[Amount]],
) -> tuple[tuple[Value | None, tuple[tuple[Amount, ...], ...]], ...]:
    """Group the amounts of each side by nature: they are shown apart because they may not be added."""
    natures: dict[str, Value | None] = {}
    groups: dict[str, list[list[Amount]]] = {}
    for at, listing in enumerate(money):
        for amount in listing.rows:
            key = amount.nature.iri or "" if amount.nature else ""
            natures.setdefault(key, amount.nature)
            groups.setdefault(key, [[] for _ in money])[at].append(amount)
    ordered = sorted(groups, key=lambda key: (key == "", (value.text if (value := natures[key]) else "")))
    return tuple((natures[key], tuple(tuple(side) for side in groups[key])) for key in ordered)
