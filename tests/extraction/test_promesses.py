"""Commitments in turns of phrase and layouts that the documents at hand do not have, through ``extract``."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.model import Engagement, StatutEngagement
from pactes.reading import read_document

PARTIES = (
    "CONVENTION DU PAYS DES MARAIS\n\nEntre\n\nL'État, représenté par Monsieur Pierre DUPRÉ, préfet,\n"
    "La Commune de Saint-Aubin-du-Val, représentée par son maire, Madame Claire DURIEUX,\n"
    "La Caisse d'allocations familiales du Jura, représentée par sa directrice, Madame Anne ROUX,\n\n"
    "Il a été convenu ce qui suit :\n\nArticle 1\n\n"
)
ETAT, COMMUNE, CAF = "État", "Commune de Saint-Aubin-du-Val", "Caisse d'allocations familiales du Jura"
ENGAGEMENTS = "Article 2 - Engagements des signataires\n\n"


def _read(tmp_path: Path, text: str) -> list[Engagement]:
    path = tmp_path / "convention.txt"
    path.write_text(text, encoding="utf-8")
    return list(extract(read_document(path)).engagements)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Il revient à la Commune de recruter un agent, d'animer le groupe de travail et de rendre compte du plan.",
            [
                ("recruter un agent", COMMUNE),
                ("animer le groupe de travail", COMMUNE),
                ("rendre compte du plan", COMMUNE),
            ],
        ),
        ("La contribution de l'État consiste à prêter deux salles.", [("prêter deux salles", ETAT)]),
        ("La Commune prendra à sa charge la moitié du coût.", [("prendra à sa charge la moitié du coût", COMMUNE)]),
        (
            "Le poste est pris en charge par la Caf à hauteur de 24 000 €.",
            [("Le poste est pris en charge par la Caf à hauteur de 24 000 €", CAF)],
        ),
        (
            "L'État consacrera 3 M€ au programme et la Commune y apportera 1 M€.",
            [("consacrera 3 M€ au programme", ETAT), ("apportera 1 M€", COMMUNE)],
        ),
        (
            "L'État a fait connaître son intention de participer aux réunions.",
            [("participer aux réunions", ETAT)],
        ),
        (
            "L'ETAT S'ENGAGE A MOBILISER EN PRIORITE SES CREDITS DE DROIT COMMUN, A MAINTENIR UN\n"
            "DELEGUE DANS CHAQUE QUARTIER ET A INSTRUIRE LES DOSSIERS.",
            [
                ("MOBILISER EN PRIORITE SES CREDITS DE DROIT COMMUN", ETAT),
                ("MAINTENIR UN DELEGUE DANS CHAQUE QUARTIER", ETAT),
                ("INSTRUIRE LES DOSSIERS", ETAT),
            ],
        ),
        (
            "La Commune s'engage a recruter un charge de mis-\nsion a temps plein.",
            [("recruter un charge de mission a temps plein", COMMUNE)],
        ),
        (
            "De son côté, la Commune :\n– recrute un coordonnateur ;\n– met à disposition un bureau.",
            [("recrute un coordonnateur", COMMUNE), ("met à disposition un bureau", COMMUNE)],
        ),
        (
            "| Partenaire | Engagements |\n|---|---|\n| Caf | Financer le poste |\n"
            "| Commune | Prêter des locaux ; participer au pilotage |\n",
            [("Financer le poste", CAF), ("Prêter des locaux", COMMUNE), ("participer au pilotage", COMMUNE)],
        ),
    ],
)
def test_turns_of_phrase(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    found = _read(tmp_path, f"{PARTIES}{text}\n")
    assert [(e.texte, *e.parties) for e in found] == expected
    assert {e.statut for e in found} == {StatutEngagement.PREVU}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "LA COMMUNE : elle interviendra au titre de la formation.",
            [("interviendra au titre de la formation", COMMUNE)],
        ),
        ("LA CAF DU JURA : elle agréera un centre social.", [("agréera un centre social", CAF)]),
        (
            "L'Etat\n- maintient les effectifs de police\n- labellise une maison\n",
            [("maintient les effectifs de police", ETAT), ("labellise une maison", ETAT)],
        ),
        (
            "**La Commune :**\n- met à disposition dix locaux ;\n- verse 350 € par an.\n",
            [("met à disposition dix locaux", COMMUNE), ("verse 350 € par an", COMMUNE)],
        ),
        ("France Travail tiendra deux permanences.", [("tiendra deux permanences", "France Travail")]),
    ],
)
def test_under_the_heading_of_commitments(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    found = _read(tmp_path, f"{PARTIES}Il est conclu.\n\n{ENGAGEMENTS}{text}\n")
    assert [(e.texte, *e.parties) for e in found] == expected


def test_a_deliberation_binds_the_authority_that_decides(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "COMMUNE DE SAINT-AUBIN-DU-VAL\nExtrait du registre des délibérations du conseil municipal\n"
        "Séance du 12 décembre 2022\n\nObjet : contrat local de santé 2023-2027\n\n"
        "CONSIDÉRANT qu'il appartient à la commune de coordonner l'action des partenaires ;\n\n"
        "Le conseil municipal, après en avoir délibéré,\n\n"
        "- APPROUVE le contrat local de santé ;\n"
        "- S'ENGAGE à inscrire les crédits au budget et à créer un poste de médiateur ;\n"
        "- DÉCIDE de consacrer 30 000 € par an à la prévention ;\n"
        "- AUTORISE le maire à signer le contrat.\n",
    )
    assert [e.texte for e in found] == [
        "inscrire les crédits au budget",
        "créer un poste de médiateur",
        "consacrer 30 000 € par an à la prévention",
    ]
    assert {len(e.parties) for e in found} == {1}
    assert {e.parties[0].lower() for e in found} == {"commune de saint-aubin-du-val"}


@pytest.mark.parametrize(
    "text",
    [
        "La Commune va profiter d'une meilleure desserte.",
        "La présente convention entend définir les engagements des partenaires.",
        "Les deux communes ont manifesté leur intérêt.",
        "Une clause de revoyure est prévue en 2027.",
    ],
)
def test_what_promises_nothing(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, f"{PARTIES}{text}\n") == []
