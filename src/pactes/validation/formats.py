"""The report as machines read it (JSON, Turtle) and as a page for people (HTML)."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pactes.rdf import to_turtle
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.validation.affichage import NOMS
from pactes.validation.formes import Severite
from pactes.validation.publication import report_graph
from pactes.validation.rapport import Rapport, Resultat

__all__ = ["FORMAT", "html_report", "json_report", "turtle_report"]

FORMAT = "pactes-validation/1"
"""Name of the shape of the JSON report (``docs/rapport-de-validation.schema.json``): a change that could break a
reader has another number."""


def json_report(report: Rapport) -> str:
    """Return the report as JSON: UTF-8 text, keys and results in a fixed order."""
    document = {
        "format": FORMAT,
        "base": report.base,
        "conforme": report.conforme,
        "fichiers": list(report.fichiers),
        "comptes": {str(severity): number for severity, number in report.comptes.items()},
        "resultats": [{"id": r.identifiant, **asdict(r)} for r in report.resultats],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def turtle_report(report: Rapport) -> str:
    """Return the report as a SHACL validation report in Turtle, without blank nodes, the same bytes each time."""
    prefixes = {prefix: address.replace(BASE, report.base, 1) for prefix, address in PREFIXES.items()}
    return to_turtle(report_graph(report), base=report.base, prefixes=prefixes)


def html_report(report: Rapport) -> str:
    """Return the report as one page in French that asks nothing of any other address.

    Results are grouped by severity, shape and file.
    """
    template = Environment(
        loader=PackageLoader("pactes.validation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("rapport.html")
    counts = [(severity, NOMS[severity][number > 1], number) for severity, number in report.comptes.items()]
    return template.render(rapport=report, comptes=counts, groupes=_by_severity(report)) + "\n"


def _by_severity(report: Rapport) -> list[tuple[Severite, str, list[dict[str, Any]]]]:
    """Return, for each severity, its plural name and its shapes, those with most results first."""
    groups = []
    for severity, found in groupby(report.resultats, key=lambda r: r.severite):
        by_shape: dict[str, list[Resultat]] = {}
        for result in found:
            by_shape.setdefault(result.forme, []).append(result)
        ordered = sorted(by_shape.values(), key=lambda results: (-len(results), results[0].forme))
        groups.append((severity, NOMS[severity][1], [_shape(results) for results in ordered]))
    return groups


def _shape(results: list[Resultat]) -> dict[str, Any]:
    first = results[0]
    return {
        "iri": first.forme,
        "ancre": first.forme.rsplit("#", 1)[-1],
        "nom": first.nom.fr or first.forme,
        "chemin": first.chemin,
        "remede": first.remede.fr,
        "message": first.message.fr if len({r.message.fr for r in results}) == 1 else None,
        "nombre": len(results),
        "valeurs": any(r.valeur is not None for r in results),
        "fichiers": [(file, list(same)) for file, same in groupby(results, key=lambda r: r.fichier)],
    }
