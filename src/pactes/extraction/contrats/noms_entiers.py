"""Who signs a contract, by the name that the text gives in full elsewhere: « la Région », « la CAX », « les communes ».

A contract that another one cites is mostly concluded by the same institutions: there « la Caf » is the Caf that signs
the text, and « la commune » in a deliberation is the commune whose council deliberates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pactes.extraction.commun.resolution import signatories_named
from pactes.extraction.commun.sigles import short_names
from pactes.extraction.contrats.deliberations import assembly_of
from pactes.model import Contrat, Signature
from pactes.reading import Document, fold

__all__ = ["with_full_names"]

_TOWN = re.compile(r"ville (?:de la |de l'|de |du |des |d').+")


def with_full_names(document: Document, contrats: Sequence[Contrat]) -> tuple[Contrat, ...]:
    """Return ``contrats``, each signatory under the name that the text gives it in full elsewhere, each once."""
    known = short_names(document)
    principal = next((c for c in contrats if c.principal), None)
    assembly = assembly_of(document) if principal is None else None
    named = tuple(s.signataire for s in principal.signatures) if principal else ((assembly,) if assembly else ())
    found = []
    for contrat in contrats:
        elsewhere = () if contrat is principal or not contrat.instance else named
        unique: dict[str, Signature] = {}
        for signature in contrat.signatures:
            for full in _full(document, signature, known, elsewhere):
                key = fold(full.signataire)
                unique[key] = _joined(unique[key], full) if key in unique else full
        found.append(replace(contrat, signatures=tuple(unique.values())) if unique else contrat)
    return tuple(found)


def _joined(first: Signature, again: Signature) -> Signature:
    return replace(
        first,
        representant=first.representant or again.representant,
        qualite=first.qualite or again.qualite,
        evidence=tuple(dict.fromkeys((*first.evidence, *again.evidence))),
    )


def _full(
    document: Document, signature: Signature, known: Mapping[str, str], named: Sequence[str]
) -> Iterator[Signature]:
    name = known.get(signature.signataire, signature.signataire)
    for full in signatories_named(name, named) or (name,):
        written = name if fold(full) == fold(name) else full
        by_mayor = fold(signature.qualite or "").startswith("maire")
        yield replace(signature, signataire=_as_written(document, written) if by_mayor else written)


def _as_written(document: Document, name: str) -> str:
    """Return « commune de X » for a « ville de X » that only its mayor tells of, where the text calls it a commune."""
    town = _TOWN.fullmatch(fold(name))
    if town is None or name[1:] in document.text:  # a heading in capitals says nothing
        return name
    of = name[len("ville") :]
    shared = re.search(rf"\bcommunes\b[^.;:]{{0,200}}{re.escape(of)}\b", document.text)
    return f"commune{of}" if shared or f"commune{of}" in document.text else name
