"""The rules of SHACL shapes in words: how many values, of what sort, between which bounds, like which other shape.

Every constraint of the specification has its words (https://www.w3.org/TR/shacl/#core-components); one that has none
yet is told by its name and its values, so that a page never hides what a shape asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.rdf.said import Subject, Term, iri, listed
from pactes.web.i18n import Language
from pactes.web.labels import best
from pactes.web.views.common import Value
from pactes.web.views.reference.phrases import Phrase, fill, join, one_by_one

_SH, _XSD = PREFIXES["sh"], PREFIXES["xsd"]
_DEPTH = 6  # of shapes in shapes

NOT_RULES = frozenset(
    _SH + name
    for name in (
        "path", "property", "name", "description", "message", "severity", "targetClass", "targetNode",
        "targetSubjectsOf", "targetObjectsOf", "target", "order", "group", "sparql", "deactivated", "defaultValue",
        "flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint",
        "minCount", "maxCount", "select", "ask", "prefixes", "declare", "prefix", "namespace", "intersection",
    )
)  # fmt: skip
"""Properties of shapes that ask nothing by themselves, or that are told with another."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the rules of the shapes of a graph: ``known`` are its subjects, ``link`` makes a value of an IRI."""

    known: Mapping[str, Subject]
    link: Callable[[str], Value]
    say: Language

    def rules(self, shape: Subject, depth: int = 0) -> tuple[Phrase, ...]:
        """Return what a shape asks of its values, one phrase a constraint; its properties and queries are apart."""
        found = [phrase for phrase in (self._count(shape), self._qualified(shape, depth)) if phrase]
        for name, terms in shape.said.items():
            if name.startswith(_SH) and name not in NOT_RULES and name != _SH + "qualifiedValueShape":
                found += self._rule(name.removeprefix(_SH), terms, shape, depth)
        return tuple(found)

    def path(self, shape: Subject) -> Phrase | None:
        """Return the path of a property shape, None for a shape that has none."""
        terms = shape.terms("sh:path")
        return self._path(terms[0]) if terms else None

    def _path(self, term: Term, depth: int = 0) -> Phrase:
        if not isinstance(term, NamedNode):
            return (Value(str(term)),)
        said = self.known.get(term.value)
        if said is None or depth > _DEPTH or not _is_path(said):
            return (self.link(term.value),)
        if members := listed(self.known, term.value):
            return join([self._path(member, depth + 1) for member in members], " / ")
        for short, message in (
            ("sh:inversePath", self.say.gettext("{chemin}, lu à l’envers")),
            ("sh:zeroOrMorePath", self.say.gettext("{chemin}, zéro fois ou plus")),
            ("sh:oneOrMorePath", self.say.gettext("{chemin}, une fois ou plus")),
            ("sh:zeroOrOnePath", self.say.gettext("{chemin}, s’il y est")),
        ):
            for inner in said.terms(short):
                return fill(message, chemin=self._path(inner, depth + 1))
        choices = [self._path(m, depth + 1) for head in said.iris("sh:alternativePath") for m in self._list(head)]
        return join(choices, self.say.gettext(" ou ")) if choices else (self.link(term.value),)

    def _list(self, head: str) -> tuple[Term, ...]:
        return listed(self.known, head)

    def _count(self, shape: Subject) -> Phrase | None:
        say = self.say
        low, high = (_number(shape.value(short)) for short in ("sh:minCount", "sh:maxCount"))
        if not low and high is None:
            return None
        if high == 0:
            return (Value(say.gettext("aucune valeur")),)
        if low == high:
            assert low is not None
            return (Value(say.ngettext("exactement {n} valeur", "exactement {n} valeurs", low).format(n=low)),)
        if not low:
            assert high is not None
            return (Value(say.ngettext("au plus {n} valeur", "au plus {n} valeurs", high).format(n=high)),)
        if high is None:
            return (Value(say.ngettext("au moins {n} valeur", "au moins {n} valeurs", low).format(n=low)),)
        return (Value(say.gettext("de {n} à {m} valeurs").format(n=low, m=high)),)

    def _qualified(self, shape: Subject, depth: int) -> Phrase | None:
        say, wanted = self.say, shape.iris("sh:qualifiedValueShape")
        if not wanted:
            return None
        low, high = (_number(shape.value(f"sh:qualified{name}Count")) for name in ("Min", "Max"))
        what = self._shape(wanted[0], depth)
        if high == 0:
            return fill(say.gettext("aucune valeur telle que {forme}"), forme=what)
        if low and high is None:
            words = say.ngettext(
                "au moins {n} valeur telle que {forme}", "au moins {n} valeurs telles que {forme}", low
            )
            return fill(words, n=str(low), forme=what)
        if not low and high is not None:
            words = say.ngettext("au plus {n} valeur telle que {forme}", "au plus {n} valeurs telles que {forme}", high)
            return fill(words, n=str(high), forme=what)
        words = say.gettext("de {n} à {m} valeurs telles que {forme}")
        return fill(words, n=str(low or 0), m=str(high), forme=what)

    def _rule(self, name: str, terms: tuple[Term, ...], shape: Subject, depth: int) -> list[Phrase]:
        say = self.say
        if name in ("or", "and", "xone"):
            between = {"or": say.gettext(" ou "), "and": say.gettext(" et "), "xone": say.gettext(" ou bien ")}[name]
            chosen = [[self._shape(member, depth) for member in self._members(term)] for term in terms]
            return [join(phrases, between) for phrases in chosen if phrases]
        if name == "in":
            values = [one_by_one(self._value(member) for member in self._members(term)) for term in terms]
            return [fill(say.gettext("parmi\u00a0: {valeurs}"), valeurs=value) for value in values]
        if name == "languageIn":
            tags = [one_by_one(self._language(member) for member in self._members(term)) for term in terms]
            return [fill(say.gettext("en {langues}"), langues=tag) for tag in tags]
        if name in ("node", "not"):
            message = (
                say.gettext("qui suit\u00a0: {forme}") if name == "node" else say.gettext("pas ceci\u00a0: {forme}")
            )
            return [fill(message, forme=self._shape(term, depth)) for term in terms]
        if name in ("uniqueLang", "closed"):
            return [(Value(words),) for words in [self._flag(name)] if any(_true(term) for term in terms)]
        message = self._messages().get(name) or f"{name} = {{valeur}}"
        if name == "pattern":
            return [
                fill(message, valeur=(Value(term.value, raw="code"),)) for term in terms if isinstance(term, Literal)
            ]
        return [fill(message, valeur=(self._named(name, term),)) for term in terms]

    def _flag(self, name: str) -> str:
        if name == "uniqueLang":
            return self.say.gettext("une seule valeur par langue")
        return self.say.gettext("aucune autre propriété que celles qui sont nommées ici")

    def _messages(self) -> dict[str, str]:
        _ = self.say.gettext
        return {
            "class": _("de la classe {valeur}"),
            "datatype": _("de type {valeur}"),
            "nodeKind": _("{valeur}"),
            "hasValue": _("dont {valeur}"),
            "pattern": _("de la forme {valeur}"),
            "minLength": _("longueur d’au moins {valeur}"),
            "maxLength": _("longueur d’au plus {valeur}"),
            "minInclusive": _("au moins égale à {valeur}"),
            "maxInclusive": _("au plus égale à {valeur}"),
            "minExclusive": _("supérieure à {valeur}"),
            "maxExclusive": _("inférieure à {valeur}"),
            "lessThan": _("avant la valeur de {valeur}"),
            "lessThanOrEquals": _("pas après la valeur de {valeur}"),
            "disjoint": _("jamais la même chose que {valeur}"),
            "equals": _("la même chose que {valeur}"),
        }

    def _named(self, name: str, term: Term) -> Value:
        if isinstance(term, NamedNode):
            words = datatype_name(self.say, term.value) if name == "datatype" else None
            words = self._node_kind(term.value) if name == "nodeKind" else words
            return Value(words) if words else self.link(term.value)
        return self._value(term)

    def _value(self, term: Term) -> Value:
        if isinstance(term, NamedNode):
            return self.link(term.value)
        return Value(term.value if isinstance(term, Literal) else str(term))

    def _language(self, term: Term) -> Value:
        _ = self.say.gettext
        tag = term.value if isinstance(term, Literal) else str(term)
        return Value({"fr": _("français"), "en": _("anglais")}.get(tag, tag))

    def _members(self, term: Term) -> tuple[Term, ...]:
        return self._list(term.value) if isinstance(term, NamedNode) else ()

    def _shape(self, term: Term | str, depth: int) -> Phrase:
        """Return the name of a shape, as a link; one that is only written inside another is told in full."""
        address = term if isinstance(term, str) else term.value if isinstance(term, NamedNode) else str(term)
        shape = self.known.get(address)
        if shape is None or depth > _DEPTH or not is_inner(address):
            return (self.link(address),)
        path, rules = self.path(shape), self.rules(shape, depth + 1)
        inner = [self._shape(prop, depth + 1) for prop in shape.iris("sh:property")]
        said = join([*rules, *inner], self.say.gettext("\u00a0; "))
        return fill(self.say.gettext("{chemin}\u00a0: {regles}"), chemin=path, regles=said) if path else said

    def _node_kind(self, address: str) -> str | None:
        _ = self.say.gettext
        return {
            _SH + "IRI": _("un IRI"),
            _SH + "Literal": _("une valeur écrite"),
            _SH + "BlankNode": _("un nœud anonyme"),
            _SH + "IRIOrLiteral": _("un IRI ou une valeur écrite"),
            _SH + "BlankNodeOrIRI": _("une chose, nommée ou non"),
            _SH + "BlankNodeOrLiteral": _("un nœud anonyme ou une valeur écrite"),
        }.get(address)


def datatype_name(say: Language, address: str) -> str | None:
    """Return what values of a datatype are, in words; None for one that has none here."""
    _ = say.gettext
    return {
        PREFIXES["rdf"] + "langString": _("texte dans une langue"),
        PREFIXES["rdfs"] + "Literal": _("valeur écrite"),
        _XSD + "string": _("texte"),
        _XSD + "decimal": _("nombre décimal"),
        _XSD + "integer": _("nombre entier"),
        _XSD + "nonNegativeInteger": _("nombre entier, zéro ou plus"),
        _XSD + "positiveInteger": _("nombre entier, un ou plus"),
        _XSD + "double": _("nombre à virgule"),
        _XSD + "boolean": _("vrai ou faux"),
        _XSD + "date": _("date"),
        _XSD + "dateTime": _("date et heure"),
        _XSD + "gYear": _("année"),
        _XSD + "gYearMonth": _("mois d’une année"),
        _XSD + "duration": _("durée"),
        _XSD + "anyURI": _("adresse"),
    }.get(address)


def is_inner(address: str) -> bool:
    """Tell whether a node is only written inside another: a blank node of the source, named after its holder."""
    return "." in address.rsplit("#", 1)[-1]


def text_of(shape: Subject, short: str, language: str) -> Literal | None:
    """Return what a shape says of itself (name, message, description) in the language that suits."""
    return best(shape.literals(short), language)


def _is_path(said: Subject) -> bool:
    names = {iri(f"sh:{name}Path") for name in ("inverse", "alternative", "zeroOrMore", "oneOrMore", "zeroOrOne")}
    return bool(said.terms("rdf:first") or names & said.said.keys())


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() else None


def _true(term: Term) -> bool:
    return isinstance(term, Literal) and term.value in ("true", "1")
