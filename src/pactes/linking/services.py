"""Services that each territory has one of: « préfecture », « DREAL », « CAF de l'Ain », « DDT 01 »."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from pactes.linking.acteurs import Acteur, Annuaire
from pactes.linking.cadre import Cadre, nom_registre
from pactes.linking.choix import choisir
from pactes.linking.noms import PETITS_MOTS, cle, slug_court
from pactes.linking.noms_d_organisations import acronyme_de, majuscule
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree

__all__ = ["Services", "est_national"]

_ACADEMIC = re.compile(r"\bacademi\w*|\brectora?t\w*")
_REGIONAL = re.compile(r"\bregion\w*|\bdreal\b|\bdraaf\b|\bamenagement\s+foncier\b")
_DEPARTEMENTAL = re.compile(
    r"\bdepartement\w*|(?<!sous-)\bprefecture\b|\ballocations\s+familiales\b|\bassurance\s+maladie\b|\baide\s+sociale\b"
    r"|\bprotection\s+maternelle\b|\binsertion\s+et\s+de\s+probation\b|\bchambre\s+d'agriculture\b|\bmetiers\s+et\s+de\s+l'artisanat\b|\bconseil\s+d'architecture\b"
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


def est_national(nom: str) -> bool:
    """Whether a name says that there is one for the country."""
    return bool(_NATIONAL.search(fold(nom)))


def _one_per_territory(known: Acteur) -> bool:
    """Whether a known organisation exists once in each territory: the reference writes it without a capital."""
    nom = known.connue.nom if known.connue else ""
    folded = fold(nom)
    local = _REGIONAL.search(folded) or _DEPARTEMENTAL.search(folded)
    return nom[:1].islower() and (bool(local) or not _NATIONAL.search(folded))


class Services:
    """Resolves the names of services of one document."""

    def __init__(self, annuaire: Annuaire, cadre: Cadre, noms: Sequence[str] = ()):
        """``noms`` are the names that the document gives to organisations, in full."""
        self._annuaire = annuaire
        self._cadre = cadre
        self._noms = noms

    def du_lieu(self, known: Acteur) -> Acteur:
        """Return the one of a service that exists once in each territory which belongs to the document's territory."""
        if not _one_per_territory(known):
            return known
        lieu = self._place(known.nom)
        label = majuscule(known.nom)
        if lieu is None and (named := self._named(known)):
            return named
        if lieu is None:  # which one is not said: that of this frame, whichever it is
            return Acteur(f"{self._path(known)}-{self._cadre.lieu}", label, known.genre, connue=known.connue)
        return self._at(known, lieu)

    def _named(self, known: Acteur) -> Acteur | None:
        """Return the only one of a service that a document without a frame names with its territory.

        A document about a région or a département names one of many that it may mean elsewhere.
        """
        cadre = self._cadre
        if cadre.communes or cadre.epci or cadre.departements or cadre.regions or _WIDER.search(fold(known.nom)):
            return None
        same = self._nommes.get(known.connue.slug, []) if known.connue else []
        return same[0] if len({acteur.chemin for acteur in same}) == 1 else None

    @cached_property
    def _nommes(self) -> Mapping[str, list[Acteur]]:
        """The services that the document names with their territory, by slug."""
        found: dict[str, list[Acteur]] = {}
        for acteur in filter(None, map(self.nomme, self._noms)):
            if acteur.connue is not None and acteur.lieu is not None:
                found.setdefault(acteur.connue.slug, []).append(acteur)
        return found

    def _at(self, known: Acteur, lieu: Entree) -> Acteur:
        """Return the service ``known`` of a territory."""
        nom = nom_registre(lieu)
        path = f"{self._path(known)}-{slug_court(nom)}"
        return Acteur(path, f"{majuscule(known.nom)} ({nom})", known.genre, connue=known.connue, lieu=lieu)

    @staticmethod
    def _path(known: Acteur) -> str:
        """Return the path of a known service: its slug must say more than a word (« eau »)."""
        whole = slug_court(known.nom)
        own = known.chemin.rsplit("/", 1)[1]
        return f"id/organisation/{whole}" if whole.endswith(f"-{own}") else known.chemin

    def _place(self, nom: str) -> Entree | None:
        """Return the territory that a local service belongs to, by the level its name tells; None in doubt."""
        cadre, registre = self._cadre, self._annuaire.registre
        folded = fold(nom)
        if _WIDER.search(folded):
            return None
        region = cadre.region
        if _REGIONAL.search(folded):
            return region
        if _ACADEMIC.search(folded):  # a région of before 2016 was one academy, those made by merger are several
            merged = region is not None and any(
                e.rattachement == region.code for e in registre.genre(TypeTerritoire.REGION)
            )
            return None if merged else region
        if _DEPARTEMENTAL.search(folded):
            codes = cadre.code_departements
            return registre.get(TypeTerritoire.DEPARTEMENT, next(iter(codes))) if len(codes) == 1 else None
        return next((e[0] for e in (cadre.epci, cadre.communes) if e), None)  # a département has several

    def nomme(self, nom: str) -> Acteur | None:
        """« préfecture de l'Ain », « CAF du Nord », « DDT 01 »: a service that each territory has, with its place."""
        words = nom.split()
        for count in range(len(words) - 1, 0, -1):
            head = " ".join(words[:count])
            if fold(words[count - 1]) in PETITS_MOTS:  # « caisse de l' » is not whole
                continue
            known = self._annuaire.connue(head)
            if known is None or not _one_per_territory(known):
                continue
            rest = " ".join(words[count:])
            number = _NUMBER.fullmatch(rest)
            lieu = None
            if number:
                lieu = self._annuaire.registre.get(TypeTerritoire.DEPARTEMENT, number[1].upper())
                rest = lieu.nom if lieu else rest
            elif not rest[:1].isupper() and not re.match(r"(?:de\s+la\s+|de\s+l'|des\s+|du\s+|de\s+|d')\S", fold(rest)):
                return None
            place = _PREPOSITION.sub("", _OF_ACADEMY.sub("", rest))
            if not place:
                return None
            if self._is_frame(known, place):
                return self.du_lieu(known)
            sigle = known.connue is not None and head in known.connue.sigles
            label = f"{majuscule(known.nom)} ({place})" if sigle or number else majuscule(nom)
            lieu = lieu or self._named_place(known, place)
            if lieu is not None and lieu.type_territoire in {TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT}:
                place = nom_registre(lieu)
            return Acteur(
                f"{self._path(known)}-{slug_court(place)}", label, known.genre, connue=known.connue, lieu=lieu
            )
        return None

    def _named_place(self, known: Acteur, place: str) -> Entree | None:
        """Return the territory that the name of a local service ends with, at the level of the service."""
        folded = fold(known.nom)
        if _ACADEMIC.search(folded):
            return None
        kinds: tuple[TypeTerritoire, ...] = (TypeTerritoire.COMMUNE, TypeTerritoire.DEPARTEMENT, TypeTerritoire.REGION)
        if _REGIONAL.search(folded):
            kinds = (TypeTerritoire.REGION,)
        elif _DEPARTEMENTAL.search(folded):
            kinds = (TypeTerritoire.DEPARTEMENT, TypeTerritoire.REGION)
        found = choisir(self._annuaire.registre.candidats(place), self._cadre, kinds)
        if found is None and TypeTerritoire.REGION in kinds:
            regions = self._annuaire.registre.genre(TypeTerritoire.REGION)
            named = [e for e in regions if acronyme_de(place, e.nom)]
            found = named[0] if len(named) == 1 else None
        return found

    def _is_frame(self, known: Acteur, place: str) -> bool:
        """Whether the place of a local service is the town that the document is about: its service is the frame's."""
        folded = fold(known.nom)
        if any(p.search(folded) for p in (_WIDER, _REGIONAL, _ACADEMIC, _DEPARTEMENTAL)):
            return False
        return cle(place) in {cle(nom_registre(e)) for e in (*self._cadre.communes, *self._cadre.epci)}
