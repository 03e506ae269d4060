"""A legal text is a basis of the contract when the contract says so, not whenever it is cited."""

from __future__ import annotations

import pytest

from pactes.rdf.fondements import rests_on
from pactes.reading import Document


@pytest.mark.parametrize(
    ("texte", "fonde"),
    [
        ("Vu la loi n° 2014-173 du 21 février 2014,", True),
        ("- VU la loi n° 2014-173", True),
        ("Le présent contrat est conclu en application de la loi n° 2014-173.", True),
        ("La présente convention s'inscrit dans le cadre de la loi n° 2014-173.", True),
        ("Les contrats ont changé depuis la loi n° 2014-173.", False),
        ("La loi n° 2014-173 a réformé la politique de la ville.", False),
        ("Le présent contrat est signé. Les aides prévues par la loi n° 2014-173 demeurent.", False),
        ("Vu de loin, rien.\nLa loi n° 2014-173 est citée.", False),
    ],
)
def test_rests_on(texte, fonde):
    document = Document(slug="x", text=texte)
    start = texte.lower().index("loi n°")
    assert rests_on(document, document.evidence(start, start + len("loi n° 2014-173"))) is fonde
