"""What all commands share: the application, the two consoles, progress, honest errors, exit codes."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from pactes.errors import PactesError

WRONG, IMPOSSIBLE = 1, 2
"""Exit codes: something is wrong with the data; the command could not run."""

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


def thousands(number: int) -> str:
    """Return a number as French readers write it."""
    return f"{number:,}".replace(",", "\u202f")


@contextmanager
def honest() -> Iterator[None]:
    """Show our own errors as a sentence, without a traceback, and exit with 2."""
    try:
        yield
    except PactesError as error:
        err.print("[bold red]Erreur :[/]", Text(str(error)))
        raise typer.Exit(IMPOSSIBLE) from error
    except OSError as error:
        if not (told := _told_of_disk(error)):
            raise
        err.print("[bold red]Erreur :[/]", Text(told))
        raise typer.Exit(IMPOSSIBLE) from error


def _told_of_disk(error: OSError) -> str:
    """Return what to tell of a disk that does not take what is written, empty for any other error.

    The engine of the store tells its errors by their words alone.
    """
    where = f" ({error.filename})" if error.filename else ""
    kept = "Ce qui est servi n'a pas changé."
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
        return (
            f"Le disque est plein{where}. {kept} Faites de la place, ou choisissez un autre dossier "
            "(PACTES_RELEASES pour les versions, TMPDIR pour les fichiers temporaires), puis recommencez."
        )
    if error.errno == errno.EROFS or "Read-only file system" in str(error):
        return (
            f"Le disque est en lecture seule{where}. {kept} Rendez-le inscriptible, ou choisissez un autre dossier "
            "(PACTES_RELEASES), puis recommencez."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"L'accès est refusé{where}. {kept} Donnez à ce compte le droit d'y écrire, puis recommencez."
    return ""


@contextmanager
def steps() -> Iterator[Steps]:
    """Yield a progress callback; on a terminal it draws a bar, elsewhere it stays silent."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    # No thread of its own: the build forks.
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal, auto_refresh=False) as progress:
        task = progress.add_task("Préparation")

        def say(step: str, done: int, total: int) -> None:
            logging.getLogger("pactes").debug(step)
            progress.update(task, description=step, completed=done, total=total, refresh=True)

        yield say
