"""Which passages of a thing say a value: those whose quote has it in so many words, as French writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pactes.reading.folding import fold
from pactes.web.i18n import Language
from pactes.web.views.common import Evidence, Value

MOST = 3  # passages shown of one value

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.](?=\d{3}(?!\d))")
_FRENCH = Language("fr")


def saying(value: Value, marks: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the first passages of ``marks`` that say ``value``; none is better than one that does not say it."""
    forms = [re.compile(rf"(?<!\w){re.escape(form)}(?!\w)") for form in _forms(value)]
    said = (mark for mark in marks if any(form.search(_plain(mark.quote)) for form in forms))
    return tuple(mark for mark, _ in zip(said, range(MOST), strict=False))


def proved(values: Iterable[Value], marks: Sequence[Evidence]) -> tuple[Value, ...]:
    """Return the values, those that have no evidence with that of ``marks`` that says them."""
    return tuple(value if value.evidence else replace(value, evidence=saying(value, marks)) for value in values)


def _forms(value: Value) -> set[str]:
    """Return how a text may write the value."""
    forms = {value.text}
    if value.raw:
        forms |= {_FRENCH.date(value.raw), _FRENCH.number(value.raw), _FRENCH.duration(value.raw)} - {value.raw}
        if re.fullmatch(r"\d{4}", value.raw):
            forms.add(value.raw)
    return {plain for form in forms if len(plain := _plain(form)) > 1}


def _plain(words: str) -> str:
    return _BETWEEN_DIGITS.sub("", " ".join(fold(words).split()))
