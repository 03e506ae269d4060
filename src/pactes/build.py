"""From documents to ``data/ttl``: reads, extracts, links, maps and writes, in one go.

A manifest that does not hold stops everything; a document that cannot be read is reported and left out.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from rdflib import Graph

from pactes.decisions import Decisions, read_decisions
from pactes.errors import DocumentError
from pactes.extraction import confiance as confiances
from pactes.extraction import extract
from pactes.extraction.plancher import PLANCHER, separer
from pactes.extraction.qualite import FICHIER as QUALITE
from pactes.extraction.qualite import read_qualite
from pactes.extraction.revue import Revue, revoir
from pactes.isolated import Loss, Lost
from pactes.linking import Corpus, ambigus, link
from pactes.manifest import ManifestEntry, read_manifest, unlisted_files, verify_manifest
from pactes.model import Extraction
from pactes.rdf import Publication, Source, read_publication, to_graphs, to_turtle
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.reading import read_document
from pactes.reference import registre
from pactes.spread import Spread, here

__all__ = [
    "DOCUMENT_MEMORY",
    "DOCUMENT_SECONDS",
    "BuildResult",
    "Echec",
    "Lecture",
    "Progress",
    "assemble",
    "build",
    "read_entry",
    "review_entry",
    "review_file",
    "why_lost",
    "write_graphs",
]

DOCUMENT_SECONDS = 60.0
"""Time that reading and extraction of one document may take, in seconds."""

DOCUMENT_MEMORY = 4 * 1024**3
"""Memory that they may take, in bytes of address space."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done (in French), how many steps are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Echec:
    """A document that was left out, and the sentence that says why."""

    document: str
    message: str


@dataclass(frozen=True, slots=True)
class Lecture:
    """A document with what it says at or above the floor of confidence, and what a person has to look at again."""

    source: Source
    extraction: Extraction
    revue: Revue


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made: ``graphs`` by IRI, ``files`` one for each of them, ``revues`` in the order of ``sources``."""

    graphs: dict[str, Graph]
    files: tuple[Path, ...]
    sources: tuple[Source, ...]
    corpus: Corpus
    publication: Publication
    base: str
    echecs: tuple[Echec, ...] = ()
    avertissements: tuple[str, ...] = ()
    revues: tuple[Revue, ...] = ()


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
    spread: Spread | None = None,
    seconds: float = DOCUMENT_SECONDS,
    memory: int = DOCUMENT_MEMORY,
    floor: float = PLANCHER,
) -> BuildResult:
    """Build all graphs from ``data`` without writing anything; ``files`` is empty.

    ``exclude`` names documents (slugs) to leave out, each with the sentence that says why: they are reported like
    those that cannot be read. ``spread`` reads the documents: by default this machine, ``jobs`` at once. One that takes
    more than ``seconds`` or ``memory`` (bytes), or on which a rule fails, is reported too. Records whose confidence is
    under ``floor`` are in the reviews and nowhere else. Raises what ``build`` and ``spread`` raise.
    """
    say = progress or (lambda _step, _done, _all: None)
    entries = read_manifest(data / "documents")
    verify_manifest(entries)
    publication = read_publication(data / "release.toml")
    decisions = read_decisions(data / "decisions.toml")
    steps = len(entries) + 2
    read: list[Lecture] = []
    echecs = [Echec(entry.slug, exclude[entry.slug]) for entry in entries if exclude and entry.slug in exclude]
    wanted = [entry for entry in entries if not exclude or entry.slug not in exclude]
    qualite = read_qualite(data / QUALITE)
    known = registre()  # damaged reference data is told here, once, and not by every document
    confiances.table()
    tell = partial(_read_at, decisions=decisions, floor=floor)
    spread = spread or here(jobs)
    with closing(spread(tell, wanted, [entry.path for entry in wanted], seconds=seconds, memory=memory)) as told:
        for number, entry in enumerate(wanted):
            say(f"Lecture et extraction de {entry.path.name}", number, steps)
            outcome = next(told)
            if isinstance(outcome, Lost):
                echecs.append(Echec(entry.slug, why_lost(outcome, entry.path.name, seconds, memory)))
            elif isinstance(outcome, Echec):
                echecs.append(outcome)
            else:
                read.append(outcome)
    sources = tuple(lecture.source for lecture in read)
    extractions = [lecture.extraction for lecture in read]
    say("Rapprochement des noms et des contrats", steps - 2, steps)
    corpus = link(extractions, known, decisions)
    say("Écriture des graphes", steps - 1, steps)
    graphs = to_graphs(corpus, sources, publication, decisions, qualite, base=base)
    say("Construction terminée", steps, steps)
    warnings = [f"{e.document} : {warning}" for e in extractions for warning in e.avertissements]
    warnings += [
        f"Le fichier {name} n'est pas au manifeste : il n'a pas été lu."
        for name in unlisted_files(data / "documents", entries)
    ]
    return BuildResult(
        graphs,
        (),
        sources,
        corpus,
        publication,
        base,
        tuple(echecs),
        tuple(warnings),
        tuple(_with_ambiguous(lecture.revue, corpus) for lecture in read),
    )


def _with_ambiguous(revue: Revue, corpus: Corpus) -> Revue:
    """Return a review with the names that were linked to nothing for want of certainty."""
    return replace(revue, ambigus=tuple(ambigus(corpus.noms, revue.document)))


def read_entry(entry: ManifestEntry, decisions: Decisions, floor: float = PLANCHER) -> Lecture | Echec:
    """Return a document with what it says, or why it cannot be read."""
    return _read_at(entry, entry.path, decisions, floor)


def _read_at(entry: ManifestEntry, path: Path, decisions: Decisions, floor: float) -> Lecture | Echec:
    try:
        source = _read(entry, path, decisions)
    except DocumentError as error:
        return Echec(entry.slug, str(error))
    extraction = extract(source.document)
    kept, held_back = separer(extraction, floor)
    return Lecture(source, kept, revoir(source.document, extraction, held_back))


def review_entry(entry: ManifestEntry, decisions: Decisions, floor: float) -> Revue | str:
    """Return the review of a document of the manifest, or the sentence that says why it cannot be read."""
    told = read_entry(entry, decisions, floor)
    if isinstance(told, Echec):
        return told.message
    return _with_ambiguous(told.revue, link([told.extraction], registre()))


def review_file(path: Path, floor: float) -> Revue | str:
    """Return the review of a file, or the sentence that says why it cannot be read."""
    try:
        document = read_document(path)
    except DocumentError as error:
        return str(error)
    extraction = extract(document)
    kept, held_back = separer(extraction, floor)
    return _with_ambiguous(revoir(document, extraction, held_back), link([kept], registre()))


def why_lost(lost: Lost, name: str, seconds: float, memory: int) -> str:
    """Return the French sentence that says why the file ``name`` gave nothing, and what to do."""
    match lost.loss:
        case Loss.TIME:
            return (
                f"{name} n'est pas lu en {f'{seconds:g}'.replace('.', ',')} secondes : donnez-lui plus de temps par "
                "PACTES_DOCUMENT_TIMEOUT, ou découpez-le."
            )
        case Loss.MEMORY:
            return (
                f"{name} demande plus de mémoire que les {memory // 1024**2} Mio permis : donnez-en plus par "
                "PACTES_DOCUMENT_MEMORY, ou découpez-le."
            )
        case Loss.DEATH:
            return (
                f"Le processus qui lisait {name} s'est arrêté net (mémoire de la machine épuisée, sans doute) : "
                "recommencez avec --jobs 1, ou découpez le document."
            )
        case Loss.FAULT:
            return (
                f"Une règle de lecture échoue sur {name} ({lost.detail}) : c'est un défaut de pactes. "
                "Signalez-le avec le document."
            )


def _read(entry: ManifestEntry, path: Path, decisions: Decisions) -> Source:
    document = read_document(path, slug=entry.slug, title=entry.title, publisher=entry.publisher, date=entry.date)
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
