"""Which datasets the catalogue lists: the whole, the tables, each document, and what the house itself publishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS

from pactes.rdf.iris import graphe, iri
from pactes.rdf.namespaces import PACTES
from pactes.rdf.publication import Publication

__all__ = ["TOUT", "Jeu", "jeux"]

TOUT = "pactes"
"""Name of the dataset that holds all the others."""

Bilingue = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Jeu:
    """A dataset: texts in French and English, the standards it follows, the years it covers.

    ``document`` is the document that it tells of; ``droits`` are the rights to that document.
    """

    nom: str
    titre: Bilingue
    description: Bilingue
    normes: tuple[URIRef, ...]
    mots: tuple[Bilingue, ...] = ()
    annees: tuple[str, str] | None = None
    document: URIRef | None = None
    droits: str = ""
    langues: tuple[str, ...] = ("FRA",)

    @property
    def iri(self) -> URIRef:
        """The IRI of the dataset."""
        return iri(f"jeu/{self.nom}")


_MOTS: tuple[Bilingue, ...] = (
    ("contrats territoriaux", "territorial contracts"),
    ("politique de la ville", "urban policy"),
    ("aménagement du territoire", "spatial planning"),
    ("collectivités territoriales", "local authorities"),
    ("données liées", "linked data"),
)
_SIENS = (iri("def"), iri("shapes"))
# Graphs of the house: titles, descriptions, standard.
_MAISON: Mapping[str, tuple[Bilingue, Bilingue, str]] = {
    "registre": (
        ("Registre des organisations et des territoires", "Registry of organisations and territories"),
        (
            "Les organisations et les territoires que nomment les documents, avec leurs codes officiels et ce qui "
            "les contient.",
            "The organisations and territories that documents name, with their official codes and what contains them.",
        ),
        "",
    ),
    "vocabulaires": (
        ("Vocabulaires des contrats territoriaux", "Vocabularies of territorial contracts"),
        (
            "Types de contrat, natures de financement, statuts, types de territoire : des concepts SKOS définis en "
            "français et en anglais.",
            "Kinds of contract, natures of funding, statuses, kinds of territory: SKOS concepts defined in French and "
            "English.",
        ),
        "http://www.w3.org/TR/skos-reference/",
    ),
    "ontologie": (
        ("Ontologie des contrats territoriaux", "Ontology of territorial contracts"),
        (
            "Les classes et les propriétés qu'emploient les données, définies en français et en anglais.",
            "The classes and properties that the data use, defined in French and English.",
        ),
        "http://www.w3.org/TR/owl2-overview/",
    ),
    "shapes": (
        ("Formes SHACL des contrats territoriaux", "SHACL shapes of territorial contracts"),
        (
            "Ce que les données doivent respecter pour être publiées, avec un message et un remède pour chaque règle.",
            "What the data must satisfy to be published, with a message and a remedy for each rule.",
        ),
        "https://www.w3.org/TR/shacl/",
    ),
    "qualite": (
        ("Qualité mesurée de l'extraction", "Measured quality of the extraction"),
        (
            "Précision, rappel et F1 de l'extraction, mesurés sur des documents annotés à la main.",
            "Precision, recall and F1 of the extraction, measured on documents annotated by hand.",
        ),
        "https://www.w3.org/TR/vocab-dqv/",
    ),
    "validation": (
        ("Rapport de validation des contrats territoriaux", "Validation report of territorial contracts"),
        (
            "Ce que les formes SHACL disent des données de cette version : avertissements et informations, avec le "
            "message et la forme de chacun.",
            "What the SHACL shapes say of the data of this version: warnings and notes, each with its message and its "
            "shape.",
        ),
        "https://www.w3.org/TR/shacl/",
    ),
}


def jeux(graphs: Mapping[URIRef, Graph], publication: Publication) -> Iterator[Jeu]:
    """Yield the datasets, the whole first: what ``graphs`` (by IRI) hold decides which there are."""
    period = _annees(*graphs.values())
    yield Jeu(
        TOUT,
        (publication.title, publication.title_en),
        (publication.description, publication.description_en),
        _SIENS,
        _MOTS,
        period,
    )
    yield Jeu(
        "tableaux",
        ("Contrats territoriaux : tableaux CSV", "Territorial contracts: CSV tables"),
        (
            "Un tableau pour chaque genre de chose (contrats, signatures, actions, montants…) : une ligne par chose, "
            "avec le document, la ligne et la citation qui la disent.",
            "One table for each kind of thing (contracts, signatures, actions, amounts…): one row for each thing, with "
            "the document, the line and the quote that say it.",
        ),
        (URIRef("https://www.w3.org/TR/tabular-metadata/"),),
        (*_MOTS, ("tableaux", "tables")),
        period,
    )
    for name in sorted(graphs):
        slug = name.rsplit("/", 1)[1]
        document = iri(f"id/document/{slug}")
        if (document, RDF.type, PACTES.Document) in graphs[name]:
            yield _du_document(graphs, graphs[name], document, slug, period)
    for slug, (title, description, norm) in sorted(_MAISON.items()):
        if graphe(slug) in graphs:
            norms = (URIRef(norm),) if norm else _SIENS
            languages = ("FRA",) if slug == "registre" else ("FRA", "ENG")
            yield Jeu(slug, title, description, norms, _MOTS, period, langues=languages)


def _du_document(
    graphs: Mapping[URIRef, Graph], graph: Graph, document: URIRef, slug: str, period: tuple[str, str] | None
) -> Jeu:
    """Return the dataset of what a document says."""
    title, publisher = graph.value(document, DCTERMS.title), graph.value(document, DCTERMS.publisher)
    issued, rights = graph.value(document, DCTERMS.issued), graph.value(document, DCTERMS.rights)
    by = f", {publisher}" if publisher else ""
    when = f", {str(issued)[:4]}" if issued else ""
    places = {place for contract in graph.subjects(PACTES.document, document) for place in _lieux(graph, contract)}
    names = sorted({str(name) for place in places for other in graphs.values() for name in _noms(other, place)})
    return Jeu(
        slug,
        (f"Contrats territoriaux : « {title} »", f"Territorial contracts: “{title}”"),
        (
            f"Ce que dit le document « {title} »{by}{when} : chaque fait avec le passage qui le dit.",
            f"What the document “{title}”{by}{when} says: each fact with the passage that says it.",
        ),
        _SIENS,
        (*_MOTS, *((name, "") for name in names)),
        _annees(graph) or ((str(issued)[:4],) * 2 if issued else period),
        document,
        str(rights or ""),
    )


def _lieux(graph: Graph, contract: object) -> Iterator[URIRef]:
    for place in graph.objects(contract, DCTERMS.spatial):  # type: ignore[arg-type]
        if isinstance(place, URIRef):
            yield place


def _noms(graph: Graph, place: URIRef) -> Iterator[Literal]:
    for name in graph.objects(place, RDFS.label):
        if isinstance(name, Literal) and name.language == "fr":
            yield name


def _annees(*graphs: Graph) -> tuple[str, str] | None:
    """Return the first and the last year in which the contracts of some graphs are signed, begin or end."""
    dates = (PACTES.dateSignature, PACTES.dateDebut, PACTES.dateFin)
    years = sorted({str(value)[:4] for graph in graphs for p in dates for value in graph.objects(None, p)})
    years = [year for year in years if year.isdigit()]
    return (years[0], years[-1]) if years else None
