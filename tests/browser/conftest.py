"""A real browser (Debian's Chromium, driven by Playwright) on a real server."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

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
