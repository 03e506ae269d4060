"""Territories that contracts are named after: « contrat de santé du Haut X », « pacte pour le territoire A-B-C »."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pactes.extraction.commun.lieux import Lieu
from pactes.model import Contrat, TypeTerritoire
from pactes.reading import fold
from pactes.reference import registre

# What a contract may be said to be of without its being a place, or that another rule reads better.
_NO_PLACE = re.compile(
    r"^(?:la |le |les |l')?(?:agences?|associations?|caisses?|chambres?|communes?|conseils?|departements?|etat"
    r"|etudiants|operations?|revitalisation|offices?|parties|partenaires|prefecture|prefet|regions?|services?|societe|syndicats?|universites?|villes?|en\b)"
)
_GENERAL = re.compile(r"^(?:agglomération|territoires?) (?:de la |de l['’]|des |de |du |d['’])?")
_NAME = re.compile(
    r"(?:(?:bassin|bassin de vie|bassin d['’]emploi|vallée|val|pays|plateau|plaine|massif|littoral)"
    r" (?:de la |de l['’]|des |de |du |d['’])?)?[A-ZÀ-Þ][\w’'-]{2,}(?:[ -](?:[a-zà-ÿ]{1,4}['’ ])?[A-ZÀ-Þ][\w’'-]+){0,5}"
)
_LOWER = re.compile(r"[a-zà-ÿ]")


def find_of_contracts(text: str, contrats: Iterable[Contrat]) -> Iterator[Lieu]:
    """Yield each place in ``text`` that bears the name that a contract gives to its territory."""
    named = (nom for contrat in contrats if contrat.instance for nom in contrat.territoires)
    for nom in sorted({_GENERAL.sub("", " ".join(nom.split())) for nom in named}):
        if not _is_place(nom):
            continue
        for match in re.finditer(rf"(?<![\w-]){re.escape(nom)}(?![\w-])", text):
            yield Lieu(match.start(), match.end(), nom, TypeTerritoire.AUTRE, None, "territoire-de-contrat", 0.8)


def _is_place(nom: str) -> bool:
    """Tell whether a name is of a place that the registry, read elsewhere, does not have."""
    written = _NAME.fullmatch(nom) and _LOWER.search(nom) and not _NO_PLACE.match(fold(nom))
    return bool(written) and not registre().candidats(nom)
