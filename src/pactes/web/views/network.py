"""The network of contracts and of those who sign them: which are drawn, where each stands, and the same as a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import graphlay
from pyoxigraph import NamedNode

from pactes.web.labels import labels
from pactes.web.reader import required
from pactes.web.views.common import Value, Visit, shown_iri

CONTRACTS = 20
"""Contracts that are drawn: those with most signatories, of those that the visitor asks for."""
ALONE = 5
"""Signatories of one drawn contract alone that are drawn; the others are counted beside them."""
CHOICES = 200
"""Families and organisations that one may choose from: those of most contracts."""
_READ = 100_000

_STEP, _WIDTH, _GAP, _MARGIN = 30, 420, 260, 6
_LONGEST = 52  # characters of a name that its box holds


@dataclass(frozen=True, slots=True)
class Census:
    """Who signs what in a release: IRIs of organisations, families and territories by the IRI of each contract."""

    signers: Mapping[str, frozenset[str]]
    families: Mapping[str, frozenset[str]]
    territories: Mapping[str, frozenset[str]]

    def contracts(self, family: str = "", organisation: str = "", territory: str = "") -> list[str]:
        """Return the contracts that are asked for, those with most signatories first."""
        found = [
            iri
            for iri, signers in self.signers.items()
            if (not family or family in self.families.get(iri, ()))
            and (not organisation or organisation in signers)
            and (not territory or territory in self.territories.get(iri, ()))
        ]
        return sorted(found, key=lambda iri: (-len(self.signers[iri]), iri))


@dataclass(frozen=True, slots=True)
class Node:
    """A box: a contract, a signatory, or signatories that are only counted (``iri`` is then the contract's)."""

    key: str
    iri: str
    name: str
    short: str
    degree: int
    y: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """That an organisation signs a contract: an SVG path from the box of one to the box of the other."""

    contract: str
    signer: str
    path: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a contract and all its signatories."""

    contract: Value
    signers: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """What the page shows: the drawing with its size in pixels, the table, how many contracts there are."""

    contracts: tuple[Node, ...]
    signers: tuple[Node, ...]
    edges: tuple[Edge, ...]
    rows: tuple[Row, ...]
    total: int
    width: int
    height: int

    box: int = _WIDTH
    step: int = _STEP

    @property
    def hidden(self) -> int:
        """How many contracts are not drawn."""
        return self.total - len(self.rows)

    def edges_of(self, node: Node) -> tuple[Edge, ...]:
        """Return the lines of a contract."""
        return tuple(edge for edge in self.edges if edge.contract == node.key)


async def census(visit: Visit) -> Census:
    """Return who signs what in the release; it is read once for each release."""
    if "network" not in visit.kept:
        signers = await _pairs(visit, "?c pactes:partie|pactes:signature/pactes:signataire ?o")
        families = await _pairs(visit, "?c pactes:dispositif ?o")
        territories = await _pairs(visit, "?c dcterms:spatial ?o")
        visit.kept["network"] = Census(signers, families, territories)
    found = visit.kept["network"]
    assert isinstance(found, Census)
    return found


async def _pairs(visit: Visit, pattern: str) -> dict[str, frozenset[str]]:
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?c ?o WHERE {{ ?c a pactes:Contrat . {pattern} FILTER(ISIRI(?o)) }} LIMIT {_READ}"
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[required(row, "c")].add(required(row, "o"))
    return {iri: frozenset(others) for iri, others in found.items()}


async def choices(visit: Visit, of: Iterable[Collection[str]]) -> tuple[Value, ...]:
    """Return what contracts may be chosen by, those of most contracts, in the order of their names."""
    counts = Counter(iri for group in of for iri in group)
    most = [iri for iri, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:CHOICES]]
    names = await labels(visit.reader, most, visit.language.code)
    return tuple(
        sorted((shown_iri(visit, iri, names) for iri in most), key=lambda value: (value.text.lower(), value.iri))
    )


async def load(visit: Visit, family: str = "", organisation: str = "", territory: str = "") -> Network:
    """Return the network of the contracts asked for (IRIs, empty for all); at most ``CONTRACTS`` are drawn."""
    known = await census(visit)
    found = known.contracts(family, organisation, territory)
    drawn = found[:CONTRACTS]
    names = await labels(
        visit.reader, {*drawn, *(iri for one in drawn for iri in known.signers[one])}, visit.language.code
    )
    rows = tuple(
        Row(
            shown_iri(visit, iri, names),
            tuple(
                sorted((shown_iri(visit, o, names) for o in known.signers[iri]), key=lambda v: (v.text.lower(), v.iri))
            ),
        )
        for iri in drawn
    )
    return _drawn(visit, rows, len(found), organisation)


def _drawn(visit: Visit, rows: tuple[Row, ...], total: int, kept: str) -> Network:
    """Lay the network out: contracts on the left, signatories on the right, in the order that crosses fewest lines."""
    degrees = Counter(signer.iri for row in rows for signer in row.signers)
    contracts: dict[str, Node] = {}
    signers: dict[str, Node] = {}
    pairs: list[tuple[str, str]] = []
    for row in rows:
        left = _node(f"c{len(contracts)}", row.contract, len(row.signers))
        contracts[left.key] = left
        alone = [one for one in row.signers if degrees[one.iri] == 1 and one.iri != kept]
        counted = alone[ALONE:] if len(alone) > ALONE + 1 else []
        for signer in row.signers:
            if signer not in counted:
                key = f"o {signer.iri}"
                signers.setdefault(key, _node(key, signer, degrees[signer.iri]))
                pairs.append((left.key, key))
        if counted:
            n = len(counted)
            said = visit.language.ngettext("et {n} autre signataire", "et {n} autres signataires", n)
            more = Value(said.format(n=visit.language.number(n)), row.contract.iri)
            signers[f"z {left.key}"] = _node(f"z {left.key}", more, 1)
            pairs.append((left.key, f"z {left.key}"))
    heights = _heights(contracts, signers, pairs)
    placed = {key: heights[key] for key in (*contracts, *signers)}
    tall = max(placed.values(), default=0) + _STEP + _MARGIN
    return Network(
        tuple(sorted((_at(node, placed) for node in contracts.values()), key=lambda node: node.y)),
        tuple(sorted((_at(node, placed) for node in signers.values()), key=lambda node: node.y)),
        tuple(Edge(one, other, _curve(placed[one], placed[other])) for one, other in pairs),
        rows,
        total,
        2 * _WIDTH + _GAP,
        tall,
    )


def _heights(contracts: Collection[str], signers: Collection[str], pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the top of each box: where graphlay puts it in a graph of two layers, never over the one before it."""
    graph = graphlay.Graph()
    for key in (*contracts, *signers):
        graph.node(key, width=_WIDTH, height=_STEP - 4)
    for one, other in pairs:
        graph.edge(one, other)
    options = {
        "direction": "leftright",
        "routing": {"style": "diagonal"},
        "spacing": {"layer_gap": _GAP, "node_gap": 4.0},
    }
    laid = graphlay.layout(graph, options=options).positions()
    where = dict(zip((*contracts, *signers), laid.values(), strict=True))
    found: dict[str, int] = {}
    for side in (contracts, signers):
        below = _MARGIN
        lowest = min((y for _, y in where.values()), default=0)
        for key in sorted(side, key=lambda key: (where[key][1], where[key][0])):
            found[key] = max(below, round(where[key][1] - lowest) + _MARGIN)
            below = found[key] + _STEP
    return found


def _node(key: str, value: Value, degree: int) -> Node:
    short = value.text if len(value.text) <= _LONGEST else value.text[: _LONGEST - 1].rstrip() + "…"
    return Node(key, value.iri or "", value.text, short, degree)


def _at(node: Node, placed: Mapping[str, int]) -> Node:
    return Node(node.key, node.iri, node.name, node.short, node.degree, placed[node.key])


def _curve(left: int, right: int) -> str:
    half = (_STEP - 4) // 2
    begin, end, middle = _WIDTH, _WIDTH + _GAP, _WIDTH + _GAP // 2
    return f"M{begin} {left + half}C{middle} {left + half} {middle} {right + half} {end} {right + half}"


def query_of(visit: Visit, family: str = "", organisation: str = "", territory: str = "") -> str:
    """Return the SPARQL query that gives the lines of the drawing: a contract and one who signs it."""
    asked = [
        f"  ?contrat {name} {NamedNode(iri)} ."
        for name, iri in (("pactes:dispositif", family), ("dcterms:spatial", territory))
        if iri
    ]
    if organisation:
        asked.append(f"  ?contrat pactes:partie|pactes:signature/pactes:signataire {NamedNode(organisation)} .")
    lines = "".join(f"{line}\n" for line in asked)
    return f"""PREFIX pactes: <{visit.base}def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT DISTINCT ?contrat ?nomDuContrat ?signataire ?nomDuSignataire WHERE {{
  ?contrat a pactes:Contrat ;
    pactes:partie|pactes:signature/pactes:signataire ?signataire .
{lines}  OPTIONAL {{ ?contrat rdfs:label ?nomDuContrat FILTER(LANG(?nomDuContrat) = "fr") }}
  OPTIONAL {{ ?signataire rdfs:label ?nomDuSignataire FILTER(LANG(?nomDuSignataire) = "fr") }}
}}
ORDER BY ?nomDuContrat ?nomDuSignataire
"""
