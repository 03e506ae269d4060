"""SHACL validation of the graphs. The gate of the ontology is the package ``porte``.

rapport = validate(read_graphs([Path("data/ttl")]))
print_report(rapport, console)
raise SystemExit(rapport.code)  # 0 conformant, 1 violations; ValidationImpossible is 2
"""

from __future__ import annotations

from pactes.validation.affichage import print_report
from pactes.validation.cache import Cache, default_path
from pactes.validation.citations import check_quotes
from pactes.validation.formats import html_report, json_report, turtle_report
from pactes.validation.formes import Formes, Severite, Textes, load_shapes
from pactes.validation.graphes import Genre, GrapheDeDonnees, read_graph, read_graphs
from pactes.validation.moteur import ENSEMBLE, load_ontology, validate
from pactes.validation.publication import RAPPORT, report_graph
from pactes.validation.rapport import CONFORME, IMPOSSIBLE, VIOLATIONS, Rapport, Resultat

__all__ = [
    "CONFORME",
    "ENSEMBLE",
    "IMPOSSIBLE",
    "RAPPORT",
    "VIOLATIONS",
    "Cache",
    "Formes",
    "Genre",
    "GrapheDeDonnees",
    "Rapport",
    "Resultat",
    "Severite",
    "Textes",
    "check_quotes",
    "default_path",
    "html_report",
    "json_report",
    "load_ontology",
    "load_shapes",
    "print_report",
    "read_graph",
    "read_graphs",
    "report_graph",
    "turtle_report",
    "validate",
]
