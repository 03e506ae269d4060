"""The HTML of every kind of page, in both languages, as the Nu checker (validator.w3.org/nu) reads it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from page_kinds import Kind, kinds

checker = Path(os.environ.get("PACTES_VNU", ""))
pytestmark = pytest.mark.skipif(
    not checker.is_file() or shutil.which("java") is None,
    reason="Java or the Nu checker is missing (npm install vnu-jar, and its path vnu.jar in PACTES_VNU)",
)


@pytest.fixture(scope="module")
def told(example: Callable[[Kind], str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the checker says of each page, by the name of its kind and its language: all in one run of it."""
    folder = tmp_path_factory.mktemp("html")
    said: dict[str, list[str]] = {}
    with httpx.Client(timeout=60, headers={"Accept": "text/html"}) as client:
        for kind in kinds():
            for language in ("fr", "en"):
                address = example(kind)
                answer = client.get(address, headers={"Accept-Language": language})
                what = f"{kind.nom}.{language}"
                said[what] = [] if answer.status_code == kind.statut else [f"{answer.status_code} : {address}"]
                assert answer.headers["Content-Type"].startswith("text/html"), address
                (folder / f"{what}.html").write_bytes(answer.content)
    command = ["java", "-jar", str(checker), "--exit-zero-always", "--stdout", "--format", "json", str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    for message in json.loads(ran.stdout)["messages"]:
        line = f"{message.get('subType', message['type'])}, ligne {message.get('lastLine')} : {message['message']}"
        said[Path(message["url"]).stem].append(f"{line} : {message.get('extract', '')[:120]}")
    return said


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.nom)
def test_the_html_is_valid(told: dict[str, list[str]], kind: Kind, language: str) -> None:
    assert told[f"{kind.nom}.{language}"] == []  # not even a warning
