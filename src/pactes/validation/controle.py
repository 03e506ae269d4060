"""The shapes, ready to be run on any slice: compiled once, pySHACL behind them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from rdflib import Graph
from rdflib.namespace import RDFS, SH, SKOS
from rdflib.term import Node

from pactes.validation.compilees import Programme, Terme, Triplets, compiled
from pactes.validation.compilees.termes import depuis_rdflib, entier, texte
from pactes.validation.formes import SEVERITES, Severite, Textes
from pactes.validation.graphes import Tranche
from pactes.validation.secours import restricted, run, texts_of

FERMEE = "Closed"
"""The constraint component of closed shapes, without the end of its name."""


class Trouve(NamedTuple):
    """One result as it travels between processes and rests in the cache; ``rang`` is that of its file in the slice."""

    rang: int
    noeud: str
    forme: str
    valeur: str | None
    severite: str
    fr: str
    en: str
    libelle: str | None
    ligne: int | None
    predicat: str | None = None
    composant: str | None = None


@dataclass(frozen=True, slots=True)
class Controle:
    """A shapes graph to run. ``sur_sujets`` are the shapes that also look at nodes that another graph types."""

    formes: Graph
    programme: Programme
    textes: Mapping[Node, Textes]
    base: str
    sur_sujets: frozenset[str]

    def run(self, part: Tranche) -> list[Trouve]:
        """Return what is wrong in one slice and is not the fault of what others describe.

        Raises:
            ValidationImpossible: a shape is not SHACL.
        """
        triples = part.triplets

        def own(shape: Node) -> Collection[Terme]:
            return part.sujets if str(shape) in self.sur_sujets else part.propres

        found, to_confirm = self.programme.run(triples, own)
        results: dict[tuple[Any, ...], str | None] = {}
        for c in found:
            # What a closed shape refuses is told predicate by predicate; else one message is told once.
            predicate = c.chemin if c.composant == FERMEE else None
            key = (c.foyer, c.forme, c.valeur, SEVERITES[c.severite], self.textes[c.forme], predicate)
            results.setdefault(key, c.composant)
        if to_confirm:
            read = [root.lus for root in to_confirm]
            all_of_them = None if None in read else frozenset().union(*(names or () for names in read))
            graph = triples.to_graph(all_of_them)
            for raw in run(graph, restricted(self.formes, [root.noeud for root in to_confirm])):
                value = None if raw.valeur is None else depuis_rdflib(raw.valeur)
                key = (depuis_rdflib(raw.noeud), raw.forme, value, raw.severite, raw.message, None)
                results.setdefault(key, raw.composant)
        told = []
        for (node, shape, value, severity, texts, predicate), component in results.items():
            rank = part.propres.get(node)
            if rank is None and str(shape) in self.sur_sujets:
                rank = part.sujets.get(node)
            if rank is not None:
                found_here = self._told(triples, rank, node, shape, value, severity, texts)
                told.append(found_here._replace(predicat=predicate, composant=component))
        return told

    def _told(
        self, triples: Triplets, rank: int, node: Terme, shape: Node, value: Terme | None, severity: Severite, t: Textes
    ) -> Trouve:
        return Trouve(
            rang=rank,
            noeud=texte(node),
            forme=str(shape),
            valeur=None if value is None or value == node else texte(value),
            severite=str(severity),
            fr=t.fr,
            en=t.en,
            libelle=_label(triples, node),
            ligne=_line(triples, node, self.base),
        )


def ready(shapes: Graph, base: str, on_subjects: frozenset[str] = frozenset()) -> Controle:
    """Compile shapes.

    Raises:
        ValidationImpossible: a shape that is not compiled is not SHACL.
    """
    programme = compiled(shapes)
    if programme.inconnues:  # what is wrong with them is told even where no node is concerned
        run(Graph(), restricted(shapes, programme.inconnues))
    texts = {shape: texts_of(shapes.objects(shape, SH.message)) for shape in set(shapes.subjects())}
    return Controle(shapes, programme, texts, base, on_subjects)


_LIBELLE, _AUTRE_LIBELLE = str(RDFS.label), str(SKOS.prefLabel)


def _label(triples: Triplets, node: Terme) -> str | None:
    labels = [o for p in (_LIBELLE, _AUTRE_LIBELLE) for o in triples.objects(node, p) if isinstance(o, tuple)]
    labels.sort(key=lambda o: (o[2] != "fr", o[0]))
    return labels[0][0] if labels else None


def _line(triples: Triplets, node: Terme, base: str) -> int | None:
    """Return the first line on which the node is said: its own if it is a passage, else that of its evidence."""
    line, evidence = f"{base}def#ligne", f"{base}def#preuve"
    places = [node, *triples.objects(node, evidence)]
    numbers = [entier(o) for place in places for o in triples.objects(place, line)]
    return min((number for number in numbers if number is not None), default=None)
