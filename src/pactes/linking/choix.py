"""The one territory that a name means among those that bear it: the nearest to what the document is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from pactes.linking.cadre import Cadre
from pactes.linking.noms import cle
from pactes.model import TypeTerritoire
from pactes.reference import Entree, Registre

__all__ = ["choisir", "choisir_par_nom"]


def choisir(
    candidats: Iterable[Entree], cadre: Cadre | None, kinds: tuple[TypeTerritoire, ...], *, nommee: bool = False
) -> Entree | None:
    """Return the one entry of these kinds (the first kind that has any) that a name means, None when that is uncertain.

    One candidate is certain unless it is small and far away (``nommee``: the name says what kind of place it is, which
    is certain enough); among several, the only one inside the frame; else one that is by far the most populous.
    """
    known = list(candidats)
    for kind in kinds:
        same = [e for e in known if e.type_territoire is kind]
        same = [e for e in same if e.actuelle] or same
        if cadre is not None and not (nommee and len(same) == 1):
            same = [e for e in same if not cadre.far(e)]
        if not same:
            continue
        if len(same) == 1:
            return same[0]
        inside = [e for e in same if cadre and cadre.holds(e)]
        if len(inside) == 1:
            return inside[0]
        first, second = sorted(same, key=lambda e: (-e.population, e.code))[:2]
        if not inside and first.population >= 20_000 and first.population >= 10 * second.population:
            return first
        return None
    return None


_WIDE_KINDS = (TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT)


def choisir_par_nom(
    noms: Sequence[str], registre: Registre, cadre: Cadre | None, kinds: tuple[TypeTerritoire, ...], *, nommee: bool
) -> Entree | None:
    """Return the one entry of these kinds that one of the spellings means, the surest first; None when uncertain.

    A spelling that several entries bear near the document is uncertain: the next one would only hide it. Without a word
    that says the kind (``nommee``), a région or a département is meant before a town, and a town of that very name,
    its article with it, before one without.
    """
    if not nommee:
        wide = tuple(kind for kind in kinds if kind in _WIDE_KINDS)
        found = choisir((e for nom in noms for e in registre.candidats(nom)), cadre, wide) if wide else None
        if found is not None:
            return found
        kinds = tuple(kind for kind in kinds if kind not in _WIDE_KINDS)
        noms = noms[::-1]
    for nom in noms:
        same = [e for e in registre.candidats(nom) if e.type_territoire in kinds]
        found = choisir(_as_written(nom, same), cadre, kinds, nommee=nommee)
        if found and cadre and cadre.far(found) and _longer_near(nom, cadre, registre):
            return None
        near = [e for e in same if e.actuelle and not (cadre and cadre.far(e))]
        if found is not None or len(near) > 1:
            return found
    return None


@lru_cache(maxsize=4)
def _by_first_word(registre: Registre) -> Mapping[str, list[Entree]]:
    index: dict[str, list[Entree]] = {}
    for commune in registre.genre(TypeTerritoire.COMMUNE):
        index.setdefault(cle(commune.nom).split()[0], []).append(commune)
    return index


def _longer_near(nom: str, cadre: Cadre, registre: Registre) -> bool:
    """Whether a commune of the frame has a name that goes on where this one ends: « Aix » is « Aix-en-X » there."""
    key = cle(nom)
    known = _by_first_word(registre).get(key.split()[0], []) if key else []
    return any(cle(e.nom).startswith(f"{key} ") and cadre.holds(e) for e in known)


def _as_written(nom: str, entrees: list[Entree]) -> list[Entree]:
    """Return the entries whose accents are those of a name in ordinary case, all of them when none has these."""
    exact = [] if nom.isupper() else [e for e in entrees if e.nom.casefold() == nom.casefold()]
    return exact or entrees
