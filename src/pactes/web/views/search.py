"""The search page: what holds the words, grouped by kind with the words marked; without words, the lists of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from pactes.release.search_asked import Asked, matched
from pactes.release.search_read import Found, SearchIndex
from pactes.release.search_records import GROUPS, KINDS
from pactes.release.search_words import SMALL, number_word
from pactes.release.search_words import words as words_of
from pactes.web.views.common import Value, Visit
from pactes.web.views.kinds import PLURALS

PAGE = 50
MAX_PAGE = 1000
SHOWN = 5
"""Things of each kind on the page of all kinds."""

SUGGESTED = 8
_PER_KIND = 3
_LOOKED_AT = 8
_UNNAMED = frozenset({"Passage", "Indicateur", "Contradiction"})
"""Kinds whose things nobody asks for by name; nor amounts, unless a number is typed."""

_AROUND = 90
"""Code points of a text that are shown before and after the words found."""

SINGULARS = {
    "Contrat": "contrat", "Signataire": "signataire", "Organisation": "organisation",
    "Dispositif": "famille de contrats", "Territoire": "territoire", "Projet": "projet", "Axe": "axe",
    "Objectif": "objectif", "Action": "action", "Engagement": "engagement", "Financement": "montant",
    "Indicateur": "indicateur", "Instance": "instance", "TexteJuridique": "texte juridique", "Document": "document",
    "Contradiction": "contradiction", "Passage": "passage",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a search found, its title and the words around those that were asked, marked."""

    iri: str
    href: str
    kind: str
    title: str
    marked: Markup
    language: str | None
    status: Value | None = None
    note: Markup | None = None
    note_language: str | None = None
    snippet: Markup | None = None
    amount: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things: its name in addresses, what people call it, how many were found, where they are all listed."""

    name: str
    label: str
    count: int
    href: str
    hits: tuple[Hit, ...] = ()

    @property
    def within(self) -> bool:
        """Whether its things are also those of another kind."""
        return self.name in GROUPS


@dataclass(frozen=True, slots=True)
class Way:
    """A question that may serve better: what to ask, how many things it finds (None where that was not counted)."""

    words: str
    href: str
    count: int | None = None


def search(visit: Visit, index: SearchIndex, words: str, kind: str, page: int) -> dict[str, Any]:
    """Return what the page prints; ``kind`` is empty or one of ``KINDS``, ``page`` counts from 1.

    Without words, things of a kind come as people count (2 before 10), amounts from the largest. With words, the
    nearest names come first. It reads the index, not the store: call it away from the event loop.
    """
    asked = index.ask(words)
    if not asked.expression:
        counts = index.counts() if not words.strip() else {}
        found = index.listed(kind, (page - 1) * PAGE, PAGE) if kind and counts else []
        total = counts.get(kind, 0) if kind else 0
        groups: tuple[Kind, ...] = ()
    else:
        findings = index.find(asked)
        counts = findings.counts
        total = counts.get(kind, 0) if kind else findings.total
        if kind:
            found = index.things(findings.of_kind(kind)[(page - 1) * PAGE : page * PAGE], findings)
            groups = ()
        else:
            found = []
            groups = tuple(
                _kind(
                    visit, name, counts[name], words, index.things(findings.first(name, SHOWN), findings), asked, index
                )
                for name in findings.kinds
            )
    nothing = not total and bool(words.strip())
    return {
        "hits": tuple(_hit(visit, index, one, asked) for one in found),
        "groups": groups,
        "total": total,
        "start": (page - 1) * PAGE + 1,
        "encore": bool(kind) and page * PAGE < total and page < MAX_PAGE,
        "kinds": tuple(_kind(visit, name, counts[name], words) for name in _order(counts)),
        "listing": listing(visit, index, asked) if not kind else None,
        "everything": Way(words, visit.addresses.url("/search", q=words), sum(_own(counts).values())),
        "instead": better(visit, index, words, asked, kind) if nothing else (),
        "apart": apart(visit, index, asked, kind) if nothing else (),
        "elsewhere": sum(_own(counts).values()) if nothing else 0,
    }


def plural(visit: Visit, kind: str) -> str:
    """Return the name of a kind in the plural, capitalised."""
    name = visit.language.gettext(PLURALS[kind])
    return name[:1].upper() + name[1:]


def singular(visit: Visit, kind: str) -> str:
    """Return the name of a kind."""
    return visit.language.gettext(SINGULARS[kind])


def listing(visit: Visit, index: SearchIndex, asked: Asked) -> Kind | None:
    """Return the kind whose name is what was asked (« engagements », « montant »), to see all its things."""
    wanted = [word.stem for word in asked.words if word.form not in SMALL]
    said = visit.language.gettext
    for kind, count in index.counts().items() if wanted else ():
        names = {PLURALS[kind], said(PLURALS[kind]), SINGULARS[kind], said(SINGULARS[kind])}
        if any([word.stem for word in words_of(name) if word.form not in SMALL] == wanted for name in names):
            return Kind(kind, plural(visit, kind), count, visit.addresses.url("/search", type=kind))
    return None


def _order(counts: dict[str, int]) -> list[str]:
    """Return the kinds in the order of the page, those that are part of another after it."""
    told = [kind for kind in KINDS if counts.get(kind)]
    for kind in [kind for kind in told if GROUPS.get(kind) in told]:
        told.remove(kind)
        told.insert(told.index(GROUPS[kind]) + 1, kind)
    return told


def _own(counts: dict[str, int]) -> dict[str, int]:
    """Return the counts of the kinds that no other one holds."""
    return {kind: number for kind, number in counts.items() if kind not in GROUPS}


def _kind(
    visit: Visit,
    name: str,
    count: int,
    words: str,
    found: Sequence[Found] = (),
    asked: Asked | None = None,
    index: SearchIndex | None = None,
) -> Kind:
    hits = tuple(_hit(visit, index, one, asked) for one in found) if asked and index else ()
    return Kind(name, plural(visit, name), count, visit.addresses.url("/search", q=words, type=name), hits)


def better(visit: Visit, index: SearchIndex, words: str, asked: Asked, kind: str) -> tuple[Way, ...]:
    """Return the question with its unknown words replaced by the nearest known ones, the nearest first."""
    near = {word: found for word in asked.words if word.form not in SMALL and (found := index.near(word.form))}
    if not near:
        return ()
    said = []
    for rank in range(3):
        text, place = "", 0
        for word in asked.words:
            if word in near:
                choice = near[word]
                text += words[place : word.start] + choice[min(rank, len(choice) - 1)]
                place = word.end
        said.append(text + words[place:])
    ways = []
    for text in dict.fromkeys(said):
        count = _count(index, text, kind)
        if count:
            ways.append(Way(text, visit.addresses.url("/search", q=text, type=kind), count))
    return tuple(ways)


def apart(visit: Visit, index: SearchIndex, asked: Asked, kind: str) -> tuple[Way, ...]:
    """Return the words of a question, or those that they nearly are, that find something each alone."""
    wanted = [word for word in asked.words if word.form not in SMALL]
    if len(wanted) < 2:
        return ()
    ways = []
    known = (next(iter(index.near(word.form)), word.form) for word in wanted)
    for word in dict.fromkeys(known):
        count = _count(index, word, kind)
        if count:
            ways.append(Way(word, visit.addresses.url("/search", q=word, type=kind), count))
    return tuple(ways)


def _count(index: SearchIndex, words: str, kind: str) -> int:
    findings = index.find(index.ask(words))
    return findings.counts.get(kind, 0) if kind else findings.total


def suggestions(visit: Visit, index: SearchIndex, words: str) -> tuple[Hit, ...]:
    """Return the things whose name the words may begin: a few of each kind, the nearest names first."""
    asked = index.ask(words)
    if not asked.expression:
        return ()
    findings = index.find(asked, names=True)
    left_out = _UNNAMED if any(word.form.isdigit() for word in asked.words) else {*_UNNAMED, "Financement"}
    kinds = [kind for kind in findings.kinds if kind not in left_out]
    numbers = [n for kind in kinds for n in findings.first(kind, _LOOKED_AT)]
    key = " ".join(word.form for word in asked.words)
    begun: dict[str, dict[str, tuple[bool, int, Found]]] = {}
    kept: list[Found] = []
    for thing in index.things(numbers, findings):
        same = begun.setdefault(thing.kind, {})
        forms = " ".join(word.form for word in words_of(thing.title or ""))
        same.setdefault(forms, (not forms.startswith(key), len(same), thing))
    for same in begun.values():
        kept += [thing for *_, thing in sorted(same.values(), key=lambda item: item[:2])[:_PER_KIND]]
    kept.sort(key=lambda thing: not " ".join(word.form for word in words_of(thing.title or "")).startswith(key))
    return tuple(_hit(visit, index, thing, asked) for thing in kept[:SUGGESTED])


def _hit(visit: Visit, index: SearchIndex, thing: Found, asked: Asked) -> Hit:
    english = visit.language.code == "en"
    title = (thing.title_en if english else None) or thing.title or thing.iri
    language = "en" if english and thing.title_en else "fr"
    amount = None
    marked, named = mark(title, asked)
    if thing.amount is not None:
        amount = visit.language.money(thing.amount, thing.currency or "EUR")
        amount = f"≈ {amount}" if thing.approximate else amount
        told = escape(amount)
        if any(word.form == number_word(thing.amount) for word in asked.words):
            told, named = Markup("<mark>") + told + Markup("</mark>"), True
        marked = told + (Markup(" : ") + marked if title else Markup(""))
        title = f"{amount} : {title}" if title else amount
    if thing.kind == "Passage":
        where = _place(visit, thing)
        marked, title = escape(title + where), title + where
    note = (thing.note_en if english else None) or thing.note
    if note and note in title:
        note = None
    shown_note = mark(note, asked)[0] if note and not named else escape(note) if note else None
    snippet = None
    if thing.text and asked.words and (not named or thing.kind == "Passage") and thing.text not in title:
        snippet = excerpt(thing.text, asked)
    status = None
    if thing.status:
        french, other = index.terms.get(thing.status, (None, None))
        status = Value(
            (other if english else None) or french or thing.status.rsplit("/", 1)[-1],
            thing.status,
            "en" if english and other else "fr",
        )
    return Hit(
        thing.iri,
        _address(visit, thing),
        singular(visit, thing.kind),
        title,
        marked,
        language,
        status,
        shown_note,
        "en" if english and thing.note_en else "fr",
        snippet,
        amount,
    )


def _place(visit: Visit, thing: Found) -> str:
    say = visit.language.gettext
    page = f", {say('page {n}').format(n=thing.page)}" if thing.page else ""
    return page + (f", {say('ligne {n}').format(n=thing.line)}" if thing.line else "")


def _address(visit: Visit, thing: Found) -> str:
    """Return where a thing is shown: a passage, in its document."""
    if thing.document and thing.line:
        return f"{visit.addresses.link(thing.document)}#L{thing.line}"
    return visit.addresses.link(thing.iri)


def mark(text: str, asked: Asked) -> tuple[Markup, bool]:
    """Return a text, escaped, with the words that were asked marked, and whether there are any."""
    told, place, found = Markup(""), 0, False
    for start, end in matched(text, asked) if asked.words else ():
        told += escape(text[place:start]) + Markup("<mark>") + escape(text[start:end]) + Markup("</mark>")
        place, found = end, True
    return told + escape(text[place:]), found


def excerpt(text: str, asked: Asked) -> Markup | None:
    """Return the part of a text that holds the most of the words asked, marked; None when it holds none."""
    spans = list(matched(text, asked))
    if not spans:
        return None
    wide = 2 * _AROUND
    best = max(
        spans, key=lambda span: (len({text[s:e].lower() for s, e in spans if 0 <= s - span[0] < wide}), -span[0])
    )
    start, end = max(0, best[0] - _AROUND), min(len(text), best[0] + wide)
    if start:
        start = text.find(" ", start, best[0]) + 1 or best[0]
    if end < len(text):
        cut = text.rfind(" ", best[1], end)
        end = cut if cut > 0 else end
    marked, _ = mark(text[start:end], asked)
    return Markup("… " if start else "") + marked + Markup(" …" if end < len(text) else "")
