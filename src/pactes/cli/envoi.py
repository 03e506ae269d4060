"""``pactes push``: the current release, sent to the endpoint that serves it."""

from __future__ import annotations

from typing import Annotated

import typer

from pactes.cli.terminal import app, honest, out, steps, thousands
from pactes.errors import PactesError
from pactes.settings import Settings, settings


@app.command()
def push(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="ADRESSE",
            help="Le Graph Store Protocol du magasin distant (PACTES_STORE_GRAPHS).",
            show_default=False,
        ),
    ] = "",
    all_: Annotated[
        bool, typer.Option("--all", help="Envoyer tous les graphes, même ceux qui n'ont pas changé.")
    ] = False,
    loaded: Annotated[
        bool,
        typer.Option("--loaded", help="Les graphes y sont déjà, par l'outil du moteur : les compter et basculer."),
    ] = False,
) -> None:
    """Envoyer la version courante au magasin distant (PACTES_STORE), graphe par graphe.

    Seuls les graphes qui ont changé sont envoyés ; les nombres de triplets sont vérifiés avant la bascule, et aucun
    visiteur ne voit une version à moitié. PACTES_STORE_USER et PACTES_STORE_PASSWORD disent qui envoie.
    """
    from pactes.release import current_release, verify
    from pactes.store.push import Pusher

    with honest():
        config = _with_graph_store(to)
        release = current_release(config.releases)
        if faults := verify(release):
            raise PactesError(f"La version {release.id} est abîmée : {' '.join(faults)}")
        pusher = Pusher(config.store, config.store_graphs, config.base_iri, timeout=config.store_timeout)
        try:
            with steps() as say:
                told = pusher.push(release, say=say, loaded=loaded, force=all_)
        finally:
            pusher.close()
        if not told.sent and not told.removed:
            out.print(f"Le magasin distant tient la version {told.release}.")
            return
        counts = {entry.iri: entry.triples for entry in release.manifest.graphs}
        out.print(
            f"Version {told.release} en service sur le magasin distant : {len(told.sent)} graphes "
            f"{'comptés' if loaded else 'envoyés'} ({thousands(sum(counts[iri] for iri in told.sent))} triplets), "
            f"{len(told.kept)} inchangés, {len(told.removed)} retirés."
        )


def _with_graph_store(to: str) -> Settings:
    """Return the settings with the address of the graph store; raises ``PactesError`` when one is missing."""
    config = settings()
    if to:
        try:
            config = Settings(**(config.model_dump() | {"store_graphs": to}))
        except ValueError:
            raise PactesError("--to attend une adresse http:// ou https://, sans nom ni mot de passe.") from None
    if not config.store:
        raise PactesError("PACTES_STORE ne dit pas quel magasin distant sert ce site : donnez son adresse SPARQL.")
    if not config.store_graphs:
        raise PactesError(
            "L'adresse du Graph Store Protocol manque : donnez --to ou PACTES_STORE_GRAPHS (Virtuoso : "
            "…/sparql-graph-crud-auth ; serveur Oxigraph : …/store)."
        )
    return config
