"""Contracts that an article tells place by place, on invented acts of other territories."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.extraction.contrats.contrats_par_lieu import read_par_lieu
from pactes.model import Contrat, StatutContrat
from pactes.reading import read_document

BULLETS = """RURALITÉ : TROIS TERRITOIRES

Les contrats de ruralité rassemblent l'État et les intercommunalités autour de six volets.

• Le Vexin a ouvert la marche. Son contrat, paraphé à Magny le 12 juin 2017 par le préfet et la présidente du PETR, \
porte sur onze projets.

• Les Combrailles (communauté de communes, siège à Saint-Gervais). Contrat conclu le 21 septembre 2017.

• La Puisaye a suivi, à Toucy, le 19 octobre 2017.

• Le Perche n'a pas encore choisi.
"""


def _read(tmp_path: Path, text: str) -> tuple[Contrat, ...]:
    path = tmp_path / "page.txt"
    path.write_text(text, encoding="utf-8")
    return tuple(c for c in read_par_lieu(read_document(path)) if c.instance)


def _extract(tmp_path: Path, text: str) -> tuple[Contrat, ...]:
    path = tmp_path / "page.txt"
    path.write_text(text, encoding="utf-8")
    return extract(read_document(path)).contrats


def test_bullets_that_tell_a_signing_are_contracts_of_the_family_of_the_article(tmp_path: Path) -> None:
    found = _read(tmp_path, BULLETS)
    assert [(c.titre, [d.valeur for d in c.dates_signature], [s.signataire for s in c.signatures]) for c in found] == [
        ("Contrat de ruralité du Vexin", ["2017-06-12"], ["État", "PETR du Vexin"]),
        ("Contrat de ruralité des Combrailles", ["2017-09-21"], ["État", "Communauté de communes les Combrailles"]),
        ("Contrat de ruralité de la Puisaye", ["2017-10-19"], ["État", "Puisaye"]),
    ]


def test_the_family_has_the_parties_that_the_article_gives_all_its_contracts(tmp_path: Path) -> None:
    (family,) = [c for c in _extract(tmp_path, BULLETS) if not c.instance]
    assert {s.signataire for s in family.signatures} == {"État", "intercommunalités"}


def test_elliptic_bullets(tmp_path: Path) -> None:
    text = (
        "Les contrats de ruralité du département sont au nombre de deux :\n\n"
        "- celui du Vexin, signé le 3 mars 2017 par l'État et le conseil départemental ;\n"
        "- celui des Combrailles, conclu le 4 avril 2018 entre l'État et la communauté de communes.\n"
    )
    assert [(c.titre, [s.signataire for s in c.signatures]) for c in _read(tmp_path, text)] == [
        ("Contrat de ruralité du Vexin", ["État", "conseil départemental"]),
        ("Contrat de ruralité des Combrailles", ["État", "Communauté de communes des Combrailles"]),
    ]


TOWNS = """CŒUR DE VILLE : DEUX VILLES

À Millau, la convention a été signée le 28 septembre 2018. Autour de la table : l'État, la Ville, la Banque des \
Territoires et l'Anah. Elle court sur six ans et décline deux axes :
1. restaurer l'habitat du centre ;
2. rouvrir les commerces.

À Rodez, la signature est attendue au premier trimestre 2019.

[Photo : la signature de la convention de Millau, le 27 septembre 2018.]
"""


def test_paragraphs_of_towns_give_a_contract_each_with_its_parties_and_axes(tmp_path: Path) -> None:
    millau, rodez = _read(tmp_path, TOWNS)
    assert [s.signataire for s in millau.signatures] == ["État", "Banque des Territoires", "Anah", "Ville de Millau"]
    assert [(a.numero, a.titre) for a in millau.axes] == [
        ("1", "restaurer l'habitat du centre"),
        ("2", "rouvrir les commerces"),
    ]
    assert (rodez.titre, rodez.statut) == ("Convention Action cœur de ville de Rodez", StatutContrat.PREVU)


def test_the_convention_of_a_caption_is_the_one_told_and_both_dates_are_kept(tmp_path: Path) -> None:
    found = [c for c in _extract(tmp_path, TOWNS) if c.territoires == ("Millau",)]
    assert [[d.valeur for d in c.dates_signature] for c in found] == [["2018-09-28", "2018-09-27"]]


@pytest.mark.parametrize(
    "text",
    [
        "Les contrats de ruralité avancent.\n\n- Le Vexin a ouvert une école.\n- La Puisaye a signé un bail.\n",
        "- Le Vexin, signé le 3 mars 2017.\n- La Puisaye, signée le 4 mars 2017.\n",
        "Les contrats de ruralité avancent.\n\n- Le Vexin a vu son contrat signé le 3 mars 2017.\n\nFin.\n",
    ],
)
def test_no_family_no_signing_or_one_bullet_alone_give_nothing(tmp_path: Path, text: str) -> None:
    assert not _read(tmp_path, text)


def test_years_that_a_pronoun_gives_and_priorities_in_bullets_by_rank(tmp_path: Path) -> None:
    (pacte,) = _extract(
        tmp_path,
        "UN PACTE POUR LE VEXIN\n\nLe pacte de développement territorial du Vexin doit être conclu au printemps 2019 "
        "entre l'État, la Région et le Département. Il portera sur la période 2019-2022. Trois priorités ont été "
        "retenues par les élus :\n- l'industrie ;\n- le très haut débit ;\n- l'accueil des habitants.\n",
    )
    assert ([v.valeur for v in pacte.debuts], [v.valeur for v in pacte.fins]) == (["2019"], ["2022"])
    assert [(a.numero, a.titre) for a in pacte.axes] == [
        ("1", "l'industrie"),
        ("2", "le très haut débit"),
        ("3", "l'accueil des habitants"),
    ]
