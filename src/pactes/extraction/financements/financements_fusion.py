"""When an amount told again is the same money: same funder, same object, same contract, same year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from pactes.extraction.commun.resolution import same_institution
from pactes.extraction.financements.financeurs import finances_through
from pactes.model import Financement, Nature
from pactes.reading import fold

_MORE_EVIDENCE = 4
_DISTINCTIVE = 3  # figures of a sum that is not met twice by chance
_SAME_PASSAGE = 400  # characters within which a sum told twice may be two
_INTRODUCED = 110  # characters before an amount that introduce it
_FARTHEST = 24  # records of one sum that a new one is compared with: bounds the work on a text that repeats one sum


def merge_financements(records: Sequence[Financement], text: str = "") -> tuple[Financement, ...]:
    """Return each amount once, in order: what tells the same money again gives its place to the first record.

    Two records of one sum are one only when nothing that both say differs (nature, funders, object, contract, year)
    and something says that they are the same: their object, or the same funders under the same contract. A round sum
    that two funders give, or that one gives to two operations, is two records. ``text`` is that of the document: a sum
    of three figures or more, or one that the same words introduce, is told again where nothing else says so.
    """
    kept: list[Financement] = []
    of_sum: dict[tuple[Decimal, str], list[int]] = {}
    for record in records:
        same = of_sum.setdefault((record.montant, record.devise), [])
        index = next((i for i in same[-_FARTHEST:] if told_again(kept[i], record, text)), None)
        if index is None:
            same.append(len(kept))
            kept.append(record)
        else:
            kept[index] = _joined(kept[index], record)
    return tuple(kept)


def _joined(known: Financement, record: Financement) -> Financement:
    evidence = known.evidence
    if len(evidence) <= _MORE_EVIDENCE and record.evidence[0] not in evidence:
        evidence = (*evidence, *record.evidence)
    return replace(
        known,
        evidence=evidence,
        nature=known.nature if known.nature is not Nature.NON_PRECISEE else record.nature,
        financeurs=known.financeurs or record.financeurs,
        objet=known.objet or record.objet,
        contrat=known.contrat or record.contrat,
        annee=known.annee or record.annee,
        beneficiaire=known.beneficiaire or record.beneficiaire,
        periodicite=known.periodicite or record.periodicite,
        maximum=known.maximum or record.maximum,
        taux=known.taux if known.taux is not None else record.taux,
        ensembles=(*known.ensembles, *(e for e in record.ensembles if e not in known.ensembles)),
    )


def told_again(a: Financement, b: Financement, text: str = "") -> bool:
    """Tell whether ``b``, of the same sum as ``a``, is the same money told again."""
    if a.regle == b.regle == "montant-tableau":
        return False
    if a.nature is not b.nature and Nature.NON_PRECISEE not in (a.nature, b.nature):
        return False
    if (a.annee and b.annee and a.annee != b.annee) or (a.contrat and b.contrat and a.contrat != b.contrat):
        return False
    if a.financeurs and b.financeurs and not _same_funders(a.financeurs, b.financeurs):
        return False
    if a.periodicite and b.periodicite and a.periodicite != b.periodicite:
        return False
    far = abs(a.evidence[0].start - b.evidence[0].start) > _SAME_PASSAGE
    if far and text and _same_words(a, b, text):
        return True
    if a.objet and b.objet:
        return _alike(a.objet, b.objet)
    if far and _figures(a) >= _DISTINCTIVE and a.contrat and (b.contrat is None or a.contrat == b.contrat):
        return True
    same_line = a.evidence[0].line == b.evidence[0].line
    return bool(a.contrat) and a.contrat == b.contrat and bool(a.financeurs) and bool(b.financeurs) and not same_line


def _figures(record: Financement) -> int:
    """Return how many figures the sum has, the zeros that end it apart: 3 for 155 000 000."""
    return len(str(record.montant.normalize().as_tuple().digits)[1:-1].replace(", ", "").rstrip(","))


def _same_words(a: Financement, b: Financement, text: str) -> bool:
    """Tell whether the words right before two amounts are the same: one sentence, told twice."""
    left, right = (_words(text[max(0, r.evidence[0].start - _INTRODUCED) : r.evidence[0].start]) for r in (a, b))
    return len(left & right) >= 4 and len(left & right) * 3 >= 2 * min(len(left), len(right))


def _same_funders(a: Sequence[str], b: Sequence[str]) -> bool:
    """Tell whether the funders are the same, by name or by the funds that one pays (the European Union, the ERDF)."""
    if a == b:
        return True
    return all(any(_same(x, y) for y in b) for x in a) and all(any(_same(x, y) for x in a) for y in b)


def _same(a: str, b: str) -> bool:
    return same_institution(a, b) or finances_through(a, b) or finances_through(b, a)


def _alike(a: str, b: str) -> bool:
    left, right = _words(a), _words(b)
    return (
        bool(left & right)
        and len(left & right) * 2 >= min(len(left), len(right))
        and len(left & right) * 3 >= max(len(left), len(right))
    )


@lru_cache(maxsize=4096)  # a sum is compared with many
def _words(objet: str) -> frozenset[str]:
    return frozenset(w.rstrip("sx") for w in re.findall(r"\w{4,}", fold(objet)))
