"""A deprecated term says why and what replaces it, and nothing of ours uses it any more (Brick; SEMIC PC-R4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import Literal
from rdflib.namespace import DCTERMS, OWL, SKOS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import LANGUES, TERM_STATUS, languages, own_terms, term


def regle(maison: Maison) -> Iterator[str]:
    """Yield the deprecated terms without reason or replacement, those still used, and replaced ones not deprecated."""
    graph, known = maison.termes, own_terms(maison.termes)
    old = {name for name in known if Literal(True) in set(graph.objects(term(name), OWL.deprecated))}
    old |= {name for name in known if Literal("archaic") in set(graph.objects(term(name), TERM_STATUS))}
    current = {term(name) for name in set(known) - old}
    for name in sorted(known):
        replacements = set(graph.objects(term(name), DCTERMS.isReplacedBy))
        if name not in old:
            if replacements:
                yield f"pactes:{name} est remplacé sans être obsolète : dites owl:deprecated true."
            continue
        if (term(name), OWL.deprecated, Literal(True)) not in graph:
            yield f"pactes:{name} est archaïque : dites aussi owl:deprecated true."
        if languages(graph, term(name), SKOS.changeNote) != LANGUES:
            yield f"pactes:{name} est obsolète : dites pourquoi (skos:changeNote, en français et en anglais)."
        if not replacements or not replacements <= current:
            yield f"pactes:{name} est obsolète : dcterms:isReplacedBy doit mener à un terme d'aujourd'hui."
        for file, text in sorted(maison.textes.items()):
            if not file.startswith("ontology/") and re.search(rf"\bpactes:{name}\b", text):
                yield f"{file} emploie pactes:{name}, qui est obsolète : employez ce qui le remplace."
        for used in (maison.donnees.proprietes, maison.donnees.classes):
            if str(term(name)) in used:
                yield f"{used[str(term(name))]} emploie pactes:{name}, qui est obsolète : employez ce qui le remplace."
