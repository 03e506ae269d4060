"""Figures of tables and sentences, on invented texts of other places."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.indicateurs.indicateurs import read_indicateurs
from pactes.model import Contrat, Indicateur
from pactes.reading import read_document


def _read(tmp_path: Path, text: str) -> tuple[Indicateur, ...]:
    path = tmp_path / "acte.txt"
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    records = read_indicateurs(Contexte(document, build_plan(document)))
    for record in records:
        for evidence in record.evidence:
            assert document.text[evidence.start : evidence.end] == evidence.quote
    return records


def test_a_table_of_statistics(tmp_path: Path) -> None:
    text = (
        "Les chiffres clés des quartiers, données INSEE 31 décembre 2018\n\n"
        "\tBel Air\tLes Vignes\tVille\n"
        "Population\t13576\t8086\t133 998\n"
        "Taux d'activité\t53 %\t59 %\t66,5 %\n"
        "Sans diplôme\t7532 55 %\t\t50521 (38%)\n"
        "Taux de création\t23,8 %\t52 %\t25,8\n"
        "Médiane des revenus\t565€\t613 €\t1301 €\n"
    )
    found = [
        (i.nom, i.territoire, i.valeur, i.unite, i.date) for i in _read(tmp_path, text) if i.regle.endswith("tableau")
    ]
    day = "2018-12-31"
    assert found == [
        ("Population", "Bel Air", 13576, "habitants", day),
        ("Population", "Les Vignes", 8086, "habitants", day),
        ("Population", "Ville", 133998, "habitants", day),
        ("Taux d'activité", "Bel Air", 53, "%", day),
        ("Taux d'activité", "Les Vignes", 59, "%", day),
        ("Taux d'activité", "Ville", Decimal("66.5"), "%", day),
        ("Sans diplôme", "Bel Air", 7532, None, day),
        ("Sans diplôme", "Bel Air", 55, "%", day),
        ("Sans diplôme", "Ville", 50521, None, day),
        ("Sans diplôme", "Ville", 38, "%", day),
        ("Taux de création", "Bel Air", Decimal("23.8"), "%", day),
        ("Taux de création", "Les Vignes", 52, "%", day),
        ("Taux de création", "Ville", Decimal("25.8"), "%", day),
        ("Médiane des revenus", "Bel Air", 565, "€", day),
        ("Médiane des revenus", "Les Vignes", 613, "€", day),
        ("Médiane des revenus", "Ville", 1301, "€", day),
    ]


def test_years_as_columns(tmp_path: Path) -> None:
    rows = "| Logements | 4 200 | 4 350 |\n| Emplois | 900 | 870 |\n"
    text = f"Évolution\n\n| Indicateur | 2012 | 2017 |\n|---|---|---|\n{rows}"
    found = [(i.nom, i.territoire, i.valeur, i.date) for i in _read(tmp_path, text)]
    assert found == [
        ("Logements", None, 4200, "2012"), ("Logements", None, 4350, "2017"),
        ("Emplois", None, 900, "2012"), ("Emplois", None, 870, "2017"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Le territoire compte près de 27 800 personnes.", 27800, "personnes"),
        ("La ville a 1,2 million d'habitants.", 1_200_000, "habitants"),
        ("les vingt-six comités de quartier existants", 26, "comités de quartier"),
        ("un réseau de 40 km de pistes", 40, "km"),
        ("36 % des bénéficiaires du RSA y résident", 36, "%"),
        ("un préavis de 3 mois est requis", 3, "mois"),
        ("La médiane des revenus est de 565 € par mois.", 565, "€"),
        ("un bâtiment de 4500 m² est construit", 4500, "m²"),
    ],
)
def test_figures_of_sentences(tmp_path: Path, text: str, value: float, unit: str) -> None:
    (record,) = _read(tmp_path, text)
    assert (record.valeur, record.unite) == (value, unit)


@pytest.mark.parametrize(
    "text",
    ["La Région verse 12 000 € à la Ville.", "le 12 mai 2019, l'article 5", "la loi n° 2014-173 et l'axe 3 du contrat",
     "dans 3 ans, le territoire changera", "une action et un objectif"],
)  # fmt: skip
def test_what_is_no_indicator(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text) == ()


def test_a_share_says_of_what_where_and_when(tmp_path: Path) -> None:
    (record,) = _read(tmp_path, "En 2018, 36 % des ménages de Dijon sont locataires.")
    assert (record.nom, record.territoire, record.date) == ("part des ménages de Dijon", "Dijon", "2018")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Il comporte 5 axes stratégiques et 18 actions.", ["axes stratégiques", "actions"]),
        ("Le taux de chômage y est assez élevé (22 %).", ["taux de chômage"]),
        ("Le taux de vacance est passé de 14 % à 9 %.", ["taux de vacance", "taux de vacance"]),
        ("54 % de la population appartient à un ménage et 27 % à un autre.", ["part de la population"] * 2),
        ("les logements aidés (30 % locatifs et 20 % accession)", ["logements aidés (locatifs)",
         "logements aidés (accession)"]),
        ("L'objectif global de réduction de 75 % d'ici 2050 est voté.", ["objectif global de réduction"]),
        ("Les dépenses de fonctionnement ont diminué de 1,6 %.", ["dépenses de fonctionnement"]),
        ("un réseau de 40 km de pistes cyclables", ["pistes cyclables"]),
        ("Un bâtiment de 4 500 m² ouvrira.", ["bâtiment"]),
        ("après deux ans de travaux", ["travaux (durée)"]),
        ("les communes de plus de 5 000 habitants", []),
        ("le contrat, signé pour 4 ans, mobilise la Ville", []),
        ("« des projets bloqués depuis dix ans »", []),
        ("Les deux collectivités se sont engagées.", []),
        ("Le poste est financé à 75 % par l'État, soit 25 % du montant.", []),
    ],
)  # fmt: skip
def test_names_that_read_well(tmp_path: Path, text: str, names: list[str]) -> None:
    assert [i.nom for i in _read(tmp_path, text)] == names


def test_figures_of_an_intercommunality_that_no_registry_knows(tmp_path: Path) -> None:
    text = "La Communauté de communes du Pays de Valmorin regroupe 12 communes et 31 450 habitants."
    place = "Communauté de communes du Pays de Valmorin"
    assert [(i.nom, i.territoire) for i in _read(tmp_path, text)] == [("communes", place), ("habitants", place)]


def test_a_table_of_money_measures_nothing(tmp_path: Path) -> None:
    text = (
        "Les engagements de 2022\n\n| Action | Coût total | État | Région |\n|---|---|---|---|\n"
        "| Réseau cyclable | 900 000 | 300 000 | 150 000 |\n| Atelier relais | 1 600 000 € | 500 000 € | 400 000 € |\n"
    )
    assert _read(tmp_path, text) == ()


def test_a_head_that_names_no_place_goes_with_the_name(tmp_path: Path) -> None:
    text = "| Filière | Effectif | Part |\n|---|---|---|\n| Industrie | 120 | 40 % |\n| Services | 180 | 60 % |\n"
    found = [(i.nom, i.territoire, i.valeur) for i in _read(tmp_path, text)]
    assert found[:2] == [("Industrie (Effectif)", None, 120), ("Industrie (Part)", None, 40)]


def test_a_list_of_files_is_no_statistics(tmp_path: Path) -> None:
    text = "Fichiers\n\n| Nom | Taille |\n|---|---|\n| a.pdf | 12 |\n| b.pdf | 14 |\n"
    assert _read(tmp_path, text) == ()


def test_a_very_long_line_does_not_hang(tmp_path: Path) -> None:
    assert _read(tmp_path, "12 % des ménages et 300 logements, " * 3_000)


def _of_contract(tmp_path: Path, text: str, *territoires: str) -> tuple[Indicateur, ...]:
    """The figures of a text that is the contract of ``territoires``."""
    path = tmp_path / "acte.txt"
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    contrat = Contrat(
        cle="c", titre="Contrat", principal=True, territoires=territoires, evidence=(document.evidence(0, 4),),
        regle="essai",
    )  # fmt: skip
    return read_indicateurs(Contexte(document, build_plan(document), (contrat,)))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Le programme prévoit de planter 500 arbres avant 2027.", "Cahors"),
        ("Au niveau national, 222 villes ont été retenues.", "France"),
        ("Rodez a perdu du monde. Il y reste 640 commerces.", "Rodez"),
        ("Dans ces quartiers, 36 % des ménages sont pauvres.", None),
        ("Le plan comporte 15 axes.", None),
    ],
)
def test_the_place_of_a_figure(tmp_path: Path, text: str, place: str | None) -> None:
    (figure,) = _of_contract(tmp_path, f"Texte du contrat\n\n{text}\n", "Cahors")
    assert figure.territoire == place


def test_a_table_whose_rows_are_places(tmp_path: Path) -> None:
    text = (
        "Les quartiers en 2024\n\nQUARTIER\tPOPULATION\tTAUX DE PAUVRETE\tMOINS DE 25 ANS\n"
        "LES TILLEULS\t3 120\t52,4 %\t41 %\nBEL AIR\t2 240\t47,1 %\t36 %\n"
    )
    found = [(i.territoire, i.nom, i.valeur, i.unite) for i in _read(tmp_path, text)]
    assert found[:4] == [
        ("LES TILLEULS", "POPULATION", 3120, "habitants"),
        ("LES TILLEULS", "TAUX DE PAUVRETE", Decimal("52.4"), "%"),
        ("LES TILLEULS", "MOINS DE 25 ANS", 41, "%"),
        ("BEL AIR", "POPULATION", 2240, "habitants"),
    ]


def test_units_and_years_of_heads(tmp_path: Path) -> None:
    text = (
        "| Indicateur | Situation 2021 | Cible 2026 |\n|---|---|---|\n"
        "| Consommation des bâtiments publics (GWh) | 41,5 | 33,2 |\n"
        "| Médecins généralistes pour 10 000 habitants | 7,2 | 8,5 |\n"
    )
    assert [(i.valeur, i.unite, i.date) for i in _read(tmp_path, text)] == [
        (Decimal("41.5"), "GWh", "2021"), (Decimal("33.2"), "GWh", "2026"),
        (Decimal("7.2"), "médecins", "2021"), (Decimal("8.5"), "médecins", "2026"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 400 résidences principales datent d'avant 1975.", [(12400, "résidences")]),
        ("Les élus ont tenu quatre ateliers.", [(4, "ateliers")]),
        ("Le Lot compte 17 QPV.", [(17, "QPV")]),
        ("Elle comprend vingt-deux fiches actions.", [(22, "fiches")]),
        ("Conseillers en exercice : 71 – Présents : 54 – Votants : 63",
         [(71, "conseillers"), (54, "présents"), (63, "votants")]),
        ("Le conseil adopte, par 60 voix pour et 3 abstentions.", [(60, "voix"), (3, "voix")]),
        ("Le territoire compte l66 communes.", [(166, "communes")]),
        ("Le quartier abrite près de 7 000 habi- tants.", [(7000, "habitants")]),
        ("42 conventions ont été signées :\n\n- 7 dans le Lot\n- 4 dans le Gers\n",
         [(42, "conventions"), (7, "conventions"), (4, "conventions")]),
        ("Le 16 mars 2021, place du Marché, 46000 CAHORS.", []),
        ("L'article 12 comprend deux alinéas et cinq défis.", []),
    ],
)  # fmt: skip
def test_what_is_counted(tmp_path: Path, text: str, expected: list[tuple[int, str]]) -> None:
    assert [(i.valeur, i.unite) for i in _read(tmp_path, text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le contrat repose sur deux axes.",
        "La convention est signée par les deux communes.",
        "Chacun des cinq secteurs compte un conseil.",
    ],
)
def test_what_counts_nothing_new_is_no_figure(tmp_path: Path, text: str) -> None:
    assert not _read(tmp_path, text)


def test_the_number_of_axes_is_told_once(tmp_path: Path) -> None:
    text = "Le contrat comporte cinq axes stratégiques.\n\nLes commissions correspondent aux cinq axes stratégiques.\n"
    assert [i.valeur for i in _read(tmp_path, text)] == [5]
