"""From documents to ``data/ttl``: reads, extracts, links, maps and writes, in one go.

A manifest that does not hold stops everything; a document that cannot be read is reported and left out.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rdflib import Graph

from pactes.decisions import Decisions, read_decisions
from pactes.errors import DocumentError
from pactes.extraction import extract
from pactes.linking import Corpus, link
from pactes.manifest import ManifestEntry, read_manifest, unlisted_files, verify_manifest
from pactes.model import Extraction
from pactes.parallel import forked_map
from pactes.rdf import Publication, Source, read_publication, to_graphs, to_turtle
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.reading import read_document
from pactes.reference import registre

__all__ = ["BuildResult", "Echec", "Progress", "assemble", "build", "write_graphs"]

Progress = Callable[[str, int, int], None]
"""Called with what is being done (in French), how many steps are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Echec:
    """A document that was left out, and the sentence that says why."""

    document: str
    message: str


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made: ``graphs`` by IRI, ``files`` one for each of them."""

    graphs: dict[str, Graph]
    files: tuple[Path, ...]
    sources: tuple[Source, ...]
    corpus: Corpus
    publication: Publication
    base: str
    echecs: tuple[Echec, ...] = ()
    avertissements: tuple[str, ...] = ()


def build(data: Path, *, output: Path | None = None, base: str = BASE, progress: Progress | None = None) -> BuildResult:
    """Build all graphs from ``data`` (documents, decisions, release) and write ``output`` (by default ``data/ttl``).

    Raises ``ManifestError``, ``ReleaseError``, ``DecisionError`` or ``ReferenceDataError``: nothing is written then.
    """
    result = assemble(data, base=base, progress=progress)
    return replace(result, files=write_graphs(result.graphs, output or data / "ttl", base=base))


def assemble(
    data: Path,
    *,
    base: str = BASE,
    progress: Progress | None = None,
    exclude: Mapping[str, str] | None = None,
    jobs: int = 1,
) -> BuildResult:
    """Build all graphs from ``data`` without writing anything; ``files`` is empty.

    ``exclude`` names documents (slugs) to leave out, each with the sentence that says why: they are reported like
    those that cannot be read. ``jobs`` documents are read at once, each in a process. Raises what ``build`` raises.
    """
    say = progress or (lambda _step, _done, _all: None)
    entries = read_manifest(data / "documents")
    verify_manifest(entries)
    publication = read_publication(data / "release.toml")
    decisions = read_decisions(data / "decisions.toml")
    steps = len(entries) + 2
    sources: list[Source] = []
    extractions: list[Extraction] = []
    echecs = [Echec(entry.slug, exclude[entry.slug]) for entry in entries if exclude and entry.slug in exclude]
    wanted = [entry for entry in entries if not exclude or entry.slug not in exclude]
    registre()  # loaded before the fork: all processes share it
    told = forked_map(lambda entry: _tell(entry, decisions), wanted, jobs)
    for number, entry in enumerate(wanted):
        say(f"Lecture et extraction de {entry.path.name}", number, steps)
        outcome = next(told)
        if isinstance(outcome, Echec):
            echecs.append(outcome)
        else:
            sources.append(outcome[0])
            extractions.append(outcome[1])
    say("Rapprochement des noms et des contrats", steps - 2, steps)
    corpus = link(extractions, registre(), decisions)
    say("Écriture des graphes", steps - 1, steps)
    graphs = to_graphs(corpus, sources, publication, decisions, base=base)
    say("Construction terminée", steps, steps)
    warnings = [f"{e.document} : {warning}" for e in extractions for warning in e.avertissements]
    warnings += [
        f"Le fichier {name} n'est pas au manifeste : il n'a pas été lu."
        for name in unlisted_files(data / "documents", entries)
    ]
    return BuildResult(graphs, (), tuple(sources), corpus, publication, base, tuple(echecs), tuple(warnings))


def _tell(entry: ManifestEntry, decisions: Decisions) -> tuple[Source, Extraction] | Echec:
    """Return a document with what it says, or why it cannot be read."""
    try:
        source = _read(entry, decisions)
    except DocumentError as error:
        return Echec(entry.slug, str(error))
    return source, extract(source.document)


def _read(entry: ManifestEntry, decisions: Decisions) -> Source:
    document = read_document(entry.path, slug=entry.slug, title=entry.title, publisher=entry.publisher, date=entry.date)
    masked = decisions.mask(document.text)
    return Source(replace(document, text=masked) if masked != document.text else document, entry)


def write_graphs(graphs: dict[str, Graph], folder: Path, *, base: str = BASE) -> tuple[Path, ...]:
    """Write each generated graph to ``folder/<name>.ttl``, all or nothing, and remove what is no longer a graph.

    A file that would not change is left alone. Returns the files, sorted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    prefixes = {prefix: address.replace(BASE, base, 1) for prefix, address in PREFIXES.items()}
    names = {address.rsplit("/", 1)[1]: address for address in graphs}
    wanted: dict[str, bytes] = {}
    for name, address in sorted(names.items()):
        comment = f"Graphe <{address}>\nFichier produit par « pactes build » : ne pas le modifier à la main."
        wanted[f"{name}.ttl"] = to_turtle(graphs[address], base=base, prefixes=prefixes, comment=comment).encode()
    # Everything is written beside first: a full disk leaves the former files whole.
    waiting = Path(tempfile.mkdtemp(prefix=".ttl-", dir=folder.parent))
    try:
        for file, content in wanted.items():
            (waiting / file).write_bytes(content)
        for file, content in wanted.items():
            target = folder / file
            if not target.exists() or target.read_bytes() != content:
                os.replace(waiting / file, target)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    for stale in folder.glob("*.ttl"):
        if stale.name not in wanted:
            stale.unlink()
    return tuple(folder / file for file in sorted(wanted))
