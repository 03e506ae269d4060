"""The search over names, and the lists of all things of a kind: in the order in which people count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.reading.folding import fold
from pactes.web.labels import labels
from pactes.web.reader import Row, required, text, values
from pactes.web.views.common import Value, Visit, shown_iri
from pactes.web.views.kinds import KINDS, PLURALS
from pactes.web.views.lists import Amount, amounts, first, grouped

PAGE = 50
MAX_PAGE = 1000

# Letters that ``fold`` maps to plain ones: a query has to do the same to labels it has not read.
_ACCENTS = (("[àâä]", "a"), ("[éèêë]", "e"), ("[îï]", "i"), ("[ôö]", "o"), ("[ùûü]", "u"), ("ç", "c"), ("[’]", "'"))

_AMOUNTS = "Financement"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a search found."""

    link: Value
    kind: str
    status: Value | None = None
    note: str | None = None


async def search(visit: Visit, words: str, kind: str, page: int) -> dict[str, Any]:
    """Return the things whose name holds every word, accents and case apart; those of a kind when it is one of ours.

    Amounts come from the largest to the smallest; what was searched by words, the shortest names first; other lists by
    name, as people count (2 before 10).
    """
    kinds = [kind] if kind in KINDS else list(KINDS)
    wanted = [word for word in fold(words).split() if word][:10]
    folded = "LCASE(STR(?label))"
    for pattern, plain in _ACCENTS:
        folded = f'REPLACE({folded}, "{pattern}", "{plain}")'
    filters = "".join(f" FILTER(CONTAINS(?folded, {Literal(word)}))" for word in wanted)
    pattern = (
        "VALUES ?class { " + " ".join(f"pactes:{name}" for name in kinds) + " } ?thing a ?class ; rdfs:label ?label . "
        # What disagrees about who signs is told on the page of the contract: persons are not searched.
        "FILTER NOT EXISTS { ?thing pactes:propriete pactes:representant } "
        f"BIND({folded} AS ?folded){filters}"
    )  # fmt: skip
    by_amount = kinds == [_AMOUNTS]
    order = "DESC(?amount) " if by_amount else "?length " if wanted else ""
    counted = await visit.reader.select(f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {pattern} }}")
    rows = await visit.reader.select(
        f"SELECT ?thing (MIN({_natural('?folded')}) AS ?name) (MIN(STRLEN(STR(?label))) AS ?length) "
        + ("(MAX(?montant) AS ?amount) " if by_amount else "")
        + f"WHERE {{ {pattern} {'OPTIONAL { ?thing pactes:montant ?montant }' if by_amount else ''} }} GROUP BY ?thing "
        f"ORDER BY {order}?name ?thing LIMIT {PAGE} OFFSET {(page - 1) * PAGE}"
    )
    total = int(required(counted[0], "n")) if counted else 0
    return {
        "hits": await _hits(visit, rows, kinds),
        "total": total,
        "start": (page - 1) * PAGE + 1,
        "encore": page * PAGE < total,
        "kinds": tuple((name, visit.language.gettext(PLURALS[name]).capitalize()) for name in KINDS),
    }


def _natural(expression: str) -> str:
    """Return a SPARQL expression by which texts sort as people count: each number takes nine digits."""
    return f'REPLACE(REPLACE({expression}, "([0-9]+)", "00000000$1"), "0*([0-9]{{9}})", "$1")'


async def _hits(visit: Visit, rows: list[Row], kinds: list[str]) -> tuple[Hit, ...]:
    things = [required(row, "thing") for row in rows]
    if not things:
        return ()
    described = await visit.reader.select(
        f"SELECT ?thing ?class ?statut ?note ?contract WHERE {{ VALUES ?thing {{ {values(things)} }} VALUES ?class {{ "
        + " ".join(f"pactes:{name}" for name in kinds)
        + " } ?thing a ?class . OPTIONAL { ?thing pactes:statut ?statut } "
        "OPTIONAL { ?thing pactes:contrat|dcterms:type ?note } "
        "OPTIONAL { ?thing dcterms:isPartOf+ ?contract . ?contract a pactes:Contrat } } ORDER BY ?thing ?class ?note"
    )
    groups = grouped(described, "thing")
    terms = {
        term.value
        for row in described
        for name in ("class", "statut", "note", "contract")
        if isinstance(term := row.get(name), NamedNode)
    }
    names = await labels(visit.reader, [*things, *terms], visit.language.code)
    order = {visit.term(name): rank for rank, name in enumerate(KINDS)}
    money = await _money(visit, [iri for iri in things if _is_amount(visit, groups.get(iri, ()))])
    hits = []
    for iri in things:
        group = groups.get(iri, [])
        classes = sorted((required(row, "class") for row in group), key=lambda item: order.get(item, len(order)))
        status, note = first(group, "statut"), first(group, "contract") or first(group, "note")
        link = Value(money[iri], iri, "fr") if iri in money else shown_iri(visit, iri, names)
        told = names[note].value if note and note in names else note
        hits.append(
            Hit(
                link,
                names[classes[0]].value if classes else "",
                shown_iri(visit, status, names) if status else None,
                None if told and told in link.text else told,
            )
        )
    return tuple(hits)


def _is_amount(visit: Visit, group: list[Row] | tuple[Row, ...]) -> bool:
    return any(required(row, "class") == visit.term(_AMOUNTS) for row in group)


async def _money(visit: Visit, iris: list[str]) -> Mapping[str, str]:
    """Return the title of each amount: with what tells it from others, at the least the words around it."""
    if not iris:
        return {}
    found = await amounts(visit, f"VALUES ?f {{ {values(iris)} }}")
    bare = [money.iri for money in found.rows if not _purpose(money)]
    around = await _words_around(visit, bare) if bare else {}
    return {money.iri: _title(money, _purpose(money) or around.get(money.iri, "")) for money in found.rows}


async def _words_around(visit: Visit, iris: list[str]) -> Mapping[str, str]:
    rows = await visit.reader.select(
        f"SELECT ?thing ?before ?quote ?after WHERE {{ VALUES ?thing {{ {values(iris)} }} "
        "?thing pactes:preuve/oa:hasSelector ?selector . ?selector oa:exact ?quote . "
        "OPTIONAL { ?selector oa:prefix ?before } OPTIONAL { ?selector oa:suffix ?after } } "
        "ORDER BY ?thing STRLEN(?quote) ?selector"
    )
    return {iri: _quoted(group[-1]) for iri, group in grouped(rows, "thing").items()}


def _quoted(row: Row) -> str:
    """Return a quote with the whole words around it on its line."""
    before, after = (text(row, "before") or "").rpartition("\n"), (text(row, "after") or "").partition("\n")
    # What is cut short at the far end is no word.
    left = before[2] if before[1] else before[2].partition(" ")[2]
    right = after[0] if after[1] else after[0].rpartition(" ")[0]
    said = " ".join(f"{left}{required(row, 'quote')}{right}".split())
    return f"« {'' if before[1] or not left else '… '}{said}{'' if after[1] or not right else '…'} »"


def _purpose(money: Amount) -> str:
    """Return what an amount is for, else who pays, else its contract; empty when none of these is known."""
    if money.purpose:
        return money.purpose
    if money.funders:
        return ", ".join(funder.text for funder in money.funders)
    return money.contract.text if money.contract else ""


def _title(money: Amount, purpose: str) -> str:
    return f"{'≈ ' if money.approximate else ''}{money.amount}{' : ' if purpose else ''}{purpose}"
