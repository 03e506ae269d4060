"""Nothing makes two things one: no owl:sameAs, no functional property given twice (OWL 2 RL prp-fp, prp-ifp)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import OWL, RDF

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import short

_KINDS = ((OWL.FunctionalProperty, ""), (OWL.InverseFunctionalProperty, "^"))


def regle(maison: Maison) -> Iterator[str]:
    """Yield the functional properties, ours and those of others, that merge two things or values of the data."""
    graph = maison.termes + maison.listes.axiomes
    for kind, inverse in _KINDS:
        for found in sorted(graph.subjects(RDF.type, kind), key=str):
            twice = maison.donnees.plusieurs.get(f"{found}{inverse}")
            if twice:
                thing, file = twice
                yield (
                    f"{file} : <{thing}> est au bout de plusieurs {short(found)}, qui est {short(kind)} : un "
                    "raisonneur n'en ferait qu'une seule chose. Employez une autre propriété, ou ôtez-lui ce caractère."
                )
    for one, other in sorted(graph.subject_objects(OWL.sameAs), key=str):
        yield f"{short(one)} owl:sameAs {short(other)} : deux termes ne sont pas une chose. Employez rdfs:seeAlso."
