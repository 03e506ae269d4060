"""The frame of a document: the territories that its unqualified names (« la Région », « la Ville ») belong to.

Régions are those of the document's time: twenty-two in metropolitan France until the end of 2015.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pactes.linking.noms import slug
from pactes.model import TypeTerritoire
from pactes.reference import Entree, Registre
from pactes.reference.fichiers import load_toml
from pactes.reference.noms import epci_sans_forme, nom_court_epci

__all__ = ["Cadre", "nom_registre", "regions_par_departement"]

_REFORM = "2016"  # law n° 2015-29, in force on 1 January 2016
_FAR_BUT_KNOWN = 100_000  # inhabitants from which a commune is named far from home without more ado
_OWN_ARTICLE = re.compile(r"(?:Le|La|Les)\s|L['’]")  # a capital letter: the article is part of the name
_FORMS = {"CA": "Communauté d'agglomération", "CC": "Communauté de communes", "CU": "Communauté urbaine"}


def nom_registre(entree: Entree) -> str:
    """Return the usual name of a registry entry: an EPCI with its legal form unless its name says that it is one."""
    if entree.type_territoire is not TypeTerritoire.EPCI:
        return entree.nom
    short = nom_court_epci(entree.nom)
    form, _, rest = entree.nom.partition(" ")
    if form not in _FORMS:
        return short
    if epci_sans_forme(short):
        return rest if _OWN_ARTICLE.match(rest) else short
    return f"{_FORMS[form]} {rest}"


def _present_region(entree: Entree) -> str:
    """Return the code of the région of today that a territory is in, or became; empty when it is in several."""
    former = entree.rattachement if entree.type_territoire is TypeTerritoire.REGION else None
    return former or entree.region or ""


def _departements(entree: Entree) -> frozenset[str]:
    """Return the codes of the départements that a territory is in: an intercommunality may be in several."""
    if entree.departement:
        return frozenset({entree.departement})
    return frozenset(code[:3] if code.startswith("97") else code[:2] for code in entree.membres)


@dataclass(frozen=True)
class Cadre:
    """What surrounds the names of a document; each field holds registry entries, the surest first."""

    document: str
    date: str | None = None
    communes: tuple[Entree, ...] = ()
    epci: tuple[Entree, ...] = ()
    departements: tuple[Entree, ...] = ()
    regions: tuple[Entree, ...] = ()
    _region_du_temps: Mapping[str, Entree] = field(default_factory=dict, compare=False)

    @property
    def code_departements(self) -> frozenset[str]:
        """Codes of the départements that the document is about."""
        own = {e.code for e in self.departements}
        return frozenset(own | {e.departement for e in (*self.communes, *self.epci) if e.departement})

    @property
    def code_regions(self) -> frozenset[str]:
        """Codes of the present régions that the document is about."""
        everything = (*self.communes, *self.epci, *self.departements, *self.regions)
        return frozenset(_present_region(e) for e in everything) - {""}

    @property
    def region(self) -> Entree | None:
        """The one région of the document, as it was at the document's date; None when there are none or several."""
        if self.regions:
            return self.regions[0] if len(self.regions) == 1 else None
        found = {self._region_du_temps[d] for d in self.code_departements if d in self._region_du_temps}
        return next(iter(found)) if len(found) == 1 else None

    @property
    def lieu(self) -> str:
        """Slug of the most particular place of the frame; the document's own slug when it has none."""
        for entries in (self.epci, self.communes, self.departements, self.regions):
            if entries:
                return slug(nom_registre(entries[0]))
        return self.document

    def holds(self, entree: Entree) -> bool:
        """Whether ``entree`` is in one of the départements (else of the régions) of the frame."""
        departements = _departements(entree)
        if departements and self.code_departements:
            return not departements.isdisjoint(self.code_departements)
        return _present_region(entree) in self.code_regions

    def far(self, entree: Entree) -> bool:
        """Whether ``entree`` is a place that this document would hardly name: small, and in another région."""
        local = entree.type_territoire in {TypeTerritoire.COMMUNE, TypeTerritoire.EPCI}
        regions = self.code_regions
        region = _present_region(entree)
        outside = bool(regions and region) and region not in regions
        return local and outside and entree.population < _FAR_BUT_KNOWN


def regions_par_departement(registre: Registre, date: str | None) -> dict[str, Entree]:
    """Return the région of each département at a date (ISO 8601, however partial; None is today)."""
    found = {}
    for departement in registre.genre(TypeTerritoire.DEPARTEMENT):
        region = registre.get(TypeTerritoire.REGION, departement.region or "")
        if region is not None:
            found[departement.code] = region
    if date and date[:4] < _REFORM:
        for old in load_toml("anciennes-regions.toml").get("region", []):
            region = registre.get(TypeTerritoire.REGION, old["code"])
            if region is not None:
                found.update(dict.fromkeys(old["departements"], region))
    return found
