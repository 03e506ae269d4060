"""Runs the gate on this source tree and tells what breaks it: ``python -m pactes.validation.porte [folder of lists]``.

Exit code: 0 nothing, 1 something breaks a rule, 2 a file cannot be read.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pactes.errors import PactesError
from pactes.settings import settings
from pactes.validation.porte import REGLES, check_ontology, read_house


def main(lists: Path) -> int:
    """Print each problem under its rule, then how many there are; return the exit code."""
    try:
        problems = check_ontology(read_house(listes=lists, donnees=settings().data / "ttl"))
    except PactesError as error:
        print(f"Erreur : {error}", file=sys.stderr)
        return 2
    for problem in problems:
        print(f"{problem.regle} : {problem.message}")
    print(f"{len(REGLES)} règles, {len(problems)} problème{'s' if len(problems) > 1 else ''}.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/ontology")))
