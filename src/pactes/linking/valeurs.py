"""Single-valued properties that documents give several values for: where nothing decides, a contradiction, no value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pactes.linking.corpus import ContratLie, DitContrat, ValeurDite, valeurs_de
from pactes.model import GenreContradiction

__all__ = ["PROPRIETES", "PROPRIETE_NOMS", "desaccord", "dites", "retenir"]

PROPRIETES = ("dateSignature", "dateDebut", "dateFin", "duree")
PROPRIETE_NOMS = {
    "dateSignature": "Date de signature",
    "dateDebut": "Début",
    "dateFin": "Fin",
    "duree": "Durée",
}
GENRES = {
    "dateSignature": GenreContradiction.DATE,
    "dateDebut": GenreContradiction.DATE,
    "dateFin": GenreContradiction.DATE,
    "duree": GenreContradiction.VALEUR,
}


def dites(dits: Iterable[DitContrat], propriete: str) -> tuple[ValeurDite, ...]:
    """Return every value of a property that the tellings give, in their order, each passage once."""
    values = [
        ValeurDite(dit.document, valeur.valeur, valeur.evidence, dit.record.regle, dit.record.confiance)
        for dit in dits
        for valeur in valeurs_de(dit.record)[propriete]
    ]
    unique = {(v.document, v.evidence.start, v.evidence.end, v.valeur): v for v in reversed(values)}
    return tuple(reversed(unique.values()))


def retenir(values: Sequence[str]) -> tuple[str, ...]:
    """Return the values that no other one makes more precise: « 2015 » is contained in « 2015-02-20 »."""
    unique = sorted(set(values))
    return tuple(v for v in unique if not any(other != v and other.startswith(f"{v}-") for other in unique))


def desaccord(contrat: ContratLie, propriete: str) -> tuple[ValeurDite, ...]:
    """Return the values of a property that disagree, empty when one value (or none) is left."""
    values = dites(contrat.dits, propriete)
    return values if len(retenir([v.valeur for v in values])) > 1 else ()
