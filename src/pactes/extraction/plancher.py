"""The floor: records whose rule is not sure enough are kept out of what is published, and listed for a person.

What is inside a record goes with it, and nothing that is left points to what was taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from pactes.extraction.confiance import genre_de
from pactes.model import Axe, Contradiction, Contrat, Evidence, Extraction, Objectif, Record

__all__ = ["PLANCHER", "Ecarte", "separer"]

PLANCHER = 0.5
"""Floor by default: under it a record is more likely wrong than right, and leaving it out betters F1.

A record betters F1 when it is right more often than half of F1; with F1 near one that is one time in two.
"""

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Ecarte:
    """A record that was kept out: its kind, what it says, its rule and how sure that is, where it was read.

    ``avec`` names the record that it went out with, None when it is itself under the floor.
    """

    genre: str
    dit: str
    regle: str
    confiance: float
    evidence: tuple[Evidence, ...]
    avec: str | None = None


def separer(extraction: Extraction, plancher: float = PLANCHER) -> tuple[Extraction, tuple[Ecarte, ...]]:
    """Return what is at or above the floor, and what is under it in the order of the text.

    A commitment, an amount or a body keeps its place when its contract goes, without the link. An amendment whose
    contract goes has nothing to amend and goes too, as do what is under an axis or an objective that goes and a
    contradiction about something that goes.
    """
    out: list[Ecarte] = []

    def keep(records: Iterable[R], inside: Callable[[R], R] = lambda record: record) -> tuple[R, ...]:
        kept = []
        for record in records:
            if record.confiance < plancher:
                out.extend(_ecartes(record))
            else:
                kept.append(inside(record))
        return tuple(kept)

    def objectif(record: Objectif) -> Objectif:
        return replace(record, actions=keep(record.actions))

    def axe(record: Axe) -> Axe:
        return replace(record, objectifs=keep(record.objectifs, objectif), actions=keep(record.actions))

    def contrat(record: Contrat) -> Contrat:
        return replace(
            record,
            signatures=keep(record.signatures),
            associes=keep(record.associes),
            axes=keep(record.axes, axe),
        )

    contrats = keep(extraction.contrats, contrat)
    held = {c.cle for c in contrats}
    gone = {c.cle: c.titre for c in extraction.contrats if c.cle not in held}
    while orphans := [c for c in contrats if c.modifie in gone]:  # an amendment of an amendment goes with it
        for orphan in orphans:
            out.extend(_ecartes(orphan, avec=gone[orphan.modifie or ""]))
        gone |= {c.cle: c.titre for c in orphans}
        contrats = tuple(c for c in contrats if c.cle not in gone)
    axes = {(c.cle, a.numero) for c in contrats for a in c.axes}
    lost_axes = {(c.cle, a.numero) for c in extraction.contrats for a in c.axes} - axes
    financements = keep(extraction.financements)
    sums = {(e.start, e.end) for f in extraction.financements for e in f.evidence}
    sums -= {(e.start, e.end) for f in financements for e in f.evidence}
    territoires, organisations = keep(extraction.territoires), keep(extraction.organisations)
    names = {t.nom for t in extraction.territoires} | {o.nom for o in extraction.organisations}
    names -= {t.nom for t in territoires} | {o.nom for o in organisations}
    contradictions = []
    for contradiction in keep(extraction.contradictions):
        subject = _subject(contradiction, gone, names)
        if subject is None:
            contradictions.append(contradiction)
        else:
            out.extend(_ecartes(contradiction, avec=subject))
    kept = replace(
        extraction,
        contrats=contrats,
        engagements=tuple(
            replace(
                e,
                contrat=None if e.contrat in gone else e.contrat,
                axe=None if e.contrat in gone or (e.contrat, e.axe) in lost_axes else e.axe,
            )
            for e in keep(extraction.engagements)
        ),
        financements=tuple(
            replace(
                f,
                contrat=None if f.contrat in gone else f.contrat,
                ensembles=tuple(e for e in f.ensembles if (e.start, e.end) not in sums),
            )
            for f in financements
        ),
        territoires=territoires,
        organisations=organisations,
        instances=tuple(
            replace(i, contrat=None if i.contrat in gone else i.contrat) for i in keep(extraction.instances)
        ),
        textes=keep(extraction.textes),
        indicateurs=keep(extraction.indicateurs),
        projets=keep(extraction.projets),
        contradictions=tuple(contradictions),
    )
    return kept, tuple(sorted(out, key=lambda e: (e.evidence[0].start, e.evidence[0].end, e.genre)))


def _subject(record: Contradiction, contrats: Mapping[str, str], names: Container[str]) -> str | None:
    """Return the name of what a contradiction is about, where that was taken out."""
    if record.cible is None:
        return None
    kind, name = record.cible
    if kind == "contrat":
        return contrats.get(name)
    return name if name in names else None


def _ecartes(record: Record, avec: str | None = None) -> Iterable[Ecarte]:
    """Yield a record that goes, then all that is inside it."""
    yield Ecarte(genre_de(record), dit(record), record.regle, record.confiance, record.evidence, avec)
    for name in ("signatures", "associes", "axes", "objectifs", "actions"):
        for part in getattr(record, name, ()):
            yield from _ecartes(part, avec or dit(record))


def dit(record: Record) -> str:
    """Return what a record says, in a few words."""
    for name in ("titre", "nom", "signataire", "texte", "sujet", "genre"):
        value = getattr(record, name, None)
        if value:
            return " ".join(str(value).split())
    return f"{getattr(record, 'montant', '')} {getattr(record, 'devise', '')}".strip()
