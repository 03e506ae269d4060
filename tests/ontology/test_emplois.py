"""``docs/ontologie.md`` is what the files give, and every class serves: data, an example, a shape, a question."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.validation.porte import Maison, read_house
from pactes.validation.porte.donnees import Statement, read_statements
from pactes.validation.porte.emplois import Emploi, emplois, page

RACINE = Path(__file__).parents[2]
REMEDE = "docs/ontologie.md n'est plus ce que donnent les fichiers : lancez « make docs », puis commitez la page."


@pytest.fixture(scope="module")
def maison() -> Maison:
    return read_house()


@pytest.fixture(scope="module")
def statements() -> list[Statement]:
    return list(read_statements(sorted((RACINE / "data" / "ttl").glob("*.ttl"))))


def test_the_page_is_what_the_files_give(maison: Maison, statements: list[Statement]) -> None:
    written = (RACINE / "docs" / "ontologie.md").read_text(encoding="utf-8")
    assert written.splitlines() == page(maison, statements).splitlines(), REMEDE


def test_every_class_has_data_a_shape_an_example_and_a_question(maison: Maison, statements: list[Statement]) -> None:
    classes, _ = emplois(maison, statements)
    assert len(classes) >= 20
    for one in classes:
        assert one.nombre, one.nom
        assert one.exemple, one.nom
        assert one.formes, one.nom
        assert one.questions, one.nom


def small(turtle: str) -> list[Statement]:
    text = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items()) + turtle
    return [("essai.ttl", t) for t in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE)]


def named(found: list[Emploi], name: str) -> Emploi:
    return next(one for one in found if one.nom == name)


def test_things_are_counted_once_and_the_example_is_the_first(maison: Maison) -> None:
    given = small(
        f"<{BASE}id/b> a pactes:Axe ; pactes:numero '1', '2' . <{BASE}id/a> a pactes:Axe . "
        f"<{BASE}id/c> a pactes:Objectif ."
    )
    classes, properties = emplois(maison, [*given, *given])
    axe = named(classes, "Axe")
    assert (axe.nombre, axe.exemple) == (2, f"{BASE}id/a")
    assert "Axe" in axe.formes
    assert "axes-de-chaque-contrat.rq" in axe.questions
    assert named(properties, "numero").nombre == 2
    assert named(classes, "Territoire").exemple is None


def test_an_abstract_class_serves_by_those_below_it(maison: Maison) -> None:
    given = small(f"<{BASE}id/b> a pactes:Axe . <{BASE}id/a> a pactes:Action .")
    plan = named(emplois(maison, given)[0], "ElementDePlan")
    assert (plan.nombre, plan.exemple, plan.par) == (2, f"{BASE}id/a", ("Action", "Axe", "Objectif"))
    assert "actions-d-un-objectif.rq" in plan.questions


def test_a_term_without_data_is_told(maison: Maison) -> None:
    told = page(maison, small(f"<{BASE}id/b> a pactes:Axe ; pactes:numero '1' ."))
    assert "`montant`" in told.splitlines()[-1]
    assert "`numero`" not in told.splitlines()[-1]
    assert "| [`Territoire`](https://w3id.org/pactes/def#Territoire) | territoire | 0 | — |" in told
