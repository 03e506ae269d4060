"""A legal text has its address at Légifrance when kind, number and whole date are known; otherwise it has none."""

from __future__ import annotations

import pytest

from pactes.model import TexteJuridique
from pactes.rdf.legifrance import adresse_eli
from pactes.reading import Document
from pactes.reference import textes_connus


def cite(genre="loi", numero=None, date=None, titre=None, texte="la loi n° 2014-173"):
    document = Document(slug="x", text=texte)
    evidence = (document.evidence(0, len(texte)),)
    return TexteJuridique(
        genre=genre, numero=numero, date=date, titre=titre, evidence=evidence, regle="essai", confiance=0.9
    )


@pytest.mark.parametrize(
    ("genre", "numero", "date", "adresse"),
    [
        # The alias that the open data of the Journal officiel give for this decree.
        ("décret", "2015-543", "2015-05-18", "decret/2015/5/18/2015-543"),
        ("loi", "2006-1771", "2006-12-30", "loi/2006/12/30/2006-1771"),
        ("ordonnance", "2021-1843", "2021-12-22", "ordonnance/2021/12/22/2021-1843"),
    ],
)
def test_a_numbered_text_has_its_address(genre, numero, date, adresse):
    assert adresse_eli([cite(genre, numero, date)]) == f"https://www.legifrance.gouv.fr/eli/{adresse}/jo/texte"


@pytest.mark.parametrize(
    ("genre", "numero", "date"),
    [
        ("loi", "2014-173", None),
        ("loi", None, "2014-02-21"),
        ("loi", "2014-173", "2014-02"),
        ("loi", "2014-173", "2013-02-21"),  # one of the two is wrong
        ("loi", "83-8", "1983-01-07"),  # before the identifiers
        ("arrêté", "2014-173", "2014-02-21"),  # the number of a prefect's order is no national one
        ("circulaire", "5729", "2014-10-15"),
        ("délibération", "2019-1505", "2019-07-02"),
        ("code", "L. 1111-9", None),
    ],
)
def test_a_text_that_is_not_wholly_known_has_none(genre, numero, date):
    assert adresse_eli([cite(genre, numero, date)]) is None


def test_an_organic_act_is_of_another_type():
    texte = "la loi organique n° 2015-1712 du 22 décembre 2015"
    assert adresse_eli([cite("loi", "2015-1712", "2015-12-22", texte=texte)]) is None


def test_citations_that_disagree_give_none():
    assert adresse_eli([cite("loi", "2014-173", "2014-02-21"), cite("loi", "2014-173", "2014-02-22")]) is None
    whole = adresse_eli([cite("loi", "2014-173", "2014-02-21"), cite("loi", "2014-173")])
    assert whole == "https://www.legifrance.gouv.fr/eli/loi/2014/2/21/2014-173/jo/texte"


def test_a_law_cited_by_its_usual_name_has_the_address_of_the_law():
    address = adresse_eli([cite("loi", titre="ALUR", texte="loi ALUR")])
    assert address == "https://www.legifrance.gouv.fr/eli/loi/2014/3/24/2014-366/jo/texte"
    assert adresse_eli([cite("loi", titre="INCONNUE", texte="loi INCONNUE")]) is None


def test_no_two_known_laws_share_a_name_or_a_number():
    laws = [text for text in textes_connus() if text.genre == "loi"]
    names = [name for text in laws for name in (text.nom, *text.sigles)]
    numbers = [text.numero for text in laws]
    assert len(names) == len(set(names))
    assert len(numbers) == len(set(numbers))
    assert all(text.numero and text.date for text in laws)
