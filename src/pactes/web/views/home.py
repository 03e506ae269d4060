"""The home page (what is here in one look) and the search over names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.reading.folding import fold
from pactes.web.labels import labels
from pactes.web.reader import Row, required, text
from pactes.web.views.common import Value, Visit, shown_iri
from pactes.web.views.lists import contracts, first, grouped

PAGE = 50
MAX_PAGE = 1000

# What people count and look for, in the order of the home page. Persons are nowhere: signatures, statements and
# passages hold names and quotes, and are not searched.
KINDS = (
    "Contrat", "Dispositif", "Signataire", "Organisation", "Territoire", "Axe", "Objectif", "Action", "Engagement",
    "Financement", "Instance", "TexteJuridique", "Indicateur", "Projet", "Document", "Contradiction",
)  # fmt: skip
HOME = (
    "Contrat",
    "Signataire",
    "Territoire",
    "Axe",
    "Action",
    "Engagement",
    "Financement",
    "Document",
    "Contradiction",
)

# Names of kinds in the plural, as people say them on the home page and in the menu.
PLURALS: Mapping[str, str] = {
    "Contrat": "contrats",
    "Dispositif": "familles de contrats",
    "Signataire": "signataires",
    "Organisation": "organisations",
    "Territoire": "territoires",
    "Axe": "axes",
    "Objectif": "objectifs",
    "Action": "actions",
    "Engagement": "engagements",
    "Financement": "montants",
    "Instance": "instances",
    "TexteJuridique": "textes juridiques",
    "Indicateur": "indicateurs",
    "Projet": "projets",
    "Document": "documents",
    "Contradiction": "contradictions",
}
# Letters that ``fold`` maps to plain ones: a query has to do the same to labels it has not read.
_ACCENTS = (("[àâä]", "a"), ("[éèêë]", "e"), ("[îï]", "i"), ("[ôö]", "o"), ("[ùûü]", "u"), ("ç", "c"), ("[’]", "'"))


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its name, where it leads and what it is made of."""

    label: str
    count: int
    href: str
    details: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document in the list of the home page."""

    link: Value
    publisher: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a search found."""

    link: Value
    kind: str
    status: Value | None = None
    note: str | None = None


async def load(visit: Visit) -> dict[str, Any]:
    """Return what the home page prints."""
    counted = await visit.reader.select(
        "SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE { VALUES ?class { "
        + " ".join(f"pactes:{name}" for name in HOME)
        + " } ?thing a ?class } GROUP BY ?class"
    )
    numbers = {required(row, "class").rsplit("#", 1)[-1]: int(required(row, "n")) for row in counted}
    details = {
        "Contrat": await _by_concept(visit, "pactes:Contrat", "pactes:statut"),
        "Engagement": await _by_concept(visit, "pactes:Engagement", "pactes:statut"),
    }
    natures = await _by_concept(visit, "pactes:Financement", "pactes:nature", links=True)
    concluded = f"?c pactes:statut <{visit.base}voc/statut-contrat/conclu> ."
    return {
        "figures": tuple(
            Count(
                visit.language.gettext(PLURALS[name]),
                numbers.get(name, 0),
                visit.addresses.url("/search", type=name),
                tuple((item.label, item.count) for item in details.get(name, ())),
            )
            for name in HOME
        ),
        "amounts": natures,
        "amounts_max": max((item.count for item in natures), default=1),
        "contracts": await contracts(visit, concluded, limit=30),
        "documents": await _documents(visit),
    }


async def _by_concept(visit: Visit, class_name: str, property_name: str, *, links: bool = False) -> tuple[Count, ...]:
    rows = await visit.reader.select(
        f"SELECT ?concept (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ ?thing a {class_name} ; {property_name} ?concept }} "
        "GROUP BY ?concept ORDER BY DESC(?n) ?concept"
    )
    iris = [required(row, "concept") for row in rows]
    names = await labels(visit.reader, iris, visit.language.code)
    return tuple(
        Count(
            names[iri].value if links else names[iri].value.lower(),
            int(required(row, "n")),
            visit.addresses.link(iri),
        )
        for iri, row in zip(iris, rows, strict=True)
    )


async def _documents(visit: Visit) -> tuple[DocumentLine, ...]:
    rows = await visit.reader.select(
        "SELECT ?d ?publisher ?date WHERE { ?d a pactes:Document . OPTIONAL { ?d dcterms:publisher ?publisher } "
        "OPTIONAL { ?d dcterms:date|dcterms:issued|dcterms:created ?date } } ORDER BY ?d LIMIT 200"
    )
    groups = grouped(rows, "d")
    publishers = [iri for row in rows if (iri := text(row, "publisher")) and not isinstance(row["publisher"], Literal)]
    names = await labels(visit.reader, [*groups, *publishers], visit.language.code)
    found = []
    for iri, group in groups.items():
        publisher, date = first(group, "publisher"), first(group, "date")
        found.append(
            DocumentLine(
                shown_iri(visit, iri, names),
                names[publisher].value if publisher and publisher in names else publisher,
                visit.language.date(date) if date else None,
            )
        )
    return tuple(sorted(found, key=lambda item: item.link.text.lower()))


async def search(visit: Visit, words: str, kind: str, page: int) -> dict[str, Any]:
    """Return the things whose name holds every word, accents and case apart; those of a kind when it is one of ours."""
    kinds = [kind] if kind in KINDS else list(KINDS)
    wanted = [word for word in fold(words).split() if word][:10]
    folded = "LCASE(STR(?label))"
    for pattern, plain in _ACCENTS:
        folded = f'REPLACE({folded}, "{pattern}", "{plain}")'
    filters = "".join(f" FILTER(CONTAINS(?folded, {Literal(word)}))" for word in wanted)
    pattern = (
        "VALUES ?class { " + " ".join(f"pactes:{name}" for name in kinds) + " } ?thing a ?class ; rdfs:label ?label . "
        + (f"BIND({folded} AS ?folded){filters}" if wanted else "")
    )  # fmt: skip
    counted = await visit.reader.select(f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {pattern} }}")
    rows = await visit.reader.select(
        "SELECT ?thing (MIN(STR(?label)) AS ?name) (MIN(STRLEN(STR(?label))) AS ?length) "
        f"WHERE {{ {pattern} }} GROUP BY ?thing "
        f"ORDER BY {'?length ' if wanted else ''}?name ?thing LIMIT {PAGE} OFFSET {(page - 1) * PAGE}"
    )
    total = int(required(counted[0], "n")) if counted else 0
    return {
        "hits": await _hits(visit, rows, kinds),
        "total": total,
        "start": (page - 1) * PAGE + 1,
        "encore": page * PAGE < total,
        "kinds": tuple((name, visit.language.gettext(PLURALS[name]).capitalize()) for name in KINDS),
    }


async def _hits(visit: Visit, rows: list[Row], kinds: list[str]) -> tuple[Hit, ...]:
    things = [required(row, "thing") for row in rows]
    if not things:
        return ()
    described = await visit.reader.select(
        "SELECT ?thing ?class ?statut ?note WHERE { VALUES ?thing { "
        + " ".join(f"<{iri}>" for iri in things)
        + " } VALUES ?class { "
        + " ".join(f"pactes:{name}" for name in kinds)
        + " } ?thing a ?class . OPTIONAL { ?thing pactes:statut ?statut } "
        "OPTIONAL { ?thing pactes:contrat|dcterms:type ?note } }"
    )
    groups = grouped(described, "thing")
    terms = {
        term.value
        for row in described
        for name in ("class", "statut", "note")
        if isinstance(term := row.get(name), NamedNode)
    }
    names = await labels(visit.reader, [*things, *terms], visit.language.code)
    order = {visit.term(name): rank for rank, name in enumerate(KINDS)}
    hits = []
    for iri in things:
        group = groups.get(iri, [])
        classes = sorted((required(row, "class") for row in group), key=lambda item: order.get(item, len(order)))
        status, note = first(group, "statut"), first(group, "note")
        hits.append(
            Hit(
                shown_iri(visit, iri, names),
                names[classes[0]].value if classes else "",
                shown_iri(visit, status, names) if status else None,
                names[note].value if note and note in names else note,
            )
        )
    return tuple(hits)
