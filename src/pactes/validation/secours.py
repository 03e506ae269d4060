"""pySHACL, for shapes that are not compiled and for queries that find something: its results are the last word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyshacl
from rdflib import Graph, Literal
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from pactes.errors import ValidationImpossible
from pactes.validation.compilees.programme import CIBLES
from pactes.validation.formes import SEVERITES, Severite, Textes


@dataclass(frozen=True, slots=True)
class Brut:
    """A result of pySHACL, on the node that is wrong."""

    noeud: Node
    forme: Node
    valeur: Node | None
    severite: Severite
    message: Textes
    composant: str | None = None


def restricted(shapes: Graph, roots: Iterable[Node]) -> Graph:
    """Return these shapes and what they call; only they keep their targets."""
    kept = Graph(bind_namespaces="none")
    wanted = list(roots)
    # Components of one's own are called by their parameters, not by name.
    reached, targeted = [*wanted, *set(shapes.subjects(SH.parameter))], set(wanted)
    seen = set(reached)
    for node in reached:
        for predicate, value in shapes.predicate_objects(node):
            if predicate in CIBLES and node not in targeted:
                continue
            kept.add((node, predicate, value))
            if value not in seen and predicate not in CIBLES and not isinstance(value, Literal):
                seen.add(value)
                reached.append(value)
    return kept


def run(data: Graph, shapes: Graph) -> list[Brut]:
    """Validate a graph by pySHACL.

    Raises:
        ValidationImpossible: pySHACL refuses the shapes.
    """
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True, advanced=False)
    except Exception as error:  # ShapeLoadError, ConstraintLoadError, ReportableRuntimeError… share no root
        raise ValidationImpossible(f"Les formes ne s'appliquent pas ({error}). Corrigez shapes/.") from error
    if not isinstance(report, Graph):
        raise ValidationImpossible(f"Les formes ne s'appliquent pas ({text}). Corrigez shapes/.")
    raws: list[Brut] = []
    # Only what the report itself holds: sh:detail tells the parts of a result as results of their own.
    for result in report.objects(report.value(predicate=RDF.type, object=SH.ValidationReport), SH.result):
        focus, shape = report.value(result, SH.focusNode), report.value(result, SH.sourceShape)
        severity = report.value(result, SH.resultSeverity)
        if focus is None or shape is None or severity is None:
            raise ValidationImpossible("Un résultat de pySHACL n'a ni nœud, ni forme, ni sévérité.")
        value = report.value(result, SH.value)
        query = shapes.value(shape, SH.sparql)
        told = [m for m in report.objects(result, SH.resultMessage) if isinstance(m, Literal)]
        if query is None:
            texts = texts_of(told)
        else:
            texts = _texts_of_query(told, [m for m in shapes.objects(query, SH.message) if isinstance(m, Literal)])
            if value is not None and (shape, SH.targetNode, focus) in shapes:
                focus, value = value, None  # a query looks at a class and returns the node that is wrong
        component = str(report.value(result, SH.sourceConstraintComponent) or "").removeprefix(str(SH))
        raws.append(
            Brut(focus, shape, value, SEVERITES[severity], texts, component.removesuffix("ConstraintComponent") or None)
        )
    return raws


def texts_of(messages: Iterable[Node]) -> Textes:
    """Return the messages of a shape in both languages."""
    literals = [m for m in messages if isinstance(m, Literal)]
    return Textes(*(" ".join(sorted(str(m) for m in literals if m.language == lang)) for lang in ("fr", "en")))


def _texts_of_query(told: list[Literal], templates: list[Literal]) -> Textes:
    """Give each message its language back: pySHACL drops it when it fills in the variables of a query's message."""
    found = {"fr": "", "en": ""}
    for template in templates:
        parts = re.split(r"\{[?$]\w+\}", str(template))
        pattern = re.compile(".*?".join(re.escape(part) for part in parts), re.DOTALL)
        found[template.language or "fr"] = next((str(m) for m in told if pattern.fullmatch(str(m))), str(template))
    return Textes(found["fr"], found["en"])
