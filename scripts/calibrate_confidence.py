#!/usr/bin/env python3
"""Build ``data/reference/confiance.toml``: how sure each rule is, counted on the references of development.

    python scripts/calibrate_confidence.py            # or: make calibrate

References that only measure are left out: what they measure must not depend on them. Prints how well the confidences
would have foretold each document from the others. The same rules and references give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pactes.errors import PactesError
from pactes.extraction import read_records
from pactes.extraction.calibrage import JUGES, Comptes, calibrage, compter
from pactes.extraction.confiance import FICHIER
from pactes.extraction.interchange import to_interchange
from pactes.extraction.plancher import PLANCHER
from pactes.extraction.references import Partage, Reference, find_references
from pactes.parallel import forked_map
from pactes.reading import read_document

ROOT = Path(__file__).resolve().parents[1]
HEADER = """\
# Confiance de chaque règle d'extraction : part de ce qu'elle lit qui se trouve dans les références. Fait par
# scripts/calibrate_confidence.py (« make calibrate ») sur les références de développement : ne pas le modifier à la
# main. La formule est dans src/pactes/extraction/calibrage.py. La confiance d'un genre est celle d'une règle jamais
# vue. Les genres absents ne sont pas jugés par les références : ce qu'a supposé l'auteur de la règle y est multiplié
# par le facteur.
"""


def counts_of(reference: Reference) -> Comptes:
    """Return what is right and wrong in one document."""
    extraction = read_records(read_document(reference.document))
    return compter([(to_interchange(extraction, reference.document.name), reference.read())])


def as_toml(counts: Comptes, references: Sequence[Reference]) -> str:
    """Return the file."""
    table = calibrage(counts)
    lines = [HEADER, "documents = ["]
    lines += [f'    "{slug}",' for slug in sorted(r.slug for r in references)]
    lines += ["]", "", "[sans_jugement]", f"facteur = {table.facteur}"]
    for kind in JUGES:
        lines += ["", f"[genre.{kind}]", f"confiance = {table.genres[kind]}", "", f"[genre.{kind}.regle]"]
        lines += [
            f'"{rule}" = {{ justes = {counts.justes[k, rule]}, faux = {counts.faux[k, rule]}, '
            f"confiance = {table.regles[k, rule]} }}"
            for k, rule in counts.regles()
            if k == kind
        ]
    return "\n".join(lines) + "\n"


def check(each: Sequence[Comptes]) -> str:
    """Return how the confidences that the other documents give compare with what each document holds."""
    bounds = (0.0, PLANCHER, 0.7, 0.8, 0.9, 0.95, 1.01)
    seen = {low: [0, 0, 0.0] for low in bounds[:-1]}
    for left_out in each:
        table = calibrage(sum((c for c in each if c is not left_out), Comptes()))
        for kind, rule in left_out.regles():
            sure = table.confiance(kind, rule, 0.0)
            right, wrong = left_out.justes[kind, rule], left_out.faux[kind, rule]
            row = seen[max(low for low in seen if low <= sure)]
            row[0] += right
            row[1] += wrong
            row[2] += sure * (right + wrong)
    lines = ["Chaque document jugé par les autres (confiance annoncée, part juste, enregistrements) :"]
    for low, (right, wrong, told) in seen.items():
        if total := right + wrong:
            lines.append(f"  à partir de {low:.2f} : {told / total:.3f} {right / total:.3f} {int(total)}")
    return "\n".join(lines).replace(".", ",")


def main() -> None:
    """Count, write, show."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--references", type=Path, default=ROOT / "tests" / "gold")
    parser.add_argument("--documents", type=Path, default=ROOT / "data" / "documents")
    parser.add_argument("--output", type=Path, default=ROOT / "data" / "reference" / FICHIER)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    try:
        found = find_references([given.references], given.documents)
        used = [reference for reference in found if reference.partage is Partage.DEVELOPPEMENT]
        if not used:
            sys.exit(f"Aucune référence de {given.references} n'est de développement (voir partage.toml).")
        each = list(forked_map(counts_of, used, given.jobs))
    except PactesError as error:
        sys.exit(str(error))
    counts = sum(each, Comptes())
    given.output.write_text(as_toml(counts, used), encoding="utf-8")
    rules = counts.regles()
    table = calibrage(counts)
    low = [f"{kind}/{rule}" for kind, rule in rules if table.regles[kind, rule] < PLANCHER]
    print(f"{given.output} : {len(rules)} règles, {len(used)} documents, facteur {table.facteur}.")
    print(f"Sous le plancher ({PLANCHER}) : {', '.join(low) or 'aucune'}.")
    print(check(each))


if __name__ == "__main__":
    main()
