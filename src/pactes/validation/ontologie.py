"""The gate of the ontology: rules that its files keep, each a function that yields what breaks it.

The rules are those of OOPS! and FOOPS! that hold for us, the traps that vocabularies set (a wrong prefix passes every
parser), and the agreement between files that say the same thing twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, XSD
from rdflib.term import Node

from pactes.rdf.namespaces import BASE, ONTOLOGIE, PACTES, PREFIXES
from pactes.validation.maison import Maison

_NS = str(PACTES._NS)
_LANGUAGES = ["en", "fr"]
_DOMAIN_INCLUDES = URIRef(f"{PREFIXES['schema']}domainIncludes")
_RANGE_INCLUDES = URIRef(f"{PREFIXES['schema']}rangeIncludes")
_PROPERTY_TYPES = (OWL.ObjectProperty, OWL.DatatypeProperty)
_VOCABULARIES = tuple(prefix for prefix, iri in PREFIXES.items() if iri.startswith(f"{BASE}voc/"))

_PREFIX_LINE = re.compile(r"^\s*(?:@prefix|PREFIX|prefix)\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE)
_OWN_NAME = re.compile(r"(?<![\w/-])pactes:([A-Za-z]\w*)")
_OWN_IRI = re.compile(re.escape(_NS) + r"(\w+)")
_CONCEPT = re.compile(rf"(?<![\w/-])({'|'.join(_VOCABULARIES)}):([a-z0-9][a-z0-9-]*)")


@dataclass(frozen=True, slots=True)
class Probleme:
    """What breaks a rule, as a French sentence that names the term or the file."""

    regle: str
    message: str


def own_terms(graph: Graph) -> dict[str, set[Node]]:
    """Return the local names of our classes and properties with their types."""
    terms: dict[str, set[Node]] = {}
    for kind in (OWL.Class, *_PROPERTY_TYPES):
        for term in graph.subjects(RDF.type, kind):
            if str(term).startswith(_NS):
                terms.setdefault(str(term).removeprefix(_NS), set()).add(kind)
    return terms


def _languages(graph: Graph, subject: Node, predicate: URIRef) -> list[str]:
    return sorted(
        o.language or "" for o in graph.objects(subject, predicate) if isinstance(o, Literal) and str(o).strip()
    )


def _term(name: str) -> URIRef:
    return URIRef(_NS + name)  # PACTES[name] would refuse the very terms that a rule must report


def _n3(graph: Graph, term: URIRef) -> str:
    return term.n3(graph.namespace_manager)


def _bilingual(graph: Graph, predicate: URIRef, what: str) -> Iterator[str]:
    for name in sorted(own_terms(graph)):
        found = _languages(graph, _term(name), predicate)
        if found != _LANGUAGES:
            yield f"pactes:{name} doit avoir {what} en français et en anglais, une par langue (trouvé : {found})."


def libelles(house: Maison) -> Iterator[str]:
    """Each term has one label a language."""
    return _bilingual(house.termes, RDFS.label, "un libellé")


def definitions(house: Maison) -> Iterator[str]:
    """Each term has one definition a language."""
    return _bilingual(house.termes, SKOS.definition, "une définition")


def origine(house: Maison) -> Iterator[str]:
    """Each term says which ontology defines it, and is of one kind."""
    for name, kinds in sorted(own_terms(house.termes).items()):
        if set(house.termes.objects(_term(name), RDFS.isDefinedBy)) != {ONTOLOGIE}:
            yield f"pactes:{name} doit dire rdfs:isDefinedBy <{ONTOLOGIE}>."
        if len(kinds) != 1:
            yield f"pactes:{name} est à la fois de plusieurs sortes (classe, propriété d'objet, propriété de valeur)."


def noms(house: Maison) -> Iterator[str]:
    """Classes are named in UpperCamelCase and properties in lowerCamelCase, in ASCII."""
    for name, kinds in sorted(own_terms(house.termes).items()):
        wanted = r"[A-Z][A-Za-z]*" if OWL.Class in kinds else r"[a-z][A-Za-z]*"
        if not re.fullmatch(wanted, name):
            yield f"pactes:{name} ne suit pas l'usage des noms ({wanted})."


def termes_inconnus(house: Maison) -> Iterator[str]:
    """No file names a term or a concept of ours that does not exist."""
    known = set(own_terms(house.termes))
    concepts = {str(c) for c in house.vocabulaires.subjects(SKOS.inScheme)}
    for file, text in sorted(house.textes.items()):
        for name in sorted(set(_OWN_NAME.findall(text)) | set(_OWN_IRI.findall(text))):
            if name not in known:
                yield f"{file} emploie pactes:{name}, que l'ontologie ne définit pas."
        for prefix, slug in sorted(set(_CONCEPT.findall(text))):
            if f"{PREFIXES[prefix]}{slug}" not in concepts:
                yield f"{file} emploie {prefix}:{slug}, que son vocabulaire ne définit pas."


def prefixes(house: Maison) -> Iterator[str]:
    """Every prefix declared in a file is that of the one table."""
    declared = [(file, *pair) for file, text in house.textes.items() for pair in _PREFIX_LINE.findall(text)]
    declared += [
        ("ontology/context.jsonld", name, value)
        for name, value in house.contexte.items()
        if isinstance(value, str) and re.match(r"https?://", value)
    ]
    for file, prefix, iri in sorted(declared):
        if PREFIXES.get(prefix) != iri:
            yield f"{file} déclare {prefix}: <{iri}> ; la table (rdf/namespaces.py) dit <{PREFIXES.get(prefix)}>."


def entete(house: Maison) -> Iterator[str]:
    """The header says what FOOPS! asks for, titles and texts in both languages."""
    bibo_status = URIRef(f"{PREFIXES['bibo']}status")
    bilingual = (DCTERMS.title, DCTERMS.abstract, DCTERMS.description, DCTERMS.bibliographicCitation, RDFS.label)
    others = (
        *(DCTERMS.creator, DCTERMS.publisher, DCTERMS.license, DCTERMS.created, DCTERMS.issued, DCTERMS.modified),
        *(DCTERMS.source, OWL.versionIRI, OWL.versionInfo, bibo_status),
        *(VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri),
    )
    graph = house.termes
    for predicate in bilingual:
        if _languages(graph, ONTOLOGIE, predicate) != _LANGUAGES:
            yield f"L'en-tête de l'ontologie doit donner {_n3(graph, predicate)} en français et en anglais."
    for predicate in others:
        if not list(graph.objects(ONTOLOGIE, predicate)):
            yield f"L'en-tête de l'ontologie doit donner {_n3(graph, predicate)}."
    for predicate in (DCTERMS.created, DCTERMS.issued, DCTERMS.modified):
        for value in graph.objects(ONTOLOGIE, predicate):
            if not (isinstance(value, Literal) and value.datatype == XSD.date):
                yield f"Dans l'en-tête, {_n3(graph, predicate)} doit être une xsd:date."
    if str(graph.value(ONTOLOGIE, VANN.preferredNamespaceUri)) != _NS:
        yield f"Dans l'en-tête, vann:preferredNamespaceUri doit être {_NS}."
    if PREFIXES.get(str(graph.value(ONTOLOGIE, VANN.preferredNamespacePrefix))) != _NS:
        yield "Dans l'en-tête, vann:preferredNamespacePrefix n'est pas le préfixe de la table."


def version(house: Maison) -> Iterator[str]:
    """The version IRI ends with the version."""
    info, iri = house.termes.value(ONTOLOGIE, OWL.versionInfo), house.termes.value(ONTOLOGIE, OWL.versionIRI)
    if str(iri) != f"{ONTOLOGIE}/{info}":
        yield f"owl:versionIRI <{iri}> doit finir par owl:versionInfo ({info})."


def une_ontologie(house: Maison) -> Iterator[str]:
    """There is one owl:Ontology, and it imports nothing (imports need the network)."""
    if set(house.termes.subjects(RDF.type, OWL.Ontology)) != {ONTOLOGIE}:
        yield f"Il doit y avoir une seule owl:Ontology, <{ONTOLOGIE}>."
    for graph in (house.termes, house.vocabulaires, house.formes):
        for imported in graph.objects(None, OWL.imports):
            yield f"owl:imports <{imported}> est interdit : citez le terme, sans importer."


def detournement(house: Maison) -> Iterator[str]:
    """Nothing is stated about the terms of others, and no mapping of SKOS stands between classes."""
    for subject in set(house.termes.subjects()):
        if not str(subject).startswith((BASE, "https://spdx.org/licenses/")):
            yield f"L'ontologie parle de <{subject}>, qui n'est pas à elle."
    for predicate in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch):
        for subject in house.termes.subjects(predicate):
            yield f"{_n3(house.termes, predicate)} ferait de <{subject}> un concept : employez rdfs:seeAlso."


def domaines(house: Maison) -> Iterator[str]:
    """A property has at most one domain and one range, which its domainIncludes and rangeIncludes agree with."""
    graph = house.termes
    for name, kinds in sorted(own_terms(graph).items()):
        if OWL.Class in kinds:
            continue
        for strict, loose in ((RDFS.domain, _DOMAIN_INCLUDES), (RDFS.range, _RANGE_INCLUDES)):
            declared, included = list(graph.objects(_term(name), strict)), set(graph.objects(_term(name), loose))
            if not included:
                yield f"pactes:{name} doit dire {_n3(graph, loose)}."
            if len(declared) > 1:
                yield f"pactes:{name} a plusieurs {_n3(graph, strict)} : ce serait leur intersection."
            for one in declared:
                if not all(one in graph.transitive_objects(item, RDFS.subClassOf) for item in included):
                    yield f"pactes:{name} : {_n3(graph, strict)} et {_n3(graph, loose)} diffèrent."


def hierarchie(house: Maison) -> Iterator[str]:
    """No class or property is below itself; each class has a part in the model."""
    graph = house.termes
    used = {o for p in (_DOMAIN_INCLUDES, _RANGE_INCLUDES, RDFS.subClassOf) for o in graph.objects(None, p)}
    for name, kinds in sorted(own_terms(graph).items()):
        relation = RDFS.subClassOf if OWL.Class in kinds else RDFS.subPropertyOf
        above = {
            a for parent in graph.objects(_term(name), relation) for a in graph.transitive_objects(parent, relation)
        }
        if _term(name) in above:
            yield f"pactes:{name} est sous lui-même."
        if OWL.Class in kinds and _term(name) not in used and not above:
            yield f"pactes:{name} n'est relié à rien."


def vocabulaires(house: Maison) -> Iterator[str]:
    """Concepts are labelled, defined, in one scheme and among its top concepts; labels do not collide."""
    graph = house.vocabulaires
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str):
        for predicate in (SKOS.prefLabel, SKOS.definition):
            if _languages(graph, scheme, predicate) != _LANGUAGES:
                yield f"<{scheme}> doit avoir {_n3(graph, predicate)} en français et en anglais."
    labels: dict[tuple[Node, str, str], Node] = {}
    for concept in sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str):
        for predicate in (SKOS.prefLabel, SKOS.definition):
            if _languages(graph, concept, predicate) != _LANGUAGES:
                yield f"<{concept}> doit avoir {_n3(graph, predicate)} en français et en anglais."
        schemes = list(graph.objects(concept, SKOS.inScheme))
        if len(schemes) != 1 or (schemes[0], RDF.type, SKOS.ConceptScheme) not in graph:
            yield f"<{concept}> doit être dans un vocabulaire et un seul."
            continue
        scheme = schemes[0]
        if not str(concept).startswith(f"{scheme}/"):
            yield f"L'IRI <{concept}> doit commencer par celle de son vocabulaire <{scheme}>."
        broader = list(graph.objects(concept, SKOS.broader))
        top = (concept, SKOS.topConceptOf, scheme) in graph and (scheme, SKOS.hasTopConcept, concept) in graph
        if top == bool(broader):
            yield f"<{concept}> doit être un concept de tête (dans les deux sens) ou avoir un concept plus large."
        yield from _collisions(graph, concept, scheme, labels)


def _collisions(graph: Graph, concept: Node, scheme: Node, labels: dict[tuple[Node, str, str], Node]) -> Iterator[str]:
    alternatives = set(graph.objects(concept, SKOS.altLabel))
    for label in sorted(graph.objects(concept, SKOS.prefLabel), key=str):
        if label in alternatives:
            yield f"<{concept}> : « {label} » est à la fois libellé préféré et autre nom."
        if isinstance(label, Literal):
            other = labels.setdefault((scheme, str(label).casefold(), label.language or ""), concept)
            if other != concept:
                yield f"« {label} » désigne deux concepts : <{other}> et <{concept}>."


def contexte(house: Maison) -> Iterator[str]:
    """The JSON-LD context has every term, and says of each property of objects that its values are IRIs."""
    for name, kinds in sorted(own_terms(house.termes).items()):
        entry = house.contexte.get(name)
        iri = entry.get("@id") if isinstance(entry, dict) else entry
        if iri != f"pactes:{name}":
            yield f"ontology/context.jsonld doit avoir « {name} » pour pactes:{name}."
        elif (OWL.ObjectProperty in kinds) != (isinstance(entry, dict) and entry.get("@type") == "@id"):
            yield f"context.jsonld : « {name} » est de @type @id si ses valeurs sont des choses, et alors seulement."


Regle = Callable[[Maison], Iterator[str]]
REGLES: tuple[Regle, ...] = (
    libelles,
    definitions,
    origine,
    noms,
    termes_inconnus,
    prefixes,
    entete,
    version,
    une_ontologie,
    detournement,
    domaines,
    hierarchie,
    vocabulaires,
    contexte,
)
"""All rules, in the order in which their problems are told."""


def check_ontology(house: Maison) -> list[Probleme]:
    """Return what breaks the rules of the ontology; an empty list opens the gate."""
    return [Probleme(rule.__name__, message) for rule in REGLES for message in rule(house)]
