"""The distributions of the catalogue: one for each file to download.

Sizes and checksums are those of a release: the server adds them from its manifest (no file can hold its own).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS

from pactes.rdf.catalogue_jeux import TOUT, Jeu
from pactes.rdf.catalogue_termes import AUTORITE, DCAT3, DCATAP, MEDIA, bilingue
from pactes.rdf.iris import date, graphe, iri
from pactes.rdf.namespaces import LANGUE_UE
from pactes.rdf.publication import Publication
from pactes.rdf.tableaux import TABLEAUX

__all__ = ["Fichier", "decrire_fichier", "fichiers_de"]


@dataclass(frozen=True, slots=True)
class Fichier:
    """A file under /dump/: its media type, its type in the European table, what it holds (fr, en)."""

    nom: str
    media: str
    type: str
    contenu: tuple[str, str]
    norme: URIRef | None = None

    @property
    def adresse(self) -> URIRef:
        """Where it is."""
        return iri(f"dump/{self.nom}")


_TOUT = (
    Fichier("pactes.nq.gz", "application/n-quads", "RDF_N_QUADS", ("Tous les graphes", "All graphs")),
    Fichier("pactes.trig.gz", "application/trig", "RDF_TRIG", ("Tous les graphes", "All graphs")),
)


def fichiers_de(jeu: Jeu, graphs: Mapping[URIRef, Graph]) -> Iterator[Fichier]:
    """Yield the files of a dataset; a table that has no row has no file."""
    if jeu.nom == TOUT:
        yield from _TOUT
    elif jeu.nom == "tableaux":
        for table in TABLEAUX:
            if any((None, RDF.type, table.classe) in graph for graph in graphs.values()):
                name = f"{table.nom}.csv"
                norm = iri(f"dump/{name}-metadata.json")
                yield Fichier(name, "text/csv", "CSV", (table.titre_fr, table.titre_en), norm)
    elif graphe(jeu.nom) in graphs:
        yield Fichier(f"{jeu.nom}.ttl.gz", "text/turtle", "RDF_TURTLE", jeu.titre)


def decrire_fichier(graph: Graph, jeu: Jeu, fichier: Fichier, droits: URIRef, publication: Publication) -> URIRef:
    """Write a distribution of ``jeu`` and return its IRI."""
    node, issued = iri(f"jeu/{jeu.nom}#{fichier.nom}"), date(publication.date)
    packed = fichier.nom.endswith(".gz")
    short = fichier.nom.removesuffix(".gz").rpartition(".")[2].upper()
    titles = (f"{fichier.contenu[0]} ({short})", f"{fichier.contenu[1]} ({short})")
    for triple in (
        (jeu.iri, DCAT3.distribution, node),
        (node, RDF.type, DCAT3.Distribution),
        (node, DCTERMS.issued, issued),
        (node, DCTERMS.modified, issued),
        (node, DCTERMS.license, URIRef(publication.licence_eu or publication.licence)),
        (node, DCTERMS.rights, droits),
        (node, DCATAP.availability, URIRef(f"{AUTORITE}planned-availability/AVAILABLE")),
        (node, DCAT3.accessURL, fichier.adresse),
        (node, DCAT3.downloadURL, fichier.adresse),
        (node, DCTERMS["format"], URIRef(f"{AUTORITE}file-type/{fichier.type}")),
        (node, DCAT3.mediaType, URIRef(MEDIA + fichier.media)),
    ):
        graph.add(triple)
    for language in jeu.langues:
        graph.add((node, DCTERMS.language, LANGUE_UE[language]))
    for norm in (fichier.norme,) if fichier.norme else jeu.normes:
        graph.add((node, DCTERMS.conformsTo, norm))
    if packed:
        graph.add((node, DCAT3.compressFormat, URIRef(f"{MEDIA}application/gzip")))
    bilingue(graph, node, RDFS.label, titles)
    bilingue(graph, node, DCTERMS.title, titles)
    how = ("compressé par gzip", "compressed by gzip") if packed else ("en UTF-8", "in UTF-8")
    described = tuple(f"{title} : {fichier.nom}, {way}." for title, way in zip(titles, how, strict=True))
    bilingue(graph, node, DCTERMS.description, (described[0], described[1].replace(" : ", ": ", 1)))
    return node
