"""Names that nothing bears today: what was renamed is the thing of today, what is no more is itself.

A code is what identifies a territory. Where its name changed and its code did not, the former name means it still;
where it was merged, its code went with it, and the name means the thing of that time, which the registry links to what
replaced it. A name of today always means the thing of today.
"""

from __future__ import annotations

from pactes.linking.cadre import Cadre
from pactes.linking.collectivites import Collectivite
from pactes.model import TypeTerritoire
from pactes.reference import Entree, Registre, anciens

__all__ = ["ancien"]


def ancien(
    read: Collectivite, nom: str, cadre: Cadre, registre: Registre, kinds: tuple[TypeTerritoire, ...] | None = None
) -> Entree | None:
    """Return the one territory whose former name ``nom`` is, None in doubt and where a territory of today bears it.

    The name must say what kind of place it is (a bare name stands for too many things that are no more), and the
    territory must have lived at the document's date and be where the document is about.
    """
    if not read.genre or not read.noms:
        return None
    wanted = kinds or read.kinds
    spellings = (nom, *read.noms)
    if any(e.type_territoire in wanted for spelling in spellings for e in registre.candidats(spelling)):
        return None
    known = anciens()
    found = {
        e: None
        for spelling in spellings
        for e in known.candidats(spelling)
        if e.type_territoire in wanted and _lived(e, cadre.date) and not cadre.far(e)
    }
    if len(found) > 1:
        found = {e: None for e in found if cadre.holds(e)}
    return next(iter(found)) if len(found) == 1 else None


def _lived(entree: Entree, date: str | None) -> bool:
    """Whether a territory existed at a date, told by years: documents name yesterday's things for some time."""
    periode = anciens().periode(entree)
    if date is None:
        return True
    year = date[:4]
    return not (periode.debut and year < periode.debut[:4])
