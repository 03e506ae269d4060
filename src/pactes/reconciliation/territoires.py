"""The territories of the national registry, those of before included, as things that names can be matched to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from pactes.linking.cadre import nom_registre
from pactes.linking.territoires import chemin_registre
from pactes.model import TypeTerritoire
from pactes.reconciliation.ecriture import Lieux, coeur_de, initiales, mots_de
from pactes.reconciliation.entites import Entite, Nom, Sorte, Valeur
from pactes.reference import Anciens, Entree, Registre, anciens, registre
from pactes.reference.fichiers import load_toml

__all__ = ["chemin_de", "entites_nationales", "lieux", "proprietes_de"]

_SIGLE = re.compile(r"\s*\(([A-Z][A-Za-z0-9]{1,9})\)|\s*''([^']+)''")
_INITIALES = {"CA": "ca", "CU": "cu", "CC": "cc", "METRO": "m", "MET69": "m"}
_ARRONDISSEMENT = re.compile(r"(.+ \d+)er? Arrondissement$")
_GENRES_ANCIENS = frozenset({"deleguee", "associee", "ancienne"})


def chemin_de(genre: TypeTerritoire, code: str) -> str:
    """Return the path of the territory of a kind and official code."""
    return f"id/territoire/{genre}/{code.lower()}"


@lru_cache(maxsize=1)
def lieux() -> Lieux:
    """Return what says where a thing is: names and numbers of départements, names of régions, those of before too."""
    known = registre()
    departements: dict[str, str] = {}
    for entree in known.entrees:
        if entree.type_territoire is TypeTerritoire.DEPARTEMENT or entree.genre == "com":
            departements[entree.code.lower()] = entree.code
            departements[coeur_de(mots_de(entree.nom))] = entree.code
    for chemin, noms in _usages().items():
        if chemin.startswith("id/territoire/departement/"):
            code = chemin.rsplit("/", 1)[1].upper()
            departements |= {coeur_de(mots_de(nom.texte)): code for nom in noms if nom.sorte is Sorte.ANCIEN}
    regions = {coeur_de(mots_de(e.nom)): e.rattachement or e.code for e in known.genre(TypeTerritoire.REGION)}
    for chemin, noms in _usages().items():
        if chemin.startswith("id/territoire/region/"):
            regions |= {coeur_de(mots_de(nom.texte)): chemin.rsplit("/", 1)[1] for nom in noms}
    # Where the two have one name, it is written of the département (« X (nom des deux) »).
    names = {
        e.code.lower(): mots_de(e.nom)
        for e in known.entrees
        if e.type_territoire is TypeTerritoire.DEPARTEMENT or e.genre == "com"
    }
    return Lieux(departements, regions, names)


@lru_cache(maxsize=1)
def _usages() -> dict[str, tuple[Nom, ...]]:
    sorts = {"anciens": Sorte.ANCIEN, "sigles": Sorte.SIGLE, "usages": Sorte.USAGE}
    return {
        entry["chemin"]: tuple(Nom(nom, sort) for key, sort in sorts.items() for nom in entry.get(key, ()))
        for entry in load_toml("noms-d-usage.toml").get("territoire", [])
    }


@lru_cache(maxsize=1)
def entites_nationales() -> tuple[Entite, ...]:
    """Return every territory of the registry, today's and former ones, in a fixed order."""
    return tuple(_nation().entites())


def proprietes_de(entree: Entree) -> dict[str, tuple[Valeur, ...]]:
    """Return the values of the properties of a territory of the registry, by name of property."""
    return _nation().proprietes(entree)


@lru_cache(maxsize=1)
def _nation() -> _Nation:
    return _Nation(registre(), anciens())


class _Nation:
    """What is worked out once for all territories: who belongs to whom."""

    def __init__(self, present: Registre, passe: Anciens) -> None:
        self._present, self._passe = present, passe
        self._sets: dict[frozenset[str], frozenset[str]] = {}
        self._populations: dict[str, int] = defaultdict(int)
        for commune in present.genre(TypeTerritoire.COMMUNE):
            if commune.genre == "actuelle":
                self._populations[f"d{commune.departement}"] += commune.population
                self._populations[f"r{commune.region}"] += commune.population
                self._populations[f"a{commune.arrondissement}"] += commune.population

    def entites(self) -> Iterator[Entite]:
        former: dict[tuple[TypeTerritoire, str], list[Nom]] = defaultdict(list)
        for entree in self._present.entrees:
            if self._present.get(entree.type_territoire, entree.code) is not entree:
                # A commune that took the code of one of those that it is made of goes by its name too.
                former[entree.type_territoire, entree.code].append(Nom(entree.nom, Sorte.ANCIEN))
        for entree in (*self._present.entrees, *self._passe.entrees):
            if self._passe.connu(entree.type_territoire, entree.code) is entree:
                yield self._entite(entree, former.get((entree.type_territoire, entree.code), ()))

    def _entite(self, entree: Entree, former: list[Nom] | tuple[Nom, ...]) -> Entite:
        chemin = chemin_registre(entree)
        noms = [Nom(nom_registre(entree)), *_autres_noms(entree), *former]
        noms += [Nom(ancien.nom, Sorte.ANCIEN) for ancien in self._passe.noms(entree)]
        noms += _usages().get(chemin, ())
        if entree.type_territoire is TypeTerritoire.EPCI and entree.actuelle:
            noms += self._centre(entree)
        departements = self._departements(entree)
        regions = self._regions(entree, departements)
        return Entite(
            chemin,
            _SIGLE.sub("", nom_registre(entree)) or entree.nom,
            "Territoire",
            str(entree.type_territoire),
            entree.genre if entree.type_territoire is TypeTerritoire.EPCI else "",
            _uniques(noms),
            self._sets.setdefault(departements, departements),
            self._sets.setdefault(regions, regions),
            self._population(entree),
            entree.genre not in _GENRES_ANCIENS,
            entree=entree,
        )

    def _population(self, entree: Entree) -> int:
        kind = entree.type_territoire
        letter = {TypeTerritoire.DEPARTEMENT: "d", TypeTerritoire.REGION: "r", TypeTerritoire.ARRONDISSEMENT: "a"}
        if entree.population or kind not in letter:
            return entree.population
        return self._populations.get(f"{letter[kind]}{entree.code}", 0)

    def _departements(self, entree: Entree) -> frozenset[str]:
        if entree.type_territoire is TypeTerritoire.EPCI and entree.membres:
            found = (self._passe.connu(TypeTerritoire.COMMUNE, code) for code in entree.membres)
            return frozenset(c.departement for c in found if c is not None and c.departement)
        return frozenset({entree.departement} if entree.departement else ())

    def _regions(self, entree: Entree, departements: frozenset[str]) -> frozenset[str]:
        if entree.region:
            return frozenset({entree.region})
        holding = (self._present.get(TypeTerritoire.DEPARTEMENT, code) for code in departements)
        return frozenset(d.region for d in holding if d is not None and d.region)

    def _centre(self, entree: Entree) -> Iterator[Nom]:
        """An intercommunality is called after its largest commune: « agglo de X », « Grand X »."""
        communes = [self._present.get(TypeTerritoire.COMMUNE, code) for code in entree.membres]
        largest = max((c for c in communes if c is not None), key=lambda c: (c.population, c.code), default=None)
        if largest is not None:
            yield Nom(f"communauté {largest.nom}", Sorte.CENTRE)
            yield Nom(f"communauté Grand {largest.nom}", Sorte.CENTRE)

    def proprietes(self, entree: Entree) -> dict[str, tuple[Valeur, ...]]:
        """Return the values of the properties of a territory."""
        kind = entree.type_territoire
        departements = self._departements(entree)
        regions = self._regions(entree, departements)
        found: dict[str, tuple[Valeur, ...]] = {}
        if kind is not TypeTerritoire.EPCI:
            found["codeINSEE"] = (entree.code,)
        if entree.siren:
            found["siren"] = (entree.siren,)
        if population := self._population(entree):
            found["population"] = (population,)
        if kind is not TypeTerritoire.DEPARTEMENT and departements:
            found["departement"] = tuple(
                chemin_registre(known) for code in sorted(departements) if (known := self._departement(code))
            )
        if regions and not (kind is TypeTerritoire.REGION and entree.actuelle):
            found["region"] = tuple(chemin_de(TypeTerritoire.REGION, code) for code in sorted(regions))
        if kind is TypeTerritoire.COMMUNE and (epci := self._present.epci_de(entree.code)):
            found["epci"] = (chemin_registre(epci),)
        if entree.arrondissement:
            found["arrondissement"] = (chemin_de(TypeTerritoire.ARRONDISSEMENT, entree.arrondissement),)
        if kind is TypeTerritoire.EPCI:
            found["membre"] = tuple(chemin_de(TypeTerritoire.COMMUNE, code) for code in entree.membres)
            if entree.genre:
                found["forme"] = (entree.genre,)
        if entree.rattachement and entree.rattachement != entree.code:
            after = self._passe.connu(
                TypeTerritoire.COMMUNE if entree.genre == "arrondissement-municipal" else kind, entree.rattachement
            )
            found |= {"remplacePar": (chemin_registre(after),)} if after and not entree.actuelle else {}
        periode = self._passe.periode(entree)
        if periode.debut:
            found["dateDebut"] = (periode.debut,)
        if periode.fin:
            found["dateFin"] = (periode.fin,)
        return found

    def _departement(self, code: str) -> Entree | None:
        return self._present.get(TypeTerritoire.DEPARTEMENT, code) or self._present.get(TypeTerritoire.AUTRE, code)


def _autres_noms(entree: Entree) -> Iterator[Nom]:
    """Yield the acronyms that the registry gives within names, and those that the words of a name make."""
    if entree.type_territoire is not TypeTerritoire.EPCI:
        if match := _ARRONDISSEMENT.match(entree.nom):
            yield Nom(match[1], Sorte.USAGE)
        return
    for match in _SIGLE.finditer(entree.nom):
        yield Nom(match[1] or match[2], Sorte.SIGLE)
    bare = _SIGLE.sub("", entree.nom)
    if bare != entree.nom:
        yield Nom(bare, Sorte.OFFICIEL)
    form, _, rest = bare.partition(" ")
    known = form in _INITIALES
    for sigle in initiales(rest if known else bare):
        yield Nom(sigle.upper(), Sorte.INITIALES)
        if known:
            yield Nom(f"{_INITIALES[form]}{sigle}".upper(), Sorte.INITIALES)


def _uniques(noms: list[Nom]) -> tuple[Nom, ...]:
    """Return the names, each spelling once, by its first sort."""
    found: dict[str, Nom] = {}
    for nom in noms:
        found.setdefault(nom.texte, nom)
    return tuple(found.values())
