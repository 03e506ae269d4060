"""Hostile and random documents: extraction ends within the bound of a document, never fails, and quotes truly."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pactes.build import DOCUMENT_MEMORY, DOCUMENT_SECONDS
from pactes.errors import DocumentError
from pactes.extraction import extract
from pactes.isolated import isolated_map
from pactes.model import Evidence, Extraction
from pactes.reading import read_document

WORDS = """
Contrat de ville|CONTRAT DE RURALITE|Convention-cadre|Avenant n° 2 au contrat|Article 4 –|ARTICLE IV :|AXE 1
Axe n° 2 :|Orientation A|Objectif 1.2|Fiche action n° 3|ENTRE|Et|Entre les soussignés|représentée par
Madame Le Préfet|son président, M. Durand|dûment habilité|ci-après dénommée|d'une part,|la Région
le Département de l'Ain|l'État|communauté de communes du Val|CA|QPV|s'engage à|s'engagent à :|prend à sa charge
verser|1 234 567,89 €|12 M€|9,2 M€ (8 950 000 € FEDER et 250 000 € FSE)|soit 80 %|dont|par an|k€|1/3|euros
millions d'euros|du 12 mars 2019|1er janvier 2021|2014-2020|jusqu'au|pour une durée de|six ans|en présence de
Fait à Bourg, le|délibération n° 12-34|loi n° 2014-173|comité de pilotage|se réunit deux fois par an|OBJECTIFS
SIGNATAIRES|DATE DE CRÉATION|DANS LA RÉGION|Total|-|•|➤|–|«|»|“|(|)|:|;|.|,|…|1.|a)|I.|habitants|13 576|12,5 %
taux de pauvreté|comprend trois axes|les communes de|et|de|la|du|le|Le conseil, après en avoir délibéré|12|2020
"""
FRAGMENTS = [*WORDS.replace("\n", "|").split("|"), "|", "\u00a0", "\u202f"]


def evidences(value: Any) -> Iterator[Evidence]:
    """Yield every piece of evidence in a record, however deep."""
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from evidences(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from evidences(getattr(value, field.name))


def read(folder: Path, content: bytes) -> tuple[str, Extraction] | None:
    """Read bytes as a text document; None when they are refused."""
    path = folder / "document.txt"
    path.write_bytes(content)
    try:
        document = read_document(path)
    except DocumentError:
        return None
    return document.text, extract(document)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


_quiet = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck), derandomize=True)
_pieces = st.one_of(
    st.sampled_from([f for f in FRAGMENTS if f]),
    st.sampled_from(["\n", "\n\n", " ", "\t", "- ", "-\n"]),
    st.text(max_size=6),
)


@_quiet
@given(pieces=st.lists(_pieces, max_size=120), glue=st.sampled_from([" ", "", "\n"]))
def test_random_administrative_text_is_read_and_quoted_truly(folder: Path, pieces: list[str], glue: str) -> None:
    told = read(folder, glue.join(pieces).encode(errors="replace"))
    if told is None:
        return
    text, extraction = told
    for evidence in evidences(extraction):
        assert text[evidence.start : evidence.end] == evidence.quote
        assert text.count("\n", 0, evidence.start) + 1 == evidence.line


@_quiet
@given(content=st.binary(max_size=2000))
def test_random_bytes_are_read_or_refused(folder: Path, content: bytes) -> None:
    read(folder, content)


def _words(size: int, seed: int) -> str:
    chooser, chosen, length = random.Random(seed), [], 0
    pieces = [f for f in FRAGMENTS if f.strip()]
    while length < size:
        chosen.append(chooser.choice(pieces))
        length += len(chosen[-1]) + 1
    return " ".join(chosen)


HOSTILE: dict[str, Callable[[], str]] = {
    "1 MB on one line": lambda: _words(1_000_000, 1),
    "1 MB in lines": lambda: "\n".join(_words(300, n) for n in range(3_300)),
    "10,000 nested bullets": lambda: "\n".join(
        f"{' ' * (n % 400)}- axe {n} : l'État s'engage à agir" for n in range(10_000)
    ),
    "every character under 0xD800": lambda: "".join(chr(n) for n in range(1, 0xD800)) * 4,
    "every byte value, often": lambda: "".join(chr(n) for n in range(1, 256)) * 3_000,
    "spaces": lambda: "Contrat de ville" + " " * 500_000 + "de Nord\n" + "\n" * 300_000,
    "digits": lambda: "Le montant est de " + "1 234 " * 150_000 + " euros",
    "capitals": lambda: "A" * 300_000 + " " + "CONTRAT DE VILLE " * 30_000,
    "capitalised words": lambda: "Le " + "Grand Beau " * 90_000,
    "parentheses": lambda: "(" * 100_000 + "contrat de ville" + ")" * 100_000,
    "quotation marks never closed": lambda: "« " * 300_000 + "l'État s'engage",
    "leaders": lambda: "AXE 1 " + "." * 400_000 + " 12\n" + ". . " * 100_000,
    "one endless list": lambda: "signé entre " + "la ville de Machin, " * 50_000,
    "hyphens": lambda: "-" * 300_000 + "\n" + "com-\nmune " * 50_000,
    "pipes": lambda: "| a | 1 € " * 60_000 + "\n" + "|" * 300_000,
    "parties": lambda: "ENTRE\n" + "représentée par Monsieur X, Président, et\n" * 20_000,
    "articles": lambda: "".join(
        f"Article {n} - Objet\nLa Région s'engage à verser {n} euros.\n" for n in range(15_000)
    ),
    "links between words": lambda: "communauté de communes " + "de la et du " * 80_000,
    "dates": lambda: "du 12 mars 2019 au " * 50_000,
    "columns": lambda: "\n".join(f"Action {n}    12 000    3 000    {n}" for n in range(25_000)),
}


def _end(job: tuple[Path, str]) -> bool:
    folder, name = job
    path = folder / f"{len(name)}-{sum(map(ord, name))}.txt"
    path.write_text(HOSTILE[name](), encoding="utf-8", newline="\n")
    with suppress(DocumentError):  # refused with a sentence: that is an end too
        extract(read_document(path))
    return True


def test_hostile_documents_end_within_the_bound(folder: Path) -> None:
    jobs = [(folder, name) for name in HOSTILE]
    # The bound is that of a build, which has the machine for itself; other tests run beside these documents.
    told = isolated_map(_end, jobs, jobs=2, seconds=2 * DOCUMENT_SECONDS, memory=DOCUMENT_MEMORY)
    assert {name: outcome for name, outcome in zip(HOSTILE, told, strict=True) if outcome is not True} == {}
