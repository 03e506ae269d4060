"""Organisations and territories: in each document's graph where it names them, in the registry what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from pactes.linking.corpus import Mention, OrganisationLiee, TerritoireLie
from pactes.model import TypeTerritoire
from pactes.rdf.ecrivain import Ecrivain
from pactes.rdf.iris import fr, iri
from pactes.rdf.namespaces import PACTES, TYPE_TERRITOIRE

__all__ = ["write_organisation", "write_territoire"]

_INSEE = frozenset(
    {TypeTerritoire.COMMUNE, TypeTerritoire.ARRONDISSEMENT, TypeTerritoire.DEPARTEMENT, TypeTerritoire.REGION}
)


def _mentions(
    chemin: str, nom: str, classe: URIRef, mentions: Iterable[Mention], ecrivains: Mapping[str, Ecrivain]
) -> None:
    for mention in mentions:
        ecrivain = ecrivains.get(mention.document)
        if ecrivain is not None:
            node = ecrivain.node(chemin, nom, classe)
            ecrivain.told(node, mention.evidence, mention.regle, mention.confiance)


def write_organisation(thing: OrganisationLiee, ecrivains: Mapping[str, Ecrivain], registre: Graph) -> None:
    """Write an organisation: where documents name it, and in the registry its names and codes."""
    _mentions(thing.chemin, thing.nom, PACTES.Organisation, thing.mentions, ecrivains)
    node = iri(thing.chemin)
    registre.add((node, RDF.type, PACTES.Organisation))
    registre.add((node, RDFS.label, fr(thing.nom)))
    for sigle in thing.sigles:
        registre.add((node, PACTES.sigle, Literal(sigle)))
    for alias in thing.alias:
        registre.add((node, SKOS.altLabel, fr(alias)))
    if thing.siren:
        registre.add((node, PACTES.siren, Literal(thing.siren)))
    if thing.territoire:
        registre.add((node, DCTERMS.spatial, iri(thing.territoire)))


def write_territoire(thing: TerritoireLie, ecrivains: Mapping[str, Ecrivain], registre: Graph) -> None:
    """Write a territory: where documents name it, and in the registry its kind, codes and what holds it."""
    _mentions(thing.chemin, thing.nom, PACTES.Territoire, thing.mentions, ecrivains)
    kind = TYPE_TERRITOIRE[thing.type_territoire]
    for ecrivain in {m.document: ecrivains[m.document] for m in thing.mentions if m.document in ecrivains}.values():
        ecrivain.add(iri(thing.chemin), DCTERMS.type, kind)
    node = iri(thing.chemin)
    registre.add((node, RDF.type, PACTES.Territoire))
    registre.add((node, RDFS.label, fr(thing.nom)))
    registre.add((node, DCTERMS.type, kind))
    if thing.code and thing.type_territoire in _INSEE:
        registre.add((node, PACTES.codeINSEE, Literal(thing.code)))
    if thing.siren:
        registre.add((node, PACTES.siren, Literal(thing.siren)))
    for alias in thing.alias:
        registre.add((node, SKOS.altLabel, fr(alias)))
    for parent in thing.parents:
        registre.add((node, DCTERMS.isPartOf, iri(parent)))
    if thing.remplace_par:
        registre.add((node, DCTERMS.isReplacedBy, iri(thing.remplace_par)))
