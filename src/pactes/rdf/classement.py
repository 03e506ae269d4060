"""Which kind of organisation one is: the concept of ``voc/type-organisation`` that its entry or its name tells."""

from __future__ import annotations

import re
from functools import cached_property

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS

from pactes.linking.corpus import OrganisationLiee
from pactes.rdf.namespaces import BASE, TYPE_ORGANISATION
from pactes.reading import fold

__all__ = ["Classement"]

_SCHEME = URIRef(f"{BASE}voc/type-organisation")
# Words that open the names of many other things: « Ville & métiers », « Région des lacs ».
_TOO_WIDE = frozenset({"commune", "departement", "epci", "etat", "metropole", "region"})
_SHORTEST = 3  # letters of an acronym that says what kind of organisation bears it


class Classement:
    """Classifies organisations by the concepts of the vocabulary."""

    def __init__(self, vocabularies: Graph) -> None:
        """``vocabularies`` is the graph of the vocabularies."""
        self._graph = vocabularies

    @cached_property
    def _slugs(self) -> dict[str, URIRef]:
        concepts = self._graph.subjects(SKOS.inScheme, _SCHEME)
        return {str(c).removeprefix(str(TYPE_ORGANISATION)): c for c in concepts if isinstance(c, URIRef)}

    @cached_property
    def _names(self) -> tuple[tuple[re.Pattern[str], bool, URIRef], ...]:
        """How names begin: a pattern, whether it wants its capitals, the concept; the longest first."""
        found: list[tuple[str, bool, URIRef]] = []
        for slug, concept in self._slugs.items():
            if slug in _TOO_WIDE or (concept, SKOS.topConceptOf, _SCHEME) in self._graph:
                continue
            for label in (*self._graph.objects(concept, SKOS.prefLabel), *self._graph.objects(concept, SKOS.altLabel)):
                if isinstance(label, Literal) and label.language == "fr":
                    acronym = str(label).isupper()
                    if not acronym or len(label) >= _SHORTEST:
                        found.append((str(label) if acronym else fold(str(label)), acronym, concept))
        found.sort(key=lambda name: (-len(name[0]), name[0]))
        return tuple((re.compile(rf"{re.escape(name)}(?![\w-])"), acronym, concept) for name, acronym, concept in found)

    def of(self, thing: OrganisationLiee) -> URIRef | None:
        """Return the most precise kind that is certain, None when nothing tells."""
        for slug in (*thing.sortes, thing.genre):
            if slug in self._slugs:
                return self._slugs[slug]
        folded = fold(thing.nom)
        for pattern, acronym, concept in self._names:
            if pattern.match(thing.nom if acronym else folded):
                return concept
        return None
