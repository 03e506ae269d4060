"""Dates, periods, durations and ends as French administrations write them."""

from __future__ import annotations

import pytest

from pactes.extraction.commun.dates import (
    find_dates,
    find_durations,
    find_ends,
    find_intervals,
    find_periods,
    find_years,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("le 1er janvier 2021", "2021-01-01"),
        ("LE 12 MARS 2017", "2017-03-12"),
        ("le 19 SEP. 2019", "2019-09-19"),
        ("le 05/07/2018", "2018-07-05"),
        ("en février 2015", "2015-02"),
        ("2019-09-19", "2019-09-19"),
    ],
)
def test_dates(text: str, value: str) -> None:
    assert [d.value for d in find_dates(text)] == [value]


def test_two_days_of_one_month() -> None:
    (date,) = find_dates("des 13 et 14 décembre 2016")
    assert (date.value, date.value_to) == ("2016-12-13", "2016-12-14")


@pytest.mark.parametrize("text", ["le 45 mars 2017", "le 12/34/2018", "lot 2019-99-99"])
def test_what_is_no_date(text: str) -> None:
    assert [d.value for d in find_dates(text) if len(d.value) == 10] == []


@pytest.mark.parametrize("text", ["2015-2020", "2015/2020", "2015 – 2020", "2015 à 2020"])
def test_periods(text: str) -> None:
    assert [(p.start_year, p.end_year) for p in find_periods(text)] == [("2015", "2020")]


def test_a_period_that_goes_back_is_none() -> None:
    assert list(find_periods("2020-2015")) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Le présent accord prendra fin le 31 décembre 2020.", "2020-12-31"),
        ("la convention actuelle arrivant à terme fin 2019", "2019"),
        ("prolongé jusqu'en 2022", "2022"),
        ("s'achève au 30 juin 2026", "2026-06-30"),
        ("expire le 1er mars 2024", "2024-03-01"),
    ],
)
def test_ends(text: str, value: str) -> None:
    assert [d.value for d in find_ends(text)] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("conclu pour une durée de six ans", "P6Y"),
        ("pour une durée de 4 (quatre) ans", "P4Y"),
        ("d'une durée de dix-huit mois", "P18M"),
        ("POUR UNE DUREE DE QUATRE ANS", "P4Y"),
        ("pour trois ans", "P3Y"),
    ],
)
def test_durations(text: str, value: str) -> None:
    assert [d.value for d in find_durations(text)] == [value]


def test_a_number_of_years_that_is_no_duration() -> None:
    assert list(find_durations("les jeunes de 16 à 30 ans")) == []


def test_an_interval_is_two_dates() -> None:
    ((first, last),) = find_intervals("du 1er janvier\n2022 au 31 décembre 2026")
    assert (first.value, last.value) == ("2022-01-01", "2026-12-31")


def test_years_alone_are_not_parts_of_periods() -> None:
    assert [y.value for y in find_years("signée en 2005, révisée en 2009, programme 2014-2020")] == ["2005", "2009"]
