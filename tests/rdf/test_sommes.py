"""Money in the graph: what recurs, a ceiling, a share, and a part linked to its sum."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, XSD

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fabrique import Fabrique
from pactes.linking import link
from pactes.manifest import ManifestEntry
from pactes.model import Financement, Nature
from pactes.rdf import Source, to_graphs
from pactes.rdf.iris import graphe
from pactes.rdf.namespaces import FREQUENCE_UE, PACTES
from pactes.reference import registre

TEXTE = "Une enveloppe de 9 M€, dont 4 M€ de l'État, soit 40 %, et au plus 60 000 € par an pour l'animation.\n"


@pytest.fixture(scope="module")
def graph(publication) -> Graph:
    made = Fabrique("essai-de-sommes", TEXTE, date="2024")
    whole, part, yearly = (made.at(words) for words in ("9 M€", "4 M€", "60 000 €"))

    def add(montant: int, evidence, **fields) -> None:
        record = Financement(montant=Decimal(montant), evidence=(evidence,), regle="essai", **fields)
        made.add("financements", record)

    add(9_000_000, whole, nature=Nature.ENVELOPPE)
    add(4_000_000, part, nature=Nature.PARTICIPATION, ensembles=(whole,), taux=Decimal(40))
    add(60_000, yearly, maximum=True, periodicite="ANNUAL", ensembles=(yearly,), objet="animation")
    entry = ManifestEntry(
        slug=made.slug, path=Path(f"{made.slug}.txt"), title="Essai", publisher="", kind="contrat", language="fr",
        sha256="0" * 64, rights="Réutilisable", date="2024",
    )  # fmt: skip
    graphs = to_graphs(link([made.extraction], registre(), None), [Source(made.document, entry)], publication, None)
    return graphs[str(graphe(made.slug))]


def _of(graph: Graph, montant: int) -> URIRef:
    (node,) = graph.subjects(PACTES.montant, Literal(str(montant), datatype=XSD.decimal, normalize=False))
    return node


def test_a_part_is_part_of_its_sum(graph: Graph) -> None:
    assert set(graph.objects(_of(graph, 4_000_000), DCTERMS.isPartOf)) == {_of(graph, 9_000_000)}


def test_nothing_is_part_of_itself(graph: Graph) -> None:
    amounts = set(graph.subjects(RDF.type, PACTES.Financement))
    assert len(amounts) == 3
    assert not [a for a in amounts if (a, DCTERMS.isPartOf, a) in graph]


def test_what_recurs_what_is_capped_and_what_share(graph: Graph) -> None:
    yearly, part = _of(graph, 60_000), _of(graph, 4_000_000)
    assert set(graph.objects(yearly, PACTES.periodicite)) == {FREQUENCE_UE.ANNUAL}
    assert graph.value(yearly, PACTES.maximum).toPython() is True
    assert graph.value(part, PACTES.maximum) is None
    assert graph.value(part, PACTES.taux).toPython() == Decimal(40)
    labels = [" ".join(str(label).split()) for label in graph.objects(yearly, RDFS.label)]
    assert labels == ["60 000 € par an : animation"]
