"""IRIs have no file extension, no version and no accent (OOPS! P36; SEMIC PC-R4 and GC-R5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from rdflib import URIRef

from pactes.rdf.namespaces import ONTOLOGIE
from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import is_ours

_EXTENSION = re.compile(r"\.(?:ttl|owl|rdf|xml|jsonld|json|nt|n3|trig|html?|php)\b", re.IGNORECASE)
_VERSION = re.compile(r"/v?\d+\.\d+(?:\.\d+)?\b")


def regle(maison: Maison) -> Iterator[str]:
    """Yield the IRIs of ours that name a file or a version, or are not plain ASCII."""
    subjects = set(chain(maison.termes.subjects(), maison.vocabulaires.subjects(), maison.formes.subjects()))
    for subject in sorted(s for s in subjects if isinstance(s, URIRef) and is_ours(s)):
        if _EXTENSION.search(subject):
            yield f"<{subject}> finit comme un fichier : une IRI nomme la chose, pas le fichier. Ôtez l'extension."
        if _VERSION.search(subject.removeprefix(str(ONTOLOGIE))):
            yield f"<{subject}> contient une version : un terme garde son IRI d'une version à l'autre. Ôtez-la."
        if not re.fullmatch(r"[\x21-\x7e]+", subject):
            yield f"<{subject}> doit s'écrire en ASCII, sans accent ni espace."
