"""``pactes serve`` and ``query``: the current release, over HTTP or at once."""

from __future__ import annotations

import asyncio
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pactes.cli.terminal import IMPOSSIBLE, app, err, honest, out, thousands
from pactes.errors import PactesError
from pactes.settings import settings


class ResultFormat(StrEnum):
    """How ``query`` prints."""

    TABLE = "table"
    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TSV = "tsv"
    TURTLE = "turtle"


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
    with honest():
        release = current_release(config.releases)
        shown = "localhost" if config.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else config.host
        address = f"http://{shown}:{config.port}"
        manifest = release.manifest
        out.print(
            f"[bold]pactes[/] sert la version {release.id} : "
            f"{thousands(manifest.triples)} triplets, {len(manifest.graphs)} graphes."
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
    from pactes.store.choice import store_of
    from pactes.store.interface import Formats, ResultKind

    config = settings()
    with honest():
        try:
            text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PactesError(f"{file} ne se lit pas comme du texte UTF-8 : {error}.") from error
        rows = format in {ResultFormat.TABLE, ResultFormat.TURTLE}
        name = "json" if rows else format.value
        formats = Formats(select=name, ask=name if name in {"json", "xml"} else "json", graph="turtle")

        async def answer() -> tuple[ResultKind, bytes]:
            store = store_of(config)
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
