"""Reader of indicators: tables of statistics, and figures in sentences."""

from __future__ import annotations

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.indicateurs.indicateurs_phrases import read_phrases
from pactes.extraction.indicateurs.indicateurs_tableaux import read_statistiques
from pactes.model import Indicateur


def read_indicateurs(contexte: Contexte) -> tuple[Indicateur, ...]:
    """Return the figures of the document that are no money paid and no date, in the order of the text."""
    found = [*read_statistiques(contexte), *read_phrases(contexte)]
    return tuple(sorted(found, key=lambda i: (i.evidence[0].start, i.evidence[0].end)))
