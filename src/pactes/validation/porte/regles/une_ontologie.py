"""There is one owl:Ontology (OOPS! P38)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import OWL, RDF

from pactes.rdf.namespaces import ONTOLOGIE
from pactes.validation.porte.maison import Maison


def regle(maison: Maison) -> Iterator[str]:
    """Yield a sentence when the header is not there, or when there is another."""
    found = set(maison.termes.subjects(RDF.type, OWL.Ontology))
    if found != {ONTOLOGIE}:
        named = ", ".join(sorted(f"<{one}>" for one in found)) or "aucune"
        yield f"Il doit y avoir une seule owl:Ontology, <{ONTOLOGIE}> (trouvé : {named})."
