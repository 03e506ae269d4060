"""One reading of each mention: what articles and identity cards tell of a contract, and where else it is only named.

The reader of cited contracts sees every mention, also those that the readers of articles and cards have read in their
context. Its record of a contract that they described adds its mentions to theirs, and what they do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from pactes.extraction.contrats.fusion import same
from pactes.extraction.contrats.rubriques import find_cartes
from pactes.model import Contrat, StatutContrat
from pactes.reading import Document, fold

_EVIDENCES = 16  # mentions kept as evidence of one contract
_LIKE = 90
# « Premier contrat de X (SIGLE) »: its rank and its acronym are no words of the name that articles give it.
_RANKED = re.compile(r"^(?:premiere?|deuxieme|seconde?|troisieme) |\s\([a-z]{2,8}\)$")
_BARE = 3  # words of a title that is little more than its kind


def absorb(document: Document, described: Iterable[Contrat], cited: Iterable[Contrat]) -> tuple[Contrat, ...]:
    """Return ``described``, completed by the records of ``cited`` that are of the same contracts, then the others.

    What is only named inside an identity card, in the general words of the card, is no contract of its own.
    """
    kept = list(described)
    if not kept:
        return tuple(cited)
    cards = [(carte.start, carte.end) for carte in find_cartes(document)]
    others = []
    for contrat in cited:
        twin = next((i for i, known in enumerate(kept) if _twin(known, contrat)), None)
        if twin is not None:
            kept[twin] = _completed(kept[twin], contrat)
        elif _has_a_name(contrat) or not all(any(a <= e.start < b for a, b in cards) for e in contrat.evidence):
            others.append(contrat)
    return (*kept, *others)


def _has_a_name(contrat: Contrat) -> bool:
    """Tell whether a contract is one of a place: what a card tells of it (« → Contrat de X, signé… ») is of itself."""
    return contrat.instance and bool(contrat.territoires)


def _twin(known: Contrat, cited: Contrat) -> bool:
    if known.instance != cited.instance:
        return False
    if same(known, cited):
        return True
    if not known.instance:
        return bool(known.sigle) and known.sigle in re.findall(r"\w+", cited.titre)
    return _same_mention(known, cited) or _by_sigle(known, cited)


def _same_mention(known: Contrat, cited: Contrat) -> bool:
    """Whether both were read in the same words."""
    overlap = any(a.start < b.end and b.start < a.end for a in known.evidence for b in cited.evidence)
    apart = known.territoires and cited.territoires and not _share(known.territoires, cited.territoires)
    same_day = {v.valeur for v in known.dates_signature} & {v.valeur for v in cited.dates_signature}
    if overlap and same_day and len(cited.titre.split()) <= _BARE:  # « une convention, signée le… »
        return True
    title = _RANKED.sub("", fold(cited.titre))
    return overlap and not apart and fuzz.token_set_ratio(fold(known.titre), title) >= _LIKE


def _share(a: Sequence[str], b: Sequence[str]) -> bool:
    return any(fuzz.token_set_ratio(fold(x), fold(y)) >= _LIKE for x in a for y in b)


def _by_sigle(known: Contrat, cited: Contrat) -> bool:
    """« le Pacte XYZ » for the pact that an acronym XYZ was given to."""
    if not known.sigle or fold(known.titre).split()[0] != fold(cited.titre).split()[0]:
        return False
    return known.sigle in re.findall(r"\w+", cited.titre) and len(cited.titre.split()) <= 3


def _completed(known: Contrat, cited: Contrat) -> Contrat:
    spans = {(e.start, e.end) for e in known.evidence}
    fresh = [e for e in cited.evidence if (e.start, e.end) not in spans]
    ranked = _RANKED.match(fold(cited.titre)) and not known.territoires  # « le premier contrat » says which it is
    return replace(
        known,
        titre=cited.titre if ranked else known.titre,
        cle=cited.cle if ranked else known.cle,
        sigle=known.sigle or cited.sigle,
        type_contrat=known.type_contrat or cited.type_contrat,
        territoires=known.territoires or cited.territoires,
        # The day on which a contract is to be signed is not a date of signature.
        dates_signature=known.dates_signature or (() if known.statut is StatutContrat.PREVU else cited.dates_signature),
        debuts=known.debuts or cited.debuts,
        fins=known.fins or cited.fins,
        durees=known.durees or cited.durees,
        signatures=known.signatures or cited.signatures,
        axes=known.axes or cited.axes,
        evidence=(*known.evidence, *fresh)[:_EVIDENCES],
    )
