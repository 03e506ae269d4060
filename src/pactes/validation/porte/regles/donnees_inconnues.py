"""Published graphs use no term or concept of ours that does not exist (OOPS! P34, P35, in the data)."""

from __future__ import annotations

from collections.abc import Iterator

from pactes.rdf.namespaces import BASE, ONTOLOGIE
from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import NS, own_terms


def regle(maison: Maison) -> Iterator[str]:
    """Yield each unknown property, class or concept of ours with the first graph that uses it."""
    data = maison.donnees
    if not data.proprietes:
        yield "Aucun graphe publié n'a été lu : lancez « make build », puis recommencez."
    known = {f"{NS}{name}" for name in own_terms(maison.termes)} | {str(s) for s in maison.vocabulaires.subjects()}
    known |= {NS, str(ONTOLOGIE)} | data.decrites  # a family that only a document knows is described in its graph
    for iri, file in sorted({**data.citees, **data.classes, **data.proprietes}.items()):
        if iri.startswith((NS, f"{BASE}voc/")) and iri not in known:
            yield f"{file} emploie <{iri}>, que rien ne définit : corrigez src/pactes/rdf, ou définissez-le."
