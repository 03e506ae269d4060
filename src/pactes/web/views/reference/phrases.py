"""Sentences with links in them: a translated message whose places are filled by values."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence

from pactes.web.views.common import Value

Phrase = tuple[Value, ...]
"""Pieces of text to print one after the other; those that have an ``iri`` are links."""


def fill(message: str, **places: Iterable[Value] | str) -> Phrase:
    """Return a message (``de la classe {classe}``) as a phrase; KeyError when it has a place that is not given."""
    found: list[Value] = []
    for words, place, *_ in string.Formatter().parse(message):
        if words:
            found.append(Value(words))
        if place is not None:
            given = places[place]
            found += [Value(given)] if isinstance(given, str) else given
    return tuple(found)


def join(phrases: Sequence[Phrase], between: str) -> Phrase:
    """Return phrases one after the other, with some words between two."""
    found: list[Value] = []
    for rank, phrase in enumerate(phrases):
        found += [*([Value(between)] if rank else []), *phrase]
    return tuple(found)


def one_by_one(values: Iterable[Value]) -> Phrase:
    """Return values with commas between."""
    return join([(value,) for value in values], ", ")


def plain(phrase: Phrase) -> str:
    """Return a phrase without its links."""
    return "".join(value.text for value in phrase)
