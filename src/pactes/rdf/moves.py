"""``data/iris-moved.toml``: what replaces an IRI that was published, or why it is gone.

    [[deplacement]]                       [[retrait]]
    iri = "id/contrat/ancien"             iri = "id/organisation/inventee"
    vers = "id/contrat/nouveau"           motif = "Nom de personne pris pour une organisation."
    motif = "Le titre était mal lu."      motif_en = "…"            # optional, in both
    date = "2026-12-01"                   date = "2026-12-01"

IRIs are relative to the base. What is said of a thing holds for what its address begins with: the parts of a contract
that moved are found under the new one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pactes.decisions import Decisions, GenreDecision
from pactes.errors import ReleaseError

__all__ = ["FICHIER", "Move", "follow", "of_decisions", "read_moves", "settle"]

FICHIER = "iris-moved.toml"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_IRI = re.compile(r"[a-z][^\s<>\"{}|\\^`]*")


@dataclass(frozen=True, slots=True)
class Move:
    """An IRI that is no more: what replaces it (None: nothing), why, since when. IRIs are relative to the base."""

    iri: str
    vers: str | None
    motif: str
    motif_en: str | None
    date: str


def read_moves(path: Path) -> tuple[Move, ...]:
    """Return the moves of a file, in its order; no file is no move. Raises ``ReleaseError`` with what is wrong."""
    if not path.exists():
        return ()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReleaseError(f"Le fichier {path.name} n'est pas du TOML lisible : {error}.") from error
    if unknown := sorted(set(content) - {"deplacement", "retrait"}):
        raise ReleaseError(
            f"{path.name} a une table inconnue « {unknown[0]} » : seules [[deplacement]] et [[retrait]] sont lues."
        )
    found: dict[str, Move] = {}
    for table in ("deplacement", "retrait"):
        for number, item in enumerate(content.get(table, []), start=1):
            move = _move(item, f"{path.name}, [[{table}]] n° {number}", moved=table == "deplacement")
            if move.iri in found:
                raise ReleaseError(f"{path.name} parle deux fois de « {move.iri} » : gardez une seule des deux tables.")
            found[move.iri] = move
    return tuple(found.values())


def of_decisions(decisions: Decisions) -> tuple[Move, ...]:
    """Return the moves that human decisions say already: a thing that is withdrawn, things that are one."""
    found = []
    for decision in decisions.toutes:
        whole = decision.genre is GenreDecision.RETIRER and not decision.propriete and not decision.document
        if whole and decision.sujet:
            found.append(Move(decision.sujet, None, decision.motif, None, decision.date))
        if decision.genre is GenreDecision.FUSIONNER:
            found += [Move(iri, decision.sujet, decision.motif, None, decision.date) for iri in decision.avec]
    return tuple(found)


def _move(item: Mapping[str, Any], where: str, *, moved: bool) -> Move:
    needs = {"iri", "motif", "date"} | ({"vers"} if moved else set())
    for key in sorted(needs - set(item)):
        raise ReleaseError(f"{where} : « {key} » manque, ajoutez-le.")
    for key in sorted(set(item) - needs - {"motif_en"}):
        raise ReleaseError(f"{where} : « {key} » n'a pas de sens ici, retirez-le.")
    for key, value in item.items():
        if not isinstance(value, str) or not value.strip():
            raise ReleaseError(f"{where} : « {key} » doit être un texte non vide, entre guillemets.")
    for key in ("iri", "vers") if moved else ("iri",):
        if not _IRI.fullmatch(item[key]) or "://" in item[key]:
            raise ReleaseError(f"{where} : « {key} » s'écrit sans la base, comme « id/contrat/… ».")
    if not _DATE.fullmatch(item["date"]):
        raise ReleaseError(f"{where} : « date » doit être de la forme AAAA-MM-JJ.")
    return Move(item["iri"], item.get("vers"), item["motif"].strip(), item.get("motif_en"), item["date"])


def follow(moves: Mapping[str, Move], iri: str) -> tuple[Move, str | None] | None:
    """Return the move that says what became of ``iri``, and where it leads in the end (None: withdrawn).

    It is the one of ``iri`` itself, or of the nearest thing that its address begins with; moves are followed one after
    the other. None when nothing is said. Raises ``ReleaseError`` when moves go round in a circle.
    """
    first: Move | None = None
    seen: set[str] = set()
    here = iri
    while (move := _nearest(moves, here)) is not None:
        if here in seen:
            raise ReleaseError(f"Les déplacements de « {iri} » tournent en rond : corrigez {FICHIER}.")
        seen.add(here)
        first = first or move
        if move.vers is None:
            return move, None
        here = move.vers + here.removeprefix(move.iri)
    return (first, here) if first else None


def _nearest(moves: Mapping[str, Move], iri: str) -> Move | None:
    head = iri
    while head:
        if head in moves:
            return moves[head]
        head = head.rpartition("/")[0]
    return None


def settle(moves: Sequence[Move], published: Collection[str]) -> None:
    """Check that moves are true of what is published: raises ``ReleaseError`` when one leads nowhere, or is of an IRI
    that is still published.
    """
    by_iri = {move.iri: move for move in moves}
    for move in moves:
        if move.iri in published:
            raise ReleaseError(
                f"{FICHIER} dit que « {move.iri} » n'est plus, or il est publié : retirez cette table du fichier."
            )
        told = follow(by_iri, move.iri)
        assert told is not None
        if told[1] is not None and told[1] not in published:
            raise ReleaseError(
                f"{FICHIER} déplace « {move.iri} » vers « {told[1]} », que rien ne publie : corrigez « vers »."
            )
