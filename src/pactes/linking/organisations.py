"""Names of organisations become organisations.

What counts as one: the Région, the conseil régional, its president and « la Région » of a document; the Département and
its conseil général (renamed departmental in 2015: the same local authority). A former région and the one that took its
place are two (two legal persons, two territories); so are a commune as territory, its Ville and its EPCI. A service
that exists once in each territory (« préfecture », « DREAL ») is that of its territory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz

from pactes.linking.acteurs import Acteur, Annuaire, propre
from pactes.linking.anciens_noms import ancien
from pactes.linking.cadre import Cadre, nom_registre
from pactes.linking.choix import choisir, choisir_par_nom
from pactes.linking.collectivites import Collectivite, lire_collectivite, sans_fonction
from pactes.linking.intercommunalites import adjectif_de, de_la_forme, epci_designe, epci_par_mots, porte_le_nom
from pactes.linking.noms import cle, slug_court, slug_nom
from pactes.linking.noms_d_organisations import (
    acronyme_de,
    est_collectif,
    majuscule,
    n_en_est_pas,
    sans_sigle,
    sans_tete,
)
from pactes.linking.services import Services, est_national
from pactes.linking.voisinage import Voisinage
from pactes.model import Organisation, TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree
from pactes.reference.noms import epci_sans_forme

__all__ = ["Resolveur"]

_GENERIC = {"region": "Région", "departement": "Département", "epci": "Intercommunalité", "commune": "Commune"}
_ALMOST = 88  # ratio from which a name of the frame is misspelt rather than another
_PREFET = re.compile(r"(?:m\.\s+|mme\s+|monsieur\s+|madame\s+)?(?:la\s+|le\s+)?(?:sous-)?(?:prefets?|prefetes?)\b")


_ASIDE = re.compile(r"\s*\([^()]*\)$")
_COMPASS = frozenset({"nord", "sud", "est", "ouest"})


class Resolveur:
    """Resolves the names of organisations of one document."""

    def __init__(
        self,
        annuaire: Annuaire,
        cadre: Cadre,
        records: Iterable[Organisation],
        codes: Mapping[str, Entree],
        voisinage: Voisinage | None = None,
        noms: Iterable[str] = (),
    ):
        """``records`` are the document's organisations, ``noms`` the names that it gives to any.

        ``codes`` are its coded territories by key of their name, ``voisinage`` the authorities that it names in full.
        """
        self._annuaire = annuaire
        self._cadre = cadre
        self._codes = codes
        self._voisinage = voisinage or Voisinage()
        self._sigles: dict[str, str] = {}
        for record in records:
            for alias in (record.sigle, *record.alias):
                if alias and cle(alias) != cle(record.nom):
                    self._sigles.setdefault(cle(alias), record.nom)
        whole = (sans_sigle(self._sigles.get(cle(nom), nom)) for nom in noms)
        self._services = Services(annuaire, cadre, tuple(dict.fromkeys(whole)))
        self._memo: dict[tuple[str, tuple[Acteur, ...], bool, Entree | None], Acteur] = {}

    def resoudre(
        self, nom: str, parties: tuple[Acteur, ...] = (), *, famille: bool = False, region: Entree | None = None
    ) -> Acteur:
        """Return the organisation that ``nom`` means in this document.

        ``parties`` are those of the contract that the name is used for, which a generic name (« la Région ») means
        first; in a family of contracts (``famille``) a generic name means no one in particular. ``region`` is the one
        that the contract is of.
        """
        key = (nom, () if famille else parties, famille, region)
        if key not in self._memo:
            self._memo[key] = self._resoudre(nom, key[1], famille=famille, region=region)
        return self._memo[key]

    def connait(self, nom: str) -> bool:
        """Whether the registry or the reference resolves a name, which then stands for nothing else."""
        acteur = self.resoudre(nom)
        return acteur.entree is not None or acteur.connue is not None or acteur.generique

    def _resoudre(self, nom: str, parties: tuple[Acteur, ...], *, famille: bool, region: Entree | None) -> Acteur:
        full = sans_fonction(self._sigles.get(cle(nom), nom))
        if _PREFET.match(fold(full)):
            return self._annuaire.connue("État") or self._nommee(full)  # a prefect stands for the State
        read = lire_collectivite(full)
        if read and read.genre and not read.noms:
            found = None if famille else self._generique(full, read.genre, parties, region)
            label = _GENERIC[read.genre]
            return found or Acteur(f"id/organisation/{slug_court(label)}", label, read.genre, generique=True)
        full = sans_sigle(full)
        known = next(filter(None, map(self._annuaire.connue, (full, nom, _ASIDE.sub("", full)))), None)
        if known:
            return self._services.du_lieu(known)
        if read and read.noms:
            entree = self._entree(read, full)
            if entree:
                return self._annuaire.collectivite(entree)
        return self._services.nomme(full) or self._nommee(full)

    def _entree(self, read: Collectivite, full: str) -> Entree | None:
        for spelling in read.noms:
            coded = self._codes.get(cle(spelling))
            if coded is not None and coded.type_territoire in read.kinds:
                return coded
        registre = self._annuaire.registre
        found = choisir_par_nom(read.noms, registre, self._cadre, read.kinds, nommee=bool(read.genre))
        if found:
            return found
        if not read.genre:
            found = epci_par_mots(full, self._cadre, registre) if epci_sans_forme(full) else None
            return found or epci_designe(full, self._voisinage.epci, registre)
        found = choisir(registre.candidats(full), self._cadre, read.kinds)
        if found is None and read.genre == "epci":
            found = epci_par_mots(full, self._cadre, registre) or epci_designe(full, self._voisinage.epci, registre)
        return found or self._almost(read) or self._around(read) or ancien(read, full, self._cadre, registre)

    def _around(self, read: Collectivite) -> Entree | None:
        """Return the intercommunality that a commune belongs to and that bears its name (« l'agglomération de X »)."""
        registre = self._annuaire.registre
        if read.genre != "epci":
            return None
        commune = choisir(registre.candidats(read.nom), self._cadre, (TypeTerritoire.COMMUNE,))
        epci = registre.epci_de(commune.code) if commune else None
        return epci if epci and commune and porte_le_nom(epci, commune) else None

    def _almost(self, read: Collectivite) -> Entree | None:
        """Return the local authority of the frame whose name this one misspells or shortens."""
        key = cle(read.nom)
        cadre = self._cadre
        region = (cadre.region,) if cadre.region else ()
        frame = {
            "region": cadre.regions or region,
            "departement": cadre.departements,
            "epci": cadre.epci,
            "commune": cadre.communes,
        }[read.genre]
        for entree in frame:
            own = cle(nom_registre(entree))
            shortened = read.genre == "epci" and set(key.split()) <= set(own.split())
            if shortened or fuzz.ratio(key, own) >= _ALMOST or adjectif_de(read.nom, own):
                return entree
            if read.genre == "region" and acronyme_de(read.nom, own):
                return entree
        regions = self._annuaire.registre.genre(TypeTerritoire.REGION) if read.genre == "region" else ()
        named = [e for e in regions if acronyme_de(read.nom, e.nom)]
        if not named and read.genre == "region" and key not in _COMPASS:  # « région Centre » became longer
            named = [
                e for e in self._annuaire.registre.genre(TypeTerritoire.REGION) if cle(e.nom).startswith(f"{key} ")
            ]
        return named[0] if len(named) == 1 else None

    def _generique(self, nom: str, genre: str, parties: tuple[Acteur, ...], region: Entree | None) -> Acteur | None:
        """« la Région » is the one région among the parties; else of the contract, of the frame, of the document."""
        same = [acteur for acteur in parties if acteur.genre == genre and not acteur.generique]
        if same:
            return same[0] if len(set(same)) == 1 else None
        if genre == "region" and region is not None:
            return self._annuaire.collectivite(region)
        frame = {
            "region": (self._cadre.region,) if self._cadre.region else (),
            "departement": self._cadre.departements,
            "epci": self._cadre.epci,
            "commune": self._cadre.communes,
        }[genre]
        if genre == "epci":
            frame = tuple(de_la_forme(nom, frame))
        if len(frame) == 1:
            return self._annuaire.collectivite(frame[0])
        entree = None if frame else self._voisinage.seul(genre, nom)
        codes = self._cadre.code_departements
        if genre == "departement" and not frame and len(codes) == 1:
            entree = self._annuaire.registre.get(TypeTerritoire.DEPARTEMENT, next(iter(codes)))
        return self._annuaire.collectivite(entree) if entree else None

    def _nommee(self, nom: str) -> Acteur:
        """An organisation known by its name only; a common noun (« la régie de quartier ») is that of the place.

        A plural (« bailleurs sociaux »), an act, or a common noun in a document about no town in particular, is none.
        """
        name = slug_nom(sans_tete(nom))
        label = majuscule(nom)
        if est_collectif(nom) or n_en_est_pas(nom):
            return Acteur(f"id/organisation/{name}", label, generique=True)
        if propre(nom) or est_national(nom) or self._cadre.lieu in name:
            return Acteur(f"id/organisation/{name}", label)
        cadre = self._cadre
        local = bool(cadre.epci or cadre.communes or cadre.departements) or not cadre.regions
        return Acteur(f"id/organisation/{name}-{cadre.lieu}", label, generique=not local)
