"""What a text must hold for a test of it to hold: pieces that a column store finds fast, before the engine decides.

Each piece is compared after ``release.columns.FOLDED``: what is found holds at least all texts for which the engine
says yes. That rests on the letters of a piece: those whose other writings under the flag ``i`` (and under ``LCASE``)
are all folded to the same, which tests try on every character.
"""

from __future__ import annotations

import re
import string

from pactes.store.analytic_syntax import Text, Unread

LETTERS = frozenset(
    string.ascii_letters
    + string.digits
    + "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŒ"
    + " '’«»-,;:/_%€\u00a0"
)
"""The characters that a piece may be made of."""

_SHORTEST = 3
"""Letters of the shortest piece worth looking for."""

_GAP = re.compile(r"(?:\.|\[[^\[\]\\&~-]+\])[*+?]?")
"""What stands for characters that are not known: the pattern is cut there."""


def pieces(test: Text) -> list[list[str]]:
    """Return choices, each a list of pieces that a text must hold all; raises ``Unread`` when there are none."""
    if test.test != "REGEX":
        choices = [[test.looked_for]]
    elif test.flags in ("", "i"):
        choices = [_GAP.split(_unanchored(choice)) for choice in _choices(test.looked_for)]
    else:
        raise Unread(test.flags)
    found = [[piece for piece in choice if len(piece) >= _SHORTEST] for choice in choices]
    if not all(found) or any(not LETTERS.issuperset(piece) for choice in choices for piece in choice):
        raise Unread(test.looked_for)
    return found


def _choices(pattern: str) -> list[str]:
    return [pattern] if "[" in pattern else pattern.split("|")


def _unanchored(pattern: str) -> str:
    return pattern.removeprefix("^").removesuffix("$")
