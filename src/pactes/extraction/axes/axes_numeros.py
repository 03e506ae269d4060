"""Numbers of objectives and actions that start again in each axis or objective: composed with those above them.

« Objectif A » under « Orientation 2 » is 2.A, where orientation 1 has an objective A too; « Action 1 » under it is
2.A.1. Numbers that go on from one axis to the next stay as they are printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pactes.model import Action, Axe, Objectif


def compose_numbers(axes: Sequence[Axe]) -> tuple[Axe, ...]:
    """Return ``axes`` with the numbers that the text prints in several of them composed with the parent's number."""
    composed = [replace(axe, objectifs=_objectives(axe, axes)) for axe in axes]
    repeated = _repeated((a.numero for o in axe.objectifs for a in o.actions) for axe in composed)
    for axe in composed:  # in one axis, from one objective to the next
        repeated |= _repeated((a.numero for a in o.actions) for o in axe.objectifs)
    direct = _repeated((a.numero for a in axe.actions) for axe in composed)
    return tuple(
        replace(
            axe,
            objectifs=tuple(replace(o, actions=_actions(o.numero, o.actions, repeated)) for o in axe.objectifs),
            actions=_actions(axe.numero, axe.actions, direct),
        )
        for axe in composed
    )


def _objectives(axe: Axe, axes: Sequence[Axe]) -> tuple[Objectif, ...]:
    repeated = _repeated((o.numero for o in other.objectifs) for other in axes)
    return tuple(replace(o, numero=_under(axe.numero, o.numero, repeated)) for o in axe.objectifs)


def _actions(parent: str | None, actions: Sequence[Action], repeated: set[str]) -> tuple[Action, ...]:
    return tuple(replace(action, numero=_under(parent, action.numero, repeated)) for action in actions)


def _repeated(groups: Iterable[Iterable[str | None]]) -> set[str]:
    """Return the numbers that stand in several groups."""
    seen = Counter(number for group in groups for number in {n for n in group if n})
    return {number for number, count in seen.items() if count > 1}


def _under(parent: str | None, number: str | None, repeated: set[str]) -> str | None:
    """Return ``number`` after its parent's where it needs it; what they share (« A.1 » under 2.A) stands once."""
    if not parent or not number or not repeated or number.startswith(f"{parent}."):
        return number
    if number not in repeated and "." in number:
        return number
    last = parent.rpartition(".")[2]
    return f"{parent}.{number.removeprefix(f'{last}.')}"
