"""The score: its own small cases, and the same numbers as the tool that the references came with, where it is there."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pactes.extraction import extract
from pactes.extraction.evaluate import Scores, evaluate, render
from pactes.extraction.interchange import to_interchange
from pactes.reading import read_document

ROOT = Path(__file__).resolve().parents[2]
GOLD = sorted((ROOT / "tests" / "gold").glob("*.json"))
CONFORMANCE = Path(os.environ.get("PACTES_CONFORMANCE", ROOT.parent / "shared" / "conformance"))
TOOL = CONFORMANCE.parent / "tools" / "score_extraction.py"


def _load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_reference_scored_against_itself_is_perfect() -> None:
    scores = evaluate((_load(path), _load(path)) for path in GOLD)
    for kind, score in scores.kinds.items():
        assert (score.tp, score.extra, score.missed) == (score.reference, 0, ()), kind
        assert score.attributes_right == score.attributes_asked, kind
    assert (scores.micro, scores.macro, scores.attributes) == (1.0, 1.0, 1.0)


def test_nothing_extracted_is_recall_zero_and_nothing_false() -> None:
    scores = evaluate((({}), _load(path)) for path in GOLD)
    axes = scores.kinds["axes"]
    assert axes.reference > 0
    assert (axes.precision, axes.recall, axes.f1) == (1.0, 0.0, 0.0)
    assert scores.micro == 0.0
    assert scores.attributes is None


def test_something_said_of_a_document_that_has_nothing_is_false() -> None:
    scores = evaluate([({"territoires": [{"name": "Trifouillis", "line": 1}]}, {})])
    assert scores.kinds["territoires"].precision == 0.0
    assert scores.micro == 0.0


def test_a_record_said_twice_is_one_hit_and_no_false_alarm() -> None:
    reference = {"territoires": [{"name": "Belle-Rive", "type": "commune", "line": 3}]}
    said = {"territoires": [{"name": "belle rive", "type": "commune"}, {"name": "Belle-Rive"}, {"name": "Autreville"}]}
    score = evaluate([(said, reference)]).kinds["territoires"]
    assert (score.tp, score.extra, score.attributes_right) == (1, 1, 1)


def test_families_have_parties_and_axes_but_are_no_contracts() -> None:
    family = {"title": "Contrats de rivière", "instance": False, "start": "2015", "signataires": [{"name": "État"}]}
    scores = evaluate([({}, {"contrats": [family]})])
    assert scores.kinds["contrats"].reference == 0
    assert scores.kinds["dates"].reference == 0
    assert scores.kinds["signataires"].reference == 1


def test_a_wrong_attribute_is_told_with_both_values() -> None:
    reference = {"financements": [{"amount": 1000, "nature": "enveloppe", "funder": ["Région"], "line": 4}]}
    said = {"financements": [{"amount": 1000.0, "nature": "budget", "funder": ["la Région"], "line": 6}]}
    score = evaluate([(said, reference)]).kinds["financements"]
    assert (score.attributes_asked, score.attributes_right) == (2, 1)
    (wrong,) = score.attributes_wrong
    assert (wrong.name, wrong.extracted, wrong.reference, wrong.line) == ("nature", "budget", "enveloppe", 4)


@pytest.mark.parametrize(
    ("value", "hit"),
    [("2015", True), ("2015-02-20", True), ("2015-03", False), ("2016", False)],
)
def test_a_partial_date_agrees_with_a_date_within_it(value: str, hit: bool) -> None:
    def contract(signed: str) -> dict[str, Any]:
        return {"contrats": [{"title": "Contrat de ville de Belle-Rive", "signed": signed}]}

    assert evaluate([(contract(value), contract("2015-02-20"))]).kinds["dates"].tp == int(hit)


def test_the_table_speaks_french_and_the_misses_name_the_record() -> None:
    reference = {"territoires": [{"name": f"Village {letter}", "line": 3} for letter in "abcdefghijkl"]}
    console = Console(width=160, record=True, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    try:
        console.print(render(evaluate([({"territoires": [{"name": "Ailleurs"}]}, reference)]), misses=True))
        shown = console.export_text()
    finally:
        console.file.close()
    assert "Précision" in shown
    assert "F1 micro 0,000" in shown
    assert "Village a" in shown
    assert "… et 4 autres" in shown
    assert "Ailleurs" in shown


def test_a_narrow_terminal_shows_what_differs_and_where() -> None:
    title = "Contrat de relance et de transition écologique du Pays des Collines et de la Vallée"
    reference = {"contrats": [{"title": title, "line": 1234}]}
    console = Console(width=80, record=True, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    try:
        console.print(render(evaluate([({}, reference)]), misses=True))
        shown = console.export_text()
    finally:
        console.file.close()
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert all(name in shown for name in ("Écart", "Ligne", "Référence", "Attributs"))
    row = next(line for line in shown.splitlines() if "1234" in line)
    assert "manqué" in row
    assert title[:40] in row


def _spoiled(reference: dict[str, Any]) -> dict[str, Any]:
    """A bad extraction: records lost, renamed, moved and doubled, so that every rule of the score has work to do."""
    bad = copy.deepcopy(reference)
    for kind, records in bad.items():
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            continue
        for i, record in enumerate(records):
            record["line"] = record.get("line", 0) + (0, 1, 2, 3, 4, 60)[i % 6]
            for name in ("title", "name", "text"):
                if isinstance(record.get(name), str):
                    record[name] = (str, str.upper, lambda s: s[: len(s) // 2], lambda s: f"le {s}")[i % 4](
                        record[name]
                    )
            for name in ("type", "nature", "number", "date", "amount", "funder", "parties", "status"):
                if i % 5 == 3:
                    record.pop(name, None)
        bad[kind] = [record for i, record in enumerate(records) if i % 7] + records[:3]
    for contract in bad.get("contrats", []):
        for axis in contract.get("axes", []):
            axis["objectifs"] = axis.get("objectifs", [])[::-1]
            axis["number"] = f"axe {axis.get('number')}"
        contract["signataires"] = contract.get("signataires", [])[1:]
    return bad


def _extracted(name: str) -> dict[str, Any]:
    return json.loads(json.dumps(to_interchange(extract(read_document(ROOT / "data" / "documents" / f"{name}.txt")))))


def _cases(kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    references = [_load(path) for path in GOLD]
    match kind:
        case "spoiled":
            return [(_spoiled(reference), reference) for reference in references]
        case "another document":
            return list(zip(references[1:] + references[:1], references, strict=True))
        case _:
            return [(_extracted(path.stem), reference) for path, reference in zip(GOLD, references, strict=True)]


@pytest.mark.reference
@pytest.mark.parametrize("kind", ["spoiled", "another document", "extracted"])
def test_numbers_are_those_of_the_tool_of_the_references(kind: str, tmp_path: Path) -> None:
    if not TOOL.exists() and os.environ.get("PACTES_REQUIRE_ALL") != "1":
        pytest.skip(f"{TOOL} is not here; PACTES_CONFORMANCE says where the reference data is")
    pairs = _cases(kind)
    files = []
    for i, pair in enumerate(pairs):
        for side, record in zip(("extracted", "reference"), pair, strict=True):
            files.append(tmp_path / f"{i}-{side}.json")
            files[-1].write_text(json.dumps(record), encoding="utf-8")
    run = subprocess.run([sys.executable, TOOL, *files, "--json"], capture_output=True, text=True, check=True)
    assert _as_tool(evaluate(pairs)) == pytest.approx(_flat(json.loads(run.stdout)), abs=1e-9)


def _as_tool(scores: Scores) -> dict[str, float | None]:
    flat: dict[str, float | None] = {
        "micro_f1": scores.micro, "macro_f1": scores.macro, "attributes": scores.attributes
    }  # fmt: skip
    names = (
        "reference",
        "extracted",
        "tp",
        "extra",
        "precision",
        "recall",
        "f1",
        "attributes_asked",
        "attributes_right",
    )
    for kind, score in scores.kinds.items():
        flat |= {f"{kind}.{name}": getattr(score, name) for name in names}
    return flat


def _flat(told: dict[str, Any]) -> dict[str, float | None]:
    kinds = told.pop("kinds")
    return told | {f"{kind}.{name}": value for kind, row in kinds.items() for name, value in row.items()}
