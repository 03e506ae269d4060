"""Ranks that do not fit: « le huitième groupe » of seven, « cette seconde partie » in part three."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pactes.extraction.axes.etiquettes import normalise, read_etiquette
from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.comparaisons import racine, racines
from pactes.extraction.contradictions.conflits import Conflit
from pactes.extraction.contradictions.enonces_comptes import N, value
from pactes.model import Action, Axe, Contrat, Evidence, GenreContradiction, Objectif
from pactes.reading import BlockKind, Document, fold

_ORDINALS = (
    "premier", "deuxieme", "troisieme", "quatrieme", "cinquieme", "sixieme", "septieme", "huitieme", "neuvieme",
    "dixieme", "onzieme", "douzieme",
)  # fmt: skip
_RANKS = {word: rank for rank, word in enumerate(_ORDINALS, start=1)} | {"premiere": 1, "second": 2, "seconde": 2}
_WORDS = "|".join(_RANKS)
_NTH = re.compile(rf"\bl[ea] (?P<rang>{_WORDS}) (?P<nom>[a-z]{{4,}})\b")
_ANNOUNCED = re.compile(rf"(?<![\d.,'’-])\b(?P<n>{N}) (?:[a-z]{{3,}}s )?[a-z]{{4,}}(?:s|x)\b")
_DIVISIONS = r"partie|chapitre|titre|article|section|annexe|axe|volet|orientation|pilier|enjeu|ambition"
_HERE = re.compile(rf"\b(?:cette|ce|cet|la presente|le present) (?P<rang>{_WORDS}) (?P<nom>{_DIVISIONS})\b")
_TITLE = re.compile(
    rf"^\W*(?P<nom>{_DIVISIONS})(?: strategiques?)? ?(?:n ?° ?)?(?P<n>\d{{1,2}}|[ivx]{{1,4}})\b(?! ?[-.]\d)"
    r"\W*(?P<titre>.*)$"
)
_SENT_TO = re.compile(
    r"\b(?P<nom>partie|chapitre|titre|section|annexe) (?:n ?° ?)?(?P<n>\d{1,2}|[ivx]{1,4})\b(?! ?[-.]\d)"
)
_QUOTED = re.compile(r"\s?[«\"“(]\s?(?P<titre>[^»\"”)]{6,100})")
_PLACED = re.compile(
    r"\b(?P<mot>axe|orientation|objectif|enjeu|ambition|pilier|volet|action|mesure)s?"
    r"(?: strategique| operationnel(?:le)?)? ?(?:n ?° ?)?(?P<n>\d{1,2}(?:[.-]\d{1,2}){1,3})(?![\d/])"
)
_SHOWN = 4  # mentions that a contradiction shows
_FEW = 3  # ranks up to which a number said nearby may be of anything
_REACH = 40  # units in which ranks follow their announcement
_LONGEST_TITLE = 160
_BEFORE = 110  # characters of the sentence that say what the division that is sent to holds


def find_rank_conflicts(contexte: Contexte) -> Iterator[Conflit]:
    """Yield the ranks that the document itself refutes."""
    unites = build_unites(contexte.document)
    yield from _beyond(contexte.document, unites)
    titres = list(_titles(contexte.document))
    yield from _here(unites, titres)
    yield from _sent_elsewhere(unites, titres)
    if contexte.principal is not None:
        yield from _levels(unites, contexte.principal)


def _beyond(document: Document, unites: Sequence[Unite]) -> Iterator[Conflit]:
    """« Le sixième groupe » of five: ranks told one after the other, and one more than was announced."""
    announced: dict[int, tuple[int, int, int]] = {}  # by number: index of the last unit that says it, offsets there
    last: dict[str, tuple[int, int, int, int]] = {}  # by noun: rank, its span, index of its unit
    for index, unite in enumerate(unites):
        folded = fold(unite.texte)
        for match in _ANNOUNCED.finditer(folded):
            announced[value(match["n"])] = (index, match.start(), match.end())
        for match in _NTH.finditer(folded):
            rank, span = _RANKS[match["rang"]], unite.span(match.start(), match.end())
            former = last.get(match["nom"])
            last[match["nom"]] = (rank, span.start, span.end, index)
            right, short = (_close(announced.get(number), index) for number in (rank, rank - 1))
            if right or short is None or rank <= _FEW or former is None:
                continue
            if rank != former[0] + 1 or index - former[3] > _REACH:
                continue
            place = unites[short[0]].span(short[1], short[2])
            yield Conflit(
                f"nombre annoncé et rang du dernier ({match['nom']})",
                GenreContradiction.NOMBRE,
                (
                    (str(rank - 1), place.start, place.end),
                    (document.text[span.start : span.end], span.start, span.end),
                    (document.text[former[1] : former[2]], former[1], former[2]),
                ),
                "rang-au-dela-du-nombre",
                0.75,
            )


def _close(said: tuple[int, int, int] | None, index: int) -> tuple[int, int, int] | None:
    return said if said is not None and index - said[0] <= _REACH else None


def _titles(document: Document) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield the numbered divisions: what they are called, their number, the rest of their title, their place."""
    for block in document.of_kind(BlockKind.HEADING, BlockKind.PARAGRAPH):
        text = document.folded[block.start : block.end]
        match = _TITLE.match(text) if len(text) <= _LONGEST_TITLE and not text.endswith(".") else None
        if match:
            yield match["nom"], normalise(match["n"]), match["titre"], block.start, block.end


def _here(unites: Sequence[Unite], titres: Sequence[tuple[str, str, str, int, int]]) -> Iterator[Conflit]:
    """« Cette seconde partie » in part three."""
    by_word: dict[str, list[tuple[str, str, str, int, int]]] = {}
    for titre in titres:
        by_word.setdefault(titre[0], []).append(titre)
    for unite in unites:
        for said in _HERE.finditer(fold(unite.texte)):
            known = by_word.get(said["nom"], [])
            at = bisect_left(known, unite.start, key=lambda t: t[3])
            before = known[at - 1 : at] if at else []
            if not before or before[0][1] == str(_RANKS[said["rang"]]):
                continue
            nom, numero, _, start, end = before[0]
            span = unite.span(said.start(), said.end())
            yield Conflit(
                f"numéro de la division où l'on se trouve ({nom} {numero})",
                GenreContradiction.NOMBRE,
                (
                    (f"{nom} {numero}", start, end),
                    (unite.texte[said.start() : said.end()], span.start, span.end),
                ),
                "rang-de-partie",
                0.8,
            )


def _sent_elsewhere(unites: Sequence[Unite], titres: Sequence[tuple[str, str, str, int, int]]) -> Iterator[Conflit]:
    """« Les objectifs figurant en partie 3 », where the title of part 2 speaks of them and that of part 3 does not.

    Two words of meaning of what is sent for stand in another title and none in that of the division named.
    """
    common = {racine(w) for w in ("contrat", "partie", "annexe", "present", "cadre", "territoire", "public", "action")}
    found: dict[tuple[str, str, int], list[tuple[str, int, int]]] = {}
    stems = {(t[0], t[1]): (racines(t[2]) - common, t) for t in titres}
    starts = {t[3] for t in titres}
    for unite in unites:
        if unite.start in starts:
            continue
        folded = fold(unite.texte)
        for match in _SENT_TO.finditer(folded):
            numero = normalise(match["n"])
            own = {n: said for (nom, n), said in stems.items() if nom == match["nom"]}
            if len(own) < 2 or numero not in own:
                continue
            clause = re.split(r"[.;:]\s", folded[max(0, match.start() - _BEFORE) : match.start()])[-1]
            quoted = _QUOTED.match(unite.texte, match.end())
            words = racines(clause) | racines(quoted["titre"] if quoted else "")
            others = [t for n, (titled, t) in own.items() if n != numero and len(words & titled) >= 2]
            if words & own[numero][0] or len(others) != 1:
                continue
            span = unite.span(match.start(), quoted.end() if quoted else match.end())
            key = (match["nom"], others[0][1], others[0][3])
            found.setdefault(key, []).append((f"{match['nom']} {numero}", span.start, span.end))
    for (nom, numero, start), said in sorted(found.items()):
        end = stems[nom, numero][1][4]
        yield Conflit(
            f"numéro de la {nom} à laquelle le texte renvoie ({nom} {numero})",
            GenreContradiction.NOMBRE,
            ((f"{nom} {numero}", start, end), *said[:4]),
            "renvoi-a-une-autre-partie",
            0.75,
        )


def _levels(unites: Sequence[Unite], contrat: Contrat) -> Iterator[Conflit]:
    """« L'axe 4.1 », where axes have one figure and 4.1 is an objective."""
    plan: dict[str, tuple[str, Evidence]] = {}  # number -> what its title calls it
    depths: dict[str, set[int]] = {}
    for nom, record in _numbered(contrat):
        label = read_etiquette(record.evidence[0].quote.strip("*_# "))
        mot = label.mot.split()[-1] if label else nom
        numero = normalise(record.numero or "")
        depths.setdefault(mot, set()).add(numero.count("."))
        plan.setdefault(numero, (mot, record.evidence[0]))
    titles = {evidence.start for _, evidence in plan.values()}
    said: dict[tuple[str, str], list[tuple[str, str, int, int]]] = {}
    for unite in unites:
        if unite.start in titles:
            continue
        for match in _PLACED.finditer(fold(unite.texte)):
            mot, numero = match["mot"].removesuffix("s"), normalise(match["n"])
            if (
                numero not in plan
                or mot == plan[numero][0]
                or numero.count(".") in depths.get(mot, {numero.count(".")})
            ):
                continue
            span = unite.span(match.start(), match.end())
            words = unite.texte[match.start() : match.end()]
            said.setdefault((mot, plan[numero][0]), []).append((numero, words, span.start, span.end))
    for (mot, level), mentions in sorted(said.items()):
        numero = mentions[0][0]
        place = plan[numero][1]
        shown = mentions if len(mentions) <= _SHOWN else [*mentions[: _SHOWN - 1], mentions[-1]]
        yield Conflit(
            f"niveau du plan qui porte le numéro {numero} : {mot} ou {level}",
            GenreContradiction.NOM,
            ((f"{level} {numero}", place.start, place.end), *(m[1:] for m in shown)),
            "niveau-du-plan",
            0.7,
        )


def _numbered(contrat: Contrat) -> Iterator[tuple[str, Axe | Objectif | Action]]:
    """Yield the parts of the plan that have a number, with the name of their level."""
    for axe in contrat.axes:
        parts: list[tuple[str, Axe | Objectif | Action]] = [("axe", axe)]
        parts += [("objectif", o) for o in axe.objectifs]
        parts += [("action", x) for x in (*axe.actions, *(x for o in axe.objectifs for x in o.actions))]
        yield from (part for part in parts if part[1].numero)
