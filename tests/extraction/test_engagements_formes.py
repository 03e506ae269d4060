"""Commitments in the present, run in after a heading, told in the press, kept or to keep; of other territories."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.model import Engagement, StatutEngagement
from pactes.reading import read_document

PREVU, REALISE = StatutEngagement.PREVU, StatutEngagement.REALISE
PROTOCOLE = """PROTOCOLE DE PARTENARIAT DU PAYS DES MARAIS

ENTRE

La Communauté de communes Crau Montagnette (CCCM), représentée par Madame Anne ROUX, sa présidente,
La Commune de Saint-Aubin-du-Val, représentée par son maire, Madame Claire DURIEUX,

ET

L'État, représenté par Monsieur Pierre DUPRÉ, préfet des Landes,

Il a été convenu ce qui suit :

"""
CCCM, COMMUNE, ETAT = "Communauté de communes Crau Montagnette", "Commune de Saint-Aubin-du-Val", "État"


def _read(tmp_path: Path, text: str) -> tuple[Engagement, ...]:
    path = tmp_path / "protocole.txt"
    path.write_text(text, encoding="utf-8")
    return extract(read_document(path)).engagements


def _told(found: tuple[Engagement, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(e.texte, e.parties) for e in found]


def test_an_article_that_runs_in_says_whose_commitments_it_holds_and_each_verb_is_one(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        PROTOCOLE + "3 – QUI FAIT QUOI\n\n"
        "Art. 3.1 Obligations de la CCCM. — La CCCM pilote l'opération de rénovation, recrute l'équipe de suivi et "
        "abonde de 10 % les aides.\n"
        "Art. 3.2 Obligations de la Commune de Saint-Aubin-du-Val. — La Commune ouvre un lieu d'accueil place du "
        "Marché. Elle exonère de droits de voirie les échafaudages.\n"
        "Art. 3.3 Durée. — Le protocole dure trois ans.\n",
    )
    assert _told(found) == [
        ("pilote l'opération de rénovation", (CCCM,)),
        ("recrute l'équipe de suivi", (CCCM,)),
        ("abonde de 10 % les aides", (CCCM,)),
        ("ouvre un lieu d'accueil place du Marché", (COMMUNE,)),
        ("exonère de droits de voirie les échafaudages", (COMMUNE,)),
    ]


def test_what_somebody_is_or_shares_under_commitments_is_none(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        PROTOCOLE + "3 – ENGAGEMENTS DES PARTIES\n\nL'État partage les constats du diagnostic. La Commune de "
        "Saint-Aubin-du-Val compte 900 habitants. La CCCM occupe un rôle central dans le tourisme.\n",
    )
    assert not found


def test_a_second_future_after_a_relative_and_another_party_s_amount_are_commitments(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        PROTOCOLE + "3 – CE À QUOI CHACUN S'OBLIGE\n\nL'État versera l'aide dans les deux mois qui suivent la décision "
        "et affectera un chargé de mission au territoire. La CCCM y consacrera 18 000 € et la Commune de "
        "Saint-Aubin-du-Val 9 000 €.\n",
    )
    assert _told(found) == [
        ("versera l'aide dans les deux mois qui suivent la décision", (ETAT,)),
        ("affectera un chargé de mission au territoire", (ETAT,)),
        ("consacrera 18 000 € et la Commune de Saint-Aubin-du-Val 9 000 €", (CCCM,)),
        ("la Commune de Saint-Aubin-du-Val 9 000 €", (COMMUNE,)),
    ]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Il est prévu de rénover quarante logements sur six ans.", "rénover quarante logements sur six ans"),
        ("L'État a décidé de soutenir les bourgs.", "soutenir les bourgs"),
        (
            "L'État et la Commune de Saint-Aubin-du-Val expriment à nouveau leur engagement à poursuivre le chantier.",
            "poursuivre le chantier",
        ),
        ("L'État s'est obligé à ouvrir une antenne avant 2027.", "ouvrir une antenne avant 2027"),
        (
            "L'évaluation finale appréciera les effets de la convention.",
            "L'évaluation finale appréciera les effets de la convention",
        ),
    ],
)
def test_turns_of_phrase(tmp_path: Path, sentence: str, told: str) -> None:
    found = _read(tmp_path, f"{PROTOCOLE}3 – MISE EN ŒUVRE\n\n{sentence}\n")
    assert [(e.texte, e.statut) for e in found] == [(told, PREVU)]


def test_what_was_kept_and_what_is_still_to_be_kept(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "RAPPORT D'ACTIVITÉ\n\nCe qui a été tenu :\n- l'État a cofinancé la halle de Saint-Aubin-du-Val ;\n"
        "- le syndicat a recruté un animateur.\n\nCe qui reste à tenir :\n- la commune doit raccorder la piscine.\n",
    )
    assert [(e.texte, e.statut) for e in found] == [
        ("l'État a cofinancé la halle de Saint-Aubin-du-Val", REALISE),
        ("le syndicat a recruté un animateur", REALISE),
        ("la commune doit raccorder la piscine", PREVU),
    ]


def test_a_short_article_is_about_the_contract_that_it_names_first(tmp_path: Path) -> None:
    article = (
        "UN PACTE POUR LE VEXIN\n\nLe pacte territorial du Vexin a été signé le 4 mars 2021 par l'État, la Région et "
        "le Département.\n\nLA FORÊT\n\nLa Région rachètera l'ancienne scierie, fermée en 2011. Le soleil brillera.\n"
    )
    found = _read(tmp_path, article)
    assert _told(found) == [("rachètera l'ancienne scierie, fermée en 2011", ("Région",))]
    assert not _read(tmp_path, article + "\nRien de plus.\n" * 800)
