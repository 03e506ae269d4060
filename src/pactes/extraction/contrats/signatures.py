"""Reader of the signature block: where and when a contract was made, and who signs it in which capacity."""

from __future__ import annotations

import re
from dataclasses import replace

from rapidfuzz import fuzz

from pactes.extraction.commun.parties import Partie
from pactes.extraction.contrats.bloc_de_signature import Signe, read_signes
from pactes.model import Evidence, Signature
from pactes.reading import Document, fold

__all__ = ["read_signatures", "read_signes"]

_EXPECTED = (
    (
        re.compile(r"\bprefet|\bministre|\bprocureur|\bsous-prefet|\brecteur|\brectrice"),
        re.compile(r"\betat\b|prefe|minister|academ|rectorat"),
    ),
    (re.compile(r"\bmaire\b"), re.compile(r"\bville\b|\bcommune\b|\bmunicipal|\bmairie")),
    (re.compile(r"conseil regional|\bregion\b"), re.compile(r"\bregion\b|conseil regional")),
    (
        re.compile(r"conseil (?:general|departemental)|\bdepartement\b"),
        re.compile(r"\bdepartement\b|conseil (?:general|departemental)"),
    ),
    (
        re.compile(r"communaute|agglomeration|metropole|intercommunal|\bpetr\b|\bpays\b|syndicat"),
        re.compile(r"communaute|agglo|metropole|intercommunal|\bpetr\b|\bpays\b|syndicat|\bepci\b"),
    ),
)


def _fit(partie: Partie, signe: Signe) -> float:
    """Return how well a line of the block fits a party, 0 to 100."""
    nom, role = fold(partie.nom), fold(signe.qualite or "")
    if signe.pour:
        if partie.sigle and fold(partie.sigle) in re.findall(r"\w+", fold(signe.pour)):
            return 100.0
        return float(fuzz.token_set_ratio(nom, fold(signe.pour)))
    best = 0.0
    for rank, function in enumerate(re.split(r",| (?=(?:vice-)?presidente?\b|maire\b|prefete?\b|senat|depute)", role)):
        if not function.strip():
            continue
        fit = 0.0
        for role_of, party_of in _EXPECTED:
            if role_of.search(function):
                fit = 70.0 if party_of.search(nom) else 0.0
                break
        common = _distinctive(nom) & _distinctive(function)
        fit += 30.0 * bool(common) if fit or not any(r.search(function) for r, _ in _EXPECTED[:2]) else 0.0
        expected = fold(partie.qualite or "")
        if expected and fuzz.token_set_ratio(expected, function) >= 85:
            fit = max(fit, 80.0)
        penalty = 25.0 * ("vice" in function) + 3.0 * rank
        best = max(best, fit - penalty)
    return best


def _distinctive(text: str) -> set[str]:
    return {
        w
        for w in re.findall(r"\w{4,}", text)
        if w not in ("president", "presidente", "maire", "prefet", "prefete", "conseil")
    }


def read_signatures(document: Document, parties: tuple[Partie, ...]) -> tuple[Signature, ...]:
    """Return one signature for each party: who represents it is read at its name, else in the signature block.

    Without parties at its head, the contract has those of its signature block (« Pour la Région X »).
    """
    signes = read_signes(document)
    pairs = sorted(((_fit(p, s), -i, -j) for i, p in enumerate(parties) for j, s in enumerate(signes)), reverse=True)
    chosen: dict[int, Signe] = {}
    used: set[int] = set()
    for fit, i, j in pairs:
        if fit >= 60 and -i not in chosen and -j not in used:
            chosen[-i] = signes[-j]
            used.add(-j)
    if not parties:
        return tuple(
            _signature(s.pour, s.representant, s.qualite, None, (document.evidence(s.start, s.end),))
            for s in signes
            if s.pour
        )
    signing = [(i, partie) for i, partie in enumerate(parties) if not partie.temoin or i in chosen]
    return tuple(_of_partie(document, partie, chosen.get(i)) for i, partie in signing)


def _of_partie(document: Document, partie: Partie, signe: Signe | None) -> Signature:
    evidence = [document.evidence(partie.start, partie.end)]
    person, role = partie.representant, partie.qualite
    if (
        signe
        and (signe.representant or signe.qualite)
        and (person is None or fuzz.ratio(fold(person), fold(signe.representant or "")) > 80)
    ):
        person = person or signe.representant
        role = signe.qualite if signe.qualite and (role is None or len(signe.qualite) > len(role)) else role
        evidence.append(document.evidence(signe.start, signe.end))
    return replace(
        _signature(partie.nom, person, role, partie.adresse, tuple(evidence)), deliberation=partie.deliberation
    )


def _signature(
    name: str, person: str | None, role: str | None, address: str | None, evidence: tuple[Evidence, ...]
) -> Signature:
    return Signature(
        signataire=name,
        representant=person,
        qualite=role,
        adresse=address,
        evidence=evidence,
        regle="partie-en-tete" if len(evidence) == 1 else "partie-en-tete-et-signature",
        confiance=0.9,
    )
