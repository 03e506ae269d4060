"""Organisations and territories as things, with all their mentions; territories with those that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pactes.linking.acteurs import Acteur
from pactes.linking.cadre import nom_registre
from pactes.linking.chemins import crie
from pactes.linking.collectivites import lire_collectivite
from pactes.linking.corpus import Mention, OrganisationLiee, TerritoireLie
from pactes.linking.document import Mentions
from pactes.linking.emboitement import avec_parents, territoire_du_registre
from pactes.linking.noms import cle
from pactes.linking.noms_d_organisations import majuscule
from pactes.linking.territoires import Lieu, chemin_registre, nom_ecrit
from pactes.model import TypeTerritoire
from pactes.reference import Entree, Registre, organisations

__all__ = ["organisations_liees", "territoires_lies"]

# Kinds of EPCI of the registry → kinds of organisation.
_EPCI = {
    "CA": "communaute-d-agglomeration",
    "CC": "communaute-de-communes",
    "CU": "communaute-urbaine",
    "EPT": "etablissement-public-territorial",
    "MET69": "metropole",
    "METRO": "metropole",
}
_SHORT = 12  # an alias in capitals up to this length is an acronym


def _aliases(nom: str, mentions: tuple[Mention, ...]) -> tuple[str, ...]:
    """Return the other ways in which documents write a name, one for each key, generic names left out by the caller."""
    found: dict[str, str] = {}
    for mention in mentions:
        found.setdefault(cle(mention.nom), mention.nom)
    found.pop(cle(nom), None)
    return tuple(sorted(found.values()))


def organisations_liees(acteurs: Mentions, lieux: Mentions, registre: Registre) -> tuple[OrganisationLiee, ...]:
    """Return the organisations that documents name, sorted by chemin."""
    found = []
    for chemin, acteur in sorted(acteurs.things.items()):
        if not isinstance(acteur, Acteur):
            continue
        mentions = acteurs.of(chemin)
        label = acteur.nom if acteur.entree or acteur.connue else _best_name(acteur.nom, mentions)
        names = tuple(nom for nom in _aliases(label, mentions) if not _generic(nom))
        sigles = set(acteur.connue.sigles) if acteur.connue else set()
        sigles |= {nom for nom in names if nom.isupper() and len(nom) <= _SHORT and " " not in nom}
        entree, connue = acteur.entree, acteur.connue
        found.append(
            OrganisationLiee(
                chemin=chemin,
                nom=label,
                genre=acteur.genre,
                code=entree.code if entree else None,
                siren=(entree.siren or None) if entree else None,
                sigles=tuple(sorted(sigles)),
                alias=tuple(nom for nom in names if nom not in sigles),
                territoire=chemin_registre(entree) if entree else None,
                sortes=_sortes(acteur),
                en=connue.en if connue else None,
                debut=connue.debut if connue else None,
                fin=connue.fin if connue else None,
                devenue=tuple(f"id/organisation/{slug}" for slug in connue.devenue) if connue else (),
                mentions=mentions,
            )
        )
        if entree:
            _administered(entree, lieux)
    return tuple(sorted([*found, *_successors(found)], key=lambda organisation: organisation.chemin))


def _sortes(acteur: Acteur) -> tuple[str, ...]:
    """Return the kinds that the reference gives to an organisation, the most precise first."""
    if acteur.entree is not None:
        entree = acteur.entree
        # One that is no more has its legal form in its name alone.
        form = entree.nom.split(" ", 1)[0] if entree.genre == "ancienne" else entree.genre
        return (_EPCI[form],) if entree.type_territoire is TypeTerritoire.EPCI and form in _EPCI else ()
    return (acteur.connue.slug,) if acteur.connue else ()


def _successors(found: Iterable[OrganisationLiee]) -> Iterator[OrganisationLiee]:
    """Yield the organisations that took the place of these and that no document names."""
    known = {connue.slug: connue for connue in organisations()}
    seen = {organisation.chemin for organisation in found}
    queue = [chemin for organisation in found for chemin in organisation.devenue]
    while queue:
        chemin = queue.pop()
        if chemin not in seen:
            seen.add(chemin)
            connue = known[chemin.rsplit("/", 1)[1]]
            after = tuple(f"id/organisation/{slug}" for slug in connue.devenue)
            queue += after
            yield OrganisationLiee(
                chemin=chemin,
                nom=connue.nom,
                genre=connue.genre or "",
                sigles=connue.sigles,
                sortes=(connue.slug,),
                en=connue.en,
                debut=connue.debut,
                fin=connue.fin,
                devenue=after,
            )


def _best_name(nom: str, mentions: tuple[Mention, ...]) -> str:
    """Return the best of the names that documents write: in ordinary case, the fullest, with its accents."""

    def rank(text: str) -> tuple[bool, int, int, str]:
        return (not crie(text), len(cle(text).split()), sum(ord(c) > 127 for c in text), text)

    return majuscule(max([nom, *(m.nom for m in mentions)], key=rank))


def _generic(nom: str) -> bool:
    """« la Région », « communes membres »: how a text refers to an organisation, not what it is called."""
    read = lire_collectivite(nom)
    return read is None or not read.noms


def _administered(entree: Entree, lieux: Mentions) -> None:
    """The territory that a local authority administers belongs to the registry even if no document names it."""
    chemin = chemin_registre(entree)
    lieux.things.setdefault(chemin, Lieu(chemin, nom_registre(entree), entree.type_territoire, entree))


def territoires_lies(lieux: Mentions, registre: Registre) -> tuple[TerritoireLie, ...]:
    """Return the territories that documents name and those that hold them, up to the région, sorted by chemin."""
    things: dict[str, Lieu] = {c: t for c, t in lieux.things.items() if isinstance(t, Lieu)}
    for entree in avec_parents((lieu.entree for lieu in list(things.values()) if lieu.entree), registre):
        chemin = chemin_registre(entree)
        things.setdefault(chemin, Lieu(chemin, nom_registre(entree), entree.type_territoire, entree))
    return tuple(_territoire(chemin, lieu, lieux, registre) for chemin, lieu in sorted(things.items()))


def _territoire(chemin: str, lieu: Lieu, lieux: Mentions, registre: Registre) -> TerritoireLie:
    mentions = lieux.of(chemin)
    if lieu.entree:
        known = territoire_du_registre(lieu.entree, registre)
        return replace(known, chemin=chemin, alias=_aliases(known.nom, mentions), mentions=mentions)
    nom = nom_ecrit(chemin, [lieu.nom, *(m.nom for m in mentions)])
    return TerritoireLie(
        chemin=chemin,
        nom=nom,
        type_territoire=lieu.type_territoire,
        alias=_aliases(nom, mentions),
        mentions=mentions,
    )
