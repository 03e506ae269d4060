"""A quote with the words around it, as its document has them."""

from __future__ import annotations

from dataclasses import dataclass

from pactes.web.views.common import Evidence, Visit

_AROUND = 170  # characters of each side, at most
_ALONE = 160  # a quote of that length says enough by itself


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote, and the words of its paragraph before and after it; none where the text is not here."""

    mark: Evidence
    before: str = ""
    after: str = ""


def quoted(visit: Visit, mark: Evidence) -> Quoted:
    """Return a quote in its paragraph, cut at words; a long quote stays as it is."""
    if mark.start is None or mark.end is None or len(mark.quote) >= _ALONE:
        return Quoted(mark)
    source = visit.texts(mark.document)
    # Another text than the one that was read has other words there.
    if source is None or source[mark.start : mark.end] != mark.quote:
        return Quoted(mark)
    first = source.rfind("\n", 0, mark.start) + 1
    last = source.find("\n", mark.end)
    before, after = source[first : mark.start], source[mark.end : last if last >= 0 else len(source)]
    if len(before) > _AROUND:
        before = "… " + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + " …"
    return Quoted(mark, before, after)
