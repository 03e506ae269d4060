"""``data/iris.lock``: every IRI that was ever published. A build that would lose one stops, and proposes the move.

Left out are those that follow the text or the run: passages, statements (énoncés), what names a run or its software,
decisions, and fragments of things.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from rdflib import Graph, URIRef

from pactes.errors import ReleaseError
from pactes.rdf.moves import FICHIER as MOVED
from pactes.rdf.moves import Move, follow

__all__ = ["LOCK", "check", "is_locked", "published", "read_lock", "write_lock"]

LOCK = "iris.lock"
_HEADER = (
    "# Les identifiants publiés, sans la base : aucun ne doit disparaître. Écrit par « pactes release --lock ».\n"
    f"# Ce qui remplace un identifiant, ou pourquoi il n'est plus : {MOVED}.\n"
)
_SHOWN = 10
"""Lost IRIs that the message tells; the others are counted."""

_CANDIDATES = 3
_FOLLOWS = re.compile(
    r"id/(?:enonce|construction|logiciel|decision)/|version/|.*/(?:passage|enonce)/|(?:id|jeu|equipe|catalogue|graphe|shapes)[^#]*#"
)
_PLACES = ("id/", "voc/", "graphe/", "jeu/", "def", "shapes", "catalogue", "equipe")


def is_locked(path: str) -> bool:
    """Tell whether an IRI of ours, relative to the base, is one that must not be lost."""
    return path.startswith(_PLACES) and not _FOLLOWS.match(path)


def published(graphs: Iterable[Graph], base: str) -> set[str]:
    """Return the IRIs of ours that graphs say something of, relative to the base."""
    found = {str(subject) for graph in graphs for subject in graph.subjects(unique=True) if isinstance(subject, URIRef)}
    return {iri.removeprefix(base) for iri in found if iri.startswith(base)}


def read_lock(path: Path) -> frozenset[str] | None:
    """Return the locked IRIs, relative to the base; None where nothing is locked yet. Raises ``ReleaseError``."""
    if not path.exists():
        return None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(f"Le fichier {path} ne se lit pas : {error}.") from error
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def write_lock(path: Path, iris: Iterable[str]) -> tuple[int, int]:
    """Add to the lock what it lacks of ``iris``; return how many were added and how many there are."""
    held = read_lock(path) or frozenset()
    whole = held | {iri for iri in iris if is_locked(iri)}
    path.write_text(_HEADER + "".join(f"{iri}\n" for iri in sorted(whole)), encoding="utf-8")
    return len(whole) - len(held), len(whole)


def check(
    locked: Collection[str], present: Collection[str], moves: Sequence[Move], left_out: Collection[str] = ()
) -> None:
    """Raise ``ReleaseError`` when a locked IRI is neither published nor accounted for by a move.

    ``left_out`` are the documents that could not be read: what only they said is lost with them. The message proposes
    for each lost IRI the nearest ones of its kind, those that are new first, in a form to be pasted.
    """
    by_iri = {move.iri: move for move in moves}
    lost = sorted(iri for iri in locked if iri not in present and not _accounted(by_iri, iri, present))
    if not lost:
        return
    new = sorted(iri for iri in present if is_locked(iri) and iri not in locked)
    # A thing that moved takes its parts along: only the head of each family is told.
    gone = set(lost)
    heads = [iri for iri in lost if not any(iri[: m.start()] in gone for m in re.finditer("/", iri))]
    told = "".join(_proposal(iri, new, present) for iri in heads[:_SHOWN])
    more = f"\n… et {len(heads) - _SHOWN} autres." if len(heads) > _SHOWN else ""
    absent = (
        f"\nDes documents ont été laissés de côté ({', '.join(sorted(left_out))}) : ce qu'eux seuls disaient est perdu "
        "avec eux ; réparez-les d'abord."
        if left_out
        else ""
    )
    raise ReleaseError(
        f"Rien n'est publié : {len(lost)} identifiant{'s' if len(lost) > 1 else ''} de {LOCK} ne "
        f"ser{'aient' if len(lost) > 1 else 'ait'} plus dans les données. Rendez-l{'es' if len(lost) > 1 else 'e'}, ou "
        f"dites dans data/{MOVED} ce qui remplace chacun ou pourquoi il n'est plus :{told}{more}{absent}"
    )


def _accounted(moves: Mapping[str, Move], iri: str, present: Collection[str]) -> bool:
    told = follow(moves, iri)
    # A part whose thing moved may have no equal there: the thing itself then stands for it.
    return told is not None and (
        told[1] is None or told[1] in present or (told[0].iri != iri and told[0].vers in present)
    )


def _proposal(iri: str, new: Sequence[str], present: Collection[str]) -> str:
    near = _nearest(iri, new) or _nearest(iri, [other for other in present if is_locked(other)])
    if not near:
        return f'\n\n[[retrait]]\niri = "{iri}"\nmotif = "…"\ndate = "AAAA-MM-JJ"'
    others = "".join(f"  # ou {other}" for other in near[1:])
    return f'\n\n[[deplacement]]\niri = "{iri}"\nvers = "{near[0]}"{others}\nmotif = "…"\ndate = "AAAA-MM-JJ"'


def _nearest(iri: str, among: Iterable[str]) -> list[str]:
    """Return the IRIs of the same kind (``id/contrat/``) that are written most like ``iri``, the likest first."""
    kind = "/".join(iri.split("/")[:2])
    depth = iri.count("/")
    same = sorted(other for other in among if other.startswith(f"{kind}/") and other.count("/") == depth)
    return difflib.get_close_matches(iri, same, n=_CANDIDATES, cutoff=0.6)
