"""The command line: documents to graphs (``construction``), their measure (``mesure``), versions (``releases``),
what is served (``service``), where it is sent (``envoi``), versions of the ontology (``ontologie``) and lists that are
matched to what is served (``rapprochement``).

Exit codes: 0 all is well; 1 something is wrong with the data (violations, a document left out); 2 it could not run.
"""

from __future__ import annotations

import logging
from typing import Annotated

import typer
from rich.logging import RichHandler

import pactes

# Imported for the commands that they add to ``app``, in the order in which the help shows them.
from pactes.cli import construction as construction
from pactes.cli import mesure as mesure
from pactes.cli import service as service

from pactes.cli import envoi as envoi  # isort: skip
from pactes.cli import ontologie as ontologie  # isort: skip
from pactes.cli import rapprochement as rapprochement  # isort: skip
from pactes.cli import releases as releases  # isort: skip
from pactes.cli.terminal import app, err, out

__all__ = ["app"]


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
