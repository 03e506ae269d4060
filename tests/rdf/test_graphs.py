"""What is stated in which graph, with which evidence."""

from __future__ import annotations

import hashlib

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS, XSD

from pactes.decisions import Decision, Decisions, GenreDecision
from pactes.errors import DecisionError
from pactes.rdf.iris import OA, iri
from pactes.rdf.namespaces import BASE, PACTES, STATUT_CONTRAT

CONTRAT = iri("id/contrat/contrat-de-ville-limoges-metropole-2015-2020")
ACCORD, LETTRE = f"{BASE}graphe/contrat-essai", f"{BASE}graphe/lettre-essai"
EXTRACTED = (
    PACTES.Contrat,
    PACTES.Signature,
    PACTES.Axe,
    PACTES.Objectif,
    PACTES.Action,
    PACTES.Engagement,
    PACTES.Financement,
    PACTES.Enonce,
    PACTES.Contradiction,
)


def union(graphs):
    merged = Graph()
    for graph in graphs.values():
        for triple in graph:
            merged.add(triple)
    return merged


def test_the_graphs(graphs):
    names = {name.removeprefix(f"{BASE}graphe/") for name in graphs}
    assert names == {
        "contrat-essai",
        "lettre-essai",
        "registre",
        "liens",
        "provenance",
        "catalogue",
        "ontologie",
        "vocabulaires",
        "shapes",
        "void",
    }


def test_no_blank_node_and_only_ascii_iris(graphs):
    for graph in graphs.values():
        for triple in graph:
            for term in triple:
                assert not isinstance(term, BNode)
                assert not isinstance(term, URIRef) or str(term).isascii()


def test_every_extracted_node_has_its_evidence_rule_and_confidence(graphs):
    everything = union(graphs)
    for classe in EXTRACTED:
        nodes = set(everything.subjects(RDF.type, classe))
        assert nodes, classe
        for node in nodes:
            assert set(everything.objects(node, PACTES.preuve)), node
            assert set(everything.objects(node, PACTES.regle)), node
            assert len(set(everything.objects(node, PACTES.confiance))) == 1, node
            assert set(everything.objects(node, RDFS.label)), node


def test_quotes_are_the_text_at_their_offsets(graphs, sources):
    for source in sources:
        graph = graphs[f"{BASE}graphe/{source.document.slug}"]
        passages = set(graph.subjects(RDF.type, PACTES.Passage))
        assert passages
        for passage in passages:
            start = int(str(graph.value(URIRef(f"{passage}#position"), OA.start)))
            end = int(str(graph.value(URIRef(f"{passage}#position"), OA.end)))
            quote = URIRef(f"{passage}#citation")
            text = source.document.text
            assert str(graph.value(quote, OA.exact)) == text[start:end]
            assert text[:start].endswith(str(graph.value(quote, OA.prefix) or ""))
            assert text[end:].startswith(str(graph.value(quote, OA.suffix) or ""))
            assert int(str(graph.value(passage, PACTES.ligne))) == text.count("\n", 0, start) + 1


def test_a_contract_of_two_documents_is_in_both_graphs_each_with_its_own_evidence(graphs):
    for name in (ACCORD, LETTRE):
        slug = name.rsplit("/", 1)[1]
        proofs = set(graphs[name].objects(CONTRAT, PACTES.preuve))
        assert proofs
        assert all(f"/document/{slug}/" in str(proof) for proof in proofs)
    assert graphs[ACCORD].value(CONTRAT, PACTES.statut) == STATUT_CONTRAT["conclu"]
    assert graphs[LETTRE].value(CONTRAT, PACTES.statut) == STATUT_CONTRAT["cite"]
    everything = union(graphs)
    assert len(set(everything.objects(CONTRAT, RDFS.label))) == 1
    assert len(set(everything.objects(CONTRAT, DCTERMS.title))) == 1


def test_values_that_disagree_are_statements_without_a_direct_triple(graphs):
    everything = union(graphs)
    assert not set(everything.objects(CONTRAT, PACTES.dateFin))
    assert not set(everything.objects(CONTRAT, PACTES.dateSignature))
    assert graphs[ACCORD].value(CONTRAT, PACTES.dateDebut) == Literal("2015", datatype=XSD.gYear, normalize=False)
    liens = graphs[f"{BASE}graphe/liens"]
    found = [c for c in liens.subjects(PACTES.porteSur, CONTRAT) if (c, PACTES.propriete, PACTES.dateFin) in liens]
    assert len(found) == 1
    statements = set(liens.objects(found[0], PACTES.enonce))
    assert {str(everything.value(s, PACTES.valeur)) for s in statements} == {"2020", "2022"}
    assert {everything.value(s, PACTES.sujet) for s in statements} == {CONTRAT}


def test_a_settled_contradiction_has_its_direct_triple_again(make):
    choice = Decision(
        genre=GenreDecision.TRANCHER,
        sujet=str(CONTRAT).removeprefix(BASE),
        propriete="dateFin",
        valeur="2022",
        motif="Avenant",
        auteur="Une personne",
        date="2026-11-22",
    )
    graphs = make(Decisions((choice,)))
    assert [str(v) for v in union(graphs).objects(CONTRAT, PACTES.dateFin)] == ["2022"]
    provenance = graphs[f"{BASE}graphe/provenance"]
    assert (iri(f"id/decision/{choice.cle}"), DCTERMS.description, Literal("Avenant", lang="fr")) in provenance


def test_a_withdrawn_statement_is_gone(make):
    withdrawn = Decision(
        genre=GenreDecision.RETIRER,
        sujet=str(CONTRAT).removeprefix(BASE),
        propriete="dateDebut",
        valeur="2015",
        motif="m",
        auteur="a",
        date="2026-11-22",
    )
    assert not set(union(make(Decisions((withdrawn,)))).objects(CONTRAT, PACTES.dateDebut))
    nothing = Decision(genre=GenreDecision.RETIRER, sujet="id/contrat/rien", motif="m", auteur="a", date="2026-11-22")
    with pytest.raises(DecisionError, match="id/contrat/rien"):
        make(Decisions((nothing,)))


def test_a_withdrawn_thing_is_nowhere(make):
    withdrawn = Decision(
        genre=GenreDecision.RETIRER,
        sujet=str(CONTRAT).removeprefix(BASE),
        document="lettre-essai",
        motif="m",
        auteur="a",
        date="2026-11-22",
    )
    graph = make(Decisions((withdrawn,)))[LETTRE]
    assert CONTRAT not in {term for triple in graph for term in triple}


def test_the_plan_and_its_numbers(graphs):
    graph = graphs[ACCORD]
    axe, objectif, action = (URIRef(f"{CONTRAT}/{path}") for path in ("axe/1", "objectif/1.1", "action/1.1.1"))
    assert (axe, DCTERMS.isPartOf, CONTRAT) in graph
    assert (objectif, DCTERMS.isPartOf, axe) in graph
    assert (action, DCTERMS.isPartOf, objectif) in graph
    assert (action, PACTES.numero, Literal("1.1.1")) in graph


def test_a_signature_is_a_node_of_one_party(graphs):
    graph = graphs[ACCORD]
    signature = URIRef(f"{CONTRAT}/signature/region-limousin")
    assert (CONTRAT, PACTES.signature, signature) in graph
    assert (signature, PACTES.contrat, CONTRAT) in graph
    assert graph.value(signature, PACTES.signataire) == iri("id/organisation/region-limousin")
    assert str(graph.value(signature, PACTES.representant)) == "Jean Exemple"
    assert len(set(graph.objects(CONTRAT, PACTES.signature))) == 4
    assert "exemple" not in "".join(str(s) for s in graph.subjects()).lower()  # persons have no IRI


def test_money_is_a_decimal_with_currency_nature_and_funder(graphs):
    graph = graphs[ACCORD]
    (amount,) = set(graph.subjects(RDF.type, PACTES.Financement))
    assert graph.value(amount, PACTES.montant).n3() == '"1200000"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    assert str(graph.value(amount, PACTES.devise)).endswith("/currency/EUR")
    assert str(graph.value(amount, PACTES.nature)).endswith("/participation")
    assert graph.value(amount, PACTES.financeur) == iri("id/organisation/region-limousin")


def test_the_registry_holds_only_what_is_referred_to_up_to_the_region(graphs):
    registry = graphs[f"{BASE}graphe/registre"]
    town, group, county = (
        iri(f"id/territoire/{path}") for path in ("commune/87085", "epci/248719312", "departement/87")
    )
    assert (town, DCTERMS.isPartOf, group) in registry
    assert (group, DCTERMS.isPartOf, county) in registry
    assert (county, DCTERMS.isPartOf, iri("id/territoire/region/75")) in registry
    assert len(set(registry.subjects(RDF.type, PACTES.Territoire))) < 20


def test_provenance_says_which_run_made_each_graph(graphs, publication):
    provenance = graphs[f"{BASE}graphe/provenance"]
    run = iri(f"id/construction/{publication.version}")
    for slug in ("contrat-essai", "lettre-essai"):
        graph, document = iri(f"graphe/{slug}"), iri(f"id/document/{slug}")
        assert (graph, PROV.wasGeneratedBy, run) in provenance
        assert (graph, PROV.wasDerivedFrom, document) in provenance
        assert (run, PROV.used, document) in provenance


def test_documents_carry_the_fingerprint_of_their_canonical_text(graphs, sources):
    for source in sources:
        graph = graphs[f"{BASE}graphe/{source.document.slug}"]
        node = iri(f"id/document/{source.document.slug}")
        digest = hashlib.sha256(source.document.text.encode()).hexdigest()
        assert (node, PACTES.empreinteTexte, Literal(digest)) in graph


def test_another_base_moves_every_one_of_our_iris(make):
    base = "https://donnees.exemple.fr/contrats/"
    graphs = make(base=base)
    assert f"{base}graphe/contrat-essai" in graphs
    for graph in graphs.values():
        for triple in graph:
            assert not any(BASE in str(term) for term in triple), triple


def test_a_language_tag_is_lower_case_and_labels_are_french(graphs):
    for name in (ACCORD, LETTRE):
        for label in graphs[name].objects(None, RDFS.label):
            assert label.language == "fr"
        for label in graphs[name].objects(None, SKOS.altLabel):
            assert label.language == "fr"
