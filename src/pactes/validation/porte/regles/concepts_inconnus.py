"""No file names a concept that its vocabulary does not have (OOPS! P34, for SKOS)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib.namespace import SKOS

from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.validation.porte.maison import Maison

_VOCABULARIES = tuple(prefix for prefix, iri in PREFIXES.items() if iri.startswith(f"{BASE}voc/"))
_CONCEPT = re.compile(rf"(?<![\w/-])({'|'.join(_VOCABULARIES)}):([a-z0-9][a-z0-9-]*)")
_FULL = re.compile(re.escape(f"{BASE}voc/") + r"([a-z-]+)/([a-z0-9][a-z0-9-]*)")


def regle(maison: Maison) -> Iterator[str]:
    """Yield each file with each unknown concept that it names, by prefix or in full."""
    concepts = {str(c) for c in maison.vocabulaires.subjects(SKOS.inScheme)}
    for file, text in sorted(maison.textes.items()):
        named = {f"{PREFIXES[prefix]}{slug}" for prefix, slug in _CONCEPT.findall(text)}
        named |= {f"{BASE}voc/{scheme}/{slug}" for scheme, slug in _FULL.findall(text)}
        for iri in sorted(named - concepts):
            scheme, slug = iri.removeprefix(f"{BASE}voc/").split("/")
            yield f"{file} emploie {scheme}:{slug}, que son vocabulaire ne définit pas : corrigez le nom ou ajoutez-le."
