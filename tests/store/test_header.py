"""Reading the head of a query."""

from __future__ import annotations

import pytest

from pactes.store.header import from_clauses, in_order, read_header

BASE = "https://exemple.fr/"


@pytest.mark.parametrize(
    ("query", "graphs"),
    [
        ("SELECT * FROM <urn:a> FROM <urn:b> { ?s ?p ?o }", (["urn:a", "urn:b"], [])),
        ("select*from<urn:a>from<urn:b>where{?s ?p ?o}", (["urn:a", "urn:b"], [])),
        ("ASK FROM <urn:a> FROM NAMED <urn:n> FROM <b> {}", (["urn:a", f"{BASE}b"], ["urn:n"])),
        (
            "BASE <urn:base/> PREFIX : <urn:x:> PREFIX e: <urn:y:> # FROM <urn:non>\n"
            "CONSTRUCT { ?s ?p 'FROM <urn:non>' } FROM :a FROM e:b.c FROM <d> WHERE { ?s ?p ?o }",
            (["urn:x:a", "urn:y:b.c", "urn:base/d"], []),
        ),
        ("CONSTRUCT FROM <urn:a> FROM <urn:b> WHERE { ?s ?p ?o }", (["urn:a", "urn:b"], [])),
        ("DESCRIBE <urn:x> FROM <urn:a> FROM <urn:b>", (["urn:a", "urn:b"], [])),
        ("SELECT (CONCAT('}{', \"FROM\") AS ?from) FROM <urn:a> FROM <urn:b> {}", (["urn:a", "urn:b"], [])),
        ("SELECT (EXISTS { ?s ?p ?o } AS ?x) FROM <urn:a> FROM <urn:b> {}", (["urn:a", "urn:b"], [])),
        # One default graph or none: nobody needs to know.
        ("SELECT * FROM <urn:a> FROM NAMED <urn:b> { ?s ?p ?o }", None),
        ("SELECT * { ?from ?p 'FROM <urn:a> FROM <urn:b>' }", None),
        ("# FROM <urn:a> FROM <urn:b>\nSELECT * { ?s ?p ?o }", None),
        ("SELECT ?from { ?from <urn:from> ?o }", None),
        ("SELECT * FROM a:b FROM c:d {}", None),  # unknown prefixes: the evaluation will say so
        ("FROM FROM FROM", None),
        ("", None),
    ],
)
def test_from_clauses(query: str, graphs: tuple[list[str], list[str]] | None) -> None:
    assert from_clauses(query, BASE) == graphs


@pytest.mark.parametrize("junk", ['"""' * 20_000 + "x", "'" * 60_000, "<" * 60_000, "a:" * 60_000, "\\" * 60_000])
def test_junk_is_read_in_linear_time(junk: str) -> None:
    assert from_clauses(f"SELECT * FROM FROM {junk}", BASE) is None


def test_form_and_prologue() -> None:
    text = "PREFIX a: <urn:a> BASE <urn:b> select * {}"
    header = read_header(text)
    assert header.form == "SELECT"
    assert text[: header.prologue_end] == "PREFIX a: <urn:a> BASE <urn:b> "


@pytest.mark.parametrize(
    ("query", "ordered"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT  ?s ?p ?o  { ?s ?p ?o }"),
        ("select distinct*{?z $a ?z}", "select distinct ?z ?a {?z $a ?z}"),
        ("SELECT # ?x *\n * FROM <urn:g> { ?b ?a 'x' }", "SELECT # ?x *\n  ?b ?a  FROM <urn:g> { ?b ?a 'x' }"),
        # Only what a star would give: not what a subquery, a filter or a blank keeps to itself.
        (
            "PREFIX a: <urn:a> SELECT * { ?z a:p ?y { SELECT (?b AS ?x) { ?c a:p ?b } } FILTER EXISTS { ?e ?f ?g } }",
            "PREFIX a: <urn:a> SELECT  ?z ?y ?x  { ?z a:p ?y { SELECT (?b AS ?x) { ?c a:p ?b } } "
            "FILTER EXISTS { ?e ?f ?g } }",
        ),
        ("SELECT ?b ?a { ?a ?b ?c }", "SELECT ?b ?a { ?a ?b ?c }"),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        ("SELECT * {}", "SELECT * {}"),
        ("ASK { ?s ?p ?o }", "ASK { ?s ?p ?o }"),
        ("DESCRIBE * { ?s ?p ?o }", "DESCRIBE * { ?s ?p ?o }"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"),
    ],
)
def test_a_star_stands_for_variables_in_their_order(query: str, ordered: str) -> None:
    assert in_order(query, BASE) == ordered


def test_a_mistake_is_told_where_it_was_written() -> None:
    with pytest.raises(SyntaxError, match="at 1:"):
        in_order("SELECT * { ?s ?p }", BASE)
