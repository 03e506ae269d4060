"""Organisations and territories: in each document's graph where it names them, in the registry what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, RDF, RDFS, SKOS

from pactes.linking.corpus import AncienNom, Mention, OrganisationLiee, TerritoireLie
from pactes.model import TypeTerritoire
from pactes.rdf.classement import Classement
from pactes.rdf.ecrivain import Ecrivain
from pactes.rdf.iris import date, fr, iri
from pactes.rdf.namespaces import NUTS_UE, PACTES, TYPE_TERRITOIRE

__all__ = ["describe_territoire", "write_organisation", "write_territoire"]

# The calendar module would follow the machine's language.
_MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
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


def write_organisation(
    thing: OrganisationLiee, ecrivains: Mapping[str, Ecrivain], registre: Graph, classement: Classement
) -> None:
    """Write an organisation: where documents name it, and in the registry its kind, names, codes and successors."""
    _mentions(thing.chemin, thing.nom, PACTES.Organisation, thing.mentions, ecrivains)
    node = iri(thing.chemin)
    registre.add((node, RDF.type, PACTES.Organisation))
    registre.add((node, RDFS.label, fr(thing.nom)))
    if thing.en:
        registre.add((node, RDFS.label, Literal(thing.en, lang="en")))
    if kind := classement.of(thing):
        registre.add((node, ORG.classification, kind))
    if thing.debut:
        registre.add((node, PACTES.debutExistence, date(thing.debut)))
    if thing.fin:
        registre.add((node, PACTES.finExistence, date(thing.fin)))
    for successor in thing.devenue:
        registre.add((node, DCTERMS.isReplacedBy, iri(successor)))
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
    for triple in describe_territoire(thing):
        registre.add(triple)


def describe_territoire(thing: TerritoireLie) -> Iterator[tuple[URIRef, URIRef, Literal | URIRef]]:
    """Yield what the registry says of a territory: its kind, names, codes, what holds it, when it exists."""
    node = iri(thing.chemin)
    yield node, RDF.type, PACTES.Territoire
    yield node, RDFS.label, fr(thing.nom)
    yield node, DCTERMS.type, TYPE_TERRITOIRE[thing.type_territoire]
    if thing.code and thing.type_territoire in _INSEE:
        yield node, PACTES.codeINSEE, Literal(thing.code)
    if thing.siren:
        yield node, PACTES.siren, Literal(thing.siren)
    if thing.iso:
        yield node, PACTES.codeISO, Literal(thing.iso)
    for code in thing.nuts:
        yield node, PACTES.codeNUTS, Literal(code)
        # LOCN gives the geographic identifier of a location by rdfs:seeAlso; Eurostat's is made of the code.
        yield node, RDFS.seeAlso, NUTS_UE[code]
    if thing.debut:
        yield node, PACTES.debutExistence, date(thing.debut)
    if thing.fin:
        yield node, PACTES.finExistence, date(thing.fin)
    for alias in thing.alias:
        yield node, SKOS.altLabel, fr(alias)
    for ancien in thing.anciens_noms:
        yield from ((node, SKOS.historyNote, note) for note in _former_name(ancien))
    for parent in thing.parents:
        yield node, DCTERMS.isPartOf, iri(parent)
    if thing.remplace_par:
        yield node, DCTERMS.isReplacedBy, iri(thing.remplace_par)


def _former_name(ancien: AncienNom) -> tuple[Literal, Literal]:
    """Return a sentence, « This code stood for X until … », in French and in English."""
    year, _, rest = ancien.fin.partition("-")
    if not rest:
        french, english = f"jusqu'en {year}", f"until {year}"
    else:
        month, day = (int(part) for part in rest.split("-"))
        french = f"jusqu'au {'1er' if day == 1 else day} {_MOIS[month - 1]} {year}"
        english = f"until {day} {_MONTHS[month - 1]} {year}"
    return (
        fr(f"Ce code désignait « {ancien.nom} » {french}."),
        Literal(f"This code stood for “{ancien.nom}” {english}.", lang="en"),
    )
