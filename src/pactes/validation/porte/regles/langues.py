"""A French text is in French and an English one in English: a swapped tag shows in the small words (OOPS! P08)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from rdflib import Literal

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import short

_SMALL_WORDS = {
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "du",
            "une",
            "est",
            "dans",
            "qui",
            "que",
            "et",
            "ou",
            "pour",
            "par",
            "sur",
            "au",
            "aux",
            "ce",
            "cette",
            "dont",
            "avec",
        ]
    ),
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "or",
            "is",
            "are",
            "in",
            "which",
            "that",
            "for",
            "by",
            "with",
            "to",
            "an",
            "this",
            "whose",
            "its",
            "from",
            "when",
        ]
    ),
}
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\([^)]*\)")


def regle(maison: Maison) -> Iterator[str]:
    """Yield the texts that have more small words of the other language than of their own."""
    for subject, predicate, value in sorted(chain(maison.termes, maison.vocabulaires), key=str):
        if not isinstance(value, Literal) or value.language not in _SMALL_WORDS:
            continue
        words = re.findall(r"[a-zà-ÿœ]+", _QUOTED.sub(" ", str(value)).casefold())
        counts = {tag: sum(word in small for word in words) for tag, small in _SMALL_WORDS.items()}
        other = "en" if value.language == "fr" else "fr"
        if counts[other] > counts[value.language]:
            yield (
                f"{short(subject)} : {short(predicate)} « {value} » est dit @{value.language} et semble être en "
                f"@{other} : corrigez la langue ou le texte."
            )
