"""Which place a figure is said of: named with it, in its paragraph, in the title above, or the contract's own."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.zones import Zone
from pactes.extraction.financements.financements_titres import Titres
from pactes.extraction.territoires.territoires_epci import find_epci
from pactes.model import TypeTerritoire
from pactes.reading import Span, fold
from pactes.reference import registre

# « la charte d'Aalborg », « l'aéroport de Perpignan », « la rue du Moulin »: where something was signed or stands.
_NAMED_AFTER = re.compile(
    r"\b(?:pacte|contrats?|accords?|traite|rue|gare|aeroport|place|avenue|boulevard|universite|chu|tribunal|academie"
    r"|quai|pont|route|port|marche|foire|festival|convention|dispositif|prefet|prefete|prefecture|maire|eglise)"
    r" (?:de |du |d'|de la |de l')?$"
)
_COMPASS = re.compile(r"Nord|Sud|Est|Ouest|Centre")  # « le quartier Nord », but « Nord : 13 contrats »
_COUNTY = re.compile(r"departement (?:du|de l'|de)\s?$")
_LARGE = (TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT, TypeTerritoire.EPCI)
_KNOWN = 10_000  # inhabitants of a place that a figure may be said of without more words
_AROUND = 400  # characters around a figure in which its place is looked for
_PARAGRAPH = 1500  # characters before a figure in which its paragraph names a place
_CLAUSE = 90  # characters after a figure in which its clause names a place
_NATIONAL = re.compile(
    r"\b(?:au (?:niveau|plan) national|a l'echelle (?:nationale|du pays)|en france|moyenne nationale|nationalement"
    r"|la france|taux national|dans (?:tout )?le pays|francais)\b"
)
_COMPARED = re.compile(r"\b(?:contre|face a|par rapport a|compare)\b")
_REGIONAL = re.compile(r"\b(?:dans|de) la region\b|moyenne regionale|au niveau regional")
# What is counted of a contract or a distance is said of no place but the one that its name gives.
_STRUCTURE = re.compile(
    r"^(?:axes|objectifs|mesures|priorites|conventions|dossiers|domaines|collectivites|secteurs|volets"
    r"|fiches|orientations|enjeux|chapitres|defis|piliers|principes)$"
)


_TOWN = ("ville", "commune", "ville-centre")
_UNION = ("agglo", "agglomeration", "communaute", "metropole", "epci", "communaute d'agglomeration", "intercommunalite")
_TOWN_NAME = re.compile(r"^(?:la |l['’])?(?:[Vv]ille|[Cc]ommune) (?:de |d['’])|^(?:VILLE|COMMUNE) (?:DE |D['’])")
_UNION_NAME = re.compile(r"[Mm]étropole|METROPOLE|MÉTROPOLE|[Aa]gglo|AGGLO|[Cc]ommunauté|COMMUNAUT[EÉ]")
# Smaller or other places than the one of the title or of the contract: a figure near them may be theirs.
_ELSEWHERE = re.compile(
    r"\b(?:quartiers?|qpv|zus|secteurs?|iris|ilots?|bassins?|academie|cantons?|arrondissements?|bourgs?|villages?"
    r"|zones?"
    r"|territoires? (?:urbains?|populaires?|ruraux|voisins?)|ces territoires|communes? (?:d[eu']|voisines?)"
    r"|intercommunalites"
    r"|europe(?:en\w*)?|region\w*|departement\w*|mondia\w+|nationa\w+|laureats?)\b"
)


class Lieux:
    """Follows the zones of a document and tells which place a figure of a zone is said of."""

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte
        self._titres = Titres()
        self._titre: str | None = None
        self._zone: Zone | None = None
        self._places: list[tuple[int, int, str]] = []

    def enter(self, zone: Zone) -> None:
        """Take notice of a zone; zones come in the order of the text."""
        self._titre = self._titres.at(zone)
        self._zone, self._places = None, []

    def of(self, zone: Zone, start: int, end: int, phrase: Span, nom: str, unite: str) -> tuple[str | None, bool]:
        """Return the place of the figure at ``start`` to ``end``, and whether its own sentence names it."""
        if self._zone is not zone:
            self._zone, self._places = zone, find_lieux(zone)
        said = _said(zone, self._places, start, end, phrase, nom, unite)
        if said or nom.startswith("distance"):
            return said, True
        clause = zone.folded[max(phrase.start, start - _CLAUSE) : min(phrase.end, end + _CLAUSE)]
        if _NATIONAL.search(clause) and not _COMPARED.search(clause):
            return "France", True
        if _STRUCTURE.match(fold(unite)) or _REGIONAL.search(clause) or _NATIONAL.search(clause):
            return None, True
        if _ELSEWHERE.search(zone.folded, max(0, start - _PARAGRAPH), min(phrase.end, end + _AROUND)):
            return None, True
        return self._around(zone, phrase, start), False

    def _around(self, zone: Zone, phrase: Span, start: int) -> str | None:
        """Return the one place of the paragraph before the sentence, else of the titles above, else the contract's."""
        low = bisect_left(self._places, (max(0, start - _PARAGRAPH), 0, ""))
        near = self._places[low : bisect_left(self._places, (start + _AROUND, 0, ""))]
        before = {name for _, last, name in near if last <= phrase.start}
        inside = {name for first, _, name in near if phrase.start <= first < phrase.end}
        if len(before) == 1 and not inside - before:
            return before.pop()
        if before or inside:
            return None  # several places: none is surely the one
        path = self._contexte.plan.path(zone.start)
        for title in (self._titre, *(s.title for s in reversed(path))):
            place = _place_of_title(title) if title else None
            if place:
                return place
        return self.perimetre()

    def nomme(self, head: str) -> str:
        """Return the name that « Ville », « Agglo. » stand for in a contract of one town or one intercommunality."""
        principal = self._contexte.principal
        word = fold(head).strip(" .")
        if principal is None or word not in (*_TOWN, *_UNION):
            return head
        names = (*principal.territoires, *(s.signataire for s in principal.signatures))
        pattern = _TOWN_NAME if word in _TOWN else _UNION_NAME
        found = {" ".join(pattern.sub("", n).split()) if word in _TOWN else n for n in names if pattern.search(n)}
        return found.pop() if len(found) == 1 else head

    def perimetre(self) -> str | None:
        """Return the territory of the contract that the document is, None without one that is known."""
        principal = self._contexte.principal
        known = [t for t in principal.territoires if _is_place(t)] if principal else []
        words = [set(re.findall(r"\w{5,}", fold(t))) for t in known]
        # Several places: the first only where the others bear its name (a union and its town).
        return known[0] if known and all(words[0] & other for other in words) else None


@lru_cache(maxsize=256)
def _is_place(words: str) -> bool:
    if re.search(r"[()«»]", words):
        return False
    return bool(list(registre().chercher(words)) or list(find_epci(words, {}))) or words.lower().startswith("pays d")


@lru_cache(maxsize=256)
def _place_of_title(title: str) -> str | None:
    """Return the one place that a title names; a county in brackets only says where that place is."""
    epci = [lieu.nom for lieu in find_epci(title, {})]
    if epci:
        return epci[0]
    found = []
    for nom in registre().chercher(title):
        words = title[nom.start : nom.end]
        bracketed = title[: nom.start].rstrip().endswith("(")
        known = any(
            e.population >= _KNOWN or e.type_territoire in (TypeTerritoire.DEPARTEMENT, TypeTerritoire.EPCI)
            for e, _ in nom.candidats
            if e.type_territoire is not TypeTerritoire.REGION  # a running head, not what the figure is of
        )
        surely = len(words) >= 4 and not bracketed and not _COMPASS.fullmatch(words) and known
        if surely and not _NAMED_AFTER.search(fold(title[max(0, nom.start - 30) : nom.start])):
            found.append(" ".join(words.split()))
    return found[0] if len(set(found)) == 1 else None


def find_lieux(zone: Zone) -> list[tuple[int, int, str]]:
    """Return the well-known places that the zone names: offsets and name, in order."""
    found = []
    for nom in registre().chercher(zone.texte):
        known = any(e.population >= _KNOWN or e.type_territoire in _LARGE for e, _ in nom.candidats)
        words = zone.texte[nom.start : nom.end]
        if _COMPASS.fullmatch(words) and not (
            _COUNTY.search(zone.folded[max(0, nom.start - 20) : nom.start])
            or zone.texte[nom.end :][:3].strip()[:1] == ":"
        ):
            continue
        if _NAMED_AFTER.search(zone.folded[max(0, nom.start - 30) : nom.start]):
            continue
        if known and nom.end - nom.start >= 4:
            found.append((nom.start, nom.end, " ".join(zone.texte[nom.start : nom.end].split())))
    for lieu in find_epci(zone.texte, {}):
        found = [f for f in found if f[1] <= lieu.start or lieu.end <= f[0]]
        found.append((lieu.start, lieu.end, lieu.nom))
    return sorted(found)


def _said(
    zone: Zone, lieux: list[tuple[int, int, str]], start: int, end: int, phrase: Span, nom: str, unite: str
) -> str | None:
    """Return the place that the sentence gives: named with the figure, else next in its clause, else last before it.

    Axes and objectives are counted of a contract, a distance is between places: they have a place only in their name.
    """
    low, high = max(phrase.start, start - _AROUND), min(phrase.end, end + _AROUND)
    inside = lieux[bisect_left(lieux, (low, 0, "")) : bisect_left(lieux, (high, 0, ""))]
    after = [(s, name) for s, _, name in inside if s >= end]
    distance = nom.startswith("distance")
    if after and re.search(rf"(?<!\w){re.escape(after[0][1])}(?!\w)", nom) and not distance:
        return after[0][1]
    if _STRUCTURE.match(fold(unite)) or distance:
        return None
    if after and after[0][0] - end <= _CLAUSE and not re.search(r"[,;:()]", zone.texte[end : after[0][0]]):
        return after[0][1]
    before = [(e, name) for _, e, name in inside if e <= start]
    alone = len({name for _, name in before}) == 1
    near = before and not re.search(r"[,;:()]", zone.texte[before[-1][0] : start])
    return before[-1][1] if alone or near else None
