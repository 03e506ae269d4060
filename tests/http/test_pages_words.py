"""The words of pages: every message has its English, numbers and dates are said as people say them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import pactes.web
from pactes.web.i18n import Language, message_files
from pactes.web.labels import best, fallback
from pactes.web.menu import FOOT, MENU
from pactes.web.views.common import natural
from pactes.web.views.documents import Mark, lines_of
from pactes.web.views.family import RUBRICS
from pactes.web.views.kinds import PLURALS, STATUSES

WEB = Path(pactes.web.__file__).parent
FR, EN = Language("fr"), Language("en")


def messages() -> set[str]:
    methods = [("**.html", "jinja2.ext.babel_extract"), ("**.py", "python")]
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    found = {message for _, _, message, _, _ in extract_from_dir(str(WEB), methods, keywords=keywords)}
    groups = [*FOOT, *((name, entries) for entries, name in MENU if not isinstance(entries, str))]
    dynamic = {name for _, name in MENU} | {name for name, _ in groups}
    dynamic |= {name for _, entries in groups for _, name in entries}
    dynamic |= set(PLURALS.values()) | set(STATUSES.values())
    dynamic |= set(RUBRICS.values())
    return found | dynamic  # type: ignore[return-value]


def written() -> list[Message]:
    """Return the messages of all files that have an English text, or should."""
    found = []
    for file in message_files("en"):
        with file.open("rb") as stream:
            found += [message for message in read_po(stream, locale="en") if message.id]
    return found


def test_every_message_has_its_english() -> None:
    translated = {message.id: message.string for message in written()}
    assert len(translated) == len(written())  # each in one file
    assert messages() - set(translated) == set()
    assert [text for text, english in translated.items() if not english] == []
    assert len(messages()) > 100


def test_places_in_messages_are_the_same_in_both_languages() -> None:
    for message in written():
        french = message.id if isinstance(message.id, tuple | list) else (message.id,)
        english = message.string if isinstance(message.string, tuple | list) else (message.string,)
        places = {frozenset(re.findall(r"\{\w+\}", text)) for text in french}
        assert all(frozenset(re.findall(r"\{\w+\}", text)) in places for text in english), french


@pytest.mark.parametrize(("value", "french", "english"), [
    ("2015", "2015", "2015"), ("2015-02", "février 2015", "February 2015"),
    ("2015-03-01", "1er mars 2015", "1 March 2015"),
    ("2015-12-31", "31 décembre 2015", "31 December 2015"), ("2015-99", "2015-99", "2015-99"),
    ("bientôt", "bientôt", "bientôt"),
    ("2015-11-11", "11 novembre 2015", "11 November 2015"),
])  # fmt: skip
def test_dates_stay_as_partial_as_they_are(value: str, french: str, english: str) -> None:
    assert (FR.date(value), EN.date(value)) == (french, english)


@pytest.mark.parametrize(("value", "french"), [
    ("P6Y", "6 ans"), ("P1Y", "1 an"), ("P1Y6M", "1 an et 6 mois"), ("P18M", "18 mois"), ("P3D", "3 jours"),
    ("P", "P"), ("PT5H", "PT5H"),
])  # fmt: skip
def test_durations_are_in_words(value: str, french: str) -> None:
    assert FR.duration(value) == french


def test_money_shows_cents_only_where_there_are_some() -> None:
    assert FR.money("1250000.0") == "1\u202f250\u202f000\u00a0€"
    assert FR.money("12.5") == "12,50\u00a0€"
    assert EN.money("12.5") == "€12.50"
    assert FR.money("5", "http://publications.europa.eu/resource/authority/currency/GBP") == "5\u00a0£GB"
    assert FR.money("beaucoup") == "beaucoup EUR"
    assert FR.number(Decimal("2635")) == "2\u202f635"
    assert FR.size(1_250_000) == "1,2\u202fMo"


def test_counts_follow_the_grammar_of_each_language() -> None:
    assert [FR.ngettext("{n} fait", "{n} faits", n).format(n=n) for n in (0, 1, 2)] == ["0 fait", "1 fait", "2 faits"]
    assert [EN.ngettext("{n} fait", "{n} faits", n).format(n=n) for n in (0, 1, 2)] == ["0 facts", "1 fact", "2 facts"]


def test_numbers_sort_as_people_count() -> None:
    numbers = ["1.10", "2", "1.2", "T", "1", "10", None, "II.A"]
    assert sorted(numbers, key=natural)[:5] == ["1", "1.2", "1.10", "2", "10"]
    assert sorted(numbers, key=natural)[-1] is None


def test_a_name_is_in_the_language_asked_else_french() -> None:
    import pyoxigraph as ox

    both = [ox.Literal("contract", language="en"), ox.Literal("contrat", language="fr")]
    assert best(both, "en").value == "contract"  # type: ignore[union-attr]
    assert best(both[1:], "en").value == "contrat"  # type: ignore[union-attr]
    assert best([], "fr") is None
    assert fallback("http://purl.org/dc/terms/title", "en") == "title"
    assert fallback("https://exemple.fr/a/b/", "fr") == "exemple.fr/a/b"


def test_text_is_cut_under_the_shortest_passage_that_covers_it() -> None:
    source = "un deux\ntrois quatre\n\ncinq"
    marks = [Mark("long", 3, 21), Mark("court", 8, 13), Mark("dehors", 20, 99)]
    lines = lines_of(source, marks)
    assert [line.number for line in lines] == [1, 2, 3, 4]
    assert "\n".join("".join(piece.text for piece in line.pieces) for line in lines) == source
    told = [[(piece.text, piece.mark.iri if piece.mark else None) for piece in line.pieces] for line in lines]
    assert told[0] == [("un ", None), ("deux", "long")]
    assert told[1] == [("trois", "court"), (" quatre", "long")]
    assert told[3] == [("cinq", None)]
    assert [[mark.iri for mark in line.marks] for line in lines] == [["long"], ["court"], [], []]
    assert [line.number for line in lines_of(source, marks, 2, 3)] == [2, 3]
