"""Organisations known without the documents: the reference list and the local authorities of the registry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pactes.linking.cadre import nom_registre
from pactes.linking.noms import cle, de, sans_liens, slug_court
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, OrganisationConnue, Registre, organisations

__all__ = ["Acteur", "Annuaire", "propre"]

_GENRES = {
    TypeTerritoire.REGION: "region",
    TypeTerritoire.DEPARTEMENT: "departement",
    TypeTerritoire.EPCI: "epci",
    TypeTerritoire.COMMUNE: "commune",
}
# Words of which names of local bodies are made: a name of nothing else says nothing of where the body is.
_COMMON_WORDS = """
a accueil action actions administration adolescents agence agences aide animation antenne art arts associatif
association associations bailleur bailleurs bureau bus caisse cellule centre centres chambre citoyen citoyenne
citoyens club collectif collectifs college colleges comite comites commission communal communale commune communes
conference conseil conseils coordination crible culture culturel culturels de delegation des direction directions
droit droits du ecole ecoles economie economique education emploi enfance entreprise entreprises environnement
equipe equipes espace et etablissement etablissements etudiants famille familles formation foyer gendarmerie gestion
groupe habitants habitat hopital hospitalier hygiene initiative insertion instance intercommunal intercommunale
jeune jeunes jeunesse jeux justice l la le les local locale locales locaux logement lycee lycees maison maisons
mediatheque mission missions mobilite municipal municipale musee observatoire office operateurs organismes parc
parents parquet partenaires petite pilotage point pole police politique prevention programme projet projets
protection public publique quartier quartiers regie relais reseau reseaux sante scolaire secours secteur securite
service services social sociale sociaux solidarite solidarites sport sports structures syndicat technique territoire
territorial theatre tourisme transport transports travail tribunal universite urbanisme vie ville villes
"""
_COMMON = frozenset(_COMMON_WORDS.split())


_OF = r"(?:de la |de l['’]|du |des |d['’])"
_MORE_CHARGES = re.compile(rf"(?P<premier>(?:le )?ministère {_OF}[^,]+?)(?:,| et) {_OF}", re.IGNORECASE)
_SIGLE = re.compile(r" \([A-ZÉ]{2,10}\)$")  # « … (CAXY) »: the registry gives some names with their acronym


@dataclass(frozen=True, slots=True)
class Acteur:
    """An organisation that a name was resolved to. ``genre`` is empty when only its name is known.

    ``lieu`` is the territory of a service that exists once in each, where it is known.
    """

    chemin: str
    nom: str
    genre: str = ""
    entree: Entree | None = None
    connue: OrganisationConnue | None = None
    generique: bool = False
    lieu: Entree | None = None


class Annuaire:
    """The organisations known without the documents."""

    def __init__(self, registre: Registre, articles: Mapping[str, str]) -> None:
        """``articles`` gives the name of each département after « Département » (« de l'Ain »), by code."""
        self.registre = registre
        self._articles = articles

    @cached_property
    def _known(self) -> dict[str, OrganisationConnue]:
        index: dict[str, OrganisationConnue] = {}
        for connue in organisations():
            for nom in (connue.nom, *connue.variantes, *connue.sigles):
                index.setdefault(cle(nom), connue)
        return index

    @cached_property
    def _known_bare(self) -> dict[str, OrganisationConnue]:
        """The same by the words of their names without the small ones, which writers put in or leave out."""
        return {sans_liens(key): known for key, known in self._known.items() if len(sans_liens(key).split()) >= 3}

    def connue(self, nom: str) -> Acteur | None:
        """Return the organisation of the reference list that goes by ``nom``, None when there is none."""
        found = self._known.get(cle(nom)) or self._known_bare.get(sans_liens(cle(nom))) or self._ministere(nom)
        return Acteur(f"id/organisation/{found.slug}", found.nom, found.genre or "", connue=found) if found else None

    def _ministere(self, nom: str) -> OrganisationConnue | None:
        """Return a ministry by the first of its charges: governments add others (« de X et de Y »)."""
        head = _MORE_CHARGES.match(nom)
        return self._known.get(cle(head["premier"])) if head else None

    @cached_property
    def _names(self) -> dict[tuple[TypeTerritoire, str], int]:
        """How many present local authorities bear each name: an IRI tells namesakes apart by their code."""
        counts: dict[tuple[TypeTerritoire, str], int] = {}
        for entree in self.registre.entrees:
            if entree.type_territoire in _GENRES and entree.actuelle:
                key = (entree.type_territoire, cle(nom_registre(entree)))
                counts[key] = counts.get(key, 0) + 1
        return counts

    def collectivite(self, entree: Entree) -> Acteur:
        """Return the local authority that administers a territory of the registry."""
        nom = nom_registre(entree)
        kind = entree.type_territoire
        if kind is TypeTerritoire.REGION:
            label = f"Région {nom}"
        elif kind is TypeTerritoire.DEPARTEMENT:
            label = f"Département {self._articles.get(entree.code) or nom}"
        elif kind is TypeTerritoire.COMMUNE:
            label = f"Ville {de(nom)}"
        else:
            label = _SIGLE.sub("", nom)
        path = slug_court(label)
        if self._names.get((kind, cle(nom)), 0) > 1 or (not entree.actuelle and kind is TypeTerritoire.COMMUNE):
            path = f"{path}-{entree.code.lower()}"
        return Acteur(f"id/organisation/{path}", label, _GENRES[kind], entree=entree)


def propre(nom: str) -> bool:
    """Whether a name holds a proper noun or an acronym, not only words of which names of local bodies are made."""
    words = nom.replace("'", " ").replace("’", " ").replace("-", " ").split()
    return any(
        len(word) > 1 and (word.isupper() or (word[0].isupper() and fold(word) not in _COMMON)) for word in words
    )
