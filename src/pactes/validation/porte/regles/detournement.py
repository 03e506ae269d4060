"""Nothing is stated about the terms of others, but the name of a concept matched (OOPS! P40 namespace hijacking)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from rdflib import URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import is_ours

_MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)


def regle(maison: Maison) -> Iterator[str]:
    """Yield the subjects of the ontology and of the vocabularies that are not ours, but for the licence.

    A concept that one of ours is matched with may be named (``rdfs:label``), so that pages and questions can: no more.
    """
    licences = set(maison.termes.subjects(RDF.type, DCTERMS.LicenseDocument))
    subjects = {s for s in chain(maison.termes.subjects(), maison.vocabulaires.subjects()) if isinstance(s, URIRef)}
    matched = {value for match in _MATCHES for value in maison.vocabulaires.objects(None, match)}
    for subject in sorted(subjects - licences):
        named = subject in matched and set(maison.vocabulaires.predicates(subject)) == {RDFS.label}
        if not is_ours(subject) and not (named and (subject, None, None) not in maison.termes):
            yield f"L'ontologie parle de <{subject}>, qui n'est pas à elle : dites-le d'un terme d'ici."
