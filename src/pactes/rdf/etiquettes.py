"""Labels of the named graphs, in French and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS

from pactes.rdf.iris import graphe

__all__ = ["label_graphs"]

_OURS = {
    "catalogue": ("Catalogue des jeux de données", "Catalogue of the datasets"),
    "liens": ("Liens et contradictions entre documents", "Links and contradictions between documents"),
    "ontologie": ("Ontologie de pactes", "Ontology of pactes"),
    "provenance": ("Provenance des données", "Provenance of the data"),
    "qualite": ("Qualité mesurée de l'extraction", "Measured quality of the extraction"),
    "registre": ("Registre des organisations et des territoires", "Registry of organisations and territories"),
    "shapes": ("Formes SHACL", "SHACL shapes"),
    "validation": ("Rapport de validation", "Validation report"),
    "vocabulaires": ("Vocabulaires", "Vocabularies"),
    "void": ("Description du jeu de données en chiffres (VoID)", "Description of the dataset in figures (VoID)"),
}


def label_graphs(graph: Graph, names: Iterable[URIRef], titles: Mapping[str, str]) -> None:
    """Say in ``graph`` what each graph of ``names`` holds; ``titles`` gives the titles of documents by slug."""
    ours = {graphe(slug): labels for slug, labels in _OURS.items()}
    told = {
        graphe(slug): (f"Ce que dit le document « {title} »", f"What the document “{title}” says")
        for slug, title in titles.items()
    }
    for name in sorted(names):
        for text, language in zip((told | ours).get(name, ()), ("fr", "en"), strict=False):
            graph.add((name, RDFS.label, Literal(" ".join(text.split()), lang=language)))
