"""The gate of the ontology: our files and graphs keep every rule, and each rule catches what it is there for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, XSD

from pactes.errors import ValidationImpossible
from pactes.rdf.namespaces import BASE, EUROVOC, GENRE_TEXTE, ONTOLOGIE, PACTES, PREFIXES, TYPE_TERRITOIRE
from pactes.validation.porte import REGLES, Maison, Probleme, Regle, check_ontology, read_house
from pactes.validation.porte import __main__ as commande
from pactes.validation.porte.donnees import data_of, read_statements
from pactes.validation.porte.listes import read_external, read_terms
from pactes.validation.porte.outils import TERM_STATUS

ICI = Path(__file__).parent
DONNEES = ICI.parents[1] / "data" / "ttl"
SCHEMA = PREFIXES["schema"]
DOMAIN_INCLUDES, RANGE_INCLUDES = URIRef(f"{SCHEMA}domainIncludes"), URIRef(f"{SCHEMA}rangeIncludes")

Defaut = Callable[[Maison], Maison]


@lru_cache(maxsize=1)
def notre_maison() -> Maison:
    return read_house(listes=ICI, donnees=DONNEES)


@pytest.fixture(scope="module")
def maison() -> Maison:
    return notre_maison()


def test_there_are_many_rules_and_each_says_where_it_comes_from() -> None:
    assert len(REGLES) >= 25
    for rule in REGLES:
        assert rule.texte.endswith(")."), f"{rule.nom} ne dit pas sa source : {rule.texte}"


@pytest.mark.parametrize("regle", REGLES, ids=lambda r: r.nom)
def test_our_files_keep_the_rule(maison: Maison, regle: Regle) -> None:
    assert list(regle.controle(maison)) == []


def termes(change: Callable[[Graph], Any]) -> Defaut:
    def apply(house: Maison) -> Maison:
        graph = copy.deepcopy(house.termes)
        change(graph)
        return replace(house, termes=graph)

    return apply


def plus(*triples: tuple[Any, Any, Any]) -> Defaut:
    """Add statements to the ontology."""
    return termes(lambda g: [g.add(triple) for triple in triples])


def vocabulaires(change: Callable[[Graph], Any]) -> Defaut:
    def apply(house: Maison) -> Maison:
        graph = copy.deepcopy(house.vocabulaires)
        change(graph)
        return replace(house, vocabulaires=graph)

    return apply


def formes(change: Callable[[Graph], Any]) -> Defaut:
    def apply(house: Maison) -> Maison:
        graph = copy.deepcopy(house.formes)
        change(graph)
        return replace(house, formes=graph)

    return apply


def texte(file: str, text: str) -> Defaut:
    return lambda house: replace(house, textes={**house.textes, file: text})


def contexte(**entries: Any) -> Defaut:
    return lambda house: replace(house, contexte={**house.contexte, **entries})


def donnees(turtle: str) -> Defaut:
    """Publish one graph instead of ours (all of ours again would find the same, in a second each time)."""
    text = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items()) + turtle
    added = [("ajout.ttl", t) for t in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE)]
    return lambda house: replace(house, donnees=data_of(added))


def sans_donnee(iri: URIRef) -> Defaut:
    def apply(house: Maison) -> Maison:
        kept = {k: v for k, v in house.donnees.classes.items() if k != str(iri)}
        used = {k: v for k, v in house.donnees.proprietes.items() if k != str(iri)}
        return replace(house, donnees=replace(house.donnees, classes=kept, proprietes=used))

    return apply


def listes(**changed: Any) -> Defaut:
    """Change entries of the committed lists; None takes one away."""

    def apply(house: Maison) -> Maison:
        terms = {**house.listes.termes, **changed}
        kept = {name: entry for name, entry in terms.items() if entry is not None}
        return replace(house, listes=replace(house.listes, termes=dict(sorted(kept.items()))))

    return apply


def externe(iri: str, source: str) -> Defaut:
    return lambda h: replace(h, listes=replace(h.listes, externes={**h.listes.externes, iri: source}))


def ensuite(*faults: Defaut) -> Defaut:
    def apply(house: Maison) -> Maison:
        for fault in faults:
            house = fault(house)
        return house

    return apply


def iri(name: str) -> URIRef:
    return URIRef(f"{BASE}def#{name}")


def fr(text: str) -> Literal:
    return Literal(text, lang="fr")


def en(text: str) -> Literal:
    return Literal(text, lang="en")


def obsolete(*more: tuple[Any, Any, Any]) -> Defaut:
    """Make pactes:taux deprecated, as one should, but for what ``more`` changes."""
    told = [(PACTES.taux, OWL.deprecated, Literal(True)), *more]
    return ensuite(
        plus(*told),
        sans_donnee(PACTES.taux),
        lambda h: replace(h, textes={f: t.replace("pactes:taux", "") for f, t in h.textes.items()}),
    )


RAISON = (
    (PACTES.taux, SKOS.changeNote, fr("Une raison.")),
    (PACTES.taux, SKOS.changeNote, en("A reason.")),
)
REMPLACE = (PACTES.taux, DCTERMS.isReplacedBy, PACTES.montant)
CONCEPT, AUTRE = TYPE_TERRITOIRE["commune"], TYPE_TERRITOIRE["region"]
SCHEME = URIRef(f"{BASE}voc/type-territoire")
EU = URIRef("http://publications.europa.eu/resource/authority/atu/FRA")

DEFAUTS: list[tuple[str, str, Defaut]] = [
    ("libelles", "pactes:Contrat", termes(lambda g: g.remove((PACTES.Contrat, RDFS.label, en("contract"))))),
    ("libelles", "pactes:Axe", plus((PACTES.Axe, RDFS.label, fr("pilier")))),
    ("definitions", "pactes:montant", termes(lambda g: g.remove((PACTES.montant, SKOS.definition, None)))),
    ("notes", "scopeNote", plus((PACTES.Axe, SKOS.scopeNote, fr("Une note qui n'est qu'en français.")))),
    ("libelles_distincts", "pactes:Objectif", plus((PACTES.Objectif, RDFS.label, fr("Axe")))),
    (
        "definitions_propres",
        "pactes:montant",
        termes(lambda g: g.set((PACTES.montant, SKOS.definition, fr("Montant.")))),
    ),
    (
        "definitions_propres",
        "pactes:Axe et pactes:Objectif",
        termes(
            lambda g: [g.add((PACTES.Objectif, SKOS.definition, d)) for d in g.objects(PACTES.Axe, SKOS.definition)]
        ),
    ),
    ("redaction", "finir par un point", plus((PACTES.Axe, SKOS.definition, fr("premier niveau du plan")))),
    ("redaction", "nom court", plus((PACTES.Axe, RDFS.label, fr("axe.")))),
    ("langues", "@en", plus((PACTES.Axe, SKOS.scopeNote, fr("The first level of the plan of a contract.")))),
    ("langues", "@fr", plus((PACTES.Axe, SKOS.scopeNote, en("Le premier niveau du plan et des axes.")))),
    ("typographie", "deux espaces", plus((PACTES.Axe, SKOS.scopeNote, fr("Un  axe.")))),
    ("typographie", "signe double", plus((PACTES.Axe, SKOS.scopeNote, fr("Un axe: un pilier.")))),
    ("typographie", "guillemet droit", plus((PACTES.Axe, SKOS.scopeNote, fr('Un "axe".')))),
    ("typographie", "ponctuation", plus((PACTES.Axe, SKOS.scopeNote, en("An axis : a pillar.")))),
    ("notions_fondues", "deux notions", plus((PACTES.Axe, RDFS.label, fr("axe ou objectif")))),
    ("origine", "pactes:axe", termes(lambda g: g.remove((PACTES.axe, RDFS.isDefinedBy, None)))),
    ("statuts", "pactes:axe", termes(lambda g: g.set((PACTES.axe, TERM_STATUS, Literal("neuf"))))),
    ("noms", "Date_fin", plus((iri("Date_fin"), RDF.type, OWL.Class))),
    ("adresses", "extension", plus((URIRef(f"{BASE}def/axe.ttl"), RDF.type, OWL.Class))),
    ("adresses", "version", plus((URIRef(f"{BASE}voc/0.2.0/axe"), RDF.type, OWL.Class))),
    ("adresses", "ASCII", plus((iri("Énoncé"), RDF.type, OWL.Class))),
    ("une_sorte", "plusieurs sortes", plus((PACTES.texte, RDF.type, OWL.ObjectProperty))),
    ("une_sorte", "pactes:Ile", plus((PACTES.axe, RANGE_INCLUDES, iri("Ile")))),
    ("termes_inconnus", "pactes:montan", texte("queries/x.rq", "SELECT * { ?f pactes:montan ?m }")),
    ("termes_inconnus", "pactes:Contract", texte("shapes/x.ttl", f"<{BASE}def#Contract> a <x> .")),
    ("termes_inconnus", "context.jsonld", texte("ontology/context.jsonld", '{"x": "pactes:montan"}')),
    ("concepts_inconnus", "signe", texte("queries/x.rq", "SELECT * { ?c pactes:statut statut-contrat:signe }")),
    (
        "concepts_inconnus",
        "genre-texte:lois",
        texte("queries/x.rq", f"SELECT * {{ ?c ?p <{BASE}voc/genre-texte/lois> }}"),
    ),
    ("donnees_inconnues", "def#montan>", donnees(f"<{BASE}id/x> pactes:montan 1 .")),
    ("donnees_inconnues", "statut-contrat/signe", donnees(f"<{BASE}id/x> pactes:statut statut-contrat:signe .")),
    ("donnees_inconnues", "def#Contract", donnees(f"<{BASE}id/x> a pactes:Contract .")),
    ("donnees_inconnues", "Aucun graphe", lambda h: replace(h, donnees=data_of([]))),
    (
        "externes",
        "ontology emploie",
        plus((PACTES.Contrat, RDFS.subClassOf, URIRef(f"{PROV}Plane"))),
    ),
    (
        "externes",
        "shapes emploie",
        formes(lambda g: g.add((BNode(), SH.path, URIRef(f"{DCTERMS}titel")))),
    ),
    (
        "externes",
        "x.rq",
        texte("queries/x.rq", "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nSELECT * { ?x foaf:nom ?y }"),
    ),
    ("externes", "context.jsonld", contexte(titre="dcterms:titre")),
    ("externes", "ajout.ttl", donnees(f"<{BASE}id/x> dcterms:titel 'x' .")),
    ("externes", "dateOfBirth", donnees(f"<{BASE}id/x> rdfs:label 'x'^^xsd:dateOfBirth .")),
    ("liste_externe", "sans source", externe(str(SKOS.prefLabel), "")),
    ("liste_externe", "plus employé", externe("http://www.w3.org/ns/org#Role", "https://www.w3.org/TR/vocab-org/")),
    ("prefixes", "locn", texte("shapes/x.ttl", "@prefix locn: <http://w3.org/ns/locn#> .")),
    ("prefixes", "dct", texte("queries/x.rq", "PREFIX dct: <http://purl.org/dc/terms/>")),
    ("prefixes", "schema", contexte(schema="http://schema.org/")),
    ("espace_python", "n'a pas Ile", plus((iri("Ile"), RDF.type, OWL.Class))),
    ("espace_python", "a taux", termes(lambda g: g.remove((PACTES.taux, RDF.type, None)))),
    ("entete", "dcterms:source", termes(lambda g: g.remove((ONTOLOGIE, DCTERMS.source, None)))),
    ("entete", "dcterms:abstract", termes(lambda g: g.remove((ONTOLOGIE, DCTERMS.abstract, None)))),
    ("entete", "xsd:date", termes(lambda g: g.set((ONTOLOGIE, DCTERMS.modified, Literal("hier"))))),
    ("version", "9.2.0", termes(lambda g: g.set((ONTOLOGIE, OWL.versionInfo, Literal("9.2.0"))))),
    ("version", "citation", termes(lambda g: g.set((ONTOLOGIE, DCTERMS.bibliographicCitation, fr("pactes"))))),
    ("version", "priorVersion", plus((ONTOLOGIE, OWL.priorVersion, URIRef(f"{ONTOLOGIE}/9.0.0")))),
    ("une_ontologie", "seule", plus((URIRef(f"{BASE}autre"), RDF.type, OWL.Ontology))),
    ("importations", "org#", plus((ONTOLOGIE, OWL.imports, URIRef("http://www.w3.org/ns/org#")))),
    ("espace_de_noms", "doit être", termes(lambda g: g.set((ONTOLOGIE, VANN.preferredNamespaceUri, Literal(BASE))))),
    ("espace_de_noms", "préfixe", termes(lambda g: g.set((ONTOLOGIE, VANN.preferredNamespacePrefix, Literal("org"))))),
    ("espace_de_noms", "hors de", plus((URIRef(f"{BASE}Ile"), RDF.type, OWL.Class))),
    ("espace_de_noms", "@base", texte("ontology/pactes.ttl", "@base <x> .")),
    ("licence", "une seule", termes(lambda g: g.remove((ONTOLOGIE, DCTERMS.license, None)))),
    ("licence", "type-territoire", vocabulaires(lambda g: g.remove((SCHEME, DCTERMS.license, None)))),
    ("licence", "décrite", termes(lambda g: g.set((ONTOLOGIE, DCTERMS.license, URIRef("http://x.org/l"))))),
    ("detournement", "prov#Plan", plus((PROV.Plan, RDF.type, OWL.Class))),
    ("detournement", "eurovoc", vocabulaires(lambda g: g.add((EUROVOC["27"], SKOS.definition, fr("Une commune."))))),
    ("detournement", "authority", vocabulaires(lambda g: g.add((EU, SKOS.prefLabel, fr("France"))))),
    ("correspondances", "Match", plus((PACTES.Contrat, SKOS.closeMatch, URIRef("http://x.org/Contract")))),
    (
        "correspondances",
        "S46",
        vocabulaires(lambda g: [g.add((CONCEPT, p, EU)) for p in (SKOS.exactMatch, SKOS.broadMatch)]),
    ),
    ("correspondances", "d'ailleurs", vocabulaires(lambda g: g.add((CONCEPT, SKOS.exactMatch, AUTRE)))),
    ("correspondances", "sans être", vocabulaires(lambda g: g.add((SCHEME, SKOS.exactMatch, EU)))),
    ("domaines", "intersection", plus((PACTES.montant, RDFS.domain, PACTES.Contrat))),
    ("indications", "pactes:axe", termes(lambda g: g.set((PACTES.axe, RDFS.range, PACTES.Objectif)))),
    ("indications", "pactes:texte", termes(lambda g: g.remove((PACTES.texte, RANGE_INCLUDES, None)))),
    ("portees", "pactes:montant", plus((PACTES.montant, RANGE_INCLUDES, PACTES.Axe))),
    ("portees", "pactes:axe", plus((PACTES.axe, RDFS.range, XSD.string))),
    ("cycles", "pactes:Organisation", plus((PACTES.Organisation, RDFS.subClassOf, PACTES.Signataire))),
    (
        "cycles",
        "pactes:partie",
        plus((PACTES.partie, RDFS.subPropertyOf, PACTES.temoin), (PACTES.temoin, RDFS.subPropertyOf, PACTES.partie)),
    ),
    ("relies", "pactes:Ile", plus((iri("Ile"), RDF.type, OWL.Class))),
    ("disjonctions", "pactes:Projet", termes(lambda g: g.remove((PACTES.Projet, OWL.disjointWith, PACTES.Signature)))),
    ("satisfiables", "pactes:Axe", plus((PACTES.Axe, RDFS.subClassOf, PACTES.Contrat))),
    (
        "satisfiables",
        "foaf:Project",
        plus(
            (PACTES.Projet, RDFS.subClassOf, URIRef(f"{PREFIXES['foaf']}Document")),
            (PACTES.Projet, RDFS.subClassOf, URIRef(f"{PREFIXES['foaf']}Project")),
        ),
    ),
    ("inverses", "l'autre n'arrive pas", plus((PACTES.signature, OWL.inverseOf, PACTES.axe))),
    ("inverses", "valeurs", plus((PACTES.montant, OWL.inverseOf, PACTES.axe))),
    ("inverses", "propre inverse", plus((PACTES.axe, OWL.inverseOf, PACTES.axe))),
    (
        "inverses",
        "symétrique",
        plus((PACTES.axe, RDF.type, OWL.SymmetricProperty), (PACTES.axe, OWL.inverseOf, PACTES.temoin)),
    ),
    ("equivalences", "vérifié", plus((PACTES.Contrat, OWL.equivalentClass, PROV.Plan))),
    ("equivalences", "sorte", plus((PACTES.Contrat, OWL.equivalentClass, PACTES.contrat))),
    ("equivalences", "l'un sous l'autre", plus((PACTES.Axe, OWL.equivalentClass, PACTES.ElementDePlan))),
    ("equivalences", "disjoints", plus((PACTES.Axe, OWL.equivalentClass, PACTES.Contrat))),
    ("caracteristiques", "symétrique", plus((PACTES.axe, RDF.type, OWL.SymmetricProperty))),
    ("caracteristiques", "transitive", plus((PACTES.axe, RDF.type, OWL.TransitiveProperty))),
    (
        "definitions_recursives",
        "pactes:Axe",
        plus((PACTES.Axe, OWL.equivalentClass, BNode("r")), (BNode("r"), OWL.allValuesFrom, PACTES.Axe)),
    ),
    ("definitions_recursives", "pactes:Axe", plus((PACTES.Axe, RDFS.subClassOf, PACTES.Axe))),
    (
        "fusions",
        "pactes:dateFin",
        ensuite(
            plus((PACTES.dateFin, RDF.type, OWL.FunctionalProperty)),
            donnees(f"<{BASE}id/x> pactes:dateFin '2020'^^xsd:gYear, '2021'^^xsd:gYear ."),
        ),
    ),
    ("fusions", "sameAs", plus((PACTES.Axe, OWL.sameAs, PACTES.Objectif))),
    ("fusions", "void:class", donnees(f"<{BASE}id/x> void:class pactes:Axe, pactes:Objectif .")),
    (
        "fusions",
        "foaf:isPrimaryTopicOf",
        donnees(
            f"<{BASE}id/x> foaf:isPrimaryTopicOf <http://x.org/> . <{BASE}id/y> foaf:isPrimaryTopicOf <http://x.org/> ."
        ),
    ),
    ("profil_rl", "minCardinality", plus((PACTES.Axe, OWL.minCardinality, Literal(1)))),
    (
        "profil_rl",
        "someValuesFrom",
        plus((PACTES.Axe, RDFS.subClassOf, BNode("s")), (BNode("s"), OWL.someValuesFrom, PACTES.Axe)),
    ),
    ("profil_rl", "0 et 1", plus((BNode("m"), OWL.maxCardinality, Literal(2)))),
    ("profil_rl", "types d'OWL 2", plus((PACTES.dateFin, RDFS.range, XSD.date))),
    ("profil_rl", "Reflexive", plus((PACTES.axe, RDF.type, OWL.ReflexiveProperty))),
    ("noeuds_anonymes", "anonyme", plus((PACTES.Axe, RDFS.seeAlso, BNode()))),
    ("concepts", "prefLabel", vocabulaires(lambda g: g.add((CONCEPT, SKOS.prefLabel, fr("ville"))))),
    ("concepts", "definition", vocabulaires(lambda g: g.remove((SCHEME, SKOS.definition, None)))),
    ("rattachement", "un seul", vocabulaires(lambda g: g.remove((CONCEPT, SKOS.inScheme, None)))),
    ("rattachement", "tête", vocabulaires(lambda g: g.remove((SCHEME, SKOS.hasTopConcept, CONCEPT)))),
    (
        "rattachement",
        "commencer",
        vocabulaires(lambda g: g.set((CONCEPT, SKOS.inScheme, URIRef(f"{BASE}voc/genre-texte")))),
    ),
    ("libelles_des_concepts", "autre nom", vocabulaires(lambda g: g.add((CONCEPT, SKOS.altLabel, fr("commune"))))),
    (
        "libelles_des_concepts",
        "deux concepts",
        vocabulaires(lambda g: g.set((GENRE_TEXTE["loi"], SKOS.prefLabel, fr("Décret")))),
    ),
    ("hierarchie_des_concepts", "lui-même", vocabulaires(lambda g: g.add((CONCEPT, SKOS.broader, CONCEPT)))),
    (
        "hierarchie_des_concepts",
        "autre vocabulaire",
        vocabulaires(lambda g: g.add((CONCEPT, SKOS.broader, GENRE_TEXTE["loi"]))),
    ),
    (
        "hierarchie_des_concepts",
        "S27",
        vocabulaires(lambda g: [g.add((CONCEPT, p, AUTRE)) for p in (SKOS.broader, SKOS.related)]),
    ),
    (
        "vocabulaires_employes",
        "voc/oubli",
        vocabulaires(lambda g: g.add((URIRef(f"{BASE}voc/oubli"), RDF.type, SKOS.ConceptScheme))),
    ),
    ("contexte", "montant", contexte(montant="pactes:valeur")),
    ("contexte", "@id", contexte(partie="pactes:partie")),
    ("liste_des_termes", "ne disparaît pas", listes(Zone=("classe", "stable"))),
    ("liste_des_termes", "est nouveau", listes(Axe=None)),
    ("liste_des_termes", "c'est voulu", listes(Axe=("objet", "stable"))),
    ("obsoletes", "pourquoi", obsolete(REMPLACE)),
    ("obsoletes", "d'aujourd'hui", obsolete(*RAISON)),
    ("obsoletes", "d'aujourd'hui", obsolete(*RAISON, (PACTES.taux, DCTERMS.isReplacedBy, iri("inconnu")))),
    (
        "obsoletes",
        "x.rq",
        ensuite(obsolete(*RAISON, REMPLACE), texte("queries/x.rq", "SELECT * { ?x pactes:taux ?y }")),
    ),
    (
        "obsoletes",
        "ajout.ttl",
        ensuite(obsolete(*RAISON, REMPLACE), donnees(f"<{BASE}id/x> pactes:taux 1.0 .")),
    ),
    ("obsoletes", "sans être obsolète", plus(REMPLACE)),
    ("obsoletes", "archaïque", termes(lambda g: g.set((PACTES.taux, TERM_STATUS, Literal("archaic"))))),
    ("coherence", "ajout.ttl", donnees(f"<{BASE}id/x> a pactes:Organisation, pactes:Territoire .")),
    (
        "coherence",
        "Contradiction",
        donnees(f"<{BASE}id/x> a pactes:Territoire . <{BASE}id/y> a pactes:Contrat ; pactes:partie <{BASE}id/x> ."),
    ),
    ("coherence", "Contradiction", donnees(f"<{BASE}id/x> a pactes:Document ; pactes:montant 1.0 .")),
    (
        "coherence",
        "n'est pas une valeur",
        donnees(f"<{BASE}id/x> a pactes:Financement ; pactes:montant 'dix'^^xsd:decimal ."),
    ),
    (
        "retypage",
        "dcterms:PeriodOfTime",
        donnees(f"<{BASE}id/x> a pactes:Contrat ; dcat:startDate '2020'^^xsd:gYear ."),
    ),
    (
        "retypage",
        "pactes:Territoire, devient prov:Entity",
        donnees(
            f"<{BASE}id/x> a sh:ValidationReport ; prov:wasDerivedFrom <{BASE}id/y> . "
            f"<{BASE}id/y> a pactes:Territoire ."
        ),
    ),
    ("retypage", "pactes:Signature", plus((PACTES.signature, OWL.inverseOf, PACTES.contrat))),
    ("formes", "pactes:Ile", plus((iri("Ile"), RDF.type, OWL.Class))),
    ("formes", "sh:path", formes(lambda g: g.remove((None, SH.path, PACTES.montant)))),
    ("emplois", "n'est un pactes:Axe", sans_donnee(PACTES.Axe)),
    (
        "emplois",
        "Aucune question",
        lambda h: replace(h, textes={f: t for f, t in h.textes.items() if "instances" not in f}),
    ),
]


@lru_cache
def found_on_main(name: str) -> frozenset[str]:
    return frozenset(next(r for r in REGLES if r.nom == name).controle(notre_maison()))


@pytest.mark.parametrize(
    ("regle", "mot", "defaut"), DEFAUTS, ids=[f"{n:03}-{r}-{m}" for n, (r, m, _) in enumerate(DEFAUTS)]
)
def test_a_rule_catches_its_fault(maison: Maison, regle: str, mot: str, defaut: Defaut) -> None:
    rule = next(r for r in REGLES if r.nom == regle)
    after = set(rule.controle(defaut(maison))) - found_on_main(regle)
    assert any(mot in message for message in after), after


def test_every_rule_has_a_fault_that_it_catches() -> None:
    assert {r.nom for r in REGLES} == {regle for regle, _, _ in DEFAUTS}


def test_a_term_made_deprecated_as_one_should_passes(maison: Maison) -> None:
    rule = next(r for r in REGLES if r.nom == "obsoletes")
    assert list(rule.controle(obsolete(*RAISON, REMPLACE)(maison))) == []


def test_the_gate_tells_each_problem_with_its_rule(maison: Maison) -> None:
    broken = plus((iri("Ile"), RDF.type, OWL.Class))(maison)
    assert {"libelles", "relies", "formes"} <= {problem.regle for problem in check_ontology(broken)}


def test_one_wrong_statement_among_all_published_ones_is_told_with_its_file(maison: Maison) -> None:
    wrong = f"<{BASE}id/x> <{RDF.type}> <{PACTES.Contrat}> ; <{PACTES.montant}> 1.0 ."
    added = [("ajout.ttl", t) for t in pyoxigraph.parse(wrong, format=pyoxigraph.RdfFormat.TURTLE)]
    data = data_of([*read_statements(sorted(DONNEES.glob("*.ttl"))), *added])
    told = [p.message for p in check_ontology(replace(maison, donnees=data)) if p.regle in {"coherence", "retypage"}]
    assert len(data.image) < 3000
    assert any("Contradiction" in message for message in told)
    assert any("pactes:Financement" in message for message in told)


def test_a_list_or_graphs_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(ValidationImpossible, match=r"terms\.txt ne se lit pas"):
        read_house(listes=tmp_path)
    with pytest.raises(ValidationImpossible, match="make build"):
        read_house(donnees=tmp_path)
    (tmp_path / "x.ttl").write_text("<a> <b>", encoding="utf-8")
    with pytest.raises(ValidationImpossible, match=r"x\.ttl ne se lit pas"):
        read_house(donnees=tmp_path)


def test_a_list_keeps_the_source_of_each_group() -> None:
    text = "# Une page, https://x.org/\n# (2026)\nhttp://x.org/#a\n\nhttp://x.org/#b\n# Autre, 2024\nhttp://x.org/#c\n"
    assert read_external(text) == {
        "http://x.org/#a": "Une page, https://x.org/ (2026)",
        "http://x.org/#b": "",
        "http://x.org/#c": "Autre, 2024",
    }
    assert read_terms("# tri\nAxe classe stable\nIle\n") == {"Axe": ("classe", "stable"), "Ile": ("", "")}


def test_the_gate_alone_tells_its_problems_and_how_many(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for problems, code, told in (
        ([Probleme("noms", "Un nom.")], 1, "noms : Un nom.\n"),
        ([], 0, ""),
    ):
        monkeypatch.setattr(commande, "check_ontology", lambda _, found=problems: found)
        assert commande.main(ICI) == code
        assert capsys.readouterr().out == f"{told}{len(REGLES)} règles, {len(problems)} problème.\n"
    assert commande.main(tmp_path) == 2
    assert "terms.txt" in capsys.readouterr().err
