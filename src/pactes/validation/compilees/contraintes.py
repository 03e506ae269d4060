"""SHACL Core constraints on value nodes (https://www.w3.org/TR/shacl/#core-components), each compiled to a test.

A test is given the focus nodes with their value nodes, all at once, and yields those that break it. Constraints that
call other shapes are in ``appels``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from rdflib import Literal, URIRef
from rdflib.namespace import RDFS, SH

from pactes.validation.compilees.chemins import Paire
from pactes.validation.compilees.lecture import FormeInconnue, Lecture
from pactes.validation.compilees.termes import (
    CHAINE,
    CHAINE_DE_LANGUE,
    Terme,
    avant,
    bien_forme,
    depuis_rdflib,
    est_anonyme,
    ordre,
    texte,
)
from pactes.validation.compilees.triplets import TYPE, Triplets

Faute: TypeAlias = tuple[Terme, Terme | None]
"""A focus node and the value that is wrong, None when what is wrong is their number."""
Test: TypeAlias = Callable[[Triplets, Sequence[Paire]], Iterator[Faute]]
Compilation: TypeAlias = Callable[[Lecture], list[Test]]


def _each(good: Callable[[Terme], bool]) -> Test:
    def test(_triples: Triplets, pairs: Sequence[Paire]) -> Iterator[Faute]:
        for focus, values in pairs:
            for value in values:
                if not good(value):
                    yield focus, value

    return test


def _min_count(reading: Lecture) -> list[Test]:
    least = reading.number(SH.minCount) or 0

    def test(_triples: Triplets, pairs: Sequence[Paire]) -> Iterator[Faute]:
        return ((focus, None) for focus, values in pairs if len(values) < least)

    return [test]


def _max_count(reading: Lecture) -> list[Test]:
    most = reading.number(SH.maxCount) or 0

    def test(_triples: Triplets, pairs: Sequence[Paire]) -> Iterator[Faute]:
        return ((focus, None) for focus, values in pairs if len(values) > most)

    return [test]


def _class(reading: Lecture) -> list[Test]:
    def of(class_: str) -> Test:
        def test(triples: Triplets, pairs: Sequence[Paire]) -> Iterator[Faute]:
            types, below = triples.index(TYPE), triples.subclasses(class_)
            for focus, values in pairs:
                for value in values:
                    if below.isdisjoint(types.get(value, ())):
                        yield focus, value

        return test

    return [of(class_) for class_ in reading.iris(SH["class"])]


def _datatype(reading: Lecture) -> list[Test]:
    wanted = str(reading.one(SH.datatype))
    if wanted in (str(RDFS.Literal), str(RDFS.Datatype)):
        raise FormeInconnue("every literal is an rdfs:Literal")
    if wanted in (CHAINE, CHAINE_DE_LANGUE):
        return [_each(lambda v: v.__class__ is tuple and v[1] == wanted)]
    return [_each(lambda v: isinstance(v, tuple) and v[1] == wanted and bien_forme(v))]


_NATURES: dict[URIRef, tuple[bool, bool, bool]] = {  # IRI, blank node, literal
    SH.IRI: (True, False, False),
    SH.BlankNode: (False, True, False),
    SH.Literal: (False, False, True),
    SH.BlankNodeOrIRI: (True, True, False),
    SH.BlankNodeOrLiteral: (False, True, True),
    SH.IRIOrLiteral: (True, False, True),
}


def _node_kind(reading: Lecture) -> list[Test]:
    kind = reading.one(SH.nodeKind)
    if not isinstance(kind, URIRef) or kind not in _NATURES:
        raise FormeInconnue(f"{kind} is no kind of node")
    iri, blank, literal = _NATURES[kind]

    def good(value: Terme) -> bool:
        if isinstance(value, tuple):
            return literal
        return blank if value.startswith("_:") else iri

    return [_each(good)]


def _range(parameter: URIRef, good: Callable[[int], bool]) -> Compilation:
    def compile_(reading: Lecture) -> list[Test]:
        bounds = [depuis_rdflib(bound) for bound in reading.all(parameter)]

        def of(bound: Terme) -> Test:
            if not isinstance(bound, tuple):
                raise FormeInconnue(f"{parameter} is a literal")

            def within(value: Terme) -> bool:
                found = ordre(value, bound) if isinstance(value, tuple) else None
                return found is not None and good(found)

            return _each(within)

        return [of(bound) for bound in bounds]

    return compile_


def _length(parameter: URIRef, good: Callable[[int, int], bool]) -> Compilation:
    def compile_(reading: Lecture) -> list[Test]:
        bound = reading.number(parameter) or 0
        if parameter == SH.minLength and bound == 0:
            return []
        return [_each(lambda v: not est_anonyme(v) and good(len(texte(v)), bound))]

    return compile_


def _pattern(reading: Lecture) -> list[Test]:
    flags = str(reading.literal(SH.flags) or "")
    if not set(flags) <= {"i", "m"}:
        raise FormeInconnue(f"flags {flags} of a pattern")
    options = sum((re.IGNORECASE if f == "i" else re.MULTILINE) for f in set(flags))
    tests = []
    for pattern in reading.all(SH.pattern):
        try:
            search = re.compile(str(pattern), options).search
        except re.error as error:
            raise FormeInconnue(f"{pattern} is no pattern") from error
        tests.append(_each(lambda v, search=search: not est_anonyme(v) and search(texte(v)) is not None))  # type: ignore[misc]
    return tests


def _language_in(reading: Lecture) -> list[Test]:
    head = reading.one(SH.languageIn)
    members = reading.list(head) if head is not None else []
    if not all(isinstance(m, Literal) for m in members):
        raise FormeInconnue("languages are texts")
    languages = {str(m).lower() for m in members}
    any_ = "*" in languages

    def good(value: Terme) -> bool:
        if not isinstance(value, tuple) or not value[2]:
            return False
        return any_ or value[2] in languages or value[2].split("-")[0] in languages

    return [_each(good)]


def _unique_lang(reading: Lecture) -> list[Test]:
    if not reading.flag(SH.uniqueLang):
        return []

    def test(_triples: Triplets, pairs: Sequence[Paire]) -> Iterator[Faute]:
        for focus, values in pairs:
            if len(values) > 1:
                languages = [v[2] for v in values if isinstance(v, tuple) and v[2]]
                for language in dict.fromkeys(languages):
                    if languages.count(language) > 1:
                        yield focus, None

    return [test]


def _in(reading: Lecture) -> list[Test]:
    head = reading.one(SH["in"])
    if head is None:
        raise FormeInconnue("sh:in is a list")
    allowed = frozenset(depuis_rdflib(member) for member in reading.list(head))
    return [_each(allowed.__contains__)]


def _has_value(reading: Lecture) -> list[Test]:
    def of(wanted: Terme) -> Test:
        def test(_triples: Triplets, pairs: Sequence[Paire]) -> Iterator[Faute]:
            return ((focus, None) for focus, values in pairs if wanted not in values)

        return test

    return [of(depuis_rdflib(value)) for value in reading.all(SH.hasValue)]


def _equals(reading: Lecture) -> list[Test]:
    def of(predicate: str) -> Test:
        def test(triples: Triplets, pairs: Sequence[Paire]) -> Iterator[Faute]:
            for focus, values in pairs:
                for value in set(values).symmetric_difference(triples.objects(focus, predicate)):
                    yield focus, value

        return test

    return [of(predicate) for predicate in reading.iris(SH.equals)]


def _disjoint(reading: Lecture) -> list[Test]:
    def of(predicate: str) -> Test:
        def test(triples: Triplets, pairs: Sequence[Paire]) -> Iterator[Faute]:
            for focus, values in pairs:
                for other in triples.objects(focus, predicate):
                    if other in values:
                        yield focus, other

        return test

    return [of(predicate) for predicate in reading.iris(SH.disjoint)]


def _less_than(parameter: URIRef, *, or_equal: bool) -> Compilation:
    def compile_(reading: Lecture) -> list[Test]:
        def of(predicate: str) -> Test:
            def test(triples: Triplets, pairs: Sequence[Paire]) -> Iterator[Faute]:
                others = triples.index(predicate)
                for focus, values in pairs:
                    for other in others.get(focus, ()):
                        for value in values:
                            if not avant(value, other, ou_egal=or_equal):
                                yield focus, value

            return test

        return [of(predicate) for predicate in reading.iris(parameter)]

    return compile_


SUR_LES_VALEURS: dict[URIRef, tuple[str, Compilation]] = {
    SH.minCount: ("MinCount", _min_count),
    SH.maxCount: ("MaxCount", _max_count),
    SH["class"]: ("Class", _class),
    SH.datatype: ("Datatype", _datatype),
    SH.nodeKind: ("NodeKind", _node_kind),
    SH.minExclusive: ("MinExclusive", _range(SH.minExclusive, lambda found: found > 0)),
    SH.minInclusive: ("MinInclusive", _range(SH.minInclusive, lambda found: found >= 0)),
    SH.maxExclusive: ("MaxExclusive", _range(SH.maxExclusive, lambda found: found < 0)),
    SH.maxInclusive: ("MaxInclusive", _range(SH.maxInclusive, lambda found: found <= 0)),
    SH.minLength: ("MinLength", _length(SH.minLength, lambda length, bound: length >= bound)),
    SH.maxLength: ("MaxLength", _length(SH.maxLength, lambda length, bound: length <= bound)),
    SH.pattern: ("Pattern", _pattern),
    SH.languageIn: ("LanguageIn", _language_in),
    SH.uniqueLang: ("UniqueLang", _unique_lang),
    SH["in"]: ("In", _in),
    SH.hasValue: ("HasValue", _has_value),
    SH.equals: ("Equals", _equals),
    SH.disjoint: ("Disjoint", _disjoint),
    SH.lessThan: ("LessThan", _less_than(SH.lessThan, or_equal=False)),
    SH.lessThanOrEquals: ("LessThanOrEquals", _less_than(SH.lessThanOrEquals, or_equal=True)),
}
"""Parameter of SHACL Core → the name of its component, and its compilation."""
SANS_CHEMIN_INTERDITS = frozenset({SH.minCount, SH.maxCount, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals})
"""Parameters that only property shapes may have."""
