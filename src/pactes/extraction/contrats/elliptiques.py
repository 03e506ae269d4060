"""Contracts that an article names in short, put with those that it tells place by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pactes.model import Contrat
from pactes.reading import fold


def join_elliptic(told: Sequence[Contrat], others: Iterable[Contrat]) -> tuple[Contrat, ...]:
    """Return ``told`` and ``others``, « la convention de X » of these put with the convention told of X by its family.

    A date that differs by a few days is kept beside the other: it is of the same signing.
    """
    kept = list(told)
    rest = []
    for other in others:
        twin = next((i for i, contrat in enumerate(kept) if _elliptic(contrat, other)), None)
        if twin is None:
            rest.append(other)
            continue
        contrat = kept[twin]
        dates = {v.valeur: v for v in (*other.dates_signature, *contrat.dates_signature)}
        signatures = contrat.signatures or other.signatures
        kept[twin] = replace(
            contrat,
            dates_signature=tuple(sorted(dates.values(), key=lambda v: v.evidence.start)),
            signatures=signatures,
            axes=contrat.axes or other.axes,
            evidence=tuple(dict.fromkeys((*contrat.evidence, *other.evidence))),
        )
    return (*kept, *rest)


def _elliptic(contrat: Contrat, other: Contrat) -> bool:
    head = fold(other.titre).replace("-", " ").split()[:1]
    if not (contrat.instance and other.instance) or head != fold(contrat.titre).replace("-", " ").split()[:1]:
        return False
    if other.type_contrat and len(fold(other.type_contrat).replace("-", " ").split()) > 2:
        return False  # it has a family of its own
    if len({v.valeur[:7] for v in (*contrat.dates_signature, *other.dates_signature)}) > 1:
        return False
    places = {fold(t) for t in contrat.territoires}
    return bool(places) and places == {fold(t) for t in other.territoires}
