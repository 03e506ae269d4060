"""A real server on a free port, over a real release: what these tests talk to."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from pactes.rdf.fichiers import static_graphs
from pactes.release import GraphSource, make_release, sources_of
from pactes.settings import Settings
from pactes.store.embedded import EmbeddedStore
from pactes.web import create_app
from pactes.web.server import HEADERS

BASE = "https://w3id.org/pactes/"
LINKS = 3000
DATA = Path(__file__).parent / "donnees"
CORPUS = Path(__file__).parent / "corpus"


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """Run an application in a thread of this process; yield its address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            app,
            log_level="warning",
            lifespan="on",
            timeout_graceful_shutdown=2,
            proxy_headers=False,
            http="h11",
            h11_max_incomplete_event_size=HEADERS,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "le serveur n'a pas démarré"
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


def running(settings: Settings) -> AbstractContextManager[str]:
    """Run the application of ``settings``; yield its address."""
    return listening(create_app(settings, EmbeddedStore.of_settings(settings)))


@pytest.fixture(scope="session")
def serve_app() -> Callable[[FastAPI], AbstractContextManager[str]]:
    """How a test runs an application of its own."""
    return listening


@pytest.fixture(scope="session")
def serve() -> Callable[[Settings], AbstractContextManager[str]]:
    """How a test runs a server of its own settings."""
    return running


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases that holds one, of the graphs in ``donnees``."""
    folder = tmp_path_factory.mktemp("versions")
    heavy = folder / "charge.ttl"
    heavy.write_text("".join(_chain()), encoding="utf-8")
    sources = [*sources_of(DATA, BASE), GraphSource(f"{BASE}graphe/charge", "charge", heavy)]
    about = {"title": "pactes, données d'essai", "licence": "https://spdx.org/licenses/etalab-2.0.html"}
    make_release(sources, folder, version="2026.11.1", base_iri=BASE, date="2026-11-22", about=about)
    return folder


def _chain() -> Iterator[str]:
    """Enough triples, in a ring, for a bad query to run for hours."""
    for n in range(LINKS):
        yield f'<urn:n:{n}> <urn:suivant> <urn:n:{(n + 1) % LINKS}> ; <urn:texte> "{"ab" * 20}{n}" .\n'


@pytest.fixture(scope="session")
def settings(releases: Path) -> Settings:
    """Short limits, so that heavy queries are stopped soon."""
    return Settings(releases=releases, query_timeout=3.0, result_limit=2 * 2**20, query_memory=2**30)


@pytest.fixture(scope="session")
def address(settings: Settings) -> Iterator[str]:
    """Address of a running server, with a final slash."""
    with running(settings) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """A client of the server; it follows no redirect."""
    with httpx.Client(base_url=address, timeout=30) as http:
        yield http


@pytest.fixture(scope="session")
def corpus_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases that holds one: a small contract with all kinds of things, and the words of the house."""
    folder, written = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("graphes")
    for graph, triples in static_graphs().items():
        name = str(graph).rsplit("/", 1)[-1]
        (written / f"{name}.ttl").write_text(triples.serialize(format="nt"), encoding="utf-8")
    for path in CORPUS.glob("*.ttl"):
        shutil.copy(path, written)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in CORPUS.glob("*.txt")}
    make_release(sources_of(written, BASE), folder, version="2026.11.1", base_iri=BASE, texts=texts)
    return folder


@pytest.fixture(scope="session")
def corpus_address(corpus_releases: Path) -> Iterator[str]:
    """Address of a server over the corpus, with a final slash."""
    with running(Settings(releases=corpus_releases, workers=2)) as url:
        yield url


@pytest.fixture
def corpus(corpus_address: str) -> Iterator[httpx.Client]:
    """A client of the server over the corpus; it follows no redirect."""
    with httpx.Client(base_url=corpus_address, timeout=30) as http:
        yield http
