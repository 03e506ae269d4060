"""The report of a validation: results in a stable order, for people and for machines."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SH

from pactes.rdf.namespaces import BASE, bind_prefixes
from pactes.validation.formes import SEVERITES, Severite, Textes

CONFORME = 0
VIOLATIONS = 1
IMPOSSIBLE = 2
"""Exit codes: conformant; at least one violation; validation could not run (``ValidationImpossible`` was raised)."""


@dataclass(frozen=True, slots=True)
class Resultat:
    """One thing that a shape finds wrong.

    ``fichier`` is the graph's file; ``ligne`` the line of the document's text where the node is said, when known;
    ``valeur`` the value that is wrong, or the part of the node that is.
    """

    fichier: str
    noeud: str
    libelle: str | None
    ligne: int | None
    forme: str
    nom: Textes
    chemin: str | None
    valeur: str | None
    severite: Severite
    message: Textes
    remede: Textes

    @property
    def cle(self) -> tuple[Any, ...]:
        """Sort key: the most serious first, then file, line, node, shape, value."""
        return (self.severite.rang, self.fichier, self.ligne or 0, self.noeud, self.forme, self.valeur or "")

    @property
    def identifiant(self) -> str:
        """A short name that stays the same from one validation to the next."""
        key = "\n".join((self.fichier, self.noeud, self.forme, self.valeur or ""))
        return hashlib.sha256(key.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Rapport:
    """All results, sorted, and the files that were validated."""

    fichiers: tuple[str, ...]
    resultats: tuple[Resultat, ...]
    base: str = BASE

    @property
    def conforme(self) -> bool:
        """True when there is no violation; warnings do not count."""
        return not any(r.severite is Severite.VIOLATION for r in self.resultats)

    @property
    def code(self) -> int:
        """Exit code of ``pactes validate``: 0 conformant, 1 violations."""
        return CONFORME if self.conforme else VIOLATIONS

    @property
    def comptes(self) -> Mapping[Severite, int]:
        """Number of results of each severity."""
        found = Counter(r.severite for r in self.resultats)
        return {severity: found[severity] for severity in Severite}

    @property
    def fichiers_en_violation(self) -> tuple[str, ...]:
        """Files that a release must leave out, in order."""
        return tuple(sorted({r.fichier for r in self.resultats if r.severite is Severite.VIOLATION}))

    def to_json(self) -> str:
        """Return the report as JSON (UTF-8 text, keys in a fixed order)."""
        document = {
            "conforme": self.conforme,
            "fichiers": list(self.fichiers),
            "comptes": {str(severity): number for severity, number in self.comptes.items()},
            "resultats": [asdict(r) for r in self.resultats],
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def to_turtle(self) -> str:
        """Return the report as a SHACL validation report in Turtle, without blank nodes."""
        graph = bind_prefixes(Graph(bind_namespaces="none"))
        report = URIRef(f"{self.base}rapport/validation")
        kinds = {severity: kind for kind, severity in SEVERITES.items()}
        graph.add((report, RDF.type, SH.ValidationReport))
        graph.add((report, SH.conforms, Literal(self.conforme)))
        for r in self.resultats:
            result = URIRef(f"{report}#{r.identifiant}")
            graph.add((report, SH.result, result))
            graph.add((result, RDF.type, SH.ValidationResult))
            graph.add((result, SH.resultSeverity, kinds[r.severite]))
            graph.add((result, SH.sourceShape, URIRef(r.forme)))
            graph.add((result, SH.focusNode, URIRef(r.noeud) if ":" in r.noeud else Literal(r.noeud)))
            graph.add((result, DCTERMS.source, Literal(r.fichier)))
            if r.valeur is not None:
                graph.add((result, SH.value, Literal(r.valeur)))
            for language in ("fr", "en"):
                graph.add((result, SH.resultMessage, Literal(getattr(r.message, language), lang=language)))
        return graph.serialize(format="turtle")
