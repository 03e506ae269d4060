"""The page of a thing: its name, what is said of it, where, what points to it, and the sections of its kind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.rdf.statuts import foremost
from pactes.web.descriptions import Description
from pactes.web.labels import best, labels
from pactes.web.media import HTML
from pactes.web.negotiation import Offer
from pactes.web.pages import FormatLink, plural_of
from pactes.web.views import dataset, words
from pactes.web.views.citation import citation
from pactes.web.views.common import Group, Value, Visit, evidence, incoming, shown_iri, statements
from pactes.web.views.kinds import KINDS
from pactes.web.views.reference.ontology import ontology
from pactes.web.views.reference.shapes import shapes
from pactes.web.views.reference.vocabulary import vocabularies, vocabulary
from pactes.web.views.saying import proved
from pactes.web.views.things import GENERIC, Page, page_for
from pactes.web.views.validation import validation

_NAMES = {"turtle": "Turtle", "jsonld": "JSON-LD", "rdfxml": "RDF/XML", "ntriples": "N-Triples"}
_NAMES |= {"trig": "TriG", "nquads": "N-Quads"}


def _view(visit: Visit, description: Description) -> Page:
    path = description.iri.removeprefix(visit.base)
    if path == "def" or path.startswith("def/"):
        return Page("ontologie.html", ontology)
    if path == "shapes":
        return Page("formes.html", shapes)
    if path == "voc":
        return Page("vocabulaires.html", vocabularies)
    if path == "validation":
        return Page("validation.html", validation)
    if path.startswith("graphe/"):
        return Page("graphe.html", words.graph)
    if path.startswith("jeu/"):
        return Page("jeu.html", dataset.load)
    if f"{PREFIXES['skos']}ConceptScheme" in description.types:
        return Page("vocabulaire.html", vocabulary)
    page = page_for(visit, description) if path.startswith(("id/", "voc/")) else GENERIC
    if page is GENERIC and f"{PREFIXES['skos']}Concept" in description.types:
        return Page("chose.html", words.concept)
    return page


async def load(visit: Visit, description: Description, path: str, offers: Sequence[Offer]) -> dict[str, Any]:
    """Return the template of a thing, whose document is at ``path`` in ``offers``, and all that it prints."""
    view = _view(visit, description)
    types = [iri for iri in description.types if visit.addresses.local_path(iri)] or list(description.types)
    kind = description.one(visit.term("dispositif"))
    told = [term.value for term in description.properties.get(visit.term("statut"), ()) if isinstance(term, NamedNode)]
    concepts = {
        name: iri
        for name, iri in (
            ("dispositif", kind.value if isinstance(kind, NamedNode) else None),
            ("statut", foremost(told)),
        )
        if iri
    }
    special, names, marks, groups = await asyncio.gather(
        view.load(visit, description),
        labels(visit.reader, [*types, *description.graphs, *concepts.values()], visit.language.code),
        evidence(visit, [description.iri]),
        _groups(visit, view, description),
    )
    apart = set(special.pop("shown_apart", ()))
    out = set(special.pop("incoming_apart", ()))
    technical = set(special.pop("technical", ()))
    said, trail = await asyncio.gather(statements(visit, description, apart), _trail(visit, description, special))
    own = marks.get(description.iri, ())
    said = tuple(replace(item, values=proved(item.values, own)) for item in said)
    title = best(
        [
            term
            for name in ("rdfs:label", "skos:prefLabel", "dcterms:title")
            for term in description.properties.get(_iri(name), ())
            if isinstance(term, Literal)
        ],
        visit.language.code,
    )
    rule, sure = description.one(visit.term("regle")), description.one(visit.term("confiance"))
    classes = tuple({value.text: value for value in (shown_iri(visit, iri, names) for iri in types)}.values())
    called = title.value if title else description.iri.rstrip("/").rsplit("/", 1)[-1]
    return {
        "template": view.template,
        "titre": called,
        "langue_titre": title.language if title else None,
        "resume": None,
        "iri": description.iri,
        "chemin": visit.addresses.local_path(description.iri) or path,
        "citation": citation(visit, called, description.iri, _contract_above(visit, description, trail)),
        "classes": classes,
        "famille": _named(visit, concepts.get("dispositif"), names),
        "statut_contrat": _named(visit, concepts.get("statut"), names),
        "preuves": marks.get(description.iri, ()),
        "enonces": tuple(item for item in said if item.iri not in technical),
        "techniques": tuple(item for item in said if item.iri in technical),
        "renvois": [group for group in groups if group.iri not in out | _PLUMBING],
        "graphes": [shown_iri(visit, graph, names) for graph in description.graphs],
        "regle": rule.value if isinstance(rule, Literal) else None,
        "confiance": sure.value if isinstance(sure, Literal) else None,
        "fil": trail,
        "formats": _format_links(visit, description, path, offers),
        "canonique": f"{visit.addresses.root}{visit.addresses.local_path(description.iri) or path}",
        "page": description.page,
        "encore": description.more,
        "page_href": lambda number: visit.addresses.url(path, page=number),
        "description_texte": None,
        **special,
    }


def _contract_above(visit: Visit, description: Description, trail: Sequence[Value]) -> str | None:
    """Return the name of the contract that a thing is part of, None for what is part of none."""
    contracts = f"{visit.base}id/contrat/"
    return next(
        (item.text for item in trail if item.iri and item.iri.startswith(contracts) and item.iri != description.iri),
        None,
    )


async def _groups(visit: Visit, view: Page, description: Description) -> tuple[Group, ...]:
    """Return what points to a thing; to the ontology and to graphs, everything does."""
    return () if view.load in (ontology, shapes, words.graph) else await incoming(visit, description)


# Links that only bind a graph together: selectors, what the report of validation looked at (its page tells it in
# words), and the things that the description of the dataset points to as examples.
_PLUMBING = frozenset(
    PREFIXES[prefix] + name
    for prefix, name in (
        ("oa", "hasSelector"),
        ("rdf", "first"),
        ("sh", "focusNode"),
        ("sh", "value"),
        ("void", "exampleResource"),
        ("void", "rootResource"),
    )
)


def _iri(short: str) -> str:
    prefix, _, name = short.partition(":")
    return PREFIXES[prefix] + name


def _named(visit: Visit, iri: str | None, names: Mapping[str, Literal]) -> Value | None:
    return shown_iri(visit, iri, names) if iri else None


def _format_links(visit: Visit, description: Description, path: str, offers: Sequence[Offer]) -> list[FormatLink]:
    quoted = visit.addresses.local_path(description.iri) or path
    page = f"?page={description.page}" if description.page > 1 else ""
    return [
        FormatLink(_NAMES[offer.name], offer.essence, f"{visit.addresses.root}{quoted}.{offer.suffix}{page}")
        for offer in offers
        if offer is not HTML
    ]


async def _trail(visit: Visit, description: Description, special: Mapping[str, Any]) -> tuple[Value, ...]:
    """Return what stands above a thing: the list of its kind, its contract, its document."""
    if special.get("above"):
        return tuple(special["above"])
    above = [
        term.value
        for name in (visit.term("contrat"), _iri("oa:hasSource"), _iri("skos:inScheme"))
        if isinstance(term := description.one(name), NamedNode)
    ]
    if above:
        names = await labels(visit.reader, above, visit.language.code)
        return tuple(shown_iri(visit, iri, names) for iri in above)
    kind = next((name for name in KINDS if visit.term(name) in description.types), None)
    if kind is None:
        return ()
    return (Value(plural_of(visit.language, kind), raw=visit.addresses.url("/search", type=kind)),)
