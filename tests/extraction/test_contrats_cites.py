"""Contracts told in other ways: parties in tables, without « Entre », by short names, in articles, in lists."""

from __future__ import annotations

import pytest

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


def _values(contrat: Contrat) -> tuple[list[str], list[str], list[str]]:
    dates = (contrat.dates_signature, contrat.debuts, contrat.fins)
    return tuple([v.valeur for v in values] for values in dates)  # type: ignore[return-value]


HEAD = """AVENANT N° 1

ENTRE

• La Communauté d'agglomération de Vierzon, représentée par son président, M. Jean TRUC ;
• L'État, représenté par Mme Anne BIDULE, préfète ;

Il est convenu ce qui suit.

Article 1 – Objet
"""


@pytest.mark.parametrize(
    ("clause", "titres"),
    [
        ("Le présent avenant modifie la durée.", ["AVENANT N° 1"]),
        (
            "Le présent avenant modifie le contrat de ville de l'agglomération de Vierzon.",
            ["AVENANT N° 1 au contrat de ville de l'agglomération de Vierzon"],
        ),
    ],
)
def test_an_amendment_whose_title_names_no_contract(clause: str, titres: list[str]) -> None:
    own = [c for c in _read(HEAD + clause) if c.principal]
    assert [c.titre for c in own] == titres
    assert _parties(own[0]) == ["Communauté d'agglomération de Vierzon", "État"]
    assert [s.representant for s in own[0].signatures] == ["Jean TRUC", "Anne BIDULE"]


def test_parties_in_a_table_of_the_first_page() -> None:
    contrat = _read(
        "CONVENTION TERRITORIALE GLOBALE DU PAYS DE CRAON\n\nLES SIGNATAIRES\n"
        "| Signataire | Représenté par | Fonction |\n"
        "| Communauté de communes du Pays de Craon (CCPC) | Mme Odile MACHIN | Présidente |\n"
        "| Caisse d'allocations familiales de la Mayenne | M. Luc TRUC | Directeur |\n"
        "| Ville de Craon (témoin) | M. Guy X | Maire |\n\n"
        "Article 1 – Objet\nLa présente convention fixe les engagements des parties.\n\n"
        "Prise d'effet : 1er octobre 2022. Terme : 30 septembre 2027.\n\nÀ Craon, le 12/09/2022\n"
    )[0]
    assert [(s.signataire, s.representant, s.qualite) for s in contrat.signatures] == [
        ("Communauté de communes du Pays de Craon", "Odile MACHIN", "Présidente"),
        ("Caisse d'allocations familiales de la Mayenne", "Luc TRUC", "Directeur"),
    ]
    assert _values(contrat) == (["2022-09-12"], ["2022-10-01"], ["2027-09-30"])


def test_a_table_of_money_is_no_table_of_parties() -> None:
    contrat = _read(
        "CONTRAT DE RURALITÉ DU PAYS DE CRAON\n\n| Partenaires | Montant | Année |\n| Région | 3 000 | 2020 |\n"
        "| Département | 4 000 | 2021 |\n\nArticle 1 – Objet\nLe présent contrat engage les parties.\nFait à Craon, le "
        "3 mai 2020.\n"
    )[0]
    assert contrat.signatures == ()


def test_parties_without_entre_and_taken_in_the_person_of() -> None:
    contrat = _read(
        "CONTRAT D'OBJECTIFS DE LA CORSE\n2024 – 2028\n\n"
        "L'État, représenté par le préfet de Corse, Monsieur Jean MACHIN,\n\nET\n\n"
        "la Collectivité de Corse, prise en la personne de sa présidente, Mme Ange TRUC,\n\n"
        "se donnent pour cadre ce qui suit.\n\nDURÉE\n\n"
        "Le contrat couvre la période 2024-2028. Il s'éteint le 31 décembre 2029.\n\nFait à Corte, le 17 mai 2024.\n"
    )[0]
    assert [(s.signataire, s.representant) for s in contrat.signatures] == [
        ("État", "Jean MACHIN"),
        ("Collectivité de Corse", "Ange TRUC"),
    ]
    assert [v.valeur for v in contrat.fins] == ["2029-12-31"]  # a day stated says more than the years of a period


def test_short_names_are_the_institutions_that_the_text_gives_them_to() -> None:
    contrats = _read(
        "Contrat de ville de Vierzon 2024-2030\n\nEntre\n\nL'État, représenté par le préfet, M. Guy MACHIN,\n\n"
        "La Communauté d'agglomération de Vierzon (CAV), représentée par sa présidente, Mme Ève TRUC,\n\n"
        "La Région Centre-Val de Loire, représentée par son président, M. Léo BIDULE,\n\n"
        "Il est convenu ce qui suit.\n\nArticle 1\nLe présent contrat s'articule avec le contrat local de santé du "
        "Berry, conclu pour 2022-2026 entre la CAV et la Région, et avec la convention territoriale globale.\n"
    )
    cls = next(c for c in contrats if "santé" in c.titre)
    assert _parties(cls) == ["Communauté d'agglomération de Vierzon", "Région Centre-Val de Loire"]
    assert _values(cls) == ([], ["2022"], ["2026"])
    assert not any("contrat" in p.lower() for c in contrats for p in _parties(c))


def test_a_deliberation_tells_of_a_pact_initialled_before() -> None:
    contrats = _read(
        "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL\nVille de Craon\n\n"
        "OBJET : Pacte de solidarité du Haut Anjou 2024-2027 – autorisation de signer\n\n"
        "Un protocole d'intention a été paraphé le 6 novembre 2023 entre l'État, le Département de la Mayenne (CD 53) "
        "et les communes de Craon, de Renazé et de Cossé-le-Vivien.\n\n"
        "APRÈS EN AVOIR DÉLIBÉRÉ,\n\nAPPROUVE le Pacte de solidarité du Haut Anjou 2024-2027 ;\n\n"
        "AUTORISE le maire à le signer avec le préfet de la Mayenne et les maires de Renazé et de Cossé-le-Vivien ;\n"
    )
    pacte = next(c for c in contrats if c.titre.startswith("Pacte"))
    protocole = next(c for c in contrats if c.titre.startswith("Protocole"))
    assert {"État", "commune de Renazé", "commune de Cossé-le-Vivien"} <= set(_parties(pacte))
    assert _values(protocole)[0] == ["2023-11-06"]
    assert _parties(protocole) == [
        "État",
        "Département de la Mayenne",
        "Ville de Craon",  # the authority that deliberates, by its own name
        "commune de Renazé",
        "commune de Cossé-le-Vivien",
    ]


def test_an_article_on_one_pact_that_a_pronoun_goes_on_with() -> None:
    contrats = _read(
        "CRAON — Vie locale\n\nLe pays signe son pacte\n\n"
        "L'État, la Région et la communauté de communes du Pays de Craon ont noué un pacte territorial.\n\n"
        "Le contrat, signé lundi 4 mars 2024 par la sous-préfète Anne Machin, le président du conseil régional "
        "Jean Truc et la présidente de la communauté de communes, Ève Bidule, repose sur l'entraide. "
        "Il engage les trois institutions jusqu'à la fin de 2028.\n"
    )
    pacte = contrats[0]
    assert _values(pacte)[0::2] == (["2024-03-04"], ["2028"])
    assert _parties(pacte) == ["État", "conseil régional", "communauté de communes du Pays de Craon"] or set(
        _parties(pacte)
    ) >= {"État", "communauté de communes du Pays de Craon"}
    assert not any("Truc" in p for p in _parties(pacte))
