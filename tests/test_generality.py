"""Extraction is measured on documents nobody here has seen: no rule may name what stands in the documents at hand."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, Namespace

from pactes.reading import fold

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
DEF = Namespace("https://w3id.org/pactes/def#")
# Words of the language or of the trade that are names here as well.
COMMON = {
    *(
        "etat",
        "region",
        "departement",
        "commune",
        "ville",
        "prefet",
        "territoire",
        "france",
        "europe",
        "union europeenne",
    ),
    *("paris", "nord", "ouest", "sud-est", "sud ouest", "somme", "agglo", "centre", "cathedrale", "hopital"),
    "bassin minier",
}


def _published() -> set[str]:
    """Territories, and those who sign, of the graphs that were read from the documents."""
    names = set()
    for path in sorted((ROOT / "data" / "ttl").glob("*.ttl")):
        text = path.read_text(encoding="utf-8")
        if path.stem != "registre" and "pactes:representant" not in text:
            continue
        graph = Graph().parse(data=text, format="turtle")
        for territory in graph.subjects(RDF.type, DEF.Territoire):
            names |= {fold(str(label)) for label in graph.objects(territory, RDFS.label)}
        names |= {fold(str(person)) for person in graph.objects(None, DEF.representant)}
    return names


@lru_cache
def _names() -> frozenset[str]:
    """Places and persons of the references, of the invented documents and of what is published."""
    names = {"amiens", "amienois", "sambre", "avesnois", "thierache", "calaisis", "hauts-de-france", "picardie"}
    names |= _published()
    for path in sorted((ROOT / "tests" / "gold").rglob("*.json")):
        reference = json.loads(path.read_text(encoding="utf-8"))
        names |= {fold(t["name"]) for t in reference.get("territoires", [])}
        for contract in reference.get("contrats", []):
            names |= {fold(s["represented_by"]) for s in contract.get("signataires", []) if s.get("represented_by")}
    return frozenset(name for name in names if len(name) >= 5) - COMMON


def test_there_are_names_to_look_for() -> None:
    assert len(_names()) > 200


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_rule_names_a_place_or_person_of_the_documents(path: Path) -> None:
    text = fold(path.read_text(encoding="utf-8"))
    found = sorted(name for name in _names() if re.search(rf"\b{re.escape(name)}\b", text))
    assert not found, f"{path.relative_to(ROOT)} names {', '.join(found)}"
