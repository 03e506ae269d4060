"""What the mappings of one document share: its graph, its passages, its statements, the evidence of its nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS

from pactes.linking.corpus import ValeurDite
from pactes.model import Evidence
from pactes.rdf.iris import OA, decimal, entier, fr, iri, propriete_iri
from pactes.rdf.namespaces import PACTES
from pactes.reading import Document

__all__ = ["Confiances", "Ecrivain", "chemin_enonce"]

_AROUND = 40  # code points of context before and after a quote

Term = URIRef | Literal


@dataclass(slots=True)
class Confiances:
    """The confidence of each node: the best of the rules that read it, the same in every graph that tells the node."""

    best: dict[URIRef, float] = field(default_factory=dict)
    tellers: dict[URIRef, set[str]] = field(default_factory=dict)

    def note(self, document: str, node: URIRef, confiance: float) -> None:
        """Note that ``document`` tells ``node`` with this confidence."""
        self.best[node] = max(confiance, self.best.get(node, 0.0))
        self.tellers.setdefault(node, set()).add(document)

    def write(self, graphs: dict[str, Graph]) -> None:
        """Write the confidences into the graphs of the documents (by slug)."""
        for node, confiance in self.best.items():
            value = decimal(round(confiance, 3))
            for document in self.tellers[node]:
                graphs[document].add((node, PACTES.confiance, value))


def chemin_enonce(document: str, sujet: str, propriete: str | None, evidence: Evidence, valeur: str) -> str:
    """Return the chemin of a statement: the passage it is made in, the property, and what it is about."""
    about = hashlib.sha256(f"{sujet}\n{valeur}".encode()).hexdigest()[:8]
    return f"id/document/{document}/enonce/{evidence.start}-{evidence.end}/{propriete or 'valeur'}-{about}"


@dataclass(slots=True)
class Ecrivain:
    """Writes the graph of one document."""

    document: Document
    confiances: Confiances
    graph: Graph = field(default_factory=Graph)
    _passages: dict[tuple[int, int], URIRef] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """Slug of the document."""
        return self.document.slug

    def add(self, subject: URIRef, predicate: URIRef, *values: Term | None) -> None:
        """State values of a property; None is no value."""
        for value in values:
            if value is not None and (not isinstance(value, Literal) or str(value)):
                self.graph.add((subject, predicate, value))

    def node(self, chemin: str, label: str, *classes: URIRef) -> URIRef:
        """State that a thing is, of which classes and with which label; return its IRI."""
        subject = iri(chemin)
        self.add(subject, RDF.type, *classes)
        self.add(subject, RDFS.label, fr(label) if label.strip() else None)
        return subject

    def told(self, node: URIRef, evidence: Iterable[Evidence], regle: str, confiance: float) -> None:
        """State where a node is said, by which rule it was read, and how sure that rule is."""
        for one in evidence:
            self.add(node, PACTES.preuve, self.passage(one))
        self.add(node, PACTES.regle, Literal(regle))
        self.confiances.note(self.slug, node, confiance)

    def passage(self, evidence: Evidence) -> URIRef:
        """Return the passage of an evidence, stated once."""
        key = (evidence.start, evidence.end)
        known = self._passages.get(key)
        if known is not None:
            return known
        text = self.document.text
        path = f"id/document/{self.slug}/passage/{evidence.start}-{evidence.end}"
        title = self.document.title or self.slug
        passage = self.node(path, f"{title}, ligne {evidence.line}", PACTES.Passage, OA.SpecificResource)
        quote, position = iri(f"{path}#citation"), iri(f"{path}#position")
        self.add(passage, OA.hasSource, iri(f"id/document/{self.slug}"))
        self.add(passage, OA.hasSelector, quote, position)
        self.add(passage, PACTES.ligne, entier(evidence.line))
        self.add(passage, PACTES.page, entier(evidence.page) if evidence.page is not None else None)
        self.add(quote, RDF.type, OA.TextQuoteSelector)
        self.add(quote, OA.exact, Literal(evidence.quote))
        self.add(quote, OA.prefix, Literal(text[max(0, evidence.start - _AROUND) : evidence.start]))
        self.add(quote, OA.suffix, Literal(text[evidence.end : evidence.end + _AROUND]))
        self.add(position, RDF.type, OA.TextPositionSelector)
        self.add(position, OA.start, entier(evidence.start))
        self.add(position, OA.end, entier(evidence.end))
        self._passages[key] = passage
        return passage

    def enonce(self, sujet: str, propriete: str | None, valeur: ValeurDite, literal: Term, nom: str) -> URIRef:
        """State that a passage gives a value to a property of a subject; return the statement.

        ``nom`` says what the value is of (« Date de signature de … »).
        """
        path = chemin_enonce(self.slug, sujet, propriete, valeur.evidence, valeur.valeur)
        if (iri(path), RDF.type, PACTES.Enonce) in self.graph:
            return iri(path)  # said of the same passage by the contract and by a contradiction
        node = self.node(path, f"{nom} : {valeur.valeur}", PACTES.Enonce)
        self.add(node, PACTES.sujet, iri(sujet))
        self.add(node, PACTES.propriete, propriete_iri(propriete))
        self.add(node, PACTES.valeur, literal)
        self.told(node, [valeur.evidence], valeur.regle, valeur.confiance)
        return node
