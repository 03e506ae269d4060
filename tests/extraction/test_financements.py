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
