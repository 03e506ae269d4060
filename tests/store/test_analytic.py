"""Analytic queries answered from columns: the same answers as the engine's, or none."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from pactes.release import columns as made
from pactes.store import analytic_columns
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

_WORDS = "friches sociale énergétique Œuvre intercommunale habitat école rénover".split()


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
        columns, names = list(keys), list(keys)
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
        text = f"SELECT {' '.join(columns)} WHERE {{ {body} }}"
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
