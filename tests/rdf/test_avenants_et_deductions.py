"""From the text of an amendment and of a convention to their triples: what is stated, what is only inferred."""

from __future__ import annotations

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, XSD

from pactes.decisions import Decisions
from pactes.extraction import extract
from pactes.linking import link
from pactes.manifest import ManifestEntry
from pactes.rdf import Source, to_graphs
from pactes.rdf.namespaces import BASE, PACTES, STATUT_CONTRAT
from pactes.reading import Document
from pactes.reading.blocks import split_blocks
from pactes.reference import registre
from pactes.validation.formes import Severite
from pactes.validation.graphes import Genre, GrapheDeDonnees
from pactes.validation.moteur import validate

AVENANT = """CONTRAT DE PLAN ÉTAT-RÉGION 2021-2027
BRETAGNE

AVENANT N° 2

Entre

L'État, représenté par M. Yves TANGUY, préfet de la région Bretagne,

Et

La Région Bretagne, sise 283 avenue du Général Patton, 35711 Rennes, représentée par Mme Anne LE GALL, présidente du \
conseil régional, dûment habilitée par délibération n° 23-45 du 29 juin 2023,

Vu le contrat de plan État-Région 2021-2027 signé le 15 mars 2022 ;
Vu l'avenant n° 1 signé le 12 décembre 2022 ;

Il est convenu ce qui suit :

Article 1er – Objet

Le présent avenant ajoute un volet mobilité au contrat.

Article 2 – Durée

Le présent avenant prend effet à compter du 1er janvier 2024 et s'achève au terme du contrat, le 31 décembre 2027.

Fait à Rennes, le 15 décembre 2023
"""
CONVENTION = """CONVENTION TERRITORIALE GLOBALE DU PAYS DE REDON

Entre

La Caisse d'allocations familiales d'Ille-et-Vilaine, représentée par M. Luc MORIN, directeur,

Et

Redon Agglomération, représentée par Mme Zoé PRIGENT, présidente,

En présence de la Banque des Territoires, représentée par M. Hugo ROY, directeur régional,

Sont associés, sans être signataires : la Mutualité sociale agricole et le Département d'Ille-et-Vilaine.

Il est convenu ce qui suit :

Article 1 : Objet

La présente convention définit le projet du territoire.

Article 8 : Durée

La présente convention est conclue à compter du 1er janvier 2022 pour une durée de quatre ans. Elle est renouvelable \
une fois par reconduction expresse.

Fait à Redon, le 14 octobre 2022
"""


def _document(slug: str, text: str) -> Document:
    return Document(slug=slug, text=text, blocks=split_blocks(text), title=slug)


@pytest.fixture(scope="module")
def graphs(publication):
    documents = [_document("avenant-essai", AVENANT), _document("convention-essai", CONVENTION)]
    sources = [
        Source(
            document,
            ManifestEntry(
                slug=document.slug,
                path=f"{document.slug}.txt",
                title=document.slug,
                publisher="Essai",
                kind="contrat",
                language="fr",
                sha256="0" * 64,
                rights="Réutilisable",
                date="2023",
            ),
        )
        for document in documents
    ]
    corpus = link([extract(document) for document in documents], registre(), Decisions())
    return to_graphs(corpus, sources, publication, Decisions(), base=BASE)


def _contract(graph: Graph, title: str) -> URIRef:
    (node,) = [s for s, t in graph.subject_objects(DCTERMS.title) if title.casefold() in str(t).casefold()]
    return node


@pytest.fixture(scope="module")
def avenants(graphs) -> Graph:
    return graphs[f"{BASE}graphe/avenant-essai"]


@pytest.fixture(scope="module")
def convention(graphs) -> Graph:
    return graphs[f"{BASE}graphe/convention-essai"]


def test_amendments_amend_one_contract_and_have_their_own_dates(avenants):
    contrats = set(avenants.subjects(RDF.type, PACTES.Contrat))
    second = _contract(avenants, "avenant n° 2")
    first = _contract(avenants, "avenant n° 1")
    (plan,) = contrats - {first, second}
    assert set(avenants.subject_objects(PACTES.modifie)) == {(first, plan), (second, plan)}
    assert {avenants.value(node, PACTES.dispositif) for node in (first, second)} == {
        URIRef(f"{BASE}voc/type-contrat/avenant")
    }
    assert avenants.value(plan, PACTES.dispositif) == URIRef(f"{BASE}voc/type-contrat/contrat-de-plan-etat-region")
    signed = {node: str(avenants.value(node, PACTES.dateSignature)) for node in contrats}
    assert signed == {plan: "2022-03-15", first: "2022-12-12", second: "2023-12-15"}
    assert str(avenants.value(second, PACTES.dateFin)) == "2027-12-31"


def test_a_signature_tells_by_which_decision_and_from_which_address(avenants):
    (node,) = avenants.subjects(PACTES.representant, Literal("Anne LE GALL", lang="fr"))
    assert avenants.value(node, PACTES.deliberation) == Literal("délibération n° 23-45 du 29 juin 2023", lang="fr")
    assert str(avenants.value(node, PACTES.adresse)) == "283 avenue du Général Patton, 35711 Rennes"


def test_an_end_that_follows_from_a_duration_is_an_inference_and_no_fact(convention):
    contrat = _contract(convention, "convention territoriale globale")
    assert convention.value(contrat, PACTES.dateFin) is None
    assert str(convention.value(contrat, PACTES.duree)) == "P4Y"
    (enonce,) = convention.subjects(PACTES.deduit, Literal(True))
    assert convention.value(enonce, PACTES.sujet) == contrat
    assert convention.value(enonce, PACTES.propriete) == PACTES.dateFin
    assert convention.value(enonce, PACTES.valeur) == Literal("2025-12-31", datatype=XSD.date)
    assert str(convention.value(enonce, PACTES.regle)) == "fin-deduite-du-debut-et-de-la-duree"
    quotes = {
        str(q)
        for p in convention.objects(enonce, PACTES.preuve)
        for s in convention.objects(p)
        for q in _exact(convention, s)
    }
    assert quotes == {"1er janvier 2022", "pour une durée de quatre ans"}


def _exact(graph: Graph, selector) -> list:
    return list(graph.objects(selector, URIRef("http://www.w3.org/ns/oa#exact")))


def test_who_does_not_sign_is_no_party(graphs, convention):
    contrat = _contract(convention, "convention territoriale globale")

    def names(propriete: URIRef) -> set[str]:
        found = set(convention.objects(contrat, propriete))
        return {str(label) for graph in graphs.values() for o in found for label in graph.objects(o, RDFS.label)}

    assert any("Banque des territoires" in name for name in names(PACTES.temoin))
    assert any("Ille-et-Vilaine" in name for name in names(PACTES.partenaireAssocie))
    parties = set(convention.objects(contrat, PACTES.partie))
    assert len(parties) == 2
    for propriete in (PACTES.temoin, PACTES.partenaireAssocie):
        assert not parties & set(convention.objects(contrat, propriete))
    assert convention.value(contrat, PACTES.statut) == STATUT_CONTRAT.conclu
    assert str(convention.value(contrat, PACTES.reconduction)) == "renouvelable une fois par reconduction expresse"


def test_the_graphs_conform(graphs):
    kinds = {"registre": Genre.REFERENCE, "liens": Genre.REFERENCE}
    names = {name: name.removeprefix(f"{BASE}graphe/") for name in graphs}
    data = [
        GrapheDeDonnees(names[name], graph, kinds.get(names[name], Genre.DOCUMENT))
        for name, graph in graphs.items()
        if names[name].endswith("-essai") or names[name] in kinds
    ]
    context = [GrapheDeDonnees(names[n], g, Genre.REFERENCE) for n, g in graphs.items() if names[n] == "vocabulaires"]
    report = validate(data, context=context)
    assert [r for r in report.resultats if r.severite is Severite.VIOLATION] == []
