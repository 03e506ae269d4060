"""Measured quality: from scores to ``qualite.toml`` and back, and from there to DQV that the shapes accept."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDFS, SKOS, XSD, Namespace

from pactes.errors import ReferenceDataError
from pactes.extraction.doublons import Doublons, find_doublons
from pactes.extraction.evaluate import evaluate, pool
from pactes.extraction.liens import ScoreLiens, Sorte
from pactes.extraction.qualite import Mesure, Qualite, read_qualite, to_toml
from pactes.extraction.references import Partage
from pactes.linking import link
from pactes.rdf import to_graphs
from pactes.rdf.namespaces import BASE, PARTAGE_REFERENCE, PREFIXES
from pactes.rdf.qualite import qualite_graph
from pactes.reference import registre
from pactes.validation import Genre, GrapheDeDonnees, load_shapes, validate

DQV = Namespace(PREFIXES["dqv"])
DATASET = URIRef(f"{BASE}jeu/pactes")


def _pair(found: int, missed: int, false: int) -> tuple[dict, dict]:
    towns = [f"{letter * 6}-sur-Loire" for letter in "abcdefghijklm"]
    expected = [{"name": n, "type": "commune", "line": i} for i, n in enumerate(towns[: found + missed])]
    said = [{"name": n, "type": "commune", "line": i} for i, n in enumerate(towns[:found])]
    said += [{"name": n, "type": "EPCI"} for n in towns[found + missed : found + missed + false]]
    return {"territoires": said, "projets": []}, {"territoires": expected, "projets": [{"name": "La halle"}]}


@pytest.fixture
def qualite() -> Qualite:
    def mesure(slug: str, partage: Partage, *counts: int) -> Mesure:
        doublons = Doublons(('Contrat « A » \\ de "ville"',), ())
        return Mesure(slug, f"Le {slug}", partage, evaluate([_pair(*counts)]), "2026-11-22", doublons)

    return Qualite(
        "2026-11-22",
        0.5,
        (mesure("lu", Partage.DEVELOPPEMENT, 6, 2, 1), mesure("neuf", Partage.MESURE, 3, 1, 2)),
    )


def test_what_is_written_is_what_is_read(qualite: Qualite, tmp_path: Path) -> None:
    path = tmp_path / "qualite.toml"
    path.write_text(to_toml(qualite), encoding="utf-8")
    read = read_qualite(path)
    assert read is not None
    assert to_toml(read) == to_toml(qualite)
    assert [m.partage for m in read.mesures] == [Partage.DEVELOPPEMENT, Partage.MESURE]
    assert read.mesures[0].doublons == qualite.mesures[0].doublons
    for partage in (*Partage, None):
        held = dict(read.ensembles())[partage]
        assert held.micro == pool(m.scores for m in qualite.de(partage)).micro
    assert dict(read.ensembles())[None].kinds["territoires"].reference == 12


def test_no_file_is_no_measure_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "qualite.toml"
    assert read_qualite(path) is None
    for content in ("date = ", "date = '2026'\nplancher = 0.5\n[[reference]]\ndocument = 'x'\n"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(ReferenceDataError, match="evaluate --write"):
            read_qualite(path)


def test_every_measurement_says_of_what_on_what_and_how_much(qualite: Qualite) -> None:
    graph = qualite_graph(qualite, ["lu"])
    measures = set(graph.subjects(RDF.type, DQV.QualityMeasurement))
    assert measures
    for node in measures:
        (metric,) = graph.objects(node, DQV.isMeasurementOf)
        (value,) = graph.objects(node, DQV.value)
        assert isinstance(value, Literal)
        assert value.datatype == graph.value(metric, DQV.expectedDataType)
        assert len(list(graph.objects(node, DQV.computedOn))) == 1
        assert {label.language for label in graph.objects(node, RDFS.label)} == {"fr", "en"}
        assert {text.language for text in graph.objects(metric, SKOS.definition)} == {"fr", "en"}
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)
    shapes = validate([GrapheDeDonnees("qualite", graph, Genre.REFERENCE)], load_shapes())
    assert [
        r.message.fr for r in shapes.resultats if "Mesure" in (r.forme or "") or "Metrique" in (r.forme or "")
    ] == []


def _value(graph: Graph, name: str, metric: str) -> Decimal:
    value = graph.value(URIRef(f"{BASE}id/mesure/{name}/{metric}"), DQV.value)
    assert isinstance(value, Literal)
    return Decimal(value)


def test_development_and_measurement_are_told_apart(qualite: Qualite) -> None:
    graph = qualite_graph(qualite, ["lu"])
    assert _value(graph, "partage/developpement", "rappel-territoires") == Decimal("0.75")
    assert _value(graph, "partage/mesure", "precision-territoires") == Decimal("0.6")
    assert _value(graph, "ensemble", "effectif-territoires") == 12
    assert (None, DQV.isMeasurementOf, URIRef(f"{BASE}id/metrique/precision-projets")) not in graph  # by taste
    assert _value(graph, "ensemble", "rappel-projets") == 0
    for slug, partage in (("lu", Partage.DEVELOPPEMENT), ("neuf", Partage.MESURE)):
        assert (URIRef(f"{BASE}id/reference/{slug}"), DCTERMS.type, PARTAGE_REFERENCE[partage]) in graph


def test_a_document_that_is_published_is_measured_on_its_graph_and_another_on_its_reference(qualite: Qualite) -> None:
    graph = qualite_graph(qualite, ["lu"])
    published, other = (URIRef(f"{BASE}id/mesure/reference/{slug}/f1-ensemble") for slug in ("lu", "neuf"))
    assert graph.value(published, DQV.computedOn) == URIRef(f"{BASE}graphe/lu")
    assert graph.value(other, DQV.computedOn) == URIRef(f"{BASE}id/reference/neuf")
    assert graph.value(published, PROV.wasDerivedFrom) == URIRef(f"{BASE}id/reference/lu")


def test_the_catalogue_announces_what_is_measured_on_the_dataset_and_nothing_else(
    qualite: Qualite, fabriques, sources, publication
) -> None:
    corpus = link([f.extraction for f in fabriques], registre())
    without = to_graphs(corpus, sources, publication)
    assert URIRef(f"{BASE}graphe/qualite") not in {URIRef(name) for name in without}
    graphs = to_graphs(corpus, sources, publication, None, qualite)
    told, catalogue = graphs[f"{BASE}graphe/qualite"], graphs[f"{BASE}graphe/catalogue"]
    announced = set(catalogue.objects(DATASET, DQV.hasQualityMeasurement))
    assert announced == set(told.subjects(DQV.computedOn, DATASET))
    assert announced
    labels = set(graphs[f"{BASE}graphe/provenance"].objects(URIRef(f"{BASE}graphe/qualite"), RDFS.label))
    assert {label.language for label in labels if isinstance(label, Literal)} == {"fr", "en"}
    assert all(
        v.datatype in (XSD.decimal, XSD.integer) for v in told.objects(None, DQV.value) if isinstance(v, Literal)
    )


def test_links_are_measured_apart_and_published_in_both_languages(qualite: Qualite, tmp_path: Path) -> None:
    links = {
        Sorte.TERRITOIRE: ScoreLiens(Sorte.TERRITOIRE, attendus=10, lus=8, donnes=7, justes=6),
        Sorte.ORGANISATION: ScoreLiens(Sorte.ORGANISATION, attendus=4, lus=4, donnes=4, justes=4),
    }
    read, other = qualite.mesures
    measured = replace(qualite, mesures=(replace(read, liens=links), other))
    path = tmp_path / "qualite.toml"
    path.write_text(to_toml(measured), encoding="utf-8")
    again = read_qualite(path)
    assert again is not None
    assert (again.mesures[0].liens, again.mesures[1].liens) == (links, {})
    graph = qualite_graph(again, ["lu"])
    assert _value(graph, "partage/developpement", "liens-rappel-territoires") == Decimal("0.75")
    assert _value(graph, "partage/developpement", "liens-rappel-complet-territoires") == Decimal("0.6")
    assert _value(graph, "ensemble", "liens-precision-territoires") == Decimal("0.8571")
    assert _value(graph, "reference/lu", "liens-effectif-organisations") == 4
    assert not list(graph.triples((URIRef(f"{BASE}id/mesure/partage/mesure/liens-rappel-territoires"), None, None)))
    metric = URIRef(f"{BASE}id/metrique/liens-precision-territoires")
    assert {text.language for text in graph.objects(metric, SKOS.definition)} == {"fr", "en"}


# Contracts taken for one another


def _contracts(*titles: str) -> dict:
    return {"contrats": [{"title": title, "instance": True} for title in titles]}


def test_two_contracts_read_as_one_are_confused() -> None:
    found = find_doublons(
        _contracts("Contrat de ville de Belle-Rive et d'Autreville"),
        _contracts("Contrat de ville de Belle-Rive", "Contrat de ville d'Autreville"),
    )
    assert (len(found.confondus), found.doubles) == (1, ())


def test_contracts_of_two_places_or_periods_are_two_however_alike_their_titles() -> None:
    titles = ("Contrat de plan État-Région de Bretagne", "Contrat de plan État-Région de Normandie")
    assert find_doublons(_contracts(titles[0]), _contracts(*titles)) == Doublons()
    assert find_doublons(_contracts(*titles), _contracts(titles[0])) == Doublons()
    periods = ("Contrat de ville de Belle-Rive 2007-2014", "Contrat de ville de Belle-Rive 2015-2020")
    assert find_doublons(_contracts(periods[0]), _contracts(*periods)) == Doublons()


def test_one_contract_read_as_two_is_doubled() -> None:
    found = find_doublons(
        _contracts("Contrat de ville de Belle-Rive", "Contrat de ville de Belle-Rive 2015-2020"),
        _contracts("Contrat de ville de Belle-Rive 2015-2020"),
    )
    assert found.confondus == ()
    assert found.doubles == ("Contrat de ville de Belle-Rive",)


def test_contracts_are_paired_as_well_as_can_be() -> None:
    """The first reference could take either; only one choice leaves nothing alone."""
    titles = ("Contrat de ville de Belle-Rive", "Contrat de ville de Belle-Rive et d'Autreville")
    assert find_doublons(_contracts(*titles[::-1]), _contracts(*titles)) == Doublons()


def test_a_miss_and_a_false_alarm_are_no_confusion() -> None:
    assert find_doublons(_contracts("Contrat de ruralité du Pays"), _contracts("Pacte du Bassin minier")) == Doublons()
