"""Amendments, renewals, inferred ends, and who stands beside the signatories, in many ways of writing."""

from __future__ import annotations

import pytest

from pactes.extraction.commun.plan import build_plan
from pactes.extraction.contrats.contrats import read_contrats
from pactes.extraction.contrats.deductions import DE_LA_SIGNATURE, DU_DEBUT
from pactes.extraction.interchange import to_interchange
from pactes.model import Contrat, Extraction, RoleAssocie, StatutContrat
from pactes.reading import Document
from pactes.reading.blocks import split_blocks


def _document(text: str) -> Document:
    return Document(slug="essai", text=text, blocks=split_blocks(text))


def _read(text: str) -> tuple[Contrat, ...]:
    document = _document(text)
    return read_contrats(document, build_plan(document))


def _avenants(text: str) -> list[tuple[str, StatutContrat, list[str]]]:
    return [(c.titre, c.statut, [v.valeur for v in c.dates_signature]) for c in _read(text) if c.modifie]


ARTICLE = "Le contrat de ville de Sedan 2015-2022 a été signé le 3 juillet 2015 par l'État et la ville de Sedan. "


@pytest.mark.parametrize(
    ("text", "avenants"),
    [
        (
            "L'avenant n° 2 au contrat de ville de Sedan 2015-2022 a été signé le 4 mai 2020.",
            [("Avenant n° 2 – Contrat de ville de Sedan 2015-2022", StatutContrat.CONCLU, ["2020-05-04"])],
        ),
        (
            "Le contrat de ville de Sedan 2015-2022 a été prolongé par un deuxième avenant signé en 2021.",
            [("Avenant n° 2 – Contrat de ville de Sedan 2015-2022", StatutContrat.CONCLU, ["2021"])],
        ),
        (
            "Un avenant au contrat de ville de Sedan 2015-2022 doit être signé à l'automne.",
            [("Avenant – Contrat de ville de Sedan 2015-2022", StatutContrat.PREVU, [])],
        ),
        (
            "Les avenants n° 1 et n° 2 au contrat de ville de Sedan 2015-2022 ont précisé ses objectifs.",
            [
                ("Avenant n° 1 – Contrat de ville de Sedan 2015-2022", StatutContrat.CITE, []),
                ("Avenant n° 2 – Contrat de ville de Sedan 2015-2022", StatutContrat.CITE, []),
            ],
        ),
        ("Toute modification du contrat de ville de Sedan fera l'objet d'un avenant signé par les parties.", []),
        ("Le contrat de ville de Sedan pourra être révisé par voie d'avenant.", []),
    ],
)
def test_amendments_that_a_text_tells_of(text: str, avenants: list[tuple[str, StatutContrat, list[str]]]) -> None:
    assert _avenants(f"{ARTICLE}\n\n{text}\n") == avenants
    parent = next(c for c in _read(f"{ARTICLE}\n\n{text}\n") if not c.modifie and c.instance)
    assert [v.valeur for v in parent.dates_signature] == ["2015-07-03"]


def test_amendments_stand_under_their_contract_in_the_interchange() -> None:
    text = f"{ARTICLE}\n\nL'avenant n° 1 au contrat de ville de Sedan 2015-2022 a été signé le 4 mai 2020.\n"
    (contrat,) = to_interchange(Extraction(document="essai", contrats=_read(text)))["contrats"]
    assert contrat["signed"] == "2015-07-03"
    assert [(a["signed"], a["status"]) for a in contrat["avenants"]] == [("2020-05-04", "conclu")]


TEXTE = """CONVENTION DE PARTENARIAT POUR LE PAYS DE REDON

ENTRE

La commune de Redon, représentée par M. Luc MORIN, maire,

ET

Redon Agglomération, représentée par Mme Zoé PRIGENT, présidente,

{avant}

Il est convenu ce qui suit :

Article 1 : Objet

La présente convention fixe les engagements des parties.

Article 2 : Durée

{duree}

Fait à Redon, le 14 octobre 2022
"""


@pytest.mark.parametrize(
    ("duree", "debut", "deduite"),
    [
        (
            "La présente convention est conclue à compter du 1er janvier 2022 pour une durée de quatre ans.",
            ["2022-01-01"],
            [("2025-12-31", DU_DEBUT)],
        ),
        (
            "LA PRESENTE CONVENTION EST CONCLUE POUR UNE DUREE DE 18 MOIS A COMPTER DE SA SIGNATURE.",
            ["2022-10-14"],
            [("2024-04-13", DU_DEBUT)],
        ),
        ("La présente convention est conclue pour une durée de trois ans.", [], [("2025-10-13", DE_LA_SIGNATURE)]),
        ("La présente convention entre en vigueur à la date de signature.", ["2022-10-14"], []),
        ("La présente convention est conclue pour 3 ou 4 ans.", [], []),
        (
            "La présente convention prend effet le 1er janvier 2023 pour trois ans et prend fin le 31 mars 2026.",
            ["2023-01-01"],
            [],
        ),
    ],
)
def test_an_end_is_inferred_only_where_the_text_gives_none(
    duree: str, debut: list[str], deduite: list[tuple[str, str]]
) -> None:
    (contrat,) = _read(TEXTE.format(avant="", duree=duree))
    assert [v.valeur for v in contrat.debuts] == debut
    assert [(d.valeur, d.regle) for d in contrat.deductions] == deduite
    assert bool(contrat.fins) == ("prend fin" in duree)


@pytest.mark.parametrize(
    ("phrase", "reconduction"),
    [
        ("Elle est renouvelable par tacite reconduction.", ["renouvelable par tacite reconduction"]),
        ("Elle est reconductible deux fois.", ["reconductible deux fois"]),
        ("ELLE SE POURSUIT PAR TACITE RECONDUCTION.", ["TACITE RECONDUCTION"]),
        ("Elle ne peut faire l'objet d'aucune reconduction tacite.", []),
    ],
)
def test_how_a_contract_may_be_renewed(phrase: str, reconduction: list[str]) -> None:
    duree = f"La présente convention est conclue pour une durée d'un an. {phrase}"
    (contrat,) = _read(TEXTE.format(avant="", duree=duree))
    assert [v.valeur for v in contrat.reconductions] == reconduction


@pytest.mark.parametrize(
    ("avant", "associes"),
    [
        (
            "En présence de la Banque des Territoires et du Conseil régional de Bretagne,",
            [("Banque des Territoires", RoleAssocie.TEMOIN), ("Conseil régional de Bretagne", RoleAssocie.TEMOIN)],
        ),
        (
            "Sont associés, sans être signataires : la Région Bretagne et l'ADEME.",
            [("Région Bretagne", RoleAssocie.PARTENAIRE), ("ADEME", RoleAssocie.PARTENAIRE)],
        ),
        (
            "Partenaires : la CCI d'Ille-et-Vilaine et Action Logement.",
            [("CCI d'Ille-et-Vilaine", RoleAssocie.PARTENAIRE), ("Action Logement", RoleAssocie.PARTENAIRE)],
        ),
        (
            "Le Département d'Ille-et-Vilaine a manifesté son intérêt pour la convention.",
            [("Département d'Ille-et-Vilaine", RoleAssocie.INTERESSE)],
        ),
        ("Les travaux ont lieu en présence des habitants.", []),
    ],
)
def test_who_does_not_sign_is_kept_apart(avant: str, associes: list[tuple[str, RoleAssocie]]) -> None:
    (contrat,) = _read(TEXTE.format(avant=avant, duree="La présente convention est conclue pour un an."))
    assert [(a.nom, a.role) for a in contrat.associes] == associes
    assert [s.signataire for s in contrat.signatures] == ["commune de Redon", "Redon Agglomération"]


def test_contracts_of_places_that_share_a_word_are_two() -> None:
    text = (
        "- Contrat local de santé du Haut Bugey, signé le 4 décembre 2019 par l'ARS et la commune d'Oyonnax.\n"
        "- Contrat local de santé du Bas Bugey, signé le 16 mars 2021 par l'ARS et la commune de Belley.\n"
    )
    found = [c for c in _read(text) if c.instance]
    assert [(c.territoires, [v.valeur for v in c.dates_signature]) for c in found] == [
        (("Haut Bugey",), ["2019-12-04"]),
        (("Bas Bugey",), ["2021-03-16"]),
    ]


def test_the_first_contract_of_a_kind_is_not_the_next_one() -> None:
    text = (
        "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL DE LODÈVE\n\n"
        "Séance du 3 mai 2023, sous la présidence de Mme Inès FABRE, maire de Lodève.\n\n"
        "Objet : contrat local de santé du Lodévois 2023-2027\n\n"
        "Le premier contrat local de santé, conclu le 5 juin 2018 avec l'ARS Occitanie, est arrivé à son terme le 31 "
        "décembre 2022. Le nouveau contrat sera signé par l'État, l'ARS Occitanie, la commune et le Département de "
        "l'Hérault.\n\nLe conseil municipal, après en avoir délibéré,\n\n"
        "- APPROUVE le contrat local de santé du Lodévois ;\n- AUTORISE la maire à le signer.\n"
    )
    old, new = sorted((c for c in _read(text) if c.instance), key=lambda c: c.statut is StatutContrat.PREVU)
    assert ([v.valeur for v in old.dates_signature], [v.valeur for v in old.fins]) == (["2018-06-05"], ["2022-12-31"])
    assert (new.dates_signature, new.statut) == ((), StatutContrat.PREVU)
    assert {"État", "ARS Occitanie", "Département de l'Hérault"} <= {s.signataire for s in new.signatures}


def test_a_press_article_gives_the_day_the_persons_and_the_end() -> None:
    text = (
        "Le CRTE du Pays de Bray est signé\n\nVendredi 2 juillet 2021, à Neufchâtel-en-Bray, le préfet de la "
        "Seine-Maritime, Paul Durand, le président de la communauté de communes Bray-Eawy, Nicolas Bertrand, et la "
        "présidente du Département, Agnès Firmin, ont paraphé le contrat de relance et de transition écologique du "
        "Pays de Bray. Il court jusqu'en 2026.\n"
    )
    (contrat,) = [c for c in _read(text) if c.instance]
    assert [v.valeur for v in (*contrat.dates_signature, *contrat.fins)] == ["2021-07-02", "2026"]
    assert [(s.signataire, s.representant) for s in contrat.signatures] == [
        ("État", "Paul Durand"),
        ("communauté de communes Bray-Eawy", "Nicolas Bertrand"),
        ("Département", "Agnès Firmin"),
    ]


def test_a_contract_that_binds_two_authorities() -> None:
    text = (
        "Réciprocité\n\nDepuis le 9 décembre 2021, Tours Métropole et la communauté de communes Loches Sud Touraine "
        "sont liées par un contrat de réciprocité.\n"
    )
    (contrat,) = [c for c in _read(text) if c.instance]
    assert [v.valeur for v in contrat.dates_signature] == ["2021-12-09"]
    assert [s.signataire for s in contrat.signatures] == [
        "Tours Métropole",
        "communauté de communes Loches Sud Touraine",
    ]


def test_a_card_of_one_contract_is_no_family() -> None:
    text = (
        "CONTRAT DE TRANSITION ÉCOLOGIQUE DU PAYS DE BALAGNE\n\nOBJECTIFS\nAccompagner la transition du territoire.\n"
        "DATE DE SIGNATURE\n4 juillet 2019\nSIGNATAIRES\nL'État, l'ADEME et la Collectivité de Corse\n"
        "ÉCHELLE\nDeux intercommunalités\n"
    )
    (contrat,) = _read(text)
    assert (contrat.instance, [v.valeur for v in contrat.dates_signature]) == (True, ["2019-07-04"])


def test_scanned_digits_and_cut_months() -> None:
    text = TEXTE.format(avant="", duree="La présente convention est conclue pour un an.")
    for written in ("LE l4 OCTOBRE 2O22", "le 14 octo bre 2022", "le 14 octobre 2022"):
        (contrat,) = _read(text.replace("le 14 octobre 2022", written))
        assert [v.valeur for v in contrat.dates_signature] == ["2022-10-14"]


def test_a_card_lists_the_contracts_of_its_family_by_places_and_dates() -> None:
    text = (
        "PETITES VILLES DE DEMAIN\n\nOBJECTIFS\n• soutenir les petites villes\n\nSIGNATAIRES\nÉtat, communes\n\n"
        "ÉCHELLE\nCommune\n\nMODALITÉS\nChef de projet financé à 75 %.\n\nDANS LE DÉPARTEMENT\n"
        "→ Tulle et Ussel, avec Tulle agglo (convention d'adhésion du 20 avril 2021)\n"
        "→ Brive-la-Gaillarde, avec la communauté d'agglomération du Bassin de Brive (convention du 11 mai 2021)\n"
        "→ Uzerche, qui l'a demandé\n"
    )
    first, second = [c for c in _read(text) if c.instance]
    assert (first.territoires, [v.valeur for v in first.dates_signature]) == (("Tulle", "Ussel"), ["2021-04-20"])
    assert [s.signataire for s in first.signatures] == ["Tulle", "Ussel", "Tulle agglo"]
    assert (second.territoires, [v.valeur for v in second.dates_signature]) == (("Brive-la-Gaillarde",), ["2021-05-11"])
