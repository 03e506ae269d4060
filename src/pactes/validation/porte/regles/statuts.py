"""Each term says how settled it is, in the words of the status vocabulary (WIDOCO's guide; SEMIC PC-R4)."""

from __future__ import annotations

from collections.abc import Iterator

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import TERM_STATUS, own_terms, term

STATUTS = ("stable", "testing", "unstable", "archaic")


def regle(maison: Maison) -> Iterator[str]:
    """Yield the terms without a status, with two, or with a word that the vocabulary does not have."""
    for name in sorted(own_terms(maison.termes)):
        found = sorted(str(status) for status in maison.termes.objects(term(name), TERM_STATUS))
        if len(found) != 1 or found[0] not in STATUTS:
            yield f"pactes:{name} doit avoir un vs:term_status parmi {', '.join(STATUTS)} (trouvé : {found})."
