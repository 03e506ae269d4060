"""The report as RDF: a SHACL validation report without blank nodes, the graph ``graphe/validation`` of a release."""

from __future__ import annotations

import re
from pathlib import PurePath

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SH, SKOS, XSD, Namespace

from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.validation.formes import SEVERITES, Severite, Textes
from pactes.validation.rapport import Rapport, Resultat

__all__ = ["RAPPORT", "report_graph"]

RAPPORT = "validation"
"""Where the report of a release is, under the base IRI; its results are fragments of it."""

_DQV = Namespace(PREFIXES["dqv"])
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_COUNTED = {
    Severite.VIOLATION: (
        Textes("violations", "violations"),
        Textes(
            "Nombre de résultats qui empêchent un graphe d'être publié.",
            "Number of results that keep a graph out of the release.",
        ),
    ),
    Severite.AVERTISSEMENT: (
        Textes("avertissements", "warnings"),
        Textes("Nombre de résultats à vérifier.", "Number of results to check."),
    ),
    Severite.INFORMATION: (
        Textes("informations", "notes"),
        Textes("Nombre de résultats donnés pour mémoire.", "Number of results given for the record."),
    ),
}


def report_graph(report: Rapport, *, version: str = "", date: str = "") -> Graph:
    """Return the report as triples: what is validated, whether it conforms, how many results, and each result.

    ``version`` and ``date`` (``YYYY-MM-DD``) are those of the release that is validated; a report of files that are no
    release has neither. A result names its path where that is a property; another path is that of its source shape.
    """
    graph = Graph(bind_namespaces="none")
    node = URIRef(f"{report.base}{RAPPORT}")
    graph.add((node, RDF.type, SH.ValidationReport))
    told = f", version {version}" if version else ""
    _both(graph, node, RDFS.label, Textes(f"Rapport de validation{told}", f"Validation report{told}"))
    graph.add((node, SH.conforms, Literal("true" if report.conforme else "false", datatype=XSD.boolean)))
    graph.add((node, DCTERMS.conformsTo, URIRef(f"{report.base}shapes")))
    if version:
        graph.add((node, DCTERMS.isPartOf, URIRef(f"{report.base}version/{version}")))
    if date:
        graph.add((node, DCTERMS.issued, Literal(date, datatype=XSD.date)))
    for file in report.fichiers:
        graph.add((node, PROV.wasDerivedFrom, _graph_of(report, file)))
    _count(graph, node, report)
    for result in report.resultats:
        graph.add((node, SH.result, _result(graph, node, report, result)))
    return graph


def _result(graph: Graph, report_node: URIRef, report: Rapport, result: Resultat) -> URIRef:
    node = URIRef(f"{report_node}#{result.identifiant}")
    severity = next(kind for kind, name in SEVERITES.items() if name is result.severite)
    graph.add((node, RDF.type, SH.ValidationResult))
    graph.add((node, SH.resultSeverity, severity))
    graph.add((node, SH.sourceShape, URIRef(result.forme)))
    graph.add((node, SH.focusNode, _term(result.noeud)))
    _both(graph, node, SH.resultMessage, result.message)
    if result.fichier in report.fichiers:
        graph.add((node, DCTERMS.source, _graph_of(report, result.fichier)))
    path = _property(result.chemin, report.base)
    if path is not None:
        graph.add((node, SH.resultPath, path))
    if result.contrainte is not None:
        graph.add((node, SH.sourceConstraintComponent, URIRef(f"{SH}{result.contrainte}ConstraintComponent")))
    if result.valeur is not None:
        graph.add((node, SH.value, _term(result.valeur)))
    return node


def _graph_of(report: Rapport, file: str) -> URIRef:
    """Return the graph that a file holds: files are named after their graphs."""
    return URIRef(f"{report.base}graphe/{PurePath(file).stem}")


def _term(text: str) -> URIRef | Literal:
    return URIRef(text) if _IRI.fullmatch(text) else Literal(text)


def _property(path: str | None, base: str) -> URIRef | None:
    """Return the property that a path is, None when it is more than one or goes backwards."""
    prefix, colon, local = (path or "").partition(":")
    if not colon or prefix not in PREFIXES or not re.fullmatch(r"[\w-]+", local):
        return None
    return URIRef(PREFIXES[prefix].replace(BASE, base, 1) + local)


def _count(graph: Graph, node: URIRef, report: Rapport) -> None:
    """State the number of results of each severity, as measurements of the dataset."""
    dimension = URIRef(f"{node}#conformite")
    graph.add((dimension, RDF.type, _DQV.Dimension))
    _both(graph, dimension, RDFS.label, Textes("conformité", "conformity"))
    _both(
        graph,
        dimension,
        SKOS.definition,
        Textes("Les données respectent les formes SHACL.", "The data satisfy the SHACL shapes."),
    )
    for severity, number in report.comptes.items():
        label, definition = _COUNTED[severity]
        metric, measure = (URIRef(f"{node}#{kind}-{label.fr}") for kind in ("metrique", "mesure"))
        graph.add((metric, RDF.type, _DQV.Metric))
        _both(graph, metric, RDFS.label, label)
        _both(graph, metric, SKOS.definition, definition)
        graph.add((metric, _DQV.inDimension, dimension))
        graph.add((metric, _DQV.expectedDataType, XSD.integer))
        graph.add((measure, RDF.type, _DQV.QualityMeasurement))
        _both(graph, measure, RDFS.label, Textes(f"{label.fr} : {number}", f"{label.en}: {number}"))
        graph.add((measure, _DQV.isMeasurementOf, metric))
        graph.add((measure, _DQV.computedOn, URIRef(f"{report.base}jeu/pactes")))
        graph.add((measure, _DQV.value, Literal(str(number), datatype=XSD.integer)))
        graph.add((measure, PROV.wasDerivedFrom, node))


def _both(graph: Graph, node: URIRef, predicate: URIRef, texts: Textes) -> None:
    graph.add((node, predicate, Literal(" ".join(texts.fr.split()), lang="fr")))
    graph.add((node, predicate, Literal(" ".join(texts.en.split()), lang="en")))
