"""Legal texts: every way to cite them, on invented acts of other places."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.textes.textes import read_textes
from pactes.model import TexteJuridique
from pactes.reading import read_document


def _read(tmp_path: Path, text: str) -> tuple[TexteJuridique, ...]:
    path = tmp_path / "acte.txt"
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    records = read_textes(Contexte(document, build_plan(document)))
    for record in records:
        for evidence in record.evidence:
            assert document.text[evidence.start : evidence.end] == evidence.quote
    return records


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vu la loi n° 2014-58 du 27 janvier 2014 ;", [("loi", "2014-58", "2014-01-27")]),
        ("Vu la loi n°83-8 du 7 janvier 1983 modifiée,", [("loi", "83-8", "1983-01-07")]),
        ("Vu le décret n° 2019-1280 du 2 décembre 2019 relatif à la politique locale ;",
         [("décret", "2019-1280", "2019-12-02")]),
        ("Vu l’ordonnance n° 2015-899 du 23 juillet 2015 relative aux marchés publics,",
         [("ordonnance", "2015-899", "2015-07-23")]),
        ("Vu l'arrêté préfectoral n°2016-12-345 du 5 décembre 2016 portant création de la communauté de communes ;",
         [("arrêté", "2016-12-345", "2016-12-05")]),
        ("la loi de modernisation des transports de 2009 crée", [("loi", None, "2009")]),
        ("la loi d'avenir pour la montagne d'octobre 2016", [("loi", None, "2016-10")]),
        ("la loi a permis en 2017 de créer des postes de 2018", []),
        ("l'article 1101 du code civil et les articles 1388 bis et 1466 A du code général des impôts",
         [("code", "1101", None), ("code", "1388 bis", None), ("code", "1466 A", None)]),
        ("Vu l'arrêté du 14 septembre 2014 ;", [("arrêté", None, "2014-09-14")]),
        ("Vu la circulaire NOR INTK1520203J du 15 octobre 2014,", [("circulaire", None, "2014-10-15")]),
        ("l'instruction du Gouvernement du 4 juin 2019 relative aux contrats", [("instruction", None, "2019-06-04")]),
        ("Vu la délibération du conseil municipal n° 2018/147 en date du 12 mars 2018,",
         [("délibération", "2018/147", "2018-03-12")]),
        ("Vu la délibération n° CP-2018-147 de la commission permanente du 12 mars 2018 approuvant la convention du"
         " 3 mai 2015,", [("délibération", "CP-2018-147", "2018-03-12")]),
        ("Vu les lois n° 82-213 du 2 mars 1982 et n° 83-8 du 7 janvier 1983 ;",
         [("loi", "82-213", "1982-03-02"), ("loi", "83-8", "1983-01-07")]),
        ("Vu les circulaires du 3 mars, du 4 avril et du 5 mai 2015 ;",
         [("circulaire", None, "2015-03-03"), ("circulaire", None, "2015-04-04"), ("circulaire", None, "2015-05-05")]),
        ("la loi portant création d'un fonds de soutien du 9 août 2004 prévoit", [("loi", None, "2004-08-09")]),
        ("le règlement (UE) n° 1303/2013 du 17 décembre 2013", [("règlement", "1303/2013", "2013-12-17")]),
        ("la directive 2000/60/CE fixe un cadre", [("directive", "2000/60/CE", None)]),
        ("la circulaire de 2009 fixe l'objectif", [("circulaire", None, "2009")]),
    ],
)  # fmt: skip
def test_acts(tmp_path: Path, text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert [(t.genre, t.numero, t.date) for t in _read(tmp_path, text)] == expected


@pytest.mark.parametrize(
    "text",
    ["Le projet de loi du 3 mai 2015 sera examiné.", "Le schéma arrêté le 31 janvier 2019 est public.",
     "Par convention n° 12 du 4 mai 2016, la Ville verse une aide.", "Le règlement intérieur du 4 mai 2016 s'applique.",
     "Il est donné instruction aux services le 4 mai 2016.", "La loi protège les habitants."],
)  # fmt: skip
def test_what_is_no_citation(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text) == ()


def test_articles_of_codes(tmp_path: Path) -> None:
    text = (
        "Vu le code général des collectivités territoriales, notamment ses articles L. 2121-29 et L.5216-1 ;\n\n"
        "Vu l'article R. 302-1 du code de la construction et de l'habitation ;\n\n"
        "Vu l'article L. 1111-4 du CGCT ;\n\nVu le code de l'urbanisme ;\n"
    )
    found = [(t.numero, t.titre) for t in _read(tmp_path, text)]
    assert found == [
        ("L. 2121-29", "code général des collectivités territoriales"),
        ("L. 5216-1", "code général des collectivités territoriales"),
        ("R. 302-1", "code de la construction et de l'habitation"),
        ("L. 1111-4", "code général des collectivités territoriales"),
        (None, "code de l'urbanisme"),
    ]


def test_a_text_cited_twice_is_one_record(tmp_path: Path) -> None:
    text = "La loi n° 2003-710 du 1er août 2003 ouvre la voie.\n\nLa loi du 1er août 2003 le dit : il faut agir.\n"
    (record,) = _read(tmp_path, text)
    assert (record.numero, record.date, len(record.evidence)) == ("2003-710", "2003-08-01", 2)


def test_who_took_it_and_what_it_is_about(tmp_path: Path) -> None:
    text = (
        "Vu la délibération n° 45/12 du conseil communautaire du Pays de Fayence du 3 mai 2019 autorisant son président"
        " à signer la convention,\n"
    )
    (record,) = _read(tmp_path, text)
    assert record.auteur == "conseil communautaire du Pays de Fayence"
    assert record.titre == "autorisant son président à signer la convention"


def test_a_citation_that_a_line_end_cuts(tmp_path: Path) -> None:
    text = "Les signataires s'engagent à respecter les termes et l'esprit de la loi n° 2005-102 du\n11 février 2005.\n"
    assert [(t.numero, t.date) for t in _read(tmp_path, text)] == [("2005-102", "2005-02-11")]


def test_a_law_by_its_usual_name(tmp_path: Path) -> None:
    (record,) = _read(tmp_path, "La loi MAPTAM a créé les métropoles.")
    assert (record.genre, record.titre, record.numero) == ("loi", "MAPTAM", None)


def test_a_very_long_line_does_not_hang(tmp_path: Path) -> None:
    assert _read(tmp_path, "loi du conseil de la " * 40_000) == ()
