"""What the words right beside an amount say of it: rough, a ceiling, every year, a price."""

from __future__ import annotations

import re

_NEAR = 70  # characters before an amount that may qualify it

_ROUGH = re.compile(
    r"(?:\b(?:pres de|plus de|environ|quelque|autour de|de l'ordre de|presque|moins de|estimee?s? a|plus d'|au moins"
    r"|superieure?s? a|un minimum de|minimum de|avoisinant|avoisine|pas loin de|a peu pres)|~|≈)\s?$"
)
_ROUGH_AFTER = re.compile(r"\s?\(?(?:environ|a minima|au minimum|minimum|au moins|en moyenne)\b")
_MAXIMUM = re.compile(
    r"\b(?:plafonnee?s? a|(?:dans|a) la limite (?:\w+ ){0,2}d[e']|au plus|au maximum(?: a| de)?|maximum de|maximale? de"
    r"|(?:montant|hauteur|concurrence) maxim\w+ de|a concurrence de|jusqu'a|limitee?s? a|plafond (?:\w+ )?(?:de|a)"
    r"|(?:exceder|depasser|excedant pas|depassant pas|inferieure?s? ou ega\w+ a))"
    r"\s?(?:un montant de |la somme de |une somme de |hauteur de )?$"
)
_MAXIMUM_AFTER = re.compile(r"\s?(?:ht |ttc |par an )?\(?,?\s?(?:au maximum|maximum|maximal|max\b|au plus|plafonne)\b")
_QUALIFIED = (
    r"(?:\s?(?:ht|ttc|hors taxes?|supplementaires?|maximum|au plus|en moyenne|environ|de credits"
    r"|de subventions?)\b){0,2}"
)
_YEARLY = re.compile(
    rf"{_QUALIFIED}\s?\(?(?:/ ?an(?:nee)?\b|par an\b|annuels?\b|chaque annee|tous les ans|par annee|l'an\b)"
)
_YEARLY_LATER = re.compile(r"[^,;:.()\d]{0,30}\s(?:chaque annee|tous les ans|annuellement|par an)\b")
_MONEY = (
    "subvention|participation|contribution|dotation|enveloppe|budget|aide|financement|montant|credit|cotisation|somme"
    "|soutien|concours|cout|apport|effort|versement|abattement"
)
_YEARLY_BEFORE = re.compile(
    rf"\b(?:{_MONEY})s?\s(?:\w+\s){{0,2}}?annuel(?:le)?s?\b[^,;:.()\d]{{0,40}}$"
    r"|\b(?:chaque annee|tous les ans|annuellement)\b[^;:.()\d]{0,60}$"
)
# Beside the euro: an amount by the square metre, by the month… is a price, no sum.
_UNITS = (
    r"(?:m2|m²|metre|mois|jour|heure|personne|hab(?:itant|\b)|logement|eleve|menage|tonne|unite|place|enfant|jeune"
    r"|salarie|agent|dossier|emploi|etp|poste|foyer|famille|beneficiaire|km|kilometre|hectare|ha\b|repas|nuit|seance"
    r"|participant|etudiant|apprenti|stagiaire|lot\b|kwh|mwh)"
)
_BY_UNIT = re.compile(
    rf"(?:\s(?:ht|ttc))?\s?(?:/\s?(?!an\b|annee)\w|(?:par an )?(?:et )?par {_UNITS}|le m2|le m²|l'unite|{_UNITS}/an)"
)


def is_rough(folded: str, start: int, end: int) -> bool:
    """Tell whether the amount at ``folded[start:end]`` is approximate (« près de », « à minima »)."""
    before = folded[max(0, start - 30) : start]
    return _ROUGH.search(before) is not None or _ROUGH_AFTER.match(folded, end) is not None


def is_maximum(folded: str, start: int, end: int) -> bool:
    """Tell whether the amount is a ceiling (« plafonnée à », « dans la limite de », « au plus »)."""
    before = folded[max(0, start - _NEAR) : start]
    return _MAXIMUM.search(before) is not None or _MAXIMUM_AFTER.match(folded, end) is not None


def is_yearly(folded: str, start: int, end: int) -> bool:
    """Tell whether the amount comes back every year (« par an », « subvention annuelle de », « chaque année »)."""
    before = folded[max(0, start - 2 * _NEAR) : start]
    return (
        _YEARLY.match(folded, end) is not None
        or _YEARLY_LATER.match(folded, end) is not None
        or _YEARLY_BEFORE.search(before) is not None
    )


def is_unit_price(folded: str, end: int, *, yearly: bool) -> bool:
    """Tell whether the amount is a price by unit (« par habitant », « /m² », « par an et par poste »)."""
    return _BY_UNIT.match(folded, end) is not None and not (yearly and folded[end : end + 4].strip().startswith("/ an"))
