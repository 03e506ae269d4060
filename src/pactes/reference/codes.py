"""International codes of départements and régions: ISO 3166-2 and NUTS."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

from pactes.errors import ReferenceDataError
from pactes.reference.entrees import Entree
from pactes.reference.fichiers import reference_path

_FILE = "codes-iso-nuts.csv"


@dataclass(frozen=True, slots=True)
class CodesEuropeens:
    """ISO 3166-2 code (« FR-35 »), and NUTS codes of every level at which the territory is a unit, widest first."""

    iso: str | None = None
    nuts: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _codes() -> dict[tuple[str, str], CodesEuropeens]:
    path = reference_path(_FILE)
    try:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        return {
            (row["genre"], row["code"]): CodesEuropeens(
                row["iso"] or None, tuple(row[level] for level in ("nuts1", "nuts2", "nuts3") if row[level])
            )
            for row in csv.DictReader(lines)
        }
    except (OSError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ReferenceDataError(
            f"Le fichier de référence {path} ne peut pas être lu ({error!r}) : refaites-le avec "
            "« python scripts/build_codes.py » (voir data/reference/README.md)."
        ) from error


def codes_europeens(entree: Entree) -> CodesEuropeens:
    """Return the codes of a territory, none where there is none; raises ``ReferenceDataError``."""
    return _codes().get((str(entree.type_territoire), entree.code), CodesEuropeens())
