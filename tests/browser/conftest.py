"""A real browser (Debian's Chromium, driven by Playwright) on a real server."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from pactes.decisions import read_decisions
from pactes.manifest import read_manifest
from pactes.rdf import read_publication
from pactes.reading import read_document
from pactes.release import make_release, sources_of
from pactes.settings import Settings
from page_kinds import Kind

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

_SPEC = importlib.util.spec_from_file_location(
    "pactes_tests_http", Path(__file__).resolve().parents[1] / "http" / "conftest.py"
)
assert _SPEC is not None
assert _SPEC.loader is not None
_HTTP = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = _HTTP
_SPEC.loader.exec_module(_HTTP)
corpus_releases = _HTTP.corpus_releases
corpus_address = _HTTP.corpus_address
DATA = Path(__file__).resolve().parents[2] / "data"
VERSION = "2026.11.1"
Finder = Callable[[Kind], str]


@pytest.fixture(scope="session")
def true_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases that holds one, of what is published: the graphs of ``data/ttl`` and the texts."""
    folder, decisions = tmp_path_factory.mktemp("publiees"), read_decisions(DATA / "decisions.toml")
    texts = {entry.slug: decisions.mask(read_document(entry.path).text) for entry in read_manifest(DATA / "documents")}
    told = read_publication(DATA / "release.toml")
    about = {name: getattr(told, name) for name in ("title", "description", "publisher", "licence", "licence_name")}
    sources = sources_of(DATA / "ttl", _HTTP.BASE)
    make_release(sources, folder, version=VERSION, base_iri=_HTTP.BASE, date=told.date, about=about, texts=texts)
    return folder


@pytest.fixture(scope="session")
def true_address(true_releases: Path) -> Iterator[str]:
    """Address of a server over what is published, with a final slash."""
    with _HTTP.running(Settings(releases=true_releases, workers=2)) as url:
        yield url


@pytest.fixture(scope="session")
def example(true_address: str) -> Iterator[Finder]:
    """Where the example of a kind of page is, of what is published."""
    found: dict[str, str] = {}
    with httpx.Client(base_url=true_address, timeout=60) as client:

        def find(kind: Kind) -> str:
            if kind.nom not in found:
                path = kind.address(client, VERSION)
                assert path is not None, f"rien de publié n'est du genre « {kind.titre} »"
                found[kind.nom] = true_address + path
            return found[kind.nom]

        yield find


@pytest.fixture(scope="module")  # its event loop must not outlive the browser tests
def browser() -> Iterator[Browser]:
    """A browser; the test is skipped where there is none, unless everything is required."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} manque : « apt-get install chromium » pour essayer les pages dans un navigateur"
        if os.environ.get("PACTES_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield found
        found.close()
