"""Announced numbers against what the document lists, and parts that do not add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.listes import Liste, find_listes
from pactes.extraction.commun.nombres import LETTRES, parse_lettres
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.conflits import Conflit
from pactes.extraction.contradictions.conflits_sommes import find_sum_conflicts, top
from pactes.model import Contrat, Extraction, GenreContradiction
from pactes.reading import BlockKind, Document, fold

_COUNT = rf"(?P<n>\d{{1,3}}|{LETTRES})"
# Nouns of which a text announces a number before it lists them.
_NOUN = (
    r"(?P<nom>axes?|objectifs?|enjeux|priorites|orientations|piliers|volets|defis|ambitions|chantiers|leviers|themes|thematiques"
    r"|domaines|secteurs|territoires|quartiers|communes|sites|poles|filieres|commissions|instances|conseils|comites|groupes"
    r"|phases|etapes|criteres|conditions|principes|missions|outils|besoins|mesures|engagements|partenaires|signataires|types"
    r"|niveaux|categories|programmes|departements|intercommunalites|laureats|colleges|cibles|enveloppes)"
)
_ANNOUNCED = re.compile(
    rf"\b(?:ces |les |en |sur |autour de |autour des |de |des )?{_COUNT} (?:grand[es]{{0,2}} |principa(?:ux"
    rf"|les) )?{_NOUN}\b"
)
_LOOSE = re.compile(
    r"\b(?:dont|parmi|notamment|au moins|au minimum|pres de|environ|plus de|moins de|exemples?|par an|ans|mois"
    r"|premiers?|entre autres|etc)\b"
)
_COUNTED = re.compile(rf"\b{_COUNT} (?P<nom>[a-z]+s)\b")
_THESE = re.compile(rf"^\W*ces {_COUNT} (?P<nom>[a-z]+s)\b")
_ORDINALS = (
    "premier", "deuxieme", "troisieme", "quatrieme", "cinquieme", "sixieme", "septieme", "huitieme", "neuvieme",
    "dixieme", "onzieme", "douzieme",
)  # fmt: skip
_RANKS = {word: rank for rank, word in enumerate(_ORDINALS, start=1)} | {"premiere": 1, "second": 2, "seconde": 2}
_NTH = re.compile(
    rf"\ble (?P<rang>{'|'.join(_RANKS)}) (?P<nom>groupe|type|ensemble|volet|axe|pilier|secteur|territoire|enjeu"
    rf"|objectif|chantier)\b"
)
_THIS_PART = re.compile(rf"\bcette (?P<rang>{'|'.join(_RANKS)}) (?P<nom>partie)\b")
_PART = re.compile(r"^\W*partie (?P<n>\d|[ivx]{1,4})\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_TWO = re.compile(
    r"\bles deux (?:parties|partenaires|signataires|contractants|cocontractants)\b|\bdes deux (?:parties"
    r"|partenaires|signataires)\b"
    r"|\bl'une ou l'autre (?:des )?parties?\b|\bl'autre partie\b"
)


def find_count_conflicts(contexte: Contexte, extraction: Extraction) -> Iterator[Conflit]:
    """Yield where a number that is announced is not the number of what is given."""
    document = contexte.document
    unites = build_unites(document)
    listes = find_listes(unites)
    inner = list(_inner(listes))
    yield from _announced_lists(document, unites, [*listes, *inner], len(listes))
    yield from _these(document, unites, listes)
    yield from find_sum_conflicts(unites, [*listes, *inner])
    yield from _ranks(document, unites)
    yield from _this_part(document)
    if contexte.principal is not None:
        yield from _two_parties(document, contexte.principal)
        yield from _structure(document, contexte.principal)


def _value(words: str) -> int:
    return int(words) if words.isdigit() else parse_lettres(words) or 0


def _inner(listes: Sequence[Liste]) -> Iterator[Liste]:
    """Yield the lists that an item opens, whether their items are set deeper or not."""
    for liste in listes:
        openers = [i for i, element in enumerate(liste.elements) if element.ouvrant]
        for i, following in pairwise([*openers, len(liste.elements)]):
            elements = liste.elements[i + 1 : following]
            if elements:
                depth = min(element.niveau for element in elements) - 1
                shifted = tuple(replace(element, niveau=element.niveau - depth) for element in elements)
                yield Liste(liste.elements[i].unite, liste.elements[i].mots, shifted)


def _announced_lists(
    document: Document, unites: Sequence[Unite], listes: Sequence[Liste], whole: int
) -> Iterator[Conflit]:
    """Yield lists that are shorter or longer than announced; those from ``whole`` on are lists inside lists."""
    for rank, liste in enumerate(listes):
        intro = fold(liste.texte)
        matches = list(_ANNOUNCED.finditer(intro))
        if len(matches) != 1 or not intro.rstrip(' *_»"').endswith(":") or _LOOSE.search(intro):
            continue
        match = matches[0]
        tail = intro[match.end() :]
        if len(tail) > 70 or re.search(r"\d|[,;(]", tail):
            continue
        announced, items = _value(match["n"]), top(liste)
        if rank >= whole and len(items) > announced:
            continue  # what follows the items of an item may be its neighbours
        listed = len(items)
        if listed < 2 or announced < 2 or announced == listed or len(liste.elements) == announced:
            continue
        if re.search(r"\betc\b|\.\.\.\s*$|…\s*$", fold(items[-1].texte)) or _goes_on(unites, items[-1]):
            continue
        first, last = items[0], items[-1]
        span = liste.unite.span(liste.intro.start + match.start("n"), liste.intro.start + match.end())
        yield Conflit(
            f"nombre annoncé et nombre listé ({match['nom']})",
            GenreContradiction.NOMBRE,
            (
                (str(announced), span.start, span.end),
                (f"{listed} dans la liste", first.start, last.parts[0].end if first is last else first.parts[0].end),
            ),
            "nombre-annonce-liste",
            0.75,
        )


def _goes_on(unites: Sequence[Unite], last: Unite) -> bool:
    """Whether the list may go on after its last item in another form: an item again, or a line that says so."""
    index = next(i for i, unite in enumerate(unites) if unite is last) + 1
    following = unites[index : index + 2]
    return any(unite.kind is BlockKind.ITEM or unite.texte[:1].islower() for unite in following)


def _these(document: Document, unites: Sequence[Unite], listes: Sequence[Liste]) -> Iterator[Conflit]:
    """« Ces six territoires », right after a list of five."""
    by_end = {id(liste.elements[-1].unite): liste for liste in listes}
    said_before: set[tuple[int, str]] = set()
    for before, unite in pairwise(unites):
        said_before |= {(_value(m["n"]), m["nom"]) for m in _COUNTED.finditer(fold(before.texte))}
        match = _THESE.match(fold(unite.texte))
        liste = by_end.get(id(before))
        if match is None or liste is None or (_value(match["n"]), match["nom"]) in said_before:
            continue
        said, items = _value(match["n"]), top(liste)
        if said < 2 or len(items) < 2 or said in (len(items), len(liste.elements)):
            continue
        span = unite.span(match.start(), match.end())
        intro = liste.unite.span(liste.intro.start, liste.intro.end)
        yield Conflit(
            f"nombre dit après une liste et nombre listé ({match['nom']})",
            GenreContradiction.NOMBRE,
            ((f"{len(items)} dans la liste", intro.start, intro.end), (str(said), span.start, span.end)),
            "nombre-repris-apres-liste",
            0.8,
        )


def _ranks(document: Document, unites: Sequence[Unite]) -> Iterator[Conflit]:
    """« Le sixième groupe » that never comes: ranks told one after the other, and one more than the list has."""
    announced: list[tuple[int, str, int, int]] = []
    last: dict[str, tuple[int, int, int, int]] = {}  # by noun: rank, its span, index of its unit
    for index, unite in enumerate(unites):
        folded = fold(unite.texte)
        announced += [(_value(m["n"]), m["nom"], index, m.start()) for m in _ANNOUNCED.finditer(folded)]
        for match in _NTH.finditer(folded):
            rank, span = _RANKS[match["rang"]], unite.span(match.start(), match.end())
            former = last.get(match["nom"])
            last[match["nom"]] = (rank, span.start, span.end, index)
            near = [a for a in announced if index - a[2] <= 40 and a[0] == rank - 1 and a[0] >= 3]
            if former is None or rank != former[0] + 1 or index - former[3] > 40 or not near:
                continue
            place = unites[near[-1][2]].span(near[-1][3], near[-1][3] + 1)
            line = document.line_span(document.line_of(place.start))
            yield Conflit(
                f"nombre annoncé et rang du dernier ({match['nom']})",
                GenreContradiction.NOMBRE,
                (
                    (str(near[-1][0]), place.start, min(line.end, place.start + 60)),
                    (document.text[span.start : span.end], span.start, span.end),
                    (document.text[former[1] : former[2]], former[1], former[2]),
                ),
                "rang-au-dela-du-nombre",
                0.75,
            )


def _this_part(document: Document) -> Iterator[Conflit]:
    """« Cette seconde partie » in part three."""
    parts: list[tuple[int, int, int]] = []
    for block in document.of_kind(BlockKind.HEADING, BlockKind.PARAGRAPH):
        text = document.folded[block.start : block.end]
        match = _PART.match(text)
        if match and len(text) <= 160 and not text.endswith("."):
            number = int(match["n"]) if match["n"].isdigit() else _ROMAN.get(match["n"], 0)
            parts.append((number, block.start, block.end))
            continue
        for said in _THIS_PART.finditer(text):
            if parts and parts[-1][0] and parts[-1][0] != _RANKS[said["rang"]]:
                yield Conflit(
                    "numéro de la partie où l'on se trouve",
                    GenreContradiction.NOMBRE,
                    (
                        (f"partie {parts[-1][0]}", parts[-1][1], parts[-1][2]),
                        (
                            document.block_text(block)[said.start() : said.end()],
                            block.start + said.start(),
                            block.start + said.end(),
                        ),
                    ),
                    "rang-de-partie",
                    0.8,
                )


def _two_parties(document: Document, contrat: Contrat) -> Iterator[Conflit]:
    """« Les deux partenaires » in a contract of three parties or more."""
    if len(contrat.signatures) < 3:
        return
    said = [(m.group(), m.start(), m.end()) for m in _TWO.finditer(document.folded)]
    if said:
        parties = contrat.signatures[2].evidence[0]
        written = tuple((document.text[start:end], start, end) for _, start, end in said[:4])
        yield Conflit(
            "nombre de parties du contrat",
            GenreContradiction.NOMBRE,
            ((f"{len(contrat.signatures)} signataires", parties.start, parties.end), *written),
            "nombre-de-parties",
            0.8,
            cible=("contrat", contrat.cle),
            propriete="partie",
        )


def _structure(document: Document, contrat: Contrat) -> Iterator[Conflit]:
    """The axes, objectives and actions that the contract says it has, and those that its text lays out."""
    axes = len(contrat.axes)
    objectives = sum(len(axe.objectifs) for axe in contrat.axes)
    actions = sum(len(o.actions) for axe in contrat.axes for o in axe.objectifs) + sum(
        len(axe.actions) for axe in contrat.axes
    )
    apart = sum(axe.transversal for axe in contrat.axes)
    for noun, count, allowed in (
        (r"axes(?: strategiques| prioritaires)?", axes, {axes, axes - apart}),
        (r"objectifs operationnels", objectives, {objectives}),
        (r"actions(?: publiques| cadres| operationnelles)", actions, {actions}),
    ):
        if count < 2:
            continue
        pattern = re.compile(
            rf"\b(?:{_COUNT}) (?:grands )?{noun}\b(?=[^.;]{{0,80}}\b(?:contrat|pacte|accord|convention|declin"
            rf"|detaill|structur))"
        )
        said = [m for m in pattern.finditer(document.folded) if _value(m["n"]) not in allowed and _value(m["n"]) >= 2]
        # Far below what was read, the number is of something else (« 2 objectifs opérationnels » of one axis).
        said = [m for m in said if _value(m["n"]) * 2 > count]
        if said and contrat.axes:
            first = contrat.axes[0].evidence[0]
            yield Conflit(
                f"nombre de {noun.split('(')[0].split()[0]} du contrat",
                GenreContradiction.NOMBRE,
                (
                    *((document.text[m.start() : m.end()], m.start(), m.end()) for m in said[:3]),
                    (f"{count} dans le texte", first.start, first.end),
                ),
                "nombre-de-la-structure",
                0.7,
                cible=("contrat", contrat.cle),
            )
