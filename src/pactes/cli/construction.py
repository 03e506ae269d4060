"""``pactes build``, ``extract`` and ``validate``: from documents to graphs that hold."""

from __future__ import annotations

import hashlib
import itertools
import json
from contextlib import closing
from enum import StrEnum
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from pactes.cli.terminal import WRONG, Jobs, app, err, honest, out, steps, thousands
from pactes.errors import PactesError
from pactes.settings import settings

if TYPE_CHECKING:
    from pactes.spread import Spread
    from pactes.validation import Rapport


class RecordFormat(StrEnum):
    """How ``extract`` prints."""

    JSON = "json"
    TURTLE = "turtle"


class ReportFormat(StrEnum):
    """How ``validate`` prints."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    TURTLE = "turtle"


Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADRESSE",
        help="Ordonnanceur Dask (tcp://hôte:port) dont les travailleurs lisent les documents (pactes\\[cluster]).",
        show_default=False,
    ),
]


def _spread(scheduler: str | None, jobs: int) -> Spread:
    """Return where documents are read: the cluster that is named, or this machine."""
    from pactes.cluster import Cluster
    from pactes.spread import here

    return Cluster(scheduler) if scheduler else here(jobs)


@app.command()
def build(jobs: Jobs = None, scheduler: Scheduler = None) -> None:
    """Lire les documents, écrire [bold]data/ttl[/], valider et faire une version.

    Un document qui ne peut pas être lu (ou pas à temps), ou qui viole une forme, est laissé de côté et nommé à la fin ;
    les autres sont publiés et le code de sortie est 1. Un manifeste faux arrête tout (code 2). Ce qui est lu avec moins
    de confiance que PACTES_CONFIDENCE_FLOOR (0,5) n'est pas publié : « pactes review » le montre.
    """
    from pactes.extraction.affichage import resume
    from pactes.publish import publish
    from pactes.validation import Cache, default_path

    config = settings()
    with honest(), steps() as say:
        published = publish(
            config.data,
            config.releases,
            base=config.base_iri,
            progress=say,
            jobs=jobs or config.jobs,
            spread=_spread(scheduler, jobs or config.jobs),
            seconds=config.document_timeout,
            memory=config.document_memory,
            floor=config.confidence_floor,
            keep=config.kept_versions,
            cache=Cache(default_path()),
        )
    built, release = published.build, published.release
    table = Table(title=f"Version {release.id}", title_justify="left")
    table.add_column("graphe")
    table.add_column("triplets", justify="right")
    for entry in release.manifest.graphs:
        table.add_row(entry.name, thousands(entry.triples))
    out.print(table)
    for warning in built.avertissements:
        err.print(f"[yellow]À savoir :[/] {warning}")
    counts = published.rapports[-1].comptes
    told = (f"{number} {severity}{'s' if number > 1 else ''}" for severity, number in counts.items())
    out.print(f"Validation : {', '.join(told)} (détail : « pactes validate »).")
    out.print("Compréhension (détail : « pactes review ») :")
    for revue in built.revues:
        out.print(f"  {revue.document} : {resume(revue)}", markup=False)
    out.print(f"Graphes : {config.data / 'ttl'}\nVersion : {release.path}")
    if not published.complet:
        for failure in built.echecs:
            err.print(f"[bold red]Laissé de côté :[/] {failure.document}. {failure.message}")
        raise typer.Exit(WRONG)


@app.command()
def extract(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FICHIER…", help="Fichiers à lire : PDF, DOCX, HTML, Markdown ou texte.", show_default=False
        ),
    ],
    format: Annotated[RecordFormat, typer.Option("--format", "-f", help="Forme de la sortie.")] = RecordFormat.JSON,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
) -> None:
    """Montrer ce qui est lu dans des fichiers, sans rien publier.

    Ce qui est lu avec moins de confiance que PACTES_CONFIDENCE_FLOOR est à part, sous « ecartes ». Un fichier donne
    un objet JSON, plusieurs en donnent un par ligne. Un fichier qui ne se lit pas est nommé, les autres sont lus, et
    le code de sortie est 1.
    """
    from pactes.build import why_lost
    from pactes.isolated import Lost

    config = settings()
    seconds, memory = config.document_timeout, config.document_memory
    indent = 2 if len(files) == 1 else None
    failed = False
    tell = partial(_told, format=format, indent=indent, floor=config.confidence_floor)
    spread = _spread(scheduler, jobs or config.jobs)
    with honest(), steps() as say, closing(spread(tell, files, files, seconds=seconds, memory=memory)) as told:
        for number, (path, outcome) in enumerate(zip(files, told, strict=True)):
            say(f"Extraction de {path.name}", number, len(files))
            if isinstance(outcome, Lost):
                outcome = PactesError(why_lost(outcome, path.name, seconds, memory))
            if isinstance(outcome, PactesError):
                err.print(f"[bold red]Erreur :[/] {outcome}")
                failed = True
                continue
            text, with_contracts, warnings = outcome
            print(text)
            for warning in warnings:
                err.print(f"[yellow]À savoir :[/] {warning}")
            if not with_contracts:
                err.print(f"[yellow]À savoir :[/] aucun contrat n'a été reconnu dans {path.name}.")
    if failed:
        raise typer.Exit(WRONG)


def _told(
    _item: Path, path: Path, format: RecordFormat, indent: int | None, floor: float
) -> tuple[str, bool, tuple[str, ...]] | PactesError:
    """Return what is read in a file, printed, whether there is a contract in it, warnings; or why it is not read."""
    from pactes.extraction import extract as extract_records
    from pactes.extraction.interchange import to_interchange
    from pactes.extraction.plancher import separer
    from pactes.extraction.revue import held_back_as_json
    from pactes.reading import read_document

    try:
        document = read_document(path)
        extraction, held_back = separer(extract_records(document), floor)
        if format is RecordFormat.TURTLE:
            shown = _as_turtle(path, document, extraction)
        else:
            content = to_interchange(extraction, path.name)
            if held_back:
                content["ecartes"] = held_back_as_json(held_back)
            shown = json.dumps(content, ensure_ascii=False, indent=indent)
        return shown, bool(extraction.contrats), extraction.avertissements
    except PactesError as error:
        return error


def _as_turtle(path: Path, document: object, extraction: object) -> str:
    """Return the graph that ``build`` would make of this document alone."""
    from pactes.linking import link
    from pactes.manifest import ManifestEntry
    from pactes.model import Extraction
    from pactes.rdf import Source, read_publication, to_graphs, to_turtle
    from pactes.rdf.namespaces import BASE, PREFIXES
    from pactes.reading import Document
    from pactes.reference import registre

    assert isinstance(document, Document)
    assert isinstance(extraction, Extraction)
    config = settings()
    entry = ManifestEntry(
        slug=document.slug,
        path=path,
        title=document.slug,
        publisher="inconnu",
        kind="document",
        language="fr",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        rights="inconnus",
    )
    corpus = link([extraction], registre())
    publication = read_publication(config.data / "release.toml")
    graphs = to_graphs(corpus, [Source(document, entry)], publication, base=config.base_iri)
    graph = graphs[f"{config.base_iri}graphe/{document.slug}"]
    prefixes = {prefix: address.replace(BASE, config.base_iri, 1) for prefix, address in PREFIXES.items()}
    return to_turtle(graph, base=config.base_iri, prefixes=prefixes)


@app.command()
def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FICHIER…]", help="Fichiers Turtle ou dossiers ; par défaut data/ttl.", show_default=False
        ),
    ] = None,
    format: Annotated[ReportFormat, typer.Option("--format", "-f", help="Forme du rapport.")] = ReportFormat.TEXT,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FICHIER", help="Où écrire le rapport ; par défaut, à l'écran."),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Montrer tous les résultats, les informations aussi.")] = False,
    cache: Annotated[
        bool,
        typer.Option(
            "--cache/--no-cache",
            help="Se souvenir des graphes déjà contrôlés et inchangés (PACTES_CACHE) ; le rapport est le même sans.",
        ),
    ] = True,
) -> None:
    """Contrôler des graphes par les formes SHACL.

    Code de sortie : 0 conforme, 1 violations, 2 le contrôle n'a pas pu se faire.
    """
    from pactes.validation import Cache, default_path, load_shapes, read_graphs
    from pactes.validation import validate as run

    config = settings()
    with honest():
        graphs = read_graphs(paths or [config.data / "ttl"], base=config.base_iri)
        with steps() as say:
            done = itertools.count()
            report = run(
                graphs,
                load_shapes(base=config.base_iri),
                on_progress=lambda name: say(f"Validation de {name}", next(done), len(graphs)),
                jobs=config.jobs,
                cache=Cache(default_path()) if cache else None,
            )
    with honest():
        write_report(report, format, output, tout=all_)
    raise typer.Exit(report.code)


def write_report(report: Rapport, format: ReportFormat, output: Path | None, *, tout: bool) -> None:
    """Write a report to a file, or to the screen.

    Raises:
        ValidationImpossible: the file cannot be written.
    """
    from rich.console import Console

    from pactes.errors import ValidationImpossible
    from pactes.validation import html_report, json_report, print_report, turtle_report

    if format is ReportFormat.TEXT and output is None:
        print_report(report, out, tout=tout)
        return
    if format is ReportFormat.TEXT:
        page = StringIO()
        print_report(report, Console(file=page, width=120, no_color=True), tout=tout)
        told = page.getvalue()
    else:
        write = {ReportFormat.JSON: json_report, ReportFormat.HTML: html_report, ReportFormat.TURTLE: turtle_report}
        told = write[format](report)
    if output is None:
        print(told, end="")
        return
    try:
        output.write_text(told, encoding="utf-8")
    except OSError as error:
        raise ValidationImpossible(f"Le rapport ne s'écrit pas dans {output} ({error.strerror or error}).") from error
