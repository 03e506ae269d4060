"""Who signs a contract, in the ways that texts tell it: functions, lists, groups of parties, who signs for whom."""

from __future__ import annotations

import pytest

from pactes.extraction.commun.parties import find_parties
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.contrats.contrats import read_contrats
from pactes.model import Contrat
from pactes.reading import Document
from pactes.reading.blocks import split_blocks


def _read(text: str) -> tuple[Contrat, ...]:
    document = Document(slug="essai", text=text, blocks=split_blocks(text))
    return read_contrats(document, build_plan(document))


def _parties(contrat: Contrat) -> list[str]:
    return [s.signataire for s in contrat.signatures]


@pytest.mark.parametrize(
    ("phrase", "parties"),
    [
        (
            "le préfet, le président du conseil départemental et la présidente du conseil régional",
            [("État", "préfet"), ("Département", "président"), ("Région", "présidente")],
        ),
        ("la CAF et le conseil départemental", [("CAF", None), ("conseil départemental", None)]),
    ],
)
def test_who_presides_over_a_council_signs_for_its_authority(
    phrase: str, parties: list[tuple[str, str | None]]
) -> None:
    assert [(p.nom, p.qualite) for p in find_parties(phrase)] == parties


def test_common_nouns_of_a_list_are_parties_in_the_plural_too() -> None:
    contrats = _read(
        "Elle se traduit par une convention intercommunale d'attribution, signée entre l'agglomération compétente en "
        "matière d'habitat, les communes membres, l'État, les établissements réservataires et les bailleurs sociaux."
    )
    assert [_parties(c) for c in contrats] == [
        [
            "Agglomération compétente en matière d'habitat",
            "Communes membres",
            "État",
            "Établissements réservataires",
            "Bailleurs sociaux",
        ]
    ]
