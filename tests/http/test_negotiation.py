"""Content negotiation, as a table of cases."""

from __future__ import annotations

import pytest

from pactes.web.media import ASK_OFFERS, GRAPH_OFFERS, HTML, OFFERS, SELECT_OFFERS
from pactes.web.negotiation import NotAcceptable, Wanted, choose, negotiate, negotiate_language, varies
from pactes.web.profiles import views

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB = "application/sparql-results+xml, application/rdf+xml;q=0.9, application/xml;q=0.1"
PAGE = (HTML, *GRAPH_OFFERS)


@pytest.mark.parametrize(
    ("accept", "offers", "chosen"),
    [
        (None, SELECT_OFFERS, "json"),
        ("", SELECT_OFFERS, "json"),
        ("*/*", SELECT_OFFERS, "json"),
        ("*/*", GRAPH_OFFERS, "turtle"),
        ("text/*", SELECT_OFFERS, "csv"),
        ("text/*;q=0.5, application/*;q=0.4", SELECT_OFFERS, "csv"),
        ("application/sparql-results+xml", SELECT_OFFERS, "xml"),
        ("APPLICATION/SPARQL-Results+XML", SELECT_OFFERS, "xml"),
        ("text/csv;q=0.2, text/tab-separated-values;q=0.3", SELECT_OFFERS, "tsv"),
        # A tie: the order of the server.
        ("application/rdf+xml, text/turtle", GRAPH_OFFERS, "turtle"),
        # q=0 excludes, also below a wildcard.
        ("application/sparql-results+json;q=0, */*", SELECT_OFFERS, "xml"),
        ("text/turtle;q=0, */*;q=0.1", GRAPH_OFFERS, "jsonld"),
        # The more specific range counts, whatever its place.
        ("*/*, text/turtle;q=0.1", GRAPH_OFFERS, "jsonld"),
        # Parameters do not hinder.
        ("text/csv; charset=utf-8; header=present", SELECT_OFFERS, "csv"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', GRAPH_OFFERS, "jsonld"),
        # Aliases, and names that say too little.
        ("application/json", SELECT_OFFERS, "json"),
        ("application/json", GRAPH_OFFERS, "jsonld"),
        ("application/json, */*;q=0.1", GRAPH_OFFERS, "jsonld"),
        ("application/xml", SELECT_OFFERS, "xml"),
        ("application/xml", GRAPH_OFFERS, "rdfxml"),
        ("text/plain", GRAPH_OFFERS, "ntriples"),
        # A browser.
        (BROWSER, PAGE, "html"),
        (BROWSER, SELECT_OFFERS, "json"),
        (BROWSER, GRAPH_OFFERS, "turtle"),
        ("text/turtle, text/html;q=0.9", PAGE, "turtle"),
        (RDFLIB, GRAPH_OFFERS, "rdfxml"),
        # Junk beside something good.
        (";;, text/turtle , ,q=1", GRAPH_OFFERS, "turtle"),
    ],
)
def test_the_header_chooses(accept: str | None, offers: tuple[object, ...], chosen: str) -> None:
    assert negotiate(accept, offers).name == chosen  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("accept", "offers"),
    [
        ("image/png", SELECT_OFFERS),
        ("text/csv", ASK_OFFERS),
        ("text/tab-separated-values, text/csv;q=0.5", ASK_OFFERS),
        ("text/turtle;q=0", GRAPH_OFFERS),
        ("*/*;q=0", GRAPH_OFFERS),
        ("application/xml;q=0", GRAPH_OFFERS),
        ("*", GRAPH_OFFERS),
    ],
)
def test_nothing_fits_and_the_refusal_lists_what_there_is(accept: str, offers: tuple[object, ...]) -> None:
    with pytest.raises(NotAcceptable) as refusal:
        negotiate(accept, offers)  # type: ignore[arg-type]
    assert refusal.value.offers == tuple(offers)


def test_suffix_wins_over_parameter_which_wins_over_header() -> None:
    assert negotiate("text/html", PAGE, suffix="nt", mediatype="text/turtle").name == "ntriples"
    assert negotiate("text/html", PAGE, mediatype="application/ld+json").name == "jsonld"
    assert negotiate("text/html", PAGE, mediatype="turtle").name == "turtle"
    for choice in ({"suffix": "pdf"}, {"mediatype": "application/pdf"}):
        with pytest.raises(NotAcceptable):
            negotiate("*/*", PAGE, **choice)


def test_every_offer_has_its_own_type_and_suffix() -> None:
    assert len({offer.essence for offer in OFFERS.values()}) == len({o.suffix for o in OFFERS.values()}) == len(OFFERS)


@pytest.mark.parametrize(
    ("header", "lang", "language"),
    [
        (None, None, "fr"),
        ("en", None, "en"),
        ("en-GB", None, "en"),
        ("de", None, "fr"),
        ("*", None, "fr"),
        ("de, *;q=0.1", None, "fr"),
        ("en;q=0.8, fr;q=0.9", None, "fr"),
        ("en-US;q=0.9, fr;q=0.8", None, "en"),
        ("fr;q=0, en;q=0.1", None, "en"),
        ("fr;q=0", None, "fr"),
        ("en-GB;q=0, en;q=0.5, fr;q=0.4", None, "en"),
        ("fr", "en", "en"),
        ("en", "xx", "en"),
    ],
)
def test_language(header: str | None, lang: str | None, language: str) -> None:
    assert negotiate_language(header, lang=lang) == language


VIEWS = views("https://w3id.org/pactes/")
OURS, SCHEMA = "<https://w3id.org/pactes/def>", "<https://schema.org/>"
ALTR = "<http://www.w3.org/ns/dx/connegp/altr>"


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (Wanted(), "pactes turtle fr"),
        (Wanted(accept=BROWSER), "pactes html fr"),
        (Wanted(accept=BROWSER, accept_language="en"), "pactes html en"),
        (Wanted(accept_profile=SCHEMA), "schema turtle fr"),
        (Wanted(accept_profile="schema"), "schema turtle fr"),
        (Wanted(accept_profile="SCHEMA"), "schema turtle fr"),
        (Wanted(accept_profile=f"{SCHEMA};q=0.1, {ALTR};q=0.2"), "altr turtle fr"),
        (Wanted(accept_profile=f"{ALTR}, {SCHEMA}"), "schema turtle fr"),
        (Wanted(accept_profile=f"{OURS};q=0, *;q=0.1"), "schema turtle fr"),
        (Wanted(accept_profile=f"{SCHEMA}, {OURS};q=0.1", accept=BROWSER), "schema turtle fr"),
        (Wanted(accept_profile=f"{SCHEMA}, {OURS};q=0.1", accept="text/html"), "pactes html fr"),
        (Wanted(accept_profile=f"{SCHEMA};q=2, {OURS};q=1"), "pactes turtle fr"),
        (Wanted(accept_profile=f"{SCHEMA};q=rien, {OURS};q=0.1"), "pactes turtle fr"),
        (Wanted(accept_profile="   "), "pactes turtle fr"),
        (Wanted(accept_profile=SCHEMA, profile="altr"), "altr turtle fr"),
        (Wanted(profile="https://schema.org/", mediatype="application/ld+json"), "schema jsonld fr"),
        (Wanted(accept_profile=SCHEMA, suffix="nt"), "pactes ntriples fr"),
        (Wanted(profile="schema", suffix="nt", accept="text/html"), "schema ntriples fr"),
        (Wanted(suffix="html", accept="text/turtle", accept_language="en", lang="fr"), "pactes html fr"),
        (Wanted(mediatype="text/html", profile="alternates", lang="en"), "altr html en"),
    ],
)
def test_profile_then_type_then_language(wanted: Wanted, chosen: str) -> None:
    choice = choose(wanted, VIEWS)
    assert f"{choice.view.token} {choice.offer.name} {choice.language}" == chosen


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(profile="inconnu"),
        Wanted(accept_profile="<urn:inconnu>"),
        Wanted(accept_profile="*;q=0"),
        Wanted(accept_profile=SCHEMA, accept="text/html"),
        Wanted(profile="schema", suffix="html"),
        Wanted(accept="image/png"),
        Wanted(accept_profile="<" * 5000),
    ],
)
def test_the_refusal_lists_the_profiles(wanted: Wanted) -> None:
    with pytest.raises(NotAcceptable) as refusal:
        choose(wanted, VIEWS)
    assert refusal.value.views == VIEWS
    assert refusal.value.offers


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(), "Accept, Accept-Profile, Accept-Language"),
        (Wanted(mediatype="text/turtle"), "Accept-Profile, Accept-Language"),
        (Wanted(profile="schema"), "Accept, Accept-Language"),
        (Wanted(lang="en"), "Accept, Accept-Profile"),
        (Wanted(lang="xx"), "Accept, Accept-Profile, Accept-Language"),
        (Wanted(suffix="ttl"), ""),
        (Wanted(suffix="html"), "Accept-Language"),
        (Wanted(suffix="html", lang="en"), ""),
    ],
)
def test_what_the_choice_depended_on(wanted: Wanted, names: str) -> None:
    assert varies(wanted) == names
