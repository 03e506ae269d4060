"""Territories without official limits: natural regions, « le Sud Morvan », « l'agglomération bisontine »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pactes.extraction.commun.familles import mots
from pactes.extraction.commun.lieux import Lieu
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Forme, NomTrouve, cle_de_nom, pays_naturels, registre

_WORD = r"[A-ZÀ-ÖØ-Þ][\w’']*(?:[-–][\w’']+)*"
# A name that an article or a preposition shows to be of a place: « du Perche », « en Sologne ».
_PLACED = re.compile(
    rf"(?<![\w’'-])(?:(?:[Dd]e la|[Dd]ans la|[Dd]ans le|[Ll]e|[Ll]a|[Dd]u|[Aa]u|[Ee]n|[Ss]ur le) "
    rf"|(?:[Dd]e |[Dd]ans |[Ss]ur )?[Ll]['’]|(?P<bare>[Àà] |[Dd]e |[Dd]['’])|[Tt]erritoire |[Aa]rrondissement )"
    rf"(?P<nom>{_WORD}(?: (?:du |de la |de l['’]|des |de |d['’])?{_WORD}){{0,3}})"
)
# A title or the first words of an item that are names of natural regions and nothing else: « Perche et Sologne : … »
_LINE = re.compile(
    rf"^[ \t•▸➤→*#>–-]*(?P<noms>{_WORD}(?: (?:du |de la |des )?[\w’'-]+)?(?:(?: et |, ){_WORD}){{0,3}})"
    r"[ \t]*(?=$|[:(|])",
    re.MULTILINE,
)
_PART_OF_LINE = re.compile(r"[A-ZÀ-Þ](?:(?! et |, ).)+")
_INSIDE = re.compile(r"(?<![\w’'-])(?:[dl]['’])?[A-ZÀ-Þ][\w’'-]*\s$")
# « le Haut X », « l’Est Y »: a part of a territory that the registry or the gazetteer knows.
_PART = mots("haut haute bas basse nord sud est ouest centre moyen moyenne grand petit")
_SUFFIX = re.compile(r"(?:ois|ais|ès|is)$")
_ADJECTIVE = re.compile(
    r"(?P<nom>(?P<forme>(?<![\w-])(?:[Aa]gglom[ée]ration|[Mm][ée]tropole|[Bb]assin (?:d['’]emplois?|de vie|d['’]habitat"
    r"|industriel|minier)|[Aa]rrondissement|[Pp]ays|[Pp]lateau|[Ll]ittoral|[Vv]ignoble)) "
    r"(?P<adjectif>[a-zà-ÿ]{3,}(?:-[a-zà-ÿ]+)?))(?![\w-])"
)
# « l'Huveaune provençale », « la Vienne limousine » : a name of nature and the adjective of a département or région.
_QUALIFIED = re.compile(
    rf"(?<![\w’'-])(?:[Ll]a |[Ll]e |[Ll]['’]|[Dd]u |[Ee]n )(?P<nom>{_WORD} (?P<adjectif>[a-zà-ÿ]{{5,}}))(?![\w-])"
)
_COMMON_HEAD = re.compile(
    r"(?:region|ville|commune|agglomeration|communaute|metropole|departement|etat|pays|contrat|conseil|prefecture|chambre"
    r"|caisse|agence|banque|universite|academie|gazette|presse|maison|cite|marche|fonds|republique|chaine)\b"
)
_GENTILE = re.compile(r"(?:ois|oise|ais|aise|ien|ienne|een|eenne|ain|aine|in|ine|on|onne)$")
_KINDS = (
    ("metropole", TypeTerritoire.EPCI),
    ("bassin", TypeTerritoire.BASSIN),
    ("arrondissement", TypeTerritoire.ARRONDISSEMENT),
    ("pays", TypeTerritoire.PAYS_PETR),
)
# Adjectives that look like those of a town and are not.
_NO_TOWN = mots(
    "francais francaise anglais anglaise europeen europeenne urbain urbaine voisin voisine humain humaine rural "
    "prochain prochaine souverain certain certaine republicain metropolitain metropolitaine contemporain riverain "
    "riveraine mauvais ancien ancienne quotidien moyen moyenne bon marin marine fin commun aerien aerienne "
    "plein pleine alpin"
)
_TOWN = 4_000  # inhabitants of the smallest town whose name makes that of a region around it


def find_naturels(text: str, known: Mapping[int, NomTrouve], departements: frozenset[str]) -> Iterator[Lieu]:
    """Yield the natural regions, parts of territories and surroundings of towns that ``text`` names.

    ``known`` has the registry's names by offset: a longer one that starts at the same place is the name.
    """
    for match in _PLACED.finditer(text):
        start = match.start("nom")
        found = known.get(start)
        nom = next((n for n in _shorter(match["nom"]) if _is_natural(n, departements)), None)
        if (
            match["bare"]
            and nom
            and (not is_natural_region(nom) or _INSIDE.search(text[max(0, match.start() - 40) : match.start()]))
        ):
            continue  # without an article, only a name that the gazetteer has, and no end of a longer name
        if nom is None or (found and found.end > start + len(nom)) or text[start + len(nom) :].startswith(("-", "–")):
            continue
        yield Lieu(start, start + len(nom), nom, TypeTerritoire.AUTRE, None, "territoire-naturel", 0.8)
    for line in _LINE.finditer(text):
        parts = list(_PART_OF_LINE.finditer(text, line.start("noms"), line.end("noms")))
        if parts and all(is_natural_region(p.group()) for p in parts):
            for part in parts:
                yield Lieu(
                    part.start(), part.end(), part.group(), TypeTerritoire.AUTRE, None, "territoire-naturel-titre", 0.75
                )
    for match in _QUALIFIED.finditer(text):
        adjective = fold(match["adjectif"])
        if adjective not in _NO_TOWN and not _COMMON_HEAD.match(fold(match["nom"])):
            stem = _GENTILE.sub("", adjective)
            if len(stem) >= 4 and len(stem) < len(adjective) and any(d.startswith(stem) for d in _departements()):
                yield Lieu(
                    match.start("nom"),
                    match.end("nom"),
                    match["nom"],
                    TypeTerritoire.AUTRE,
                    None,
                    "territoire-naturel",
                    0.75,
                )
    for match in _ADJECTIVE.finditer(text):
        adjective = fold(match["adjectif"])
        if adjective not in _NO_TOWN and _GENTILE.search(adjective) and _of_town(adjective, _GENTILE, departements):
            kind = next((k for word, k in _KINDS if word in fold(match["forme"])), TypeTerritoire.AUTRE)
            yield Lieu(match.start(), match.end(), match["nom"], kind, None, "territoire-alentours", 0.75)


def _shorter(nom: str) -> Iterator[str]:
    """Yield the name and its beginnings, the longest first."""
    words = nom.split(" ")
    for length in range(len(words), 0, -1):
        if words[length - 1][0].isupper():
            yield " ".join(words[:length])


def _is_natural(nom: str, departements: frozenset[str]) -> bool:
    if nom.isupper():
        return False
    if any(forme is not Forme.COURTE for _, forme in registre().formes(nom)):
        return is_natural_region(nom)
    return _one(nom, departements) or _part(nom, departements) or _joined(nom, departements)


def _one(nom: str, departements: frozenset[str]) -> bool:
    """Tell whether a name is that of a natural region, or is made on that of a town (« Agenais », « Gapençais »)."""
    if cle_de_nom(nom) in pays_naturels():
        return True
    return " " not in nom and "-" not in nom and _of_town(fold(nom), _SUFFIX, departements)


def _part(nom: str, departements: frozenset[str]) -> bool:
    head, _, rest = re.sub(r"^(\w+)-(?=\w+ )", r"\1 ", nom).replace("-", " ", 1).partition(" ")
    if fold(head) not in _PART or len(rest) < 3:
        return False
    others = [rest, *([rest.partition(" ")[2]] if fold(rest.partition(" ")[0]) in _PART else ())]
    return any(_known(part, departements) for other in others for part in (other, other.partition("-")[0]))


def _known(nom: str, departements: frozenset[str]) -> bool:
    kinds = {e.type_territoire for e in registre().candidats(nom)}
    return bool(kinds & {TypeTerritoire.DEPARTEMENT, TypeTerritoire.REGION}) or _one(nom, departements)


def _joined(nom: str, departements: frozenset[str]) -> bool:
    """Tell whether at least half of what hyphens join are natural regions, the others names too (« A-B-C »)."""
    parts = re.split(r"[-–]", nom)
    if len(parts) < 2 or any(len(p) < 4 or " " in p or not p[0].isupper() for p in parts):
        return False
    return 2 * sum(_one(p, departements) for p in parts) >= len(parts)


def is_natural_region(nom: str) -> bool:
    """Tell whether a name is that of a natural region, though villages may bear it too (« le Perche »)."""
    named = [e for e, forme in registre().formes(nom) if forme is not Forme.COURTE]
    small = all(e.type_territoire is TypeTerritoire.COMMUNE and e.population < _TOWN for e in named)
    return small and cle_de_nom(nom) in pays_naturels()


def is_around(adjective: str, nom: str) -> bool:
    """Tell whether an adjective may be made on a town that ``nom`` holds (« bisontine », « Grand Besançon »)."""
    stem = _GENTILE.sub("", fold(adjective))
    stem = stem[: max(4, len(stem) - 2)]
    return any(word.startswith(stem) for word in cle_de_nom(nom).split())


def _of_town(word: str, suffix: re.Pattern[str], departements: frozenset[str]) -> bool:
    """Tell whether a folded word is the name of a town with a suffix: the town is large, or of these départements."""
    stem = suffix.sub("", fold(word))
    if len(stem) == len(word) or len(stem) < 4 or word in _NO_TOWN:
        return False
    stem = stem[: max(4, len(stem) - 2)] if len(stem) > 4 else stem
    towns = _towns().get(stem[:4], ())
    return any(
        town.startswith(stem) and (population >= 3 * _TOWN or departement in departements)
        for town, population, departement in towns
    )


@lru_cache(maxsize=1)
def _departements() -> frozenset[str]:
    """The names of the départements and régions, as keys."""
    kinds = (TypeTerritoire.DEPARTEMENT, TypeTerritoire.REGION)
    return frozenset(cle_de_nom(e.nom) for kind in kinds for e in registre().genre(kind))


@lru_cache(maxsize=1)
def _towns() -> dict[str, tuple[tuple[str, int, str], ...]]:
    """The towns by the first four letters of their names: name as key, population, département."""
    index: dict[str, list[tuple[str, int, str]]] = {}
    for entree in registre().genre(TypeTerritoire.COMMUNE):
        if entree.population >= _TOWN and entree.departement:
            key = cle_de_nom(entree.nom)
            index.setdefault(key[:4], []).append((key, entree.population, entree.departement))
    return {key: tuple(towns) for key, towns in index.items()}
