"""No term of others is used that is not on the committed list of those seen at their source (OOPS! P37, P40)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH

from pactes.rdf.namespaces import PREFIXES
from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import DOMAIN_INCLUDES, RANGE_INCLUDES, is_ours, named_iris

_NAMES_A_TERM = {
    *(RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso, RDFS.domain, RDFS.range, RDF.first),
    *(OWL.equivalentClass, OWL.equivalentProperty, OWL.inverseOf, OWL.disjointWith, OWL.onProperty),
    *(DOMAIN_INCLUDES, RANGE_INCLUDES),
    *(SH.path, SH.inversePath, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH["class"], SH.datatype),
}
_TABLES = "http://publications.europa.eu/resource/authority/"  # their concepts are data, not terms
_SPACES = tuple(iri for iri in PREFIXES.values() if not is_ours(iri) and not iri.startswith(_TABLES))


def _in_graph(graph: Graph) -> set[str]:
    found = {str(predicate) for predicate in graph.predicates()}
    for _, predicate, value in graph:
        if predicate in _NAMES_A_TERM and isinstance(value, URIRef):
            found.add(str(value))
    return found


def emplois(maison: Maison) -> dict[str, str]:
    """Return the IRIs of the terms of others that we use, each with a place where it is used."""
    used: dict[str, str] = {}
    for place, graph in (
        ("ontology", maison.termes),
        ("ontology/vocabularies", maison.vocabulaires),
        ("shapes", maison.formes),
    ):
        used.update(dict.fromkeys(_in_graph(graph) - set(used), place))
    for file, text in sorted({**maison.questions, **_sparql_of_shapes(maison)}.items()):
        used.update(dict.fromkeys(named_iris(text) - set(used), file))
    used.update(dict.fromkeys(_in_context(maison) - set(used), "ontology/context.jsonld"))
    data = maison.donnees
    for iri, file in {**data.proprietes, **data.classes, **data.types_de_valeurs}.items():
        used.setdefault(iri, file)
    return {iri: place for iri, place in used.items() if not is_ours(iri) and _is_term(iri)}


def _is_term(iri: str) -> bool:
    """Say whether an IRI is in one of the vocabularies of the table, or is no page: pages may be linked to freely."""
    in_a_vocabulary = any(iri.startswith(space) and iri != space for space in _SPACES)
    return in_a_vocabulary or ("#" in iri and not iri.endswith("#"))


def _sparql_of_shapes(maison: Maison) -> dict[str, str]:
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    return {
        f"shapes ({number})": prefixes + str(text) for number, text in enumerate(maison.formes.objects(None, SH.select))
    }


def _in_context(maison: Maison) -> set[str]:
    found = set()
    for entry in maison.contexte.values():
        for key in ("@id", "@type"):
            name = entry.get(key) if isinstance(entry, dict) else entry
            prefix, colon, local = str(name).partition(":")
            if colon and local and prefix in PREFIXES:
                found.add(f"{PREFIXES[prefix]}{local}")
    return found


def regle(maison: Maison) -> Iterator[str]:
    """Yield each term of others that is used and not listed, with the place that uses it."""
    for iri, place in sorted(emplois(maison).items()):
        if iri not in maison.listes.externes:
            yield (
                f"{place} emploie <{iri}>, qui n'est pas dans tests/ontology/termes-externes.txt : vérifiez-le à sa "
                "source, puis ajoutez-le sous le nom de celle-ci, ou corrigez-le."
            )
