"""Validates documents one by one, reference graphs together, then all graphs for what reaches across them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from rdflib import Graph
from rdflib.namespace import SH

from pactes.errors import ValidationImpossible
from pactes.parallel import forked_map
from pactes.rdf.namespaces import BASE
from pactes.settings import resource
from pactes.validation.cache import Cache
from pactes.validation.compilees import Terme, Triplets
from pactes.validation.compilees.triplets import TYPE
from pactes.validation.controle import Controle, Trouve, ready
from pactes.validation.formes import Forme, Formes, Severite, Textes, load_shapes
from pactes.validation.graphes import (
    REFERENCES,
    Fiche,
    Genre,
    GrapheDeDonnees,
    Tranche,
    describe,
    leant_on,
    own_subclasses,
    slice_of,
)
from pactes.validation.memoire import Memoire
from pactes.validation.rapport import Rapport, Resultat

ENSEMBLE = "tous les graphes"
"""Name, in reports, of the union of all graphs."""

Apport = list[tuple[Terme, str, Terme]]
"""The triples of a graph that the shapes of the whole look at."""


@dataclass(slots=True)
class Etat:
    """A graph, and what is known of it so far."""

    source: GrapheDeDonnees
    empreinte: str | None = None
    fiche: Fiche | None = None
    apport: Apport | None = None
    triplets: Triplets | None = None
    trouves: list[Trouve] | None = None

    @property
    def reference(self) -> bool:
        """Tell whether this is a reference graph, as far as is known."""
        return (self.fiche.genre if self.fiche else self.source.genre_probable) is Genre.REFERENCE


def validate(
    data_graphs: Iterable[GrapheDeDonnees],
    shapes: Formes | None = None,
    *,
    context: Iterable[GrapheDeDonnees] = (),
    ontology: Graph | None = None,
    on_progress: Callable[[str], None] | None = None,
    jobs: int = 1,
    cache: Cache | None = None,
) -> Rapport:
    """Validate each graph with the types of what it names, then all graphs together for what reaches across them.

    ``context`` are graphs that the others may lean on and that need no validation themselves (vocabularies; the
    registry when one document changed). ``ontology`` is only read for the hierarchy of our classes. ``on_progress`` is
    called with the name of each run before it starts. ``jobs`` graphs are validated at once. ``cache`` spares what was
    validated before and has not changed since; the report is the same without it.

    Raises:
        ValidationImpossible: a graph, the shapes or the ontology cannot be read, or pySHACL refuses the shapes.
    """
    formes = load_shapes() if shapes is None else shapes
    hierarchy = own_subclasses(load_ontology(base=formes.base) if ontology is None else ontology, formes.base)
    states = [Etat(source) for source in sorted(data_graphs, key=lambda g: g.fichier)]
    around = [Etat(source) for source in context]
    run = _Passe(formes, hierarchy, states, around, Memoire(cache, formes, hierarchy), jobs)
    results = {
        _result(one, files, formes) for files, found in run.results(on_progress or (lambda _: None)) for one in found
    }
    files = tuple(state.source.fichier for state in states)
    return Rapport(files, tuple(sorted(results, key=lambda r: r.cle)), formes.base)


def load_ontology(*, base: str = BASE) -> Graph:
    """Read the terms (``ontology/pactes.ttl``) for a base IRI.

    Raises:
        ValidationImpossible: the file is missing or cannot be read.
    """
    path = resource("ontology") / "pactes.ttl"
    try:
        text = path.read_text(encoding="utf-8")
        return Graph().parse(data=text.replace(BASE, base), format="turtle")
    except Exception as error:
        raise ValidationImpossible(f"L'ontologie {path} ne se lit pas ({error}). Rétablissez-la.") from error


@contextmanager
def _without_collection() -> Iterator[None]:
    """Let the collector of cycles rest: the many small objects of an index have none, and it looks through them all."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass(slots=True)
class _Passe:
    """One validation."""

    formes: Formes
    hierarchy: list[tuple[Terme, str, Terme]]
    states: list[Etat]
    around: list[Etat]
    memoire: Memoire
    jobs: int
    _par_graphe: Controle | None = field(default=None, init=False)

    def results(self, say: Callable[[str], None]) -> Iterator[tuple[tuple[str, ...], list[Trouve]]]:
        """Yield what each run finds, with the names of its files."""
        everything = [*self.states, *self.around]
        for state in everything:
            if self.memoire.sert:
                state.empreinte = state.source.empreinte()
        self.memoire.recall(everything)
        for state in everything:
            if state.fiche is None and (state.reference or state in self.around):
                self._read(state)
                self.memoire.keep_graph(state)
        self._documents(say)
        for state in self.states:
            if not state.reference:
                yield (state.source.fichier,), state.trouves or []
        references = [state for state in self.states if state.reference]
        if references:
            say(REFERENCES)
            yield tuple(r.source.fichier for r in references), self._references(references)
        if self.formes.ensemble:
            say(ENSEMBLE)
            yield (ENSEMBLE,), self._whole()
        self.memoire.save()

    @property
    def par_graphe(self) -> Controle:
        """The shapes of each graph, compiled when they are first needed."""
        if self._par_graphe is None:
            self._par_graphe = ready(self.formes.par_graphe, self.formes.base, self.formes.sur_sujets)
        return self._par_graphe

    def _read(self, state: Etat) -> Triplets:
        """Read a graph; only reference graphs stay in memory."""
        state.empreinte, triples = state.source.lire(hachee=self.memoire.sert)
        state.fiche = describe(triples, state.source.sorte(triples))
        state.apport = self._part(triples)
        if state.reference:
            state.triplets = triples
        return triples

    def _part(self, triples: Triplets) -> Apport:
        """Return, from one graph, the things that the shapes of the whole look at."""
        shapes = self.formes.ensemble
        classes = sorted({str(o) for p in (SH.targetClass, SH.targetNode) for o in shapes.objects(None, p)})
        nodes = {node for kind in classes for node in triples.inverse(TYPE).get(kind, ())}
        return [(s, p, o) for p, index in triples.par_predicat.items() for s in nodes & index.keys() for o in index[s]]

    def _documents(self, say: Callable[[str], None]) -> None:
        while True:
            fiches = [s.fiche for s in (*self.states, *self.around) if s.fiche and s.fiche.genre is Genre.REFERENCE]
            documents = [state for state in self.states if not state.reference]
            known = self.memoire.found(documents, fiches)
            left = [state for state in documents if id(state) not in known]
            if left:
                _ = self.par_graphe  # before the fork
            done = forked_map(partial(self._document, references=fiches), left, self.jobs)
            for state in documents:
                say(state.source.fichier)
                if id(state) in known:
                    state.trouves = known[id(state)]
                else:
                    state.empreinte, state.fiche, state.apport, state.trouves = next(done)
                    self.memoire.keep(state, fiches)
            surprises = [state for state in documents if state.reference]
            if not surprises:
                return
            for state in surprises:  # its text looked like a document's: others may lean on it after all
                self._read(state)

    def _document(
        self, state: Etat, *, references: list[Fiche]
    ) -> tuple[str | None, Fiche | None, Apport | None, list[Trouve]]:
        with _without_collection():
            return self._found(state, references)

    def _found(
        self, state: Etat, references: list[Fiche]
    ) -> tuple[str | None, Fiche | None, Apport | None, list[Trouve]]:
        triples = self._read(state)
        assert state.fiche is not None
        if state.reference:
            return state.empreinte, state.fiche, state.apport, []
        part = slice_of([(state.source.fichier, triples)], leant_on(state.fiche.nommes, references), self.hierarchy)
        return state.empreinte, state.fiche, state.apport, self.par_graphe.run(part)

    def _references(self, references: list[Etat]) -> list[Trouve]:
        fiches = [state.fiche for state in references if state.fiche is not None]
        typed = {node for fiche in fiches for node in fiche.types}
        named = {node for fiche in fiches for node in fiche.nommes} - typed
        leant = leant_on(named, [s.fiche for s in (*self.states, *self.around) if s.fiche is not None])

        def find() -> list[Trouve]:
            for state in references:
                if state.triplets is None:
                    self._read(state)
            files = [(s.source.fichier, s.triplets) for s in references if s.triplets is not None]
            return self.par_graphe.run(slice_of(files, leant, self.hierarchy))

        return self.memoire.through("references", [s.empreinte for s in references], leant, find)

    def _whole(self) -> list[Trouve]:
        def find() -> list[Trouve]:
            union = Triplets()
            self.memoire.recall_parts(state for state in self.states if state.apport is None)
            for state in self.states:
                if state.apport is None:
                    self._read(state)
                union.add(state.apport or ())
            nodes = {s: 0 for index in union.par_predicat.values() for s in index}
            control = ready(self.formes.ensemble, self.formes.base)
            return control.run(Tranche((ENSEMBLE,), union, nodes, nodes))

        return self.memoire.through("ensemble", [s.empreinte for s in self.states], {}, find)


def _result(found: Trouve, files: tuple[str, ...], formes: Formes) -> Resultat:
    about: Forme | None = formes.descriptions.get(found.forme)
    return Resultat(
        fichier=files[found.rang],
        noeud=found.noeud,
        libelle=found.libelle,
        ligne=found.ligne,
        forme=found.forme,
        nom=about.nom if about else Textes("", ""),
        chemin=formes.short(found.predicat) if found.predicat else about.chemin if about else None,
        valeur=found.valeur,
        severite=Severite(found.severite),
        message=Textes(found.fr, found.en),
        remede=about.remede if about else Textes("", ""),
        contrainte=found.composant,
    )
