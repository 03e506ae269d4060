"""Nothing is stated about the terms of others (OOPS! P40 namespace hijacking)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from rdflib import URIRef
from rdflib.namespace import DCTERMS, RDF

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import is_ours


def regle(maison: Maison) -> Iterator[str]:
    """Yield the subjects of the ontology and of the vocabularies that are not ours, but for the licence."""
    licences = set(maison.termes.subjects(RDF.type, DCTERMS.LicenseDocument))
    subjects = {s for s in chain(maison.termes.subjects(), maison.vocabulaires.subjects()) if isinstance(s, URIRef)}
    for subject in sorted(subjects - licences):
        if not is_ours(subject):
            yield f"L'ontologie parle de <{subject}>, qui n'est pas à elle : dites-le d'un terme d'ici."
