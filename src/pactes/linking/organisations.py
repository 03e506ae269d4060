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
from pactes.linking.cadre import Cadre, choisir, nom_registre
from pactes.linking.collectivites import Collectivite, lire_collectivite, sans_fonction
from pactes.linking.noms import cle, slug_court, slug_nom
from pactes.model import Organisation, TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree

__all__ = ["Resolveur"]

_GENERIC = {"region": "Région", "departement": "Département", "epci": "Intercommunalité", "commune": "Commune"}
_ALMOST = 88  # ratio from which a name of the frame is misspelt rather than another
_PREFET = re.compile(r"(?:m\.\s+|mme\s+|monsieur\s+|madame\s+)?(?:la\s+|le\s+)?(?:sous-)?(?:prefets?|prefetes?)\b")
_REGIONAL = re.compile(r"\bregion\w*|\bdreal\b|\bdraaf\b|\bacademi\w*|\brectora?t\w*")
_DEPARTEMENTAL = re.compile(r"\bdepartement\w*|\bprefecture\b|\ballocations\s+familiales\b|\bassurance\s+maladie\b")


_NATIONAL = re.compile(r"\bministeres?\b|\bnation(?:al|ale|aux|ales)\b")
_PREPOSITION = re.compile(r"^(?:de la |de l['’]|des |du |de |d['’])", re.IGNORECASE)


def _one_per_territory(known: Acteur) -> bool:
    """Whether a known organisation exists once in each territory: the reference writes it without a capital."""
    nom = known.connue.nom if known.connue else ""
    return nom[:1].islower() and not _NATIONAL.search(fold(nom))


class Resolveur:
    """Resolves the names of organisations of one document."""

    def __init__(self, annuaire: Annuaire, cadre: Cadre, records: Iterable[Organisation], codes: Mapping[str, Entree]):
        """``records`` are the document's organisations; ``codes`` its coded territories by key of their name."""
        self._annuaire = annuaire
        self._cadre = cadre
        self._codes = codes
        self._sigles: dict[str, str] = {}
        for record in records:
            for alias in (record.sigle, *record.alias):
                if alias and cle(alias) != cle(record.nom):
                    self._sigles.setdefault(cle(alias), record.nom)
        self._memo: dict[tuple[str, tuple[Acteur, ...], bool], Acteur] = {}

    def resoudre(self, nom: str, parties: tuple[Acteur, ...] = (), *, famille: bool = False) -> Acteur:
        """Return the organisation that ``nom`` means in this document.

        ``parties`` are those of the contract that the name is used for, which a generic name (« la Région ») means
        first; in a family of contracts (``famille``) a generic name means no one in particular.
        """
        key = (nom, () if famille else parties, famille)
        if key not in self._memo:
            self._memo[key] = self._resoudre(nom, key[1], famille=famille)
        return self._memo[key]

    def _resoudre(self, nom: str, parties: tuple[Acteur, ...], *, famille: bool) -> Acteur:
        full = sans_fonction(self._sigles.get(cle(nom), nom))
        if _PREFET.match(fold(full)):
            return self._annuaire.connue("État") or self._nommee(full)  # a prefect stands for the State
        read = lire_collectivite(full)
        if read and read.genre and not read.noms:
            found = None if famille else self._generique(read.genre, parties)
            label = _GENERIC[read.genre]
            return found or Acteur(f"id/organisation/{slug_court(label)}", label, read.genre, generique=True)
        known = self._annuaire.connue(full) or self._annuaire.connue(nom)
        if known:
            return self._of_place(known)
        if read and read.noms:
            entree = self._entree(read, full)
            if entree:
                return self._annuaire.collectivite(entree)
        return self._service(full) or self._nommee(full)

    def _entree(self, read: Collectivite, full: str) -> Entree | None:
        for spelling in read.noms:
            coded = self._codes.get(cle(spelling))
            if coded is not None and coded.type_territoire in read.kinds:
                return coded
            found = choisir(
                self._annuaire.registre.candidats(spelling), self._cadre, read.kinds, nommee=bool(read.genre)
            )
            if found:
                return found
        if not read.genre:
            return None
        found = choisir(self._annuaire.registre.candidats(full), self._cadre, read.kinds)
        return found or self._almost(read) or self._around(read)

    def _around(self, read: Collectivite) -> Entree | None:
        """Return the intercommunality that a commune belongs to and that bears its name (« l'agglomération de X »)."""
        registre = self._annuaire.registre
        if read.genre != "epci":
            return None
        commune = choisir(registre.candidats(read.nom), self._cadre, (TypeTerritoire.COMMUNE,))
        epci = registre.epci_de(commune.code) if commune else None
        return epci if epci and commune and set(cle(commune.nom).split()) <= set(cle(epci.nom).split()) else None

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
            if shortened or fuzz.ratio(key, own) >= _ALMOST:
                return entree
        return None

    def _generique(self, genre: str, parties: tuple[Acteur, ...]) -> Acteur | None:
        """« la Région » is the one région among the parties; else the one of the document's frame."""
        same = [acteur for acteur in parties if acteur.genre == genre and not acteur.generique]
        if same:
            return same[0] if len(set(same)) == 1 else None
        frame = {
            "region": (self._cadre.region,) if self._cadre.region else (),
            "departement": self._cadre.departements,
            "epci": self._cadre.epci,
            "commune": self._cadre.communes,
        }[genre]
        if len(frame) == 1:
            return self._annuaire.collectivite(frame[0])
        codes = self._cadre.code_departements
        if genre == "departement" and not frame and len(codes) == 1:
            entree = self._annuaire.registre.get(TypeTerritoire.DEPARTEMENT, next(iter(codes)))
            return self._annuaire.collectivite(entree) if entree else None
        return None

    def _of_place(self, known: Acteur) -> Acteur:
        """Return the one of a service that exists once in each territory which belongs to the document's territory."""
        if not _one_per_territory(known):
            return known
        slug, nom = self._place(known.nom)
        label = f"{known.nom[:1].upper()}{known.nom[1:]}"
        return Acteur(f"{known.chemin}-{slug}", f"{label} ({nom})" if nom else label, known.genre, connue=known.connue)

    def _place(self, nom: str) -> tuple[str, str]:
        """Return the slug and the name of the place that a local service belongs to, by the level its name tells."""
        cadre, registre = self._cadre, self._annuaire.registre
        folded = fold(nom)
        if _REGIONAL.search(folded) and cadre.region:
            return slug_court(cadre.region.nom), cadre.region.nom
        codes = cadre.code_departements
        if _DEPARTEMENTAL.search(folded) and len(codes) == 1:
            entree = registre.get(TypeTerritoire.DEPARTEMENT, next(iter(codes)))
            if entree:
                return slug_court(entree.nom), entree.nom
        named = next(
            (nom_registre(e[0]) for e in (cadre.epci, cadre.communes, cadre.departements, cadre.regions) if e), ""
        )
        return cadre.lieu, named

    def _service(self, nom: str) -> Acteur | None:
        """« préfecture de l'Ain », « CAF du Nord »: a service that each territory has, with its place."""
        words = nom.split()
        for count in range(len(words) - 1, 0, -1):
            known = self._annuaire.connue(" ".join(words[:count]))
            if known is None or not _one_per_territory(known):
                continue
            rest = " ".join(words[count:])
            if not rest[:1].isupper() and not re.match(r"(?:de\s+la\s+|de\s+l'|des\s+|du\s+|de\s+|d')\S", fold(rest)):
                return None
            place = slug_court(_PREPOSITION.sub("", rest))
            return Acteur(f"{known.chemin}-{place}", nom, known.genre, connue=known.connue) if place else None
        return None

    def _nommee(self, nom: str) -> Acteur:
        """An organisation known by its name only; a common noun (« la régie de quartier ») is that of the place."""
        name = slug_nom(nom)
        if not propre(nom) and not _NATIONAL.search(fold(nom)) and self._cadre.lieu not in name:
            return Acteur(f"id/organisation/{name}-{self._cadre.lieu}", nom)
        return Acteur(f"id/organisation/{name}", nom)
