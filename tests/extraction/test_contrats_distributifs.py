"""Contracts that a sentence counts and shares out among territories."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction.contrats.contrats_distributifs import read_distributifs
from pactes.reading import read_document

TEXTE = """Dans la région Nouvelle-Aquitaine, deux contrats de plan État-région ont été signés en juin 2015, \
représentant 900 millions d'euros dont 500 millions pour l'ex-région Limousin et 400 millions pour l'ancienne région \
Poitou - Charentes. Les deux contrats de plan État-région 2015-2020 soutiennent les universités.
"""


def read(tmp_path: Path, text: str):
    file = tmp_path / "essai.txt"
    file.write_text(text, encoding="utf-8")
    return read_distributifs(read_document(file))


def test_one_contract_for_each_territory_with_period_and_date(tmp_path):
    found = read(tmp_path, TEXTE)
    assert [c.titre for c in found] == [
        "Contrat de plan État-région 2015-2020 – Limousin",
        "Contrat de plan État-région 2015-2020 – Poitou-Charentes",
    ]
    assert [c.territoires for c in found] == [("Limousin",), ("Poitou-Charentes",)]
    for contrat in found:
        assert [v.valeur for v in contrat.dates_signature] == ["2015-06"]
        assert [v.valeur for v in (*contrat.debuts, *contrat.fins)] == ["2015", "2020"]
        assert contrat.evidence[1].quote in {"Limousin", "Poitou - Charentes"}


@pytest.mark.parametrize(
    "text",
    [
        "Trois contrats de plan État-région ont été signés, pour l'ex-région Limousin et l'ex-région Aquitaine.",
        "Deux contrats de plan État-région ont été signés à Limoges par les préfets de Corrèze et de Creuse.",
        "Deux contrats de plan État-région sont évoqués, pour le Limousin et pour l'Aquitaine.",
        "Deux contrats de plan État-région ont été signés. Des crédits sont prévus pour le Limousin et l'Aquitaine.",
    ],
)
def test_a_sentence_that_shares_out_something_else_tells_none(tmp_path, text):
    assert read(tmp_path, f"{text}\n") == ()


def test_coordinated_territories_without_a_second_preposition(tmp_path):
    found = read(tmp_path, "Deux contrats de ruralité ont été conclus en 2017 avec la Corrèze et la Creuse.\n")
    assert [(c.territoires, c.dates_signature[0].valeur) for c in found] == [
        (("Corrèze",), "2017"),
        (("Creuse",), "2017"),
    ]
