"""Measured quality as DQV: what extraction was worth on each reference, and on all references together.

A measurement on one document is computed on the graph of what the document says where it is published, else on the
reference itself; a pooled one on the dataset. Pooled measurements tell kinds apart; those of a document do not, since
few records make a kind there (the counts are in ``data/qualite.toml``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS, XSD, Namespace

from pactes.extraction.evaluate import Score, Scores
from pactes.extraction.evaluate_rules import RECALL_ONLY, STRICT
from pactes.extraction.liens import ScoreLiens, Sorte
from pactes.extraction.qualite import Mesure, Qualite
from pactes.extraction.references import Partage
from pactes.rdf.iris import date, decimal, entier, fr, graphe, iri
from pactes.rdf.namespaces import PARTAGE_REFERENCE, PREFIXES

__all__ = ["announce_qualite", "qualite_graph"]

DQV = Namespace(PREFIXES["dqv"])

# Dimensions of quality, as ISO/IEC 25012 names them: label and definition in both languages.
_DIMENSIONS = {
    "exactitude": (
        ("exactitude", "accuracy"),
        ("Ce qui est dit est vrai du document.", "What is said is true of the document."),
    ),
    "completude": (
        ("complétude", "completeness"),
        ("Ce que dit le document est dit.", "What the document says is said."),
    ),
}
# Measures: dimension, type of the value, label and definition in both languages ; {} is the kind of record.
_MEASURES = {
    "precision": (
        "exactitude",
        ("précision : {}", "precision: {}"),
        (
            "Part de ce qui est extrait ({}) que la référence contient.",
            "Share of what is extracted ({}) that the reference holds.",
        ),
    ),
    "rappel": (
        "completude",
        ("rappel : {}", "recall: {}"),
        (
            "Part de ce que contient la référence ({}) qui est extraite.",
            "Share of what the reference holds ({}) that is extracted.",
        ),
    ),
    "f1": (
        "exactitude",
        ("F1 : {}", "F1: {}"),
        ("Moyenne harmonique de la précision et du rappel ({}).", "Harmonic mean of precision and recall ({})."),
    ),
    "f1-macro": (
        "exactitude",
        ("F1 macro : {}", "macro F1: {}"),
        (
            "Moyenne des F1 des genres d'enregistrement ({}).",
            "Mean of the F1 of the kinds of record ({}).",
        ),
    ),
    "attributs": (
        "exactitude",
        ("attributs justes : {}", "right attributes: {}"),
        (
            "Part des attributs justes dans ce qui est trouvé ({}).",
            "Share of attributes that are right in what is found ({}).",
        ),
    ),
    "effectif": (
        "completude",
        ("effectif de la référence : {}", "size of the reference: {}"),
        ("Nombre d'enregistrements de la référence ({}).", "Number of records of the reference ({})."),
    ),
    "liens-precision": (
        "exactitude",
        ("précision des liens : {}", "precision of links: {}"),
        (
            "Part des liens donnés aux noms ({}) qui désignent ce que le document désigne.",
            "Share of the links given to names ({}) that designate what the document does.",
        ),
    ),
    "liens-rappel": (
        "completude",
        ("rappel des liens : {}", "recall of links: {}"),
        (
            "Part des noms lus ({}) qui désignent un territoire ou un organisme officiel et sont liés à lui.",
            "Share of the names read ({}) that designate an official territory or organisation and are linked to it.",
        ),
    ),
    "liens-rappel-complet": (
        "completude",
        ("rappel des liens, noms non lus compris : {}", "recall of links, unread names included: {}"),
        (
            "Part des noms annotés ({}), lus ou non, qui sont liés à ce qu'ils désignent.",
            "Share of the annotated names ({}), read or not, that are linked to what they designate.",
        ),
    ),
    "liens-effectif": (
        "completude",
        ("effectif des liens annotés : {}", "size of the annotated links: {}"),
        (
            "Nombre de noms de la référence ({}) annotés comme désignant quelque chose d'officiel.",
            "Number of names of the reference ({}) annotated as designating something official.",
        ),
    ),
}
_KINDS = {
    "ensemble": ("tous les genres jugés", "all judged kinds"),
    "contrats": ("contrats", "contracts"),
    "signataires": ("signataires", "signatories"),
    "axes": ("axes", "axes"),
    "objectifs": ("objectifs", "objectives"),
    "actions": ("actions", "actions"),
    "engagements": ("engagements", "commitments"),
    "financements": ("financements", "fundings"),
    "territoires": ("territoires", "territories"),
    "instances": ("instances", "governance bodies"),
    "textes": ("textes juridiques", "legal texts"),
    "dates": ("dates de contrats", "dates of contracts"),
    "organisations": ("organisations", "organisations"),
    "indicateurs": ("indicateurs", "indicators"),
    "projets": ("projets", "projects"),
    "contradictions": ("contradictions", "contradictions"),
}


@dataclass(frozen=True, slots=True)
class _Valeur:
    """A value of one measure of one kind of record."""

    mesure: str
    genre: str
    valeur: Literal


def qualite_graph(qualite: Qualite, documents: Collection[str]) -> Graph:
    """Return the graph of measurements; ``documents`` are the slugs of those that are published."""
    graph = Graph()
    for slug, (labels, definitions) in _DIMENSIONS.items():
        node = iri(f"id/dimension/{slug}")
        graph.add((node, RDF.type, DQV.Dimension))
        _bilingual(graph, node, labels, definitions)
    for mesure in qualite.mesures:
        reference = _reference(graph, mesure, documents)
        slug = mesure.document
        about = graphe(slug) if slug in documents else reference
        values = [*_pooled(mesure.scores.strict, mesure.scores), *_liens(mesure.liens)]
        where = (f"référence « {mesure.titre} »", f"reference “{mesure.titre}”")
        _measurements(graph, f"reference/{slug}", about, values, where, qualite, reference)
    for partage, scores in qualite.ensembles():
        held = qualite.de(partage)
        name = f"partage/{partage}" if partage else "ensemble"
        pooled = [*_pooled(scores.strict, scores), *(v for kind in scores.kinds.values() for v in _by_kind(kind))]
        pooled += _liens(qualite.liens(partage))
        where = _where(partage, len(held))
        group = _group(graph, name, where, held)
        nodes = _measurements(graph, name, iri("jeu/pactes"), pooled, where, qualite, group)
        if partage:
            for node in nodes:
                graph.add((node, DCTERMS.type, PARTAGE_REFERENCE[partage]))
    return graph


def announce_qualite(catalogue: Graph, measurements: Graph) -> None:
    """Say in the catalogue which measurements of ``measurements`` are computed on the dataset."""
    dataset = iri("jeu/pactes")
    for node in measurements.subjects(DQV.computedOn, dataset):
        catalogue.add((dataset, DQV.hasQualityMeasurement, node))


def _where(partage: Partage | None, number: int) -> tuple[str, str]:
    if partage is None:
        return f"les {number} références", f"the {number} references"
    if partage is Partage.MESURE:
        return f"les {number} références qui mesurent seulement", f"the {number} references that only measure"
    return f"les {number} références de développement", f"the {number} references of development"


def _reference(graph: Graph, mesure: Mesure, documents: Collection[str]) -> URIRef:
    """State a reference: the annotations of a document by hand, and what they are for."""
    node = iri(f"id/reference/{mesure.document}")
    graph.add((node, RDF.type, PROV.Entity))
    _label(graph, node, (f"Référence : {mesure.titre}", f"Reference: {mesure.titre}"))
    graph.add((node, DCTERMS.type, PARTAGE_REFERENCE[mesure.partage]))
    if mesure.depuis:
        graph.add((node, DCTERMS.date, date(mesure.depuis)))
    if mesure.document in documents:
        graph.add((node, DCTERMS.source, iri(f"id/document/{mesure.document}")))
    return node


def _group(graph: Graph, name: str, where: tuple[str, str], held: Iterable[Mesure]) -> URIRef:
    """State the references that are pooled, as one collection."""
    node = iri(f"id/references/{name}")
    graph.add((node, RDF.type, PROV.Collection))
    _label(graph, node, (where[0].capitalize(), where[1].capitalize()))
    for mesure in held:
        graph.add((node, PROV.hadMember, iri(f"id/reference/{mesure.document}")))
    return node


def _pooled(score: Score, scores: Scores) -> Iterator[_Valeur]:
    yield from _ratios(score, "ensemble")
    yield _Valeur("f1-macro", "ensemble", _ratio(scores.macro))
    if scores.attributes is not None:
        yield _Valeur("attributs", "ensemble", _ratio(scores.attributes))


def _by_kind(score: Score) -> Iterator[_Valeur]:
    if not score.reference and not score.extracted:
        return
    yield from _ratios(score, score.kind)
    if score.attributes_asked:
        yield _Valeur("attributs", score.kind, _ratio(score.attributes_right / score.attributes_asked))


def _ratios(score: Score, kind: str) -> Iterator[_Valeur]:
    yield _Valeur("effectif", kind, entier(score.reference))
    yield _Valeur("rappel", kind, _ratio(score.recall))
    if kind not in RECALL_ONLY:
        yield _Valeur("precision", kind, _ratio(score.precision))
        yield _Valeur("f1", kind, _ratio(score.f1))


_SORTES = {Sorte.TERRITOIRE: "territoires", Sorte.ORGANISATION: "organisations"}


def _liens(scores: Mapping[Sorte, ScoreLiens]) -> Iterator[_Valeur]:
    for sorte, score in scores.items():
        kind = _SORTES[sorte]
        yield _Valeur("liens-effectif", kind, entier(score.attendus))
        yield _Valeur("liens-precision", kind, _ratio(score.precision))
        yield _Valeur("liens-rappel", kind, _ratio(score.rappel_des_lus))
        yield _Valeur("liens-rappel-complet", kind, _ratio(score.rappel))


def _ratio(value: float) -> Literal:
    return decimal(Decimal(f"{value:.4f}"))


def _measurements(
    graph: Graph,
    name: str,
    about: URIRef,
    values: Iterable[_Valeur],
    where: tuple[str, str],
    qualite: Qualite,
    source: URIRef,
) -> list[URIRef]:
    """State one measurement for each value, computed on ``about`` from the reference or references ``source``."""
    nodes = []
    for value in values:
        metric = _metric(graph, value)
        node = iri(f"id/mesure/{name}/{value.mesure}-{value.genre}")
        graph.add((node, RDF.type, DQV.QualityMeasurement))
        fr_, en = _labels(value)
        _label(graph, node, (f"{fr_}, sur {where[0]}", f"{en}, on {where[1]}"))
        graph.add((node, DQV.isMeasurementOf, metric))
        graph.add((node, DQV.computedOn, about))
        graph.add((node, DQV.value, value.valeur))
        graph.add((node, DCTERMS.date, date(qualite.date)))
        graph.add((node, PROV.wasDerivedFrom, source))
        nodes.append(node)
    return nodes


def _metric(graph: Graph, value: _Valeur) -> URIRef:
    node = iri(f"id/metrique/{value.mesure}-{value.genre}")
    dimension, _, definitions = _MEASURES[value.mesure]
    kind = _KINDS[value.genre]
    graph.add((node, RDF.type, DQV.Metric))
    _bilingual(graph, node, _labels(value), (definitions[0].format(kind[0]), definitions[1].format(kind[1])))
    graph.add((node, DQV.inDimension, iri(f"id/dimension/{dimension}")))
    graph.add((node, DQV.expectedDataType, value.valeur.datatype or XSD.decimal))
    return node


def _labels(value: _Valeur) -> tuple[str, str]:
    _, labels, _ = _MEASURES[value.mesure]
    kind = _KINDS[value.genre]
    return labels[0].format(kind[0]), labels[1].format(kind[1])


def _bilingual(graph: Graph, node: URIRef, labels: tuple[str, str], definitions: tuple[str, str]) -> None:
    _label(graph, node, labels)
    graph.add((node, SKOS.definition, fr(definitions[0])))
    graph.add((node, SKOS.definition, Literal(definitions[1], lang="en")))


def _label(graph: Graph, node: URIRef, labels: tuple[str, str]) -> None:
    graph.add((node, RDFS.label, fr(labels[0])))
    graph.add((node, RDFS.label, Literal(" ".join(labels[1].split()), lang="en")))


assert set(_KINDS) == {"ensemble", *STRICT, *RECALL_ONLY}
