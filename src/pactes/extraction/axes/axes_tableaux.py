"""Reader of tables of the plan: a row an action or an objective, with a column for the axis, or under its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pactes.extraction.axes.elements import clean
from pactes.extraction.axes.etiquettes import AXES, normalise, read_etiquette, read_number
from pactes.model import Action, Axe, Objectif
from pactes.reading import Block, BlockKind, Document, Span, fold

_AXE = re.compile(
    rf"^(?:les )?(?:{'|'.join(f'{w}s?' for w in AXES if w != 'enjeu')}|enjeux?)(?: (?:strategiques?|thematiques?|"
    r"prioritaires?|du contrat|concernee?s?|de rattachement))*$"
)
_OBJECTIF = re.compile(r"^(?:les )?(?:sous-)?objectifs?(?: (?:operationnels?|strategiques?|specifiques?|vises?))*$")
_ACTION = re.compile(
    r"^(?:intitules? (?:de l'|des |de la |du )?|noms? (?:de l'|des )?|titres? (?:de l'|des |de la )?|"
    r"libelles? (?:de l'|des )?|les )?(?:fiches?[ -])?(?:actions?|operations?|mesures?|chantiers?|fiches?|projets?)"
    r"(?: (?:prevues?|proposees?|envisagees?|programmees?|retenues?|associees?|a mener|a conduire))?$"
)
_NUMERO = re.compile(r"^(?:n\W{0,2}|numeros?|ref\.?|references?|code)(?: (?:de |d')?(?:l'|la )?(?:fiche|action)s?)?$")
_CUT = re.compile(r"\s*;\s*|\s*<br ?/?>\s*|\s+[•▪●]\s*")
_RULE = re.compile(r"^[\s:|=-]*$")
_SHORTEST = 4  # characters of a title


@dataclass(frozen=True, slots=True)
class _Colonnes:
    """Where the columns of a plan's table are; None for one it has not."""

    nombre: int
    numero: int | None
    axe: int | None
    objectif: int | None
    action: int | None


@dataclass(frozen=True, slots=True)
class _Ligne:
    """A row: the cells that say which axis, which objective, which number, which action (None: nothing there)."""

    start: int
    axe: Span | None
    objectif: Span | None
    numero: Span | None
    action: Span | None


def complete_with_tables(
    document: Document, axes: Sequence[Axe], ends: Mapping[str, tuple[int, int]]
) -> tuple[Axe, ...]:
    """Return ``axes`` with the objectives and actions that only tables of the plan give.

    A row belongs to the axis that its cell names by number or title, or else to the axis whose part of the text
    (``ends``, by rank: start and end) the table stands in. Without axes, the cells of a column « Axe » are the axes.
    """
    lignes = list(_rows(document))
    if not axes:
        axes = _axes_of_cells(document, lignes)
    if not axes or not lignes:
        return tuple(axes)
    with_actions = any(a.actions or any(o.actions for o in a.objectifs) for a in axes)
    with_objectives = any(a.objectifs for a in axes)
    completed = list(axes)
    for ligne in lignes:
        at = _axis_of(document, ligne, completed, ends)
        if at is not None:
            completed[at] = _with_row(document, completed[at], ligne, not with_objectives, not with_actions)
    return tuple(completed)


def _rows(document: Document) -> Iterator[_Ligne]:
    columns: _Colonnes | None = None
    axe: Span | None = None
    objectif: Span | None = None
    last: Block | None = None
    for block in document.blocks:
        if last is not None and document.text[last.end : block.start].count("\n") > 1:
            columns = None
        last = block
        if block.kind is BlockKind.FURNITURE:  # the rule under a heading row, or a page number
            continue
        if block.kind is not BlockKind.ROW:
            columns = None
            continue
        if head := _columns(document, block):
            columns, axe, objectif = head, None, None
        elif columns is not None and len(block.cells) == columns.nombre and not _RULE.match(document.block_text(block)):
            axe, before = _filled(document, block, columns.axe) or axe, axe
            objectif = _filled(document, block, columns.objectif) or (objectif if axe == before else None)
            numero, action = _filled(document, block, columns.numero), _filled(document, block, columns.action)
            yield _Ligne(block.start, axe, objectif, numero, action)


def _columns(document: Document, block: Block) -> _Colonnes | None:
    """Return the columns of a heading row that has one for actions or objectives and does not stand alone in it."""
    titles = [fold(clean(document.text[c.start : c.end])) for c in block.cells]

    def find(pattern: re.Pattern[str]) -> int | None:
        return next((i for i, title in enumerate(titles) if pattern.match(title)), None)

    axe, objectif, action = find(_AXE), find(_OBJECTIF), find(_ACTION)
    if (objectif is None and action is None) or sum(bool(t) for t in titles) < 2:
        return None
    if axe is None and action is not None and titles[action].startswith("projet"):
        return None  # « Projet | Coût »: a table of money, of whatever is paid for
    return _Colonnes(len(titles), find(_NUMERO), axe, objectif, action)


def _filled(document: Document, block: Block, column: int | None) -> Span | None:
    cell = block.cells[column] if column is not None else None
    return cell if cell and clean(document.text[cell.start : cell.end]) else None


def _axes_of_cells(document: Document, lignes: Sequence[_Ligne]) -> list[Axe]:
    """Return the axes that a column of axes names, once each; none where it names fewer than two by title."""
    axes: dict[str, Axe] = {}
    for ligne in lignes:
        if ligne.axe is None:
            continue
        numero, titre, start = _title(document, ligne.axe)
        if len(titre) < _SHORTEST or fold(titre) in axes:
            continue
        evidence = document.evidence(start, ligne.axe.end)
        axes[fold(titre)] = Axe(
            titre=titre,
            numero=numero or str(len(axes) + 1),
            evidence=(evidence,),
            regle="axe-tableau",
            confiance=0.8,
        )
    return list(axes.values()) if len(axes) >= 2 else []


def _title(document: Document, cell: Span) -> tuple[str | None, str, int]:
    """Return the number, the title and its start of a cell: « Axe 1 – Mobilité », « 1.2 Rouler », « Mobilité »."""
    text = document.text[cell.start : cell.end]
    label = read_etiquette(text)
    if label:
        return label.rang, clean(text[label.titre_start :]), cell.start + label.titre_start
    if number := read_number(text):
        return number[0], clean(text[number[1] :]), cell.start + number[1]
    short = re.match(r"^(?P<n>\d{1,2}|[A-H]|[IVX]{1,4})\s?[.)–:-]\s*(?=\S)", text)
    if short:
        return normalise(short["n"]), clean(text[short.end() :]), cell.start + short.end()
    return None, clean(text), cell.start


def _axis_of(document: Document, ligne: _Ligne, axes: Sequence[Axe], ends: Mapping[str, tuple[int, int]]) -> int | None:
    if ligne.axe is not None:
        text = clean(document.text[ligne.axe.start : ligne.axe.end])
        numero, titre, _ = _title(document, ligne.axe)
        for i, axe in enumerate(axes):
            rang = normalise(axe.numero) if axe.numero else None
            same = fold(titre) and (fold(titre) in fold(axe.titre) or fold(axe.titre) in fold(titre))
            if (numero or normalise(text)) == rang or (len(titre) >= _SHORTEST and same):
                return i
        return None
    for i, axe in enumerate(axes):
        start, end = ends.get(normalise(axe.numero) if axe.numero else "", (0, 0))
        if start < ligne.start < end:
            return i
    return None


def _with_row(document: Document, axe: Axe, ligne: _Ligne, objectives: bool, actions: bool) -> Axe:
    """Return an axis with what a row says: its objective where the text gives none, its actions where it gives none."""
    found = _actions(document, ligne) if actions and ligne.action else ()
    if ligne.objectif is None:
        return replace(axe, actions=(*axe.actions, *found)) if found else axe
    numero, titre, start = _title(document, ligne.objectif)
    for i, known in enumerate(axe.objectifs):
        if (numero and known.numero == numero) or fold(known.titre) == fold(titre):
            if not found:
                return axe
            grown = replace(known, actions=(*known.actions, *found))
            return replace(axe, objectifs=(*axe.objectifs[:i], grown, *axe.objectifs[i + 1 :]))
    if not objectives or len(titre) < _SHORTEST:
        return replace(axe, actions=(*axe.actions, *found)) if found else axe
    made = Objectif(
        titre=titre,
        numero=numero,
        actions=found,
        evidence=(document.evidence(start, ligne.objectif.end),),
        regle="objectif-tableau",
        confiance=0.8,
    )
    return replace(axe, objectifs=(*axe.objectifs, made))


def _actions(document: Document, ligne: _Ligne) -> tuple[Action, ...]:
    """Return the actions of a row's cell: one, or several that semicolons or bullets part."""
    assert ligne.action is not None
    text = document.text[ligne.action.start : ligne.action.end]
    cuts = [(m.start(), m.end()) for m in _CUT.finditer(text)]
    edges = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    printed = clean(document.text[ligne.numero.start : ligne.numero.end]) if ligne.numero else ""
    found = []
    for start, end in zip(*edges, strict=True):
        numero, titre, first = _title(document, Span(ligne.action.start + start, ligne.action.start + end))
        if len(titre) < _SHORTEST:
            continue
        own = printed if not cuts and re.fullmatch(r"[A-Z]{0,2}[\d.\-]{1,8}", printed) else None
        found.append(
            Action(
                titre=titre,
                numero=numero or (normalise(own) if own else None),
                evidence=(document.evidence(first, ligne.action.start + end),),
                regle="action-tableau",
                confiance=0.8,
            )
        )
    return tuple(found)
