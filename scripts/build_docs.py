"""Writes ``docs/ontologie.md``: what each term of the ontology serves to. Run it with ``make docs`` after a build."""

from __future__ import annotations

from pathlib import Path

from pactes.validation.porte import read_house
from pactes.validation.porte.donnees import read_statements
from pactes.validation.porte.emplois import page

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "ontologie.md"


def main() -> None:
    """Write the page of the published graphs of this tree."""
    PAGE.parent.mkdir(exist_ok=True)
    text = page(read_house(), read_statements(sorted((ROOT / "data" / "ttl").glob("*.ttl"))))
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} est écrit.")


if __name__ == "__main__":
    main()
