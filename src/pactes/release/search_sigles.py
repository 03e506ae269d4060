"""Acronyms and the names that they stand for, both ways: of the reference files, and of the release itself."""

from __future__ import annotations

import re

import pyoxigraph as ox

from pactes.rdf.namespaces import PREFIXES
from pactes.reference.catalogues import dispositifs, fonds, organisations, textes_connus
from pactes.release.search_words import long_name_key, words

_SIGLE = re.compile(r"(?=(?:.*[A-ZÀ-Ý]){2})[A-ZÀ-Ýa-zà-ý][\w+/.&-]{1,9}")
_MOST = 12
"""Words of the longest name that an acronym stands for."""


def sigles(store: ox.Store) -> set[tuple[str, str]]:
    """Return pairs of an acronym and its name, and of the name and its acronym, as ``long_name_key`` writes them.

    A thing of the store whose names are an acronym and words tells one (a concept that is also called « EPCI »).
    """
    known: list[tuple[tuple[str, ...], tuple[str, ...]]] = [(e.sigles, (e.nom, *e.variantes)) for e in dispositifs()]
    known += [(entry.sigles, (entry.nom, *entry.variantes)) for entry in organisations()]
    known += [(entry.sigles, (entry.nom, *entry.variantes)) for entry in fonds()]
    known += [(entry.sigles, (entry.nom,)) for entry in textes_connus()]
    known += _told(store)
    found = set()
    for short, names in known:
        for sigle in short:
            for name in names:
                key, other = long_name_key(sigle), long_name_key(name)
                if key and 1 < len(other.split()) <= _MOST and " " not in key and key not in other.split():
                    found |= {(key, other), (other, key)}
    return found


def _told(store: ox.Store) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the acronyms and names of the things of a store that have both."""
    found: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    others, names = ox.NamedNode(PREFIXES["skos"] + "altLabel"), [PREFIXES["skos"] + "prefLabel"]
    for quad in store.quads_for_pattern(None, others, None, ox.DefaultGraph()):
        short = quad.object.value if isinstance(quad.object, ox.Literal) else ""
        if not _SIGLE.fullmatch(short) or len(list(words(short))) != 1:
            continue
        said = [
            term.object.value
            for name in names
            for term in store.quads_for_pattern(quad.subject, ox.NamedNode(name), None, ox.DefaultGraph())
            if isinstance(term.object, ox.Literal) and term.object.language in ("fr", None)
        ]
        found.append(((short,), tuple(said)))
    return found
