"""The frame of a document: the territories that its unqualified names (« la Région », « la Ville ») belong to.

It comes from the parties and the territories of the contract that the document is; for a document that is no contract,
from its publisher; where these tell nothing, from where most of the territories that it names are. Régions are those of
the document's time: twenty-two in metropolitan France until the end of 2015. A document without a date is of the time
of the contract that it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pactes.linking.collectivites import Collectivite, lire_collectivite
from pactes.linking.noms import cle, slug
from pactes.model import Contrat, Extraction, TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, Registre
from pactes.reference.fichiers import load_toml
from pactes.reference.noms import epci_sans_forme, nom_court_epci

__all__ = ["Cadre", "cadre_de", "choisir", "choisir_par_nom", "nom_registre"]

_REFORM = "2016"  # law n° 2015-29, in force on 1 January 2016
_FAR_BUT_KNOWN = 100_000  # inhabitants from which a commune is named far from home without more ado
_MOST = 0.7  # share of the territories of a document from which their département, or région, is its own
_ENOUGH = 3  # territories that such a share is counted on, at least
_FORMS = {"CA": "Communauté d'agglomération", "CC": "Communauté de communes", "CU": "Communauté urbaine"}


def nom_registre(entree: Entree) -> str:
    """Return the usual name of a registry entry: an EPCI with its legal form unless its name says that it is one."""
    if entree.type_territoire is not TypeTerritoire.EPCI:
        return entree.nom
    short = nom_court_epci(entree.nom)
    form, _, rest = entree.nom.partition(" ")
    return short if epci_sans_forme(short) or form not in _FORMS else f"{_FORMS[form]} {rest}"


def _present_region(entree: Entree) -> str:
    """Return the code of the région of today that a territory is in, or became; empty when it is in several."""
    former = entree.rattachement if entree.type_territoire is TypeTerritoire.REGION else None
    return former or entree.region or ""


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
        if entree.departement and self.code_departements:
            return entree.departement in self.code_departements
        return _present_region(entree) in self.code_regions

    def far(self, entree: Entree) -> bool:
        """Whether ``entree`` is a place that this document would hardly name: small, and in another région."""
        local = entree.type_territoire in {TypeTerritoire.COMMUNE, TypeTerritoire.EPCI}
        regions = self.code_regions
        outside = bool(regions) and _present_region(entree) not in regions
        return local and outside and entree.population < _FAR_BUT_KNOWN


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
        near = [e for e in same if e.actuelle and not (cadre and cadre.far(e))]
        if found is not None or len(near) > 1:
            return found
    return None


def _as_written(nom: str, entrees: list[Entree]) -> list[Entree]:
    """Return the entries whose accents are those of a name in ordinary case, all of them when none has these."""
    exact = [] if nom.isupper() else [e for e in entrees if e.nom.casefold() == nom.casefold()]
    return exact or entrees


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


def cadre_de(extraction: Extraction, registre: Registre) -> Cadre:
    """Return the frame of a document."""
    principal = next((c for c in extraction.contrats if c.principal and c.instance), None)
    date = extraction.date or _date(principal)
    times = regions_par_departement(registre, date)
    frame = Cadre(extraction.document, date, _region_du_temps=times)
    names = _names(principal) if principal else [extraction.editeur or ""]
    coded = {(t.type_territoire, t.code): None for t in extraction.territoires if t.code}
    by_name = {cle(t.nom): (t.type_territoire, t.code) for t in extraction.territoires if t.code}
    found: list[Entree] = []
    for name in names:
        read = lire_collectivite(name)
        entree = _entree(read, registre, frame, by_name) if read and read.noms else None
        if entree is None and principal is None:
            entree = _entree_in(name, registre)
        if entree is not None and entree not in found:
            found.append(entree)
    if not found and principal is None and len(coded) == 1:
        kind, code = next(iter(coded))
        only = registre.get(kind, code or "")
        found = [only] if only else []
    if not found:
        around = _around((registre.get(kind, code or "") for kind, code in coded), times, registre)
        found = [around] if around else []
    pick = {kind: tuple(e for e in found if e.type_territoire is kind) for kind in TypeTerritoire}
    return Cadre(
        extraction.document,
        date,
        communes=pick[TypeTerritoire.COMMUNE],
        epci=pick[TypeTerritoire.EPCI],
        departements=pick[TypeTerritoire.DEPARTEMENT],
        regions=pick[TypeTerritoire.REGION],
        _region_du_temps=times,
    )


def _date(principal: Contrat | None) -> str | None:
    """Return when a contract was signed, else when it begins; None when it does not say or there is none."""
    values = (principal.dates_signature or principal.debuts) if principal else ()
    return min((value.valeur for value in values), default=None)


def _around(entrees: Iterable[Entree | None], times: Mapping[str, Entree], registre: Registre) -> Entree | None:
    """Return the département, else the région of the time, where most of the territories of a document are."""
    kinds = {TypeTerritoire.COMMUNE, TypeTerritoire.EPCI, TypeTerritoire.DEPARTEMENT}
    codes = [e.departement for e in entrees if e and e.departement and e.type_territoire in kinds]
    if len(codes) < _ENOUGH:
        return None
    (code, many), *_ = Counter(codes).most_common(1)
    if many >= _MOST * len(codes):
        return registre.get(TypeTerritoire.DEPARTEMENT, code)
    regions = Counter(times[c] for c in codes if c in times).most_common(1)
    return regions[0][0] if regions and regions[0][1] >= _MOST * len(codes) else None


def _names(principal: Contrat) -> list[str]:
    return [*(s.signataire for s in principal.signatures), *principal.territoires]


def _entree(
    read: Collectivite, registre: Registre, frame: Cadre, by_name: Mapping[str, tuple[TypeTerritoire, str | None]]
) -> Entree | None:
    for nom in read.noms:
        coded = by_name.get(cle(nom))
        if coded and coded[0] in read.kinds:
            return registre.get(coded[0], coded[1] or "")
    return choisir_par_nom(read.noms, registre, frame, read.kinds, nommee=bool(read.genre))


def _kinds_after(before: str) -> tuple[TypeTerritoire, ...]:
    """Return the kinds of territory that the words before a name leave open: « région X » is no commune."""
    words = re.findall(r"[a-z]+", before)
    last = next((word for word in reversed(words) if word not in {"de", "du", "des", "d", "la", "le", "les", "l"}), "")
    kind = {"region": TypeTerritoire.REGION, "departement": TypeTerritoire.DEPARTEMENT}.get(last)
    if kind is None and last in {"ville", "commune", "mairie"}:
        kind = TypeTerritoire.COMMUNE
    return (kind,) if kind else tuple(TypeTerritoire)


def _entree_in(name: str, registre: Registre) -> Entree | None:
    """Return the last territory named in a publisher's name (« Préfet de la région X », « Ville de Y »)."""
    found = [
        choisir((e for e, _ in hit.candidats), None, _kinds_after(fold(name[: hit.start])))
        for hit in registre.chercher(name)
    ]
    certain = [entree for entree in found if entree is not None]
    return certain[-1] if certain else None
