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
from pactes.linking.intercommunalites import adjectif_de, epci_par_mots
from pactes.linking.noms import cle, slug_court, slug_nom
from pactes.linking.noms_d_organisations import acronyme_de, est_collectif, majuscule, n_en_est_pas, sans_tete
from pactes.model import Organisation, TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree
from pactes.reference.noms import epci_sans_forme

__all__ = ["Resolveur"]

_GENERIC = {"region": "Région", "departement": "Département", "epci": "Intercommunalité", "commune": "Commune"}
_ALMOST = 88  # ratio from which a name of the frame is misspelt rather than another
_PREFET = re.compile(r"(?:m\.\s+|mme\s+|monsieur\s+|madame\s+)?(?:la\s+|le\s+)?(?:sous-)?(?:prefets?|prefetes?)\b")
_ACADEMIC = re.compile(r"\bacademi\w*|\brectora?t\w*")
_REGIONAL = re.compile(r"\bregion\w*|\bdreal\b|\bdraaf\b|\bamenagement\s+foncier\b")
_DEPARTEMENTAL = re.compile(
    r"\bdepartement\w*|(?<!sous-)\bprefecture\b|\ballocations\s+familiales\b|\bassurance\s+maladie\b|\baide\s+sociale\b"
    r"|\bprotection\s+maternelle\b|\binsertion\s+et\s+de\s+probation\b|\bchambre\s+d'agriculture\b"
)
# Services of several départements or régions, of a river basin: no frame tells which.
_WIDER = re.compile(
    r"\binter(?:regional|departemental)\w*|\bagences?\s+de\s+l'eau\b|\bsous-prefecture\b"
    r"|\btribunal administratif\b|\bcour d"
)
_NUMBER = re.compile(r"(?:\(?\s*)(\d{2,3}|2[AB])\)?$", re.IGNORECASE)
_OF_ACADEMY = re.compile(
    r"^(?:(?:de |du )?(?:l['’]|la )?(?:académie|région|département) )(?=d)", re.IGNORECASE
)  # fmt: skip


_NATIONAL = re.compile(r"\bministeres?\b|\bnation(?:al|ale|aux|ales)\b")
_PREPOSITION = re.compile(r"^(?:de la |de l['’]|des |du |de |d['’])", re.IGNORECASE)


def _one_per_territory(known: Acteur) -> bool:
    """Whether a known organisation exists once in each territory: the reference writes it without a capital."""
    nom = known.connue.nom if known.connue else ""
    folded = fold(nom)
    local = _REGIONAL.search(folded) or _DEPARTEMENTAL.search(folded)
    return nom[:1].islower() and (bool(local) or not _NATIONAL.search(folded))


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
            found = None if famille else self._generique(read.genre, parties, region)
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
            return epci_par_mots(full, self._cadre, self._annuaire.registre) if epci_sans_forme(full) else None
        found = choisir(self._annuaire.registre.candidats(full), self._cadre, read.kinds)
        if found is None and read.genre == "epci":
            found = epci_par_mots(full, self._cadre, self._annuaire.registre)
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
            if shortened or fuzz.ratio(key, own) >= _ALMOST or adjectif_de(read.nom, own):
                return entree
            if read.genre == "region" and acronyme_de(read.nom, own):
                return entree
        regions = self._annuaire.registre.genre(TypeTerritoire.REGION) if read.genre == "region" else ()
        named = [e for e in regions if acronyme_de(read.nom, e.nom)]
        return named[0] if len(named) == 1 else None

    def _generique(self, genre: str, parties: tuple[Acteur, ...], region: Entree | None) -> Acteur | None:
        """« la Région » is the one région among the parties; else that of the contract, else of the frame."""
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
        nom = self._place(known.nom)
        label = majuscule(known.nom)
        if not nom:  # which one is not said: that of this frame, whichever it is
            return Acteur(f"{self._path(known)}-{self._cadre.lieu}", label, known.genre, connue=known.connue)
        return Acteur(f"{self._path(known)}-{slug_court(nom)}", f"{label} ({nom})", known.genre, connue=known.connue)

    @staticmethod
    def _path(known: Acteur) -> str:
        """Return the path of a known service: its slug must say more than a word (« eau »)."""
        whole = slug_court(known.nom)
        own = known.chemin.rsplit("/", 1)[1]
        return f"id/organisation/{whole}" if whole.endswith(f"-{own}") else known.chemin

    def _place(self, nom: str) -> str:
        """Return the name of the place that a local service belongs to, by the level its name tells; empty in doubt."""
        cadre, registre = self._cadre, self._annuaire.registre
        folded = fold(nom)
        if _WIDER.search(folded):
            return ""
        region = cadre.region
        if _REGIONAL.search(folded):
            return region.nom if region else ""
        if _ACADEMIC.search(folded):  # a région of before 2016 was one academy, those made by merger are several
            merged = region is not None and any(
                e.rattachement == region.code for e in registre.genre(TypeTerritoire.REGION)
            )
            return region.nom if region and not merged else ""
        if _DEPARTEMENTAL.search(folded):
            codes = cadre.code_departements
            entree = registre.get(TypeTerritoire.DEPARTEMENT, next(iter(codes))) if len(codes) == 1 else None
            return entree.nom if entree else ""
        return next((nom_registre(e[0]) for e in (cadre.epci, cadre.communes, cadre.departements) if e), "")

    def _service(self, nom: str) -> Acteur | None:
        """« préfecture de l'Ain », « CAF du Nord », « DDT 01 »: a service that each territory has, with its place."""
        words = nom.split()
        for count in range(len(words) - 1, 0, -1):
            head = " ".join(words[:count])
            known = self._annuaire.connue(head)
            if known is None or not _one_per_territory(known):
                continue
            rest = " ".join(words[count:])
            number = _NUMBER.fullmatch(rest)
            if number:
                entree = self._annuaire.registre.get(TypeTerritoire.DEPARTEMENT, number[1].upper())
                rest = entree.nom if entree else rest
            elif not rest[:1].isupper() and not re.match(r"(?:de\s+la\s+|de\s+l'|des\s+|du\s+|de\s+|d')\S", fold(rest)):
                return None
            place = _PREPOSITION.sub("", _OF_ACADEMY.sub("", rest))
            if not place:
                return None
            if self._is_frame(known, place):
                return self._of_place(known)
            sigle = known.connue is not None and head in known.connue.sigles
            label = f"{majuscule(known.nom)} ({place})" if sigle or number else majuscule(nom)
            return Acteur(f"{self._path(known)}-{slug_court(place)}", label, known.genre, connue=known.connue)
        return None

    def _is_frame(self, known: Acteur, place: str) -> bool:
        """Whether the place of a local service is the town that the document is about: its service is the frame's."""
        folded = fold(known.nom)
        if any(p.search(folded) for p in (_WIDER, _REGIONAL, _ACADEMIC, _DEPARTEMENTAL)):
            return False
        return cle(place) in {cle(nom_registre(e)) for e in (*self._cadre.communes, *self._cadre.epci)}

    def _nommee(self, nom: str) -> Acteur:
        """An organisation known by its name only; a common noun (« la régie de quartier ») is that of the place.

        A plural (« bailleurs sociaux »), an act, or a common noun in a document about no town in particular, is none.
        """
        name = slug_nom(sans_tete(nom))
        label = majuscule(nom)
        if est_collectif(nom) or n_en_est_pas(nom):
            return Acteur(f"id/organisation/{name}", label, generique=True)
        if propre(nom) or _NATIONAL.search(fold(nom)) or self._cadre.lieu in name:
            return Acteur(f"id/organisation/{name}", label)
        cadre = self._cadre
        local = bool(cadre.epci or cadre.communes or cadre.departements) or not cadre.regions
        return Acteur(f"id/organisation/{name}-{cadre.lieu}", label, generique=not local)
