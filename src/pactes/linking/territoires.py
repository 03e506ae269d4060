"""Names of territories become territories: the registry's where that is certain, else named after their place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pactes.linking.anciens_noms import ancien
from pactes.linking.cadre import Cadre, nom_registre
from pactes.linking.choix import choisir, choisir_par_nom
from pactes.linking.collectivites import lire_collectivite
from pactes.linking.intercommunalites import epci_designe, epci_par_mots
from pactes.linking.noms import cle, slug
from pactes.model import Territoire, TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, Registre

__all__ = ["Lieu", "chemin_registre", "nom_ecrit", "nom_nu", "plus_precis", "resoudre_nom", "resoudre_territoire"]

_KINDS = (TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT, TypeTerritoire.EPCI, TypeTerritoire.COMMUNE)
# Names of these kinds are common nouns or names of quarters: they mean something only in their town.
_LOCAL = frozenset({TypeTerritoire.QPV, TypeTerritoire.VEILLE_ACTIVE, TypeTerritoire.AUTRE})


# Kinds under which the short name of an intercommunality is read: it is a natural region's, or a pays' too.
_MAYBE_EPCI = frozenset({TypeTerritoire.EPCI, TypeTerritoire.PAYS_PETR, TypeTerritoire.AUTRE})
_NEIGHBOURHOODS = frozenset({TypeTerritoire.QPV, TypeTerritoire.VEILLE_ACTIVE})
_ARTICLE = re.compile(r"^(?:les |la |le |l['’]|une? )(?=\S)")
# Common nouns that say no more than « territory » before the name of one.
_HEAD = re.compile(
    r"(?:territoires?(?: inter-?(?:régional|départemental|communal)| intercommunal)?|périmètre|agglomération) "
    r"(?:de la |de l['’]|du |des |de |d['’])(?=\S)",
    re.IGNORECASE,
)
_HEAD_ADJECTIVE = re.compile(r"(?:agglomeration|territoire)-(?P<adj>[a-z]{4,}(?:ois|ais|ien|ain|in|an))(?:e|ne)?$")
# Natural and historical regions are wider than the town whose document names them.
_WIDE = re.compile(
    r"(?:baie|bassin|cote|littoral|massif|parc naturel|pays|plaine|plateau|pole metropolitain|vallee)s? d(?:e|u|es)?\b"
    r"|(?:littoral|parc naturel|massif|petr)\b"
)
# Rules of extraction that read natural regions, surroundings of towns and territories of contracts.
_WIDE_RULES = frozenset({"territoire-naturel", "territoire-alentours", "territoire-de-contrat"})
_COMPASS = re.compile(r"(?:nord|sud|est|ouest) d(?:e|u|es)?\b")
_PAYS = re.compile(r"(?:petr|pays|pole d'equilibre territorial et rural)\b")


@dataclass(frozen=True, slots=True)
class Lieu:
    """A territory that a name was resolved to; ``entree`` when it is in the registry."""

    chemin: str
    nom: str
    type_territoire: TypeTerritoire
    entree: Entree | None = None


def chemin_registre(entree: Entree) -> str:
    """Return the chemin of a registry entry: its kind and official code."""
    return f"id/territoire/{entree.type_territoire}/{entree.code.lower()}"


def _of_registry(entree: Entree) -> Lieu:
    return Lieu(chemin_registre(entree), nom_registre(entree), entree.type_territoire, entree)


def resoudre_territoire(
    record: Territoire, cadre: Cadre, registre: Registre, vastes: Collection[str], epci: Collection[Entree] = ()
) -> Lieu:
    """Return the territory that a record names; its code decides, else its name among those of its kind.

    ``vastes`` are the keys of the names that stand for the territory of a contract: they are wider than a quarter.
    ``epci`` are the intercommunalities that the document names: a short name of one of them stands for it.
    """
    kind = record.type_territoire
    if record.code and (entree := registre.get(kind, record.code)):
        return _of_registry(entree)
    if kind in _KINDS:
        read = lire_collectivite(record.nom)
        noms = read.noms if read else ()
        # The kind is known: a bare name is taken with its article first.
        spellings = tuple(dict.fromkeys((*(noms if read and read.genre else noms[::-1]), record.nom)))
        entree = choisir_par_nom(spellings, registre, cadre, (kind,), nommee=True)
        if entree and not cadre.far(entree):
            return _of_registry(entree)
        if kind is TypeTerritoire.EPCI and (entree := epci_par_mots(record.nom, cadre, registre)):
            return _of_registry(entree)
        if read and (entree := ancien(read, record.nom, cadre, registre, (kind,))):
            return _of_registry(entree)
    of_contract = cle(record.nom) in vastes
    if kind in _MAYBE_EPCI:
        bare = of_contract or kind is not TypeTerritoire.AUTRE
        entree = epci_designe(record.nom, epci, registre, nu=bare)
        if entree is None and kind is TypeTerritoire.PAYS_PETR:  # « Pays de X » is an intercommunality that bears it
            entree = choisir(registre.candidats(record.nom), cadre, (TypeTerritoire.EPCI,))
            entree = entree if entree and cadre.holds(entree) else None
        if entree:
            return _of_registry(entree)
    wide = record.regle in _WIDE_RULES or of_contract
    return _unregistered(record.nom, kind, cadre, registre, wide=wide)


def resoudre_nom(
    nom: str,
    connus: Iterable[tuple[str, Lieu]],
    cadre: Cadre,
    registre: Registre,
    *,
    wide: bool,
    genre: str | None = None,
    epci: Collection[Entree] = (),
) -> Lieu:
    """Return the territory that a bare name means: one that the document describes, else the registry's.

    ``connus`` gives the territories that documents describe by the key of their name; ``wide``: the name stands for the
    territory of a contract, whose kind is ``genre``: some kinds are those of their territories too. ``epci`` are the
    intercommunalities that the document names.
    """
    key = cle(nom)
    known = list(connus)
    same = [lieu for name, lieu in known if name == key]
    own = [lieu for lieu in same if genre and lieu.type_territoire == genre]
    if own:
        return own[0]
    if same:
        return min(same, key=lambda lieu: (_rank(lieu.type_territoire), lieu.chemin))
    read = lire_collectivite(nom)
    if read and read.genre and not read.noms and (entree := _du_cadre(read.kinds, cadre)):
        return _of_registry(entree)  # « Ville », « Agglo. » as the head of a column
    if read and read.noms:
        keys = {cle(spelling) for spelling in read.noms}
        inner = [lieu for name, lieu in known if name in keys and lieu.type_territoire in read.kinds]
        if inner and read.genre:
            return min(inner, key=lambda lieu: (_rank(lieu.type_territoire), lieu.chemin))
        entree = choisir_par_nom(read.noms, registre, cadre, read.kinds, nommee=bool(read.genre))
        if entree:
            return _of_registry(entree)
        entree = choisir(registre.candidats(nom), cadre, _KINDS)
        if entree is None and read.genre == "epci":
            entree = epci_par_mots(nom, cadre, registre)
        entree = entree or epci_designe(nom, epci, registre) or ancien(read, nom, cadre, registre)
        if entree:
            return _of_registry(entree)
    return _unregistered(nom, TypeTerritoire.AUTRE, cadre, registre, wide=wide)


def _du_cadre(kinds: tuple[TypeTerritoire, ...], cadre: Cadre) -> Entree | None:
    """Return the one territory of these kinds that the document is about."""
    everything = (*cadre.communes, *cadre.epci, *cadre.departements, *((cadre.region,) if cadre.region else ()))
    found = [e for e in everything if e.type_territoire in kinds]
    return found[0] if len(found) == 1 else None


def plus_precis(lieux: Iterable[Lieu]) -> dict[str, Lieu]:
    """Return, for places of no kind that bear the name of a place of a kind in the same town, that one, by chemin.

    A text that says « X » of the neighbourhood that it lists elsewhere means that neighbourhood.
    """
    known = sorted(lieux, key=lambda lieu: lieu.chemin)
    by_name: dict[str, list[Lieu]] = {}
    for lieu in known:
        if lieu.type_territoire in _NEIGHBOURHOODS:
            by_name.setdefault(lieu.chemin.split("/", 3)[3], []).append(lieu)
    vague = [lieu for lieu in known if lieu.type_territoire is TypeTerritoire.AUTRE]
    found = {lieu.chemin: by_name.get(lieu.chemin.split("/", 3)[3], []) for lieu in vague}
    return {chemin: same[0] for chemin, same in found.items() if len({lieu.chemin for lieu in same}) == 1}


def _rank(kind: TypeTerritoire) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def _unregistered(nom: str, kind: TypeTerritoire, cadre: Cadre, registre: Registre, *, wide: bool) -> Lieu:
    """A quarter is named inside its town, a wider territory without a code inside its present région."""
    bare = nom_nu(nom)
    name = _slug(bare, kind)
    if kind is TypeTerritoire.AUTRE and _PAYS.match(fold(bare)):
        kind = TypeTerritoire.PAYS_PETR
    wide = kind is TypeTerritoire.AUTRE and (wide or bool(_WIDE.match(fold(bare))))
    place = ""
    if wide:
        codes = sorted(cadre.code_regions)
        region = registre.get(TypeTerritoire.REGION, codes[0]) if len(codes) == 1 else None
        place = slug(region.nom) if region else cadre.lieu
    elif kind in _LOCAL:
        place = cadre.lieu
    if not place or place in name or _COMPASS.match(fold(bare)):
        return Lieu(f"id/territoire/{kind}/{name}", bare, kind)
    return Lieu(f"id/territoire/{kind}/{place}/{name}", bare, kind)


def nom_ecrit(chemin: str, noms: Iterable[str]) -> str:
    """Return, of the names of a territory, the first that says no more than its chemin, with its accents.

    « Ecole » and « École » say the same: the second is right.
    """
    bare = [nom_nu(nom) for nom in noms]
    tail = chemin.rsplit("/", 1)[1]
    same = [nom for nom in bare if slug(cle(nom)) == tail] or bare[:1]
    return max(same, key=lambda nom: sum(ord(c) > 127 for c in nom))


def _slug(nom: str, kind: TypeTerritoire) -> str:
    """Return the slug of a name: of two neighbourhoods in one, in any order; « agglomération xaise » is « le Xais »."""
    parts = [slug(cle(part)) for part in nom.split("/")]
    name = "-".join(filter(None, sorted(parts) if kind in _NEIGHBOURHOODS else parts))
    head = _HEAD_ADJECTIVE.match(name)
    return (head["adj"] if head else name) or "sans-nom"


def nom_nu(nom: str) -> str:
    """Return the name of a territory without the article and the common noun before it, with a capital.

    « le territoire de la vallée de X »: « Vallée de X »; « agglomération de l'Yonnais »: « Yonnais ».
    """
    bare = " ".join(nom.split())
    for _ in range(2):
        bare = _ARTICLE.sub("", bare)
        head = _HEAD.match(bare)
        bare = bare[head.end() :] if head and bare[head.end() :] else bare
    return f"{bare[:1].upper()}{bare[1:]}" if bare[:1].islower() and not re.match(r"d['’]", bare) else bare
