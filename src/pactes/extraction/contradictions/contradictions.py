"""Contradictions inside a document, found by comparing its records and its announcements with what it gives.

Nothing is picked: each contradiction holds the values that the text gives and where. Statements of the same property of
the same thing are opposed by one comparison (``enonces``); what has no such key — a total and its parts, two lists, two
writings of a name — has a comparison of its own (``conflits_*``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.nombres import find_nombres
from pactes.extraction.contradictions.conflits import Conflit
from pactes.extraction.contradictions.conflits_comptes import find_count_conflicts
from pactes.extraction.contradictions.conflits_dates import find_date_conflicts
from pactes.extraction.contradictions.conflits_ecritures import find_spelling_conflicts
from pactes.extraction.contradictions.conflits_listes import find_list_conflicts
from pactes.extraction.contradictions.conflits_noms import find_name_conflicts
from pactes.extraction.contradictions.conflits_rangs import find_rank_conflicts
from pactes.extraction.contradictions.conflits_recapitulatifs import find_summary_conflicts
from pactes.extraction.contradictions.conflits_sommaire import find_contents_conflicts
from pactes.extraction.contradictions.conflits_sommes import find_sum_conflicts
from pactes.extraction.contradictions.conflits_tableaux import find_table_conflicts
from pactes.extraction.contradictions.enonces import Enonce, confronter
from pactes.extraction.contradictions.enonces_adresses import enonces_des_adresses
from pactes.extraction.contradictions.enonces_chiffres import enonces_des_chiffres
from pactes.extraction.contradictions.enonces_comptes import enonces_des_comptes
from pactes.extraction.contradictions.enonces_contrats import enonces_des_contrats
from pactes.extraction.contradictions.enonces_durees import enonces_des_durees
from pactes.extraction.contradictions.enonces_faits import enonces_des_faits
from pactes.extraction.contradictions.enonces_montants import enonces_des_montants
from pactes.extraction.contradictions.enonces_nombres import enonces_des_nombres
from pactes.extraction.contradictions.enonces_textes import enonces_des_textes
from pactes.model import Contradiction, Extraction, GenreContradiction

__all__ = ["find_contradictions"]

_NEIGHBOURS = 50  # contradictions of the same numbers among which one that is told twice is looked for
_TELLING = 3  # digits from which two equal sums are one that is told twice


def find_contradictions(contexte: Contexte, extraction: Extraction) -> tuple[Contradiction, ...]:
    """Return where the document gives two values for the same thing, in the order of the text."""
    conflicts = [
        *confronter(_enonces(contexte, extraction)),
        *find_count_conflicts(contexte),
        *find_rank_conflicts(contexte),
        *find_sum_conflicts(contexte, extraction),
        *find_table_conflicts(contexte, extraction),
        *find_date_conflicts(contexte),
        *find_summary_conflicts(contexte),
        *find_list_conflicts(contexte),
        *find_contents_conflicts(contexte),
        *find_name_conflicts(contexte),
        *find_spelling_conflicts(contexte, extraction),
    ]
    records = [conflict.record(contexte.document) for conflict in _together(conflicts)]
    return tuple(sorted(records, key=lambda c: (c.evidence[0].start, c.sujet)))


def _enonces(contexte: Contexte, extraction: Extraction) -> Iterator[Enonce]:
    yield from enonces_des_contrats(contexte, extraction)
    yield from enonces_des_comptes(contexte)
    yield from enonces_des_nombres(contexte)
    yield from enonces_des_faits(contexte)
    yield from enonces_des_durees(contexte, extraction)
    yield from enonces_des_montants(contexte, extraction)
    yield from enonces_des_chiffres(contexte, extraction)
    yield from enonces_des_textes(extraction)
    yield from enonces_des_adresses(extraction)


def _together(conflicts: Iterable[Conflit]) -> list[Conflit]:
    """Make one of the contradictions that oppose the same numbers at a place in common, or the same long sums."""
    kept: list[Conflit] = []
    by_places: dict[frozenset[tuple[int, int]], int] = {}
    by_numbers: dict[frozenset[Decimal], list[int]] = {}
    for conflict in conflicts:
        places = frozenset((start, end) for _, start, end in conflict.valeurs)
        numbers = _numbers(conflict)
        alike = by_numbers.setdefault(numbers, [])
        twin = by_places.get(places)
        if twin is None:
            twin = next((i for i in alike[-_NEIGHBOURS:] if _same(conflict, kept[i], numbers)), None)
        if twin is None:
            by_places[places] = len(kept)
            alike.append(len(kept))
            kept.append(conflict)
            continue
        known = {(start, end) for _, start, end in kept[twin].valeurs}
        more = tuple(v for v in conflict.valeurs if v[1:] not in known)
        kept[twin] = replace(kept[twin], valeurs=(*kept[twin].valeurs, *more))
    return kept


def _same(a: Conflit, b: Conflit, numbers: frozenset[Decimal]) -> bool:
    """Whether two contradictions of the same numbers are one."""
    if len(numbers) < 2:
        return False
    meet = any(s < e2 and s2 < e for _, s, e in a.valeurs for _, s2, e2 in b.valeurs)
    long = all(len(re.sub(r"\D", "", str(n))) >= _TELLING for n in numbers)
    return meet or (a.genre is b.genre is GenreContradiction.SOMME and long)


def _numbers(conflict: Conflit) -> frozenset[Decimal]:
    """Return the first number of each value."""
    found = (next(find_nombres(value, lettres=True), None) for value, _, _ in conflict.valeurs)
    return frozenset(n.valeur for n in found if n is not None)
