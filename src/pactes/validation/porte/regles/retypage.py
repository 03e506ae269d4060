"""The closure gives no thing a class that it is not stated to be: domains and ranges bite nobody (trap of OWL RL)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef
from rdflib.namespace import DCAT, OWL, PROV, RDF, RDFS, SH, VOID

from pactes.rdf.namespaces import PREFIXES
from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import short

ATTENDUS = {
    # A dataset is a collection for DCMI (accrualPeriodicity, which DCAT asks for), and PROV says how it was made.
    (DCAT.Dataset, URIRef("http://purl.org/dc/dcmitype/Collection")),
    (DCAT.Dataset, PROV.Entity),
    # A graph and the report of its validation are things that PROV says are derived from one another.
    (VOID.Dataset, PROV.Entity),
    (SH.ValidationReport, PROV.Entity),
    # A measure of quality says what it is derived from.
    (URIRef(f"{PREFIXES['dqv']}QualityMeasurement"), PROV.Entity),
}
"""What we let others conclude: class stated, class concluded."""


def regle(maison: Maison) -> Iterator[str]:
    """Yield the classes that things of some types come out with, beyond those above their types."""
    graph = maison.termes + maison.listes.axiomes
    for a, b in list(graph.subject_objects(OWL.equivalentClass)):
        graph.add((a, RDFS.subClassOf, b))
        graph.add((b, RDFS.subClassOf, a))
    for thing, types in sorted(maison.cloture.types.items(), key=str):
        stated = set(maison.donnees.image.objects(thing, RDF.type))
        if not stated:
            continue  # nothing is said of what it is, so nothing is a surprise
        expected = {OWL.Thing, RDFS.Resource} | {
            up for one in stated for up in graph.transitive_objects(one, RDFS.subClassOf)
        }
        expected |= {concluded for one, concluded in ATTENDUS if one in stated}
        for surprise in sorted(types - expected, key=str):
            example, file = maison.donnees.exemples.get(str(thing), (str(thing), "ontology"))
            yield (
                f"<{example}> ({file}), {' et '.join(sorted(map(short, stated)))}, devient {short(surprise)} par un "
                "domaine "
                "ou une portée : changez de propriété, ou ajoutez la paire à ATTENDUS avec sa raison."
            )
