"""Extraction is measured on documents nobody here has seen: no rule may name what stands in the documents at hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pactes.reading import fold

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
# Names that are words of the trade as well as names in these documents.
COMMON = {
    "etat",
    "region",
    "departement",
    "commune",
    "ville",
    "prefet",
    "union europeenne",
    "paris",
    "nord",
    "ouest",
    "somme",
}


def _names() -> set[str]:
    """Places and persons of the references, and the places that the sources' file names hold."""
    names = {
        "amiens",
        "amienois",
        "sambre",
        "avesnois",
        "thierache",
        "calais",
        "calaisis",
        "hauts-de-france",
        "picardie",
    }
    for path in sorted((ROOT / "tests" / "gold").glob("*.json")):
        reference = json.loads(path.read_text(encoding="utf-8"))
        names |= {fold(t["name"]) for t in reference.get("territoires", [])}
        for contract in reference.get("contrats", []):
            names |= {fold(s["represented_by"]) for s in contract.get("signataires", []) if s.get("represented_by")}
    return {name for name in names if len(name) >= 5} - COMMON


def test_there_are_names_to_look_for() -> None:
    assert len(_names()) > 50


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_rule_names_a_place_or_person_of_the_documents(path: Path) -> None:
    text = fold(path.read_text(encoding="utf-8"))
    found = sorted(name for name in _names() if re.search(rf"\b{re.escape(name)}\b", text))
    assert not found, f"{path.relative_to(ROOT)} names {', '.join(found)}"
