"""Runs pySHACL on each slice and on the union, and turns its results into ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyshacl
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH, SKOS
from rdflib.term import Node

from pactes.errors import ValidationImpossible
from pactes.parallel import forked_map
from pactes.rdf.namespaces import BASE
from pactes.settings import resource
from pactes.validation.formes import SEVERITES, Forme, Formes, Severite, Textes, load_shapes
from pactes.validation.graphes import GrapheDeDonnees, Tranche, slices
from pactes.validation.rapport import Rapport, Resultat

ENSEMBLE = "tous les graphes"
"""Name, in reports, of the union of all graphs."""


@dataclass(frozen=True, slots=True)
class Brut:
    """A result of pySHACL, on the node that is wrong."""

    noeud: Node
    forme: Node
    valeur: Node | None
    severite: Severite
    message: Textes


def validate(
    data_graphs: Iterable[GrapheDeDonnees],
    shapes: Formes | None = None,
    *,
    context: Iterable[GrapheDeDonnees] = (),
    ontology: Graph | None = None,
    on_progress: Callable[[str], None] | None = None,
    jobs: int = 1,
) -> Rapport:
    """Validate each graph with the types of what it names, then all graphs together for what reaches across them.

    ``context`` are graphs that the others may lean on and that need no validation themselves (vocabularies; the
    registry when one document changed). ``ontology`` is only read for the hierarchy of our classes. ``on_progress`` is
    called with the name of each run before it starts. ``jobs`` graphs are validated at once.

    Raises:
        ValidationImpossible: the shapes or the ontology cannot be read, or pySHACL refuses them.
    """
    formes = load_shapes() if shapes is None else shapes
    base = formes.base
    graphs = sorted(data_graphs, key=lambda g: g.fichier)
    hierarchy = load_ontology(base=base) if ontology is None else ontology
    results: set[Resultat] = set()
    parts = list(slices(graphs, hierarchy, context=context, base=base))
    found = forked_map(lambda part: _of_part(part, formes), parts, jobs)
    for part in parts:
        if on_progress is not None:
            on_progress(part.nom)
        results.update(next(found))
    if formes.ensemble:
        if on_progress is not None:
            on_progress(ENSEMBLE)
        union = _union(graphs, formes.ensemble)
        results.update(_result(raw, ENSEMBLE, union, formes) for raw in _run(union, formes.ensemble))
    return Rapport(tuple(g.fichier for g in graphs), tuple(sorted(results, key=lambda r: r.cle)), base)


def _of_part(part: Tranche, formes: Formes) -> list[Resultat]:
    """Return what the shapes of one graph find in one slice."""
    results = []
    for raw in _run(part.graphe, formes.par_graphe):
        file = _file(raw, part, formes)
        if file is not None:
            results.append(_result(raw, file, part.graphe, formes))
    return results


def load_ontology(*, base: str = BASE) -> Graph:
    """Read the terms (``ontology/pactes.ttl``) for a base IRI.

    Raises:
        ValidationImpossible: the file is missing or cannot be read.
    """
    path = resource("ontology") / "pactes.ttl"
    try:
        text = path.read_text(encoding="utf-8")
        return Graph().parse(data=text.replace(BASE, base), format="turtle")
    except Exception as error:
        raise ValidationImpossible(f"L'ontologie {path} ne se lit pas ({error}). Rétablissez-la.") from error


def _union(graphs: Iterable[GrapheDeDonnees], shapes: Graph) -> Graph:
    """Put together, from all graphs, the things that the shapes of the whole look at."""
    classes = {o for p in (SH.targetClass, SH.targetNode) for o in shapes.objects(None, p)}
    union = Graph()
    for data in graphs:
        for kind in classes:
            for node in data.graphe.subjects(RDF.type, kind):
                for predicate, value in data.graphe.predicate_objects(node):
                    union.add((node, predicate, value))
    return union


def _run(data: Graph, shapes: Graph) -> list[Brut]:
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
            texts = Textes(_in("fr", told), _in("en", told))
        else:
            texts = _texts_of_query(told, [m for m in shapes.objects(query, SH.message) if isinstance(m, Literal)])
            if value is not None and (shape, SH.targetNode, focus) in shapes:
                focus, value = value, None  # a query looks at a class and returns the node that is wrong
        raws.append(Brut(focus, shape, value, SEVERITES[severity], texts))
    return raws


def _in(language: str, messages: Iterable[Literal]) -> str:
    return " ".join(sorted(str(m) for m in messages if m.language == language))


def _texts_of_query(told: list[Literal], templates: list[Literal]) -> Textes:
    """Give each message its language back: pySHACL drops it when it fills in the variables of a query's message."""
    found = {"fr": "", "en": ""}
    for template in templates:
        parts = re.split(r"\{[?$]\w+\}", str(template))
        pattern = re.compile(".*?".join(re.escape(part) for part in parts), re.DOTALL)
        found[template.language or "fr"] = next((str(m) for m in told if pattern.fullmatch(str(m))), str(template))
    return Textes(found["fr"], found["en"])


def _file(raw: Brut, part: Tranche, formes: Formes) -> str | None:
    """Return the file that a result is about, None when it is about what another graph describes."""
    file = part.propres.get(raw.noeud)
    if file is None and str(raw.forme) in formes.sur_sujets:
        file = part.sujets.get(raw.noeud)
    return file


def _label(graph: Graph, node: Node) -> str | None:
    labels = [o for p in (RDFS.label, SKOS.prefLabel) for o in graph.objects(node, p) if isinstance(o, Literal)]
    labels.sort(key=lambda o: (o.language != "fr", str(o)))
    return str(labels[0]) if labels else None


def _line(graph: Graph, node: Node, base: str) -> int | None:
    """Return the first line on which the node is said: its own if it is a passage, else that of its evidence."""
    line, evidence = URIRef(f"{base}def#ligne"), URIRef(f"{base}def#preuve")
    lines = [o.toPython() for o in graph.objects(node, line) if isinstance(o, Literal)]
    for passage in graph.objects(node, evidence):
        lines += [o.toPython() for o in graph.objects(passage, line) if isinstance(o, Literal)]
    return min((number for number in lines if isinstance(number, int)), default=None)


def _result(raw: Brut, file: str, graph: Graph, formes: Formes) -> Resultat:
    about: Forme | None = formes.descriptions.get(str(raw.forme))
    return Resultat(
        fichier=file,
        noeud=str(raw.noeud),
        libelle=_label(graph, raw.noeud),
        ligne=_line(graph, raw.noeud, formes.base),
        forme=str(raw.forme),
        nom=about.nom if about else Textes("", ""),
        chemin=about.chemin if about else None,
        valeur=None if raw.valeur is None or raw.valeur == raw.noeud else str(raw.valeur),
        severite=raw.severite,
        message=raw.message,
        remede=about.remede if about else Textes("", ""),
    )
