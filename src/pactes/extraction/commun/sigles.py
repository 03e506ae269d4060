"""Recogniser of the short names that a text gives once to an institution: « la Communauté X (CAX) ».

« (ci-après « la CAX ») », « dite « la Métropole » », « , ci-après désignée « l'Agglo » »: from
there on the short name is that institution, for the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from pactes.extraction.commun.parties import find_parties
from pactes.reading import Document, fold

__all__ = ["short_names"]

_SIGLE = re.compile(
    r"\((?:(?i:ci-après|dite?|désormais)[^()«»\"“”]{0,40})?(?:[«\"“]\s?)?(?:[Ll][ae] |[Ll]['’])?"
    r"(?P<sigle>[A-Z][A-Z0-9]{1,8}(?:[ -][A-Z][a-zà-ÿ]{2,12})?|[A-Z][a-z]?[A-Z]{2,7}[a-z]?)\s?[»\"”]?\)"
)
_SAID = re.compile(
    r",? ?\(?\b(?i:ci-après|désormais)\b[^()«»\"“”\n;]{0,40}[«\"“]\s?(?i:la |le |les |l['’])?"
    r"(?P<sigle>[^«»\"“”\n]{2,40}?)\s?[»\"”]"
)
_LOCAL = re.compile(
    r"communaute|collectivite|metropole|agglomeration|syndicat|petr|pole|pays|parc|ville|commune|departement|region"
)
_SHARED = re.compile(r"\b(?:parties?|signataires?|partenaires?|contrat|convention|pacte|charte|protocole|accord)\b")
_NAME = 120  # characters of the longest name that an acronym stands for
_MOST = 300


@lru_cache(maxsize=4)
def short_names(document: Document) -> dict[str, str]:
    """Return the short names that the text gives to institutions, each with the full name that it stands for.

    Acronyms stand for local authorities only (those of other bodies are general knowledge, see the organisations'
    registry); « ci-après » may give one to anybody who is named right before.
    """
    found: dict[str, str] = {}
    for start, name in _defined(document):
        line = document.text[max(0, start - _NAME) : start].rstrip().rpartition("\n")[2]
        parties = find_parties(line)
        if not parties or not line.endswith(parties[-1].nom.split()[-1]):
            continue
        full = parties[-1].nom
        if _LOCAL.match(fold(full)) and fold(name) != fold(full) and not _SHARED.search(fold(name)):
            found.setdefault(name, full)
    return found


def _defined(document: Document) -> Iterator[tuple[int, str]]:
    for pattern in (_SIGLE, _SAID):
        for match in islice(pattern.finditer(document.text), _MOST):
            yield match.start(), " ".join(match["sigle"].split())
