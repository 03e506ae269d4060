"""Each property hints its domain and its range, and its strict ones agree (OOPS! P11; SEMIC SC-R2)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDFS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import DOMAIN_INCLUDES, RANGE_INCLUDES, own_properties, short, term


def regle(maison: Maison) -> Iterator[str]:
    """Yield the properties without schema:domainIncludes or rangeIncludes, or whose rdfs:domain or range differs."""
    graph = maison.termes
    for name in own_properties(graph):
        for strict, loose in ((RDFS.domain, DOMAIN_INCLUDES), (RDFS.range, RANGE_INCLUDES)):
            included = set(graph.objects(term(name), loose))
            if not included:
                yield f"pactes:{name} doit dire {short(loose)} dans pactes.ttl."
            for one in graph.objects(term(name), strict):
                if not all(one in graph.transitive_objects(item, RDFS.subClassOf) for item in included):
                    yield f"pactes:{name} : {short(strict)} et {short(loose)} diffèrent ; accordez-les."
