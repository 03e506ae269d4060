"""A disk of temporary files that is full: who asks for a large answer is told to come back, nobody else notices."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pactes.release import make_release, sources_of

BASE = "https://w3id.org/pactes/"
PROGRAM = """
import asyncio, contextlib, sys, tempfile
from pathlib import Path
from pactes.errors import StoreBusy
from pactes.settings import Settings
from pactes.store.choice import store_of
from pactes.store.interface import Formats

async def ask():
    store = store_of(Settings(releases=Path(sys.argv[1]), workers=1))
    await store.start()
    with contextlib.suppress(OSError), open(tempfile.gettempdir() + "/plein", "wb", buffering=0) as full:
        while full.write(bytes(4096)):
            pass
    for _ in range(2):
        try:
            with await store.query("SELECT * { ?s ?p ?o }", formats=Formats(select="csv")) as result:
                print("grande", len(result.read()))
        except StoreBusy as error:
            print("occupé", error)
        with await store.query("SELECT * { ?s ?p ?o } LIMIT 1", formats=Formats(select="csv")) as result:
            print("petite", result.read().count(b"\\n"))
    await store.close()

asyncio.run(ask())
"""
SCRIPT = """
set -e
mount -t tmpfs -o size=1m tmpfs "$TMPDIR"
"$1" -c "$2" "$3"
"""


@pytest.fixture
def large(tmp_path: Path) -> Path:
    (tmp_path / "a.ttl").write_text("".join(f'<urn:s{n}> <urn:p> "{"x" * 50}{n}" .\n' for n in range(40_000)))
    make_release(sources_of(tmp_path, BASE), tmp_path / "versions", version="1", base_iri=BASE)
    return tmp_path / "versions"


def test_a_full_disk_of_temporary_files_is_told_and_costs_nobody_else(large: Path, tmp_path: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("this system lets nobody mount a file system")
    folder = tmp_path / "temporaire"
    folder.mkdir()
    ended = subprocess.run(
        ["unshare", "-rm", "sh", "-c", SCRIPT, "sh", sys.executable, PROGRAM, large],
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    lines = [line.split()[0] for line in ended.stdout.splitlines()]
    assert lines == ["occupé", "petite", "occupé", "petite"], ended.stdout
    assert "TMPDIR" in ended.stderr  # the operator is told what to do
