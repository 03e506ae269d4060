"""The catalogue of a release, cut in pages: each holds some datasets, and all that is said of what they point to."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from pactes.rdf.namespaces import PREFIXES
from pactes.release import DumpFile, Release

Node = ox.NamedNode | ox.BlankNode
_XSD = PREFIXES["xsd"]


def _term(prefix: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES[prefix] + name)


_TYPE, _DATASET = _term("rdf", "type"), _term("dcat", "dataset")
_FILE, _ENDPOINT, _SERVICE = _term("dcat", "downloadURL"), _term("dcat", "endpointURL"), _term("dcat", "service")
_PREVIOUS = _term("dcat", "previousVersion")


@dataclass(frozen=True)
class Catalogue:
    """What a release says in its catalogue graph, its addresses those of the public ``address``.

    ``node`` is the catalogue itself, None when the graph describes none: there is one page then, the whole graph.
    ``datasets`` are in a stable order, what the others are part of first.
    """

    node: Node | None
    datasets: tuple[Node, ...]
    said: Mapping[Node, tuple[ox.Triple, ...]]
    address: str
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.datasets) // self.size))

    def around(self, number: int) -> tuple[int, ...]:
        """Return the pages that a page names."""
        return tuple(sorted({number, *(page for _, page in self.relations(number))}))

    def relations(self, number: int) -> Iterator[tuple[str, int]]:
        """Yield the relations of a page to others, by their name in RFC 8288."""
        if self.node is None:
            return
        yield "first", 1
        if number > 1:
            yield "prev", number - 1
        if number < self.pages:
            yield "next", number + 1
        yield "last", self.pages

    def page(self, number: int, addresses: Mapping[int, str]) -> tuple[ox.Quad, ...]:
        """Return the triples of a page, sorted, the catalogue first; ``addresses`` are those of the pages it names."""
        if self.node is None:
            return _sorted((t for listed in self.said.values() for t in listed), None)
        here = self.datasets[(number - 1) * self.size : number * self.size]
        held = self._reached((self.node, *here), set(self.datasets) - set(here), with_service=number == 1)
        if number == 1:
            # What is reached from no dataset has to be somewhere.
            elsewhere = self._reached(self.datasets, {self.node}, with_service=True)
            held |= {node for node in self.said if node not in elsewhere}
        triples = [
            triple for node in held for triple in self.said.get(node, ()) if not self._left_out(triple, here, number)
        ]
        return _sorted([*triples, *self._hydra(number, addresses)], self.node)

    def _left_out(self, triple: ox.Triple, here: tuple[Node, ...], number: int) -> bool:
        """Tell whether a triple names what is on another page."""
        if triple.subject != self.node:
            return False
        return (triple.predicate == _DATASET and triple.object not in here) or (
            triple.predicate == _SERVICE and number > 1
        )

    def _reached(self, start: Iterable[Node], barred: set[Node], *, with_service: bool) -> set[Node]:
        """Return what ``start`` leads to, ``barred`` apart."""
        found, waiting = set[Node](), list(start)
        while waiting:
            node = waiting.pop()
            if node in found or node in barred:
                continue
            found.add(node)
            for triple in self.said.get(node, ()):
                if triple.predicate == _SERVICE and not with_service:
                    continue
                if isinstance(triple.object, ox.NamedNode | ox.BlankNode) and triple.object in self.said:
                    waiting.append(triple.object)
        return found

    def _hydra(self, number: int, addresses: Mapping[int, str]) -> Iterator[ox.Triple]:
        assert self.node is not None
        view = ox.NamedNode(addresses[number])
        yield ox.Triple(self.node, _TYPE, _term("hydra", "Collection"))
        total = ox.Literal(str(len(self.datasets)), datatype=ox.NamedNode(f"{_XSD}integer"))
        yield ox.Triple(self.node, _term("hydra", "totalItems"), total)
        yield ox.Triple(self.node, _term("hydra", "view"), view)
        yield ox.Triple(view, _TYPE, _term("hydra", "PartialCollectionView"))
        names = {"prev": "previous"}
        for relation, page in self.relations(number):
            yield ox.Triple(view, _term("hydra", names.get(relation, relation)), ox.NamedNode(addresses[page]))


def read_catalogue(release: Release, address: str, size: int) -> Catalogue | None:
    """Return the catalogue of a release, ``size`` datasets a page; None when it has no such graph.

    ``address`` is the public address of the service, with a final slash.
    """
    base = release.manifest.base_iri
    iri = f"{base}graphe/catalogue"
    dump = next((dump for dump in release.manifest.dumps if dump.graph == iri), None)
    if dump is None:
        return None
    turtle = gzip.decompress((release.dumps / dump.name).read_bytes())
    said: dict[Node, list[ox.Triple]] = defaultdict(list)
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        for triple in _at(quad.triple, base, address):
            said[triple.subject].append(triple)  # type: ignore[index]
    for triple in (*_files(said, release, address), *_former(said, release)):
        said[triple.subject].append(triple)  # type: ignore[index]
    catalogue = ox.NamedNode(f"{base}catalogue")
    listed = {t.object for t in said.get(catalogue, ()) if t.predicate == _DATASET}
    whole = f"{base}jeu/pactes"
    datasets = sorted(
        (node for node in listed if isinstance(node, ox.NamedNode | ox.BlankNode)),
        key=lambda node: (node.value != whole, node.value),
    )
    found = {node: tuple(triples) for node, triples in said.items()}
    return Catalogue(catalogue if catalogue in found else None, tuple(datasets), found, address, size)


def _at(triple: ox.Triple, base: str, address: str) -> Iterator[ox.Triple]:
    """Yield a triple with what is fetched at the public address; names (datasets, terms) stay what they are."""

    def moved(term: Node) -> Node:
        if isinstance(term, ox.NamedNode) and term.value.startswith(base):
            rest = term.value.removeprefix(base)
            if rest in ("", "openapi.json") or rest.startswith(("dump/", "doc/")):
                return ox.NamedNode(address + rest)
        return term

    value = triple.object
    if triple.predicate == _ENDPOINT and isinstance(value, ox.NamedNode) and value.value.startswith(base):
        value = ox.NamedNode(address + value.value.removeprefix(base))
        yield ox.Triple(value, _TYPE, _term("rdfs", "Resource"))
    elif isinstance(value, ox.NamedNode):
        value = moved(value)
    yield ox.Triple(moved(triple.subject), triple.predicate, value)  # type: ignore[arg-type]


def _files(said: Mapping[Node, list[ox.Triple]], release: Release, address: str) -> list[ox.Triple]:
    """Return the size and the checksum of each file to download."""
    dumps = {dump.name: dump for dump in release.manifest.dumps}
    found = []
    for node, triples in said.items():
        for triple in triples:
            if triple.predicate != _FILE or not isinstance(triple.object, ox.NamedNode):
                continue
            name = triple.object.value.removeprefix(f"{address}dump/")
            size, digest = _measures(dumps, name)
            if size is None:
                continue
            count = ox.Literal(str(size), datatype=ox.NamedNode(f"{_XSD}nonNegativeInteger"))
            found.append(ox.Triple(node, _term("dcat", "byteSize"), count))
            if digest:
                found += _checksum(node, digest)
    return found


def _measures(dumps: Mapping[str, DumpFile], name: str) -> tuple[int | None, str]:
    """Return the size and the SHA-256 of a file as it is sent, compressed or unpacked on the way."""
    if name in dumps:
        return dumps[name].size, dumps[name].sha256
    packed = dumps.get(f"{name}.gz")
    return (packed.unpacked, packed.unpacked_sha256) if packed else (None, "")


def _checksum(node: Node, digest: str) -> list[ox.Triple]:
    checksum, algorithm = ox.NamedNode(f"{node.value}-sha256"), _term("spdx", "checksumAlgorithm_sha256")
    value = ox.Literal(digest, datatype=ox.NamedNode(f"{_XSD}hexBinary"))
    return [
        ox.Triple(node, _term("spdx", "checksum"), checksum),
        ox.Triple(checksum, _TYPE, _term("spdx", "Checksum")),
        ox.Triple(checksum, _term("spdx", "algorithm"), algorithm),
        ox.Triple(checksum, _term("spdx", "checksumValue"), value),
        ox.Triple(algorithm, _TYPE, _term("spdx", "ChecksumAlgorithm")),
    ]


def _former(said: Mapping[Node, list[ox.Triple]], release: Release) -> list[ox.Triple]:
    """Return which version came before, when the publisher did not say and the release knows."""
    base, history = release.manifest.base_iri, release.manifest.history
    whole = ox.NamedNode(f"{base}jeu/pactes")
    if not history or whole not in said or any(t.predicate == _PREVIOUS for t in said[whole]):
        return []
    return [ox.Triple(whole, _PREVIOUS, ox.NamedNode(f"{base}version/{history[-1].version}"))]


def _sorted(triples: Iterable[ox.Triple], first: Node | None) -> tuple[ox.Quad, ...]:
    once = dict.fromkeys(triples)
    kept = sorted(once, key=lambda t: (t.subject != first, str(t.subject), str(t.predicate), str(t.object)))
    return tuple(ox.Quad(t.subject, t.predicate, t.object) for t in kept)
