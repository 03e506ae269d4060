"""What each name of a document was linked to, and the names that nothing decides, with what they may mean.

A *cible* is something official: ``commune/80021`` (a territory of the registry, or the authority that administers it),
``ars@region/32`` (an organisation of the reference list, with its territory where there is one in each), ``etat``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pactes.extraction.liens import Sorte
from pactes.extraction.revue import Ambigu
from pactes.linking.acteurs import Acteur
from pactes.linking.collectivites import lire_collectivite
from pactes.linking.territoires import Lieu
from pactes.model import Evidence, Record, Territoire, TypeTerritoire
from pactes.reference import Entree, Registre

__all__ = ["NomLie", "ambigus", "candidats_de", "cible", "lie"]

_KINDS = (TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT, TypeTerritoire.EPCI, TypeTerritoire.COMMUNE)


@dataclass(frozen=True, slots=True)
class NomLie:
    """A name, where it is written, and its *cible*; ``candidats`` bear the name where nothing decides between them."""

    document: str
    sorte: Sorte
    nom: str
    evidence: tuple[Evidence, ...]
    cible: str | None
    candidats: tuple[Entree, ...] = ()


def _of_registry(entree: Entree) -> str:
    return f"{entree.type_territoire}/{entree.code}"


def cible(thing: Acteur | Lieu) -> str | None:
    """Return what official thing a name was linked to, None when it is known by its name only."""
    if thing.entree is not None:
        return _of_registry(thing.entree)
    if isinstance(thing, Lieu) or thing.connue is None:
        return None
    return f"{thing.connue.slug}@{_of_registry(thing.lieu)}" if thing.lieu else thing.connue.slug


def lie(thing: Acteur | Lieu, document: str, nom: str, record: Record, registre: Registre) -> NomLie:
    """Return what ``record`` calls ``nom`` and was linked to ``thing``, with its candidates where it was not."""
    sorte = Sorte.TERRITOIRE if isinstance(thing, Lieu) else Sorte.ORGANISATION
    found = cible(thing)
    kinds: tuple[TypeTerritoire, ...] = _KINDS
    if isinstance(record, Territoire):
        kinds = (record.type_territoire,) if record.type_territoire in _KINDS else ()
    among = () if found else tuple(candidats_de(nom, kinds, registre))
    return NomLie(document, sorte, nom, record.evidence, found, among)


def ambigus(noms: Iterable[NomLie], document: str) -> Iterator[Ambigu]:
    """Yield the names of a document that nothing decides, once for the same candidates, in the order of the text.

    Those whose passage writes them come first: a commitment's passage tells its parties elsewhere.
    """
    own = [nom for nom in noms if nom.document == document and nom.candidats]
    seen: set[frozenset[Entree]] = set()
    for nom in sorted(own, key=lambda n: (n.nom not in n.evidence[0].quote, n.evidence[0].start)):
        among = frozenset(nom.candidats)
        if among not in seen:
            seen.add(among)
            yield Ambigu(nom.sorte, nom.nom, nom.evidence[0], nom.candidats)


def candidats_de(nom: str, kinds: Iterable[TypeTerritoire], registre: Registre) -> list[Entree]:
    """Return the territories of ``kinds`` that bear the name of a local authority, the most populous first."""
    read = lire_collectivite(nom)
    if read is None or not read.noms:
        return []
    wanted = set(kinds) & set(read.kinds)
    found = {e: None for spelling in (*read.noms, nom) for e in registre.candidats(spelling)}
    return [e for e in found if e.type_territoire in wanted and e.actuelle]
