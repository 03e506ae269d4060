"""Every namespace of the house, once: no other module writes a vocabulary's address.

``PACTES`` is closed: a misspelt term raises AttributeError instead of making a new IRI. Tests hold it to
``ontology/pactes.ttl`` and hold the prefixes of every Turtle, SPARQL and JSON-LD file to ``PREFIXES``. Addresses are
those of the default base; a build for another base rewrites what it writes.
"""

# The names of the attributes are those of the terms: mixed case is meant.
# ruff: noqa: N815
from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rdflib import Graph
from rdflib.namespace import DefinedNamespace, Namespace
from rdflib.term import URIRef

BASE: Final = "https://w3id.org/pactes/"
ONTOLOGIE: Final = URIRef(f"{BASE}def")
"""The ontology itself; its terms are ``ONTOLOGIE`` + ``#`` + name."""


class PACTES(DefinedNamespace):
    """The terms of the ontology: classes, then properties."""

    _fail = True
    _NS = Namespace(f"{BASE}def#")

    Action: URIRef
    Axe: URIRef
    Contradiction: URIRef
    Contrat: URIRef
    Dispositif: URIRef
    Document: URIRef
    ElementDePlan: URIRef
    Engagement: URIRef
    Enonce: URIRef
    Financement: URIRef
    Indicateur: URIRef
    Instance: URIRef
    Objectif: URIRef
    Organisation: URIRef
    Passage: URIRef
    Projet: URIRef
    Signataire: URIRef
    Signature: URIRef
    Territoire: URIRef
    TexteJuridique: URIRef

    adresse: URIRef
    annee: URIRef
    approche: URIRef
    auteur: URIRef
    avancement: URIRef
    axe: URIRef
    beneficiaire: URIRef
    codeINSEE: URIRef
    codeISO: URIRef
    codeNUTS: URIRef
    codeQPV: URIRef
    confiance: URIRef
    contrat: URIRef
    dateCreation: URIRef
    dateDebut: URIRef
    dateFin: URIRef
    dateSignature: URIRef
    debutExistence: URIRef
    deduit: URIRef
    deliberation: URIRef
    depuis: URIRef
    devise: URIRef
    dispositif: URIRef
    document: URIRef
    domaine: URIRef
    duree: URIRef
    echelle: URIRef
    empreinte: URIRef
    empreinteTexte: URIRef
    enonce: URIRef
    exempleRegional: URIRef
    ficheObjectif: URIRef
    ficheSignataires: URIRef
    finExistence: URIRef
    financeur: URIRef
    fondeSur: URIRef
    frequence: URIRef
    frequenceReunion: URIRef
    genre: URIRef
    interesse: URIRef
    ligne: URIRef
    maximum: URIRef
    modalite: URIRef
    modifie: URIRef
    montant: URIRef
    nature: URIRef
    numero: URIRef
    objectifVise: URIRef
    objet: URIRef
    page: URIRef
    partenaireAssocie: URIRef
    partie: URIRef
    periodicite: URIRef
    porteSur: URIRef
    porteurDeProjet: URIRef
    preuve: URIRef
    prevue: URIRef
    programme: URIRef
    propriete: URIRef
    qualite: URIRef
    reconduction: URIRef
    regle: URIRef
    representant: URIRef
    sigle: URIRef
    signataire: URIRef
    signature: URIRef
    siren: URIRef
    statut: URIRef
    sujet: URIRef
    taux: URIRef
    temoin: URIRef
    texte: URIRef
    theme: URIRef
    transversal: URIRef
    unite: URIRef
    valeur: URIRef


SHAPES: Final = Namespace(f"{BASE}shapes#")
"""Names of the shapes (``shapes/*.ttl``)."""

# Vocabularies: a concept is its scheme's namespace + slug.
TYPE_CONTRAT: Final = Namespace(f"{BASE}voc/type-contrat/")
NATURE_FINANCEMENT: Final = Namespace(f"{BASE}voc/nature-financement/")
STATUT_CONTRAT: Final = Namespace(f"{BASE}voc/statut-contrat/")
STATUT_ENGAGEMENT: Final = Namespace(f"{BASE}voc/statut-engagement/")
TYPE_TERRITOIRE: Final = Namespace(f"{BASE}voc/type-territoire/")
TYPE_ORGANISATION: Final = Namespace(f"{BASE}voc/type-organisation/")
GENRE_CONTRADICTION: Final = Namespace(f"{BASE}voc/genre-contradiction/")
GENRE_TEXTE: Final = Namespace(f"{BASE}voc/genre-texte/")
PARTAGE_REFERENCE: Final = Namespace(f"{BASE}voc/partage-reference/")

# Tables of the European Union.
DEVISE_UE: Final = Namespace("http://publications.europa.eu/resource/authority/currency/")
FREQUENCE_UE: Final = Namespace("http://publications.europa.eu/resource/authority/frequency/")
LANGUE_UE: Final = Namespace("http://publications.europa.eu/resource/authority/language/")
NUTS_UE: Final = Namespace("http://data.europa.eu/nuts/code/")
EUROVOC: Final = Namespace("http://eurovoc.europa.eu/")
"""The thesaurus of the European Union: what a family of contracts is about, in words that other catalogues share."""

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pactes": str(PACTES._NS),
        "formes": str(SHAPES),
        "type-contrat": str(TYPE_CONTRAT),
        "nature-financement": str(NATURE_FINANCEMENT),
        "statut-contrat": str(STATUT_CONTRAT),
        "statut-engagement": str(STATUT_ENGAGEMENT),
        "type-territoire": str(TYPE_TERRITOIRE),
        "type-organisation": str(TYPE_ORGANISATION),
        "genre-contradiction": str(GENRE_CONTRADICTION),
        "genre-texte": str(GENRE_TEXTE),
        "partage-reference": str(PARTAGE_REFERENCE),
        "adms": "http://www.w3.org/ns/adms#",
        "bibo": "http://purl.org/ontology/bibo/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcatap": "http://data.europa.eu/r5r/",
        "dcterms": "http://purl.org/dc/terms/",
        "devise": str(DEVISE_UE),
        "dqv": "http://www.w3.org/ns/dqv#",
        "eli": "http://data.europa.eu/eli/ontology#",
        "epo": "http://data.europa.eu/a4g/ontology#",
        "eurovoc": str(EUROVOC),
        "foaf": "http://xmlns.com/foaf/0.1/",
        "frapo": "http://purl.org/cerif/frapo/",
        "frequence": str(FREQUENCE_UE),
        "geo": "http://www.opengis.net/ont/geosparql#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "igeo": "http://rdf.insee.fr/def/geo#",
        "langue": str(LANGUE_UE),
        "locn": "http://www.w3.org/ns/locn#",
        "m8g": "http://data.europa.eu/m8g/",
        "nuts": str(NUTS_UE),
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "time": "http://www.w3.org/2006/time#",
        "vann": "http://purl.org/vocab/vann/",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "void": "http://rdfs.org/ns/void#",
        "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""The one table of prefixes."""


def bind_prefixes(graph: Graph) -> Graph:
    """Bind every prefix of ``PREFIXES`` in ``graph`` and return it."""
    for prefix, address in PREFIXES.items():
        graph.bind(prefix, address, override=True, replace=True)
    return graph
