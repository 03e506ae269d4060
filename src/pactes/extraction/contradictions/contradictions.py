"""Contradictions inside a document, found by comparing its records and its announcements with what it gives.

Nothing is picked: each contradiction holds the values that the text gives and where. The rules look for what a careful
reader would stop at, and rather miss one than cry wolf; each says how sure it is.
"""

from __future__ import annotations

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.contradictions.conflits import Conflit
from pactes.extraction.contradictions.conflits_comptes import find_tally_conflicts
from pactes.extraction.contradictions.conflits_dates import find_date_conflicts
from pactes.extraction.contradictions.conflits_listes import find_list_conflicts
from pactes.extraction.contradictions.conflits_nombres import find_count_conflicts
from pactes.extraction.contradictions.conflits_noms import find_name_conflicts
from pactes.extraction.contradictions.conflits_tableaux import find_table_conflicts
from pactes.extraction.contradictions.conflits_valeurs import find_value_conflicts
from pactes.model import Contradiction, Extraction

__all__ = ["find_contradictions"]


def find_contradictions(contexte: Contexte, extraction: Extraction) -> tuple[Contradiction, ...]:
    """Return where the document gives two values for the same thing, in the order of the text."""
    conflicts: list[Conflit] = [
        *find_count_conflicts(contexte, extraction),
        *find_tally_conflicts(contexte),
        *find_table_conflicts(contexte, extraction),
        *find_date_conflicts(contexte, extraction),
        *find_list_conflicts(contexte),
        *find_name_conflicts(contexte, extraction),
        *find_value_conflicts(contexte, extraction),
    ]
    seen: set[tuple[tuple[int, int], ...]] = set()
    kept = []
    for conflict in conflicts:
        places = tuple(sorted((start, end) for _, start, end in conflict.valeurs))
        if places not in seen:
            seen.add(places)
            kept.append(conflict.record(contexte.document))
    return tuple(sorted(kept, key=lambda c: (c.evidence[0].start, c.sujet)))
