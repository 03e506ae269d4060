"""Reader of a programme's structure in the text of a contract: axes, their objectives, and their actions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pactes.extraction.axes.actions import find_actions
from pactes.extraction.axes.axes_en_prose import read_ranges
from pactes.extraction.axes.axes_numeros import compose_numbers
from pactes.extraction.axes.axes_tableaux import complete_with_tables
from pactes.extraction.axes.elements import Element, iter_elements, title_of
from pactes.extraction.axes.etiquettes import normalise
from pactes.extraction.axes.niveaux import Part, axis_parts
from pactes.extraction.axes.objectifs import common_titles, find_objectives
from pactes.extraction.commun.plan import Plan
from pactes.model import Action, Axe, Objectif
from pactes.reading import Document

REGLE_AXE = "axe-etiquette"


def read_axes(document: Document, plan: Plan) -> tuple[Axe, ...]:
    """Return the axes that the text lays out with labels (« Axe 1 : … »), each with its objectives and actions.

    Empty when it lays out none. Entries of the table of contents are not read; an axis named twice is the one that
    heads a section. A number that the text does not print is the rank of the part in its list. Tables of the plan give
    what the text does not.
    """
    elements = list(iter_elements(document))
    parts = axis_parts(document, elements, plan)
    common = common_titles(plan, parts)
    axes = compose_numbers([_axe(document, plan, part, elements, common) for part in parts])
    if axes:
        axes = (*read_ranges(document, {axe.numero for axe in axes if axe.numero}), *axes)
    return complete_with_tables(document, axes, {part.rang: (part.element.block.start, part.end) for part in parts})


def _axe(document: Document, plan: Plan, part: Part, elements: Sequence[Element], common: frozenset[str]) -> Axe:
    title = title_of(document, part.element)[0] or _title_elsewhere(document, part.element, elements)
    inside = [e for e in elements if part.element.block.start < e.block.start < part.end]
    objectives = find_objectives(document, plan, part, inside, common)
    actions = find_actions(document, part, inside, [e for e, _ in objectives])
    first = objectives[0][0].block.start if objectives else part.end
    label = part.element.etiquette
    return Axe(
        titre=title,
        numero=_shown(part.element) or part.rang,
        transversal=bool(label and label.transversal),
        objectifs=tuple(
            _objectif(document, element, number, _of(element, number, objectives, i, part.end, actions))
            for i, (element, number) in enumerate(objectives)
        ),
        actions=tuple(
            _action(document, e)
            for e in actions
            if e.block.start < first and not _prefixed(e, [n for _, n in objectives])
        ),
        evidence=(document.evidence(part.element.block.start, part.element.block.end),),
        regle=REGLE_AXE if label and label.rang else "axe-nomme",
        confiance=0.95 if label and label.rang else 0.8,
    )


def _title_elsewhere(document: Document, axis: Element, elements: Sequence[Element]) -> str:
    """Return the title that a list gives an axis whose heading is its label alone (« Orientation 1 »)."""
    style = axis.etiquette.style if axis.etiquette else None
    same = (e for e in elements if e.etiquette and e.etiquette.style == style and e.rang == axis.rang)
    return next((title for e in same if (title := title_of(document, e)[0])), "")


def _shown(element: Element) -> str | None:
    label = element.etiquette
    if label is None or label.numero is None:
        return element.rang
    return label.numero.upper() if label.rang and "." not in label.rang else label.rang


def _printed(document: Document, element: Element, number: str | None) -> str | None:
    """Return a number as the text prints its first level: « II.1 », which is 2.1 where numbers are compared."""
    label = element.etiquette
    printed = label.numero if label and label.numero else element.block.marker
    roman = re.match(
        r"[IVX]{1,4}(?=[.\-](?:\d|[A-H]\b))", printed or document.text[element.block.start : element.block.start + 12]
    )
    if roman is None or number is None or not number.startswith(f"{normalise(roman.group())}."):
        return number
    return f"{roman.group()}.{number.partition('.')[2]}"


def _prefixed(element: Element, numbers: Sequence[str | None]) -> bool:
    return any(element.rang is not None and element.rang.startswith(f"{n}.") for n in numbers if n)


def _of(
    objective: Element,
    number: str | None,
    objectives: Sequence[tuple[Element, str | None]],
    i: int,
    end: int,
    actions: Sequence[Element],
) -> list[Element]:
    """Return the actions of an objective: by their numbers where these go on from its own, else by their place."""
    numbers = [n for _, n in objectives]
    following = objectives[i + 1][0].block.start if i + 1 < len(objectives) else end
    return [
        a
        for a in actions
        if (a.rang is not None and number is not None and a.rang.startswith(f"{number}."))
        or (not _prefixed(a, numbers) and objective.block.start < a.block.start < following)
    ]


def _objectif(document: Document, element: Element, number: str | None, actions: Sequence[Element]) -> Objectif:
    title, _, _ = title_of(document, element)
    return Objectif(
        titre=title,
        numero=_printed(document, element, number),
        actions=tuple(_action(document, a) for a in actions),
        evidence=(document.evidence(element.block.start, element.block.end),),
        regle="objectif-etiquette" if element.mot else "objectif-intertitre" if number else "objectif-liste",
        confiance=0.95 if element.mot else 0.75,
    )


def _action(document: Document, element: Element) -> Action:
    title, _, _ = title_of(document, element)
    return Action(
        titre=title,
        numero=element.rang,
        evidence=(document.evidence(element.block.start, element.block.end),),
        regle="action-numero" if element.rang else "action-liste",
        confiance=0.95 if element.rang else 0.8,
    )
