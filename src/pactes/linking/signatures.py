"""What the tellings of one signature agree on: a name with and without accents is one, two persons are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pactes.linking.corpus import ContratLie, SignatureLiee, ValeurDite
from pactes.linking.noms import cle

__all__ = ["SIMPLES", "SignatureTranchee", "desaccords_signatures", "trancher_signatures"]

SIMPLES = ("representant", "qualite", "adresse", "deliberation")


@dataclass(frozen=True, slots=True)
class SignatureTranchee:
    """The values of a signature; None where no telling gives one, or where they disagree."""

    nom: str
    prevue: bool
    representant: str | None = None
    qualite: str | None = None
    adresse: str | None = None
    deliberation: str | None = None


def _by_path(contrat: ContratLie) -> dict[str, list[tuple[str, SignatureLiee]]]:
    found: dict[str, list[tuple[str, SignatureLiee]]] = {}
    for dit in contrat.dits:
        for signature in dit.signatures:
            found.setdefault(signature.chemin, []).append((dit.document, signature))
    return found


def _compatible(values: Iterable[str]) -> str | None:
    """Return the fullest of values that say the same (one's words are among the other's), None when they differ."""
    ordered = sorted(set(values), key=lambda v: (-len(cle(v).split()), -sum(ord(c) > 127 for c in v), v))
    if not ordered:
        return None
    words = set(cle(ordered[0]).split())
    return ordered[0] if all(set(cle(v).split()) <= words for v in ordered) else None


def trancher_signatures(contrats: Iterable[ContratLie], noms: Mapping[str, str]) -> dict[str, SignatureTranchee]:
    """Return the agreed values of every signature, by chemin; ``noms`` gives the label of each organisation."""
    result = {}
    for contrat in contrats:
        for chemin, told in _by_path(contrat).items():
            result[chemin] = SignatureTranchee(
                noms.get(told[0][1].signataire, told[0][1].record.signataire),
                all(s.record.prevue for _, s in told),
                *(_agreed(told, propriete) for propriete in SIMPLES),
            )
    return result


def _agreed(told: list[tuple[str, SignatureLiee]], propriete: str) -> str | None:
    values = [value for _, s in told if (value := getattr(s.record, propriete))]
    if propriete == "representant":
        return _compatible(values)
    # Capacity and address are worded in many ways: the first telling (the fullest) is kept.
    return values[0] if values else None


def desaccords_signatures(contrat: ContratLie) -> dict[str, tuple[ValeurDite, ...]]:
    """Return the signatures whose representatives are different persons, with each statement."""
    found = {}
    for chemin, told in _by_path(contrat).items():
        said = [(d, s.record) for d, s in told if s.record.representant]
        if said and _compatible(r.representant or "" for _, r in said) is None:
            found[chemin] = tuple(
                ValeurDite(d, r.representant or "", r.evidence[0], r.regle, r.confiance) for d, r in said
            )
    return found
