"""Numbers that a sentence announces, against the list that it opens, closes or holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.listes import Liste, find_listes
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.conflits import Conflit, extrait
from pactes.extraction.contradictions.enonces_comptes import N, value
from pactes.model import GenreContradiction
from pactes.reading import BlockKind, fold

_ADJECTIVE = r"(?:grande?s |principa(?:ux|les) |nouve(?:aux|lles) |autres |premie?re?s |differente?s )?"
_ANNOUNCED = re.compile(rf"(?<![\d.,'’-])\b(?P<n>{N}) {_ADJECTIVE}(?P<nom>[a-z][a-z-]{{2,}})\b")
# What is counted in these nouns is time, money or people, no list of things.
_NO_LIST = re.compile(
    r"(?:ans|annees|mois|jours|heures|semaines|minutes|euros|habitants|personnes|fois|metres|kilometres|hectares|millions"
    r"|milliards|trimestres|semestres|exemplaires|points|premiers|premieres|derniers|dernieres)$"
)
_LOOSE = re.compile(
    r"\b(?:dont|parmi|notamment|au moins|au minimum|pres de|environ|plus de|moins de|exemples?|par an"
    r"|premiers?|entre autres|etc|principalement|en particulier|tels? que|telles? que|comme|chacun|chaque)\b"
)
_OPENED = re.compile(r':[ *_»"]*$')
_AND_SO_ON = re.compile(r"\betc\b|\.\.\.\s*$|…\s*$")
_TAIL = 70  # characters between the number's noun and the colon
_COUNTED = re.compile(rf"\b(?P<n>{N}) (?P<nom>[a-z]+s)\b")
_THESE = re.compile(rf"^\W*ces (?P<n>{N}) (?P<nom>[a-z]+s)\b")
_INLINE = re.compile(
    rf"(?<![\d.,'’-])\b(?P<n>{N}) {_ADJECTIVE}(?P<nom>[a-z][a-z-]{{2,}}(?:s|x))\b[^:;.()\d,]{{0,60}}?"
    r"(?: ?: |,? a savoir,? | \()(?P<items>[^:;.()\d]{6,400})(?=[.;)]|$)"
)
_COMMA = re.compile(r",(?! et\b| ainsi\b)|,? et (?:de |d'|du |des )?|,? ainsi qu(?:e |')")
_ITEM_WORDS = 7
_HEAD_COUNT = re.compile(
    rf"^\W*(?P<n>{N}) (?:grande?s )?(?P<nom>axe|orientation|enjeu|ambition|pilier|volet|priorite|defi|objectif"
    r"|action|fiche)(?:s|x)\b"
)
_HEAD = 70  # characters of a line that only counts what follows it
_MOST_LISTED = 25


def find_count_conflicts(contexte: Contexte) -> Iterator[Conflit]:
    """Yield where a number that is announced is not the number of what is listed."""
    unites = build_unites(contexte.document)
    listes = find_listes(unites)
    yield from _announced(unites, [*listes, *inner(listes)], len(listes))
    yield from _these(unites, listes)
    yield from _labelled(unites)
    for unite in unites:
        yield from _inline(unite)


def _labelled(unites: Sequence[Unite]) -> Iterator[Conflit]:
    """« 4 axes, 31 actions » on a line, and under it « Axe 1 – … » to « Axe 5 – … »."""
    for index, unite in enumerate(unites):
        match = _HEAD_COUNT.match(fold(unite.texte)) if len(unite.texte) <= _HEAD else None
        if match is None or value(match["n"]) < 2:
            continue
        label = re.compile(rf"^\W*{match['nom']} (?P<n>\d{{1,2}}|[ivx]{{1,4}}|[a-h])\b")
        listed: list[tuple[str, Unite]] = []
        for following in unites[index + 1 : index + 1 + _MOST_LISTED]:
            number = label.match(fold(following.texte))
            if number is None or number["n"] in [n for n, _ in listed]:
                break
            listed.append((number["n"], following))
        if len(listed) < 2 or len(listed) == value(match["n"]):
            continue
        said, last = unite.span(match.start("n"), match.end("nom")), listed[-1][1].parts[0]
        yield Conflit(
            f"nombre annoncé et nombre listé ({match['nom']}s) : {extrait(unite.texte)}",
            GenreContradiction.NOMBRE,
            ((match["n"], said.start, said.end), (f"{len(listed)} dans la liste", last.start, last.end)),
            "nombre-annonce-etiquettes",
            0.8,
        )


def top(liste: Liste) -> list[Unite]:
    """Return the items of a list that are not items of items."""
    return [element.unite for element in liste.elements if element.niveau == 1]


def inner(listes: Sequence[Liste]) -> Iterator[Liste]:
    """Yield the lists that an item opens, whether their items are set deeper or not."""
    for liste in listes:
        openers = [i for i, element in enumerate(liste.elements) if element.ouvrant]
        for i, following in pairwise([*openers, len(liste.elements)]):
            elements = liste.elements[i + 1 : following]
            if elements:
                depth = min(element.niveau for element in elements) - 1
                shifted = tuple(replace(element, niveau=element.niveau - depth) for element in elements)
                yield Liste(liste.elements[i].unite, liste.elements[i].mots, shifted)


def _announced(unites: Sequence[Unite], listes: Sequence[Liste], whole: int) -> Iterator[Conflit]:
    """Yield lists that are shorter or longer than announced; those from ``whole`` on are lists inside lists."""
    for rank, liste in enumerate(listes):
        intro = fold(liste.texte)
        found = [m for m in _ANNOUNCED.finditer(intro) if _countable(liste.texte, m)]
        if len(found) != 1 or not _OPENED.search(intro) or _LOOSE.search(intro):
            continue
        match = found[0]
        tail = intro[match.end() :]
        if len(tail) > _TAIL or re.search(r"\d|[,;(]", tail):
            continue
        announced, items = value(match["n"]), top(liste)
        if rank >= whole and len(items) > announced:
            continue  # what follows the items of an item may be its neighbours
        listed = len(items)
        if listed < 2 or announced == listed or len(liste.elements) == announced:
            continue
        if sum(item.texte[:1].isdigit() for item in items) * 2 > listed:
            continue  # « 14 dans le Nord »: parts of the number, that add up to it or not
        if _AND_SO_ON.search(fold(items[-1].texte)) or _goes_on(unites, items[-1]):
            continue
        last = items[-1]
        span = liste.unite.span(liste.intro.start + match.start("n"), liste.intro.start + match.end())
        yield Conflit(
            f"nombre annoncé et nombre listé ({match['nom']}) : {extrait(liste.texte)}",
            GenreContradiction.NOMBRE,
            ((str(announced), span.start, span.end), (f"{listed} dans la liste", last.start, last.parts[0].end)),
            "nombre-annonce-liste",
            0.75,
        )


def _countable(text: str, match: re.Match[str]) -> bool:
    """Whether a number is that of things in the plural, or of an acronym, that a list can give."""
    plural = match["nom"].endswith(("s", "x")) or text[match.start("nom") : match.end("nom")].isupper()
    return plural and not _NO_LIST.search(match["nom"]) and value(match["n"]) >= 2


def _goes_on(unites: Sequence[Unite], last: Unite) -> bool:
    """Whether the list may go on after its last item in another form: an item again, or a line that says so."""
    index = next(i for i, unite in enumerate(unites) if unite is last) + 1
    following = unites[index : index + 2]
    return any(unite.kind is BlockKind.ITEM or unite.texte[:1].islower() for unite in following)


def _these(unites: Sequence[Unite], listes: Sequence[Liste]) -> Iterator[Conflit]:
    """« Ces six territoires », right after a list of five."""
    by_end = {id(liste.elements[-1].unite): liste for liste in listes}
    said_before: set[tuple[int, str]] = set()
    for before, unite in pairwise(unites):
        said_before |= {(value(m["n"]), m["nom"]) for m in _COUNTED.finditer(fold(before.texte))}
        match = _THESE.match(fold(unite.texte))
        liste = by_end.get(id(before))
        if match is None or liste is None or (value(match["n"]), match["nom"]) in said_before:
            continue
        said, items = value(match["n"]), top(liste)
        if said < 2 or len(items) < 2 or said in (len(items), len(liste.elements)):
            continue
        span = unite.span(match.start(), match.end())
        intro = liste.unite.span(liste.intro.start, liste.intro.end)
        yield Conflit(
            f"nombre listé et repris après la liste ({match['nom']}) : {extrait(liste.texte)}",
            GenreContradiction.NOMBRE,
            ((f"{len(items)} dans la liste", intro.start, intro.end), (str(said), span.start, span.end)),
            "nombre-repris-apres-liste",
            0.8,
        )


def _inline(unite: Unite) -> Iterator[Conflit]:
    """« Quatre communes : A, B et C. », in one sentence.

    An « et » may stand inside a name: a number that some way of parting the names gives is right.
    """
    folded = fold(unite.texte)
    for match in _INLINE.finditer(folded):
        announced, items = value(match["n"]), match["items"]
        clause = re.split(r"[.;:]\s", folded[max(0, match.start() - _TAIL) : match.start()])[-1]
        if announced < 2 or _NO_LIST.search(match["nom"]) or _LOOSE.search(clause + match.group()):
            continue
        parts = [part for part in _COMMA.split(items) if part.strip()]
        fewest = items.count(",") + (1 if re.search(r",\s(?:et|ainsi)\b", items) else 2)
        most = len(re.split(r",|\bet\b|\bou\b|/|&|\bainsi que\b", items))
        closed = re.search(r"\bet\b|\bainsi qu", items.rsplit(",", 1)[-1]) is not None
        if not closed or len(parts) < 3 or any(len(part.split()) > _ITEM_WORDS for part in parts):
            continue
        if fewest <= announced <= most or announced > 3 * most:
            continue
        whole = unite.span(match.start("n"), match.end("nom"))
        listed = unite.span(match.start("items"), match.end("items"))
        yield Conflit(
            f"nombre annoncé et nombre énuméré : {extrait(unite.texte[match.start() : match.end()])}",
            GenreContradiction.NOMBRE,
            ((str(announced), whole.start, whole.end), (f"{len(parts)} énumérés", listed.start, listed.end)),
            "nombre-annonce-enumere",
            0.7,
        )
