"""Commitments without a party as the subject of a verb, duties, and gifts told in the present; invented places."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.model import Engagement, StatutEngagement
from pactes.reading import read_document

PREVU, EN_COURS = StatutEngagement.PREVU, StatutEngagement.EN_COURS
CONVENTION = (
    "CONVENTION TERRITORIALE DU VAL D'ORSE\n\nEntre\n\nl'État, représenté par le préfet,\n\net\n\nla Communauté de "
    "communes du Val d'Orse, représentée par sa présidente, Mme Odile Ferrand,\n\nIl est convenu ce qui suit.\n\n"
)


def _read(tmp_path: Path, text: str) -> tuple[Engagement, ...]:
    path = tmp_path / "document.txt"
    path.write_text(text, encoding="utf-8")
    return extract(read_document(path)).engagements


@pytest.mark.parametrize(
    ("sentence", "told", "statut"),
    [
        (
            "Il conviendra donc de veiller à la desserte des hameaux pendant le chantier.",
            "veiller à la desserte des hameaux pendant le chantier",
            PREVU,
        ),
        (
            "Il sera procédé à un bilan chaque automne.",
            "il sera procédé à un bilan chaque automne",
            PREVU,
        ),
        (
            "La construction d'une halle couverte débutera en 2027.",
            "La construction d'une halle couverte débutera en 2027",
            PREVU,
        ),
        (
            "Le guichet restera ouvert deux jours par semaine.",
            "Le guichet restera ouvert deux jours par semaine",
            PREVU,
        ),
        (
            "Les écoles du haut bénéficieront de la mise en place d'une navette.",
            "Les écoles du haut bénéficieront de la mise en place d'une navette",
            PREVU,
        ),
        (
            "Une enveloppe de 240 000 € sera consacrée aux façades.",
            "Une enveloppe de 240 000 € sera consacrée aux façades",
            PREVU,
        ),
        (
            "La concertation avec les habitants est engagée depuis mars 2021.",
            "La concertation avec les habitants est engagée depuis mars 2021",
            EN_COURS,
        ),
        (
            "Le règlement des aides à la pierre prévoit depuis 2019 une majoration pour les combles.",
            "prévoit depuis 2019 une majoration pour les combles",
            EN_COURS,
        ),
    ],
)
def test_what_a_contract_promises_without_a_party(
    tmp_path: Path, sentence: str, told: str, statut: StatutEngagement
) -> None:
    found = _read(tmp_path, f"{CONVENTION}Article 3 – Mise en œuvre\n\n{sentence}\n")
    assert [(e.texte.lower(), e.statut) for e in found] == [(told.lower(), statut)]


@pytest.mark.parametrize(
    ("sentence", "told", "qui"),
    [
        (
            "Il s'agit donc pour la Communauté de communes du Val d'Orse de maintenir les deux agences postales.",
            "maintenir les deux agences postales",
            "Communauté de communes du Val d'Orse",
        ),
        ("L'État doit recruter un conseiller avant juin.", "doit recruter un conseiller avant juin", "État"),
        ("L'État en assure la maîtrise d'ouvrage.", "en assure la maîtrise d'ouvrage", "État"),
        (
            "Le programme de vergers mis en place par la Communauté de communes du Val d'Orse finance les plantations.",
            "finance les plantations",
            "Communauté de communes du Val d'Orse",
        ),
    ],
)
def test_whom_an_indirect_turn_binds(tmp_path: Path, sentence: str, told: str, qui: str) -> None:
    found = _read(tmp_path, f"{CONVENTION}Article 3 – Mise en œuvre\n\n{sentence}\n")
    assert [(e.texte, e.parties) for e in found] == [(told, (qui,))]


@pytest.mark.parametrize(
    "sentence",
    [
        "L'accompagnement des commerces sera un enjeu majeur.",
        "La baisse de la population est engagée depuis 1990 dans les trois cantons.",
        "Le territoire doit faire face au vieillissement.",
        "Il faudrait un médecin.",
        "La création d'emplois a repris.",
    ],
)
def test_what_only_describes_is_no_commitment(tmp_path: Path, sentence: str) -> None:
    assert not _read(tmp_path, f"{CONVENTION}Article 2 – Diagnostic\n\n{sentence}\n")


def test_a_signature_that_binds_binds_those_who_sign_whatever_law_it_cites(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        f"{CONVENTION}Article 3 – Mise en œuvre\n\nLa signature de la convention engage, conformément à la loi de "
        "programmation pour la Ville, à concentrer les moyens sur les bourgs.\n",
    )
    assert [e.parties for e in found] == [("État", "Communauté de communes du Val d'Orse")]


def test_in_an_article_a_gift_is_a_commitment_and_the_date_of_signature_is_none(tmp_path: Path) -> None:
    article = (
        "LE CONTRAT LOCAL DE SANTÉ DU VAL D'ORSE\n\nLe contrat local de santé du Val d'Orse a été signé le 4 mars 2021 "
        "par l'ARS et la communauté de communes du Val d'Orse. L'ARS finance un poste d'infirmière à hauteur de "
        "28 000 €. Sa révision sera signée en 2026. L'ouverture du cabinet est prévue en 2025.\n"
    )
    assert [e.texte for e in _read(tmp_path, article)] == [
        "finance un poste d'infirmière à hauteur de 28 000 €",
        "L'ouverture du cabinet est prévue en 2025",
    ]


def test_what_each_party_does_and_what_parties_decide_or_aim_at(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        f"{CONVENTION}Article 3 – Suivi\n\nChaque signataire désigne un correspondant. Les parties décident de créer "
        "un fonds commun. Les parties se donnent pour objectif de reloger 120 ménages. Un animateur sera recruté "
        "en 2027. La collectivité s'engage à louer deux bureaux. L'État s'est engagé, par courrier du 2 mai, à céder "
        "le terrain.\n",
    )
    both = ("État", "Communauté de communes du Val d'Orse")
    assert [(e.texte, e.parties, e.statut) for e in found] == [
        ("désigne un correspondant", both, PREVU),
        ("décident de créer un fonds commun", both, PREVU),
        ("se donnent pour objectif de reloger 120 ménages", both, PREVU),
        ("Un animateur sera recruté en 2027", (), PREVU),
        ("louer deux bureaux", both[1:], PREVU),
        ("céder le terrain", both[:1], PREVU),
    ]


def test_a_deliberation_in_capitals_binds_the_commune_that_its_council_names(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "CONSEIL MUNICIPAL DE VILLENEUVE-LES-EAUX\n\nSEANCE DU 14 JUIN 2023\n\nDELIBERATION N° 2023-47\n\n"
        "OBJET : AVENANT N° 2 AU CONTRAT DE VILLE\n\nLE CONSEIL MUNICIPAL, APRES EN AVOIR DELIBERE :\n"
        "- DECIDE DE VERSER UN FONDS DE CONCOURS DE 50 000 EUROS ;\n- S'ENGAGE A ENTRETENIR LE PARVIS.\n",
    )
    assert [(e.texte, [p.lower() for p in e.parties]) for e in found] == [
        ("VERSER UN FONDS DE CONCOURS DE 50 000 EUROS", ["commune de villeneuve-les-eaux"]),
        ("ENTRETENIR LE PARVIS", ["commune de villeneuve-les-eaux"]),
    ]
