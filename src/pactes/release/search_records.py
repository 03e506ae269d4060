"""What a search may find of each thing of a release: its names, its texts, what it is part of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import pyoxigraph as ox

from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.rdf.statuts import foremost
from pactes.release.search_persons import Persons

KINDS = (
    "Contrat", "Signataire", "Organisation", "Dispositif", "Territoire", "Projet", "Axe", "Objectif", "Action",
    "Engagement", "Financement", "Indicateur", "Instance", "TexteJuridique", "Document", "Contradiction", "Passage",
)  # fmt: skip
"""What is searched, the kinds that people look for first; a thing of several kinds is found under the first of them."""

GROUPS: Mapping[str, str] = {"Signataire": "Organisation"}
"""The kind under which those of another are shown too."""

_NAMES = ("rdfs:label", "skos:prefLabel", "dcterms:title", "skos:altLabel", "skos:hiddenLabel", "pactes:sigle")
_LABELS = _NAMES[:3]
_CODES = ("pactes:siren", "pactes:codeINSEE", "pactes:codeNUTS", "pactes:codeISO", "eli:number", "dcterms:identifier")
_TEXTS = (
    "pactes:texte", "pactes:objet", "dcterms:title", "dcterms:description", "skos:definition", "pactes:theme",
    "pactes:beneficiaire", "pactes:annee", "pactes:frequence", "pactes:domaine", "pactes:modalite", "pactes:echelle",
    "pactes:ficheObjectif", "pactes:ficheSignataires", "pactes:exempleRegional", "pactes:programme",
    "pactes:objectifVise", "pactes:avancement", "pactes:auteur", "dcterms:publisher", "skos:scopeNote",
)  # fmt: skip
_AROUND = (
    "pactes:contrat", "pactes:partie", "pactes:financeur", "pactes:axe", "pactes:dispositif", "dcterms:type",
    "org:classification", "dcterms:spatial", "pactes:porteSur",
)  # fmt: skip
_NOTES: Mapping[str, tuple[str, ...]] = {
    "Contrat": ("pactes:dispositif", "dcterms:type"),
    "Organisation": ("org:classification",),
    "Signataire": ("org:classification",),
    "Territoire": ("dcterms:type",),
    "TexteJuridique": ("dcterms:title",),
    "Document": ("dcterms:publisher",),
    "Contradiction": ("pactes:porteSur",),
}
_QUOTE_WORDS = 5
"""Words of a quote under which it names something, and says nothing more."""

Terms = Mapping[str, list[ox.Literal | ox.NamedNode]]
Said = tuple[str | None, str | None]
"""A text in French (or without language), and the same in English where that is another."""


@dataclass(frozen=True, slots=True)
class Record:
    """A thing as a search finds it and shows it.

    ``title`` (of an amount: what it is for) and ``note`` (its contract, its kind) are given in French and, where that
    differs, in English. ``names`` are all its names and codes, ``text`` its long text, ``around`` the names of what it
    is tied to. ``amount`` is a decimal number with its currency (an IRI). ``document``, ``line`` and ``page`` place a
    passage.
    """

    iri: str
    kind: str
    title: Said
    note: Said = (None, None)
    names: tuple[str, ...] = ()
    text: str = ""
    around: tuple[str, ...] = ()
    status: str | None = None
    amount: str | None = None
    currency: str | None = None
    approximate: bool = False
    document: str | None = None
    line: int | None = None
    page: int | None = None


class Records:
    """Reads the things of a store, whose default graph is the union of all graphs, for one base IRI."""

    def __init__(self, store: ox.Store, base_iri: str, persons: Persons) -> None:
        self._store, self._base, self._persons = store, base_iri, persons
        self._iris: dict[str, str] = {}
        self._known = lru_cache(maxsize=50_000)(self.name)

    def of_kind(self, kind: str) -> Iterator[Record]:
        """Yield the things of a kind, in an order that is always the same."""
        union, rdf_type = ox.DefaultGraph(), ox.NamedNode(PREFIXES["rdf"] + "type")
        before = {self._iri(f"pactes:{name}") for name in KINDS[: KINDS.index(kind)]}
        wanted = ox.NamedNode(self._iri(f"pactes:{kind}"))
        quads = self._store.quads_for_pattern(None, rdf_type, wanted, union)
        for iri in sorted(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)):
            said = self._said(iri)
            types = {term.value for term in said.get(rdf_type.value, ())}
            if types & before:
                continue
            record = self._passage(iri, said) if kind == "Passage" else self._thing(iri, kind, said)
            if record is not None:
                yield record

    def _thing(self, iri: str, kind: str, said: Terms) -> Record | None:
        if self._first(said, "pactes:propriete") == self._iri("pactes:representant"):
            return None  # who signs is told on the page of the contract
        names = self._texts(said, _NAMES)
        title = self.name(iri)
        if not names or title[0] is None:
            return None
        texts = [text for text in self._texts(said, _TEXTS, ("fr", None)) if text != title[0]]
        linked = [term for name in _AROUND for term in self._terms(said, name) if isinstance(term, ox.NamedNode)]
        contract = self._contract(said)
        around = [name for term in linked for name in self._known(term.value) if name]
        if contract:
            around += [name for name in self._known(contract) if name]
        record = Record(
            iri,
            kind,
            title,
            self._note(kind, said, contract),
            (*names, *self._texts(said, _CODES)),
            " · ".join(dict.fromkeys(texts)),
            tuple(dict.fromkeys(around)),
            foremost(term.value for term in self._terms(said, "pactes:statut")),
        )
        return self._amount(record, said, contract) if kind == "Financement" else record

    def _amount(self, record: Record, said: Terms, contract: str | None) -> Record:
        """Tell an amount from others: by what it is for, else who pays, else its contract, else the words around."""
        purpose = next(iter(self._texts(said, ("pactes:objet",))), "")
        if not purpose:
            payers = [self._known(term.value)[0] or "" for term in self._terms(said, "pactes:financeur")]
            purpose = ", ".join(filter(None, payers))
        if not purpose and contract:
            purpose = self._known(contract)[0] or ""
        return replace(
            record,
            title=(purpose or self._words_around(said), None),
            amount=self._first(said, "pactes:montant"),
            currency=self._first(said, "pactes:devise"),
            approximate=self._first(said, "pactes:approche") in ("true", "1"),
        )

    def _words_around(self, said: Terms) -> str:
        found = ""
        for passage in sorted(term.value for term in self._terms(said, "pactes:preuve")):
            for quote, before, after in self._quotes(self._said(passage), around=True):
                line_before, line_after = before.rpartition("\n"), after.partition("\n")
                # What is cut short at the far end is no word.
                left = line_before[2] if line_before[1] else line_before[2].partition(" ")[2]
                right = line_after[0] if line_after[1] else line_after[0].rpartition(" ")[0]
                told = self._persons.without(" ".join(f"{left}{quote}{right}".split()))
                opens, ends = "" if line_before[1] or not left else "… ", "" if line_after[1] or not right else "…"
                found = max(found, f"« {opens}{told}{ends} »", key=len)
        return found

    def _passage(self, iri: str, said: Terms) -> Record | None:
        document = self._first(said, "oa:hasSource")
        if iri in self._persons.passages or document is None:
            return None
        quote = next((quote for quote, *_ in self._quotes(said)), "")
        if len(quote.split()) < _QUOTE_WORDS:
            return None
        return Record(
            iri,
            "Passage",
            self._known(document),
            text=self._persons.without(" ".join(quote.split())),
            document=document,
            line=_whole(self._first(said, "pactes:ligne")),
            page=_whole(self._first(said, "pactes:page")),
        )

    def _quotes(self, passage: Terms, *, around: bool = False) -> Iterator[tuple[str, str, str]]:
        """Yield the quotes of a passage, with what stands before and after where that is asked."""
        for selector in sorted(term.value for term in self._terms(passage, "oa:hasSelector")):
            quote = self._one(selector, "oa:exact")
            if quote:
                told = [self._one(selector, name) if around else "" for name in ("oa:prefix", "oa:suffix")]
                yield quote, told[0], told[1]

    def _one(self, iri: str, name: str) -> str:
        found = self._store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(self._iri(name)), None, ox.DefaultGraph())
        return min((quad.object.value for quad in found if isinstance(quad.object, ox.Literal)), default="")

    def _note(self, kind: str, said: Terms, contract: str | None) -> Said:
        for name in _NOTES.get(kind, ()):
            for term in self._terms(said, name):
                told = self._known(term.value) if isinstance(term, ox.NamedNode) else (term.value, None)
                if told[0]:
                    return self._persons.without(told[0]), told[1]
        return self._known(contract) if contract and kind != "Contrat" else (None, None)

    def _contract(self, said: Terms) -> str | None:
        """Return the contract that a thing is of, or is part of."""
        direct = self._first(said, "pactes:contrat")
        above = self._first(said, "dcterms:isPartOf")
        for _ in range(6):
            if direct or above is None:
                break
            told = self._said(above)
            if any(term.value == self._iri("pactes:Contrat") for term in self._terms(told, "rdf:type")):
                return above
            direct, above = self._first(told, "pactes:contrat"), self._first(told, "dcterms:isPartOf")
        return direct

    def name(self, iri: str) -> Said:
        """Return the name of a thing in French (else without language, else any) and in English."""
        said = self._said(iri)
        for name in _LABELS:
            found = {
                term.language or "": term.value for term in self._terms(said, name) if isinstance(term, ox.Literal)
            }
            if found:
                french = found.get("fr") or found.get("") or found[min(found)]
                english = found.get("en")
                return self._persons.without(french), english if english != french else None
        return None, None

    def _texts(
        self, said: Terms, names: tuple[str, ...], languages: tuple[str | None, ...] = ("fr", "en", None)
    ) -> list[str]:
        """Return the texts of some properties, names of persons taken out, each once."""
        found = [term for name in names for term in self._terms(said, name) if isinstance(term, ox.Literal)]
        return list(dict.fromkeys(self._persons.without(term.value) for term in found if term.language in languages))

    def _terms(self, said: Terms, name: str) -> list[ox.Literal | ox.NamedNode]:
        return said.get(self._iri(name), [])

    def _first(self, said: Terms, name: str) -> str | None:
        return next((term.value for term in self._terms(said, name)), None)

    def _said(self, iri: str) -> Terms:
        found: dict[str, list[ox.Literal | ox.NamedNode]] = {}
        for quad in self._store.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph()):
            if isinstance(quad.object, ox.Literal | ox.NamedNode):
                found.setdefault(quad.predicate.value, []).append(quad.object)
        for terms in found.values():
            if len(terms) > 1:
                terms.sort(key=lambda term: (getattr(term, "language", None) != "fr", term.value))
        return found

    def _iri(self, name: str) -> str:
        found = self._iris.get(name)
        if found is None:
            prefix, _, local = name.partition(":")
            found = self._iris[name] = PREFIXES[prefix].replace(BASE, self._base, 1) + local
        return found


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
