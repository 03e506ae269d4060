"""Recogniser of how often a body meets, in the words of the document."""

from __future__ import annotations

import re

from pactes.reading import Span, fold

_N = (
    r"(?:au moins |au minimum |environ )?(?:\d{1,2}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze)"
    r"(?: (?:a|ou) (?:\d{1,2}|deux|trois|quatre|cinq|six|sept|huit|dix|douze))?"
)
_UNIT = r"(?:an|annee|semestre|trimestre|mois|semaine|jour|mandat|seance pleniere)"
_MEETING = r"(?:fois|reunions?|rencontres?|seances?|sessions?|comites?)"
_FREQUENCY = re.compile(
    rf"\b{_N} (?:{_MEETING} )?(?:[a-z]+ )?(?:par |/ ?)(?:{_UNIT})\b|\b{_N} {_MEETING} ?/ ?{_UNIT}\b"
    rf"|\b{_N} {_MEETING} (?:annuelles?|mensuelles?|trimestrielles?|semestrielles?)\b"
    rf"|\b{_N} {_MEETING} (?:dans|au cours de|pendant|durant) (?:l'annee|le semestre|le mois)\b"
    rf"|\b(?:une reunion |{_MEETING} |)?(?:tous les|toutes les) (?:(?:\d{{1,2}}|deux"
    rf"|trois|quatre|six|quinze) )?(?:ans|annees|semestres|trimestres|mois|semaines|jours)\b"
    rf"|\b{_N} fois l'an\b"
    r"|\bchaque (?:annee|semestre|trimestre|mois|semaine|printemps|ete|automne|hiver|rentree|janvier|fevrier|mars|avril"
    r"|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b"
    r"|\b(?:reunions? |rythme |frequence |periodicite )?(?:bi-?)?(?:hebdomadaire|mensuel|bimestriel"
    r"|trimestriel|semestriel|annuel|biannuel|bisannuel)(?:le|lle)?s?(?:ment)?\b"
    r"|\b(?:au printemps|a l'automne|en hiver|en ete|a l'hiver) et (?:au printemps|a l'automne|en hiver|en ete)\b"
    r"|\ba la demande(?! d[eu'])\b|\ba mi-(?:parcours|mandat)\b"
    r"|\b(?:autant|en tant|aussi souvent) que (?:de besoin|necessaire)\b|\bregulierement\b"
)
# « rapport annuel », « budget annuel »: how often something else than a meeting comes.
_NOT_A_MEETING = re.compile(
    r"\b(?:rapport|bilan|budget|programme|programmation|plan|convention|subvention|appel|chiffre|croissance"
    r"|taux|revenu|revenus|loyer"
    r"|enveloppe|montant|actions?|compte[- ]rendu|medianes?|fiscaux|avenant|revue|point|etat)s? (?:d'actions? )?$"
)
_SOFT = re.compile(r"^(?:regulierement|a la demande|(?:autant|en tant|aussi souvent) que)")


def find_frequency(text: str) -> Span | None:
    """Return where ``text`` says how often, the precise wording before the vague one (« régulièrement »)."""
    folded = fold(text)
    found = [
        Span(m.start(), m.end())
        for m in _FREQUENCY.finditer(folded)
        if not _NOT_A_MEETING.search(folded[max(0, m.start() - 40) : m.start()])
    ]
    return min(found, key=lambda span: (_vagueness(folded[span.start : span.end]), span.start), default=None)


def _vagueness(words: str) -> int:
    """Return 0 for a count or interval (« deux fois par an »), 1 for an adjective (« annuel »), 2 for what is vague."""
    if _SOFT.match(words):
        return 2
    return 0 if " " in words and not words.startswith("rythme") else 1
