"""Reader of a programme's structure in the text of a contract: axes, their objectives, and their actions."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pactes.extraction.axes.axes_numeros import compose_numbers
from pactes.extraction.axes.elements import Element, clean, iter_elements, title_of
from pactes.extraction.axes.etiquettes import ACTIONS, AXES, OBJECTIFS
from pactes.extraction.commun.plan import Plan
from pactes.model import Action, Axe, Objectif
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
_INFINITIF = re.compile(r"^(?:s'|se )?[a-z]{2,}(?:er|ir|re)\b")
_ACTIONS_SUIVENT = re.compile(
    r"\b(?:fiches?[ -]actions?|actions?\s+(?:suivantes?|prevues?|envisagees?|proposees?|programmees?|retenues?|"
    r"operationnelles?|a (?:mener|conduire|engager|mettre en oeuvre)))[^.:]{0,40}:\s*$"
)
REGLE_AXE = "axe-etiquette"


@dataclass(frozen=True, slots=True)
class _Part:
    """An axis with the span of the text it governs."""

    element: Element
    rang: str
    end: int


def read_axes(document: Document, plan: Plan) -> tuple[Axe, ...]:
    """Return the axes that the text lays out with labels (« Axe 1 : … »), each with its objectives and actions.

    Empty when it lays out none. Entries of the table of contents are not read; an axis named twice is the one that
    heads a section. A number that the text does not print is the rank of the part in its list.
    """
    elements = list(iter_elements(document))
    parts = _axis_parts(elements, plan, len(document.text))
    if not parts:
        return ()
    common = _common_titles(document, plan, parts)
    return compose_numbers([_axe(document, plan, part, elements, common) for part in parts])


def _axis_parts(elements: list[Element], plan: Plan, length: int) -> list[_Part]:
    by_word: dict[str, list[Element]] = defaultdict(list)
    for element in elements:
        label = element.etiquette
        if label and label.mot in AXES and (label.transversal or (label.rang and "." not in label.rang)):
            by_word[label.mot].append(element)
    word = _axis_word(by_word)
    if word is None:
        return []
    kept = _one_each(by_word[word], plan, length)
    parts = []
    for i, element in enumerate(kept):
        end = kept[i + 1].block.start if i + 1 < len(kept) else length
        section = plan.at(element.block.start)
        if section:
            end = min(end, section.end)
        else:
            path = plan.path(element.block.start)
            end = min(end, path[-1].end) if path else end
        parts.append(_Part(element, element.rang or "T", end))
    return parts


def _axis_word(by_word: dict[str, list[Element]]) -> str | None:
    """Return the word that names the axes: the outermost of the words that number at least two parts."""
    candidates = []
    for word, found in by_word.items():
        ranks = {e.rang for e in found if e.rang}
        headings = {e.rang for e in found if e.rang and e.heading}
        if len(ranks) >= 2 and ranks & {"1", "A"}:
            candidates.append((len(headings) < 2, AXES.index(word), word))
    candidates.sort()
    if not candidates:
        return None
    best = candidates[0][2]
    for weak, _, word in candidates[1:]:
        if weak == candidates[0][0] and _holds(by_word[word], by_word[best]):
            best = word
    return best


def _holds(outer: list[Element], inner: list[Element]) -> bool:
    """Tell whether parts of one word lie inside parts of another: the first comes first and they alternate."""
    starts = sorted([(e.block.start, 0) for e in outer if e.heading] + [(e.block.start, 1) for e in inner if e.heading])
    kinds = [kind for _, kind in starts]
    changes = sum(a != b for a, b in itertools.pairwise(kinds))
    return bool(kinds) and kinds[0] == 0 and kinds[-1] == 1 and changes >= 3


def _one_each(found: list[Element], plan: Plan, length: int) -> list[Element]:
    """Return one element for each number: the one that heads the longest part, in the order of the text."""
    best: dict[str, tuple[tuple[bool, int], Element]] = {}
    ordered = sorted(found, key=lambda e: e.block.start)
    for i, element in enumerate(ordered):
        section = plan.at(element.block.start)
        following = ordered[i + 1].block.start if i + 1 < len(ordered) else length
        weight = (element.heading, min(section.end if section else following, following) - element.block.start)
        key = element.rang or f"T{clean(element.etiquette.mot if element.etiquette else '')}"
        if key not in best or weight > best[key][0]:
            best[key] = (weight, element)
    return sorted((e for _, e in best.values()), key=lambda e: e.block.start)


def _common_titles(document: Document, plan: Plan, parts: list[_Part]) -> frozenset[str]:
    """Return the sub-headings that come back in several axes: rubrics, not objectives."""
    seen: Counter[str] = Counter()
    for part in parts:
        titles = {
            fold(s.title).strip(" :") for s in plan.sections if part.element.block.start < s.heading_start < part.end
        }
        seen.update(titles)
    return frozenset(title for title, count in seen.items() if count >= 2)


def _axe(document: Document, plan: Plan, part: _Part, elements: list[Element], common: frozenset[str]) -> Axe:
    title, _, _ = title_of(document, part.element)
    inside = [e for e in elements if part.element.block.start < e.block.start < part.end]
    objectives = _objectives(document, plan, part, inside, common)
    actions = _actions(document, part, inside, [e for e, _ in objectives])
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
        regle=REGLE_AXE,
        confiance=0.95,
    )


def _shown(element: Element) -> str | None:
    label = element.etiquette
    if label is None or label.numero is None:
        return element.rang
    return label.numero.upper() if label.rang and "." not in label.rang else label.rang


def _objectives(
    document: Document, plan: Plan, part: _Part, inside: list[Element], common: frozenset[str]
) -> list[tuple[Element, str]]:
    """Return the objectives of an axis with their numbers: labelled, else numbered under it, else its sub-headings."""
    word = part.element.mot
    own = [e for e in inside if e.mot == "objectif" or e.mot == "sous-axe" or (e.mot in AXES and e.mot != word)]
    own += [e for e in inside if e.mot == word and e.rang and "." in e.rang]
    if not own:
        own = [e for e in inside if e.mot in OBJECTIFS]
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
    if own:
        own.sort(key=lambda e: e.start)
        return [(e, e.rang or f"{part.rang}.{i}") for i, e in enumerate(_deduped(own), start=1)]
    return _sub_headings(document, plan, part, inside, common)


def _deduped(found: list[Element]) -> list[Element]:
    """Return the elements without those that give the number of another again (a summary list before the headings)."""
    best: dict[str, Element] = {}
    for element in found:
        key = f"{element.mot}{element.rang}" if element.rang else f"@{element.start}"
        if key not in best or (element.heading and not best[key].heading):
            best[key] = element
    return sorted(best.values(), key=lambda e: e.start)


def _sub_headings(
    document: Document, plan: Plan, part: _Part, inside: list[Element], common: frozenset[str]
) -> list[tuple[Element, str]]:
    found: list[tuple[Element, int]] = []
    for element in inside:
        section = plan.at(element.block.start)
        if not element.heading or section is None or element.mot in ACTIONS:
            continue
        folded = fold(section.title).strip(" :*")
        plain = not element.block.marker and not section.title.isupper() and not section.title.endswith(":")
        bold = document.text[element.block.start : element.block.start + 2] in ("**", "__", "<u")
        if folded in common or (_RUBRIQUE.match(folded) and not _INFINITIF.match(folded)):
            continue
        if plain and not bold and not _INFINITIF.match(folded):
            continue
        found.append((element, section.depth))
    if not found:
        return []
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


def _actions(document: Document, part: _Part, inside: list[Element], objectives: Sequence[Element]) -> list[Element]:
    """Return the actions of an axis: labelled, numbered on three levels, or listed."""
    taken = {id(e) for e in objectives}
    found = [e for e in inside if id(e) not in taken and (e.mot in ACTIONS or e.mot in OBJECTIFS) and e.rang]
    numbered = [
        e
        for e in inside
        if id(e) not in taken
        and not e.mot
        and e.rang
        and e.rang.startswith(f"{part.rang}.")
        and (e.rang.count(".") == 2 or e.block.kind is BlockKind.ROW)
    ]
    if found or numbered:
        return _first_of_each(document, sorted([*found, *numbered], key=lambda e: e.start), objectives)
    return _listed_actions(document, inside, [e for e in objectives if e.mot])


def _listed_actions(document: Document, inside: list[Element], labelled: list[Element]) -> list[Element]:
    """Return the items of the lists that « actions suivantes : » opens, or that stand right under labelled objectives.

    Those right under an objective are its actions where most say what is to be done by a verb in the infinitive.
    """
    heads = {id(e) for e in labelled}
    announced: list[Element] = []
    under: list[Element] = []
    opened = below = False
    for element in inside:
        if element.block.kind is BlockKind.ITEM and id(element) not in heads:
            if opened and element.block.level == 1:
                announced.append(element)
            if below:
                under.append(element)
            continue
        folded = document.folded[element.block.start : element.block.end]
        opened = bool(_ACTIONS_SUIVENT.search(folded)) or (
            element.heading and bool(re.match(r"^(?:les )?actions\W*$", folded))
        )
        below = id(element) in heads
    if announced:
        return announced
    outer = min((e.block.level for e in under), default=0)
    under = [e for e in under if e.block.level == outer]
    doing = sum(bool(_INFINITIF.match(document.folded[e.start : e.end])) for e in under)
    return under if doing * 2 > len(under) else []


def _first_of_each(document: Document, found: list[Element], objectives: Sequence[Element]) -> list[Element]:
    """Return the actions once each: a number of one level may start again under each objective with another title."""
    kept: dict[tuple[str | None, int], Element] = {}
    for element in found:
        rank = f"{element.mot}{element.rang}" if element.rang else f"@{element.start}"
        place = bisect_right([o.block.start for o in objectives], element.block.start)
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


def _prefixed(element: Element, numbers: list[str]) -> bool:
    return any(element.rang is not None and element.rang.startswith(f"{n}.") for n in numbers)


def _of(
    objective: Element, number: str, objectives: list[tuple[Element, str]], i: int, end: int, actions: list[Element]
) -> list[Element]:
    """Return the actions of an objective: by their numbers where these go on from its own, else by their place."""
    numbers = [n for _, n in objectives]
    following = objectives[i + 1][0].block.start if i + 1 < len(objectives) else end
    return [
        a
        for a in actions
        if (a.rang is not None and a.rang.startswith(f"{number}."))
        or (not _prefixed(a, numbers) and objective.block.start < a.block.start < following)
    ]


def _objectif(document: Document, element: Element, number: str, actions: list[Element]) -> Objectif:
    title, _, _ = title_of(document, element)
    return Objectif(
        titre=title,
        numero=number,
        actions=tuple(_action(document, a) for a in actions),
        evidence=(document.evidence(element.block.start, element.block.end),),
        regle="objectif-etiquette" if element.mot else "objectif-intertitre",
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
