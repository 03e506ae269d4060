"""All graphs of a release, from what was read and linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS

from pactes.decisions import Decisions
from pactes.extraction.qualite import Qualite
from pactes.linking.corpus import ContratLie, Corpus
from pactes.linking.signatures import trancher_signatures
from pactes.manifest import ManifestEntry
from pactes.rdf.catalogue import catalogue_graph
from pactes.rdf.choses import write_organisation, write_territoire
from pactes.rdf.classement import Classement
from pactes.rdf.contrats import write_contrat
from pactes.rdf.desaccords import write_contradiction
from pactes.rdf.documents import write_document
from pactes.rdf.ecrivain import Confiances, Ecrivain
from pactes.rdf.etiquettes import label_graphs
from pactes.rdf.faits import write_fait
from pactes.rdf.fichiers import static_graphs
from pactes.rdf.iris import fr, graphe, rebase
from pactes.rdf.namespaces import BASE, GENRE_TEXTE, PACTES
from pactes.rdf.provenance import generated, provenance_graph
from pactes.rdf.publication import Publication
from pactes.rdf.qualite import announce_qualite, qualite_graph
from pactes.rdf.retraits import withdraw
from pactes.rdf.void import void_graph
from pactes.reading import Document

_ABOUT_ALL = (graphe("catalogue"), graphe("void"))
"""Graphs that tell of all others: they are made again when there is one more."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that was read, with its entry in the manifest."""

    document: Document
    entry: ManifestEntry = field(repr=False)


def to_graphs(
    corpus: Corpus,
    sources: Sequence[Source],
    publication: Publication,
    decisions: Decisions | None = None,
    qualite: Qualite | None = None,
    *,
    base: str = BASE,
) -> dict[str, Graph]:
    """Return all graphs by IRI: one for each source, then registry, links, provenance, catalogue, VoID, hand-written.

    There is no blank node in any of them. ``qualite`` is what extraction was measured to be worth. ``base`` replaces
    the default base everywhere. Raises ``DecisionError`` when
    a decision withdraws something that nothing says.
    """
    decisions = decisions or Decisions()
    fixed = static_graphs()
    told = _told(corpus, sources, fixed[graphe("vocabulaires")])
    withdraw(told, decisions)
    slugs = sorted(source.document.slug for source in sources)
    if qualite is not None:
        told[graphe("qualite")] = qualite_graph(qualite, slugs)
    told[graphe("provenance")] = provenance_graph(slugs, sorted(told), decisions, publication)
    graphs = {**told, **fixed}
    titles = {source.document.slug: source.entry.title for source in sources}
    label_graphs(graphs[graphe("provenance")], [*graphs, *_ABOUT_ALL], titles)
    return _described(graphs, publication, base)


def with_report(
    graphs: Mapping[str, Graph], report: Graph, publication: Publication, *, base: str = BASE
) -> dict[str, Graph]:
    """Return the graphs of a release with the report of their validation as one more, told of as the others are.

    ``graphs`` (by IRI) and ``report`` are of the base IRI ``base``.
    """
    kept = {
        URIRef(BASE + name[len(base) :]): rebase(graph, BASE, base)
        for name, graph in graphs.items()
        if BASE + name[len(base) :] not in set(map(str, _ABOUT_ALL))
    }
    name = graphe("validation")
    provenance = Graph()
    provenance += kept[graphe("provenance")]
    generated(provenance, name, publication)
    label_graphs(provenance, [name], {})
    kept |= {graphe("provenance"): provenance, name: rebase(report, BASE, base)}
    return _described(kept, publication, base)


def _described(graphs: dict[URIRef, Graph], publication: Publication, base: str) -> dict[str, Graph]:
    """Return the graphs by IRI with the catalogue and the figures that tell of them, for a base IRI."""
    graphs[graphe("catalogue")] = catalogue_graph(graphs, publication)
    if graphe("qualite") in graphs:
        announce_qualite(graphs[graphe("catalogue")], graphs[graphe("qualite")])
    graphs[graphe("void")] = void_graph(graphs, publication)
    return {base + name[len(BASE) :]: rebase(graph, base) for name, graph in sorted(graphs.items())}


def _told(corpus: Corpus, sources: Sequence[Source], vocabularies: Graph) -> dict[URIRef, Graph]:
    """Return the graphs of the documents, of the registry and of the links between documents."""
    confiances = Confiances()
    ecrivains = {s.document.slug: Ecrivain(s.document, confiances) for s in sources}
    registre, liens = Graph(), Graph()
    for source in sources:
        write_document(source.document, source.entry, ecrivains[source.document.slug].graph)
    classement = Classement(vocabularies)
    for organisation in corpus.organisations:
        write_organisation(organisation, ecrivains, registre, classement)
    for territoire in corpus.territoires:
        write_territoire(territoire, ecrivains, registre)
    retenues = {(c.sujet, c.propriete): c.retenue for c in corpus.contradictions if c.propriete is not None}
    tranchees = trancher_signatures(corpus.contrats, {o.chemin: o.nom for o in corpus.organisations})
    for contrat in corpus.contrats:
        write_contrat(contrat, ecrivains, retenues, tranchees)
    genres = frozenset(
        str(concept)[len(GENRE_TEXTE) :]
        for concept in vocabularies.subjects(RDF.type, SKOS.Concept)
        if str(concept).startswith(str(GENRE_TEXTE))
    )
    principaux = {
        dit.document: c.chemin for c in corpus.contrats if not c.famille for dit in c.dits if dit.record.principal
    }
    for fait in corpus.faits:
        write_fait(fait, ecrivains, genres, principaux)
    for linked in corpus.contradictions:
        write_contradiction(linked, ecrivains, liens)
    _new_kinds(corpus, ecrivains)
    confiances.write({slug: e.graph for slug, e in ecrivains.items()} | {"": liens})
    graphs = {graphe(slug): ecrivain.graph for slug, ecrivain in ecrivains.items()}
    return graphs | {graphe("registre"): registre, graphe("liens"): liens}


def _new_kinds(corpus: Corpus, ecrivains: dict[str, Ecrivain]) -> None:
    """Describe, where documents use them, the kinds of contract that the vocabulary lacks.

    They stay out of its scheme, whose concepts people have defined in two languages.
    """
    labels = {f"voc/type-contrat/{slug}": label for slug, label in corpus.types_contrat}
    for contrat in corpus.contrats:
        label = labels.get(contrat.dispositif or "")
        for document in _documents(contrat) if label else ():
            if document in ecrivains:
                node = ecrivains[document].node(contrat.dispositif or "", label or "", SKOS.Concept, PACTES.Dispositif)
                ecrivains[document].add(node, SKOS.prefLabel, fr(label or ""))


def _documents(contrat: ContratLie) -> tuple[str, ...]:
    return tuple(dict.fromkeys(dit.document for dit in contrat.dits))
