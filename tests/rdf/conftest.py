"""Two synthetic documents as graphs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import fabrique_corpus
from fabrique import Fabrique
from pactes.decisions import Decisions
from pactes.linking import link
from pactes.manifest import ManifestEntry
from pactes.rdf import Publication, Source, read_publication, to_graphs
from pactes.rdf.namespaces import BASE
from pactes.reference import registre

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def publication() -> Publication:
    return read_publication(ROOT / "data" / "release.toml")


@pytest.fixture(scope="session")
def fabriques() -> list[Fabrique]:
    return [fabrique_corpus.accord(), fabrique_corpus.lettre()]


@pytest.fixture(scope="session")
def sources(fabriques) -> list[Source]:
    return [
        Source(
            made.document,
            ManifestEntry(
                slug=made.slug,
                path=Path(f"{made.slug}.txt"),
                title=f"Titre de {made.slug}",
                publisher=made.editeur or "",
                kind="contrat",
                language="fr",
                sha256="0" * 64,
                rights="Réutilisable",
                date=made.date,
            ),
        )
        for made in fabriques
    ]


@pytest.fixture(scope="session")
def make(fabriques, sources, publication):
    """Graphs of the two documents under decisions and a base."""

    def made(decisions: Decisions | None = None, base: str = BASE):
        corpus = link([f.extraction for f in fabriques], registre(), decisions)
        return to_graphs(corpus, sources, publication, decisions, base=base)

    return made


@pytest.fixture(scope="session")
def graphs(make):
    return make()
