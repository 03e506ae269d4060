"""Counts of one thing that disagree from one passage to another: communes of the contract, contracts of a family."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.familles import find_familles
from pactes.extraction.commun.nombres import LETTRES, parse_lettres
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.conflits import Conflit
from pactes.model import GenreContradiction
from pactes.reading import fold

_N = rf"(?:\d{{1,3}}|{LETTRES})"
# « quarante communes : vingt-cinq pour A, douze pour B et deux pour C »
_SHARED = re.compile(
    rf"\b(?P<n>{_N}) (?P<nom>[a-z]{{4,}}s)(?: membres)? ?(?::|,? soit) (?P<parts>{_N} (?:[a-z]+ )?(?:pour|dans"
    rf"|en|au|a|sur|de) [^.;:\n]{{2,160}})"
)
_PART = re.compile(rf"(?:^|,|\bet|\bpuis) ?(?P<n>{_N}) (?:[a-z]+ )?(?:pour|dans|en|au|a|sur|de)\b")
# The whole that the contract is of: « le Pays réunit 44 communes », « le périmètre…, soit quarante-cinq communes ».
_WHOLE = re.compile(
    rf"\b(?:reuni\w*|regroup\w+|rassembl\w+|compt\w+|compren\w+|compos\w+|couvr\w+|soit|constitu\w+|form\w+)"
    rf" (?:actuellement |aujourd'hui |desormais |pres de |les |de |par |ainsi ){{0,2}}(?P<n>{_N})"
    r" (?P<nom>communes|intercommunalites|cantons)\b(?! (?:de moins|de plus|rurales|urbaines|nouvelles|deleguees"
    r"|littorales|concernees|volontaires|labellisees|beneficiaires))"
)
_PERIMETER = re.compile(r"\b(?:territoire|perimetre|pays|contrat|bassin de vie|petr)\b")
_ROUGH = re.compile(r"(?:pres de|environ|plus de|moins de|une?|quelque|autre|dont|premiers?) ?$")
_COUNT = re.compile(rf"(?<![\d,.-])\b(?P<n>{_N})(?: ?\|)? $")
_PLURAL = re.compile(r"[a-z]+s\b")
_BEFORE = 120  # characters before a family in which its number is said


def find_tally_conflicts(contexte: Contexte) -> Iterator[Conflit]:
    """Yield counts of one thing that cannot all be right."""
    unites = build_unites(contexte.document)
    yield from _shared_out(unites)
    if contexte.principal is not None:
        yield from _of_the_whole(contexte, unites)
    yield from _of_families(unites)


def _value(words: str) -> int:
    return int(words) if words.isdigit() else parse_lettres(words) or 0


def _shared_out(unites: tuple[Unite, ...]) -> Iterator[Conflit]:
    """A number shared out in the same sentence by parts that do not add up to it."""
    for unite in unites:
        for match in _SHARED.finditer(fold(unite.texte)):
            parts = [_value(m["n"]) for m in _PART.finditer(match["parts"])]
            total = _value(match["n"])
            missed = len(re.findall(rf"\b{_N}\b", match["parts"])) != len(parts)
            if len(parts) < 2 or missed or sum(parts) == total or abs(sum(parts) - total) * 4 > total:
                continue
            whole = unite.span(match.start("n"), match.end("nom"))
            listed = unite.span(match.start("parts"), match.end("parts"))
            yield Conflit(
                f"nombre annoncé et somme de ses parts ({match['nom']})",
                GenreContradiction.SOMME,
                ((str(total), whole.start, whole.end), (f"{sum(parts)} par addition", listed.start, listed.end)),
                "nombre-reparti",
                0.85,
            )


def _of_the_whole(contexte: Contexte, unites: tuple[Unite, ...]) -> Iterator[Conflit]:
    """The communes of the contract's territory, counted twice."""
    principal = contexte.principal
    names = [fold(t) for t in principal.territoires] if principal else []
    said: dict[str, dict[int, tuple[str, int, int]]] = defaultdict(dict)
    for unite in unites:
        for phrase in unite.phrases():
            text = unite.texte[phrase.start : phrase.end]
            folded = fold(text)
            for match in _WHOLE.finditer(folded):
                before = folded[: match.start()]
                if not (_PERIMETER.search(before) or any(name in before for name in names)) or re.search(
                    r"\bchacune?\b|\bdont\b", before
                ):
                    continue
                span = unite.span(phrase.start + match.start("n"), phrase.start + match.end("nom"))
                said[match["nom"]].setdefault(
                    _value(match["n"]), (text[match.start("n") : match.end()], span.start, span.end)
                )
    for noun, values in sorted(said.items()):
        if len(values) == 2 and max(values) < 2 * min(values):  # far apart, they are of two territories
            yield Conflit(
                f"nombre de {noun} du territoire",
                GenreContradiction.NOMBRE,
                tuple(values.values()),
                "nombre-du-territoire",
                0.8,
                cible=("contrat", principal.cle) if principal else None,
            )


def _of_families(unites: tuple[Unite, ...]) -> Iterator[Conflit]:
    """« Cinq contrats de X » in the lead, « 4 contrats de X signés » in the figures: close, and not one."""
    said: dict[str, list[tuple[int, str, int, int]]] = defaultdict(list)
    for unite in unites:
        folded = fold(unite.texte)
        for famille in find_familles(unite.texte):
            low = max(0, famille.start - _BEFORE)
            number = _COUNT.search(folded[low : famille.start])
            plural = _PLURAL.match(folded, famille.start)
            if number is None or plural is None or _ROUGH.search(folded[low : low + number.start()]):
                continue
            span = unite.span(low + number.start(), famille.end)
            words = unite.texte[low + number.start() : famille.end]
            said[famille.dispositif.nom].append((_value(number["n"]), words, span.start, span.end))
    for nom, values in sorted(said.items()):
        numbers = {v[0] for v in values}
        if len(numbers) != 2 or max(numbers) - min(numbers) > max(1, max(numbers) // 10) or min(numbers) < 2:
            continue  # far apart, they count other places or other years
        yield Conflit(
            f"nombre de contrats de la famille « {nom} »",
            GenreContradiction.NOMBRE,
            tuple(v[1:] for v in values[:4]),
            "nombre-de-contrats",
            0.7,
        )
