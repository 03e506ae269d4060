"""No class or property is below itself (OOPS! P06)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import OWL, RDFS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import above, own_terms, term


def regle(maison: Maison) -> Iterator[str]:
    """Yield the terms that are among their own ancestors."""
    for name, kinds in sorted(own_terms(maison.termes).items()):
        relation = RDFS.subClassOf if OWL.Class in kinds else RDFS.subPropertyOf
        if term(name) in above(maison.termes, term(name), relation):
            yield f"pactes:{name} est sous lui-même : ôtez la surclasse ou la surpropriété qui ferme la boucle."
