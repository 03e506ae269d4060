"""Analytic queries answered from columns: the same answers as the engine's, or none."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyoxigraph as ox
import pytest

from pactes.release import columns as made
from pactes.store import analytic_columns, analytic_text
from pactes.store.analytic import Analytic
from pactes.store.analytic_columns import Columns

BASE = "https://exemple.fr/"
XSD = "http://www.w3.org/2001/XMLSchema#"
PROLOGUE = f"PREFIX : <{BASE}>\nPREFIX xsd: <{XSD}>\n"
STARS = {
    "Contrat": {
        "titre": "fr",
        "date": "date",
        "code": "string",
        "lieu": "Lieu",
        "duree": "integer",
        "partie": "Partie",
    },
    "Financement": {"contrat": "Contrat", "montant": "decimal", "financeur": "Partie", "annee": "gYear"},
    "Engagement": {"contrat": "Contrat", "texte": "fr", "partie": "Partie", "rang": "integer"},
    "Partie": {"nom": "mixed", "siren": "string"},
    "Lieu": {"nom": "mixed", "population": "integer", "dans": "Lieu"},
}
"""Properties of each class of the graph, and what they hold; nearly all may be missing or told twice."""

_WORDS = ["friches", "sociale", "énergétique", "Œuvre", "intercommunale", "habitat", "école", "rénover"]


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + name)


def _value(kind: str, draw: random.Random) -> ox.Literal | ox.NamedNode:
    match kind:
        case "fr":
            return ox.Literal(" ".join(draw.choices(_WORDS, k=4)).capitalize(), language="fr")
        case "mixed":
            return ox.Literal(draw.choice(_WORDS), language=draw.choice(("fr", "fr", "en")))
        case "string":
            return ox.Literal(f"{draw.randrange(30):03}")
        case "date":
            return ox.Literal(
                f"20{draw.randrange(15, 25)}-0{draw.randrange(1, 10)}-1{draw.randrange(10)}",
                datatype=ox.NamedNode(XSD + "date"),
            )
        case "gYear":
            return ox.Literal(str(draw.randrange(2015, 2025)), datatype=ox.NamedNode(XSD + "gYear"))
        case "integer":
            return ox.Literal(str(draw.randrange(-5, 50)), datatype=ox.NamedNode(XSD + "integer"))
        case "decimal":
            return ox.Literal(
                f"{draw.randrange(1, 10**7)}.{draw.choice(('0', '5', '25', '125'))}",
                datatype=ox.NamedNode(XSD + "decimal"),
            )
    return _node(f"{kind}/{draw.randrange(25)}")


def invented(seed: int) -> list[ox.Quad]:
    """Return an invented graph."""
    draw = random.Random(seed)
    quads = []
    for kind, properties in STARS.items():
        for number in range({"Engagement": 120, "Financement": 90}.get(kind, 25)):
            subject = _node(f"{kind}/{number}")
            quads.append(ox.Quad(subject, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), _node(kind)))
            for name, told in properties.items():
                for _ in range(draw.choice((0, 1, 1, 1, 1, 2))):
                    quads.append(ox.Quad(subject, _node(name), _value(told, draw)))
    return quads


def opened(quads: list[ox.Quad], folder: Path) -> tuple[ox.Store, Columns | None]:
    """Return the engine's store of a graph, and its columns if it has some."""
    store = ox.Store(str(folder / "store"))
    store.bulk_extend(quads)
    store.flush()
    del store
    there = made.write_columns(folder / "store", folder / "colonnes")
    memory = ox.Store()
    memory.bulk_extend(ox.Store.read_only(str(folder / "store")))
    return memory, Columns(folder / "colonnes") if there else None


@pytest.fixture(autouse=True)
def _everything_is_worth_it() -> Iterator[None]:
    """Have small graphs looked at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "FREQUENT", 1)
        patch.setattr(analytic_columns, "WORTH", 0)
        yield


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[ox.Store, Columns]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "FREQUENT", 1)
        store, columns = opened(invented(1), tmp_path_factory.mktemp("analytique"))
    assert columns is not None
    return store, columns


def told(solutions: object) -> tuple[list[str], list[str]]:
    """Return the columns and the rows of an answer, each as the engine writes it."""
    assert isinstance(solutions, ox.QuerySolutions)
    written = json.loads(solutions.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    return written["head"]["vars"], [json.dumps(row, sort_keys=True) for row in written["results"]["bindings"]]


class Asker:
    """Makes queries at random, of the part that the columns answer and a little beyond."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.variables: dict[str, str] = {}

    def query(self) -> str:
        draw = self.draw
        patterns = self._star(draw.choice(list(STARS)), "?a", 2)
        filters = [self._filter() for _ in range(draw.choice((0, 0, 1, 1, 2)))]
        body = " ".join((*patterns, *filter(None, filters)))
        required = dict(self.variables)
        if draw.random() < 0.25:
            body += self._beside(
                "FILTER NOT EXISTS" if draw.random() < 0.5 else draw.choice(("MINUS", "FILTER EXISTS"))
            )
        optional = ""
        if draw.random() < 0.3:
            self.variables = dict(required)
            optional = self._beside("OPTIONAL")
            body += optional
            if optional and draw.random() < 0.2:
                new = [name for name in self.variables if name not in required]
                body += "".join(f" FILTER({draw.choice(('', '!'))}BOUND({name}))" for name in new[:1])
        else:
            self.variables = required
        return PROLOGUE + (self._grouped(body, required) if draw.random() < 0.7 else self._listed(body, required))

    def _star(self, kind: str, subject: str, depth: int) -> list[str]:
        draw = self.draw
        self.variables[subject] = kind
        told = [f"{subject} a :{kind} ."] if draw.random() < 0.7 else []
        names = draw.sample(list(STARS[kind]), draw.randrange(1, 3))
        for name in names:
            value = f"?v{len(self.variables)}"
            held = STARS[kind][name]
            self.variables[value] = held
            if held in STARS and draw.random() < 0.15:
                step = draw.choice(list(STARS[held]))
                self.variables[value] = STARS[held][step]
                told.append(f"{subject} :{name}/:{step} {value} .")
            else:
                told.append(f"{subject} :{name} {value} .")
                if held in STARS and depth and draw.random() < 0.5:
                    told += self._star(held, value, depth - 1)
        return told

    def _filter(self) -> str:
        draw = self.draw
        name, kind = draw.choice(list(self.variables.items()))
        sign = draw.choice(("=", "!=", "<", "<=", ">", ">="))
        match kind:
            case "fr":
                return draw.choice(
                    (
                        f'FILTER(CONTAINS({name}, "{draw.choice(_WORDS)}"))',
                        f'FILTER(CONTAINS(LCASE(STR({name})), "{draw.choice(_WORDS).lower()}"))',
                        f'FILTER(REGEX(STR({name}), "{draw.choice(_WORDS)}.*{draw.choice(_WORDS)}", "i"))',
                        f'FILTER REGEX({name}, "^{draw.choice(_WORDS)}|{draw.choice(_WORDS)}$")',
                        f'FILTER(STRSTARTS(STR({name}), "{draw.choice(_WORDS).capitalize()}"))',
                    )
                )
            case "mixed":
                return draw.choice(
                    (
                        f'FILTER(LANG({name}) = "fr")',
                        f'FILTER(LANGMATCHES(LANG({name}), "EN"))',
                        f'FILTER(LANG({name}) != "en")',
                        f'FILTER(LANG({name}) = "fr" || LANG({name}) = "en")',
                    )
                )
            case "date":
                return f'FILTER({name} {sign} "20{draw.randrange(14, 26)}-05-15"^^xsd:date)'
            case "integer":
                return f"FILTER({name} {sign} {draw.randrange(50)} || {name} = {draw.randrange(10)}.5)"
            case "decimal":
                return f"FILTER({draw.randrange(10**7)}.5 {sign} {name} && {name} > 1000)"
            case "gYear":
                return f'FILTER({name} {sign} "{draw.randrange(2014, 2026)}"^^xsd:gYear)'
            case "string":
                return f'FILTER({name} {draw.choice(("=", "!=", "<"))} "{draw.randrange(30):03}")'
        others = [other for other, its in self.variables.items() if its in STARS and other != name]
        if others and draw.random() < 0.5:
            other = draw.choice(others)
            return draw.choice((f"FILTER({name} != {other})", f"FILTER(STR({name}) < STR({other}))"))
        return f"FILTER({name} {draw.choice(('=', '!='))} :{kind}/{draw.randrange(25)})".replace(
            f":{kind}/", f"<{BASE}{kind}/"
        ).replace(")", ">)")

    def _beside(self, word: str) -> str:
        draw = self.draw
        known = [(name, kind) for name, kind in self.variables.items() if kind in STARS]
        name, kind = draw.choice(known)
        prop = draw.choice(list(STARS[kind]))
        value = f"?w{len(self.variables)}"
        self.variables[value] = STARS[kind][prop]
        inner = f"{name} :{prop} {value} ."
        if draw.random() < 0.3:
            self.variables, kept = {value: STARS[kind][prop]}, self.variables
            inner += self._filter()
            self.variables = kept
        return f" {word} {{ {inner} }}"

    def _grouped(self, body: str, required: dict[str, str]) -> str:
        draw = self.draw
        keys = draw.sample(list(self.variables), min(len(self.variables), draw.choice((0, 1, 1, 2))))
        names = keys if draw.random() < 0.8 else draw.sample(keys, len(keys) // 2)
        columns, names = list(names), list(names)
        for number in range(draw.choice((1, 1, 2))):
            of = draw.choice(list(required))
            choices = ["COUNT({})", "COUNT(DISTINCT {})", "MIN({})", "MAX({})"]
            if required[of] in ("integer", "decimal"):
                choices += ["SUM({})", "AVG({})", "SUM({})"]
            columns.append(f"({draw.choice(choices).format(of)} AS ?n{number})")
            names.append(f"?n{number}")
        if draw.random() < 0.2:
            columns.append("(COUNT(*) AS ?n9)")
            names.append("?n9")
        text = f"SELECT {draw.choice(('', '', '', 'DISTINCT '))}{' '.join(columns)} WHERE {{ {body} }}"
        if keys:
            text += f" GROUP BY {' '.join(keys)}"
        if keys and draw.random() < 0.3:
            text += f" HAVING (COUNT({draw.choice(list(required))}) > {draw.randrange(4)})"
        return text + self._tail(names)

    def _listed(self, body: str, required: dict[str, str]) -> str:
        draw = self.draw
        names = draw.sample(list(self.variables), draw.randrange(1, len(self.variables) + 1))
        return f"SELECT {draw.choice(('', 'DISTINCT '))}{' '.join(names)} WHERE {{ {body} }}" + self._tail(names)

    def _tail(self, names: list[str]) -> str:
        draw = self.draw
        if draw.random() < 0.3:
            return ""
        order = draw.sample(names, draw.randrange(1, len(names) + 1))
        text = " ORDER BY " + " ".join(draw.choice((name, f"DESC({name})")) for name in order)
        if draw.random() < 0.6:
            text += f" LIMIT {draw.randrange(1, 20)}"
            if draw.random() < 0.3:
                text += f" OFFSET {draw.randrange(5)}"
        return text


def same(store: ox.Store, columns: Columns, text: str) -> bool:
    """Check that the columns give the answer of the engine; tell whether they gave one."""
    found = columns.answer(text, BASE)
    if found is None:
        return False
    names, rows = told(found)
    expected_names, expected = told(store.query(text, base_iri=BASE))
    assert names == expected_names, text
    assert Counter(rows) == Counter(expected), text
    order = re.findall(r"\?\w+", text.partition("ORDER BY")[2])
    assert _sorted_by(rows, order) == _sorted_by(expected, order), text
    return True


def _sorted_by(rows: list[str], names: list[str]) -> list[list[object]]:
    """Return what rows are sorted by, in their order."""
    return [[json.loads(row).get(name[1:]) for name in names] for row in rows]


@pytest.mark.parametrize("seed", range(20))
def test_the_answers_are_those_of_the_engine(both: tuple[ox.Store, Columns], seed: int) -> None:
    answered = sum(same(*both, Asker(1000 * seed + number).query()) for number in range(40))
    assert answered >= 10


def _one(name: str, value: object, subject: str = "Contrat/1") -> ox.Quad:
    return ox.Quad(_node(subject), _node(name), value)  # type: ignore[arg-type]


def _typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


SUM = PROLOGUE + "SELECT ?l (SUM(?v) AS ?n) WHERE { ?c :montant ?v ; :lieu ?l } GROUP BY ?l"
GREATEST = PROLOGUE + "SELECT ?l (MAX(?v) AS ?n) WHERE { ?c :montant ?v ; :lieu ?l } GROUP BY ?l"
SORTED = PROLOGUE + "SELECT ?v (COUNT(?c) AS ?n) WHERE { ?c :montant ?v ; :lieu ?l } GROUP BY ?v ORDER BY ?v LIMIT 3"
AFTER = PROLOGUE + "SELECT (COUNT(?c) AS ?n) WHERE { ?c :montant ?v ; :lieu ?l FILTER(?v > 5) }"
HELD = PROLOGUE + 'SELECT ?c WHERE { ?c :montant ?v ; :lieu ?l FILTER(CONTAINS(STR(?v), "friches")) } ORDER BY ?c'


@pytest.mark.parametrize(
    ("value", "left"),
    [
        (_typed("12.5", "decimal"), ()),
        (_typed("7", "integer"), (SUM, GREATEST, SORTED, AFTER)),  # beside decimals: two datatypes
        (_typed("NaN", "double"), (SUM, GREATEST, SORTED, AFTER)),
        (_typed("0.00001", "decimal"), (SUM, GREATEST, SORTED, AFTER)),  # more digits than are kept
        (_typed("123456789012345", "decimal"), (SUM, GREATEST, SORTED, AFTER)),
        (_typed("deux", "decimal"), (SUM, GREATEST, SORTED, AFTER)),  # a writing that is none
        (_typed("12.50", "decimal"), ()),  # the store writes it 12.5
        (ox.Literal("friches", language="FR"), (SUM, GREATEST, SORTED, AFTER, HELD)),
        (_node("Lieu/3"), (SUM, GREATEST, SORTED, AFTER, HELD)),
    ],
)
def test_unusual_values_are_left_to_the_engine(tmp_path: Path, value: object, left: tuple[str, ...]) -> None:
    quads = [_one("montant", _typed(f"{n}.5", "decimal"), f"Contrat/{n}") for n in range(9)]
    quads += [_one("lieu", _node(f"Lieu/{n % 2}"), f"Contrat/{n}") for n in range(9)]
    store, columns = opened([*quads, _one("montant", value)], tmp_path)
    assert columns is not None
    for text in (SUM, GREATEST, SORTED, AFTER):
        assert same(store, columns, text) == (text not in left)
    same(store, columns, HELD)


def test_sums_that_overflow_are_left_to_the_engine(tmp_path: Path) -> None:
    quads = [_one("montant", _typed(f"9999999999999{n}", "integer"), f"Contrat/{n}") for n in range(10)]
    quads += [_one("lieu", _node(f"Lieu/{n}"), f"Contrat/{m}") for n in range(350) for m in range(10)]
    quads += [_one("au", _node("Lieu/0"), f"Lieu/{n}") for n in range(350)]
    store, columns = opened(quads, tmp_path)
    assert columns is not None
    assert same(store, columns, SUM)
    total = "SELECT ?r (SUM(?v) AS ?n) WHERE { ?c :montant ?v ; :lieu ?l . ?l :au ?r . ?d :lieu ?l . ?e :lieu ?l . "
    total += "?f :lieu ?l } GROUP BY ?r"
    assert not same(store, columns, PROLOGUE + total)


def test_texts_of_any_characters_are_found_and_sorted(tmp_path: Path) -> None:
    texts = [
        "friches \U0001f600",
        'des « friches »\n"ici"',
        "FRICHES\\",
        "ſriches",
        "friſches",
        "Friches\t.",
        "frîches",
    ]
    quads = [_one("montant", ox.Literal(text, language="fr"), f"Contrat/{n}") for n, text in enumerate(texts)]
    quads += [_one("lieu", _node("Lieu/0"), f"Contrat/{n}") for n in range(len(texts))]
    store, columns = opened(quads, tmp_path)
    assert columns is not None
    for test in (
        'CONTAINS(?v, "friches")',
        'REGEX(?v, "friches", "i")',
        'REGEX(STR(?v), "f.iches\\n")'.replace("\\n", ""),
    ):
        text = f"SELECT ?v ?c WHERE {{ ?c :montant ?v ; :lieu ?l FILTER({test}) }} ORDER BY ?v ?c"
        assert same(store, columns, PROLOGUE + text)
    odd = [_one("montant", ox.Literal("friches \x00", language="fr"), "Contrat/99")]
    (tmp_path / "odd").mkdir()
    store, columns = opened([*quads, *odd], tmp_path / "odd")
    assert columns is not None
    assert not same(store, columns, SORTED)


def test_there_are_no_columns_of_blank_nodes(tmp_path: Path) -> None:
    assert opened([_one("lieu", ox.BlankNode("b"))], tmp_path)[1] is None


def test_letters_that_the_engine_takes_for_the_same_are_folded_to_the_same() -> None:
    cased = [
        c
        for c in map(chr, (*range(1, 0xD800), *range(0xE000, 0x110000)))
        if {c.lower(), c.upper(), c.casefold()} != {c}
    ]
    folded = dict(
        duckdb.sql(
            f"SELECT c, {made.FOLDED.format('c')} FROM (SELECT unnest($cased) AS c)", params={"cased": cased}
        ).fetchall()
    )
    values = " ".join(f'"{c}"' for c in cased)
    for letter in sorted(analytic_text.LETTERS):
        (same_letter,) = duckdb.sql(f"SELECT {made.FOLDED.format('$c')}", params={"c": letter}).fetchall()[0]
        test = f'REGEX(?c, "{letter}", "i") || CONTAINS(LCASE(?c), "{letter}")'
        query = f"SELECT ?c {{ VALUES ?c {{ {values} }} FILTER({test}) }}"
        solutions = ox.Store().query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        for solution in solutions:
            assert same_letter in folded[solution["c"].value], (letter, solution["c"])


def test_what_is_not_there_costs_nothing(tmp_path: Path) -> None:
    assert Analytic().answer("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", BASE) is None
    (tmp_path / "faux").write_bytes(b"autre chose")
    assert Analytic(str(tmp_path / "faux")).answer("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", BASE) is None
