"""One record for each contract of a document: what several readers say of the same one is put together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pactes.extraction.commun.familles import mots
from pactes.model import Contrat, Signature, StatutContrat, Valeur
from pactes.reading import fold

_ORDER = (StatutContrat.CONCLU, StatutContrat.PREVU, StatutContrat.CITE)
_EMPTY = frozenset(
    [
        "communaute",
        "agglomeration",
        "urbaine",
        "ville",
        "commune",
        "communes",
        "metropole",
        "territoire",
        "region",
        "departement",
        "pays",
        "petr",
    ]
)


# Words of names of places that many places share.
_COMMON = mots(
    "parc naturel regional vallee vallees grand grande haute terre terres coeur plaine plateau massif bassin canton "
    "coteaux rives porte portes"
)
_TELLING = 6  # letters of a word that two places share by no chance


def fuse(contrats: Iterable[Contrat]) -> tuple[Contrat, ...]:
    """Return one record for each contract, in the order of the text; of two that tell the same one, the first leads.

    The same contract is the same kind, the same territory or parties, the same period or date; never the title alone.
    """
    kept: list[Contrat] = []
    homes: dict[str, int] = {}  # where each key went
    for contrat in contrats:
        # The reader of articles tells its own contracts apart.
        own = contrat.regle == "article"
        twin = next(
            (i for i, k in enumerate(kept) if not (own and k.regle == contrat.regle) and same(k, contrat)), None
        )
        if twin is None:
            kept.append(contrat)
        else:
            kept[twin] = _merged(kept[twin], contrat)
        homes.setdefault(contrat.cle, len(kept) - 1 if twin is None else twin)
    kept = _distinct_keys(kept)
    amended = [replace(c, modifie=kept[homes[c.modifie]].cle) if c.modifie in homes else c for c in kept]
    return tuple(sorted(amended, key=lambda c: (not c.principal, c.evidence[0].start)))


def same(a: Contrat, b: Contrat) -> bool:
    """Tell whether two records of one document are of the same contract or family."""
    if a.instance != b.instance or not _same_kind(a, b) or _new(a) != _new(b):
        return False
    if a.modifie or b.modifie:
        return a.modifie == b.modifie and a.titre == b.titre
    if not a.instance:
        return True
    if not (_agree(a.debuts, b.debuts, 4) and _agree(a.dates_signature, b.dates_signature, 10)):
        return False
    places = [_words(c) for c in (a, b)]
    if places[0] and places[1]:
        first, second = ({w[:5] for w in words} for words in places)  # an adjective is of the name of its place
        return first <= second or second <= first or _slip(*places)
    dated = bool(a.debuts and b.debuts) or bool(a.dates_signature and b.dates_signature)
    return dated or fuzz.token_set_ratio(fold(a.titre), fold(b.titre)) >= 95


def _slip(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two names of places with a word in common differ in one letter of another: a slip of the pen."""
    shared = [w for w in a & b if len(w) >= _TELLING and w not in _COMMON]
    rest, other = sorted(a - b), sorted(b - a)
    if not shared or len(rest) != 1 or len(other) != 1 or min(len(rest[0]), len(other[0])) < _TELLING:
        return False
    return Levenshtein.distance(rest[0], other[0]) == 1


def _same_kind(a: Contrat, b: Contrat) -> bool:
    if a.type_contrat and b.type_contrat and fold(a.type_contrat) == fold(b.type_contrat):
        generic = len(fold(a.type_contrat).split()) == 1
        return not generic or fuzz.token_set_ratio(fold(a.titre), fold(b.titre)) >= 85
    return fuzz.token_sort_ratio(fold(a.titre), fold(b.titre)) >= 92


def _new(contrat: Contrat) -> bool:
    """Tell whether the title says that this contract takes the place of a former one."""
    return bool(re.match(r"(?:le |la )?(?:nouve|futur|prochain)", fold(contrat.titre)))


def _agree(a: tuple[Valeur, ...], b: tuple[Valeur, ...], length: int) -> bool:
    if not a or not b:
        return True
    return any(
        x.valeur[:length].startswith(y.valeur[:length]) or y.valeur[:length].startswith(x.valeur[:length])
        for x in a
        for y in b
    )


def _words(contrat: Contrat) -> frozenset[str]:
    words = re.findall(r"\w{3,}", fold(" ".join(contrat.territoires)))
    return frozenset(words) - _EMPTY


def _merged(a: Contrat, b: Contrat) -> Contrat:
    spans = {(e.start, e.end) for e in a.evidence}
    if " entre " in a.titre and " entre " not in b.titre and b.territoires:  # the territory names it better
        a = replace(a, titre=b.titre, territoires=b.territoires, cle=b.cle)
    return replace(
        a,
        sigle=a.sigle or b.sigle,
        type_contrat=a.type_contrat or b.type_contrat,
        statut=min(a.statut, b.statut, key=_ORDER.index),
        territoires=a.territoires or b.territoires,
        dates_signature=_values(a.dates_signature, b.dates_signature),
        debuts=_values(a.debuts, b.debuts),
        fins=_values(a.fins, b.fins),
        durees=_values(a.durees, b.durees),
        signatures=_signatures(a.signatures, b.signatures),
        axes=a.axes or b.axes,
        fiche=a.fiche or b.fiche,
        evidence=(*a.evidence, *(e for e in b.evidence if (e.start, e.end) not in spans)),
    )


def _values(a: tuple[Valeur, ...], b: tuple[Valeur, ...]) -> tuple[Valeur, ...]:
    """Put values together; one that is only vaguer than another that is there adds nothing."""
    values = list(a)
    for value in b:
        if not any(v.valeur.startswith(value.valeur) for v in values):
            values = [v for v in values if not value.valeur.startswith(v.valeur)] + [value]
    return tuple(values)


def _signatures(a: tuple[Signature, ...], b: tuple[Signature, ...]) -> tuple[Signature, ...]:
    names = [fold(s.signataire) for s in a]
    fresh = [s for s in b if not any(fuzz.token_set_ratio(fold(s.signataire), n) >= 90 for n in names)]
    return (*a, *fresh) if not a or not any(s.representant for s in a) else a


def _distinct_keys(contrats: list[Contrat]) -> list[Contrat]:
    seen: dict[str, int] = {}
    distinct = []
    for contrat in contrats:
        seen[contrat.cle] = seen.get(contrat.cle, 0) + 1
        rank = seen[contrat.cle]
        distinct.append(contrat if rank == 1 else replace(contrat, cle=f"{contrat.cle}-{rank}"))
    return distinct
