"""Who a contract is between: at its head, in its signature block, in a sentence."""

from __future__ import annotations

import pytest

from pactes.extraction.commun.noms_de_parties import find_parties_after
from pactes.extraction.contrats.parties_en_tete import read_parties
from pactes.extraction.contrats.representants import read_deliberation, read_representative
from pactes.extraction.contrats.signatures import read_signatures
from pactes.model import Signature
from pactes.reading import Document
from pactes.reading.blocks import split_blocks


def _read(text: str) -> Document:
    return Document(slug="essai", text=text, blocks=split_blocks(text))


def _signatures(text: str) -> list[tuple[str, str | None, str | None]]:
    document = _read(text)
    found: tuple[Signature, ...] = read_signatures(document, read_parties(document))
    return [(s.signataire, s.representant, s.qualite) for s in found]


@pytest.mark.parametrize(
    ("text", "person", "role"),
    [
        ("Monsieur Paul DURAND, son Président,", "Paul DURAND", "Président"),
        ("Madame la Préfète de la Lozère", None, "Préfète de la Lozère"),
        ("le Président du Conseil départemental du Gers", None, "Président du Conseil départemental du Gers"),
        (
            "M. Jean de LA TOUR, maire de Mende, dûment habilité par délibération du 3 mai",
            "Jean de LA TOUR",
            "maire de Mende",
        ),
        ("le Préfet du Gard, Monsieur Didier ROSTAN", "Didier ROSTAN", "Préfet du Gard"),
        ("SON PRESIDENT, MONSIEUR JEAN FAURIE,", "JEAN FAURIE", "PRESIDENT"),
        ("Mme Marie CORNET", "Marie CORNET", None),
        ("son maire Denis VASSEUR, autorisé par délibération du 28 juin 2018", "Denis VASSEUR", "maire"),
        ("le président de l'agglomération Louis FAURE", "Louis FAURE", "président de l'agglomération"),
    ],
)
def test_representatives(text: str, person: str | None, role: str | None) -> None:
    assert read_representative(text) == (person, role)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        (
            "Mme Anne PONS, dûment habilitée par délibération n° 23-45 du 29 juin 2023, ci-après la Ville",
            "délibération n° 23-45 du 29 juin 2023",
        ),
        (
            "SON MAIRE, M. LUC ROY, AGISSANT EN VERTU D'UNE DELIBERATION DU CONSEIL MUNICIPAL EN DATE DU 3 MAI 2021,",
            "DELIBERATION DU CONSEIL MUNICIPAL EN DATE DU 3 MAI 2021",
        ),
        ("M. Paul NOIR, autorisé à l'effet des présentes suivant décision n°2022/14,", "décision n°2022/14"),
        ("M. Paul NOIR, dûment habilité", None),
        ("M. Paul NOIR, président de la commission des délibérations", None),
    ],
)
def test_the_decision_that_lets_a_party_sign(text: str, act: str | None) -> None:
    assert read_deliberation(text) == act


def test_one_line_for_several_communes_and_their_mayors() -> None:
    text = (
        "Entre\n\nLa Caf de l'Orne, représentée par M. Guy BON, directeur,\n\n"
        "Les communes de Sées et de Gacé, représentées par leurs maires, Mmes Élise Brun et Rose Petit ;\n\n"
        "Il est convenu ce qui suit.\n"
    )
    assert [(p.nom, p.representant, p.qualite) for p in read_parties(_read(text))][1:] == [
        ("commune de Sées", "Élise Brun", "maire"),
        ("commune de Gacé", "Rose Petit", "maire"),
    ]


def test_a_table_of_signatures_headed_by_the_parties() -> None:
    text = (
        "Entre\n\nLa commune de Digne, représentée par son maire,\n\nL'État, représenté par le préfet,\n\n"
        "Il est convenu ce qui suit.\n\nUn texte.\n\nFait le 3 mai 2021 à Digne\n\n"
        "| Commune de Digne | État |\n|---|---|\n| Zoé FABRE | Marc LEROUX |\n"
    )
    assert _signatures(text) == [
        ("commune de Digne", "Zoé FABRE", "maire"),
        ("État", "Marc LEROUX", "préfet"),
    ]


def test_parties_line_by_line_with_address_and_representative() -> None:
    text = (
        "Entre\n\nLa Région Bretagne, 283 avenue du Général Patton – 35711 Rennes, "
        "représentée par Monsieur Yann KERVEL, son Président,\n\n"
        "Et\n\nLa ville de Vannes, représentée par Monsieur Alain KERDREN, Maire,\n\n"
        "Il a été convenu ce qui suit :\n\nArticle 1 : Objet\n"
    )
    region, ville = read_parties(_read(text))
    assert (region.nom, region.representant, region.qualite) == ("Région Bretagne", "Yann KERVEL", "Président")
    assert region.adresse == "283 avenue du Général Patton – 35711 Rennes"
    assert (ville.nom, ville.qualite) == ("ville de Vannes", "Maire")


def test_parties_in_one_paragraph() -> None:
    text = (
        "Entre l'État, représenté par Mme Anne DUVAL, préfète de la Meuse, "
        "la Région Grand Est, représentée par son président, "
        "et la commune de Commercy, représentée par M. Luc PETIT, maire,\n\nIl est convenu ce qui suit.\n"
    )
    assert [(p.nom, p.representant) for p in read_parties(_read(text))] == [
        ("État", "Anne DUVAL"),
        ("Région Grand Est", None),
        ("commune de Commercy", "Luc PETIT"),
    ]


def test_a_list_of_signatories_without_representatives() -> None:
    head = "Les signataires du contrat\n\n- l'État,\n- le Département du Gers,\n- la commune d'Auch.\n\n"
    text = f"{head}Préambule\n\nLe présent contrat.\n"
    assert [p.nom for p in read_parties(_read(text))] == ["État", "Département du Gers", "commune d'Auch"]


def test_names_and_functions_of_the_signature_block_go_to_their_parties() -> None:
    text = (
        "Il est convenu entre,\nL'État représenté par Monsieur le Préfet de l'Aude,\n"
        "Le Grand Narbonne, représenté par son Président,\n"
        "La ville de Narbonne, représentée par son Maire,\nCe qui suit :\n\nUn texte.\n\n"
        "Marie DUPONT\n\nMaire de Narbonne, Vice-présidente du Grand Narbonne\n\nPaul MARTIN\n\nPréfet de l'Aude\n\n"
        "Jacques OLIVET\n\nPrésident du Grand Narbonne\n"
    )
    assert [(name, person) for name, person, _ in _signatures(text)] == [
        ("État", "Paul MARTIN"),
        ("Grand Narbonne", "Jacques OLIVET"),
        ("ville de Narbonne", "Marie DUPONT"),
    ]


def test_without_a_head_the_block_names_the_parties() -> None:
    text = (
        "Contrat de rivière\n\nFait à Millau, le 3 mai 2016\n\nPour l'État\nLe préfet de l'Aveyron\nLouis BARRAL\n\n"
        "Pour le Syndicat mixte du Tarn\nLa présidente\nAnne CALMELS\n"
    )
    assert _signatures(text) == [
        ("État", "Louis BARRAL", "préfet de l'Aveyron"),
        ("Syndicat mixte du Tarn", "Anne CALMELS", "présidente"),
    ]


def test_a_text_without_parties_has_none() -> None:
    assert (
        _signatures("Le tram relie la gare à l'université. Pour mémoire, il fut inauguré entre deux averses.\n") == []
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (" entre l'État et la CNAF pour la période 2013-2017", ["État", "CNAF"]),
        (
            " signé entre l'État, la Région Bretagne et la ville de Brest en 2018.",
            ["État", "Région Bretagne", "ville de Brest"],
        ),
        (" avec ORANGE", ["ORANGE"]),
        (
            " signés avec la Métropole de Brest, Lorient Agglomération et la ville de Vannes.",
            ["Métropole de Brest", "Lorient Agglomération", "ville de Vannes"],
        ),
        (
            " signés par le Préfet, le Maire et le Président du Conseil régional.",
            ["État", "Commune", "Région"],
        ),
        (" repose sur un lien entre les habitants et leurs élus", []),
        (", qui prévoit un échange avec les bailleurs", []),
    ],
)
def test_parties_in_a_sentence(text: str, names: list[str]) -> None:
    assert [n.nom for n in find_parties_after(text, 0)] == names


HEAD = """CONTRAT DE TERRITOIRE DU VEXIN

ENTRE LES SOUSSIGNÉS

L'État, représenté par Mme Anne ROUX, préfète de l'Eure,

Seine Normandie Agglomération, ayant son siège à Douains, agissant par son président, M. Paul DURAND, dûment habilité,

Le Département de l'Eure, sis boulevard Georges Chauvin à Évreux, pour lequel agit M. Luc PETIT, vice-président,

en présence de la Banque des Territoires, représentée par M. Hugo LEROY, directeur régional, et de l'Agence de la \
transition écologique (ADEME), représentée par Mme Zoé MARTIN, directrice régionale,

Il est convenu ce qui suit.

"""


def test_parties_that_act_by_somebody_and_those_present() -> None:
    signed = (
        "Fait à Évreux, le 3 mai 2021\n\n| Pour l'État | Pour Seine Normandie Agglomération | Pour l'ADEME |\n"
        "| La préfète, | Le président, | La directrice régionale, |\n| Anne ROUX | Paul DURAND | Zoé MARTIN |\n"
    )
    assert _signatures(HEAD + signed) == [
        ("État", "Anne ROUX", "préfète de l'Eure"),
        ("Seine Normandie Agglomération", "Paul DURAND", "président"),
        ("Département de l'Eure", "Luc PETIT", "vice-président"),
        ("Agence de la transition écologique", "Zoé MARTIN", "directrice régionale"),
    ]


def test_who_is_only_present_is_no_party() -> None:
    names = [name for name, _, _ in _signatures(HEAD + "Fait à Évreux, le 3 mai 2021\n")]
    assert names == ["État", "Seine Normandie Agglomération", "Département de l'Eure"]
