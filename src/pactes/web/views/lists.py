"""Lists that several pages show: commitments, amounts, contracts, contradictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from pyoxigraph import Literal, NamedNode

from pactes.rdf.statuts import foremost
from pactes.web.labels import labels
from pactes.web.reader import Row, prefixes, required, text
from pactes.web.views.common import Evidence, Value, Visit, evidence, shown, shown_iri
from pactes.web.views.contradiction_words import dated, title_of

T = TypeVar("T")

SHOWN = 200  # rows of one list; the page says how many more there are and gives the query that has them all


@dataclass(frozen=True, slots=True)
class Commitment:
    """What parties promise, do or did."""

    iri: str
    text: str
    theme: str | None = None
    status: Value | None = None
    since: Value | None = None
    parties: tuple[Value, ...] = ()
    axis: Value | None = None
    contract: Value | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money as the document gives it."""

    iri: str
    amount: str
    raw: str
    approximate: bool = False
    nature: Value | None = None
    funders: tuple[Value, ...] = ()
    beneficiary: str | None = None
    purpose: str | None = None
    year: str | None = None
    contract: Value | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract in a list."""

    contract: Value
    status: Value | None = None
    kind: Value | None = None
    territories: tuple[Value, ...] = ()
    parties: tuple[Value, ...] = ()
    signed: tuple[Value, ...] = ()
    period: tuple[Value | None, Value | None] = (None, None)  # first and last day, month or year


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A contradiction in a list: its name, kind and what the sources say."""

    iri: str
    label: str
    kind: Value | None
    about: tuple[Value, ...]
    said: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A list that may be longer than what is shown."""

    rows: tuple[T, ...]
    total: int

    @property
    def hidden(self) -> int:
        """How many rows are not shown."""
        return max(0, self.total - len(self.rows))


def grouped(rows: Sequence[Row], name: str) -> Mapping[str, list[Row]]:
    """Group rows by a variable, in the order they come."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(required(row, name), []).append(row)
    return found


def several(rows: Sequence[Row], name: str) -> tuple[str, ...]:
    """Return the values of a variable in some rows, each once, in their order."""
    return tuple(dict.fromkeys(value for row in rows if (value := text(row, name)) is not None))


def first(rows: Sequence[Row], name: str) -> str | None:
    """Return the first value of a variable in some rows."""
    return next(iter(several(rows, name)), None)


def first_literal(rows: Sequence[Row], name: str) -> Literal | None:
    """Return the first literal of a variable in some rows."""
    return next((term for row in rows if isinstance(term := row.get(name), Literal)), None)


async def count(visit: Visit, pattern: str, variable: str) -> int:
    """Return how many things a pattern finds."""
    rows = await visit.reader.select(f"SELECT (COUNT(DISTINCT ?{variable}) AS ?n) WHERE {{ {pattern} }}")
    return int(required(rows[0], "n")) if rows else 0


async def told(visit: Visit, found: str, variable: str, properties: Mapping[str, str]) -> list[Row]:
    """Return what is said of the things that the query ``found`` selects as ``variable``, sorted by thing and value.

    ``properties`` gives the prefixed property of each name. Each row has the thing and one value, under its name: a row
    for each combination of values would be hundreds of times as many where several graphs say the same.
    """
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?{variable} ?p ?o WHERE {{ {{ {found} }} "
        f"OPTIONAL {{ ?{variable} ?p ?o FILTER(?p IN ({', '.join(properties.values())})) }} }}"
    )
    known = prefixes(visit.base)
    names = {known[short.partition(":")[0]] + short.partition(":")[2]: name for name, short in properties.items()}
    ordered = sorted(rows, key=lambda row: (str(row[variable]), text(row, "p") or "", str(row.get("o"))))
    return [
        {variable: row[variable], **({names[required(row, "p")]: row["o"]} if "o" in row else {})} for row in ordered
    ]


# As triple patterns, the engine would join all things of the class with what the other patterns find.
_IS_CONTRACT = "FILTER EXISTS { ?c a pactes:Contrat }"
_IS_COMMITMENT = "FILTER EXISTS { ?e a pactes:Engagement }"
_IS_AMOUNT = "FILTER EXISTS { ?f a pactes:Financement }"


async def commitments(visit: Visit, pattern: str, limit: int = SHOWN) -> Listing[Commitment]:
    """Return the commitments that ``pattern`` finds as ``?e``, in the order of their documents."""
    rows = await told(
        visit,
        f"SELECT DISTINCT ?e WHERE {{ {pattern} {_IS_COMMITMENT} }} ORDER BY ?e LIMIT {limit}",
        "e",
        {name: f"pactes:{name}" for name in ("texte", "theme", "statut", "depuis", "axe", "partie", "contrat")},
    )
    groups = grouped(rows, "e")
    names = await _names(visit, rows, "statut", "axe", "partie", "contrat")
    marks = await evidence(visit, groups)
    found = []
    for iri, group in groups.items():
        since = first_literal(group, "depuis")
        found.append(
            Commitment(
                iri=iri,
                text=first(group, "texte") or iri.rsplit("/", 1)[-1],
                theme=first(group, "theme"),
                status=_link(visit, foremost(several(group, "statut")), names),
                since=shown(visit, since) if since else None,
                parties=tuple(shown_iri(visit, party, names) for party in several(group, "partie")),
                axis=_link(visit, first(group, "axe"), names),
                contract=_link(visit, first(group, "contrat"), names),
                evidence=marks.get(iri, ()),
            )
        )
    found.sort(key=lambda item: (place(item.evidence), item.iri))
    total = len(found) if len(found) < limit else await count(visit, f"{pattern} {_IS_COMMITMENT}", "e")
    return Listing(tuple(found), total)


def place(marks: Sequence[Evidence]) -> tuple[str, int]:
    """Return a sort key that puts things in the order of the documents that say them."""
    return (marks[0].document, marks[0].line or 0) if marks else ("\uffff", 0)


async def amounts(visit: Visit, pattern: str, limit: int = SHOWN) -> Listing[Amount]:
    """Return the amounts that ``pattern`` finds as ``?f``: by nature, then as the documents give them. Never summed."""
    rows = await visit.reader.select(
        "SELECT ?f ?montant ?devise ?nature ?financeur ?beneficiaire ?objet ?annee ?approche ?contrat WHERE { "
        f"{{ SELECT DISTINCT ?f WHERE {{ {pattern} {_IS_AMOUNT} }} ORDER BY ?f LIMIT {limit} }} "
        "?f pactes:montant ?montant . OPTIONAL { ?f pactes:devise ?devise } OPTIONAL { ?f pactes:nature ?nature } "
        "OPTIONAL { ?f pactes:financeur ?financeur } OPTIONAL { ?f pactes:beneficiaire ?beneficiaire } "
        "OPTIONAL { ?f pactes:objet ?objet } OPTIONAL { ?f pactes:annee ?annee } "
        "OPTIONAL { ?f pactes:approche ?approche } OPTIONAL { ?f pactes:contrat ?contrat } } ORDER BY ?f ?financeur"
    )
    groups = grouped(rows, "f")
    names = await _names(visit, rows, "nature", "financeur", "contrat")
    marks = await evidence(visit, groups)
    found = [
        Amount(
            iri=iri,
            amount=visit.language.money(required(group[0], "montant"), first(group, "devise") or "EUR"),
            raw=required(group[0], "montant"),
            approximate=first(group, "approche") in ("true", "1"),
            nature=_link(visit, first(group, "nature"), names),
            funders=tuple(shown_iri(visit, funder, names) for funder in several(group, "financeur")),
            beneficiary=first(group, "beneficiaire"),
            purpose=first(group, "objet"),
            year=first(group, "annee"),
            contract=_link(visit, first(group, "contrat"), names),
            evidence=marks.get(iri, ()),
        )
        for iri, group in groups.items()
    ]
    found.sort(key=lambda item: (item.nature.text if item.nature else "\uffff", place(item.evidence), item.iri))
    total = len(found) if len(found) < limit else await count(visit, f"{pattern} {_IS_AMOUNT}", "f")
    return Listing(tuple(found), total)


async def contracts(visit: Visit, pattern: str, limit: int = SHOWN) -> Listing[ContractLine]:
    """Return the contracts that ``pattern`` finds as ``?c``: concluded first, then planned, then only cited."""
    properties = {name: f"pactes:{name}" for name in ("statut", "dispositif", "partie")}
    properties |= {"date": "pactes:dateSignature", "debut": "pactes:dateDebut", "fin": "pactes:dateFin"}
    wanted = f"SELECT DISTINCT ?c WHERE {{ {pattern} {_IS_CONTRACT} }} ORDER BY ?c LIMIT {limit}"
    rows = await told(visit, wanted, "c", properties | {"territoire": "dcterms:spatial"})
    groups = grouped(rows, "c")
    names = await _names(visit, rows, "c", "statut", "dispositif", "territoire", "partie")
    found = []
    for iri, group in groups.items():
        signed = {term.value: term for row in group if isinstance(term := row.get("date"), Literal)}
        begins, ends = first_literal(group, "debut"), first_literal(group, "fin")
        found.append(
            ContractLine(
                contract=shown_iri(visit, iri, names),
                status=_link(visit, foremost(several(group, "statut")), names),
                kind=_link(visit, first(group, "dispositif"), names),
                territories=tuple(shown_iri(visit, item, names) for item in several(group, "territoire")),
                parties=tuple(shown_iri(visit, item, names) for item in several(group, "partie")),
                signed=tuple(shown(visit, signed[value]) for value in sorted(signed)),
                period=(shown(visit, begins) if begins else None, shown(visit, ends) if ends else None),
            )
        )
    order = ("conclu", "prevu", "cite")

    def rank(line: ContractLine) -> tuple[int, str, str]:
        status = slug(line.status)
        return (
            order.index(status) if status in order else len(order),
            line.contract.text.lower(),
            line.contract.iri or "",
        )

    found.sort(key=rank)
    total = len(found) if len(found) < limit else await count(visit, f"{pattern} {_IS_CONTRACT}", "c")
    return Listing(tuple(found), total)


def slug(value: Value | None) -> str:
    """Return the last part of a value's IRI: the slug of a vocabulary concept."""
    return value.iri.rsplit("/", 1)[-1] if value and value.iri else ""


async def disagreements(visit: Visit, pattern: str) -> tuple[Disagreement, ...]:
    """Return the contradictions that ``pattern`` finds as ``?x``, each with all that the sources say."""
    rows = await visit.reader.select(
        "SELECT DISTINCT ?x ?genre ?sujet ?enonce ?valeur WHERE { "
        f"{pattern} ?x a pactes:Contradiction . OPTIONAL {{ ?x pactes:genre ?genre }} "
        "OPTIONAL { ?x pactes:porteSur ?sujet } "
        "OPTIONAL { ?x pactes:enonce ?enonce . ?enonce pactes:valeur ?valeur } } ORDER BY ?x ?enonce ?valeur"
    )
    groups = grouped(rows, "x")
    names = await _names(visit, rows, "x", "genre", "sujet", "valeur")
    marks = await evidence(visit, {iri for row in rows if (iri := text(row, "enonce"))})
    found = []
    for iri, group in groups.items():
        said: dict[str, Value] = {}
        for row in group:
            term, statement = row.get("valeur"), text(row, "enonce")
            if statement is None or not isinstance(term, Literal | NamedNode):
                continue
            value = _said(visit, term) if isinstance(term, Literal) else shown_iri(visit, term.value, names)
            said[statement] = replace(value, evidence=marks.get(statement, ()))
        found.append(
            Disagreement(
                iri=iri,
                label=title_of(names[iri].value),
                kind=_link(visit, first(group, "genre"), names),
                about=tuple(shown_iri(visit, subject, names) for subject in several(group, "sujet")),
                said=tuple(said.values()),
            )
        )
    return tuple(sorted(found, key=lambda item: (item.label.lower(), item.iri)))


def _said(visit: Visit, term: Literal) -> Value:
    """Return what a source says; dates in its words are read as dates."""
    value = shown(visit, term)
    words = dated(value.text, visit.language)
    return value if words == value.text else replace(value, text=words, raw=term.value)


def _link(visit: Visit, iri: str | None, names: Mapping[str, Literal]) -> Value | None:
    return shown_iri(visit, iri, names) if iri else None


async def _names(visit: Visit, rows: Sequence[Row], *variables: str) -> Mapping[str, Literal]:
    iris = {term.value for row in rows for name in variables if isinstance(term := row.get(name), NamedNode)}
    return await labels(visit.reader, iris, visit.language.code)
