"""A whole release, from two made-up documents to what is served: what tests of the catalogue harvest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import fabrique_corpus
from fabrique import Fabrique
from pactes.build import write_graphs
from pactes.linking import link
from pactes.manifest import ManifestEntry
from pactes.rdf import Source, read_publication, to_graphs
from pactes.rdf.namespaces import BASE
from pactes.reference import registre
from pactes.release import Release, make_release, sources_of

ROOT = Path(__file__).resolve().parents[1]


def entry_of(made: Fabrique) -> ManifestEntry:
    """Return the entry of a made-up document in the manifest."""
    return ManifestEntry(
        slug=made.slug,
        path=Path(f"{made.slug}.txt"),
        title=f"Titre de {made.slug}",
        publisher=made.editeur or "",
        kind="contrat",
        language="fr",
        sha256="0" * 64,
        rights="Réutilisable",
        date=made.date,
    )


def publish(graphs: Path, releases: Path, made: Sequence[Fabrique] = ()) -> Release:
    """Build the graphs of some documents (by default, those of ``fabrique_corpus``) and make a release of them."""
    documents = made or (fabrique_corpus.accord(), fabrique_corpus.lettre())
    corpus = link([one.extraction for one in documents], registre(), None)
    sources = [Source(one.document, entry_of(one)) for one in documents]
    publication = read_publication(ROOT / "data" / "release.toml")
    write_graphs(to_graphs(corpus, sources, publication), graphs)
    return make_release(
        sources_of(graphs, BASE),
        releases,
        version=publication.version,
        base_iri=BASE,
        date=publication.date,
        about={"licence": publication.licence, "publisher": publication.publisher},
    )
