"""Intercommunalities that their legal form names: « communauté de communes du X », « CC de A et de B »."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from pactes.extraction.commun.lieux import DE, NOM, NOM_OU_NOMBRE, Lieu
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, Forme, NomTrouve, cle_de_nom, nom_court_epci, registre

_FORME = re.compile(
    r"(?P<forme>[Cc]ommunaut[ée](?P<plural>s)? (?:[Dd]['’][Aa]gglom[ée]rations?|[Dd]e [Cc]ommunes|[Uu]rbaines?)"
    r"|\bC[AC]|\bCU)"
    rf"(?P<de> {DE}| (?=[«\"]?\s?[A-ZÀ-Þ]))"
)
_GENRES = (
    ("agglo", {"CA"}),
    ("de communes", {"CC"}),
    ("urbaine", {"CU", "METRO"}),
    ("ca", {"CA"}),
    ("cc", {"CC"}),
    ("cu", {"CU"}),
)
_ABREGEES = {"CC": "communauté de communes", "CA": "communauté d'agglomération", "CU": "communauté urbaine"}
_NOM = re.compile(NOM_OU_NOMBRE)
_NOM_LONG = re.compile(
    rf"{NOM}(?: (?:des?|du|d['’]|la|les?|entre|et|[a-zà-ÿ]+(?=\s))){{0,4}}"
    r" (?!(?:des?|du|la|les?|et)\b)[a-zà-ÿ]{3,}(?=[\s,;.)]|$)"
)
# « des portes de la X », « de la région d'Y » : a common noun opens the name.
_NOM_DE = re.compile(rf"[a-zà-ÿœ]{{4,12}} {DE}{NOM}")
_WORD = re.compile(r"[^\W_]+")
_OWN = re.compile(
    r"(?<![\w-])(?P<nom>[A-ZÀ-ÖØ-Þ][\w-]{1,40}(?: [A-ZÀ-ÖØ-Þ][\w-]{1,40}){0,2})"
    r" (?P<forme>[Mm]étropole|[Aa]gglomération|[Aa]gglo)(?![\w-])"
)
_METROPOLE = re.compile(rf"(?<![\w’'-])[Mm]étropole (?:{DE})?(?P<nom>{NOM})")
# « Vallée de l'X (CCVX) », with the acronym of a communauté de communes or d'agglomération
_WITH_SIGLE = re.compile(rf"(?<![\w’'-])(?P<nom>{NOM}) \((?:CC|CA|CU)(?P<initiales>[A-Z]{{2,6}})\)")
# « Les X (communauté de communes, …) »
_BRACKETED = re.compile(
    rf"(?<![\w’'-])(?P<article>(?:[Ll]es )?)(?P<nom>{NOM}) \((?:une |la )?[Cc]ommunauté "
    r"(?:de communes|urbaine|d['’]agglomération)(?! [A-Zd])"
)
_NO_OWN = re.compile(
    r"^(?:la|le|les|une?|cette|notre|l|initiative|concernant|president|maire|avec|pour|dans|par|pole|grande|euro"
    r"|nouvelle)\b"
)
_BREAK = re.compile(
    r"[\n,;:.()|]"
    r"|\s(?:et|ainsi que)\s(?=(?:l[ae]s? |l['’]|de |du |des |d['’])?(?:[Cc]ommunauté|[Rr]égion|[Dd]épartement"
    r"|[Vv]ille|[ÉE]tat))"
)
_AND = re.compile(rf"\s?(?:,|;|et|,\s?et|ainsi que)\s(?:celles? )?(?P<de>{DE})?")
_AFTER_OF = re.compile(r"\w (?:de|du|des|d['’])\s?$")  # a part of a longer name, or of another sentence
_GENERIC = frozenset(
    {"pays", "grand", "grande", "communaute", "communautes", "agglo", "agglomeration", "metropole", "urbaine", "ville"}
    | {"de", "du", "des", "la", "le", "les", "l", "d", "et", "en", "sur", "sous"}
)
_LINKS = frozenset({"de", "du", "des", "la", "le", "les", "l", "d", "et", "en", "sur"})
_SIGLE = re.compile(r"(?<![\w-])[A-Z]{4,8}(?![\w-])")
_SHORTEST_SIGLE = 4
_LONGEST = 9  # words


def find_epci(text: str, known: Mapping[int, NomTrouve]) -> Iterator[Lieu]:
    """Yield the intercommunalities named with their legal form, or whose name ends in « Métropole », « Agglo »."""
    yield from find_formed_epci(text)
    for match in _METROPOLE.finditer(text):
        entree = _by_words(match["nom"], {"METRO", "MET69"})
        if entree:
            name = " ".join(match.group().split())
            yield Lieu(match.start(), match.end(), name, TypeTerritoire.EPCI, entree.code, "epci-nom", 0.9)
    for match in _WITH_SIGLE.finditer(text):
        name = " ".join(match["nom"].split())
        initials = "".join(w[0] for w in cle_de_nom(name).split() if w not in _LINKS)
        if match["initiales"].lower() == initials:
            yield Lieu(match.start(), match.end("nom"), name, TypeTerritoire.EPCI, None, "epci-sigle", 0.8)
    for match in _BRACKETED.finditer(text):
        yield Lieu(
            match.start(),
            match.end("nom"),
            match.group("article").capitalize() + match["nom"],
            TypeTerritoire.EPCI,
            None,
            "epci-entre-parentheses",
            0.8,
        )
    ends = {found.end for found in known.values() if _is_epci(found)}
    for match in _OWN.finditer(text):
        if match.end() in ends or _AFTER_OF.search(text, max(0, match.start() - 12), match.start()):
            continue
        if not _NO_OWN.match(fold(match["nom"])) and not match.group().isupper():
            name = " ".join(match.group().split())
            kinds = [e for e in registre().candidats(name) if e.type_territoire is TypeTerritoire.EPCI]
            sure = kinds[0].code if len(kinds) == 1 else None
            if sure or match["forme"][0].isupper():  # « X agglomération »: only where an EPCI bears that name
                yield Lieu(match.start(), match.end(), name, TypeTerritoire.EPCI, sure, "epci-nom", 0.75)


def find_formed_epci(text: str) -> Iterator[Lieu]:
    """Yield the intercommunalities named with their legal form before their name."""
    for match in _FORME.finditer(text):
        forme = re.sub(r"\s+", " ", match["forme"])
        position = match.end()
        forme = _ABREGEES.get(forme, forme.replace("unaute", "unauté").replace("meration", "mération"))
        if match["plural"]:
            forme = re.sub(r"(?<=unauté)s|(?<=lomération)s|(?<=rbaine)s", "", forme)
        lieu = _named(text, position, match.start(), forme, match["de"].strip())
        while lieu:
            yield lieu
            following = _AND.match(text, lieu.end) if match["plural"] else None
            if not following:
                break
            position = following.end()
            preposition = (following["de"] or _of(text[position : position + 1])).strip()
            lieu = _named(text, position, position, forme, preposition)


def find_sigles(text: str, departements: frozenset[str]) -> Iterator[Lieu]:
    """Yield the acronyms of the intercommunalities of ``departements`` (« CABA »: agglomération du Bassin d'A…)."""
    sigles: dict[str, list[Entree]] = {}
    for entree in registre().genre(TypeTerritoire.EPCI):
        if entree.departement in departements and entree.genre in ("CA", "CC", "CU"):
            words = [w for w in cle_de_nom(nom_court_epci(entree.nom)).split() if w not in _LINKS]
            sigle = entree.genre + "".join(w[0] for w in words).upper()
            if len(sigle) >= _SHORTEST_SIGLE:
                sigles.setdefault(sigle, []).append(entree)
    for match in _SIGLE.finditer(text):
        found = sigles.get(match.group(), [])
        if len(found) == 1:
            code = found[0].code
            yield Lieu(match.start(), match.end(), match.group(), TypeTerritoire.EPCI, code, "epci-sigle", 0.85)


def _is_epci(found: NomTrouve) -> bool:
    return any(e.type_territoire is TypeTerritoire.EPCI and f is not Forme.CONTRACTEE for e, f in found.candidats)


def _named(text: str, at: int, start: int, forme: str, preposition: str) -> Lieu | None:
    """Return the EPCI whose name starts at ``at``: the registry's with the longest name, else the proper name there."""
    genres = next((g for key, g in _GENRES if key in fold(forme)), set())
    end, entree = _longest(text, at, genres)
    if entree is None:
        proper = _NOM.match(text, at) or (_NOM_DE.match(text, at) if preposition else None)
        if proper and not _distinctive(proper.group()):
            proper = _NOM_LONG.match(text, at)  # « du Pays des trois vallées »
        if proper is None or (len(proper.group()) <= 5 and proper.group().isupper()):
            return None
        end = proper.end()
        entree = _by_words(proper.group(), genres) or _by_town(proper.group(), genres)
    short = " ".join(text[at:end].split())
    if entree and (entree, Forme.PLEINE) in registre().formes(short):  # « X Métropole » says what it is
        name = short
    else:
        linked = preposition if preposition.endswith(("'", "’")) or not preposition else f"{preposition} "
        name = f"{forme} {linked}{short}"
    name = name[0].upper() + name[1:]
    sure = entree.code if entree else None
    return Lieu(start, end, name, TypeTerritoire.EPCI, sure, "epci-forme", 0.95 if sure else 0.85)


def _longest(text: str, at: int, genres: Collection[str]) -> tuple[int, Entree | None]:
    """Return the registry's EPCI with the longest name that the words at ``at`` begin with, and where it ends."""
    listing = _with_commas(text, at, genres)
    if listing[1] is not None:
        return listing
    stop = _BREAK.search(text, at, at + 120)
    limit = stop.start() if stop else min(len(text), at + 120)
    ends = [m.end() for m in _WORD.finditer(text, at, limit)][:_LONGEST]
    for end in reversed(ends):
        found = [e for e in registre().candidats(text[at:end]) if e.type_territoire is TypeTerritoire.EPCI]
        if len(found) > 1:
            found = [e for e in found if e.genre in genres]
        if len(found) == 1:
            return end, found[0]
    return at, None


def _with_commas(text: str, at: int, genres: Collection[str]) -> tuple[int, Entree | None]:
    """Return the registry's EPCI whose name lists towns (« Communauté de communes A, B, C »), and where it ends."""
    limit = min(len(text), at + 120)
    if "," not in text[at:limit]:
        return at, None
    for end in reversed([m.end() for m in _WORD.finditer(text, at, limit)][:_LONGEST]):
        if "," not in text[at:end] or "\n" in text[at:end]:
            continue
        found = [e for e in registre().candidats(text[at:end]) if "," in e.nom and e.genre in genres]
        if len(found) == 1:
            return end, found[0]
    return at, None


@lru_cache(maxsize=1)
def _index() -> dict[frozenset[str], tuple[Entree, ...]]:
    """The EPCI by the words that tell them apart (« CA Agen Agglo » is {agen})."""
    index: dict[frozenset[str], tuple[Entree, ...]] = {}
    for entree in registre().genre(TypeTerritoire.EPCI):
        words = _distinctive(nom_court_epci(entree.nom))
        index[words] = (*index.get(words, ()), entree)
    return index


def _distinctive(nom: str) -> frozenset[str]:
    return frozenset(cle_de_nom(nom).split()) - _GENERIC


def _by_words(nom: str, genres: Collection[str]) -> Entree | None:
    words = _distinctive(nom)
    found = [e for e in _index().get(words, ()) if e.genre in genres] if words else []
    return found[0] if len(found) == 1 else None


def _by_town(nom: str, genres: Collection[str]) -> Entree | None:
    """Return the EPCI that is called after the town ``nom`` and holds it (« communauté d'agglomération de Agen »)."""
    key = cle_de_nom(nom)
    towns = [e for e in registre().candidats(nom) if e.type_territoire is TypeTerritoire.COMMUNE and e.actuelle]
    found = {e.code: e for town in towns if (e := registre().epci_de(town.code)) and e.genre in genres}
    named = [e for e in found.values() if re.search(rf"\b{re.escape(key)}\b", cle_de_nom(e.nom))]
    return named[0] if len(named) == 1 else None


def _of(letter: str) -> str:
    return "d'" if fold(letter) and fold(letter) in "aeiouyhœ" else "de"
