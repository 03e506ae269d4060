"""What names designate, annotated by hand beside a reference, and the counts that links are scored by.

``<document>.liens.toml`` stands beside ``<document>.json``. Tables ``[territoire]`` and ``[organisation]`` give, for
each name as the document writes it, what it designates: ``commune/80021``, ``epci/248000531``, ``region/22`` (a
territory, or the authority that administers it), ``ars@region/32`` (an organisation of the reference list, and its
territory where there is one in each), ``etat``; nothing where nothing official is designated. What begins by ``?`` may
be linked so or left alone: a careful reader would not settle it. ``[[ici]]`` says what a name designates at some lines.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pactes.errors import PactesError

__all__ = ["SUFFIXE", "Attendu", "EcartDeLien", "ScoreLiens", "Sorte", "lire_liens", "pool_liens"]

SUFFIXE = ".liens.toml"


class Sorte(StrEnum):
    """What a name is the name of."""

    TERRITOIRE = "territoire"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Attendu:
    """What a name designates; ``lien`` is empty for nothing official. ``lignes``: there only; None: everywhere else."""

    sorte: Sorte
    nom: str
    lien: str
    doute: bool = False
    lignes: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class EcartDeLien:
    """A name that is not linked as annotated: ``donne`` is None where it was not linked, or not read at all."""

    document: str
    nom: str
    attendu: str
    donne: str | None
    ligne: int | None
    lu: bool = True


@dataclass(frozen=True, slots=True)
class ScoreLiens:
    """The counts of the links of one sort of name; ratios are between 0 and 1, and 1 where there is nothing to count.

    ``attendus`` names designate something official, of which ``lus`` are read; ``donnes`` names are linked (those that
    are annotated as designating nothing among them), of which ``justes`` are rightly.
    """

    sorte: Sorte
    attendus: int = 0
    lus: int = 0
    donnes: int = 0
    justes: int = 0
    ecarts: tuple[EcartDeLien, ...] = ()

    @property
    def precision(self) -> float:
        """Share of links that are right."""
        return self.justes / self.donnes if self.donnes else 1.0

    @property
    def rappel(self) -> float:
        """Share of the annotated links that are given, what is not read counting against it."""
        return self.justes / self.attendus if self.attendus else 1.0

    @property
    def rappel_des_lus(self) -> float:
        """Share of the annotated links whose name is read that are given: what linking alone is worth."""
        return self.justes / self.lus if self.lus else 1.0

    def __add__(self, other: ScoreLiens) -> ScoreLiens:
        return ScoreLiens(
            self.sorte,
            self.attendus + other.attendus,
            self.lus + other.lus,
            self.donnes + other.donnes,
            self.justes + other.justes,
            self.ecarts + other.ecarts,
        )


def pool_liens(many: Iterable[Mapping[Sorte, ScoreLiens]]) -> dict[Sorte, ScoreLiens]:
    """Return the scores of several documents as one; empty when none of them has annotations."""
    total: dict[Sorte, ScoreLiens] = {}
    for scores in many:
        for sorte, score in scores.items():
            total[sorte] = total.get(sorte, ScoreLiens(sorte)) + score
    return total


def lire_liens(path: Path) -> tuple[Attendu, ...]:
    """Return the annotations of a file, empty where there is no file; raises ``PactesError`` when it is damaged."""
    try:
        return tuple(_read(tomllib.loads(path.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise PactesError(f"Les liens annotés de {path} ne se lisent pas : {error!r}.") from error


def _read(content: dict[str, Any]) -> Iterator[Attendu]:
    for sorte in Sorte:
        for nom, lien in content.get(sorte, {}).items():
            yield _expected(sorte, nom, lien, None)
    for item in content.get("ici", ()):
        yield _expected(Sorte(item["sorte"]), item["nom"], item["lien"], frozenset(map(int, item["lignes"])))


def _expected(sorte: Sorte, nom: str, lien: str, lignes: frozenset[int] | None) -> Attendu:
    return Attendu(sorte, nom, lien.removeprefix("?"), lien.startswith("?"), lignes)
