"""« le précédent X » is not the X in force."""

from __future__ import annotations

import pytest

from pactes.extraction.contrats.contrats_anciens import name_former
from pactes.model import Contrat
from pactes.reading import Document


@pytest.mark.parametrize(
    ("text", "titre"),
    [
        ("dans le cadre du précédent CPER, la route", "Précédent CPER"),
        ("dans le cadre de l'actuel CPER, la route", "CPER"),
        ("le précédent CPER, puis le CPER", "CPER"),
    ],
)
def test_a_contract_always_called_former_says_so(text, titre):
    document = Document(slug="x", text=text)
    starts = [i for i in range(len(text)) if text.startswith("CPER", i)]
    evidence = tuple(document.evidence(start, start + 4) for start in starts)
    contrat = Contrat(cle="c", titre="CPER", evidence=evidence, regle="r")
    assert [c.titre for c in name_former(document, [contrat])] == [titre]


def test_a_dated_or_full_title_reads_as_a_phrase():
    text = "bilan de l'ancien contrat de territoire du Ru"
    document = Document(slug="x", text=text)
    start = text.index("contrat")
    contrat = Contrat(
        cle="c", titre="Contrat de territoire du Ru", evidence=(document.evidence(start, len(text)),), regle="r"
    )
    assert name_former(document, [contrat])[0].titre == "Ancien contrat de territoire du Ru"
