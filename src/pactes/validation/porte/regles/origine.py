"""Each term says which ontology defines it (SEMIC style guide; FOOPS! VOC4)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDFS

from pactes.rdf.namespaces import ONTOLOGIE
from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import own_terms, term


def regle(maison: Maison) -> Iterator[str]:
    """Yield the terms that do not say rdfs:isDefinedBy our ontology, or say another one."""
    for name in sorted(own_terms(maison.termes)):
        if set(maison.termes.objects(term(name), RDFS.isDefinedBy)) != {ONTOLOGIE}:
            yield f"pactes:{name} doit dire rdfs:isDefinedBy <{ONTOLOGIE}>, et rien d'autre."
