"""What a person has to look at again: what was held back, names that nothing decides, and what no rule used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pactes.extraction.incompris import Genre, find_points
from pactes.extraction.liens import Sorte
from pactes.extraction.plancher import Ecarte
from pactes.model import Evidence, Extraction
from pactes.reading import Document
from pactes.reference import Entree

__all__ = ["Ambigu", "Incompris", "Revue", "as_json", "held_back_as_json", "revoir"]

_CONTEXT = 100  # characters of its line that are shown with what was not understood


@dataclass(frozen=True, slots=True)
class Incompris:
    """A thing that no rule used, and the words of its line around it."""

    genre: Genre
    evidence: Evidence
    contexte: str


@dataclass(frozen=True, slots=True)
class Ambigu:
    """A name that was linked to nothing although ``candidats`` bear it: nothing in the document decides."""

    sorte: Sorte
    nom: str
    evidence: Evidence
    candidats: tuple[Entree, ...]


@dataclass(frozen=True, slots=True)
class Revue:
    """The review of one document; ``comptes`` gives, by kind, what there was to understand and how much was.

    ``ambigus`` are found when names are linked, each once.
    """

    document: str
    ecartes: tuple[Ecarte, ...]
    incompris: tuple[Incompris, ...]
    comptes: Mapping[Genre, tuple[int, int]]
    ambigus: tuple[Ambigu, ...] = ()

    @property
    def part(self) -> float | None:
        """Share of all things that were understood, from 0 to 1; None where there was nothing to understand."""
        total = sum(there for there, _ in self.comptes.values())
        return sum(known for _, known in self.comptes.values()) / total if total else None


def revoir(document: Document, extraction: Extraction, ecartes: Iterable[Ecarte] = ()) -> Revue:
    """Return the review of ``document``; ``extraction`` is all that was read in it, ``ecartes`` what was held back."""
    there: Counter[Genre] = Counter()
    known: Counter[Genre] = Counter()
    missed = []
    for point in find_points(document, extraction):
        there[point.genre] += 1
        if point.compris:
            known[point.genre] += 1
        else:
            missed.append(Incompris(point.genre, point.evidence, _context(document, point.evidence)))
    missed.sort(key=lambda i: (list(Genre).index(i.genre), i.evidence.start))
    comptes = {genre: (there[genre], known[genre]) for genre in Genre}
    return Revue(document.slug, tuple(ecartes), tuple(missed), comptes)


def _context(document: Document, evidence: Evidence) -> str:
    """Return the part of the first line of ``evidence`` that holds it, with as much before as after."""
    line = document.line_span(evidence.line)
    end = min(evidence.end, line.end)
    room = max(0, _CONTEXT - (end - evidence.start)) // 2
    start, stop = max(line.start, evidence.start - room), min(line.end, end + room)
    text = " ".join(document.text[start:stop].split())
    return f"{'…' if start > line.start else ''}{text}{'…' if stop < line.end else ''}"


def as_json(revue: Revue) -> dict[str, Any]:
    """Return the review as a JSON object."""
    return {
        "document": revue.document,
        "part_comprise": None if revue.part is None else round(revue.part, 3),
        "comptes": {str(genre): {"trouves": n, "compris": known} for genre, (n, known) in revue.comptes.items()},
        "ecartes": held_back_as_json(revue.ecartes),
        "ambigus": [_ambiguous_as_json(ambigu) for ambigu in revue.ambigus],
        "incompris": [{"genre": str(i.genre), "contexte": i.contexte, **_place(i.evidence)} for i in revue.incompris],
    }


def held_back_as_json(ecartes: Iterable[Ecarte]) -> list[dict[str, Any]]:
    """Return records that were held back as JSON objects, each with its rule, confidence and place."""
    return [
        {
            "genre": e.genre,
            "dit": e.dit,
            "regle": e.regle,
            "confiance": e.confiance,
            **({"avec": e.avec} if e.avec else {}),
            **_place(e.evidence[0]),
        }
        for e in ecartes
    ]


def _ambiguous_as_json(ambigu: Ambigu) -> dict[str, Any]:
    among = [
        {"nom": e.nom, "genre": str(e.type_territoire), "code": e.code, "departement": e.departement}
        for e in ambigu.candidats
    ]
    return {"sorte": str(ambigu.sorte), "nom": ambigu.nom, "candidats": among, **_place(ambigu.evidence)}


def _place(evidence: Evidence) -> dict[str, Any]:
    page = {} if evidence.page is None else {"page": evidence.page}
    return {
        "ligne": evidence.line,
        **page,
        "debut": evidence.start,
        "fin": evidence.end,
        "citation": " ".join(evidence.quote.split()),
    }
