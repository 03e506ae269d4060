"""SHACL Core compiled to checks over a light index of triples: the everyday way of validating.

programme = compiled(shapes)                     # once
constats, to_confirm = programme.run(triplets)   # for each graph

What it does not know (SPARQL constraints that find something, components of one's own, recursive shapes) is named
in ``to_confirm`` and left to pySHACL, so that nothing is guessed. Tests hold both to the same answers, on the W3C
suite too.
"""

from __future__ import annotations

from pactes.validation.compilees.programme import Constat, Programme, compiled
from pactes.validation.compilees.termes import Terme
from pactes.validation.compilees.triplets import Triplets

__all__ = ["Constat", "Programme", "Terme", "Triplets", "compiled"]
