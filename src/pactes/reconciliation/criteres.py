"""What else is known of the thing that is looked for: a property and the values that will do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from pactes.reconciliation.ecriture import coeur_de, mots_de
from pactes.reconciliation.entites import Entite
from pactes.reconciliation.territoires import lieux, proprietes_de

__all__ = ["Critere", "accord"]

_CODES = frozenset({"codeINSEE", "siren"})
_DATES = {"date": ("dateSignature", "dateDebut", "dateFin")}
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


@dataclass(frozen=True, slots=True)
class Critere:
    """A property that the thing should have, with any of ``valeurs`` (texts as written, or IRIs)."""

    pid: str
    valeurs: tuple[str, ...]

    @property
    def code(self) -> str:
        """The official code that this gives, which alone tells the thing; empty when it gives none."""
        if self.pid not in _CODES or not self.valeurs:
            return ""
        digits = re.sub(r"[\s.\u00a0]", "", self.valeurs[0]).lower()
        if self.pid == "siren":
            return digits[:9]
        return digits.zfill(5) if digits.isdigit() and len(digits) == 4 else digits  # spreadsheets drop a leading zero


def accord(critere: Critere, entite: Entite, chercher: Callable[[str], Entite | None]) -> bool | None:
    """Tell whether a thing meets a criterion, None when nothing is known of it.

    ``chercher`` gives the thing of an IRI, by which names of other things are compared.
    """
    if critere.pid in ("departement", "region"):
        return _dans(critere, entite)
    if critere.code:
        codes = _valeurs(entite, critere.pid)
        return critere.code in {code.lower() for code in codes} if codes else None
    own = [value for pid in _DATES.get(critere.pid, (critere.pid,)) for value in _valeurs(entite, pid)]
    if not own:
        return None
    if critere.pid.startswith("date"):
        return any(_same_date(asked, value) for asked in critere.valeurs for value in own)
    names: set[str] = set()
    for value in own:
        other = chercher(value)
        names |= {coeur_de(mots_de(nom.texte)) for nom in other.noms} if other else {coeur_de(mots_de(value))}
        names |= {value, value.rsplit("/", 1)[-1]}
    return any(
        asked in names
        or coeur_de(mots_de(asked)) in names
        or ((other := chercher(asked)) is not None and other.chemin in own)
        for asked in critere.valeurs
    )


def _valeurs(entite: Entite, pid: str) -> list[str]:
    values = entite.proprietes if entite.entree is None else proprietes_de(entite.entree)
    return [str(value) for value in (values or {}).get(pid, ())]


def _dans(critere: Critere, entite: Entite) -> bool | None:
    own = entite.departements if critere.pid == "departement" else entite.regions
    asked = _codes_des_lieux(critere) if own else None
    return not asked.isdisjoint(own) if asked else None


@lru_cache(maxsize=1024)
def _codes_des_lieux(critere: Critere) -> frozenset[str]:
    """Return the codes of the départements (or régions) that a criterion names, by code, name or IRI."""
    asked: set[str] = set()
    for value in critere.valeurs:
        text = value.rsplit("/", 1)[-1] if "/" in value else value
        found = lieux().lire(text.zfill(2) if text.isdigit() and len(text) == 1 else text)
        if critere.pid == "departement":
            asked |= {found[0]}
        else:
            asked |= {found[1] or lieux().regions.get(coeur_de(mots_de(text)), ""), text}
    return frozenset(asked - {""})


def _same_date(asked: str, value: str) -> bool:
    """Two dates agree when the more precise begins with the other; of an asked text, its year is enough."""
    asked = asked.strip()
    if value.startswith(asked) or asked.startswith(value):
        return True
    years = _YEAR.findall(asked)
    return bool(years) and not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", asked) and value[:4] in years
