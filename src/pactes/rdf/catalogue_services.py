"""The services that the catalogue tells of."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SERVICES", "Service"]


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its path, titles and descriptions in French and English, the specification that it follows."""

    chemin: str
    titres: tuple[str, str]
    descriptions: tuple[str, str]
    norme: str


SERVICES = (
    Service(
        "sparql",
        ("Service SPARQL de pactes", "The pactes SPARQL service"),
        ("Interrogation en SPARQL 1.1 de tous les graphes.", "Querying of all graphs in SPARQL 1.1."),
        "http://www.w3.org/TR/sparql11-protocol/",
    ),
    Service(
        "reconcile",
        ("Service de rapprochement de pactes", "The pactes reconciliation service"),
        (
            "Rapprochement de noms de territoires, d'organisations et de contrats avec nos identifiants (OpenRefine).",
            "Reconciliation of names of territories, organisations and contracts with our identifiers (OpenRefine).",
        ),
        "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/",
    ),
)
