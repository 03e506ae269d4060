"""``pactes ontology``: what changed since a published version, for people and for programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from pactes.settings import resource


def pactes(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pactes.cli", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        check=False,
    )


def test_changes_are_told_and_counted() -> None:
    done = pactes("ontology", "0.1.0")
    assert done.returncode == 0, done.stderr
    first, *lines = done.stdout.splitlines()
    assert first.startswith("De 0.1.0 à ")
    assert "+ reconduction (reconduction)" in lines
    as_json = json.loads(pactes("ontology", "0.1.0", "--json").stdout)
    assert as_json["from"] == "0.1.0"
    assert len(as_json["changes"]) == len(lines)
    told = {change["term"].rsplit("#", 1)[-1]: change for change in as_json["changes"]}
    assert told["reconduction"]["what"] == "added"
    assert all(detail["before"] or detail["after"] for change in told.values() for detail in change["details"])


def test_a_version_that_is_not_kept_is_refused_with_those_that_are() -> None:
    done = pactes("ontology", "9.9.9")
    assert done.returncode == 2
    for path in resource("ontology/versions").glob("*.ttl"):
        assert path.stem in done.stderr
