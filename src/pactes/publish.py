"""From documents to a release that is served: build, validate, leave out what goes wrong, release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from pactes.build import DOCUMENT_MEMORY, DOCUMENT_SECONDS, BuildResult, Progress, assemble, write_graphs
from pactes.decisions import Decisions, GenreDecision, read_decisions
from pactes.errors import ValidationFailed
from pactes.extraction.plancher import PLANCHER
from pactes.extraction.revue import as_json
from pactes.rdf import lock, moves, with_report
from pactes.release import Moved, Release, Skipped, exclusive, make_release, sources_of
from pactes.release.make import KEEP
from pactes.release.redact import redact_kept
from pactes.spread import Spread, here
from pactes.validation import (
    Cache,
    Genre,
    GrapheDeDonnees,
    Rapport,
    Severite,
    check_quotes,
    load_shapes,
    report_graph,
    validate,
)

__all__ = ["Publie", "publish"]

SHOWN = 5
"""Violations that the message of a build that publishes nothing tells; the others are counted."""

LATE = ("catalogue", "provenance", "validation", "void")
"""Graphs that are made, or made again, once the others are validated."""


@dataclass(frozen=True, slots=True)
class Publie:
    """What was published: the build, the validation reports of the tries, and the release.

    There is one report, or two when documents had to be left out: the first says why, the last is the release's.
    """

    build: BuildResult
    rapports: tuple[Rapport, ...]
    release: Release

    @property
    def complet(self) -> bool:
        """True when no document was left out."""
        return not self.build.echecs


def publish(
    data: Path,
    releases: Path,
    *,
    base: str,
    progress: Progress | None = None,
    jobs: int = 1,
    spread: Spread | None = None,
    seconds: float = DOCUMENT_SECONDS,
    memory: int = DOCUMENT_MEMORY,
    floor: float = PLANCHER,
    keep: int = KEEP,
    cache: Cache | None = None,
) -> Publie:
    """Build from ``data``, validate, write ``data/ttl`` and make a release in ``releases``.

    ``spread`` reads the documents (by default this machine, ``jobs`` at once), each within ``seconds`` and ``memory``
    bytes; what is less sure than ``floor`` is only in the review that the release keeps. A document whose graph
    violates a shape is left out and the others are published. The ``keep`` newest versions are kept; names that a
    decision withholds are taken out of all of them.
    ``cache`` remembers what validation found in graphs that have not changed; the report is the same without.

    Raises ``ValidationFailed``, and writes nothing, when the violation is in the registry, in the catalogue or across
    documents, ``ReleaseError`` when an IRI of ``data/iris.lock`` would be lost or when another process builds in either
    folder; raises what ``build`` and ``make_release`` raise besides.
    """
    say = progress or (lambda _step, _done, _all: None)
    with exclusive(data), exclusive(releases):
        bounds: dict[str, Any] = {"spread": spread or here(jobs), "seconds": seconds, "memory": memory, "floor": floor}
        built = assemble(data, base=base, progress=say, **bounds)
        reports = [_validate(built, say, jobs, cache)]
        guilty = _guilty_documents(built, reports[0])
        if guilty:
            built = assemble(data, base=base, progress=say, exclude=guilty, **bounds)
            reports.append(_validate(built, say, jobs, cache))
        _refuse(reports[-1])
        built = _reported(built, reports[-1])
        decisions = read_decisions(data / "decisions.toml")
        moved = _moves(data, built, decisions)
        say("Écriture de data/ttl", 0, 2)
        folder = data / "ttl"
        built = replace(built, files=write_graphs(built.graphs, folder, base=base))
        say("Fabrication de la version", 1, 2)
        withheld = [decision.cle for decision in decisions.of(GenreDecision.TAIRE)]
        release = _release(built, reports[-1], folder, releases, moved, withheld, keep)
        redact_kept(releases, decisions.mask, withheld)
        say("Version prête", 2, 2)
        return Publie(built, tuple(reports), release)


def _refuse(report: Rapport) -> None:
    """Raise ``ValidationFailed`` when a report has violations."""
    if report.conforme:
        return
    found = [r for r in report.resultats if r.severite is Severite.VIOLATION]
    shown = "".join(f"\n- {r.fichier}, {r.libelle or r.noeud} : {r.message.fr} {r.remede.fr}" for r in found[:SHOWN])
    rest = f"\n… et {len(found) - SHOWN} autres." if len(found) > SHOWN else ""
    raise ValidationFailed(
        "Rien n'est publié : des graphes ne respectent pas les formes, et ce n'est pas le fait d'un seul document."
        + shown
        + rest
    )


def _reported(built: BuildResult, report: Rapport) -> BuildResult:
    """Return the build with the graph of its validation report, and with what tells of all graphs made again.

    What is made after the validation is validated too, for itself: it raises ``ValidationFailed`` when it is wrong.
    """
    told = report_graph(report, version=built.publication.version, date=built.publication.date)
    graphs = with_report(built.graphs, told, built.publication, base=built.base)
    said = {
        late: [
            GrapheDeDonnees(_file(iri), g, _genre(built, iri))
            for iri, g in graphs.items()
            if (_name(iri) in LATE) is late
        ]
        for late in (True, False)
    }
    _refuse(validate(said[True], load_shapes(base=built.base), context=said[False]))
    return replace(built, graphs=graphs)


def _file(iri: str) -> str:
    return f"data/ttl/{_name(iri)}.ttl"


def _genre(built: BuildResult, iri: str) -> Genre:
    documents = {source.document.slug for source in built.sources}
    return Genre.DOCUMENT if _name(iri) in documents else Genre.REFERENCE


def _name(iri: str) -> str:
    return iri.rsplit("/", 1)[1]


def _validate(built: BuildResult, say: Progress, jobs: int, cache: Cache | None) -> Rapport:
    graphs = [GrapheDeDonnees(_file(iri), graph, _genre(built, iri)) for iri, graph in built.graphs.items()]
    steps = len(built.sources) + 2  # each document, then the reference graphs, then all together
    done = 0

    def on_progress(name: str) -> None:
        nonlocal done
        say(f"Validation de {name}", done, steps)
        done += 1

    shapes = load_shapes(base=built.base)
    report = validate(graphs, shapes, on_progress=on_progress, jobs=jobs, cache=cache)
    texts = {f"{built.base}graphe/{source.document.slug}": source.document.text for source in built.sources}
    misquoted = (check_quotes(built.graphs[iri], text, _file(iri), shapes) for iri, text in texts.items())
    report = report.with_more(chain.from_iterable(misquoted))
    say("Validation terminée", 1, 1)
    return report


def _guilty_documents(built: BuildResult, report: Rapport) -> dict[str, str]:
    """Return the documents whose own graph violates a shape, each with the sentence that says what is wrong."""
    sentences = {}
    for source in built.sources:
        slug = source.document.slug
        file = f"data/ttl/{slug}.ttl"
        found = [r for r in report.resultats if r.fichier == file and r.severite is Severite.VIOLATION]
        if found:
            first = found[0]
            line = f", ligne {first.ligne}" if first.ligne is not None else ""
            others = f" ({len(found) - 1} autres violations)" if len(found) > 1 else ""
            sentences[slug] = (
                f"{source.document.name or slug}{line} : {first.message.fr} Remède : {first.remede.fr}{others}"
            )
    return sentences


def _moves(data: Path, built: BuildResult, decisions: Decisions) -> tuple[moves.Move, ...]:
    """Return what became of IRIs that were published; raises ``ReleaseError`` when one would be lost."""
    told = moves.read_moves(data / moves.FICHIER)
    present = lock.published(built.graphs.values(), built.base)
    moves.settle(told, present)
    said = {move.iri for move in told}
    told += tuple(move for move in moves.of_decisions(decisions) if move.iri not in said | present)
    locked = lock.read_lock(data / lock.LOCK)
    if locked is not None:
        lock.check(locked, present, told, [echec.document for echec in built.echecs])
    return told


def _release(
    built: BuildResult,
    report: Rapport,
    folder: Path,
    releases: Path,
    moved: Iterable[moves.Move],
    withheld: Sequence[str],
    keep: int,
) -> Release:
    publication = built.publication
    skipped: Sequence[Skipped] = [Skipped(echec.document, echec.message) for echec in built.echecs]
    about = {
        "title": publication.title,
        "description": publication.description,
        "publisher": publication.publisher,
        "licence": publication.licence,
        "licence_name": publication.licence_name,
    }
    return make_release(
        sources_of(folder, built.base),
        releases,
        version=publication.version,
        base_iri=built.base,
        date=publication.date,
        about=about,
        skipped=skipped,
        texts={source.document.slug: source.document.text for source in built.sources},
        review=[as_json(revue) for revue in built.revues],
        moved=[Moved(move.iri, move.vers, move.motif, move.motif_en, move.date) for move in moved],
        redacted=withheld,
        keep=keep,
        validation={
            "conforme": report.conforme,
            "comptes": {str(severity): number for severity, number in report.comptes.items()},
        },
    )
