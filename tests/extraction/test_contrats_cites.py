"""Contracts told in other ways: parties in tables, without « Entre », by short names, in articles, in lists."""

from __future__ import annotations

import pytest

from pactes.extraction.commun.plan import build_plan
from pactes.extraction.contrats.contrats import read_contrats
from pactes.model import Contrat, StatutContrat
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


def test_a_page_that_lists_its_contracts_as_cards_of_places() -> None:
    contrats = _read(
        "Contrats de territoire 2022-2027\n\nAvec les contrats de territoire, le Département de la Mayenne soutient "
        "les projets des communes.\n\nNos défis\nDéfi A : accueillir\nDéfi B : relier\n\nLes contrats signés\n\n"
        "+ Craon\nCommunauté de communes du Pays de Craon (37 communes)\nSigné à Craon le 18 novembre 2022\n"
        "Dotation : 3 900 000 €\n\n"
        "+ Haut Anjou\nCommunauté de communes du Haut Anjou (9 communes)\nSignature prévue en décembre 2023\n"
    )
    told = [(c.titre, _values(c), _parties(c)) for c in contrats if c.instance]
    assert told == [
        (
            "Contrat de territoire 2022-2027 – Craon",
            (["2022-11-18"], ["2022"], ["2027"]),
            ["Département de la Mayenne", "Communauté de communes du Pays de Craon"],
        ),
        (
            "Contrat de territoire 2022-2027 – Haut Anjou",
            ([], ["2022"], ["2027"]),
            ["Département de la Mayenne", "Communauté de communes du Haut Anjou"],
        ),
    ]


@pytest.mark.parametrize(
    "carte",
    [
        "1/ CRTE du Pays de Craon\n- Signé le : 15 décembre 2021, à Craon\n"
        "- Signataires : État ; communauté de communes du Pays de Craon (Mme Ève Truc, présidente)\n"
        "- Durée : 6 ans (2021-2026)\n",
        "CRTE du Pays de Craon\nDate de signature ... 15/12/2021\n"
        "Parties prenantes ... État, communauté de communes du Pays de Craon (Mme Ève Truc, présidente)\n"
        "Période ... 2021-2026\n",
        "| Contrat | Signé le | Avec | Période |\n|---|---|---|---|\n"
        "| CRTE du Pays de Craon | 15.12.2021 | État ; communauté de communes du Pays de Craon (Mme Ève Truc, "
        "présidente) | 2021-2026 |\n",
    ],
)
def test_an_inventory_says_of_each_contract_who_signs_and_when(carte: str) -> None:
    contrat = next(c for c in _read(f"Les contrats en Mayenne\n\nVoici ceux de l'année.\n\n{carte}") if c.instance)
    assert contrat.titre == "CRTE du Pays de Craon"
    assert _values(contrat) == (["2021-12-15"], ["2021"], ["2026"])
    assert [(s.signataire, s.representant) for s in contrat.signatures] == [
        ("État", None),
        ("communauté de communes du Pays de Craon", "Ève Truc"),
    ]


def test_a_card_of_what_is_to_be_signed_is_planned() -> None:
    contrat = next(
        c
        for c in _read(
            "En préparation\n\nContrat local de santé de Craon\n  Signature prévue : juin 2025\n"
            "  Futurs signataires : ARS Pays de la Loire, communauté de communes du Pays de Craon\n"
        )
        if c.instance
    )
    assert (contrat.statut, contrat.dates_signature) == (StatutContrat.PREVU, ())
    assert [s.prevue for s in contrat.signatures] == [True, True]


CARTE = """CONTRAT LOCAL DE SANTÉ

OBJECTIFS

Réduire les inégalités de santé.

DATE DE CRÉATION

2009

SIGNATAIRES

{signataires}

ÉCHELLE

Intercommunalité

DOMAINES

Santé mentale.
"""


@pytest.mark.parametrize(
    ("rubrique", "noms"),
    [
        (
            "État, intercommunalité, commune, bailleurs sociaux.",
            ["État", "Intercommunalité", "Commune", "Bailleurs sociaux"],
        ),
        (
            "Co-portage par la commune et l'intercommunalité à laquelle elle appartient.",
            ["Commune", "Intercommunalité"],
        ),
        ("Contrat signé entre le maire, le préfet et la Région.", ["Maire", "État", "Région"]),
        ("État et communes ou EPCI concernés", ["État", "Communes ou EPCI concernés"]),
        (
            "Les collectivités territoriales (région, EPCI), la DRAC.",
            ["Collectivités territoriales (région, EPCI)", "DRAC"],
        ),
        ("La durée est de trois ans.", []),
    ],
)
def test_the_rubric_of_signatories_is_of_the_family(rubrique: str, noms: list[str]) -> None:
    famille = next(c for c in _read(CARTE.format(signataires=rubrique)) if not c.instance)
    assert _parties(famille) == noms


def test_a_deliberation_lists_who_is_to_sign_item_by_item() -> None:
    contrats = _read(
        "COMMUNAUTÉ DE COMMUNES DU PAYS DE CRAON\nEXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL COMMUNAUTAIRE\n\n"
        "OBJET : Approbation du projet alimentaire territorial (PAT) du Pays de Craon 2024-2029\n\n"
        "Vu le contrat de transition écologique du 11 juillet 2019, liant l'État, l'ADEME et la communauté de communes "
        ";\n\n"
        "Le document sera cosigné, le 17 novembre 2023 à Craon, par :\n"
        " 1) l'État, en la personne du préfet de la Mayenne, M. Guy Machin ;\n"
        " 2) le Département de la Mayenne, que représentera Mme Ève Truc, conseillère départementale.\n"
        "L'association Bio X y est associée sans être signataire.\n\n"
        "APRÈS EN AVOIR DÉLIBÉRÉ, le conseil\n\nAPPROUVE le projet alimentaire territorial.\n"
    )
    pat = next(c for c in contrats if "alimentaire" in c.titre)
    assert {"État", "Département de la Mayenne"} <= set(_parties(pat))
    assert not any("Bio" in p for p in _parties(pat))
    assert next(s.representant for s in pat.signatures if "Mayenne" in s.signataire) == "Ève Truc"
    cte = next(c for c in contrats if "transition" in c.titre)
    assert _values(cte)[0] == ["2019-07-11"]
    assert {"État", "ADEME"} <= set(_parties(cte))


def test_a_family_listed_by_departement_is_a_contract_a_name() -> None:
    contrats = _read(
        "Les projets alimentaires\n\n- Une vingtaine de territoires engagés, dont 4 PAT labellisés :\n"
        "- Mayenne → Communauté de communes du Pays de Craon, Laval Agglomération ;\n"
        "- Sarthe → Pays de la Haute Sarthe.\n"
    )
    assert [c.territoires for c in contrats if c.instance] == [
        ("Communauté de communes du Pays de Craon",),
        ("Laval Agglomération",),
        ("Pays de la Haute Sarthe",),
    ]


@pytest.mark.parametrize(
    "liste",
    [
        "Les montants des PAT :\n- Mayenne : 3 000 €, 4 000 €\n- Sarthe : 5 000 €\n",
        "Voici trois exemples de CLEA :\n• Ville de Craon (Mayenne)\n• Une résidence à la médiathèque.\n",
    ],
)
def test_a_list_of_something_else_gives_no_contract(liste: str) -> None:
    assert not [c for c in _read(f"Nos actions\n\n{liste}") if c.instance]


def test_a_report_of_one_authority_tells_of_its_contracts_under_their_headings() -> None:
    contrats = _read(
        "PETR DU PAYS DE CRAON\nRapport d'activité 2022\n\nCHAPITRE 3. LA VIE DE NOS CONTRATS\n\n"
        "L'année aura été celle des renouvellements.\n\n3.3 Contrat de relance et de transition écologique\n"
        "Conclu le 12 juillet 2021 avec le préfet de la Mayenne, il a été complété d'une annexe.\n\n"
        "3.4 Contrat local de santé\nCosigné par l'ARS et le PETR le 16 décembre 2022, il vaut six ans.\n"
    )
    told = {c.type_contrat: (_values(c)[0], _parties(c)) for c in contrats if c.instance}
    assert told["contrat de relance et de transition écologique"] == (["2021-07-12"], ["État"])
    assert told["contrat local de santé"][0] == ["2022-12-16"]


def test_who_pays_for_what_a_contract_permits_has_not_signed_it_for_that() -> None:
    text = """# Bilan

- Contrat de ville de l'agglomération de Vierzon signé le 20 février 2015, permettant d'établir un programme d'actions
chaque année avec les partenaires, auquel la Région contribue chaque année ;
"""
    (contrat,) = _read(text)
    assert _values(contrat)[0] == ["2015-02-20"]
    assert _parties(contrat) == []
