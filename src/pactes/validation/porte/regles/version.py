"""The version IRI ends with the version, which the citation names and which is above the prior one (FOOPS! VER1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib.namespace import DCTERMS, OWL

from pactes.rdf.namespaces import ONTOLOGIE
from pactes.validation.porte.maison import Maison


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def regle(maison: Maison) -> Iterator[str]:
    """Yield the places of the header where the version is not the same, and a first version that has a prior one."""
    graph = maison.termes
    info, iri = str(graph.value(ONTOLOGIE, OWL.versionInfo)), graph.value(ONTOLOGIE, OWL.versionIRI)
    if not re.fullmatch(r"\d+\.\d+\.\d+", info):
        yield f"owl:versionInfo ({info}) doit avoir trois nombres : 1.2.3."
        return
    if str(iri) != f"{ONTOLOGIE}/{info}":
        yield f"owl:versionIRI <{iri}> doit finir par owl:versionInfo ({info})."
    for citation in graph.objects(ONTOLOGIE, DCTERMS.bibliographicCitation):
        if info not in str(citation):
            yield f"La citation « {citation} » doit nommer la version {info}."
    for prior in graph.objects(ONTOLOGIE, OWL.priorVersion):
        last = str(prior).removeprefix(f"{ONTOLOGIE}/")
        if not re.fullmatch(r"\d+\.\d+\.\d+", last) or _number(last) >= _number(info):
            yield f"owl:priorVersion <{prior}> doit être l'IRI d'une version d'avant {info}."
