"""Communes called by the first part of their name: « l'hôpital de Pont-l'X » for Pont-l'X-sur-Y."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pactes.extraction.commun.lieux import Lieu
from pactes.extraction.territoires.noms_du_document import NomsDuDocument
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, cle_de_nom, noms_communs, registre

_PLACED = re.compile(
    r"(?<![\w’'-])(?:[àÀ]|[Dd]e|[Dd]u|[Vv]ers|[Ee]ntre|[Vv]ille de|[Mm]airie de|[Mm]aire de)\s"
    r"(?P<nom>[A-ZÀ-Þ][a-zà-ÿ]{4,})(?![\w’'-])(?!\s[A-ZÀ-Þ])"
)
_FIRST = re.compile(r"[^\W\d_]+")
_POPULATION = 3_000  # inhabitants under which a commune is not called by a part of its name
_NO_TOWN = re.compile(
    r"\b(?:m\.|mm\.|mme|monsieur|madame|rue|avenue|boulevard|place|lycee|college|ecole|pays|vallee|massif|plateau|cote"
    r"|pointe|cap|foret|lac|canal|baie)\s(?:de |du |des |d'|à |a )?$"
)


def find_abbreviated(document: NomsDuDocument) -> Iterator[Lieu]:
    """Yield the communes that ``document`` calls by the first part of a hyphened name, where one only can be meant.

    It must be the only one of its régions, big enough to be known so, and the word no name or common word of its own.
    """
    for match in _PLACED.finditer(document.text):
        nom = match["nom"]
        key = cle_de_nom(nom)
        if key in noms_communs() or key in document.lower_words or registre().candidats(nom):
            continue
        if _NO_TOWN.search(fold(document.text[max(0, match.start("nom") - 40) : match.start("nom")])):
            continue
        found = [e for e in _by_first_word().get(key, ()) if e.region in document.regions]
        if len(found) == 1 and found[0].population >= _POPULATION:
            yield Lieu(
                match.start("nom"),
                match.end("nom"),
                nom,
                TypeTerritoire.COMMUNE,
                found[0].code,
                "commune-abregee",
                0.85,
            )


@lru_cache(maxsize=1)
def _by_first_word() -> dict[str, tuple[Entree, ...]]:
    index: dict[str, list[Entree]] = {}
    for entree in registre().genre(TypeTerritoire.COMMUNE):
        first = _FIRST.match(entree.nom)
        if entree.actuelle and first and entree.nom[first.end() : first.end() + 1] == "-":
            index.setdefault(cle_de_nom(first.group()), []).append(entree)
    return {key: tuple(found) for key, found in index.items()}
