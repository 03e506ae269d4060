"""How much each term of the ontology serves: things of the data, an example, shapes and questions, as a page in French.

The page is written by ``make docs`` to ``docs/ontologie.md`` and compared in tests, so it cannot drift.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph
from rdflib import Graph, Literal
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from pactes.rdf.namespaces import SHAPES
from pactes.validation.porte.donnees import Statement
from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import DOMAIN_INCLUDES, NS, own_classes, own_properties, short, term
from pactes.validation.porte.regles.emplois import questions_par_terme

_TYPE = str(RDF.type)
_HEAD = """# Les termes de l'ontologie et leurs emplois

Page générée par `make docs` à partir de `ontology/`, `shapes/`, `queries/` et `data/ttl/` : ne pas la modifier à la
main. Un test la compare à ce que donnent les fichiers.

Les nombres sont ceux des graphes publiés : choses d'une classe, énoncés d'une propriété. L'exemple est la première
chose, par ordre d'IRI, qui est de la classe ou qui a la propriété. Les formes (SHACL) regardent le terme, les
questions (SPARQL) le nomment. Les définitions sont dans `ontology/pactes.ttl` et à l'adresse de chaque terme.
"""


@dataclass(frozen=True, slots=True)
class Emploi:
    """What one term serves to.

    ``nombre`` counts the things of a class, or the statements of a property; ``exemple`` is the first IRI, in the order
    of code points, of a thing of the class or that has the property. ``par`` names the classes below from which example
    and questions come, when the class has none of its own.
    """

    nom: str
    libelle: str
    nombre: int
    exemple: str | None
    formes: tuple[str, ...]
    questions: tuple[str, ...]
    par: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Comptes:
    nombres: Mapping[str, int]
    exemples: Mapping[str, str]


def _count(statements: Iterable[Statement]) -> _Comptes:
    """Count the things of each class of ours and the statements of each property, over all graphs together."""
    found: dict[str, set[str]] = {}
    first: dict[str, str] = {}
    for _, triple in statements:
        used = triple.predicate.value
        if used == _TYPE and isinstance(triple.object, pyoxigraph.NamedNode):
            used = triple.object.value
        if not used.startswith(NS) or not isinstance(triple.subject, pyoxigraph.NamedNode):
            continue
        subject = triple.subject.value
        found.setdefault(used, set()).add(subject if triple.predicate.value == _TYPE else str(triple))
        first[used] = min(first.get(used, subject), subject)
    return _Comptes({iri: len(things) for iri, things in found.items()}, first)


def _shapes_of(graph: Graph, node: Node) -> tuple[str, ...]:
    """Return the named node shapes that aim at a class or that have a property on a path.

    A class that none aims at has those of which it is the class of a value.
    """
    aimed = {s for p in (SH.targetClass, SH.targetNode, SH.targetSubjectsOf) for s in graph.subjects(p, node)}
    parts = set(graph.subjects(SH.path, node)) or ((not aimed and set(graph.subjects(SH["class"], node))) or set())
    found = aimed | parts | {whole for part in parts for whole in graph.subjects(SH.property, part)}
    return tuple(sorted(str(s).removeprefix(str(SHAPES)) for s in found if (s, RDF.type, SH.NodeShape) in graph))


def _label(graph: Graph, node: Node) -> str:
    return next(str(o) for o in graph.objects(node, RDFS.label) if isinstance(o, Literal) and o.language == "fr")


def emplois(maison: Maison, statements: Iterable[Statement]) -> tuple[list[Emploi], list[Emploi]]:
    """Return what our classes, then our properties, serve to, each in the order of names."""
    counted = _count(statements)
    questions = questions_par_terme(maison)

    def of(name: str) -> Emploi:
        node = term(name)
        return Emploi(
            name,
            _label(maison.termes, node),
            counted.nombres.get(str(node), 0),
            counted.exemples.get(str(node)),
            _shapes_of(maison.formes, node),
            tuple(questions[name]),
        )

    classes = {name: of(name) for name in own_classes(maison.termes)}
    for name, one in classes.items():
        below = [str(c).removeprefix(NS) for c in maison.termes.subjects(RDFS.subClassOf, term(name))]
        served = sorted(child for child in below if child in classes)
        if served and not one.nombre:
            examples = [classes[child].exemple for child in served]
            classes[name] = Emploi(
                name,
                one.libelle,
                sum(classes[child].nombre for child in served),
                min((example for example in examples if example), default=None),
                one.formes,
                tuple(sorted({*one.questions, *(q for child in served for q in classes[child].questions)})),
                tuple(served),
            )
    return list(classes.values()), [of(name) for name in own_properties(maison.termes)]


def page(maison: Maison, statements: Iterable[Statement]) -> str:
    """Return the page of the terms and of what they serve to, in Markdown and in French."""
    classes, properties = emplois(maison, statements)
    lines = [
        *_HEAD.splitlines(),
        "",
        f"## Classes ({len(classes)})",
        "",
        "| classe | libellé | nombre | exemple | formes | questions |",
        "|---|---|---:|---|---|---|",
        *(_row(one, None) for one in classes),
        "",
        f"## Propriétés ({len(properties)})",
        "",
        "| propriété | libellé | sur | nombre | exemple | formes | questions |",
        "|---|---|---|---:|---|---|---|",
        *(_row(one, _hints(maison.termes, one.nom)) for one in properties),
    ]
    unused = [one.nom for one in properties if not one.nombre]
    if unused:
        named = ", ".join(f"`{name}`" for name in unused)
        lines += ["", f"Aucun document lu ne donne de valeur à : {named}."]
    return "\n".join(lines) + "\n"


def _hints(graph: Graph, name: str) -> str:
    return "<br>".join(sorted(short(o).removeprefix("pactes:") for o in graph.objects(term(name), DOMAIN_INCLUDES)))


def _row(one: Emploi, domains: str | None) -> str:
    number = f"{one.nombre}"
    if one.par:
        number += f"<br>(par {', '.join(one.par)})"
    example = f"[{'/'.join(one.exemple.split('/')[-2:])}]({one.exemple})" if one.exemple else "—"
    shapes = "<br>".join(f"`{name}`" for name in one.formes) or "—"
    asked = "<br>".join(f"[{q.removesuffix('.rq')}](../queries/{q})" for q in one.questions) or "—"
    cells = [f"[`{one.nom}`]({term(one.nom)})", one.libelle, *([domains] if domains is not None else []), number]
    return "| " + " | ".join([*cells, example, shapes, asked]) + " |"
