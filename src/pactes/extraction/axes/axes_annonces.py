"""Reader of the axes that a text announces and lists: « organisé autour de 3 axes stratégiques : - axe 1 : … »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pactes.extraction.axes.etiquettes import OBJECTIFS, Etiquette, read_etiquette
from pactes.extraction.axes.objectifs import INFINITIF
from pactes.extraction.commun.nombres import LETTRES, parse_lettres
from pactes.extraction.commun.unites import Unite
from pactes.model import Axe, Objectif
from pactes.reading import BlockKind, Document, fold

_WORD = r"(?:axes?|ambitions?|enjeux?|orientations?|piliers?|priorites?|volets?|defis?|thematiques?)"
_ANNOUNCE = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{LETTRES})\s+(?:grand[es]{{0,2}} |principa(?:ux"
    rf"|les) )?(?P<mot>{_WORD})\b(?! d'(?:intervention|action) de l)"
)
_LABEL = re.compile(
    rf"^\W*(?P<mot>{_WORD}) (?:n ?° ?)?(?P<n>\d{{1,2}}|[ivx]{{1,4}})\b(?:\s?[–-]\s?(?P<aside>[^:\n]{{2,30}})\s?:"
    rf"|\s*[:.–-])?\s*"
)
_APART = re.compile(
    rf"\b(?P<n>\d|{LETTRES}) axes? (?:dedies?|consacres?|relatifs?) (?:a |au |aux )?(?P<titre>[^().;:]{{4,80}}?) "
    r"\((?:axes?) (?P<a>\d{1,2})(?: (?:et|a) (?P<b>\d{1,2}))?\)"
)
# « s'articule autour des orientations suivantes : », then the items: announced without their number.
_UNCOUNTED = re.compile(
    r"\b(?:articul|declin|repos|structur|organis|construi|bati|fond|comport|compren|compt|vis|defini|retenu|fix)[a-z]*\b"
    r"[^.:;]{0,80}\b(?P<mot>axes|orientations|ambitions|piliers|volets|priorites|defis)\b[^.:;]{0,60}:\W*$"
)
_FOLLOWING = re.compile(
    r"\b(?:les|des|aux|ces) (?:grand[es]{0,2} )?(?P<mot>axes|orientations|ambitions|piliers|volets|priorites|defis)\b"
    r"[^.:;]{0,80}\bsuivante?s?\W{0,3}:\W*$"
)
_HEADED = re.compile(rf"^\W*(?:les |nos |ses )?(?:\d{{1,2}}|{LETTRES})\s+(?:grand[es]{{0,2}} )?{_WORD}\b")
_REFERENCE = re.compile(r"\s*\((?:cf\.? |voir )?(?:fiches?|actions?|mesures?)\b[^()]*\)\W*$")
_OPEN = re.compile(r":[\s*_»\"]*$")
_AT_END = re.compile(r"[^,.;:(]{0,60}:\W*$")
_EMPHASIS = re.compile(r"\*{1,3}|_{2}")
_RANK = re.compile(
    r"^(?P<n>\d{1,2}) ?[.)°-]{0,2}$|^\d\.\d{1,2}\.?$|^[a-h] ?\)$"
)  # « 1. », « 2) »; a « 2.1 » numbers the text
_ITEM = 200  # characters of the longest numbered line that is an item of a list
_HEADING = 100  # characters of the longest heading that counts axes
_CLAUSE = 260  # characters of the longest end of a sentence that announces axes without their number
_CAPTIONS = 2  # units (a caption, a note) that a layout may put between an announcement and its list


@dataclass(frozen=True, slots=True)
class Annonce:
    """Announced axes: the number said (None where the list has no announcement), where, and the axes listed."""

    nombre: int | None
    start: int
    end: int
    mot: str
    axes: tuple[Axe, ...]


def announced(text: str) -> re.Match[str] | None:
    """Return the match of « 3 axes stratégiques » in a folded text, None when it announces none."""
    return _ANNOUNCE.search(text)


def number_of(words: str) -> int | None:
    """Return the value of a count in digits or words."""
    return int(words) if words.isdigit() else parse_lettres(words)


def read_annonce(document: Document, unites: Sequence[Unite], index: int, regle: str) -> Annonce | None:
    """Return the axes that ``unites[index]`` opens a list of, None where it opens none.

    The unit ends with a colon and announces axes, or the items under it are labelled « axe N »; or it is a heading
    that counts axes (« Cinq axes pour… ») and as many items follow. A list of one is none. Items of items that say
    by a verb what an axis wants are its objectives.
    """
    unite = unites[index]
    folded = fold(unite.texte)
    opens = bool(_OPEN.search(unite.texte))
    headed = not opens and len(folded) <= _HEADING and _HEADED.match(folded) is not None and folded[-1] not in ".;,"
    match = _last(folded) or announced(folded) or (opens and _uncounted(folded)) or None
    if not (opens or headed) or (unite.texte.count(":") and unite.kind is BlockKind.ROW):
        return None
    items = _items(unites, index + 1, bool(match))
    labels: list[re.Match[str] | None] = [_LABEL.match(fold(item.texte)) for item in items]
    labelled = sum(label is not None for label in labels)
    if len(items) < 2 or not (match or labelled >= 2):
        return None
    if labelled < 2 and match and not headed and not _AT_END.match(folded[match.end() :]) and match.re is _ANNOUNCE:
        return None  # the list is of something else than the axes
    branches = _branches(list(zip(items, labels, strict=True)), labelled >= 2)
    nombre = number_of(match["n"]) if match and match.re is _ANNOUNCE else None
    if nombre is not None and not labelled and len(branches) > nombre:
        branches = branches[:nombre]
    if headed and nombre != len(branches) and labelled < 2:
        return None
    axes = tuple(axe for item, label, under in branches if (axe := _axe(document, item, label, under, regle)))
    span = unite.span(match.start(), match.end()) if match else unite.span(0, len(unite.texte))
    mot = match["mot"] if match else "axes"
    return Annonce(nombre, span.start, span.end, mot, axes) if len(axes) >= 2 else None


def _last(folded: str) -> re.Match[str] | None:
    """Return the count that the end of a text is about: « une ambition : … Trois orientations la servent : »."""
    since = max(0, len(folded) - _CLAUSE)
    return next((m for m in _ANNOUNCE.finditer(folded, since) if _AT_END.match(folded, m.end())), None)


def _uncounted(folded: str) -> re.Match[str] | None:
    since = max(0, len(folded) - _CLAUSE)
    return _UNCOUNTED.search(folded, since) or _FOLLOWING.search(folded, since)


_Branche = tuple[Unite, re.Match[str] | None, list[Unite]]


def _branches(pairs: Sequence[tuple[Unite, re.Match[str] | None]], labelled: bool) -> list[_Branche]:
    """Return the items that are axes, each with the items under it: those labelled, else the outermost."""
    outer = min(item.level for item, _ in pairs)
    branches: list[_Branche] = []
    for item, label in pairs:
        if label is not None if labelled else item.level == outer or item.kind is not BlockKind.ITEM:
            branches.append((item, label, []))
        elif branches:
            branches[-1][2].append(item)
    return branches


def read_apart(document: Document, unite: Unite, regle: str) -> tuple[Axe, ...]:
    """Return the axes that a sentence sets apart: « 2 axes dédiés à l'assistance technique (axes 8 et 9) »."""
    axes = []
    for match in _APART.finditer(fold(unite.texte)):
        span = unite.span(match.start(), match.end())
        titre = re.sub(r"^(?:l['’]|la |le |les )", "", unite.texte[match.start("titre") : match.end("titre")])
        first, last = int(match["a"]), int(match["b"] or match["a"])
        axes += [
            Axe(
                titre=titre,
                numero=str(number),
                evidence=(document.evidence(span.start, span.end),),
                regle=regle,
                confiance=0.8,
            )
            for number in range(first, min(last, first + 9) + 1)
        ]
    return tuple(axes)


def _items(unites: Sequence[Unite], start: int, is_announced: bool) -> list[Unite]:
    """Return the items of the list that starts at ``start``; captions may stand before items labelled « axe »."""
    index = start
    while index < min(len(unites), start + _CAPTIONS + 1) and not _is_item(unites[index]):
        index += 1
    if index > start:
        follows = index < len(unites) and _LABEL.match(fold(unites[index].texte))
        if not (is_announced and follows):
            return []
    items: list[Unite] = []
    while index < len(unites) and _is_item(unites[index]):
        heads = unites[index].kind is BlockKind.HEADING and _RANK.match(unites[index].marker)
        if items and heads and not _RANK.match(items[0].marker):
            break  # « 3.2 … » after items without numbers: the next part of the text
        items.append(unites[index])
        index += 1
    return items


def _is_item(unite: Unite) -> bool:
    if unite.kind is BlockKind.ITEM or _LABEL.match(fold(unite.texte)) is not None:
        return True
    return _RANK.match(unite.marker) is not None and len(unite.texte) <= _ITEM


def _axe(
    document: Document, item: Unite, label: re.Match[str] | None, under: Sequence[Unite], regle: str
) -> Axe | None:
    start = label.end() if label else 0
    words = item.texte[start:].rstrip(" ;.,:")
    titre = " ".join(_EMPHASIS.sub("", words).split())
    if not titre:
        return None
    span = item.span(start, start + len(words))
    rank = _RANK.match(item.marker)
    wanted = all(INFINITIF.match(fold(u.texte)) or _objective(u) for u in under)
    return Axe(
        titre=titre,
        numero=item.texte[label.start("n") : label.end("n")].upper() if label else rank["n"] if rank else None,
        objectifs=tuple(read_objectif(document, u, regle) for u in under) if wanted else (),
        evidence=(document.evidence(span.start, span.end),),
        regle=regle,
        confiance=0.9 if label else 0.8,
    )


def _objective(item: Unite) -> Etiquette | None:
    """Return the label of an item that says it is an objective (« objectif 1-1 : … »)."""
    label = read_etiquette(item.texte)
    return label if label and label.mot in OBJECTIFS else None


def read_objectif(document: Document, item: Unite, regle: str) -> Objectif:
    """Return the objective that an item under an axis is; ``regle`` is the rule that read the axis."""
    phrases = item.phrases()
    words = item.texte[: phrases[0].end if phrases else 0].rstrip(" ;.,:")
    reference = _REFERENCE.search(words)
    words = words[: reference.start()] if reference else words
    span = item.span(0, len(words))
    label = _objective(item)
    return Objectif(
        titre=" ".join(_EMPHASIS.sub("", words[label.titre_start if label else 0 :]).split()),
        numero=label.rang if label else None,
        evidence=(document.evidence(span.start, span.end),),
        regle=f"{regle}-objectifs",
        confiance=0.8,
    )
