"""Reader of the actions of one axis: labelled, numbered on three levels, in rows of tables, or listed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from pactes.extraction.axes.elements import Element, clean, title_of
from pactes.extraction.axes.etiquettes import ACTIONS, MESURES, SOUS
from pactes.extraction.axes.niveaux import Part
from pactes.extraction.axes.objectifs import INFINITIF
from pactes.reading import BlockKind, Document, fold

_ACTIONS_SUIVENT = re.compile(
    r"\b(?:fiches?[ -]actions?|actions?\s+(?:suivantes?|prevues?|envisagees?|proposees?|programmees?|retenues?|"
    r"operationnelles?|a (?:mener|conduire|engager|mettre en oeuvre)))[^.:]{0,40}:\s*$"
)
# « Création d'une halte », « Mise en réseau des… » : what is done, by a noun.
_NOM_D_ACTION = re.compile(
    r"^(?:la |le |l'|les |une? |des )?(?:[a-z-]{4,}(?:tion|sion|ement|age)s?|mise|etudes?|appui|soutien|achat|pose|"
    r"ouverture|recherche|travaux|rachat|maintien|suivi|lancement|envoi|reprise|remise)\b"
)


def find_actions(
    document: Document, part: Part, inside: Sequence[Element], objectives: Sequence[Element]
) -> list[Element]:
    """Return the actions of an axis, in the order of the text; those that a list in it repeats once."""
    taken = {id(e) for e in objectives}
    free = [e for e in inside if id(e) not in taken]
    parts = {f"{SOUS}{e.mot}" for e in objectives if e.mot}
    words = (*ACTIONS, *MESURES, *parts)
    found = [e for e in free if (e.mot in words and e.rang) or (e.etiquette and e.mot in parts)]
    numbered = [
        e
        for e in free
        if not e.mot
        and e.rang
        and e.rang.startswith(f"{part.rang}.")
        and (e.rang.count(".") == 2 or e.block.kind is BlockKind.ROW or not objectives)
    ]
    if not (found or numbered):
        named = [e for e in free if e.mot in words and e.block.kind is not BlockKind.PARAGRAPH]
        found = named if len({fold(_words(document, e)) for e in named} - {""}) == len(named) >= 2 else []
    if found or numbered:
        return _first_of_each(document, sorted([*found, *numbered], key=lambda e: e.start), objectives)
    return _listed_actions(document, inside, [e for e in objectives if e.mot or e.rang])


def _words(document: Document, element: Element) -> str:
    return clean(document.text[element.start : element.end])


def _listed_actions(document: Document, inside: Sequence[Element], heads: Sequence[Element]) -> list[Element]:
    """Return the items of the lists that « actions suivantes : » opens, or that stand right under objectives.

    Those right under an objective are its actions where most say what is to be done, by a verb in the infinitive or
    a noun of action.
    """
    heading = {id(e) for e in heads}
    announced: list[Element] = []
    under: list[Element] = []
    opened = below = False
    for element in inside:
        if element.block.kind is BlockKind.ITEM and id(element) not in heading:
            if opened and element.block.level == 1:
                announced.append(element)
            if below:
                under.append(element)
            continue
        if element.block.continues:
            continue
        folded = document.folded[element.block.start : element.block.end]
        opened = bool(_ACTIONS_SUIVENT.search(folded)) or (
            element.heading and bool(re.match(r"^(?:les )?actions\W*$", folded))
        )
        below = id(element) in heading
    if announced:
        return announced
    outer = min((e.block.level for e in under), default=0)
    under = [e for e in under if e.block.level == outer]
    words = [document.folded[e.start : e.end] for e in under]
    doing = sum(bool(INFINITIF.match(w) or _NOM_D_ACTION.match(w)) for w in words)
    return under if doing * 2 > len(under) else []


def _first_of_each(document: Document, found: Sequence[Element], objectives: Sequence[Element]) -> list[Element]:
    """Return the actions once each: a number of one level may start again under each objective with another title."""
    kept: dict[tuple[str | None, int], Element] = {}
    starts = [o.block.start for o in objectives]
    for element in found:
        rank = f"{element.mot}{element.rang}" if element.rang else f"@{element.start}"
        place = bisect_right(starts, element.block.start)
        known = kept.get((rank, place))
        twin = next((k for (r, _), k in kept.items() if r == rank and _alike(document, k, element)), None)
        if known is None and twin is None:
            kept[rank, place] = element
        elif element.heading and not (known or twin or element).heading:
            kept = {key: e for key, e in kept.items() if e is not (known or twin)}
            kept[rank, place] = element
    return sorted(kept.values(), key=lambda e: e.start)


def _alike(document: Document, a: Element, b: Element) -> bool:
    """Whether two elements of one number are one: the same title, or a number of several levels."""
    if a.rang and "." in a.rang:
        return True
    return fold(title_of(document, a)[0]) == fold(title_of(document, b)[0])
