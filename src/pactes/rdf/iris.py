"""IRIs and literals: chemins become IRIs, values become literals in their canonical form.

Literals are written as Oxigraph keeps them (no trailing zeros, ``xsd:integer`` for whole counts), so that what goes
into the store comes out the same.
"""

from __future__ import annotations

import re
from datetime import date as calendar_date
from decimal import Decimal
from functools import lru_cache

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import XSD, Namespace

from pactes.rdf.namespaces import BASE, PACTES, PREFIXES

__all__ = [
    "ELI",
    "OA",
    "booleen",
    "date",
    "decimal",
    "duree",
    "entier",
    "fr",
    "graphe",
    "iri",
    "propriete_iri",
    "rebase",
]

OA = Namespace(PREFIXES["oa"])
ELI = Namespace(PREFIXES["eli"])

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DURATION = re.compile(r"P(?:\d+Y)?(?:\d+M)?(?:\d+D)?")


@lru_cache(maxsize=65536)
def iri(chemin: str) -> URIRef:
    """Return the IRI of a chemin (``id/contrat/…``)."""
    return URIRef(BASE + chemin)


def graphe(nom: str) -> URIRef:
    """Return the IRI of a graph: a document's slug, or ``registre``, ``provenance``…"""
    return URIRef(f"{BASE}graphe/{nom}")


def propriete_iri(nom: str | None) -> URIRef | None:
    """Return the IRI of a property: a term of ours, or a prefixed one (``dcterms:spatial``); None for another."""
    if not nom:
        return None
    prefix, _, local = nom.rpartition(":")
    if prefix:
        return URIRef(PREFIXES[prefix] + local) if prefix in PREFIXES else None
    return URIRef(PACTES[nom]) if nom in PACTES.__annotations__ else None


def fr(text: str) -> Literal:
    """Return a French text, its white space folded."""
    return Literal(" ".join(text.split()), lang="fr")


def decimal(value: Decimal | float) -> Literal:
    """Return an ``xsd:decimal`` without exponent or trailing zeros."""
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Literal(text if text not in {"", "-0"} else "0", datatype=XSD.decimal, normalize=False)


def entier(value: int) -> Literal:
    """Return an ``xsd:integer``."""
    return Literal(str(value), datatype=XSD.integer, normalize=False)


def booleen(value: bool) -> Literal:
    """Return an ``xsd:boolean``."""
    return Literal("true" if value else "false", datatype=XSD.boolean, normalize=False)


def date(value: str) -> Literal:
    """Return a date as partial as ``value`` (ISO 8601); a text that is no date stays a string."""
    match = _DATE.fullmatch(value)
    if not match:
        return Literal(value)
    year, month, day = match.groups()
    if day:
        try:
            calendar_date(int(year), int(month), int(day))
        except ValueError:
            return Literal(value)
        return Literal(value, datatype=XSD.date, normalize=False)
    if month:
        return Literal(value, datatype=XSD.gYearMonth, normalize=False) if 1 <= int(month) <= 12 else Literal(value)
    return Literal(value, datatype=XSD.gYear, normalize=False)


def duree(value: str) -> Literal:
    """Return an ``xsd:duration``; a text that is none stays a string."""
    if len(value) > 2 and _DURATION.fullmatch(value):
        return Literal(value, datatype=XSD.duration, normalize=False)
    return Literal(value)


def rebase(graph: Graph, base: str, former: str = BASE) -> Graph:
    """Return ``graph`` with the base ``former`` replaced by ``base`` in IRIs and in literals that hold it."""
    if base == former:
        return graph
    result = Graph()
    for triple in graph:
        result.add(tuple(_moved(term, base, former) for term in triple))  # type: ignore[arg-type]
    return result


def _moved(term: object, base: str, former: str) -> object:
    if isinstance(term, URIRef):
        return URIRef(base + term[len(former) :]) if term.startswith(former) else term
    if isinstance(term, Literal) and former in term:
        return Literal(str(term).replace(former, base), lang=term.language, datatype=term.datatype, normalize=False)
    return term
