"""Where a territory of the registry stands: what holds it, what replaced it, its codes and when it exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pactes.linking.cadre import nom_registre
from pactes.linking.corpus import AncienNom, TerritoireLie
from pactes.linking.noms import de
from pactes.linking.territoires import chemin_registre
from pactes.model import TypeTerritoire
from pactes.reference import Anciens, Entree, Registre, anciens, codes_europeens

__all__ = ["avec_parents", "parents", "successeur", "territoire_du_registre"]


def parents(entree: Entree, registre: Registre) -> tuple[Entree, ...]:
    """Return the territories that directly hold this one; none for one that is no more.

    A commune is in its EPCI, its arrondissement and its département, an EPCI and an arrondissement in their
    département (an EPCI of several in their région, when it is one), a département in its région.
    """
    if not entree.actuelle:
        return ()
    wanted: list[Entree | None] = []
    departement = registre.get(TypeTerritoire.DEPARTEMENT, entree.departement or "")
    region = registre.get(TypeTerritoire.REGION, entree.region or "")
    match entree.type_territoire:
        case TypeTerritoire.COMMUNE:
            arrondissement = registre.get(TypeTerritoire.ARRONDISSEMENT, entree.arrondissement or "")
            wanted = [registre.epci_de(entree.code), arrondissement, departement]
        case TypeTerritoire.EPCI | TypeTerritoire.ARRONDISSEMENT:
            wanted = [departement or region or _region_of_members(entree, registre)]
        case TypeTerritoire.DEPARTEMENT:
            wanted = [region]
    return tuple(parent for parent in wanted if parent is not None)


def _region_of_members(entree: Entree, registre: Registre) -> Entree | None:
    """Return the région that all communes of an EPCI are in, None when they are in several."""
    communes = (registre.get(TypeTerritoire.COMMUNE, code) for code in entree.membres)
    codes = {commune.region or "" for commune in communes if commune}
    return registre.get(TypeTerritoire.REGION, codes.pop()) if len(codes) == 1 else None


def successeur(entree: Entree, registre: Registre) -> Entree | None:
    """Return the territory that replaced one that is no more, where that is known."""
    if entree.actuelle or not entree.rattachement:
        return None
    return registre.get(entree.type_territoire, entree.rattachement)


def _present(entree: Entree, registre: Registre) -> Entree:
    """Return the territory of today that has the code of ``entree``, else ``entree``.

    A commune that gave its code to the larger one it became a part of is, under that code, the larger one.
    """
    return registre.get(entree.type_territoire, entree.code) or entree


def avec_parents(entrees: Iterable[Entree], registre: Registre) -> Iterator[Entree]:
    """Yield these territories, what replaced them and all that hold them, up to the région, each once."""
    seen: set[str] = set()
    queue = list(entrees)
    while queue:
        entree = _present(queue.pop(), registre)
        chemin = chemin_registre(entree)
        if chemin not in seen:
            seen.add(chemin)
            yield entree
            after = successeur(entree, registre)
            queue += [*parents(entree, registre), *((after,) if after else ())]


def _nom(entree: Entree) -> str:
    """Return the name of a territory; an arrondissement bears that of its town, which is beside it."""
    if entree.type_territoire is TypeTerritoire.ARRONDISSEMENT:
        return f"Arrondissement {de(entree.nom)}"
    return nom_registre(entree)


def territoire_du_registre(entree: Entree, registre: Registre, passe: Anciens | None = None) -> TerritoireLie:
    """Return what the registry says of a territory, whatever the documents do."""
    passe, entree = passe or anciens(), _present(entree, registre)
    codes, periode, after = codes_europeens(entree), passe.periode(entree), successeur(entree, registre)
    return TerritoireLie(
        chemin=chemin_registre(entree),
        nom=_nom(entree),
        type_territoire=entree.type_territoire,
        code=entree.code,
        siren=entree.siren,
        iso=codes.iso,
        nuts=codes.nuts,
        debut=periode.debut,
        fin=periode.fin,
        anciens_noms=tuple(AncienNom(n.nom, n.periode.fin or "") for n in passe.noms(entree)),
        parents=tuple(sorted(chemin_registre(parent) for parent in parents(entree, registre))),
        remplace_par=chemin_registre(after) if after else None,
    )
