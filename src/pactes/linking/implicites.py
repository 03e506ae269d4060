"""The place of a contract that names none: what its kind and the frame of its document say.

A contract whose kind or title says that it is of a région (« contrat de plan État-région ») is that of the document's
région, as it was when the contract began. Named without any time (« l'actuel CPER »), it is the one in force at the
date of the document, which may have been made by a région of before the merger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pactes.linking.cadre import Cadre, regions_par_departement
from pactes.linking.territoires import chemin_registre
from pactes.model import Contrat, StatutContrat
from pactes.reading import fold
from pactes.reference import Entree, Registre

__all__ = ["Implicite", "lieu_implicite"]

_REGIONAL = re.compile(r"\bregion(?:s|al|ale|aux|ales)?\b")


@dataclass(frozen=True, slots=True)
class Implicite:
    """The régions of which a contract may be; ``en_cours``: a year in which it must be in force."""

    regions: tuple[Entree, ...] = ()
    en_cours: int | None = None

    @property
    def lieux(self) -> tuple[str, ...]:
        """Chemins of the régions."""
        return tuple(chemin_registre(region) for region in self.regions)


def lieu_implicite(record: Contrat, cadre: Cadre, registre: Registre) -> Implicite:
    """Return the région of a contract without territory, nothing where the frame leaves a doubt."""
    if record.territoires or not record.instance:
        return Implicite()
    if not _REGIONAL.search(fold(f"{record.type_contrat or ''} {record.titre}")):
        return Implicite()
    starts = [v.valeur[:4] for v in (*record.debuts, *record.dates_signature)]
    if starts:
        region = _region(cadre, registre, min(starts))
        return Implicite((region,)) if region else Implicite()
    today = (cadre.date or "")[:4]
    if record.fins or record.statut is not StatutContrat.CITE or not today.isdigit():
        return Implicite()
    now, before = _region(cadre, registre, today), _region(cadre, registre, "2015")
    found = tuple(dict.fromkeys(r for r in (now, before) if r is not None))
    return Implicite(found, int(today)) if found else Implicite()


def _region(cadre: Cadre, registre: Registre, date: str) -> Entree | None:
    """Return the one région of the frame at a date, None where the frame is of several or tells none."""
    by_departement = regions_par_departement(registre, date)
    found = {by_departement[code] for code in cadre.code_departements if code in by_departement}
    if found:
        return next(iter(found)) if len(found) == 1 else None
    if len(cadre.regions) != 1:
        return None
    region = cadre.regions[0]
    own = {by_departement[d] for d, r in regions_par_departement(registre, cadre.date).items()
           if r == region and d in by_departement}  # fmt: skip
    return region if own == {region} else None
