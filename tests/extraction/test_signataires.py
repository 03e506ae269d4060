"""Who signs a contract, in the ways that texts tell it: functions, lists, groups of parties, who signs for whom."""

from __future__ import annotations

import pytest

from pactes.extraction.commun.parties import find_parties
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.contrats.contrats import read_contrats
from pactes.model import Contrat
from pactes.reading import Document
from pactes.reading.blocks import split_blocks


def _read(text: str) -> tuple[Contrat, ...]:
    document = Document(slug="essai", text=text, blocks=split_blocks(text))
    return read_contrats(document, build_plan(document))


def _parties(contrat: Contrat) -> list[str]:
    return [s.signataire for s in contrat.signatures]


@pytest.mark.parametrize(
    ("phrase", "parties"),
    [
        (
            "le préfet, le président du conseil départemental et la présidente du conseil régional",
            [("État", "préfet"), ("Département", "président"), ("Région", "présidente")],
        ),
        ("la CAF et le conseil départemental", [("CAF", None), ("conseil départemental", None)]),
    ],
)
def test_who_presides_over_a_council_signs_for_its_authority(
    phrase: str, parties: list[tuple[str, str | None]]
) -> None:
    assert [(p.nom, p.qualite) for p in find_parties(phrase)] == parties


def test_common_nouns_of_a_list_are_parties_in_the_plural_too() -> None:
    contrats = _read(
        "Elle se traduit par une convention intercommunale d'attribution, signée entre l'agglomération compétente en "
        "matière d'habitat, les communes membres, l'État, les établissements réservataires et les bailleurs sociaux."
    )
    assert [_parties(c) for c in contrats] == [
        [
            "Agglomération compétente en matière d'habitat",
            "Communes membres",
            "État",
            "Établissements réservataires",
            "Bailleurs sociaux",
        ]
    ]


@pytest.mark.parametrize(
    ("texte", "parties"),
    [
        (
            "Le contrat enfance jeunesse de Brioude, arrivé à échéance le 31 décembre 2020, liait la Caf et la commune "
            "de Brioude.",
            ["Caf", "commune de Brioude"],
        ),
        (
            "Vu la convention d'objectifs et de gestion arrêtée entre l'État et la Caisse nationale de l'assurance "
            "maladie ;",
            ["État", "Caisse nationale de l'assurance maladie"],
        ),
        (
            "S'y ajoutera le contrat d'objectif territorial que Quimperlé Communauté et l'ADEME concluront en 2022.",
            ["Quimperlé Communauté", "ADEME"],
        ),
        (
            "Le conseil prend acte de ce que le contrat de redynamisation de la commune, conclu le 2 mai 2019 avec "
            "l'État, prend fin.",
            ["État"],
        ),
        (
            "Avec le pacte pour le bien-manger de Dole, la ville s'engage à servir des repas cuisinés sur place.",
            ["Ville"],
        ),
        (
            "À Cahors, elle a pris la forme d'une convention-cadre pluriannuelle, signée le 5 octobre 2018 par :\n\n"
            "• l'État, représenté par la préfète du Lot ;\n• la Ville de Cahors ;\n• la Banque des Territoires.\n",
            ["État", "Ville de Cahors", "Banque des Territoires"],
        ),
        (
            "La Région Grand Est et la Ville de Sedan s'engagent à :\n\n- soutenir le commerce de proximité ;\n"
            "- être cosignataires de la convention de revitalisation du centre ancien de Sedan en juin 2021.\n",
            ["Région Grand Est", "Ville de Sedan"],
        ),
    ],
)
def test_parties_that_a_text_tells_beside_the_name_of_a_contract(texte: str, parties: list[str]) -> None:
    contrats = [c for c in _read(texte) if c.signatures]
    assert [_parties(c) for c in contrats] == [parties]


@pytest.mark.parametrize(
    "texte",
    [
        "Le contrat de ruralité du Pays de Caux que la presse a signalé reste à écrire.",
        "Avec le contrat de ville de Dole, la collecte s'engage plus tôt.",
        "La Ville de Sedan a réuni :\n\n- les habitants autour du contrat de ville de Sedan ;\n- la presse.\n",
    ],
)
def test_what_is_told_beside_a_contract_is_not_always_who_signs_it(texte: str) -> None:
    assert [_parties(c) for c in _read(texte) if c.signatures] == []


PRINCIPAL = """CONTRAT DE RELANCE ET DE TRANSITION ÉCOLOGIQUE DU PAYS DE VITRÉ

Entre

L'État, représenté par Mme Anne BIDULE, préfète,
La communauté de communes du Pays de Craon, représentée par M. Jean TRUC, son président,
La communauté de communes du Pays de Châteaugiron, représentée par Mme Lise MACHIN, sa présidente,

Il est convenu ce qui suit.

Article 1 – Objet

"""


@pytest.mark.parametrize(
    ("clause", "parties"),
    [
        (
            "Le présent contrat suit le protocole d'engagement du CRTE signé le 25 juin 2021 par la préfète et les "
            "présidents des deux intercommunalités.",
            ["État", "communauté de communes du Pays de Craon", "communauté de communes du Pays de Châteaugiron"],
        ),
        (
            "Le présent contrat suit le protocole d'engagement du CRTE signé le 25 juin 2021 par la préfète et les "
            "trois intercommunalités.",
            ["État"],
        ),
    ],
)
def test_a_group_of_parties_is_that_of_the_contract_of_the_document(clause: str, parties: list[str]) -> None:
    cited = next(c for c in _read(PRINCIPAL + clause) if not c.principal and c.dates_signature)
    assert _parties(cited) == parties


def test_who_signs_for_whom_says_the_parties() -> None:
    contrat = next(
        c
        for c in _read(
            "Le contrat local de santé du Pays de Craon 2023-2028 a pris effet en octobre. La signature a eu lieu à "
            "Craon, avec Léa Petit pour l'ARS, Paul Grand-Roux pour la ville de Craon, Marc Blanc au nom du "
            "Département de la Mayenne. Le plan repose sur le sport pour la santé."
        )
        if c.signatures
    )
    assert [(s.signataire, s.representant) for s in contrat.signatures][-2:] == [
        ("ville de Craon", "Paul Grand-Roux"),
        ("Département de la Mayenne", "Marc Blanc"),
    ]


def test_a_list_of_whom_a_contract_associates() -> None:
    contrat = next(
        c
        for c in _read(
            "CONTRAT LOCAL D'ÉDUCATION ARTISTIQUE DE THIERS\n\nSigné le 7 octobre 2022 à Thiers, le contrat local "
            "d'éducation artistique de Thiers associe :\n- la DRAC Auvergne-Rhône-Alpes,\n"
            "- les villes de Thiers et de Courpière,\n- le rectorat.\n"
        )
        if c.signatures
    )
    assert _parties(contrat) == ["DRAC Auvergne-Rhône-Alpes", "ville de Thiers", "ville de Courpière", "rectorat"]
