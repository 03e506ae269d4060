"""Each vocabulary serves: a shape, a question or a published graph uses it (no dead artefact; rule of the house)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDF, SKOS

from pactes.validation.porte.maison import Maison


def regle(maison: Maison) -> Iterator[str]:
    """Yield the vocabularies that nothing but themselves names."""
    in_files = "\n".join(text for file, text in maison.textes.items() if not file.startswith("ontology/"))
    in_data = {iri for iri, file in maison.donnees.citees.items() if file != "vocabulaires.ttl"}
    for scheme in sorted(maison.vocabulaires.subjects(RDF.type, SKOS.ConceptScheme), key=str):
        name = str(scheme).rpartition("/")[2]
        used = f"{scheme}" in in_files or f"{name}:" in in_files or any(iri.startswith(f"{scheme}/") for iri in in_data)
        if not used:
            yield f"Le vocabulaire <{scheme}> ne sert nulle part : employez-le, ou ôtez-le."
