"""The frame of a document: the territories that its unqualified names (« la Région », « la Ville ») belong to.

It comes from the parties and the territories of the contract that the document is; for a document that is no contract,
from its publisher.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pactes.linking.collectivites import Collectivite, lire_collectivite
from pactes.linking.noms import cle, slug
from pactes.model import Contrat, Extraction, TypeTerritoire
from pactes.reference import Entree, Registre
from pactes.reference.noms import nom_court_epci

__all__ = ["Cadre", "cadre_de", "choisir"]


@dataclass(frozen=True)
class Cadre:
    """What surrounds the names of a document; each field holds registry entries, the surest first."""

    document: str
    communes: tuple[Entree, ...] = ()
    epci: tuple[Entree, ...] = ()
    departements: tuple[Entree, ...] = ()
    regions: tuple[Entree, ...] = ()

    @property
    def code_departements(self) -> frozenset[str]:
        """Codes of the départements that the document is about."""
        own = {e.code for e in self.departements}
        return frozenset(own | {e.departement for e in (*self.communes, *self.epci) if e.departement})

    @property
    def code_regions(self) -> frozenset[str]:
        """Codes of the present régions that the document is about."""
        everything = (*self.communes, *self.epci, *self.departements, *self.regions)
        return frozenset(e.rattachement or e.region or "" for e in everything) - {""}

    @property
    def lieu(self) -> str:
        """Slug of the most particular place of the frame; the document's own slug when it has none."""
        for entries in (self.epci, self.communes, self.departements, self.regions):
            if entries:
                return slug(nom_court_epci(entries[0].nom))
        return self.document

    def holds(self, entree: Entree) -> bool:
        """Whether ``entree`` is in one of the départements (else of the régions) of the frame."""
        if entree.departement and self.code_departements:
            return entree.departement in self.code_departements
        return (entree.rattachement or entree.region) in self.code_regions


def choisir(candidats: Iterable[Entree], cadre: Cadre | None, kinds: tuple[TypeTerritoire, ...]) -> Entree | None:
    """Return the one entry of these kinds (the first kind that has any) that a name means, None when that is uncertain.

    One candidate is certain; among several, the only one inside the frame; else one that is by far the most populous.
    """
    known = list(candidats)
    for kind in kinds:
        same = [e for e in known if e.type_territoire is kind]
        same = [e for e in same if e.actuelle] or same
        if not same:
            continue
        if len(same) == 1:
            return same[0]
        inside = [e for e in same if cadre and cadre.holds(e)]
        if len(inside) == 1:
            return inside[0]
        first, second = sorted(same, key=lambda e: -e.population)[:2]
        if not inside and first.population >= 20_000 and first.population >= 10 * second.population:
            return first
        return None
    return None


def cadre_de(extraction: Extraction, registre: Registre) -> Cadre:
    """Return the frame of a document."""
    frame = Cadre(extraction.document)
    principal = next((c for c in extraction.contrats if c.principal and c.instance), None)
    names = _names(principal) if principal else [extraction.editeur or ""]
    coded = {(t.type_territoire, t.code): None for t in extraction.territoires if t.code}
    by_name = {cle(t.nom): (t.type_territoire, t.code) for t in extraction.territoires if t.code}
    found: list[Entree] = []
    for name in names:
        read = lire_collectivite(name)
        entree = _entree(read, registre, frame, by_name) if read and read.nom else None
        if entree is None and principal is None:
            entree = _entree_in(name, registre)
        if entree is not None and entree not in found:
            found.append(entree)
    if not found and principal is None and len(coded) == 1:
        kind, code = next(iter(coded))
        only = registre.get(kind, code or "")
        found = [only] if only else []
    pick = {kind: tuple(e for e in found if e.type_territoire is kind) for kind in TypeTerritoire}
    return Cadre(
        extraction.document,
        communes=pick[TypeTerritoire.COMMUNE],
        epci=pick[TypeTerritoire.EPCI],
        departements=pick[TypeTerritoire.DEPARTEMENT],
        regions=pick[TypeTerritoire.REGION],
    )


def _names(principal: Contrat) -> list[str]:
    return [*(s.signataire for s in principal.signatures), *principal.territoires]


def _entree(
    read: Collectivite, registre: Registre, frame: Cadre, by_name: Mapping[str, tuple[TypeTerritoire, str | None]]
) -> Entree | None:
    coded = by_name.get(cle(read.nom))
    if coded and coded[0] in read.kinds:
        return registre.get(coded[0], coded[1] or "")
    return choisir(registre.candidats(read.nom), frame, read.kinds)


def _entree_in(name: str, registre: Registre) -> Entree | None:
    """Return the last territory named in a publisher's name (« Préfet de la région X », « Ville de Y »)."""
    found = [choisir((e for e, _ in hit.candidats), None, tuple(TypeTerritoire)) for hit in registre.chercher(name)]
    certain = [entree for entree in found if entree is not None]
    return certain[-1] if certain else None
