"""What boxes, lists and tables sum up, against the text. Invented places."""

from __future__ import annotations

from pathlib import Path

from pactes.extraction import extract
from pactes.reading import read_document

ARTICLE = (
    "DEUX CONTRATS POUR LA VALLÉE\n\nLe contrat local de santé du Val d'Orse a été signé le 4 mars 2021 par l'ARS "
    "et la communauté de communes du Val d'Orse, pour cinq ans.\n\nLe contrat de territoire du Haut-Morvan a été signé "
    "le 12 juin 2022 par la Région et la communauté de communes du Haut-Morvan.\n\n"
)


def _said(tmp_path: Path, text: str) -> list[list[str]]:
    path = tmp_path / "document.txt"
    path.write_text(text, encoding="utf-8")
    return [[v.valeur for v in c.valeurs] for c in extract(read_document(path)).contradictions]


def test_a_labelled_line_that_gives_another_day_of_signature(tmp_path: Path) -> None:
    assert _said(tmp_path, ARTICLE + "EN BREF\n• Val d'Orse : cinq ans, signé le 14 mars 2021\n") == [
        ["2021-03-04", "2021-03-14"]
    ]
    assert not _said(tmp_path, ARTICLE + "EN BREF\n• Val d'Orse : cinq ans, signé le 4 mars 2021\n")


def test_a_day_of_another_year_or_place_is_of_another_contract(tmp_path: Path) -> None:
    assert not _said(tmp_path, ARTICLE + "EN BREF\n• Val d'Orse : le premier, signé le 14 mars 2015\n")
    assert not _said(tmp_path, ARTICLE + "EN BREF\n• Vexin : signé le 14 mars 2021\n")


def test_a_row_of_a_table_with_a_column_of_signatures(tmp_path: Path) -> None:
    table = (
        "RÉCAPITULATIF\n\n| Contrat | Signature | Délibération |\n|---|---|---|\n"
        "| Contrat local de santé du Val d'Orse | {} | 2 février 2021 |\n"
    )
    assert _said(tmp_path, ARTICLE + table.format("6 mars 2021")) == [["2021-03-04", "2021-03-06"]]
    assert not _said(tmp_path, ARTICLE + table.format("4 mars 2021"))


def test_years_that_are_said_again_with_another_end(tmp_path: Path) -> None:
    deliberation = (
        "Le conseil communautaire,\n\nOBJET : Approbation du projet alimentaire territorial (PAT) du Val d'Orse "
        "2024-2029\n\n"
        "APRÈS EN AVOIR DÉLIBÉRÉ,\n\nArticle 1er. – APPROUVE le projet alimentaire territorial pour la période {}.\n"
    )
    assert _said(tmp_path, deliberation.format("2024-2028")) == [["2029", "2028"]]
    assert not _said(tmp_path, deliberation.format("2024-2029"))
    assert not _said(tmp_path, deliberation.format("2018-2023"))


def test_what_was_done_is_counted_once(tmp_path: Path) -> None:
    box = "LA VILLE EN CHIFFRES\n\n1 250 logements rénovés\n\n12 % de vacance\n\n"
    told = "Depuis le lancement, {} logements du bourg ont été rénovés{}.\n"
    assert _said(tmp_path, box + told.format("1 300", "")) == [["1 250", "1 300"]]
    assert not _said(tmp_path, box + told.format("1 250", ""))
    assert not _said(tmp_path, box + told.format("310", ""))
    assert not _said(tmp_path, "120 logements rénovés en 2019\n\n" + told.format("140", " en 2020"))


def test_the_amount_of_an_action_told_over_its_sheet(tmp_path: Path) -> None:
    convention = (
        "CONTRAT LOCAL DE SANTÉ DU VAL D'ORSE\n\nEntre l'ARS, représentée par M. Paul Rey,\n\net la communauté de "
        "communes du Val d'Orse, représentée par Mme Odile Ferrand,\n\nIl est convenu ce qui suit.\n\n"
        "Axe 1 – Soigner\n    Fiche action 1.1 – Loger les internes\n    Fiche action 1.2 – Former les aidants\n\n"
        "Article 2 – Moyens\n2.1. L'ARS verse une dotation de 15 000 € pour la fiche action 1.2.\n\n"
        "ANNEXE\n\nFICHE ACTION 1.1 – LOGER LES INTERNES\nBudget : 30 000 €\n\n"
        "FICHE ACTION 1.2 – FORMER LES AIDANTS\nBudget : 38 000 €, dont dotation ARS {} €\n"
    )
    assert _said(tmp_path, convention.format("18 000")) == [["15 000 €", "18 000 €"]]
    assert not _said(tmp_path, convention.format("15 000"))
