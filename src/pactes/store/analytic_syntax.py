"""The questions that the columns of a release can answer, read from SPARQL: a part of its grammar, no more.

A basic graph pattern whose predicates are all named, filters that compare, ``OPTIONAL``, ``MINUS``, ``FILTER [NOT]
EXISTS`` of such patterns, grouping and the aggregates that count, sum and compare, ``HAVING``, ``ORDER BY``, ``LIMIT``.
``read`` raises ``Unread`` at the first word that is not of that part; Oxigraph has judged the whole text before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""
      (?P<blank>    [ \t\r\n]++ | \#[^\r\n]*+ )
    | (?P<iri>      <[^<>"{}|^`\\\x00-\x20]*+> )
    | (?P<string>   "[^"\\\r\n]*+"(?!") | '[^'\\\r\n]*+'(?!') )
    | (?P<tag>      @[A-Za-z]++(?:-[A-Za-z0-9]++)*+ )
    | (?P<variable> [?$]\w++ )
    | (?P<number>   [0-9]++(?:\.[0-9]++)?(?![\w.]) )
    | (?P<pname>    (?:[A-Za-z][\w-]*+)?:(?:\w(?:[\w.-]*[\w-])?)? )
    | (?P<word>     [A-Za-z]\w*+ )
    | (?P<sign>     \^\^ | && | \|\| | != | <= | >= | [{}().;,=<>*/^!-] )
    """,
    re.VERBOSE | re.ASCII,
)
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
XSD = "http://www.w3.org/2001/XMLSchema#"
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_AGGREGATES = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX"})
_TEXT_TESTS = {"REGEX": (2, 3), "CONTAINS": (2, 2), "STRSTARTS": (2, 2), "STRENDS": (2, 2)}
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_MIRROR = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Unread(Exception):  # noqa: N818
    """Raised when a query is not of the part of SPARQL that is read here."""


@dataclass(frozen=True, slots=True)
class Term:
    """A variable (``?`` and its name, or ``*`` and a number for what is not named) or a constant, as N-Triples."""

    text: str

    @property
    def variable(self) -> bool:
        """Whether it is a variable."""
        return self.text[0] in "?*"


@dataclass(frozen=True, slots=True)
class Triple:
    """A triple pattern; the predicate is an IRI as N-Triples."""

    subject: Term
    predicate: str
    object: Term


@dataclass(frozen=True, slots=True)
class Compare:
    """A variable against a constant, or against another variable (``texts``: their ``STR``)."""

    variable: Term
    sign: str
    other: Term
    texts: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """``LANG(variable)`` against a tag; ``ranges``: by ``LANGMATCHES``."""

    variable: Term
    sign: str
    tag: str
    ranges: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """``BOUND(variable)``, or its contrary."""

    variable: Term
    wanted: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A test of the text of a variable: its name, what it looks for, its flags, and the whole as it was written."""

    variable: Term
    test: str
    looked_for: str
    flags: str
    source: str


@dataclass(frozen=True, slots=True)
class Either:
    """One of several filters at least, each a list of which all must hold."""

    choices: tuple[tuple[Filter, ...], ...]


Filter = Compare | Language | Bound | Text | Either


@dataclass(slots=True)
class Group:
    """A group graph pattern: its triples and filters, what may be there beside, what must or must not be."""

    triples: list[Triple] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    optional: list[Group] = field(default_factory=list)
    present: list[tuple[str, Group]] = field(default_factory=list)
    """``EXISTS``, ``NOT EXISTS`` or ``MINUS``, and of what."""

    def variables(self) -> set[str]:
        """Return the variables that its triples bind."""
        return {term.text for triple in self.triples for term in (triple.subject, triple.object) if term.variable}


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregate; ``of`` is None for ``COUNT(*)``."""

    name: str
    of: Term | None
    distinct: bool


@dataclass(slots=True)
class Question:
    """A SELECT query: its columns in their order (an aggregate, or a variable), the rest of its clauses."""

    columns: dict[str, Aggregate | None]
    distinct: bool
    where: Group
    keys: list[str]
    grouped: bool
    having: list[tuple[Aggregate, str, str]]
    order: list[tuple[str | Aggregate, bool]]
    """What it sorts by; the boolean: from the last."""
    limit: int | None
    offset: int


def tokens(text: str) -> list[tuple[str, str, int]]:
    """Return the words of a query: kind, text, position; raises ``Unread`` at a sign that is not of the part."""
    found, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise Unread(text[place : place + 20])
        if match.lastgroup != "blank":
            found.append((match.lastgroup or "", match[0], place))
        place = match.end()
    return found


def read(text: str) -> Question:
    """Read a query; raises ``Unread``."""
    return _Reader(text).question()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._at = 0
        self._prefixes: dict[str, str] = {}
        self._hidden = 0

    def question(self) -> Question:
        while self._word("PREFIX"):
            name = self._take("pname")
            if not name.endswith(":"):
                raise Unread(name)
            self._prefixes[name] = self._take("iri")[1:-1]
        self._expect("SELECT")
        distinct = self._word("DISTINCT")
        columns = self._columns()
        self._word("WHERE")
        where = self._group()
        keys = []
        grouped = self._words("GROUP", "BY")
        while grouped and self._kind() == "variable":
            keys.append(self._variable().text)
        if grouped and not keys:
            raise Unread("GROUP BY")
        having: list[tuple[Aggregate, str, str]] = []
        while self._word("HAVING") or (having and self._sees("(")):
            having.extend(self._having())
        order = self._order()
        limit, offset = None, 0
        while self._kind() == "word":
            if self._word("LIMIT"):
                limit = int(self._take("number"))
            else:
                self._expect("OFFSET")
                offset = int(self._take("number"))
        if self._at != len(self._tokens):
            raise Unread(self._tokens[self._at][1])
        grouped = grouped or any(columns.values()) or bool(having)
        return Question(columns, distinct, where, keys, grouped, having, order, limit, offset)

    def _columns(self) -> dict[str, Aggregate | None]:
        columns: dict[str, Aggregate | None] = {}
        while not (self._sees("{") or self._sees_word("WHERE")):
            if self._sign("("):
                aggregate = self._aggregate()
                self._expect("AS")
                name = self._variable().text
                self._need(")")
                columns[name] = aggregate
            else:
                name = self._variable().text
                if name in columns:
                    raise Unread(name)
                columns[name] = None
        if not columns:
            raise Unread("SELECT")
        return columns

    def _aggregate(self) -> Aggregate:
        name = self._take("word").upper()
        if name not in _AGGREGATES:
            raise Unread(name)
        self._need("(")
        distinct = self._word("DISTINCT")
        of = None
        if not (name == "COUNT" and not distinct and self._sign("*")):
            of = self._variable()
        self._need(")")
        return Aggregate(name, of, distinct)

    def _having(self) -> list[tuple[Aggregate, str, str]]:
        self._need("(")
        found = []
        while True:
            aggregate = self._aggregate()
            found.append((aggregate, self._comparison(), self._take("number")))
            if not self._sign("&&"):
                break
        self._need(")")
        return found

    def _order(self) -> list[tuple[str | Aggregate, bool]]:
        order: list[tuple[str | Aggregate, bool]] = []
        if not self._words("ORDER", "BY"):
            return order
        while True:
            last = self._word("DESC")
            if last or self._word("ASC"):
                self._need("(")
                order.append((self._variable().text if self._kind() == "variable" else self._aggregate(), last))
                self._need(")")
            elif self._kind() == "variable":
                order.append((self._variable().text, False))
            elif self._sees_word(*_AGGREGATES):
                order.append((self._aggregate(), False))
            else:
                break
        if not order:
            raise Unread("ORDER BY")
        return order

    def _group(self) -> Group:
        self._need("{")
        group = Group()
        while not self._sign("}"):
            if self._word("FILTER"):
                self._filter(group)
            elif self._word("OPTIONAL"):
                group.optional.append(self._group())
            elif self._word("MINUS"):
                group.present.append(("MINUS", self._group()))
            else:
                if group.optional or any(kind == "MINUS" for kind, _ in group.present):
                    raise Unread("a triple after OPTIONAL or MINUS")
                self._triples(group)
            self._sign(".")
        if not group.triples:
            raise Unread("{}")
        return group

    def _triples(self, group: Group) -> None:
        subject = self._term()
        while True:
            path = self._path()
            while True:
                self._link(group, subject, path, self._term())
                if not self._sign(","):
                    break
            while self._sign(";"):
                pass
            if self._kind() not in ("iri", "pname") and not self._sees_word("a") and not self._sees("^"):
                return
            if self._tokens[self._at - 1][1] != ";":
                return

    def _path(self) -> list[tuple[bool, str]]:
        """Return the steps of a path: backwards or not, and the predicate."""
        steps = []
        while True:
            back = self._sign("^")
            if self._sees("a", "word"):
                self._at += 1
                steps.append((back, RDF_TYPE))
            else:
                steps.append((back, self._iri()))
            if not self._sign("/"):
                return steps

    def _link(self, group: Group, subject: Term, path: list[tuple[bool, str]], target: Term) -> None:
        for number, (back, predicate) in enumerate(path):
            if number == len(path) - 1:
                following = target
            else:
                self._hidden += 1
                following = Term(f"*{self._hidden}")
            ends = (following, subject) if back else (subject, following)
            group.triples.append(Triple(ends[0], predicate, ends[1]))
            subject = following

    def _filter(self, group: Group) -> None:
        if self._words("NOT", "EXISTS"):
            group.present.append(("NOT EXISTS", self._group()))
        elif self._word("EXISTS"):
            group.present.append(("EXISTS", self._group()))
        elif self._sees("("):
            group.filters.extend(self._all())
        else:
            group.filters.append(self._one())

    def _all(self) -> tuple[Filter, ...]:
        """A parenthesis: conjunctions, of which one at least must hold when there are several."""
        self._need("(")
        choices: list[list[Filter]] = [[]]
        while True:
            if self._sees("("):
                choices[-1].extend(self._all())
            else:
                choices[-1].append(self._one())
            if self._sign("||"):
                choices.append([])
            elif not self._sign("&&"):
                break
        self._need(")")
        return tuple(choices[0]) if len(choices) == 1 else (Either(tuple(map(tuple, choices))),)

    def _one(self) -> Filter:
        start = self._at
        wanted = not self._sign("!")
        if self._word("BOUND"):
            self._need("(")
            variable = self._variable()
            self._need(")")
            return Bound(variable, wanted)
        if not wanted:
            raise Unread("!")
        if self._word("LANGMATCHES"):
            self._need("(")
            self._expect("LANG")
            variable = self._in_parentheses()
            self._need(",")
            tag = self._plain_string()
            self._need(")")
            return Language(variable, "=", tag, ranges=True)
        if self._word("LANG"):
            variable = self._in_parentheses()
            sign = self._comparison()
            if sign not in ("=", "!="):
                raise Unread(sign)
            return Language(variable, sign, self._plain_string())
        if self._sees_word(*_TEXT_TESTS):
            return self._text_test(start)
        return self._compare()

    def _text_test(self, start: int) -> Filter:
        name = self._take("word").upper()
        self._need("(")
        wrapped = 0
        while self._word("STR") or self._word("LCASE"):
            self._need("(")
            wrapped += 1
        variable = self._variable()
        for _ in range(wrapped):
            self._need(")")
        strings = []
        while self._sign(","):
            strings.append(self._plain_string())
        self._need(")")
        fewest, most = _TEXT_TESTS[name]
        if not fewest <= len(strings) + 1 <= most:
            raise Unread(name)
        last = self._tokens[self._at - 1]
        source = self._text[self._tokens[start][2] : last[2] + len(last[1])]
        return Text(variable, name, strings[0], strings[1] if len(strings) > 1 else "", source)

    def _compare(self) -> Filter:
        if self._word("STR"):
            left = self._in_parentheses()
            sign = self._comparison()
            self._expect("STR")
            return Compare(left, sign, self._in_parentheses(), texts=True)
        left = self._value()
        sign = self._comparison()
        right = self._value()
        if not left.variable:
            left, sign, right = right, _MIRROR[sign], left
        if not left.variable:
            raise Unread("two constants")
        return Compare(left, sign, right)

    def _in_parentheses(self) -> Term:
        self._need("(")
        variable = self._variable()
        self._need(")")
        return variable

    def _term(self) -> Term:
        return self._value()

    def _value(self) -> Term:
        kind = self._kind()
        if kind == "variable":
            return self._variable()
        if kind in ("iri", "pname"):
            return Term(self._iri())
        if kind == "number":
            number = self._take("number")
            datatype = "decimal" if "." in number else "integer"
            return Term(f'"{number}"^^<{XSD}{datatype}>')
        quoted = self._quoted()
        if self._kind() == "tag":
            return Term(quoted + self._take("tag").lower())
        if self._sign("^^"):
            datatype = self._iri()
            return Term(quoted if datatype == f"<{XSD}string>" else f"{quoted}^^{datatype}")
        return Term(quoted)

    def _quoted(self) -> str:
        inner = self._take("string")[1:-1]
        if '"' in inner or not inner.isprintable():
            raise Unread(inner)
        return f'"{inner}"'

    def _plain_string(self) -> str:
        told = self._value()
        if told.text[0] != '"' or told.text[-1] != '"':
            raise Unread(told.text)
        return told.text[1:-1]

    def _comparison(self) -> str:
        if self._kind() == "sign" and self._tokens[self._at][1] in _COMPARISONS:
            self._at += 1
            return self._tokens[self._at - 1][1]
        raise Unread("a comparison")

    def _iri(self) -> str:
        if self._kind() == "pname":
            prefix, _, local = self._take("pname").partition(":")
            if f"{prefix}:" not in self._prefixes:
                raise Unread(prefix)
            iri = f"<{self._prefixes[f'{prefix}:']}{local}>"
        else:
            iri = self._take("iri")
        if not _ABSOLUTE.match(iri):
            raise Unread(iri)
        return iri

    def _variable(self) -> Term:
        return Term("?" + self._take("variable")[1:])

    def _kind(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _take(self, kind: str) -> str:
        if self._kind() != kind:
            raise Unread(kind)
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _sees(self, value: str, kind: str = "sign") -> bool:
        return self._kind() == kind and self._tokens[self._at][1] == value

    def _sees_word(self, *words: str) -> bool:
        if self._kind() != "word":
            return False
        told = self._tokens[self._at][1]
        return told in words if words == ("a",) else told.upper() in words

    def _sign(self, value: str) -> bool:
        seen = self._sees(value)
        self._at += seen
        return seen

    def _word(self, word: str) -> bool:
        seen = self._sees_word(word)
        self._at += seen
        return seen

    def _words(self, *words: str) -> bool:
        there = [self._tokens[self._at + n : self._at + n + 1] for n in range(len(words))]
        seen = all(
            told and told[0][0] == "word" and told[0][1].upper() == word
            for told, word in zip(there, words, strict=True)
        )
        self._at += len(words) * seen
        return seen

    def _need(self, value: str) -> None:
        if not self._sign(value):
            raise Unread(value)

    def _expect(self, word: str) -> None:
        if not self._word(word):
            raise Unread(word)
