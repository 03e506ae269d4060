"""The fault matrix (docs/reliability.md) names tests that exist, and every fault that the house promises to bear."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MATRIX = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?!---)(?!panne|attaque)(.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_row_names_a_test_that_exists() -> None:
    rows = [row for row in ROW.findall(MATRIX) if not set(row) <= set("-| ")]
    assert len(rows) > 40
    for row in rows:
        named = TEST.findall(row)
        assert named, row
        for file, test in named:
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
            assert test in found, (file, test)


def test_settings_that_are_named_exist() -> None:
    from pactes.settings import Settings

    named = {name.lower() for name in re.findall(r"PACTES_(\w+)", MATRIX)}
    assert named <= set(Settings.model_fields)
