"""``pactes review`` and ``evaluate``: what was not understood, and how well documents are read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from pactes.cli.terminal import WRONG, Jobs, app, err, honest, out, steps
from pactes.settings import settings

SHOWN = 12
"""Lines of each list of ``review`` that are shown unless all are asked for."""


class ReviewFormat(StrEnum):
    """How ``review`` prints."""

    TEXT = "text"
    JSON = "json"


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
    with honest(), steps() as say:
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
    """Mesurer l'extraction, et les liens des noms, contre les références annotées à la main.

    Est mesuré ce qui serait publié. Les références sur lesquelles les règles ont été écrites et celles qui mesurent
    seulement (partage.toml de leur dossier) ont chacune leur tableau.
    """
    from pactes.extraction.affichage import render_qualite
    from pactes.extraction.qualite import FICHIER, Qualite, to_toml
    from pactes.extraction.references import find_references
    from pactes.linking.mesure import mesurer_avec_liens
    from pactes.parallel import forked_map
    from pactes.rdf import read_publication

    config = settings()
    floor = 0.0 if all_ else config.confidence_floor
    with honest():
        found = find_references(references or [Path("tests/gold")], documents or config.data / "documents")
        date = read_publication(config.data / "release.toml").date
        measured = []
        with steps() as say:
            told = forked_map(partial(mesurer_avec_liens, plancher=floor), found, jobs or config.jobs)
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
