"""Axes that no contract claims yet: counted right after a contract is told of, or listed in the table of contents."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pactes.extraction.axes.axes import read_axes
from pactes.extraction.axes.axes_en_prose import read_axes_en_prose
from pactes.extraction.axes.axes_sommaire import read_contents_axes
from pactes.extraction.commun.plan import Plan
from pactes.extraction.contrats.deliberations import is_deliberation
from pactes.model import Contrat
from pactes.reading import BlockKind, Document

_NEAR = 4  # blocks between what is told of a contract and the sentence that counts its axes


def give_unclaimed_axes(document: Document, plan: Plan, contrats: Sequence[Contrat]) -> tuple[Contrat, ...]:
    """Return ``contrats`` with the axes that the text counts near one of them and that none has.

    They are of the last concluded contract told of before them, in the same block, a few blocks above or in their
    heading. The contract that the document is the text of has those of its table of contents where the text
    has none; a deliberation, or a text that tells of one contract, lays out those of the contract that it names first.
    """
    given = list(contrats)
    for annonce in read_axes_en_prose(document):
        taken = {e.start for c in given for axe in c.axes for e in axe.evidence}
        if not (annonce.comptes or annonce.en_titre) or any(
            e.start in taken for axe in annonce.axes for e in axe.evidence
        ):
            continue
        at = _owner(document, given, annonce.start)
        if at is not None and not given[at].axes:
            given[at] = replace(given[at], axes=annonce.axes)
    for i, contrat in enumerate(given):
        if contrat.principal and not contrat.axes:
            given[i] = replace(contrat, axes=read_contents_axes(document))
    alone = sum(c.instance for c in given) == 1
    if given and (alone or is_deliberation(document)) and not any(c.axes for c in given):
        about = min(range(len(given)), key=lambda i: given[i].evidence[0].start)
        counted = (annonce.axes for annonce in read_axes_en_prose(document) if annonce.comptes)
        given[about] = replace(given[about], axes=read_axes(document, plan) or next(counted, ()))
    return tuple(given)


def _owner(document: Document, contrats: Sequence[Contrat], start: int) -> int | None:
    """Return the place of the last contract told of before ``start``: a few blocks above, or in their heading."""
    at = bisect_right(document.blocks, start, key=lambda b: b.start)
    above = [b for b in document.blocks[max(0, at - 2 * _NEAR) : at] if b.kind is not BlockKind.FURNITURE][-_NEAR - 1 :]
    since = start
    for block in reversed(above):
        since = block.start
        if block.kind is BlockKind.HEADING and block.end < start:
            break
    told = [
        (evidence.start, i)
        for i, contrat in enumerate(contrats)
        if contrat.instance
        for evidence in contrat.evidence
        if since <= evidence.start < start
    ]
    return max(told)[1] if told else None
