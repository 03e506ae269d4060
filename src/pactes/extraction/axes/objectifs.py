"""Reader of the objectives of one axis: labelled, numbered under it, its sub-headings, or listed right under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pactes.extraction.axes.elements import Element
from pactes.extraction.axes.etiquettes import ACTIONS, AXES, MESURES, OBJECTIFS, SOUS
from pactes.extraction.axes.niveaux import Part
from pactes.extraction.commun.plan import Plan
from pactes.reading import BlockKind, Document, fold

# Headings that say what a part of an axis is about (its diagnosis, its money…): none is an objective.
_RUBRIQUE = re.compile(
    r"^(?:les? |la |l'|nos |quelques )?(?:enjeux?|engagements?|diagnostics?|contexte|constats?|objectifs?|modalites|"
    r"gouvernance|"
    r"indicateurs?|calendrier|moyens|partenaires?|partenariats?|presentation|bilan|etat des lieux|plan d'actions?|"
    r"programme d'actions?|actions?|maitres? d'ouvrage|maitrise d'ouvrage|financements?|evaluation|suivi|resultats?|"
    r"description|cadre|references?|publics?|pilotage|budget|projets?|perspectives|synthese|introduction|rappel|"
    r"strategie|"
    r"orientations|attendus|ressources|territoires?|porteurs?|preambule|ambition|forces|faiblesses|atouts|duree|"
    r"descriptif|justification|echeancier|localisation|cout|plan de financement)\b(?:\W+\w+){0,4}\W*$"
)
_PLAN_D_ACTIONS = re.compile(
    r"\b(?:plan|programme|liste|tableau) (?:d'|des |pluriannuel d')actions?\b|^\W*(?:les )?actions\b"
)
# « trois priorités, déclinées en actions : »
_EN_ACTIONS = re.compile(
    r"\b(?:axes|orientations|ambitions|piliers|volets|priorites|defis)\b[^.;:]{0,40}?"
    r"\bdeclin[a-z]+ en (?:fiches[ -])?actions"
)
INFINITIF = re.compile(r"^(?:s'|se |ne pas )?[a-z]{2,}(?:er|ir|re)\b")


def common_titles(plan: Plan, parts: Sequence[Part]) -> frozenset[str]:
    """Return the sub-headings that come back in several axes: rubrics, not objectives."""
    seen: Counter[str] = Counter()
    for part in parts:
        titles = {
            fold(s.title).strip(" :") for s in plan.sections if part.element.block.start < s.heading_start < part.end
        }
        seen.update(titles)
    return frozenset(title for title, count in seen.items() if count >= 2)


def find_objectives(
    document: Document, plan: Plan, part: Part, inside: Sequence[Element], common: frozenset[str]
) -> list[tuple[Element, str | None]]:
    """Return the objectives of an axis with their numbers; None for one of a list that nothing numbers."""
    own = _labelled(part, inside)
    in_actions = _EN_ACTIONS.search(document.folded, 0, part.element.block.start)
    if own and not any(e.mot for e in own) and (in_actions or lists_actions(plan, part, inside)):
        return []
    if own:
        own.sort(key=lambda e: e.start)
        return [(e, e.rang or f"{part.rang}.{i}") for i, e in enumerate(_deduped(own), start=1)]
    if found := _sub_headings(document, plan, part, inside, common):
        return [*found]
    return [(e, None) for e in _listed(document, part, inside)]


def lists_actions(plan: Plan, part: Part, inside: Sequence[Element]) -> bool:
    """Tell whether what is numbered right under an axis is its actions: in a plan of actions, with nothing below."""
    around = [fold(s.title) for s in plan.path(part.element.block.start) if s.heading_start < part.element.block.start]
    deeper = any(e.mot in ACTIONS or (e.rang and e.rang.count(".") == 2) for e in inside)
    return not deeper and any(_PLAN_D_ACTIONS.search(title) for title in around)


def _labelled(part: Part, inside: Sequence[Element]) -> list[Element]:
    style = part.element.etiquette.style if part.element.etiquette else ""
    own = [e for e in inside if e.mot in OBJECTIFS or (e.mot in AXES and e.rang)]
    own = [e for e in own if e.etiquette and e.etiquette.style != style]
    own += [e for e in inside if part.element.mot and e.mot == f"{SOUS}{part.element.mot}"]
    own += [e for e in inside if e.mot and e.mot == part.element.mot and e.rang and "." in e.rang]
    if not own:
        own = [
            e
            for e in inside
            if not e.mot
            and e.rang
            and e.rang.startswith(f"{part.rang}.")
            and e.rang.count(".") == 1
            and e.block.kind is not BlockKind.ROW
        ]
    if not own and any(e.mot in ACTIONS and e.rang for e in inside):
        own = [e for e in inside if e.mot in MESURES]  # a measure that holds actions is no action
    return own


def _deduped(found: Sequence[Element]) -> list[Element]:
    """Return the elements without those that give the number of another again (a summary list before the headings)."""
    best: dict[str, Element] = {}
    for element in found:
        key = f"{element.mot}{element.rang}" if element.rang else f"@{element.start}"
        if key not in best or (element.heading and not best[key].heading):
            best[key] = element
    return sorted(best.values(), key=lambda e: e.start)


def _sub_headings(
    document: Document, plan: Plan, part: Part, inside: Sequence[Element], common: frozenset[str]
) -> list[tuple[Element, str]]:
    found: list[tuple[Element, int]] = []
    for element in inside:
        section = plan.at(element.block.start)
        if not element.heading or section is None or element.mot in (*ACTIONS, *MESURES):
            continue
        folded = fold(section.title).strip(" :*")
        plain = not element.block.marker and not section.title.isupper() and not section.title.endswith(":")
        bold = document.text[element.block.start : element.block.start + 2] in ("**", "__", "<u")
        if folded in common or (_RUBRIQUE.match(folded) and not INFINITIF.match(folded)):
            continue
        if plain and not bold and not INFINITIF.match(folded):
            continue
        found.append((element, section.depth))
    numbers: list[tuple[Element, str]] = []
    counts: list[int] = []
    depths: list[int] = []
    for element, depth in found:
        while depths and depths[-1] > depth:
            depths.pop()
            counts.pop()
        if depths and depths[-1] == depth:
            counts[-1] += 1
        else:
            depths.append(depth)
            counts.append(1)
        numbers.append((element, ".".join((part.rang, *map(str, counts)))))
    return numbers


def _listed(document: Document, part: Part, inside: Sequence[Element]) -> list[Element]:
    """Return the items right under the heading of an axis, where they say by verbs what it wants and none is labelled.

    An axis whose parts have labels of their own (actions, sheets) has no objectives in bullets.
    """
    if any(e.rang or e.mot for e in inside):
        return []
    items: list[Element] = []
    for element in inside:
        if element.block.continues:
            continue
        if element.block.kind is not BlockKind.ITEM:
            break
        items.append(element)
    outer = min((e.block.level for e in items), default=0)
    items = [e for e in items if e.block.level == outer]
    return items if items and all(INFINITIF.match(document.folded[e.start : e.end]) for e in items) else []
