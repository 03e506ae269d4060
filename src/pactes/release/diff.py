"""What changed from one release to another: by graph, by kind of thing, thing by thing, and as an RDF Patch.

Both N-Quads dumps are in the same order, so that they are read side by side, one subject at a time: memory grows with
what changed, not with the releases. ``python -m pactes.release.diff`` computes a difference in a process of its own.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from pactes.errors import ReleaseError
from pactes.release.folder import Release, open_release
from pactes.release.manifest import Former
from pactes.release.versions import former_of

LISTED = 20_000
"""Statements of changed things that a difference holds; beyond, things are counted and the patch has them all."""

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_NAMES = tuple(
    ox.NamedNode(iri)
    for iri in (
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://purl.org/dc/terms/title",
    )
)
OTHER = ""
"""The kind of what has no class of ours."""

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

Group = tuple[str, str, list[str]]
"""A graph (IRI), a subject (as written), the lines of the dump that say something of it there."""


@dataclass(slots=True)
class Thing:
    """A thing of which something changed: what it is, how, and the statements (N-Quads lines) taken and given."""

    iri: str
    kind: str
    status: str
    label: str | None = None
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Difference:
    """What changed from ``a`` to ``b``.

    ``added`` and ``removed`` count quads; ``graphs`` gives both by graph (IRI), ``kinds`` the numbers of things added,
    removed and changed by class (local name in our ontology, "" for others). ``things`` are sorted by kind and IRI;
    ``complete`` says whether all are there.
    """

    a: Former
    b: Former
    added: int = 0
    removed: int = 0
    graphs: dict[str, dict[str, int]] = field(default_factory=dict)
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    complete: bool = True

    def to_json(self) -> str:
        """Return the difference as JSON, indented, the same for the same releases."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def read_difference(text: str) -> Difference:
    """Return the difference that ``Difference.to_json`` wrote."""
    data: dict[str, Any] = json.loads(text)
    data["a"], data["b"] = Former(**data["a"]), Former(**data["b"])
    data["things"] = [Thing(**thing) for thing in data["things"]]
    return Difference(**data)


def difference(a: Release, b: Release, *, patch: Path | None = None, listed: int = LISTED) -> Difference:
    """Compare two releases; ``patch`` is the file (compressed) to write the RDF Patch to.

    At most ``listed`` statements are held. Raises ``ReleaseError`` when a dump cannot be read, or is out of order.
    """
    found = Difference(former_of(a), former_of(b))
    base = b.manifest.base_iri
    graphs: dict[str, Counter[str]] = defaultdict(Counter)
    things: dict[str, Thing] = {}
    held = 0
    with _Patch(patch, f"{base}version/", a, b) as write:
        for graph, subject, gone, come in _changes(a.whole_dump, b.whole_dump):
            found.removed += len(gone)
            found.added += len(come)
            graphs[graph] += Counter({REMOVED: len(gone), ADDED: len(come)})
            write(gone, come)
            thing = things.setdefault(subject, Thing(subject.strip("<>"), OTHER, CHANGED))
            if held + len(gone) + len(come) <= listed:
                held += len(gone) + len(come)
                thing.removed += gone
                thing.added += come
            else:
                found.complete = False
    _tell(things.values(), a, b, f"{base}def#")
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for thing in things.values():
        kinds[thing.kind][thing.status] += 1
    ways = (ADDED, REMOVED, CHANGED)
    found.kinds = {kind: {way: kinds[kind][way] for way in ways} for kind in sorted(kinds)}
    found.graphs = {graph: {way: graphs[graph][way] for way in (ADDED, REMOVED)} for graph in sorted(graphs)}
    shown = [thing for thing in things.values() if found.complete or thing.removed or thing.added]
    found.things = sorted(shown, key=lambda thing: (thing.kind, thing.iri))
    return found


def _changes(a: Path, b: Path) -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Yield graph, subject, lines that are no more and lines that are new, for each subject of which some changed."""
    left, right = _groups(a), _groups(b)
    old, new = next(left, None), next(right, None)
    while old or new:
        if new is None or (old is not None and old[:2] < new[:2]):
            assert old is not None
            yield old[0], old[1], old[2], []
            old = next(left, None)
        elif old is None or new[:2] < old[:2]:
            yield new[0], new[1], [], new[2]
            new = next(right, None)
        else:
            before, after = set(old[2]), set(new[2])
            if before != after:
                yield old[0], old[1], sorted(before - after), sorted(after - before)
            old, new = next(left, None), next(right, None)


def _groups(path: Path) -> Iterator[Group]:
    """Yield what a dump says of each subject in each graph, in its order: by graph, then by subject."""
    current: Group | None = None
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as stream:
            for text in stream:
                line = text.rstrip("\n")
                graph = line[line.rindex(" <") + 2 : -3]
                subject = line[: line.index(" ")]
                if current is not None and current[:2] == (graph, subject):
                    current[2].append(line)
                    continue
                if current is not None:
                    if current[:2] > (graph, subject):
                        raise ReleaseError(f"{path} n'est pas dans l'ordre : refaites la version par « pactes build ».")
                    yield current
                current = (graph, subject, [line])
    except (OSError, EOFError, ValueError) as error:
        raise ReleaseError(f"{path} ne se lit pas : {error}. Refaites la version par « pactes build ».") from error
    if current is not None:
        yield current


def _tell(things: Iterable[Thing], a: Release, b: Release, space: str) -> None:
    """Say what each thing is, its name, and whether it was there before and is there after."""
    stores = [ox.Store.read_only(str(release.store)) for release in (a, b)]
    kind_of = ox.NamedNode(_TYPE[1:-1])
    for thing in things:
        try:
            node = ox.NamedNode(thing.iri)
        except ValueError:  # a blank node
            continue
        there = [next(store.quads_for_pattern(node, None, None, ox.DefaultGraph()), None) for store in stores]
        thing.status = ADDED if there[0] is None else REMOVED if there[1] is None else CHANGED
        last = stores[0 if there[1] is None else 1]
        classes = {quad.object.value for quad in last.quads_for_pattern(node, kind_of, None, ox.DefaultGraph())}  # type: ignore[union-attr]
        ours = sorted(name.removeprefix(space) for name in classes if name.startswith(space))
        thing.kind = ours[0] if ours else OTHER
        names = (quad.object for name in _NAMES for quad in last.quads_for_pattern(node, name, None, ox.DefaultGraph()))
        told = sorted((o for o in names if isinstance(o, ox.Literal)), key=lambda o: (o.language != "fr", o.value))
        thing.label = told[0].value if told else None


class _Patch:
    """Writes an RDF Patch (https://jena.apache.org/documentation/rdf-patch/): a header, then one transaction."""

    def __init__(self, path: Path | None, space: str, a: Release, b: Release) -> None:
        self._stream = gzip.open(path, "wt", encoding="utf-8", compresslevel=6) if path else None  # noqa: SIM115
        self._space, self._a, self._b = space, a.id, b.id

    def __enter__(self) -> _Patch:
        space = self._space
        self._write(f"H id <{space}{self._a}..{self._b}> .\n")
        self._write(f"H from <{space}{self._a}> .\nH to <{space}{self._b}> .\nTX .\n")
        return self

    def __call__(self, gone: Iterable[str], come: Iterable[str]) -> None:
        """Write what is taken, then what is given."""
        for letter, lines in (("D", gone), ("A", come)):
            self._write("".join(f"{letter} {line}\n" for line in lines))

    def __exit__(self, *_: object) -> None:
        self._write("TC .\n")
        if self._stream:
            self._stream.close()

    def _write(self, text: str) -> None:
        if self._stream:
            self._stream.write(text)


def main(arguments: list[str]) -> int:
    """Compare the releases at two paths and write ``difference.json`` and ``patch.gz`` into a folder."""
    a, b, folder = (Path(argument) for argument in arguments)
    try:
        found = difference(open_release(a), open_release(b), patch=folder / PATCH)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    (folder / SUMMARY).write_text(found.to_json(), encoding="utf-8")
    return 0


SUMMARY, PATCH = "difference.json", "patch.rdfp.gz"

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
