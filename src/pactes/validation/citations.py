"""What no shape can see: whether each quote is, letter by letter, in the text that its document was read as."""

from __future__ import annotations

from rdflib import Graph, Literal, URIRef

from pactes.rdf.namespaces import PREFIXES
from pactes.validation.formes import Formes, Severite, Textes
from pactes.validation.rapport import Resultat

__all__ = ["check_quotes"]

_OA = PREFIXES["oa"]
_MESSAGE = Textes(
    "La citation n'est pas dans le texte du document, à la position du passage.",
    "The quote is not in the text of the document, at the position of the passage.",
)


def check_quotes(graph: Graph, text: str, file: str, shapes: Formes) -> list[Resultat]:
    """Return a violation for each passage of a document's graph whose quote is not ``text[start:end]``.

    ``text`` is the canonical text of the document, ``file`` how reports name its graph. The results are those of the
    shape of quotes, which sees their length alone.
    """
    exact, start, end, selector = (URIRef(f"{_OA}{name}") for name in ("exact", "start", "end", "hasSelector"))
    about = shapes.descriptions[f"{shapes.base}shapes#Passage-longueur"]
    found = []
    for quote, said in graph.subject_objects(exact):
        for passage in graph.subjects(selector, quote):
            for position in graph.objects(passage, selector):
                first, last = graph.value(position, start), graph.value(position, end)
                if not isinstance(first, Literal) or not isinstance(last, Literal):
                    continue
                if text[int(first) : int(last)] != str(said):
                    found.append(
                        Resultat(
                            fichier=file,
                            noeud=str(passage),
                            libelle=None,
                            ligne=text.count("\n", 0, int(first)) + 1,
                            forme=about.iri,
                            nom=about.nom,
                            chemin=about.chemin,
                            valeur=str(said),
                            severite=Severite.VIOLATION,
                            message=_MESSAGE,
                            remede=about.remede,
                            contrainte="SPARQL",
                        )
                    )
    return found
