"""The local authorities that a document names in full: its short and generic names mean them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pactes.linking.cadre import Cadre
from pactes.linking.choix import choisir_par_nom
from pactes.linking.collectivites import Collectivite, lire_collectivite, sans_fonction
from pactes.linking.intercommunalites import de_la_forme, epci_par_mots
from pactes.linking.noms import cle
from pactes.model import Extraction, TypeTerritoire
from pactes.reference import Entree, Registre
from pactes.reference.noms import epci_sans_forme

__all__ = ["Voisinage", "noms_d_organisations", "voisinage_de"]


@dataclass(frozen=True, slots=True)
class Voisinage:
    """The authorities of a document by ``genre`` (``region``, ``departement``, ``epci``, ``commune``).

    ``communes`` is how many communes it names, as authorities or as places.
    """

    nommes: Mapping[str, tuple[Entree, ...]] = field(default_factory=dict)
    communes: int = 0

    @property
    def epci(self) -> tuple[Entree, ...]:
        """The intercommunalities that the document names, and those of its frame."""
        return self.nommes.get("epci", ())

    def seul(self, genre: str, nom: str) -> Entree | None:
        """Return the only authority of this kind that the document names, which its generic name then means.

        Of communes all that the document names count, those that it names as places too.
        """
        same = self.nommes.get(genre, ()) if genre != "commune" or self.communes <= 1 else ()
        found = de_la_forme(nom, same) if genre == "epci" else list(same)
        return found[0] if len(found) == 1 else None


def noms_d_organisations(extraction: Extraction) -> Iterator[str]:
    """Yield every name that a document gives to an organisation, parties and funders among them."""
    yield from (record.nom for record in extraction.organisations)
    for contrat in extraction.contrats:
        yield from (signature.signataire for signature in contrat.signatures)
        yield from (associe.nom for associe in contrat.associes)
    yield from (nom for record in extraction.engagements for nom in record.parties)
    yield from (nom for record in extraction.financements for nom in record.financeurs)


def voisinage_de(extraction: Extraction, cadre: Cadre, registre: Registre) -> Voisinage:
    """Return the authorities that the names of ``extraction`` give in full, those that are certain only."""
    found: dict[str, dict[Entree, None]] = {"epci": dict.fromkeys(cadre.epci)}
    for nom in dict.fromkeys(noms_d_organisations(extraction)):
        read = lire_collectivite(sans_fonction(nom))
        if read is None or not read.noms or not (read.genre or epci_sans_forme(nom)):
            continue
        entree = _entree(read, nom, cadre, registre)
        if entree is not None:
            found.setdefault(read.genre or "epci", {})[entree] = None
    for record in extraction.territoires:
        if record.type_territoire is TypeTerritoire.EPCI:
            coded = registre.get(TypeTerritoire.EPCI, record.code) if record.code else None
            read = lire_collectivite(record.nom)
            entree = coded or (_entree(read, record.nom, cadre, registre) if read and read.noms else None)
            if entree is not None and entree.type_territoire is TypeTerritoire.EPCI:
                found["epci"][entree] = None
    places = {cle(t.nom) for t in extraction.territoires if t.type_territoire is TypeTerritoire.COMMUNE}
    places |= {cle(entree.nom) for entree in found.get("commune", ())}
    return Voisinage({genre: tuple(entrees) for genre, entrees in found.items()}, len(places))


def _entree(read: Collectivite, nom: str, cadre: Cadre, registre: Registre) -> Entree | None:
    kinds = read.kinds if read.genre else (TypeTerritoire.EPCI,)
    entree = choisir_par_nom((*read.noms, nom), registre, cadre, kinds, nommee=bool(read.genre))
    if entree is not None:
        return entree
    return epci_par_mots(nom, cadre, registre) if TypeTerritoire.EPCI in kinds else None
