"""A description in the terms of schema.org, for search engines and programs that know no other.

Only what schema.org can say without bending it is said: a class of ours that has no counterpart becomes the nearest
class above it, and keeps its own as ``schema:additionalType``; a property is mapped where the definition of the
schema.org one (https://schema.org/docs/full.html) holds for the thing, and left out otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from pactes.rdf.namespaces import PREFIXES
from pactes.store.terms import Term
from pactes.web.descriptions import Description

_SCHEMA = PREFIXES["schema"]
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_CURRENCY = "http://publications.europa.eu/resource/authority/currency/"
_LANGUAGES = {
    "http://publications.europa.eu/resource/authority/language/FRA": "fr",
    "http://publications.europa.eu/resource/authority/language/ENG": "en",
}
_ADMINISTRATIVE = ("commune", "epci", "arrondissement", "departement", "region")
"""Kinds of territory that are units of administration; a quarter or a basin is a place."""

CLASSES: Mapping[str, str] = {
    # The agreement as a work, whatever documents record it.
    "pactes:Contrat": "CreativeWork",
    "pactes:Axe": "CreativeWork",
    "pactes:Objectif": "CreativeWork",
    "pactes:Action": "CreativeWork",
    "pactes:Signature": "AgreeAction",
    "pactes:Organisation": "Organization",
    "pactes:Signataire": "Organization",
    "pactes:Instance": "Organization",
    "pactes:Projet": "Project",
    "pactes:Financement": "MonetaryAmount",
    "pactes:Indicateur": "PropertyValue",
    "pactes:TexteJuridique": "Legislation",
    "pactes:Territoire": "Place",
    "pactes:Document": "DigitalDocument",
    "pactes:Passage": "Quotation",
    "pactes:Engagement": "Intangible",
    "pactes:Enonce": "Intangible",
    "pactes:Contradiction": "Intangible",
    "pactes:Dispositif": "DefinedTerm",
    "skos:Concept": "DefinedTerm",
    "skos:ConceptScheme": "DefinedTermSet",
    "owl:Ontology": "DefinedTermSet",
    "owl:Class": "DefinedTerm",
    "owl:ObjectProperty": "DefinedTerm",
    "owl:DatatypeProperty": "DefinedTerm",
    "dcat:Catalog": "DataCatalog",
    "dcat:Dataset": "Dataset",
    "dcat:Distribution": "DataDownload",
    "dcat:DataService": "WebAPI",
    "foaf:Agent": "Organization",
}

_COMMON: Mapping[str, str] = {
    "rdfs:label": "name",
    "skos:prefLabel": "name",
    "skos:altLabel": "alternateName",
    "pactes:sigle": "alternateName",
    "skos:definition": "description",
    "dcterms:description": "description",
    # A passage that says something of a thing is a work about it.
    "pactes:preuve": "subjectOf",
}
_WORK: Mapping[str, str] = {
    "dcterms:isPartOf": "isPartOf",
    "dcterms:publisher": "publisher",
    "dcterms:issued": "datePublished",
    "dcterms:modified": "dateModified",
    "dcterms:license": "license",
    "dcterms:identifier": "identifier",
    "dcterms:spatial": "spatialCoverage",
    "dcterms:language": "inLanguage",
    "dcterms:source": "isBasedOn",
}
_OF_CLASS: Mapping[str, Mapping[str, str]] = {
    "CreativeWork": {
        **_WORK,
        "pactes:dateSignature": "dateCreated",
        "pactes:fondeSur": "citation",
        "pactes:numero": "position",
        "pactes:statut": "creativeWorkStatus",
    },
    "AgreeAction": {"pactes:signataire": "agent", "pactes:contrat": "object"},
    "Organization": {"pactes:siren": "identifier", "dcterms:spatial": "areaServed", "foaf:page": "url"},
    "MonetaryAmount": {"pactes:montant": "value", "pactes:devise": "currency"},
    "PropertyValue": {"pactes:valeur": "value", "pactes:unite": "unitText"},
    "Legislation": {"eli:number": "legislationIdentifier", "eli:date_document": "legislationDate"},
    "Place": {"dcterms:isPartOf": "containedInPlace", "pactes:codeINSEE": "identifier", "pactes:codeQPV": "identifier"},
    "DigitalDocument": _WORK,
    "Quotation": {"oa:hasSource": "isPartOf"},
    "Intangible": {"pactes:texte": "description"},
    "DefinedTerm": {"skos:inScheme": "inDefinedTermSet", "rdfs:isDefinedBy": "inDefinedTermSet"},
    "DefinedTermSet": {**_WORK, "skos:hasTopConcept": "hasDefinedTerm", "owl:versionInfo": "version"},
    "DataCatalog": {**_WORK, "dcat:dataset": "dataset"},
    "Dataset": {
        **_WORK,
        "dcat:keyword": "keywords",
        "dcat:distribution": "distribution",
        "dcat:version": "version",
        "dcat:landingPage": "url",
    },
    "DataDownload": {**_WORK, "dcat:downloadURL": "contentUrl", "dcat:mediaType": "encodingFormat"},
    "WebAPI": {"dcat:endpointDescription": "documentation", "dcterms:publisher": "provider"},
}

JSON_CONTEXT: Mapping[str, str] = {"@vocab": _SCHEMA, "xsd": PREFIXES["xsd"]}
"""How search engines like their JSON-LD: the names of schema.org without a prefix, and no second request."""

Said = Mapping[str, tuple[Term, ...]]
"""What is said of one subject: property IRI to values."""


def schema_view(description: Description, document: str, licence: str, dataset: str, base: str) -> tuple[Quad, ...]:
    """Return the description in schema.org terms, sorted: the thing, its parts, the names of what they point to.

    ``document`` is the IRI of the document about the thing, ``base`` the base IRI.
    """
    said: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for quad in description.quads:
        if isinstance(quad.subject, NamedNode):
            said[quad.subject.value][quad.predicate.value].add(quad.object)
    told = {
        iri: {name: tuple(sorted(terms, key=str)) for name, terms in properties.items()}
        for iri, properties in said.items()
    }
    found: set[Quad] = set()
    for iri, properties in told.items():
        found.update(_node(iri, properties, told, base))
    # What is only named is told where something said here leads to it.
    led_to = {quad.object for quad in found if isinstance(quad.object, NamedNode)} | {NamedNode(description.iri)}
    typed = {quad.subject for quad in found if quad.predicate == _TYPE}
    found = {quad for quad in found if quad.subject in typed or quad.subject in led_to}
    found.update(_page(description.iri, document, licence, dataset))
    thing = NamedNode(description.iri)
    return tuple(sorted(found, key=lambda quad: (quad.subject != thing, str(quad))))


def _page(iri: str, document: str, licence: str, dataset: str) -> Iterator[Quad]:
    yield _quad(document, _TYPE, NamedNode(_SCHEMA + "WebPage"))
    yield _quad(document, "mainEntity", NamedNode(iri))
    yield _quad(document, "license", NamedNode(licence))
    if dataset != iri:
        yield _quad(document, "isPartOf", NamedNode(dataset))


def _node(iri: str, said: Said, told: Mapping[str, Said], base: str) -> Iterator[Quad]:
    """Yield what schema.org can say of one subject."""
    types = [term.value for term in said.get(_TYPE.value, ()) if isinstance(term, NamedNode)]
    classes = _rules(CLASSES, base)
    mapped = {classes[name] for name in types if name in classes}
    if "Place" in mapped and _is_administrative(said):
        mapped = {"AdministrativeArea"}
    rules = dict(_rules(_COMMON, base))
    for name in mapped:
        yield _quad(iri, _TYPE, NamedNode(_SCHEMA + name))
        rules |= _rules(_OF_CLASS.get("Place" if name == "AdministrativeArea" else name, {}), base)
    if mapped:
        for name in types:
            yield _quad(iri, "additionalType", NamedNode(name))
    for predicate, terms in said.items():
        target = rules.get(predicate)
        # What has no class here is only named: a statement about it may not hold of what it is.
        if target is None or (not mapped and target != "name"):
            continue
        for term in terms:
            value = _value(target, term)
            if value is not None:
                yield _quad(iri, target, value)
    if "CreativeWork" in mapped:
        yield from _period(iri, said, base)
    if "AgreeAction" in mapped:
        planned = _one(said, f"{base}def#prevue") == "true"
        status = "PotentialActionStatus" if planned else "CompletedActionStatus"
        yield _quad(iri, "actionStatus", NamedNode(_SCHEMA + status))
    if "Quotation" in mapped:
        for selector in said.get(PREFIXES["oa"] + "hasSelector", ()):
            for quote in told.get(getattr(selector, "value", ""), {}).get(PREFIXES["oa"] + "exact", ()):
                yield _quad(iri, "text", quote)


def _period(iri: str, said: Said, base: str) -> Iterator[Quad]:
    """Yield the time that a contract covers, an ISO 8601 interval, where both its ends are known."""
    start, end = (_one(said, f"{base}def#{name}") for name in ("dateDebut", "dateFin"))
    if start and end:
        yield _quad(iri, "temporalCoverage", Literal(f"{start}/{end}"))


def _one(said: Said, predicate: str) -> str | None:
    terms = said.get(predicate, ())
    return terms[0].value if len(terms) == 1 and isinstance(terms[0], Literal) else None


def _is_administrative(said: Said) -> bool:
    kinds: Iterable[Term] = said.get(PREFIXES["dcterms"] + "type", ())
    return any(isinstance(kind, NamedNode) and kind.value.rsplit("/", 1)[-1] in _ADMINISTRATIVE for kind in kinds)


def _value(target: str, term: Term) -> NamedNode | Literal | None:
    """Return a value as schema.org writes it; None when it cannot."""
    if isinstance(term, BlankNode) or not isinstance(term, NamedNode | Literal):
        return None
    if isinstance(term, NamedNode):
        if target == "currency":
            return Literal(term.value.removeprefix(_CURRENCY)) if term.value.startswith(_CURRENCY) else None
        if target == "inLanguage":
            return Literal(_LANGUAGES[term.value]) if term.value in _LANGUAGES else None
        if target == "encodingFormat":
            return Literal(term.value.partition("media-types/")[2] or term.value)
    return term


def _rules(rules: Mapping[str, str], base: str) -> dict[str, str]:
    return {_iri(name, base): target for name, target in rules.items()}


def _iri(short: str, base: str) -> str:
    prefix, _, name = short.partition(":")
    return f"{base}def#{name}" if prefix == "pactes" else PREFIXES[prefix] + name


def _quad(subject: str, predicate: str | NamedNode, value: NamedNode | Literal | Term) -> Quad:
    name = predicate if isinstance(predicate, NamedNode) else NamedNode(_SCHEMA + predicate)
    assert isinstance(value, NamedNode | Literal)
    return Quad(NamedNode(subject), name, value)
