"""The home page: what is here in one look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal

from pactes.model import TypeTerritoire
from pactes.web.cartes.contracts import load as map_of_contracts
from pactes.web.i18n import Language
from pactes.web.labels import labels
from pactes.web.reader import required, text, values
from pactes.web.views import quality
from pactes.web.views.common import Value, Visit, shown_iri
from pactes.web.views.kinds import HOME, STATUSES
from pactes.web.views.lists import ContractLine, Listing, contracts, first, grouped

_CONTRACTS = 6  # contracts of the home page
_DOCUMENTS = 5  # documents of the home page
_EURO = "<http://publications.europa.eu/resource/authority/currency/EUR>"


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its name, where it leads and what it is made of."""

    label: str
    count: int
    href: str
    details: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class NatureLine:
    """The amounts of a nature: how many, the lowest and the highest in euros (None where none is in euros)."""

    label: str
    count: int
    href: str
    lowest: str | None = None
    highest: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document in the list of the home page."""

    link: Value
    publisher: str | None = None
    date: str | None = None


async def load(visit: Visit) -> dict[str, Any]:
    """Return what the home page prints."""
    counted = await visit.reader.select(
        "SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE { VALUES ?class { "
        + " ".join(f"pactes:{name}" for name in (*HOME, "Axe"))
        + " } ?thing a ?class } GROUP BY ?class"
    )
    numbers = {required(row, "class").rsplit("#", 1)[-1]: int(required(row, "n")) for row in counted}
    natures = await _natures(visit)
    say = visit.language
    details = {
        "Contrat": await _statuses(visit, "pactes:Contrat"),
        "Engagement": await _statuses(visit, "pactes:Engagement"),
        "Action": ((say.ngettext("axe", "axes", numbers.get("Axe", 0)), numbers.get("Axe", 0)),),
        "Financement": ((say.ngettext("nature", "natures", len(natures)), len(natures)),),
    }
    names = _named(say, numbers)
    return {
        "figures": tuple(
            Count(
                names[name],
                numbers.get(name, 0),
                visit.addresses.url("/search", type=name),
                tuple((label, number) for label, number in details.get(name, ()) if number),
            )
            for name in HOME
        ),
        "amounts": natures,
        "amounts_max": max((item.count for item in natures), default=1),
        "contracts": await _in_order(visit, await _richest(visit)),
        "documents": await _documents(visit),
        "places": await _places(visit),
        "quality": (await quality.scores(visit)).headline,
    }


def _named(say: Language, numbers: Mapping[str, int]) -> dict[str, str]:
    """Return how each kind of the home page is called after its number."""
    _ = say.gettext
    words = {
        "Contrat": (_("contrat"), _("contrats")),
        "Signataire": (_("organisation signataire"), _("organisations signataires")),
        "Territoire": (_("territoire"), _("territoires")),
        "Engagement": (_("engagement"), _("engagements")),
        "Financement": (_("montant"), _("montants")),
        "Document": (_("document"), _("documents")),
        "Contradiction": (_("contradiction"), _("contradictions")),
    }
    named = {name: forms[0 if say.is_one(numbers.get(name, 0)) else 1] for name, forms in words.items()}
    return {**named, "Action": say.ngettext("action", "actions", numbers.get("Action", 0))}


async def _places(visit: Visit) -> dict[str, Any] | None:
    """Return the map of contracts by département and its table, None where no contract has a place."""
    told = await map_of_contracts(visit, TypeTerritoire.DEPARTEMENT, "")
    return told if told["rangs"] else None


async def _in_order(visit: Visit, iris: tuple[str, ...]) -> Listing[ContractLine] | None:
    if not iris:
        return None
    found = await contracts(visit, f"VALUES ?c {{ {values(iris)} }}")
    return Listing(tuple(sorted(found.rows, key=lambda line: iris.index(line.contract.iri or ""))), found.total)


async def _richest(visit: Visit) -> tuple[str, ...]:
    """Return the concluded contracts of which most is known: what hangs from them is counted."""
    rows = await visit.reader.select(
        "SELECT ?c (COUNT(DISTINCT ?part) AS ?n) WHERE { "
        f"?c a pactes:Contrat ; pactes:statut <{visit.base}voc/statut-contrat/conclu> . "
        "OPTIONAL { ?part pactes:contrat|dcterms:isPartOf ?c } } "
        f"GROUP BY ?c ORDER BY DESC(?n) ?c LIMIT {_CONTRACTS}"
    )
    return tuple(iri for row in rows if (iri := text(row, "c")))


async def _statuses(visit: Visit, class_name: str) -> tuple[tuple[str, int], ...]:
    """Return how many things of a class have each status, with the name of the status after a number."""
    rows = await visit.reader.select(
        f"SELECT ?concept (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ ?thing a {class_name} ; pactes:statut ?concept }} "
        "GROUP BY ?concept ORDER BY DESC(?n) ?concept"
    )
    found = []
    for row in rows:
        slug, number = required(row, "concept").rsplit("/", 1)[-1], int(required(row, "n"))
        found.append((visit.language.ngettext(*STATUSES.get(slug, (slug, slug)), number), number))
    return tuple(found)


async def _natures(visit: Visit) -> tuple[NatureLine, ...]:
    rows = await visit.reader.select(
        "SELECT ?concept (COUNT(DISTINCT ?thing) AS ?n) (MIN(?v) AS ?low) (MAX(?v) AS ?high) WHERE { "
        "?thing a pactes:Financement ; pactes:nature ?concept . "
        f"OPTIONAL {{ ?thing pactes:devise {_EURO} ; pactes:montant ?v }} }} "
        "GROUP BY ?concept ORDER BY DESC(?n) ?concept"
    )
    iris = [required(row, "concept") for row in rows]
    names = await labels(visit.reader, iris, visit.language.code)
    say = visit.language
    return tuple(
        NatureLine(
            names[iri].value,
            int(required(row, "n")),
            visit.addresses.link(iri),
            say.rough_money(low) if (low := text(row, "low")) else None,
            say.rough_money(high) if (high := text(row, "high")) else None,
        )
        for iri, row in zip(iris, rows, strict=True)
    )


async def _documents(visit: Visit) -> tuple[DocumentLine, ...]:
    """Return the newest documents, those without a date last."""
    rows = await visit.reader.select(
        "SELECT ?d ?publisher ?date WHERE { { SELECT ?d (MAX(STR(?told)) AS ?date) WHERE { ?d a pactes:Document . "
        "OPTIONAL { ?d dcterms:date|dcterms:issued|dcterms:created ?told } } "
        f"GROUP BY ?d ORDER BY DESC(?date) ?d LIMIT {_DOCUMENTS} }} "
        "OPTIONAL { ?d dcterms:publisher ?publisher } }"
    )
    groups = grouped(rows, "d")
    publishers = [iri for row in rows if (iri := text(row, "publisher")) and not isinstance(row["publisher"], Literal)]
    names = await labels(visit.reader, [*groups, *publishers], visit.language.code)
    found = []
    for iri, group in groups.items():
        publisher, date = first(group, "publisher"), first(group, "date")
        line = DocumentLine(
            shown_iri(visit, iri, names),
            names[publisher].value if publisher and publisher in names else publisher,
            visit.language.date(date) if date else None,
        )
        found.append((date or "", line))
    return tuple(line for _, line in sorted(found, key=lambda item: item[0], reverse=True))
