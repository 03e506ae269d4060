"""A release of fictional documents with facts and their passages: what is told where, and told twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from pactes.rdf.fichiers import static_graphs
from pactes.release import Release, make_release, sources_of

BASE = "https://w3id.org/pactes/"
PREFIXES = f"""@prefix pactes: <{BASE}def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @base <{BASE}> .
"""


@dataclass
class Told:
    """Documents (slug → text) and triples about what they say; ``at`` gives the passage of a quote."""

    texts: dict[str, str]
    triples: list[str] = field(default_factory=list)
    passages: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for slug, text in self.texts.items():
            digest = hashlib.sha256(text.encode()).hexdigest()
            title = text.splitlines()[0]
            self.say(
                f"<id/document/{slug}> a pactes:Document ; rdfs:label {_text(title)}@fr ; dcterms:title "
                f'{_text(title)}@fr ; pactes:empreinteTexte "{digest}" ; dcterms:publisher "Val-Fictif"@fr .'
            )

    def say(self, triples: str) -> None:
        """Add triples, in Turtle."""
        self.triples.append(triples)

    def at(self, slug: str, quote: str, page: int | None = None) -> str:
        """Return the passage that quotes ``slug``, as a Turtle term; the quote is there once."""
        text = self.texts[slug]
        assert text.count(quote) == 1, (slug, quote)
        start = text.index(quote)
        return self.span(slug, start, start + len(quote), page)

    def span(self, slug: str, start: int, end: int, page: int | None = None) -> str:
        """Return the passage from ``start`` to ``end``."""
        iri = f"<id/document/{slug}/passage/{start}-{end}>"
        if (slug, start, end) not in self.passages:
            self.passages[slug, start, end] = iri
            text, inner = self.texts[slug], iri[1:-1]
            line = text.count("\n", 0, start) + 1
            told = f" ; pactes:page {page}" if page else ""
            self.say(
                f'{iri} a pactes:Passage , oa:SpecificResource ; rdfs:label "Passage, ligne {line}"@fr ; '
                f"oa:hasSource <id/document/{slug}> ; pactes:ligne {line}{told} ; "
                f"oa:hasSelector <{inner}#citation> , <{inner}#position> .\n"
                f"<{inner}#citation> a oa:TextQuoteSelector ; oa:exact {_text(text[start:end])} .\n"
                f"<{inner}#position> a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} ."
            )
        return iri

    def release(self, folder: Path, missed: list[dict[str, object]] | None = None) -> Release:
        """Make a release of it in ``folder``; ``missed`` is what the review says of the first document."""
        written = folder / "graphes"
        written.mkdir(parents=True)
        for graph, triples in static_graphs().items():
            name = str(graph).rsplit("/", 1)[-1]
            (written / f"{name}.ttl").write_text(triples.serialize(format="nt"), encoding="utf-8")
        (written / "recits.ttl").write_text(PREFIXES + "\n".join(self.triples), encoding="utf-8")
        review = [{"document": next(iter(self.texts)), "part_comprise": 0.5, "incompris": missed}] if missed else []
        return make_release(
            sources_of(written, BASE),
            folder / "releases",
            version="2026.11.1",
            base_iri=BASE,
            texts=self.texts,
            review=review,
        )


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
