"""The page of a passage: the quote in its context, what rests on it, how to cite it, the passages around it."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.reader import required, text
from pactes.web.views.certainty import certainty
from pactes.web.views.common import PASSAGE, Evidence, Visit, as_evidence, shown, shown_iri, span_of
from pactes.web.views.documents import text_of
from pactes.web.views.lists import grouped, several
from pactes.web.views.text_lines import Line, Mark, lines_of
from pactes.web.views.text_parts import document_address, parts_of

CONTEXT_LINES = 3  # lines of text shown before and after a passage


async def passage(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the template ``passage.html`` prints beyond the statements."""
    node = str(NamedNode(description.iri))
    rows = await visit.reader.select(
        "SELECT ?passage ?document ?quote ?line ?page ?label ?start ?end ?before ?after ?published ?publisher WHERE { "
        f"VALUES ?passage {{ {node} }} {PASSAGE} "
        "OPTIONAL { ?passage oa:hasSelector ?position . ?position oa:start ?start ; oa:end ?end } "
        "OPTIONAL { ?passage oa:hasSelector/oa:prefix ?before } OPTIONAL { ?passage oa:hasSelector/oa:suffix ?after } "
        "OPTIONAL { ?document dcterms:issued ?published } OPTIONAL { ?document dcterms:publisher ?publisher } }"
    )
    found: dict[str, Any] = {
        "quote": None,
        "context": None,
        "cited": None,
        "around": (None, None),
        "resting": await _resting(visit, node),
        "incoming_apart": [visit.term("preuve")],
        "shown_apart": [PREFIXES["oa"] + "hasSource", visit.term("ligne"), visit.term("page")],
    }
    if not rows:
        return found
    row = rows[0]
    quote = as_evidence(row)
    found |= {"quote": quote, "before": text(row, "before"), "after": text(row, "after")}
    found["around"] = await _around(visit, quote)
    published = row.get("published")
    found["cited"] = {
        "publisher": text(row, "publisher"),
        "published": shown(visit, published).text if isinstance(published, Literal) else None,
    }
    source = await text_of(visit, quote.document)
    start, end = text(row, "start"), text(row, "end")
    found |= {"start": start, "end": end, "text_href": None, "shown_in": visit.addresses.link(quote.document)}
    found["line_href"] = lambda line: document_address(visit, quote.document, anchor=f"L{line}")
    if source is not None and start and end:
        mark = Mark(description.iri, int(start), int(end))
        found["context"] = in_context(source, mark)
        slug = quote.document.rsplit("/", 1)[-1]
        # RFC 5147: places in a plain text are told by positions between characters.
        found["text_href"] = f"{visit.addresses.root}/texte/{slug}.txt#char={start},{end}"
        parts = parts_of(visit, quote.document)
        if parts is not None:
            found["shown_in"] = document_address(visit, quote.document, parts.of_offset(mark.start))
            found["line_href"] = lambda line: document_address(visit, quote.document, parts.of_line(line), f"L{line}")
    return found


async def _resting(visit: Visit, node: str) -> tuple[Any, ...]:
    """Return the things that rest on a passage: kind, link, and what is known of the rule that read each."""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?thing ?class ?rule ?sure WHERE {{ ?thing pactes:preuve {node} ; a ?class "
        "FILTER(STRSTARTS(STR(?class), STR(pactes:))) OPTIONAL { ?thing pactes:regle ?rule } "
        "OPTIONAL { ?thing pactes:confiance ?sure } } ORDER BY ?thing ?class ?rule"
    )
    groups = grouped(rows, "thing")
    names = await labels(visit.reader, {*groups, *(required(row, "class") for row in rows)}, visit.language.code)
    found = [
        (
            shown_iri(visit, required(group[-1], "class"), names),
            shown_iri(visit, iri, names),
            certainty(several(group, "rule"), text(group[0], "sure"), visit.language),
        )
        for iri, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda item: (item[0].text, item[1].text)))


async def _around(visit: Visit, quote: Evidence) -> tuple[Evidence | None, Evidence | None]:
    """Return the passages before and after one, in the order of the text."""
    listed = await visit.reader.select(f"SELECT ?p WHERE {{ ?p oa:hasSource {NamedNode(quote.document)} }}")
    order = sorted({(*span_of(iri), iri) for row in listed if span_of(iri := required(row, "p"))[0] is not None})
    place = next((rank for rank, (*_, iri) in enumerate(order) if iri == quote.iri), None)
    if place is None:
        return None, None
    beside = [order[rank][2] if 0 <= rank < len(order) else None for rank in (place - 1, place + 1)]
    wanted = " ".join(str(NamedNode(iri)) for iri in beside if iri)
    if not wanted:
        return None, None
    rows = await visit.reader.select(
        f"SELECT ?passage ?document ?quote ?line ?page ?label WHERE {{ VALUES ?passage {{ {wanted} }} {PASSAGE} }}"
    )
    told = {mark.iri: mark for mark in map(as_evidence, rows)}
    before, after = (told.get(iri or "") for iri in beside)
    return before, after


def in_context(source: str, mark: Mark) -> tuple[Line, ...]:
    """Return the lines of a passage with some lines around it."""
    first = source.count("\n", 0, mark.start) + 1
    last = first + source.count("\n", mark.start, mark.end)
    return lines_of(source, [mark], max(1, first - CONTEXT_LINES), last + CONTEXT_LINES)
