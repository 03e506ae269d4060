"""Amounts with their nature, funders, object and year, on invented acts of other places."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.financements.financements import read_financements
from pactes.model import Contrat, Financement, Nature, StatutContrat, Valeur
from pactes.reading import Document, read_document


def _document(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "acte.txt"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def _read(tmp_path: Path, text: str, *contrats: Contrat) -> tuple[Financement, ...]:
    document = _document(tmp_path, text)
    records = read_financements(Contexte(document, build_plan(document), contrats))
    for record in records:
        for evidence in record.evidence:
            assert document.text[evidence.start : evidence.end] == evidence.quote
    return records


@pytest.mark.parametrize(
    ("text", "amount", "nature", "funders"),
    [
        ("Le Département participe à hauteur de 3,5 millions d'euros.", 3_500_000, Nature.PARTICIPATION,
         ["Département"]),
        ("L'État apporte une subvention de 120 000 €.", 120_000, Nature.PARTICIPATION, ["État"]),
        ("Une subvention de la Région de 80 k€ est prévue.", 80_000, Nature.PARTICIPATION, ["Région"]),
        ("Le coût total de l'opération est estimé à 1,2 M€ HT.", 1_200_000, Nature.COUT_TOTAL, []),
        ("Les travaux, d'un montant de 12,4 M€ TTC, débuteront.", 12_400_000, Nature.COUT_TOTAL, []),
        ("Une enveloppe de deux millions d'euros est réservée.", 2_000_000, Nature.ENVELOPPE, []),
        ("Le programme est doté de 35 M€ de crédits européens.", 35_000_000, Nature.ENVELOPPE, ["Union européenne"]),
        ("D'un budget total de 642 857 euros cofinancé par l'ADEME et la Région, le projet démarre.", 642_857,
         Nature.BUDGET, ["ADEME", "Région"]),
        ("En 2012, 3,24 M € ont été consacrés aux quartiers.", 3_240_000, Nature.DEPENSE, []),
        ("Les dépenses de fonctionnement se sont élevées à 4 M€.", 4_000_000, Nature.DEPENSE, []),
        ("La Banque des Territoires accorde un prêt de 5 M€ à la société.", 5_000_000, Nature.PARTICIPATION,
         ["Banque des Territoires"]),
        ("Le projet a reçu 300 000 euros de financements de la part de l'État.", 300_000, Nature.PARTICIPATION,
         ["État"]),
        ("Son coût, évalué à 30 000 000 euros, sera intégralement pris en charge par l'État.", 30_000_000,
         Nature.COUT_TOTAL, ["État"]),
        ("D'un coût total de 12 000 euros, ce projet a obtenu le soutien de l'État.", 12_000, Nature.COUT_TOTAL, []),
        ("Il a bénéficié de 250 000 euros de la Caisse des dépôts et consignations.", 250_000, Nature.PARTICIPATION,
         ["Caisse des dépôts et consignations"]),
    ],
)  # fmt: skip
def test_natures_and_funders(tmp_path: Path, text: str, amount: int, nature: Nature, funders: list[str]) -> None:
    (record,) = _read(tmp_path, text)
    assert (record.montant, record.nature, list(record.financeurs)) == (Decimal(amount), nature, funders)


@pytest.mark.parametrize(
    "text",
    ["Le revenu médian est de 14 500 € par an.", "Le loyer moyen est de 6,20 €/m².", "un tarif de 12 € par personne",
     "les collectivités dont les dépenses sont supérieures à 60 millions d'euros", "un salaire de 1 800 € net par mois",
     "une médiane des revenus de 565 € ici, 613 € là, contre 1 391 € ailleurs", "un chiffre d'affaires de 3 M€"],
)  # fmt: skip
def test_what_finances_nothing(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text) == ()


def test_a_bracket_details_the_amount_before_it(tmp_path: Path) -> None:
    text = "Une enveloppe d'un montant maximum de 9,2 M€ de crédits (8 950 000 € FEDER et 250 000 € FSE) est ouverte."
    whole, feder, fse = _read(tmp_path, text)
    assert [r.montant for r in (whole, feder, fse)] == [9_200_000, 8_950_000, 250_000]
    assert {r.nature for r in (whole, feder, fse)} == {Nature.ENVELOPPE}
    assert (whole.financeurs, feder.financeurs, fse.financeurs) == (("FEDER", "FSE"), ("FEDER",), ("FSE",))


def test_each_funder_with_its_amount_in_brackets(tmp_path: Path) -> None:
    text = (
        "Les travaux sont cofinancés par l'État (100 000 euros), le Conseil régional (30 000 euros) et l'ANRU (7 k€)."
    )
    records = _read(tmp_path, text)
    assert [(r.montant, r.financeurs) for r in records] == [
        (100_000, ("État",)), (30_000, ("Conseil régional",)), (7_000, ("ANRU",)),
    ]  # fmt: skip


def test_a_list_takes_nature_year_and_object_from_its_sentence(tmp_path: Path) -> None:
    text = "Les sommes mobilisées ont été estimées, en 2012, à :\n\n- 35,3 M€ pour la Ville\n- 5,7 M€ pour la Région\n"
    records = _read(tmp_path, text)
    assert [(r.nature, r.annee, r.financeurs) for r in records] == [
        (Nature.DEPENSE, "2012", ("Ville",)), (Nature.DEPENSE, "2012", ("Région",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "objet", "annee"),
    [
        ("L'État accorde 150 000 euros pour l'équipement scientifique.", "équipement scientifique", None),
        ("De 2007 à 2013, la Ville a versé 2 M€ au titre de la rénovation.", "rénovation", "2007-2013"),
        ("Signé le 13 novembre 2015, le contrat mobilise 155 millions de crédits publics.", None, None),
        ("La Région verse 45 000 EUR par an sur la période 2024-2026.", None, "2024-2026"),
        ("une étude de mobilité (42 000 euros) est lancée", "étude de mobilité", None),
    ],
)
def test_object_and_year(tmp_path: Path, text: str, objet: str | None, annee: str | None) -> None:
    (record,) = _read(tmp_path, text)
    assert (record.objet, record.annee) == (objet, annee)


def test_a_financing_plan_in_a_table(tmp_path: Path) -> None:
    text = (
        "Plan de financement (en k€)\n\n"
        "| Opération | Coût total HT | État (DPV) | Région | Commune |\n|---|---|---|---|---|\n"
        "| Maison de quartier | 1 200 | 400 | 250 | 550 |\n| Espace public | 850 | 300 | | 550 |\n"
    )
    records = _read(tmp_path, text)
    assert [(r.objet, r.montant, r.nature, r.financeurs) for r in records] == [
        ("Maison de quartier", 1_200_000, Nature.COUT_TOTAL, ()),
        ("Maison de quartier", 400_000, Nature.PARTICIPATION, ("État", "DPV")),
        ("Maison de quartier", 250_000, Nature.PARTICIPATION, ("Région",)),
        ("Maison de quartier", 550_000, Nature.PARTICIPATION, ("Commune",)),
        ("Espace public", 850_000, Nature.COUT_TOTAL, ()),
        ("Espace public", 300_000, Nature.PARTICIPATION, ("État", "DPV")),
        ("Espace public", 550_000, Nature.PARTICIPATION, ("Commune",)),
    ]


def test_an_amount_told_again_is_one_record(tmp_path: Path) -> None:
    text = (
        "L'État finance 4 000 000 euros pour la rénovation thermique des écoles.\n\n"
        "Pour mémoire, 4 M€ pour la rénovation thermique des écoles.\n"
    )
    (record,) = _read(tmp_path, text)
    assert len(record.evidence) == 2


def test_the_same_sum_of_two_funders_is_two_records(tmp_path: Path) -> None:
    text = (
        "Le Département du Jura participe à hauteur de 400 000 € à la construction de la maison de santé, d'un coût "
        "total de 2,1 M€.\n\n"
        "| Action | Coût total | État | Région |\n|---|---|---|---|\n"
        "| Atelier relais | 1 600 000 € | 500 000 € | 400 000 € |\n| Halle | 900 000 € | 300 000 € | 100 000 € |\n"
    )
    records = _read(tmp_path, text, _contrat(_document(tmp_path, text), "Le Département", "c", principal=True))
    assert [(r.montant, r.financeurs, r.objet) for r in records[:2]] == [
        (400_000, ("Département du Jura",), "construction de la maison de santé"),
        (2_100_000, (), "construction de la maison de santé"),
    ]
    assert [(r.financeurs, r.objet) for r in records if r.montant == 400_000] == [
        (("Département du Jura",), "construction de la maison de santé"), (("Région",), "Atelier relais"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "funders", "objet"),
    [
        ("L'État apporte 1 250 000 euros au titre de la DSIL.", ["État"], "DSIL"),
        ("L'État apporte 90 000 € au titre de la DETR pour la rénovation de l'école.", ["État"],
         "rénovation de l'école"),
        ("Signé par le préfet du Jura et le maire, le contrat mobilise 4 800 000 euros.", [], None),
        ("Le préfet du Jura a accordé 50 000 € pour la halle.", ["État"], "halle"),
        ("Les travaux de la gare seront cofinancés par la Région (3 M€).", ["Région"], "travaux de la gare"),
    ],
)  # fmt: skip
def test_who_pays_and_for_what(tmp_path: Path, text: str, funders: list[str], objet: str | None) -> None:
    (record,) = _read(tmp_path, text)
    assert (list(record.financeurs), record.objet) == (funders, objet)


def test_what_follows_dont_dates_the_part_only(tmp_path: Path) -> None:
    text = "L'Anah consacrera 2,4 millions d'euros à la réhabilitation de logements, dont 1,1 million dès 2019."
    assert [(r.montant, r.annee, r.financeurs, r.objet) for r in _read(tmp_path, text)] == [
        (2_400_000, None, ("Anah",), "réhabilitation de logements"),
        (1_100_000, "2019", ("Anah",), "réhabilitation de logements"),
    ]


def test_all_that_pays_for_one_operation(tmp_path: Path) -> None:
    text = (
        "La rénovation du centre social, chiffrée à 2,8 millions d'euros, sera financée par l'ANRU (1,1 million), "
        "la Ville (900 000 euros) et la CAF (de 300 000 à 400 000 euros)."
    )
    records = _read(tmp_path, text)
    assert [(r.montant, r.financeurs, r.approche) for r in records] == [
        (2_800_000, (), False), (1_100_000, ("ANRU",), False), (900_000, ("Ville",), False), (400_000, ("CAF",), True),
    ]  # fmt: skip
    assert {r.objet for r in records} == {"rénovation du centre social"}


def test_a_plan_with_one_funder_a_row(tmp_path: Path) -> None:
    text = (
        "Plan de financement (en k€)\n\n| Financeurs | Montant | % |\n|---|---|---|\n| État (DETR) | 120 | 30 % |\n"
        "| Collectivité européenne d'Alsace | 60 | 15 % |\n| Autofinancement | 220 | 55 % |\n| Total | 400 | 100 % |\n"
    )
    assert [(r.montant, r.financeurs, r.objet) for r in _read(tmp_path, text)] == [
        (120_000, ("État", "DETR"), None), (60_000, ("Collectivité européenne d'Alsace",), None),
        (220_000, (), "Autofinancement"), (400_000, (), None),
    ]  # fmt: skip


def test_a_table_that_white_space_draws(tmp_path: Path) -> None:
    text = (
        "Récapitulatif des opérations\n\n"
        "Opération              Maître d'ouvrage   Coût HT      DETR       DSIL\n"
        "Rénovation de l'école  Millau             850 000 €    212 500 €  170 000 €\n"
        "Halle couverte         Le Larzac          1 200 000 €             300 000 €\n"
    )
    assert [(r.montant, r.nature, r.financeurs, r.objet) for r in _read(tmp_path, text)] == [
        (850_000, Nature.COUT_TOTAL, (), "Rénovation de l'école"),
        (212_500, Nature.PARTICIPATION, ("DETR",), "Rénovation de l'école"),
        (170_000, Nature.PARTICIPATION, ("DSIL",), "Rénovation de l'école"),
        (1_200_000, Nature.COUT_TOTAL, (), "Halle couverte"),
        (300_000, Nature.PARTICIPATION, ("DSIL",), "Halle couverte"),
    ]


def _contrat(document: Document, titre: str, cle: str, *, principal: bool = False, debut: str | None = None) -> Contrat:
    start = document.text.index(titre)
    evidence = document.evidence(start, start + len(titre))
    return Contrat(
        cle=cle, titre=titre, statut=StatutContrat.CITE, principal=principal, evidence=(evidence,), regle="essai",
        debuts=(Valeur(debut, evidence),) if debut else (),
    )  # fmt: skip


def test_the_nearest_contract_named(tmp_path: Path) -> None:
    text = (
        "Le contrat de ville de Dole finance 10 000 € d'actions.\n\n"
        "Le pacte de relance du Jura mobilise 20 000 € de crédits publics.\n"
    )
    document = _document(tmp_path, text)
    ville, pacte = (_contrat(document, t, t[-4:]) for t in ("contrat de ville de Dole", "pacte de relance du Jura"))
    assert [f.contrat for f in _read(tmp_path, text, ville, pacte)] == ["Dole", "Jura"]


def test_money_older_than_the_contract_is_not_its_own(tmp_path: Path) -> None:
    text = "Contrat de ville de Dole\n\nEn 2012, 3 M€ ont été consacrés aux quartiers. En 2016, 4 M€ seront engagés.\n"
    principal = _contrat(_document(tmp_path, text), "Contrat de ville de Dole", "dole", principal=True, debut="2015")
    assert [(f.annee, f.contrat) for f in _read(tmp_path, text, principal)] == [("2012", None), ("2016", "dole")]


def test_a_very_long_line_does_not_hang(tmp_path: Path) -> None:
    records = _read(tmp_path, "subvention de la Région de 12 000 € pour la Ville et " * 4_000)
    assert records


def test_an_amount_goes_to_the_contract_of_the_place_it_is_for(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(
        "Deux contrats de plan État-Région 2015-2020 ont été signés, soit 900 millions d'euros dont 500 millions "
        "d'euros pour l'ex-région Auvergne et 400 millions d'euros pour l'ex-région Rhône-Alpes.\n",
        encoding="utf-8",
    )
    extraction = extract(read_document(path))
    titles = {c.cle: c.titre for c in extraction.contrats}
    found = {int(f.montant): titles.get(f.contrat or "", "") for f in extraction.financements}
    assert "Auvergne" in found[500_000_000]
    assert "Rhône-Alpes" in found[400_000_000]
    assert found[900_000_000] == ""


def test_a_title_that_goes_to_another_place_ends_what_is_said_of_a_contract(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(
        "LES CONTRATS\n\nLe contrat de ruralité du Pays de Figeac a été signé le 3 mars 2017.\n\n"
        "• La revitalisation du centre-bourg de Decazeville (Aveyron)\n\n"
        "L'État apporte 35 000 euros pour six logements.\n",
        encoding="utf-8",
    )
    extraction = extract(read_document(path))
    assert [(int(f.montant), f.contrat) for f in extraction.financements] == [(35_000, None)]


def _parts(records: tuple[Financement, ...]) -> list[tuple[Decimal, list[str]]]:
    return [(r.montant, [e.quote for e in r.ensembles]) for r in records]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Le plan est doté de 5 M€, dont 1 M€ de l'Ademe, 1,5 M€ de la Région et 1,2 M€ du Département.",
            [(5_000_000, []), (1_000_000, ["5 M€"]), (1_500_000, ["5 M€"]), (1_200_000, ["5 M€"])],
        ),
        (
            "Une enveloppe de 9,2 M€ (8 950 000 € FEDER et 250 000 € FSE) est ouverte.",
            [(9_200_000, []), (8_950_000, ["9,2 M€"]), (250_000, ["9,2 M€"])],
        ),
        (
            "L'État apporte 40 000 € sur un coût total de 95 000 €.",
            [(40_000, ["95 000 €"]), (95_000, [])],
        ),
        (
            "D'un coût total de 12 000 euros, ce projet a obtenu de la Région 5 000 euros.",
            [(12_000, []), (5_000, ["12 000 euros"])],
        ),
        (
            "Financement de 30 M€ :\n\n- 18 M€ pour le nord du département\n- 12 M€ pour le sud du département\n",
            [(30_000_000, []), (18_000_000, ["30 M€"]), (12_000_000, ["30 M€"])],
        ),
        (
            "Les travaux sont financés par l'État (100 000 €), la Région (30 000 €) et la Ville (70 000 €).",
            [(100_000, []), (30_000, []), (70_000, [])],
        ),
        (
            "Le coût est de 2 M€, dont 3 M€ seraient à trouver.",
            [(2_000_000, []), (3_000_000, [])],
        ),
    ],
)
def test_a_sum_and_its_parts_are_linked(tmp_path: Path, text: str, expected: list[tuple[int, list[str]]]) -> None:
    assert _parts(_read(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("L'État y a consacré 1,35 million d'euros en 2017 et 980 000 € en 2018.", ["2017", "2018"]),
        ("En 2012, 3,24 M€ ont été versés aux quartiers, 166 M€ au titre du droit commun.", ["2012", "2012"]),
        ("Le programme, lancé en 2010, est doté de 57 milliards d'euros.", [None]),
        ("La communauté, créée en 2014, reçoit une subvention de 160 000 euros.", [None]),
        ("D'ici 2030, les partenaires mobiliseront 155 millions d'euros.", [None]),
        ("En 2021, 30 000 € sont versés, en 2022, 40 000 €.", ["2021", "2022"]),
        ("L'État a financé, en 2018 et 2019, des études à hauteur de 250 000 euros.", ["2018-2019"]),
        ("La Région y participe à hauteur de 15 M€ ; la fibre arrivera fin 2021.", [None]),
        ("Doté de 300 M€ (200 M€ FEDER et 100 M€ FSE), le programme court sur la période 2014-2020.",
         ["2014-2020"] * 3),
    ],
)  # fmt: skip
def test_the_year_is_that_of_the_money(tmp_path: Path, text: str, years: list[str | None]) -> None:
    assert [r.annee for r in _read(tmp_path, text)] == years


@pytest.mark.parametrize(
    ("text", "payee"),
    [
        ("La Région a versé 45 000 € à l'association des Amis du Rail.", "association des Amis du Rail"),
        ("La commune de Mende a bénéficié d'une subvention de la Région de 80 k€.", "commune de Mende"),
        ("Dès 2019, 135 millions d'euros seront attribués aux Départements signataires.", "Départements signataires"),
        ("L'État accorde à la communauté de communes une aide de 60 000 €.", "communauté de communes"),
        ("L'État apporte 60 000 € à la rénovation de la halle.", None),
        ("La Région apporte 60 000 €.", None),
    ],
)
def test_who_receives(tmp_path: Path, text: str, payee: str | None) -> None:
    (record,) = _read(tmp_path, text)
    assert record.beneficiaire == payee


def test_what_recurs_is_capped_or_is_a_share(tmp_path: Path) -> None:
    text = (
        "L'agence cofinance l'ingénierie dans la limite de 60 000 € par an.\n\n"
        "Le Département participe à hauteur de 104 000 euros soit 80 % du montant de l'opération.\n"
    )
    capped, share = _read(tmp_path, text)
    assert (capped.maximum, capped.periodicite, capped.taux) == (True, "ANNUAL", None)
    assert (share.maximum, share.periodicite, share.taux) == (False, None, Decimal(80))


def test_funders_in_capitals_and_with_leader_dots(tmp_path: Path) -> None:
    text = (
        "BUDGET PREVISIONNEL 2024 (EN EUROS)\n"
        "ETAT (BOP 147) ........................ 485 000\n"
        "VILLE DE CAHORS ....................... 165 000\n"
        "CAF DU LOT ............................ 90 000\n"
        "TOTAL ................................. 740 000\n"
    )
    records = _read(tmp_path, text)
    assert [(r.montant, r.financeurs, r.annee, bool(r.ensembles)) for r in records] == [
        (485_000, ("État",), "2024", True), (165_000, ("VILLE DE CAHORS",), "2024", True),
        (90_000, ("CAF DU LOT",), "2024", True), (740_000, (), "2024", False),
    ]  # fmt: skip
    assert {r.nature for r in records[:3]} == {Nature.PARTICIPATION}


def test_years_as_columns_with_totals(tmp_path: Path) -> None:
    text = (
        "Chaque partie apporte les montants ci-dessous (en euros).\n\n"
        "| Financeur | 2023 | 2024 | Total |\n|---|---|---|---|\n"
        "| Département du Lot | 40 000 | 60 000 | 100 000 |\n| Commune de Gramat | 10 000 | 20 000 | 30 000 |\n"
        "| Total | 50 000 | 80 000 | 130 000 |\n"
    )
    records = _read(tmp_path, text)
    assert [(r.montant, r.annee, r.financeurs) for r in records[:3]] == [
        (40_000, "2023", ("Département du Lot",)), (60_000, "2024", ("Département du Lot",)),
        (100_000, "2023-2024", ("Département du Lot",)),
    ]  # fmt: skip
    assert [e.quote for e in records[0].ensembles] == ["100 000", "50 000"]


def test_a_plan_with_misread_digits_and_who_carries_the_works(tmp_path: Path) -> None:
    text = (
        "PLAN DE FINANCEMENT DES OPERATIONS 2019 (EN EUROS HT)\n\n"
        "OPERATION                      MAITRE D'OUVRAGE   COUT HT      ETAT\n"
        "Maison de sante                Gramat             1 450 000    58O 000\n"
        "Halle couverte                 Figeac               320 000    l60 000\n"
    )
    records = _read(tmp_path, text)
    assert [(r.montant, r.nature, r.beneficiaire, r.annee) for r in records] == [
        (1_450_000, Nature.COUT_TOTAL, None, "2019"), (580_000, Nature.PARTICIPATION, "Gramat", "2019"),
        (320_000, Nature.COUT_TOTAL, None, "2019"), (160_000, Nature.PARTICIPATION, "Figeac", "2019"),
    ]  # fmt: skip
    assert [len(r.ensembles) for r in records] == [0, 1, 0, 1]


def test_a_project_named_in_the_title_above(tmp_path: Path) -> None:
    text = (
        "- **La revitalisation de la friche Malbec à Figeac (Lot)**\n\n"
        "Ce projet est cofinancé par une subvention de la Région de 160 000 euros sur un coût total de 375 000 euros.\n"
    )
    assert {r.objet for r in _read(tmp_path, text)} == {"La revitalisation de la friche Malbec à Figeac (Lot)"}


def test_set_aside_is_no_grant(tmp_path: Path) -> None:
    text = "Le contrat mobilise 48 000 000 euros.\n\nLa Région mobilise 2 M€ pour les lycées.\n"
    whole, grant = _read(tmp_path, text)
    assert (whole.nature, grant.nature) == (Nature.ENVELOPPE, Nature.PARTICIPATION)


def test_a_sentence_told_twice_is_one_amount(tmp_path: Path) -> None:
    told = "Le Gouvernement s'est engagé dans un plan national pour les gares rurales de 57 millions d'euros"
    text = f"{told}, sur cinq ans.\n\n" + "Il en va de même partout. " * 40 + f"\n\nRappel : {told}.\n"
    (record,) = _read(tmp_path, text)
    assert len(record.evidence) == 2


def test_columns_of_years_with_a_wrapped_label_and_an_empty_line(tmp_path: Path) -> None:
    text = (
        "Participation prévisionnelle des Parties (en €)\n\n"
        "Financeur                           2025        2026       Total\n"
        "\n"
        "Etat (BOP 147)                   310 000     320 000     630 000\n"
        "Centre social de la\n"
        "Madeleine                        105 000           –     105 000\n"
        "Ville de Gramat                  120 000   1 260 000   1 380 000\n"
        "\n"
        "TOTAL                            535 000   1 580 000 2 115 000\n"
    )
    records = _read(tmp_path, text)
    assert [(r.montant, r.annee) for r in records] == [
        (310_000, "2025"), (320_000, "2026"), (630_000, "2025-2026"), (105_000, "2025"), (105_000, "2025-2026"),
        (120_000, "2025"), (1_260_000, "2026"), (1_380_000, "2025-2026"),
        (535_000, "2025"), (1_580_000, "2026"), (2_115_000, "2025-2026"),
    ]  # fmt: skip
    assert records[0].financeurs == ("État",)
    assert "Centre social" in records[3].financeurs[0]


@pytest.mark.parametrize(
    ("text", "amount", "nature", "funders"),
    [
        ("Le pacte pèse 14 millions d'euros.", 14_000_000, Nature.ENVELOPPE, []),
        ("La Machinie a conclu le sien le 15 mars 2022, pour 1,9 milliard d'euros.", 1_900_000_000,
         Nature.ENVELOPPE, []),
        ("Le chantier coûte : 3,6 millions d'euros, financés pour 1/3 par l'État.", 3_600_000, Nature.COUT_TOTAL,
         ["État"]),
        ("La commune achète l'ancienne gare pour 145 000 €.", 145_000, Nature.DEPENSE, ["commune"]),
        ("Coût 610 000 €, aide départementale 183 000 €.", 183_000, Nature.PARTICIPATION, ["Département"]),
        ("Le FEDER sera sollicité à hauteur de 22 M€.", 22_000_000, Nature.PARTICIPATION, ["FEDER"]),
        ("Bilan 2018-2021 : 19,6 M€ attribués à 640 opérations.", 19_600_000, Nature.DEPENSE, []),
        ("DÉCIDE d'inscrire au budget la somme de 85 000 € ;", 85_000, Nature.PARTICIPATION, []),
    ],
)  # fmt: skip
def test_natures_of_more_wordings(tmp_path: Path, text: str, amount: int, nature: Nature, funders: list[str]) -> None:
    (found,) = [f for f in _read(tmp_path, text + "\n") if f.montant == amount]
    assert (found.nature, list(found.financeurs)) == (nature, funders)


def test_short_names_that_the_document_gives_pay(tmp_path: Path) -> None:
    text = (
        "La communauté de communes du Pays de Machin (CCPM) porte l'opération.\n\n"
        "Budget : 84 000 € (CCPM 40 000 €, Région 30 000 €, commune de Saint-Truc 14 000 €)\n"
    )
    paid = {int(f.montant): f.financeurs for f in _read(tmp_path, text)}
    assert paid[40_000] == ("communauté de communes du Pays de Machin",)
    assert paid[14_000] == ("commune de Saint-Truc",)


def test_the_total_of_those_who_pay_is_the_cost(tmp_path: Path) -> None:
    text = (
        "Plan de financement (euros HT)\n\nPoste | Anah | Région | TOTAL\nTravaux | 40 000 | 9 000 | 49 000\n"
        "Études | 10 000 | 1 000 | 11 000\n"
    )
    costs = {f.montant for f in _read(tmp_path, text) if f.nature is Nature.COUT_TOTAL}
    assert costs == {Decimal(49_000), Decimal(11_000)}


def test_lines_with_leader_dots_that_are_paragraphs_make_a_table(tmp_path: Path) -> None:
    text = "Plan de financement en euros\n\nÉtat .............. 485 000\n\nRégion .............. 120 000\n"
    assert [(f.montant, list(f.financeurs)) for f in _read(tmp_path, text)] == [
        (Decimal(485_000), ["État"]),
        (Decimal(120_000), ["Région"]),
    ]
