"""What follows from what a text says of a contract, and that it does not say: an inference, never a fact.

The end of a contract that gives its beginning and its duration: « conclue à compter du 1er janvier 2022 pour quatre
ans » ends on 31 December 2025. Where the text gives an end, or two beginnings or durations, nothing is inferred.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pactes.extraction.commun.dates import add_duration
from pactes.model import Contrat, Deduction, Valeur

__all__ = ["DE_LA_SIGNATURE", "DU_DEBUT", "with_deductions"]

DU_DEBUT = "fin-deduite-du-debut-et-de-la-duree"
DE_LA_SIGNATURE = "fin-deduite-de-la-signature-et-de-la-duree"
_DAY = 10  # signs of a full date: the year of a signature is too vague to count from


def with_deductions(contrats: Iterable[Contrat]) -> tuple[Contrat, ...]:
    """Return ``contrats``, those that give a beginning and a duration but no end with the end that follows."""
    return tuple(replace(c, deductions=(*c.deductions, *_end(c))) for c in contrats)


def _end(contrat: Contrat) -> tuple[Deduction, ...]:
    if contrat.fins or len({v.valeur for v in contrat.durees}) != 1:
        return ()
    if contrat.debuts:
        return _from(contrat.debuts, contrat.durees[0], DU_DEBUT)
    days = tuple(v for v in contrat.dates_signature if len(v.valeur) == _DAY)
    return _from(days, contrat.durees[0], DE_LA_SIGNATURE) if len(days) == len(contrat.dates_signature) else ()


def _from(beginnings: tuple[Valeur, ...], duration: Valeur, regle: str) -> tuple[Deduction, ...]:
    if len({v.valeur for v in beginnings}) != 1:
        return ()
    value = add_duration(beginnings[0].valeur, duration.valeur)
    if value is None:
        return ()
    return (Deduction("dateFin", value, regle, (beginnings[0].evidence, duration.evidence)),)
