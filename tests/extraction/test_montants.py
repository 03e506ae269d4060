"""Numbers and amounts in every form that French administrations write."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pactes.extraction.commun.montants import find_montants
from pactes.extraction.commun.nombres import find_nombres, parse_lettres, parse_nombre


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13 100 000 euros", 13_100_000),
        ("13\u00a0100\u00a0000\u00a0€", 13_100_000),
        ("13\u202f100\u202f000 EUR", 13_100_000),
        ("50 000 000 d'euros", 50_000_000),
        ("13.100.000 €", 13_100_000),
        ("1.500,50 €", Decimal("1500.50")),
        ("155 millions d’euros", 155_000_000),
        ("2,962 milliards d'euros", 2_962_000_000),
        ("9,2 M€", 9_200_000),
        ("9,2 M €", 9_200_000),
        ("9,2M€", 9_200_000),
        ("1,3 Md€", 1_300_000_000),
        ("2 Mds €", 2_000_000_000),
        ("450 k€", 450_000),
        ("450 K€", 450_000),
        ("450 KEUR", 450_000),
        ("45 000 EUR par an", 45_000),
        ("12 MEUR", 12_000_000),
        ("1 391 €", 1391),
        ("565€", 565),
        ("deux millions d'euros", 2_000_000),
        ("un million d'euros", 1_000_000),
        ("155 millions de crédits publics", 155_000_000),
        ("une enveloppe qui s'élève à 24 millions en 2019", 24_000_000),
        ("mille euros", 1000),
        ("DEUX CENT MILLE EUROS", 200_000),
        ("quatre-vingt-dix-sept mille euros TTC", 97_000),
        ("un million deux cent mille euros", 1_200_000),
        ("la somme de cent vingt mille euros (120 000 €)", 120_000),
        ("120 000 € (cent vingt mille euros)", 120_000),
        ("1 million et demi d'euros", 1_500_000),
        ("13,100,000 €", 13_100_000),
        ("3 Mrd €", 3_000_000_000),
        ("une subvention de l50 000 €", 150_000),
        ("une aide de 1OO OOO euros", 100_000),
    ],
)
def test_forms_of_money(text: str, value: int | Decimal) -> None:
    assert [m.valeur for m in find_montants(text)] == [value]


@pytest.mark.parametrize(
    "text",
    ["1,2 million d'habitants",
     "250 communes", "le 12 mai 2019", "un financement pour 3 millions de visiteurs", "8 M", "3 m",
     "une enveloppe de 4 mesures", "la loi n° 2014-173", "l'euro symbolique", "un euro symbolique"],
)  # fmt: skip
def test_what_is_no_money(text: str) -> None:
    assert list(find_montants(text)) == []


def test_rough_yearly_and_unit_amounts() -> None:
    text = "près de 27 560 000 €, puis 45 000 EUR par an, enfin 12 € par habitant et 30 €/m²"
    rough, yearly, head, surface = find_montants(text)
    assert rough.approche
    assert not rough.par_an
    assert yearly.par_an
    assert not yearly.unitaire
    assert head.unitaire
    assert surface.unitaire


@pytest.mark.parametrize(
    "text",
    [
        "une participation annuelle de 29 000 €",
        "l'agence en prend 25 000 € à sa charge chaque année",
        "chaque année, la Région versera 40 000 € aux actions",
        "45 000 € HT par an",
        "4 500 000 euros supplémentaires par an",
        "60 000 €/an",
    ],
)
def test_what_comes_back_every_year(text: str) -> None:
    (amount,) = find_montants(text)
    assert amount.par_an
    assert not amount.unitaire


@pytest.mark.parametrize(
    "text",
    [
        "une aide plafonnée à 60 000 €",
        "dans la limite de 60 000 € par an",
        "sans pouvoir excéder 5 000 €",
        "15 000 € maximum",
        "au plus 3 M€",
    ],
)
def test_ceilings(text: str) -> None:
    (amount,) = find_montants(text)
    assert amount.maximum


@pytest.mark.parametrize(
    "text", ["45 000 € par an et par poste", "0,50 €/hab/an", "12 € par élève", "0,50 € par habitant"]
)
def test_prices_by_unit(text: str) -> None:
    (amount,) = find_montants(text)
    assert amount.unitaire


def test_offsets_are_those_of_the_text() -> None:
    text = "Doté de 9,2\u00a0M€ (8 950 000 € FEDER et 250 000 € FSE)"
    assert [text[m.start : m.end] for m in find_montants(text)] == ["9,2\u00a0M€", "8 950 000 €", "250 000 €"]


def test_two_amounts_in_a_row_do_not_melt() -> None:
    assert [m.valeur for m in find_montants("en 2019 250 000 € et 12 300 €")] == [250_000, 12_300]


@pytest.mark.parametrize(
    ("written", "value"),
    [("1 391", "1391"), ("56,6", "56.6"), ("12.500", "12500"), ("12.5", "12.5"), ("0,75", "0.75"), ("4.221.1", None)],
)
def test_numbers_in_digits(written: str, value: str | None) -> None:
    assert parse_nombre(written) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("written", "value"),
    [("vingt-six", 26), ("vingt et un", 21), ("soixante-dix-huit", 78), ("quatre-vingts", 80),
     ("Quatre-vingt-onze", 91),
     ("dix-sept", 17), ("pommes", None)],
)  # fmt: skip
def test_numbers_in_words(written: str, value: int | None) -> None:
    assert parse_lettres(written) == value


def test_numbers_are_found_whole() -> None:
    text = "les vingt-six comités, 12 300 habitants, 5,5 % et l'article L.4221-1 du 3e volet"
    assert [n.valeur for n in find_nombres(text, lettres=True)] == [26, 12_300, Decimal("5.5")]


def test_a_very_long_line_does_not_hang() -> None:
    assert list(find_montants("1 " * 500_000)) == []
    assert list(find_montants("1 000 " * 100_000 + "€"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("un coût de 2 à 3 M€ est prévu", [("2 à 3 M€", 3_000_000, True)]),
        ("entre 100 000 et 150 000 euros", [("100 000 et 150 000 euros", 150_000, True)]),
        ("entre 100 000 € et 150 000 €", [("100 000 € et 150 000 €", 150_000, True)]),
        ("le budget passe de 2 M€ à 3 M€", [("2 M€", 2_000_000, False), ("3 M€", 3_000_000, False)]),
        ("une aide de 300 000 € et 200 000 €", [("300 000 €", 300_000, False), ("200 000 €", 200_000, False)]),
    ],
)
def test_a_range_is_its_high_end(text: str, found: list[tuple[str, int, bool]]) -> None:
    assert [(text[m.start : m.end], m.valeur, m.approche) for m in find_montants(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L'État met six millions et demi, la Région quatre millions.", [6_500_000, 4_000_000]),
        ("780 000 euros, dont trois cent mille de dotation.", [780_000, 300_000]),
        ("dix-huit millions et demi d'euros", [18_500_000]),
        ("Un plan de 2 M€ pour trois cent mille habitants.", [2_000_000]),
        ("Deux millions de personnes et trois mille emplois.", []),
    ],
)
def test_sums_in_words_without_their_currency(text: str, found: list[int]) -> None:
    assert [m.valeur for m in find_montants(text)] == found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cent quatre-vingts logements", 180),
        ("trois cent douze élèves", 312),
        ("mille deux cents arbres", 1200),
        ("quatre-vingt-dix-sept communes", 97),
    ],
)
def test_numbers_in_words_beyond_a_hundred(text: str, value: int) -> None:
    assert [n.valeur for n in find_nombres(text, lettres=True)] == [value]
