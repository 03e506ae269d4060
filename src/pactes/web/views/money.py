"""The amounts of a contract: one panel for each nature, the parts of a sum under it, and never a total of ours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode

from pactes.web.labels import labels
from pactes.web.reader import Row, required
from pactes.web.views.common import Evidence, Value, Visit, evidence, shown, shown_iri
from pactes.web.views.lists import first, first_literal, grouped, place, several, slug

MOST = 300
"""Amounts that one page shows; the query has them all."""

NATURES = ("enveloppe", "participation", "cout-total", "budget", "depense", "non-precisee")
"""Natures in the order of pages: what is set aside, what each brings, what it costs, what was voted, what was paid."""

_FREQUENCIES = "http://publications.europa.eu/resource/authority/frequency/"


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount as its document gives it. ``share`` is its length in the chart of its nature, from 0 to 100."""

    iri: str
    label: str
    amount: str
    raw: str
    currency: str
    nature: Value | None = None
    funders: tuple[Value, ...] = ()
    beneficiary: str | None = None
    purpose: str | None = None
    year: Value | None = None
    contract: Value | None = None
    part_of: Value | None = None
    approximate: bool = False
    at_most: bool = False
    yearly: bool = False
    rate: str | None = None
    share: str = "0"
    depth: int = 0  # 1 for a part of the amount above it in the same panel
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """The amounts of one nature and one currency, each followed by its parts; ``meaning`` says what the nature is."""

    nature: str  # slug
    name: str
    meaning: str
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """What a page tells of money: its panels, how many amounts there are, and the query that gives the figures."""

    panels: tuple[Panel, ...]
    shown: int
    total: int
    query: str

    @property
    def hidden(self) -> int:
        """How many amounts are not shown."""
        return max(0, self.total - self.shown)


def meanings(visit: Visit) -> Mapping[str, str]:
    """Return what each nature means, in the words of people, by slug."""
    _ = visit.language.gettext
    return {
        "enveloppe": _("une somme réservée, dont des participations seront tirées"),
        "participation": _("la part qu’une organisation apporte"),
        "cout-total": _("ce que coûte l’ensemble, toutes participations comprises"),
        "budget": _("une somme votée ou inscrite à un budget, pas encore dépensée"),
        "depense": _("une somme effectivement payée"),
        "non-precisee": _("le texte donne la somme sans dire ce qu’elle est"),
    }


async def money_of(visit: Visit, contract: str) -> Money:
    """Return the amounts of a contract by nature."""
    node = str(NamedNode(contract))
    sums = await read(visit, f"?f pactes:contrat {node} .", MOST + 1)
    total = len(sums)
    if total > MOST:
        counted = await visit.reader.select(
            f"SELECT (COUNT(DISTINCT ?f) AS ?n) WHERE {{ ?f pactes:contrat {node} ; a pactes:Financement }}"
        )
        total = int(required(counted[0], "n"))
    kept = sums[:MOST]
    return Money(panels(visit, kept), len(kept), total, query_of(visit, contract))


async def read(visit: Visit, pattern: str, limit: int) -> tuple[Sum, ...]:
    """Return the amounts that ``pattern`` finds as ``?f``, in the order of their documents."""
    rows = await visit.reader.select(
        "SELECT DISTINCT ?f ?label ?montant ?devise ?nature ?financeur ?beneficiaire ?objet ?annee ?approche ?contrat "
        "?dans ?maximum ?rythme ?taux WHERE { "
        f"{{ SELECT DISTINCT ?f WHERE {{ {pattern} FILTER EXISTS {{ ?f a pactes:Financement }} }} "
        f"ORDER BY ?f LIMIT {limit} }} "
        "?f pactes:montant ?montant . OPTIONAL { ?f rdfs:label ?label } OPTIONAL { ?f pactes:devise ?devise } "
        "OPTIONAL { ?f pactes:nature ?nature } OPTIONAL { ?f pactes:financeur ?financeur } "
        "OPTIONAL { ?f pactes:beneficiaire ?beneficiaire } OPTIONAL { ?f pactes:objet ?objet } "
        "OPTIONAL { ?f pactes:annee ?annee } OPTIONAL { ?f pactes:approche ?approche } "
        "OPTIONAL { ?f pactes:contrat ?contrat } OPTIONAL { ?f dcterms:isPartOf ?dans } "
        "OPTIONAL { ?f pactes:maximum ?maximum } OPTIONAL { ?f pactes:periodicite ?rythme } "
        "OPTIONAL { ?f pactes:taux ?taux } } ORDER BY ?f ?financeur"
    )
    groups = grouped(rows, "f")
    named = {
        iri
        for group in groups.values()
        for name in ("nature", "financeur", "contrat", "dans")
        for iri in several(group, name)
    }
    names = await labels(visit.reader, named, visit.language.code)
    marks = await evidence(visit, groups)
    found = [_sum(visit, iri, group, names, marks.get(iri, ())) for iri, group in groups.items()]
    return tuple(sorted(found, key=lambda item: (place(item.evidence), item.iri)))


def _sum(
    visit: Visit, iri: str, group: Sequence[Row], names: Mapping[str, Literal], marks: tuple[Evidence, ...]
) -> Sum:
    currency, year = first(group, "devise") or "EUR", first_literal(group, "annee")
    rate = first(group, "taux")

    def named(variable: str) -> Value | None:
        found = first(group, variable)
        return shown_iri(visit, found, names) if found else None

    return Sum(
        iri=iri,
        label=first(group, "label") or iri.rsplit("/", 1)[-1],
        amount=visit.language.money(required(group[0], "montant"), currency),
        raw=required(group[0], "montant"),
        currency=currency,
        nature=named("nature"),
        funders=tuple(shown_iri(visit, funder, names) for funder in several(group, "financeur")),
        beneficiary=first(group, "beneficiaire"),
        purpose=first(group, "objet"),
        year=shown(visit, year) if year else None,
        contract=named("contrat"),
        part_of=named("dans"),
        approximate=first(group, "approche") in ("true", "1"),
        at_most=first(group, "maximum") in ("true", "1"),
        yearly=first(group, "rythme") == f"{_FREQUENCIES}ANNUAL",
        rate=visit.language.number(rate) if rate else None,
        evidence=marks,
    )


def panels(visit: Visit, sums: Sequence[Sum]) -> tuple[Panel, ...]:
    """Group amounts by nature and currency: sums that may not be added, nor drawn on one scale, are never together."""
    groups: dict[tuple[str, str], list[Sum]] = defaultdict(list)
    for item in sums:
        groups[slug(item.nature) or "non-precisee", item.currency].append(item)
    told = meanings(visit)

    def rank(key: tuple[str, str]) -> tuple[int, str, str]:
        return (NATURES.index(key[0]) if key[0] in NATURES else len(NATURES), *key)

    found = []
    for key in sorted(groups, key=rank):
        items = groups[key]
        name = items[0].nature.text if items[0].nature else visit.language.gettext("nature non précisée")
        found.append(Panel(key[0], name, told.get(key[0], ""), _arranged(items)))
    return tuple(found)


def _arranged(items: Sequence[Sum]) -> tuple[Sum, ...]:
    """Return the amounts of one panel, the largest first, each followed by its parts, with their lengths."""
    here = {item.iri: item for item in items}
    parts: dict[str, list[Sum]] = defaultdict(list)
    for item in items:
        above = item.part_of.iri if item.part_of else None
        if above in here and above != item.iri and above is not None:
            parts[above].append(item)
    largest = max((_size(item) for item in items), default=Decimal(0))
    below = {item.iri for group in parts.values() for item in group}
    # Two amounts that are said to be parts of each other stand for themselves: nothing is left out.
    tops = [item for item in items if item.iri not in below]
    tops += [item for item in items if item.iri in below and not _under(item, parts, {top.iri for top in tops})]
    ordered: list[Sum] = []
    placed: set[str] = set()

    def add(item: Sum, depth: int) -> None:
        if item.iri in placed:
            return
        placed.add(item.iri)
        share = Decimal(0) if not largest else max(_size(item) * 100 / largest, Decimal("0.4"))
        ordered.append(replace(item, depth=min(depth, 2), share=f"{share:.2f}"))
        for part in sorted(parts.get(item.iri, ()), key=lambda each: (-_size(each), each.iri)):
            add(part, depth + 1)

    for item in sorted(tops, key=lambda each: (-_size(each), each.iri)):
        add(item, 0)
    return tuple(ordered)


def _under(item: Sum, parts: Mapping[str, Sequence[Sum]], tops: set[str]) -> bool:
    """Tell whether an amount is below one of ``tops``, at any depth."""
    queue, seen = list(tops), set(tops)
    while queue:
        for part in parts.get(queue.pop(), ()):
            if part.iri == item.iri:
                return True
            if part.iri not in seen:
                seen.add(part.iri)
                queue.append(part.iri)
    return False


def _size(item: Sum) -> Decimal:
    try:
        return abs(Decimal(item.raw))
    except InvalidOperation:
        return Decimal(0)


def query_of(visit: Visit, contract: str) -> str:
    """Return the SPARQL query that gives the figures of the charts of a contract: one line per amount and funder."""
    return f"""PREFIX pactes: <{visit.base}def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT DISTINCT ?nature ?montant ?objet ?financeur ?annee ?dans ?financement WHERE {{
  ?financement a pactes:Financement ;
    pactes:contrat {NamedNode(contract)} ;
    pactes:montant ?montant .
  OPTIONAL {{ ?financement pactes:nature/skos:prefLabel ?nature FILTER(LANG(?nature) = "{visit.language.code}") }}
  OPTIONAL {{ ?financement pactes:objet ?objet }}
  OPTIONAL {{ ?financement pactes:financeur/rdfs:label ?financeur FILTER(LANG(?financeur) = "fr") }}
  OPTIONAL {{ ?financement pactes:annee ?annee }}
  OPTIONAL {{ ?financement dcterms:isPartOf ?dans }}
}}
ORDER BY ?nature DESC(?montant)
"""
