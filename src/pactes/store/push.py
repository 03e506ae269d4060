"""Sending a release to an endpoint, graph by graph, by the SPARQL 1.1 Graph Store HTTP Protocol.

Only what changed is sent: the digests of the graphs that the endpoint holds are kept there. Readers never see half a
release (see ``pactes.store.endpoint``): the union of the new one is loaded beside, then the pointer says that graphs
are being changed, they are, their counts are compared with the manifest's, and the pointer names the new release. A
push that was cut leaves the pointer as it is, and the next one begins by the graphs that are left.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox

from pactes.errors import PactesError
from pactes.release import Release
from pactes.store.endpoint import (
    PREDICATE,
    Names,
    Pointer,
    WrongState,
    as_triple,
    client_options,
    pointer_of,
    pointer_query,
)
from pactes.store.lossless import encode, samples
from pactes.store.remote_answers import RemoteFault, read_results

PIECE = 8 * 2**20
"""Bytes of N-Triples that are sent at one time: engines bound the body that they take."""

RETRIES = 5
_PAUSE = 0.5
_ANSWER = 600.0
"""Seconds that an endpoint has to load a piece."""

Say = Callable[[str, int, int], None]


class PushError(PactesError):
    """Raised when an endpoint cannot be sent a release; the message never holds an address or credentials."""


@dataclass(slots=True)
class Pushed:
    """What a push did: IRIs of the graphs that were sent, of those that were as they should, of those taken away."""

    release: str
    sent: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Held:
    """A graph that the endpoint holds: the SHA-256 of its contents, its number of triples."""

    digest: str
    triples: int


class Pusher:
    """Sends releases to the endpoint ``query`` by its graph store ``graphs`` (addresses)."""

    def __init__(self, query: str, graphs: str, base_iri: str, *, timeout: float = 5.0) -> None:
        self._query, self._graphs, self._names = query, graphs, Names(base_iri)
        self._client = httpx.Client(**client_options(timeout, _ANSWER))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def push(
        self, release: Release, *, say: Say = lambda *_: None, loaded: bool = False, force: bool = False
    ) -> Pushed:
        """Send ``release``; ``loaded`` when its graphs are there already, by another way: they are only counted.

        ``force`` sends every graph, whatever the digests say. Raises ``PushError``.
        """
        manifest = release.manifest
        before = self._pointer()
        if before is not None and before.release == release.id and not before.pending and not (force or loaded):
            return Pushed(release.id, kept=[entry.iri for entry in manifest.graphs])
        say("Essai des littéraux", 0, 1)
        renamed = () if loaded else self._lossy(release)
        mark = "+".join(("", *renamed))
        digests = {dump.graph: dump.unpacked_sha256 + mark for dump in manifest.dumps if dump.graph is not None}
        wanted = {entry.iri: _Held(digests[entry.iri], entry.triples) for entry in manifest.graphs}
        whole_digest = hashlib.sha256((manifest.digest + mark).encode()).hexdigest() if mark else manifest.digest
        union = self._names.union(whole_digest)
        held = {} if force else self._digests()
        told = Pushed(release.id)
        changed = [iri for iri, graph in wanted.items() if held.get(iri) != graph]
        unions = {union, before.union, before.pending} if before else {union}
        gone = [iri for iri in held if iri not in wanted and iri not in unions]
        told.kept = [iri for iri in wanted if iri not in changed]
        total = len(changed) + len(gone) + 3

        say("Union des graphes", 0, total)
        whole = _Held(whole_digest, manifest.triples)
        if held.get(union) != whole and not loaded:
            self._load(union, _triples_of(release, None), renamed)
        self._check(union, manifest.triples)
        # From here on, who reads graphs by their names waits.
        former = before or Pointer("", self._names.nothing, "")
        pending = replace(former, stamp=secrets.token_hex(8), pending=union)
        self._put(self._names.pointer, as_triple(self._names.pointer, pending.to_json()))
        # If this push is cut here, the next one must not take for unchanged what this one touched.
        touched = {iri: _Held("", 0) for iri in (*changed, *gone)}
        self._put_digests({**{iri: wanted[iri] for iri in told.kept}, **touched, union: whole})
        for done, iri in enumerate(changed, 1):
            say(iri.rsplit("/", 1)[-1], done, total)
            if not loaded:
                self._load(iri, _triples_of(release, iri), renamed)
            told.sent.append(iri)
        for done, iri in enumerate(gone, 1 + len(changed)):
            say(iri.rsplit("/", 1)[-1], done, total)
            self._delete(iri)
            told.removed.append(iri)
        say("Vérification", total - 2, total)
        for iri in changed:
            self._check(iri, wanted[iri].triples)
        self._put_digests({**wanted, union: whole})
        say("Bascule", total - 1, total)
        self._put(
            self._names.pointer,
            as_triple(self._names.pointer, Pointer(release.id, union, secrets.token_hex(8), renamed=renamed).to_json()),
        )
        # Who still asks the former union learns from the pointer that it has to ask again.
        for former_union in {former.union, former.pending} - {union, self._names.nothing, ""}:
            self._delete(former_union)
        say("Fini", total, total)
        return told

    def _pointer(self) -> Pointer | None:
        try:
            return pointer_of(self._ask(pointer_query(self._names)))
        except WrongState:
            return None

    def _digests(self) -> dict[str, _Held]:
        rows = json.loads(
            self._ask(f"SELECT ?g ?d WHERE {{ GRAPH <{self._names.digests}> {{ ?g <{PREDICATE}> ?d }} }}")
        )["results"]["bindings"]
        try:
            return {row["g"]["value"]: _Held(*json.loads(row["d"]["value"])) for row in rows}
        except (ValueError, TypeError, KeyError):
            return {}  # of another software: all is sent

    def _check(self, iri: str, triples: int) -> None:
        body = self._ask(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")
        count = int(json.loads(body)["results"]["bindings"][0]["n"]["value"])
        if count != triples:
            raise PushError(
                f"Le graphe <{iri}> a {count} triplets dans le magasin distant au lieu de {triples} : la version n'est "
                "pas mise en service. Relancez « pactes push --all »."
            )

    def _lossy(self, release: Release) -> tuple[str, ...]:
        """Return the datatypes of which the endpoint does not give the literals back as they are."""
        with gzip.open(release.whole_dump) as stream:
            tried = samples(ox.parse(stream, format=ox.RdfFormat.N_QUADS))  # type: ignore[arg-type]
        if not tried:
            return ()
        at, lossy = ox.NamedNode(self._names.samples), []
        lines = {
            f"{datatype} {n}": ox.Triple(ox.NamedNode(f"{at.value}/{kind}-{n}"), at, literal)
            for kind, (datatype, literals) in enumerate(tried.items())
            for n, literal in enumerate(literals)
        }
        self._put(at.value, b"".join(f"{triple} .\n".encode() for triple in lines.values()))
        body = self._ask(f"SELECT ?s ?o WHERE {{ GRAPH <{at.value}> {{ ?s <{at.value}> ?o }} }}")
        try:
            rows = read_results(body, "application/sparql-results+json", None)
            back = {(row["s"], row["o"]) for row in rows}
        except RemoteFault:
            raise PushError("Le magasin distant a donné une réponse qui ne se lit pas.") from None
        for name, triple in lines.items():
            datatype = name.rpartition(" ")[0]
            if (triple.subject, triple.object) not in back and datatype not in lossy:
                lossy.append(datatype)
        self._delete(at.value)
        return tuple(lossy)

    def _load(self, iri: str, pieces: Iterator[bytes], renamed: Sequence[str]) -> None:
        """Replace a graph: its first piece is put, the others are added (adding the same again changes nothing)."""
        method = "PUT"
        for piece in pieces:
            self._send(method, iri, encode(piece, renamed, self._names.base_iri))
            method = "POST"
        if method == "PUT":
            self._delete(iri)

    def _put(self, iri: str, body: bytes) -> None:
        self._send("PUT", iri, body)

    def _put_digests(self, graphs: Mapping[str, _Held]) -> None:
        lines = (as_triple(iri, json.dumps([graph.digest, graph.triples])) for iri, graph in graphs.items())
        self._put(self._names.digests, b"".join(lines))

    def _delete(self, iri: str) -> None:
        self._send("DELETE", iri)

    def _send(self, method: str, iri: str, body: bytes | None = None) -> None:
        headers = {} if body is None else {"Content-Type": "application/n-triples"}
        self._attempt(
            lambda: self._client.request(method, self._graphs, params={"graph": iri}, content=body, headers=headers),
            missing_is_fine=method == "DELETE",
        )

    def _ask(self, query: str) -> bytes:
        headers = {"Accept": "application/sparql-results+json"}
        response = self._attempt(lambda: self._client.post(self._query, data={"query": query}, headers=headers))
        if "json" not in response.headers.get("content-type", ""):
            raise PushError("L'adresse de PACTES_STORE ne répond pas comme un service SPARQL.")
        return response.content

    def _attempt(self, call: Callable[[], httpx.Response], *, missing_is_fine: bool = False) -> httpx.Response:
        """Return the answer of ``call``, made again when the line is cut or the server fails; raises ``PushError``."""
        said = ""
        for attempt in range(RETRIES):
            if attempt:
                time.sleep(_PAUSE * 2 ** (attempt - 1) * (1 + random.random()))
            try:
                response = call()
            except httpx.HTTPError as error:
                said = type(error).__name__
                continue
            if response.is_success or (missing_is_fine and response.status_code == 404):
                return response
            said = f"HTTP {response.status_code}"
            if response.status_code in (401, 403):
                raise PushError(
                    f"Le magasin distant refuse l'accès ({said}) : donnez PACTES_STORE_USER et PACTES_STORE_PASSWORD."
                )
            if response.status_code < 500 and response.status_code not in (408, 429):
                raise PushError(f"Le magasin distant refuse ce qui lui est envoyé ({said}).")
        raise PushError(f"Le magasin distant ne répond pas après {RETRIES} essais ({said}).")


def _triples_of(release: Release, graph: str | None) -> Iterator[bytes]:
    """Yield the N-Triples of a graph, or of all graphs (``None``), in pieces that hold whole lines.

    A triple that two graphs say comes twice: to add it again changes nothing. With blank nodes, which published data
    has not, all is one piece: a name means nothing in another one.
    """
    path, form = release.whole_dump, ox.RdfFormat.N_QUADS
    if graph is not None:
        name = next(dump.name for dump in release.manifest.dumps if dump.graph == graph)
        path, form = release.path / "dumps" / name, ox.RdfFormat.TURTLE
    piece: list[bytes] = []
    size, ground = 0, graph is None and not _has_blank_nodes(path)
    with gzip.open(path) as stream:
        quads: Any = ox.parse(stream, format=form)  # type: ignore[arg-type]  # any reader of bytes will do
        if graph is not None:
            quads = list(quads)
            ground = not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))
        for quad in quads:
            line = f"{quad.triple} .\n".encode()
            piece.append(line)
            size += len(line)
            if size >= PIECE and ground:
                yield b"".join(piece)
                piece, size = [], 0
    if piece:
        yield b"".join(piece)


def _has_blank_nodes(dump: Path) -> bool:
    """Tell whether N-Quads may hold blank nodes: a text that looks like one is taken for one."""
    with gzip.open(dump) as stream:
        return any(line.startswith(b"_:") or b" _:" in line for line in stream)
