"""Names of organisations become organisations.

What counts as one: the Région, the conseil régional and « la Région » of a document; the Département and its conseil
général (renamed departmental in 2015: the same local authority). A former région and the one that took its place
are two (two legal persons, two territories); so are a commune as territory, its Ville and its EPCI.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pactes.linking.cadre import Cadre, choisir
from pactes.linking.collectivites import lire_collectivite
from pactes.linking.noms import cle, de, slug_court
from pactes.linking.territoires import nom_registre
from pactes.model import Organisation, TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, OrganisationConnue, Registre, organisations

__all__ = ["Acteur", "Annuaire", "Resolveur"]

_GENRES = {
    TypeTerritoire.REGION: "region",
    TypeTerritoire.DEPARTEMENT: "departement",
    TypeTerritoire.EPCI: "epci",
    TypeTerritoire.COMMUNE: "commune",
}
_GENERIC = {"region": "Région", "departement": "Département", "epci": "Intercommunalité", "commune": "Commune"}


@dataclass(frozen=True, slots=True)
class Acteur:
    """An organisation that a name was resolved to. ``genre`` is empty when only its name is known."""

    chemin: str
    nom: str
    genre: str = ""
    entree: Entree | None = None
    connue: OrganisationConnue | None = None
    generique: bool = False


class Annuaire:
    """The organisations known without the documents: those of the reference list and the local authorities."""

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

    def connue(self, nom: str) -> Acteur | None:
        """Return the organisation of the reference list that goes by ``nom``, None when there is none."""
        found = self._known.get(cle(nom))
        return Acteur(f"id/organisation/{found.slug}", found.nom, found.genre or "", connue=found) if found else None

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
            label = nom
        path = slug_court(label)
        if self._names.get((kind, cle(nom)), 0) > 1 or (not entree.actuelle and kind is TypeTerritoire.COMMUNE):
            path = f"{path}-{entree.code.lower()}"
        return Acteur(f"id/organisation/{path}", label, _GENRES[kind], entree=entree)


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
        self._memo: dict[tuple[str, tuple[Acteur, ...]], Acteur] = {}

    def resoudre(self, nom: str, parties: tuple[Acteur, ...] = (), *, famille: bool = False) -> Acteur:
        """Return the organisation that ``nom`` means in this document.

        ``parties`` are those of the contract that the name is used for, which a generic name (« la Région ») means
        first; in a family of contracts (``famille``) a generic name means no one in particular.
        """
        key = (nom, parties if not famille else ())
        if famille:
            return self._resoudre(nom, (), famille=True)
        if key not in self._memo:
            self._memo[key] = self._resoudre(nom, parties, famille=False)
        return self._memo[key]

    def _resoudre(self, nom: str, parties: tuple[Acteur, ...], *, famille: bool) -> Acteur:
        full = self._sigles.get(cle(nom), nom)
        read = lire_collectivite(full)
        if read and read.genre and not read.nom:
            found = None if famille else self._generique(read.genre, parties)
            return found or Acteur(
                f"id/organisation/{slug_court(_GENERIC[read.genre])}", _GENERIC[read.genre], read.genre, generique=True
            )
        known = self._annuaire.connue(full) or self._annuaire.connue(nom)
        if known:
            return known
        if read and read.nom:
            entree = self._entree(read.nom, read.kinds) or (self._entree(full, read.kinds) if read.genre else None)
            if entree:
                return self._annuaire.collectivite(entree)
        return self._nommee(full)

    def _entree(self, nom: str, kinds: tuple[TypeTerritoire, ...]) -> Entree | None:
        coded = self._codes.get(cle(nom))
        if coded is not None and coded.type_territoire in kinds:
            return coded
        return choisir(self._annuaire.registre.candidats(nom), self._cadre, kinds)

    def _generique(self, genre: str, parties: tuple[Acteur, ...]) -> Acteur | None:
        """« la Région » is the one région among the parties; else the one of the document's frame."""
        same = [acteur for acteur in parties if acteur.genre == genre and not acteur.generique]
        if same:
            return same[0] if len(set(same)) == 1 else None
        frame = {
            "region": self._cadre.regions,
            "departement": self._cadre.departements,
            "epci": self._cadre.epci,
            "commune": self._cadre.communes,
        }[genre]
        if len(frame) == 1:
            return self._annuaire.collectivite(frame[0])
        kind, codes = (
            (TypeTerritoire.REGION, self._cadre.code_regions)
            if genre == "region"
            else (TypeTerritoire.DEPARTEMENT, self._cadre.code_departements)
        )
        if not frame and genre in {"region", "departement"} and len(codes) == 1:
            entree = self._annuaire.registre.get(kind, next(iter(codes)))
            return self._annuaire.collectivite(entree) if entree else None
        return None

    def _nommee(self, nom: str) -> Acteur:
        """An organisation known by its name only; a common noun (« la mission locale ») is that of the place."""
        words = cle(nom)
        if not propre(nom) and self._cadre.lieu.replace("-", " ") not in words:
            return Acteur(f"id/organisation/{slug_court(words)}-{self._cadre.lieu}", nom)
        return Acteur(f"id/organisation/{slug_court(words)}", nom)


def propre(nom: str) -> bool:
    """Whether a name holds a proper noun or an acronym: a capital after its first word, or a word in capitals."""
    words = [word for word in nom.replace("'", " ").replace("’", " ").replace("-", " ").split() if word[:1].isalpha()]
    first = next((i for i, word in enumerate(words) if fold(word) not in {"la", "le", "les", "l"}), 0)
    return any((word[0].isupper() and i > first) or (len(word) > 1 and word.isupper()) for i, word in enumerate(words))
