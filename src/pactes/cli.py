"""The command line: ``pactes build``, ``extract``, ``review``, ``validate``, ``evaluate``, ``serve``, ``query``;
``release`` and ``diff`` are in ``cli_releases``.

Exit codes: 0 all is well; 1 something is wrong with the data (violations, a document left out); 2 it could not run.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

import pactes
from pactes import cli_releases
from pactes.errors import PactesError
from pactes.settings import settings

WRONG, IMPOSSIBLE = 1, 2
SHOWN = 12
"""Lines of each list of ``review`` that are shown unless all are asked for."""

Steps = Callable[[str, int, int], None]
"""Told what is being done, how many steps are done and how many there are."""

app = typer.Typer(
    name="pactes",
    help="Lit les contrats territoriaux français et les publie en données liées, chaque fait avec sa preuve.",
    epilog="Pour commencer : « pactes build », puis « pactes serve ». Réglages : variables PACTES_… d'environnement.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class RecordFormat(StrEnum):
    """How ``extract`` prints."""

    JSON = "json"
    TURTLE = "turtle"


class ReportFormat(StrEnum):
    """How ``validate`` prints."""

    TEXT = "text"
    TURTLE = "turtle"
    JSON = "json"


class ReviewFormat(StrEnum):
    """How ``review`` prints."""

    TEXT = "text"
    JSON = "json"


class ResultFormat(StrEnum):
    """How ``query`` prints."""

    TABLE = "table"
    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TSV = "tsv"
    TURTLE = "turtle"


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _print_version(wanted: bool) -> None:
    if wanted:
        out.print(f"pactes {pactes.__version__}")
        raise typer.Exit


@app.callback()
def main(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Dire tout ce qui se fait.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Donner la version et finir.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Set up what all commands share."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING,
        format="%(name)s : %(message)s",
        handlers=[RichHandler(console=err, show_path=False)],
        force=True,
    )
    for talkative in ("rdflib", "pyshacl", "asyncio", "tzlocal"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


@contextmanager
def _honest() -> Iterator[None]:
    """Show our own errors as a sentence, without a traceback, and exit with 2."""
    try:
        yield
    except PactesError as error:
        err.print("[bold red]Erreur :[/]", Text(str(error)))
        raise typer.Exit(IMPOSSIBLE) from error


@contextmanager
def _steps() -> Iterator[Steps]:
    """Yield a progress callback; on a terminal it draws a bar, elsewhere it stays silent."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    # No thread of its own: the build forks.
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal, auto_refresh=False) as progress:
        task = progress.add_task("Préparation")

        def say(step: str, done: int, total: int) -> None:
            logging.getLogger("pactes").debug(step)
            progress.update(task, description=step, completed=done, total=total, refresh=True)

        yield say


Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        help="Documents lus à la fois (PACTES_JOBS ; par défaut un par cœur).",
        min=1,
        max=64,
        show_default=False,
    ),
]


@app.command()
def build(jobs: Jobs = None) -> None:
    """Lire les documents, écrire [bold]data/ttl[/], valider et faire une version.

    Un document qui ne peut pas être lu (ou pas à temps), ou qui viole une forme, est laissé de côté et nommé à la fin ;
    les autres sont publiés et le code de sortie est 1. Un manifeste faux arrête tout (code 2). Ce qui est lu avec moins
    de confiance que PACTES_CONFIDENCE_FLOOR (0,5) n'est pas publié : « pactes review » le montre.
    """
    from pactes.extraction.affichage import resume
    from pactes.publish import publish

    config = settings()
    with _honest(), _steps() as say:
        published = publish(
            config.data,
            config.releases,
            base=config.base_iri,
            progress=say,
            jobs=jobs or config.jobs,
            seconds=config.document_timeout,
            memory=config.document_memory,
            floor=config.confidence_floor,
            keep=config.kept_versions,
        )
    built, release = published.build, published.release
    table = Table(title=f"Version {release.id}", title_justify="left")
    table.add_column("graphe")
    table.add_column("triplets", justify="right")
    for entry in release.manifest.graphs:
        table.add_row(entry.name, _thousands(entry.triples))
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
) -> None:
    """Montrer ce qui est lu dans des fichiers, sans rien publier.

    Ce qui est lu avec moins de confiance que PACTES_CONFIDENCE_FLOOR est à part, sous « ecartes ». Un fichier donne
    un objet JSON, plusieurs en donnent un par ligne. Un fichier qui ne se lit pas est nommé, les autres sont lus, et
    le code de sortie est 1.
    """
    from pactes.build import why_lost
    from pactes.isolated import Lost, isolated_map

    config = settings()
    seconds, memory = config.document_timeout, config.document_memory
    indent = 2 if len(files) == 1 else None
    failed = False
    tell = partial(_told, format=format, indent=indent, floor=config.confidence_floor)
    with _steps() as say:
        told = isolated_map(tell, files, jobs=jobs or config.jobs, seconds=seconds, memory=memory)
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
    path: Path, format: RecordFormat, indent: int | None, floor: float
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
    all_: Annotated[bool, typer.Option("--all", help="Montrer tous les résultats, les informations aussi.")] = False,
) -> None:
    """Contrôler des graphes par les formes SHACL.

    Code de sortie : 0 conforme, 1 violations, 2 le contrôle n'a pas pu se faire.
    """
    from pactes.validation import load_shapes, print_report, read_graphs
    from pactes.validation import validate as run

    config = settings()
    with _honest():
        graphs = read_graphs(paths or [config.data / "ttl"], base=config.base_iri)
        with _steps() as say:
            done = itertools.count()
            report = run(
                graphs,
                load_shapes(base=config.base_iri),
                on_progress=lambda name: say(f"Validation de {name}", next(done), len(graphs)),
                jobs=config.jobs,
            )
    if format is ReportFormat.TURTLE:
        print(report.to_turtle(), end="")
    elif format is ReportFormat.JSON:
        print(report.to_json(), end="")
    else:
        print_report(report, out, tout=all_)
    raise typer.Exit(report.code)


@app.command()
def review(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FICHIER…]", help="Fichiers à revoir ; par défaut tous ceux du manifeste.", show_default=False
        ),
    ] = None,
    format: Annotated[ReviewFormat, typer.Option("--format", "-f", help="Forme de la sortie.")] = ReviewFormat.TEXT,
    all_: Annotated[bool, typer.Option("--all", help="Montrer tout ce qui n'a pas été compris.")] = False,
    jobs: Jobs = None,
) -> None:
    """Montrer ce qui est à revoir : ce qui n'est pas publié faute de confiance, et ce qui n'a pas été compris.

    Sont dits les montants, nombres, dates, parties et titres dont aucune règle n'a rien fait, avec leur ligne. Un
    document qui ne se lit pas est nommé, les autres sont revus, et le code de sortie est 1.
    """
    from pactes.build import review_entry, review_file, why_lost
    from pactes.decisions import read_decisions
    from pactes.extraction.affichage import render_revue
    from pactes.extraction.revue import Revue, as_json
    from pactes.isolated import Lost, isolated_map
    from pactes.manifest import ManifestEntry, read_manifest

    config = settings()
    seconds, memory, floor = config.document_timeout, config.document_memory, config.confidence_floor
    reviews: list[Revue] = []
    failed = False
    with _honest(), _steps() as say:
        items: Sequence[Path | ManifestEntry] = files or read_manifest(config.data / "documents")
        decisions = read_decisions(config.data / "decisions.toml")
        look = partial(review_file, floor=floor) if files else partial(review_entry, decisions=decisions, floor=floor)
        told = isolated_map(look, items, jobs=jobs or config.jobs, seconds=seconds, memory=memory)
        for number, item in enumerate(items):
            name = item.name if isinstance(item, Path) else item.path.name
            say(f"Relecture de {name}", number, len(items))
            outcome = next(told)
            if isinstance(outcome, Lost):
                outcome = why_lost(outcome, name, seconds, memory)
            if isinstance(outcome, str):
                err.print("[bold red]Erreur :[/]", Text(outcome))
                failed = True
            else:
                reviews.append(outcome)
    if format is ReviewFormat.JSON:
        print(json.dumps({"documents": [as_json(revue) for revue in reviews]}, ensure_ascii=False, indent=2))
    else:
        for revue in reviews:
            out.print(render_revue(revue, limit=None if all_ else SHOWN))
    if failed:
        raise typer.Exit(WRONG)


@app.command()
def evaluate(
    misses: Annotated[bool, typer.Option("--misses", help="Montrer ce qui manque et ce qui est en trop.")] = False,
    references: Annotated[
        list[Path] | None,
        typer.Option(
            help="Dossier de références (et ses sous-dossiers) ou fichier ; par défaut tests/gold.", show_default=False
        ),
    ] = None,
    documents: Annotated[
        Path | None,
        typer.Option(help="Dossier des documents qui ne sont pas à côté de leur référence (data/documents)."),
    ] = None,
    detail: Annotated[bool, typer.Option("--detail", help="Un tableau par document aussi.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Mesurer aussi ce qui est écarté de la publication.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Écrire data/qualite.toml, que « build » publie.")] = False,
    jobs: Jobs = None,
) -> None:
    """Mesurer l'extraction contre les références annotées à la main.

    Est mesuré ce qui serait publié. Les références sur lesquelles les règles ont été écrites et celles qui mesurent
    seulement (partage.toml de leur dossier) ont chacune leur tableau.
    """
    from pactes.extraction.affichage import render_qualite
    from pactes.extraction.mesurer import mesurer
    from pactes.extraction.qualite import FICHIER, Qualite, to_toml
    from pactes.extraction.references import find_references
    from pactes.parallel import forked_map
    from pactes.rdf import read_publication

    config = settings()
    floor = 0.0 if all_ else config.confidence_floor
    with _honest():
        found = find_references(references or [Path("tests/gold")], documents or config.data / "documents")
        date = read_publication(config.data / "release.toml").date
        measured = []
        with _steps() as say:
            told = forked_map(partial(mesurer, plancher=floor), found, jobs or config.jobs)
            for number, reference in enumerate(found):
                say(f"Mesure sur {reference.slug}", number, len(found))
                measured.append(next(told))
        qualite = Qualite(date, floor, tuple(m.mesure for m in measured))
        out.print(render_qualite(qualite, misses=misses, detail=detail))
        if all_:
            out.print("Mesuré : tout ce qui est lu, publié ou non.")
        else:
            out.print(
                f"Mesuré : ce qui est publié (confiance d'au moins {f'{floor:g}'.replace('.', ',')}) ; "
                f"enregistrements écartés : {sum(m.ecartes for m in measured)}."
            )
        if write:
            path = config.data / FICHIER
            path.write_text(to_toml(qualite), encoding="utf-8")
            out.print(f"Écrit : {path}")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Adresse d'écoute (PACTES_HOST).", show_default=False)] = None,
    port: Annotated[int | None, typer.Option(help="Port (PACTES_PORT).", show_default=False, min=1, max=65535)] = None,
) -> None:
    """Servir la version courante, au premier plan, jusqu'à Ctrl-C."""
    from pactes.release import current_release
    from pactes.web import serve as run

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    config = settings().model_copy(update=given)
    with _honest():
        release = current_release(config.releases)
        shown = "localhost" if config.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else config.host
        address = f"http://{shown}:{config.port}"
        manifest = release.manifest
        out.print(
            f"[bold]pactes[/] sert la version {release.id} : "
            f"{_thousands(manifest.triples)} triplets, {len(manifest.graphs)} graphes."
        )
        out.print(f"  pages      {address}/\n  SPARQL     {address}/sparql\n  catalogue  {address}/catalogue")
        out.print(f"  fichiers   {address}/dump/\nCtrl-C pour arrêter.")
        try:
            run(config)
        except OSError as error:
            err.print(
                f"[bold red]Erreur :[/] {address} ne peut pas être ouvert : {error.strerror}. "
                "Choisissez un autre --port."
            )
            raise typer.Exit(IMPOSSIBLE) from error


@app.command()
def query(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER.rq", help="La question, en SPARQL 1.1 ; « - » pour l'entrée standard.")
    ],
    format: Annotated[ResultFormat, typer.Option("--format", "-f", help="Forme de la réponse.")] = ResultFormat.TABLE,
) -> None:
    """Poser une question à la version courante, avec les limites du serveur."""
    from pactes.store.embedded import EmbeddedStore
    from pactes.store.interface import Formats, ResultKind

    config = settings()
    with _honest():
        try:
            text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PactesError(f"{file} ne se lit pas comme du texte UTF-8 : {error}.") from error
        rows = format in {ResultFormat.TABLE, ResultFormat.TURTLE}
        name = "json" if rows else format.value
        formats = Formats(select=name, ask=name if name in {"json", "xml"} else "json", graph="turtle")

        async def answer() -> tuple[ResultKind, bytes]:
            store = EmbeddedStore.of_settings(config)
            await store.start()
            try:
                with await store.query(text, formats=formats) as result:
                    return result.kind, result.read()
            finally:
                await store.close()

        kind, body = asyncio.run(answer())
    if kind is ResultKind.GRAPH or format is not ResultFormat.TABLE:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    content = json.loads(body)
    if kind is ResultKind.ASK:
        out.print("oui" if content["boolean"] else "non")
        return
    table = Table(*content["head"]["vars"])
    for row in content["results"]["bindings"]:
        table.add_row(*(row[v]["value"] if v in row else "" for v in content["head"]["vars"]))
    out.print(table)


cli_releases.install(app, out, _honest)

if __name__ == "__main__":
    app()
