"""A real server on a free port, over a real release: what these tests talk to.

``PACTES_TEST_STORE`` says over what: ``embedded`` (unless said), or a real engine that a release is pushed to,
``oxigraph`` or ``virtuoso``. What then differs, and why, is in ``differences.toml``: those tests have to fail.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from pactes.rdf.fichiers import static_graphs
from pactes.release import GraphSource, current_release, make_release, sources_of
from pactes.settings import Settings
from pactes.store.choice import store_of
from pactes.store.push import Pusher
from pactes.web import create_app
from pactes.web.connections import protocol
from pactes.web.server import HEADERS
from sparql_engines import Engine, engine

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
            http=protocol(4096, header=15, body=30, send=60),
            ws="none",
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


STORE = os.environ.get("PACTES_TEST_STORE", "embedded")
DIFFERENCES = Path(__file__).parent / "differences.toml"
_ENGINES: dict[Path, Engine] = {}
_STARTED = ExitStack()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests whose outcome is known to differ on the store that is tested."""
    known = tomllib.loads(DIFFERENCES.read_text(encoding="utf-8"))["difference"]
    for item in items:
        if item.path.parent != DIFFERENCES.parent:
            continue
        for told in known:
            if STORE in told["stores"] and item.nodeid.partition("tests/http/")[2].startswith(told["test"]):
                item.add_marker(pytest.mark.xfail(strict=told.get("strict", True), reason=told["reason"]))


def pytest_sessionfinish() -> None:
    """End the engines."""
    _STARTED.close()


def on_the_tested_store(settings: Settings) -> Settings:
    """Return the settings with the engine that holds their release, when it is an engine that is tested."""
    if STORE == "embedded" or settings.store:
        return settings
    folder = settings.releases.resolve()
    if folder not in _ENGINES:
        files = _STARTED.enter_context(tempfile.TemporaryDirectory(prefix="pactes-moteur-"))
        _ENGINES[folder] = _STARTED.enter_context(engine(STORE, Path(files)))
    held = _ENGINES[folder]
    os.environ.update(held.credentials)
    with closing(Pusher(held.query, held.graphs, settings.base_iri)) as pusher:
        pusher.push(current_release(folder))
    return settings.model_copy(update={"store": held.query, "store_graphs": held.graphs})


@contextmanager
def running(settings: Settings) -> Iterator[str]:
    """Run the application of ``settings``; yield its address."""
    asked = on_the_tested_store(settings)
    with listening(create_app(asked, store_of(asked))) as address:
        yield address


@pytest.fixture(scope="session")
def serve_app() -> Callable[[FastAPI], AbstractContextManager[str]]:
    """How a test runs an application of its own."""
    return listening


@pytest.fixture(scope="session")
def serve() -> Callable[[Settings], AbstractContextManager[str]]:
    """How a test runs a server of its own settings."""
    return running


@pytest.fixture(scope="session")
def follow() -> Callable[[Settings], object]:
    """What an operator does once another release is made: nothing here, ``pactes push`` where an engine is served."""
    return on_the_tested_store


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
