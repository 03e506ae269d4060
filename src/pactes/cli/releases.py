"""``pactes release`` and ``pactes diff``: the versions that are kept, what is locked, what changed between two."""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from pactes.cli.terminal import app, honest, out
from pactes.errors import ReleaseError
from pactes.settings import settings


class DiffFormat(StrEnum):
    """How ``diff`` prints."""

    TABLE = "table"
    JSON = "json"
    PATCH = "patch"
    TURTLE = "turtle"
    NTRIPLES = "nt"
    NQUADS = "nq"
    JSONLD = "jsonld"
    RDFXML = "rdf"


@app.command()
def release(
    lock: Annotated[
        bool, typer.Option("--lock", help="Inscrire dans data/iris.lock les identifiants de la version courante.")
    ] = False,
    rebuild_kept: Annotated[
        bool,
        typer.Option("--rebuild-kept", help="Ôter des versions gardées les noms que data/decisions.toml fait taire."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="La liste en JSON.")] = False,
) -> None:
    """Montrer les versions gardées ; verrouiller les identifiants publiés.

    Une fois verrouillé, un identifiant ne disparaît plus sans que data/iris-moved.toml dise ce qui le remplace ou
    pourquoi il n'est plus : « pactes build » s'arrête et propose.
    """
    with honest():
        if lock:
            out.print(_lock())
        if rebuild_kept:
            for told in _rebuild_kept():
                out.print(told)
        if as_json:
            print(json.dumps(_listing(), ensure_ascii=False, indent=2))
        elif not (lock or rebuild_kept):
            out.print(_table())


@app.command()
def diff(
    a: Annotated[str, typer.Argument(help="Version de départ : 2026.11.1, ou l'identifiant d'une construction.")],
    b: Annotated[str, typer.Argument(help="Version d'arrivée ; par défaut la version courante.")] = "",
    format: Annotated[DiffFormat, typer.Option("--format", "-f", help="Forme de la sortie.")] = DiffFormat.TABLE,
    all_: Annotated[bool, typer.Option("--all", help="Nommer toutes les choses qui changent.")] = False,
) -> None:
    """Dire ce qui est ajouté, retiré ou modifié d'une version à l'autre.

    « patch » donne un RDF Patch, que l'on applique à un magasin qui tient la première pour obtenir la seconde.
    """
    with honest():
        _diff(a, b, format, limit=None if all_ else SHOWN)


SHOWN = 20
"""Things of a kind that ``diff`` names unless all are asked for."""

_QUIET = frozenset({"Passage", "Enonce", ""})
"""Kinds that are counted but not named: they follow the text."""


def _lock() -> str:
    import pyoxigraph as ox

    from pactes.rdf import lock as locks
    from pactes.release import current_release

    config = settings()
    release = current_release(config.releases)
    base = release.manifest.base_iri
    path = config.data / locks.LOCK
    with gzip.open(release.whole_dump) as stream:
        quads = ox.parse(stream, format=ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]  # any reader of bytes will do
        subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    added, total = locks.write_lock(path, {iri.removeprefix(base) for iri in subjects if iri.startswith(base)})
    return f"{path} : {total} identifiants, dont {added} de plus, de la version {release.id}. Commitez ce fichier."


def _rebuild_kept() -> list[str]:
    from pactes.decisions import GenreDecision, read_decisions
    from pactes.release.redact import redact_kept

    config = settings()
    decisions = read_decisions(config.data / "decisions.toml")
    made = redact_kept(config.releases, decisions.mask, [d.cle for d in decisions.of(GenreDecision.TAIRE)])
    told = [f"Version {release.manifest.version} refaite sans les noms tus : {release.id}" for release in made]
    return told or ["Aucune version gardée ne porte un nom à taire."]


def _listing() -> dict[str, object]:
    from pactes.release import versions_of

    found = versions_of(settings().releases)
    return {
        "current": found.current,
        "versions": [
            {
                "version": release.manifest.version,
                "date": release.manifest.date,
                "id": release.id,
                "triples": release.manifest.triples,
                "digest": release.manifest.digest,
                "current": release.id == found.current,
                "kept": True,
            }
            for release in found.builds.values()
        ]
        + [
            {
                "version": former.version,
                "date": former.date,
                "id": former.id,
                "triples": former.triples,
                "digest": former.digest,
                "current": False,
                "kept": False,
            }
            for former in found.former
        ],
    }


def _table() -> Table | str:
    from pactes.release import versions_of

    found = versions_of(settings().releases)
    if not found.builds:
        return f"Aucune version dans {settings().releases} : construisez-en une par « pactes build »."
    table = Table("version", "date", title="Versions gardées", title_justify="left")
    table.add_column("construction", no_wrap=True)
    table.add_column("triplets", justify="right")
    table.add_column("graphes", justify="right")
    table.add_column("")
    for release in found.builds.values():
        manifest = release.manifest
        here = "[bold]courante[/]" if release.id == found.current else ""
        row = (manifest.version, manifest.date or "", release.id, str(manifest.triples), str(len(manifest.graphs)))
        table.add_row(*row, here)
    for former in found.former:
        table.add_row(former.version, former.date or "", former.id, str(former.triples), "", "[dim]plus gardée[/]")
    return table


def _diff(a: str, b: str, form: DiffFormat, *, limit: int | None) -> None:
    from pactes.release import Release, versions_of
    from pactes.release.diff import difference
    from pactes.release.diff_rdf import difference_quads
    from pactes.web.serialisation import write

    found = versions_of(settings().releases)

    def named(name: str) -> Release:
        release = found.find(name or found.current)
        if release is None:
            known = ", ".join(sorted(found.builds)) or "aucune"
            raise ReleaseError(f"La version « {name or 'courante'} » n'est pas gardée ici. Versions gardées : {known}.")
        return release

    before, after = named(a), named(b)
    with tempfile.TemporaryDirectory() as scratch:
        patch = Path(scratch) / "patch.gz"
        told = difference(before, after, patch=patch if form is DiffFormat.PATCH else None)
        if form is DiffFormat.PATCH:
            with gzip.open(patch) as stream:
                while piece := stream.read(1 << 16):
                    sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return
    if form is DiffFormat.JSON:
        print(told.to_json(), end="")
        return
    if form is not DiffFormat.TABLE:
        names = {"nt": "ntriples", "nq": "nquads", "rdf": "rdfxml"}
        base = after.manifest.base_iri
        sys.stdout.buffer.write(write(difference_quads(told, base), names.get(form.value, form.value), base) + b"\n")
        sys.stdout.buffer.flush()
        return
    out.print(f"De {before.id} à {after.id} : {told.added} triplets ajoutés, {told.removed} retirés.")
    graphs = Table("graphe", title="Par graphe", title_justify="left")
    kinds = Table("genre", title="Par genre de chose", title_justify="left")
    for table, columns in ((graphs, ("ajoutés", "retirés")), (kinds, ("ajoutées", "retirées", "modifiées"))):
        for column in columns:
            table.add_column(column, justify="right")
    for graph, counts in told.graphs.items():
        graphs.add_row(graph.rsplit("/", 1)[-1], *map(str, counts.values()))
    for kind, counts in told.kinds.items():
        kinds.add_row(kind or "autres", *map(str, counts.values()))
    if told.graphs:
        out.print(graphs, kinds)
    marks = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}
    for kind in told.kinds:
        if kind in _QUIET and limit is not None:
            continue
        things = [thing for thing in told.things if thing.kind == kind]
        if things:
            out.print(f"\n[bold]{kind or 'autres'}[/]")
        for thing in things[:limit]:
            mark, colour = marks[thing.status]
            out.print(Text(f"{mark} {thing.label or thing.iri}", style=colour))
        if limit is not None and len(things) > limit:
            out.print(f"… et {len(things) - limit} autres (--all).")
