"""A matcher over the national registry and the graphs that are committed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.reconciliation import Rapprocheur
from pactes.reconciliation.publication import entites_publiees
from pactes.reconciliation.territoires import entites_nationales
from pactes.store.terms import Term

ROOT = Path(__file__).resolve().parents[2]
RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")
CLASSES = ("Territoire", "Organisation", "Contrat", "Dispositif")
PROPERTIES = {
    PREFIXES[name.partition(":")[0]] + name.partition(":")[2]
    for name in (
        *("rdfs:label", "skos:prefLabel", "skos:altLabel", "dcterms:title", "dcterms:type", "dcterms:spatial"),
        "org:classification",
        *("pactes:sigle", "pactes:siren", "pactes:codeINSEE", "pactes:partie", "pactes:dispositif", "pactes:statut"),
        *("pactes:dateSignature", "pactes:dateDebut", "pactes:dateFin"),
    )
}


def rows(quads: list[Quad]) -> Iterator[Mapping[str, Term]]:
    """Yield what the queries of ``lire_publication`` give."""
    for name in CLASSES:
        of_class = {q.subject for q in quads if q.predicate == RDF_TYPE and q.object == NamedNode(f"{BASE}def#{name}")}
        for quad in quads:
            if quad.subject in of_class and quad.predicate.value in PROPERTIES:
                yield {"c": Literal(name), "s": quad.subject, "p": quad.predicate, "o": quad.object}


@pytest.fixture(scope="session")
def rapprocheur() -> Rapprocheur:
    quads = [
        quad
        for path in sorted((ROOT / "data" / "ttl").glob("*.ttl"))
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE)
    ]
    known = {entite.chemin: entite for entite in entites_nationales()}
    return Rapprocheur(entites_publiees(rows(quads), BASE, known), base=BASE)
