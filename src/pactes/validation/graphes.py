"""The graphs to validate, what is known of each, and the slice of the others that each one needs.

A document's graph names things that the registry and the vocabularies describe. It is validated with the types of
those things added, and nothing more: measured, this gives the same results as validating everything at once, and one
changed document costs one small validation.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from rdflib import Graph
from rdflib.namespace import RDFS

from pactes.errors import ValidationImpossible
from pactes.rdf.namespaces import BASE
from pactes.validation.compilees import Terme, Triplets
from pactes.validation.compilees.triplets import SOUS_CLASSE, TYPE

REFERENCES = "graphes de référence"
"""Name of the run that validates all reference graphs."""


_NOM = rb"(?:<[^>]*>|[\w.-]*:[\w.-]+)"
_TYPE_UN_DOCUMENT = re.compile(rb"(?:\sa|[#:]type>?)\s+(?:" + _NOM + rb"\s*,\s*)*(?:<[^>]*def#|pactes:)Document\b")


class Genre(StrEnum):
    """What a graph is, which says whose types it may lean on."""

    DOCUMENT = "document"  # what one document says
    REFERENCE = "reference"  # registry, vocabularies, links, catalogue…


class Lecture(NamedTuple):
    """The triples of a graph, and a hash of what they were read from (empty when it was not asked for)."""

    empreinte: str
    triplets: Triplets


class GrapheDeDonnees:
    """One graph to validate, held in memory; ``fichier`` is how reports name it."""

    def __init__(self, fichier: str, graphe: Graph, genre: Genre = Genre.DOCUMENT) -> None:
        self.fichier = fichier
        self._graphe = graphe
        self._genre = genre

    @property
    def graphe(self) -> Graph:
        """The graph as rdflib has it."""
        return self._graphe

    @property
    def genre(self) -> Genre:
        """What the graph is."""
        return self._genre

    @property
    def genre_probable(self) -> Genre:
        """What the graph is, as can be told without reading it through."""
        return self._genre

    def empreinte(self) -> str:
        """Return a hash of the content."""
        return self.lire(hachee=True).empreinte

    def lire(self, *, hachee: bool = False) -> Lecture:
        """Return the triples, with the hash when it is asked for: it takes as long as reading.

        Raises:
            ValidationImpossible: they cannot be read.
        """
        triples = Triplets.of_graph(self.graphe)
        # Sorted: a graph in memory has no order of its own.
        lines = sorted(f"{s!r} {p!r} {o!r}" for s, p, o in triples) if hachee else []
        return Lecture(_hash(f"{self._genre}\n" + "\n".join(lines)) if hachee else "", triples)

    def sorte(self, triples: Triplets) -> Genre:
        """Return what the graph is, now that it is read."""
        return self._genre


class GrapheEnFichier(GrapheDeDonnees):
    """A Turtle file, read when it is looked at: a document's graph when it types a ``pactes:Document``."""

    def __init__(self, chemin: Path, *, base: str = BASE) -> None:
        self.fichier = str(chemin)
        self._chemin = chemin
        self._adresse = chemin.absolute().as_uri()
        self._document = f"{base}def#Document"

    @cached_property
    def graphe(self) -> Graph:
        """The graph as rdflib has it."""
        return self.lire().triplets.to_graph()

    @cached_property
    def genre(self) -> Genre:
        """What the graph is."""
        return self.sorte(self.lire().triplets)

    @cached_property
    def genre_probable(self) -> Genre:
        """What the graph is by its text: wrong only where a comment or a quote looks like a type."""
        return Genre.DOCUMENT if _TYPE_UN_DOCUMENT.search(self._octets()) else Genre.REFERENCE

    def empreinte(self) -> str:
        """Return a hash of the bytes of the file, and of its place: relative IRIs depend on it."""
        return self._empreinte(self._octets())

    def _empreinte(self, data: bytes) -> str:
        return _hash(f"{self._adresse}\n".encode() + data)

    def lire(self, *, hachee: bool = False) -> Lecture:
        """Read the file."""
        data = self._octets()
        try:
            triples = Triplets.of_turtle(data, base=self._adresse)
        except (SyntaxError, ValueError) as error:  # ValueError: it is not UTF-8
            raise ValidationImpossible(
                f"Le fichier {self.fichier} n'est pas du Turtle ({error}). Refaites-le avec « pactes build »."
            ) from error
        return Lecture(self._empreinte(data) if hachee else "", triples)

    def sorte(self, triples: Triplets) -> Genre:
        """Return what the graph is, now that it is read."""
        return Genre.DOCUMENT if next(triples.instances(self._document), None) is not None else Genre.REFERENCE

    def _octets(self) -> bytes:
        try:
            return self._chemin.read_bytes()
        except OSError as error:
            raise ValidationImpossible(
                f"Le fichier {self.fichier} ne se lit pas ({error.strerror or error})."
            ) from error


def _hash(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def read_graph(path: Path, *, base: str = BASE) -> GrapheDeDonnees:
    """Return a Turtle file to validate; what is wrong with it is told when it is read.

    Raises:
        ValidationImpossible: the file does not exist.
    """
    if not path.exists():
        raise ValidationImpossible(f"{path} n'existe pas. Donnez un fichier Turtle, ou lancez « pactes build ».")
    return GrapheEnFichier(path, base=base)


def read_graphs(paths: Iterable[Path], *, base: str = BASE) -> list[GrapheDeDonnees]:
    """Return Turtle files, and every ``*.ttl`` of the folders among ``paths``, in the order of their names.

    Raises:
        ValidationImpossible: a path does not exist, or there is nothing to read.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ValidationImpossible(f"{path} n'existe pas. Donnez un fichier Turtle, ou lancez « pactes build ».")
        files.extend(sorted(path.glob("*.ttl")) if path.is_dir() else [path])
    if not files:
        raise ValidationImpossible("Il n'y a aucun fichier Turtle à valider. Lancez d'abord « pactes build ».")
    return [read_graph(file, base=base) for file in dict.fromkeys(files)]


@dataclass(frozen=True, slots=True)
class Fiche:
    """What other graphs may need of one: the types that it gives, the IRIs that it names without typing them."""

    genre: Genre
    types: Mapping[str, list[Terme]]
    nommes: Collection[str]

    def to_json(self) -> Any:
        """Return what ``of_json`` reads."""
        return [self.genre, self.types, list(self.nommes)]

    @classmethod
    def of_json(cls, data: Any) -> Fiche:
        """Read what ``to_json`` returned. Raises ValueError, TypeError or AttributeError for anything else."""
        genre, types, named = data
        kinds = {str(node): [t if isinstance(t, str) else (t[0], t[1], t[2]) for t in ts] for node, ts in types.items()}
        return cls(Genre(genre), kinds, [str(node) for node in named])


def describe(triples: Triplets, genre: Genre) -> Fiche:
    """Return what others may need of a graph."""
    types = {node: kinds for node, kinds in triples.index(TYPE).items() if isinstance(node, str)}
    named: dict[Terme, None] = {}
    for by_subject in triples.par_predicat.values():
        named.update(dict.fromkeys(by_subject))
        for objects in by_subject.values():
            for o in objects:
                if o.__class__ is str:
                    named[o] = None
    return Fiche(
        genre, types, sorted(n for n in named if isinstance(n, str) and n not in types and not n.startswith("_:"))
    )


def leant_on(named: Iterable[str], fiches: Iterable[Fiche]) -> dict[str, list[Terme]]:
    """Return the types that other graphs give to what is named, in a stable order."""
    found: dict[str, set[Terme]] = {}
    wanted = frozenset(named)
    for fiche in fiches:
        for node in wanted & fiche.types.keys():
            found.setdefault(node, set()).update(fiche.types[node])
    return {node: sorted(found[node], key=repr) for node in sorted(found)}


def own_subclasses(ontology: Graph, base: str) -> list[tuple[Terme, str, Terme]]:
    """Return the class hierarchy among our own terms, so that a Signataire counts as an Organisation."""
    namespace = f"{base}def#"
    return sorted(
        (str(child), SOUS_CLASSE, str(parent))
        for child, parent in ontology.subject_objects(RDFS.subClassOf)
        if str(child).startswith(namespace) and str(parent).startswith(namespace)
    )


@dataclass(frozen=True, slots=True)
class Tranche:
    """What is validated in one run: a document's graph, or all reference graphs, with the types of what they name.

    ``propres`` gives, for each node that the graphs type, the rank of its file in ``fichiers``; ``sujets`` for each
    node that they describe.
    """

    fichiers: tuple[str, ...]
    triplets: Triplets
    propres: Mapping[Terme, int]
    sujets: Mapping[Terme, int]


def slice_of(
    files: Iterable[tuple[str, Triplets]],
    leant: Mapping[str, list[Terme]],
    hierarchy: Iterable[tuple[Terme, str, Terme]],
) -> Tranche:
    """Put graphs together with the types that they lean on and our hierarchy of classes. Changes the first graph."""
    names: list[str] = []
    own: dict[Terme, int] = {}
    subjects: dict[Terme, int] = {}
    merged: Triplets | None = None
    for rank, (name, triples) in enumerate(files):
        names.append(name)
        if merged is None:
            merged = triples
        else:
            triples = triples.renamed(rank)
            merged.merge(triples)
        for node in triples.index(TYPE):
            own.setdefault(node, rank)
        for by_subject in triples.par_predicat.values():
            for node in by_subject:
                subjects.setdefault(node, rank)
    if merged is None:
        merged = Triplets()
    merged.add((node, TYPE, kind) for node, kinds in leant.items() for kind in kinds)
    merged.add(hierarchy)
    return Tranche(tuple(names), merged, own, subjects)
