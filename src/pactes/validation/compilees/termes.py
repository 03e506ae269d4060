"""Terms as the checks handle them: an IRI is a ``str``, a blank node a ``str`` that starts with ``_:``.

A literal is a tuple ``(lexical form, datatype IRI, language)``, the language in lower case and empty when there is
none. Lexical forms are those that rdflib keeps, so that both ways of validating see one graph.
"""

from __future__ import annotations

import operator
from functools import lru_cache
from typing import TypeAlias

from pyshacl.rdfutil.compare import compare_literal
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import RDF, XSD
from rdflib.term import Node

Litteral: TypeAlias = tuple[str, str, str]
Terme: TypeAlias = str | Litteral

CHAINE = str(XSD.string)
CHAINE_DE_LANGUE = str(RDF.langString)
_ENTIER = str(XSD.integer)
_MEMOIRE = 1 << 16
"""How many literals each memory holds: numbers and dates come again and again."""


def est_anonyme(terme: Terme) -> bool:
    """Tell a blank node."""
    return isinstance(terme, str) and terme.startswith("_:")


def texte(terme: Terme) -> str:
    """Return a term as SPARQL's STR does, and the name of a blank node without ``_:``."""
    if isinstance(terme, tuple):
        return terme[0]
    return terme.removeprefix("_:")


@lru_cache(_MEMOIRE)
def forme_lexicale(lexicale: str, type_: str) -> str:
    """Return the lexical form that rdflib keeps of a typed literal (``01`` is ``1``)."""
    if type_ == _ENTIER and lexicale.isascii() and lexicale.isdigit() and (lexicale[0] != "0" or lexicale == "0"):
        return lexicale
    return str(Literal(lexicale, datatype=URIRef(type_)))


def vers_rdflib(terme: Terme) -> Node:
    """Return the term of rdflib."""
    if isinstance(terme, tuple):
        return litteral(terme)
    return BNode(terme[2:]) if terme.startswith("_:") else URIRef(terme)


def depuis_rdflib(noeud: Node) -> Terme:
    """Return the term of a node of rdflib."""
    if isinstance(noeud, Literal):
        if noeud.language:
            return (str(noeud), CHAINE_DE_LANGUE, noeud.language)
        return (str(noeud), CHAINE if noeud.datatype is None else str(noeud.datatype), "")
    return f"_:{noeud}" if isinstance(noeud, BNode) else str(noeud)


@lru_cache(_MEMOIRE)
def litteral(terme: Litteral) -> Literal:
    """Return the literal of rdflib; a plain text has no datatype there."""
    lexicale, type_, langue = terme
    if langue:
        return Literal(lexicale, lang=langue)
    return Literal(lexicale) if type_ == CHAINE else Literal(lexicale, datatype=URIRef(type_))


def entier(terme: Terme) -> int | None:
    """Return the value of a well-formed xsd:integer, None for any other term."""
    if not isinstance(terme, tuple) or terme[1] != _ENTIER:
        return None
    try:
        return int(terme[0])
    except ValueError:
        return None


@lru_cache(_MEMOIRE)
def bien_forme(terme: Litteral) -> bool:
    """Tell whether the lexical form is one of its datatype; a datatype that nobody knows refuses nothing."""
    if terme[1] in (CHAINE, CHAINE_DE_LANGUE):
        return True
    if terme[1] == _ENTIER:
        return entier(terme) is not None
    return litteral(terme).ill_typed is not True


@lru_cache(_MEMOIRE)
def ordre(un: Litteral, autre: Litteral) -> int | None:
    """Compare two literals (-1, 0 or 1) as SHACL's value range does; None when they cannot be compared."""
    left, right = entier(un), entier(autre)
    if left is not None and right is not None:
        return (left > right) - (left < right)
    first, second = litteral(un), litteral(autre)
    if isinstance(first.value, str) != isinstance(second.value, str):
        return None
    try:
        return int(compare_literal(first, second))  # type: ignore[no-untyped-call]
    except (TypeError, NotImplementedError):
        return None


def avant(un: Terme, autre: Terme, *, ou_egal: bool) -> bool:
    """Tell whether ``un`` is before ``autre`` (or equal) as ``sh:lessThan`` means it; False when nobody can tell."""
    left, right = entier(un), entier(autre)
    compare = operator.le if ou_egal else operator.lt
    if left is not None and right is not None:
        return bool(compare(left, right))
    if est_anonyme(un) or est_anonyme(autre):
        return False
    values = [vers_rdflib(t) for t in (un, autre)]
    texts = [isinstance(v, URIRef) or (isinstance(v, Literal) and isinstance(v.value, str)) for v in values]
    if texts[0] != texts[1]:
        return False
    if texts[0]:
        return bool(compare(texte(un), texte(autre)))
    try:
        return bool(compare(values[0], values[1]))  # type: ignore[arg-type]
    except TypeError:
        return False
