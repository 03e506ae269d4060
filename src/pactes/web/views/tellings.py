"""What several documents, or several places of one, tell of the same contract, side by side.

A telling is a stretch of a document that tells of the contract: passages that give its facts, near one another, and
the identity card of its family when that is where it is told. What a telling says is what was read in that stretch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.web.i18n import Language
from pactes.web.labels import labels
from pactes.web.reader import Row, required, text, values
from pactes.web.views.common import Evidence, Value, Visit, evidence, shown, shown_iri, span_of
from pactes.web.views.documents import text_of
from pactes.web.views.lists import amounts
from pactes.web.views.text_lines import Line, Mark, lines_of

FAR = 2500  # characters without any fact of the contract that end a telling
_NEAR = 700  # characters between the rubrics of one card
_MOST = 4000  # passages of one contract that are looked at
_SHOWN = 6  # tellings that are compared
_LINES = 60  # lines of text shown of a telling
_TAIL = 200  # characters shown around a telling
_DATES = ("dateSignature", "dateDebut", "dateFin")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said in a telling; ``key`` is equal for what is the same in two tellings."""

    value: Value
    key: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """A stretch of a document (code points ``start`` to ``end``) that tells of the contract."""

    document: Value
    published: str | None
    start: int
    end: int
    lines: tuple[Line, ...] = ()
    cut: bool = False  # whether there is more than the lines shown
    said: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)
    first: Evidence | None = None

    @property
    def facts(self) -> int:
        """How many things it says."""
        return sum(map(len, self.said.values()))


@dataclass(frozen=True, slots=True)
class Compared:
    """One sort of facts over all tellings. ``verdict`` is ``same``, ``differs``, ``partly`` or ``alone``."""

    name: str
    cells: tuple[tuple[Said, ...], ...]
    verdict: str
    natures_differ: bool = False


async def load(visit: Visit, contract: str) -> dict[str, Any]:
    """Return what the template prints of the tellings of a contract."""
    spans = await _spans(visit, contract)
    card = await _card(visit, contract)
    stretches = [
        (document, start, end)
        for document, own in sorted(spans.items())
        for start, end in stretched(own, card.get(document, ()))
    ]
    told = [await _telling(visit, contract, document, start, end) for document, start, end in stretches]
    ordered = sorted(told, key=lambda one: (one.published or "", one.document.text, one.start))
    most = sorted(ordered, key=lambda one: -one.facts)[:_SHOWN]
    tellings = tuple(one for one in ordered if one in most and one.facts)
    mentions = tuple(one for one in ordered if one not in tellings)
    return {"tellings": tellings, "mentions": mentions, "rows": compared(tellings)}


async def how_many(visit: Visit, contract: str) -> int:
    """Return how many stretches of documents tell of a contract."""
    spans = await _spans(visit, contract)
    return sum(len(stretched(own, ())) for own in spans.values())


async def _spans(visit: Visit, contract: str) -> Mapping[str, list[tuple[int, int]]]:
    """Return where each document gives facts of the contract."""
    node = str(NamedNode(contract))
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?d ?p WHERE {{ {{ {node} pactes:preuve ?p }} UNION {{ ?s pactes:contrat {node} ; "
        f"pactes:preuve ?p }} UNION {{ ?s pactes:sujet {node} ; pactes:preuve ?p }} ?p oa:hasSource ?d }} LIMIT {_MOST}"
    )
    return _by_document(rows)


async def _card(visit: Visit, contract: str) -> Mapping[str, list[tuple[int, int]]]:
    """Return where each document has the identity card of the family of the contract."""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?d ?p WHERE {{ {NamedNode(contract)} pactes:dispositif ?f . ?s pactes:sujet ?f ; "
        f"pactes:preuve ?p . ?p oa:hasSource ?d }} LIMIT {_MOST}"
    )
    return _by_document(rows)


def _by_document(rows: Iterable[Row]) -> Mapping[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        start, end = span_of(required(row, "p"))
        if start is not None and end is not None:
            found[required(row, "d")].append((start, end))
    return found


def stretched(own: Sequence[tuple[int, int]], card: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that are near one another, then add the card that each one stands in, rubric after rubric."""
    joined = _joined(own, FAR)
    cards = _joined(card, _NEAR)
    found = []
    for start, end in joined:
        around = next((one for one in cards if one[0] <= end and start <= one[1]), None)
        found.append((min(start, around[0]), max(end, around[1])) if around else (start, end))
    return _joined(found, 0)


def _joined(spans: Sequence[tuple[int, int]], far: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] <= far:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


async def _telling(visit: Visit, contract: str, document: str, start: int, end: int) -> Telling:
    passages = await _inside(visit, document, start, end)
    things = await _things(visit, contract, passages)
    marks = await evidence(visit, things)
    here: dict[str, tuple[Evidence, ...]] = {
        iri: tuple(mark for mark in found if mark.document == document and _within(mark, start, end))
        for iri, found in marks.items()
    }
    rows = await visit.reader.select(
        f"SELECT ?issued WHERE {{ {NamedNode(document)} dcterms:issued ?issued }} ORDER BY ?issued LIMIT 1"
    )
    names = await labels(visit.reader, [document], visit.language.code)
    source = await text_of(visit, document)
    told = Telling(
        shown_iri(visit, document, names),
        text(rows[0], "issued") if rows else None,
        start,
        end,
        first=next((mark for mark in here.get(contract, ())), None),
    )
    said = await _said(visit, contract, things, here, source[start:end] if source else None)
    told = replace(told, said=said)
    return _with_text(told, source, [Mark(iri, *span) for iri, span in passages.items()]) if source else told


def _within(mark: Evidence, start: int, end: int) -> bool:
    return mark.start is not None and mark.end is not None and start <= mark.start and mark.end <= end


def _with_text(told: Telling, source: str, marks: Sequence[Mark]) -> Telling:
    first = source.count("\n", 0, max(0, told.start - _TAIL)) + 1
    last = source.count("\n", 0, min(len(source), told.end + _TAIL)) + 1
    lines = lines_of(source, marks, first, min(last, first + _LINES))
    return replace(told, lines=lines, cut=last > first + _LINES)


async def _inside(visit: Visit, document: str, start: int, end: int) -> Mapping[str, tuple[int, int]]:
    rows = await visit.reader.select(f"SELECT ?p WHERE {{ ?p oa:hasSource {NamedNode(document)} }}")
    spans = {iri: span_of(iri) for row in rows if (iri := required(row, "p"))}
    return {
        iri: (first, last)
        for iri, (first, last) in sorted(spans.items())
        if first is not None and last is not None and start <= first and last <= end
    }


async def _things(visit: Visit, contract: str, passages: Mapping[str, tuple[int, int]]) -> Mapping[str, str]:
    """Return what rests on the passages and is of this contract, or of none: IRI → name of its class."""
    found: dict[str, str] = {}
    own = await _family(visit, contract)
    wanted = list(passages)[:_MOST]
    for at in range(0, len(wanted), 500):
        rows = await visit.reader.select(
            f"SELECT DISTINCT ?t ?k ?c ?s WHERE {{ VALUES ?p {{ {values(wanted[at : at + 500])} }} "
            "?t pactes:preuve ?p ; a ?k . FILTER(?k IN (pactes:Contrat, pactes:Financement, pactes:Engagement, "
            "pactes:Signature, pactes:Enonce, pactes:Instance, pactes:Axe, pactes:Indicateur, pactes:Projet)) "
            "OPTIONAL { ?t pactes:contrat ?c } OPTIONAL { ?t pactes:sujet ?s } }"
        )
        for row in rows:
            thing, kind = required(row, "t"), required(row, "k").rsplit("#", 1)[-1]
            of, about = text(row, "c"), text(row, "s")
            if (kind == "Contrat" and thing != contract) or (kind == "Axe" and not thing.startswith(f"{contract}/")):
                continue
            if (of is None or of == contract) and (about is None or about in own):
                found[thing] = kind
    return found


async def _family(visit: Visit, contract: str) -> frozenset[str]:
    rows = await visit.reader.select(f"SELECT ?f WHERE {{ {NamedNode(contract)} pactes:dispositif ?f }}")
    return frozenset({contract, *(required(row, "f") for row in rows)})


async def _said(
    visit: Visit,
    contract: str,
    things: Mapping[str, str],
    here: Mapping[str, tuple[Evidence, ...]],
    source: str | None,
) -> Mapping[str, tuple[Said, ...]]:
    say = visit.language.gettext
    found: dict[str, list[Said]] = defaultdict(list)
    await _add_dates(visit, contract, here, source, found)
    money = [iri for iri, kind in things.items() if kind == "Financement"]
    if money:
        listed = await amounts(visit, f"VALUES ?f {{ {values(money)} }}")
        for amount in listed.rows:
            nature = amount.nature.text if amount.nature else say("nature non précisée")
            value = Value(amount.amount, amount.iri, raw=amount.raw, evidence=here.get(amount.iri, ()))
            found[say("Montants")].append(Said(value, amount.raw, nature))
    await _add_statements(visit, [iri for iri, kind in things.items() if kind == "Enonce"], here, found)
    for kind, name in (
        ("Signature", say("Signataires")),
        ("Engagement", say("Engagements")),
        ("Axe", say("Axes")),
        ("Instance", say("Gouvernance")),
        ("Projet", say("Projets")),
        ("Indicateur", say("Chiffres")),
    ):
        await _add(visit, kind, name, things, here, found)
    return {name: tuple(sorted(group, key=_place)) for name, group in found.items()}


def _place(said: Said) -> tuple[int, str]:
    first = next(iter(said.value.evidence), None)
    return (first.start or 0 if first else 0, said.value.text)


async def _add_dates(
    visit: Visit,
    contract: str,
    here: Mapping[str, tuple[Evidence, ...]],
    source: str | None,
    found: dict[str, list[Said]],
) -> None:
    """Add the dates of the contract that the words of the telling give, written as people write them in French."""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?p ?v WHERE {{ VALUES ?p {{ {' '.join(f'pactes:{name}' for name in _DATES)} }} "
        f"{NamedNode(contract)} ?p ?v }}"
    )
    names = await labels(visit.reader, {required(row, "p") for row in rows}, visit.language.code)
    words = " ".join((source or "").split())
    for row in rows:
        value = row["v"]
        if isinstance(value, Literal) and Language("fr").date(value.value) in words:
            told = Language("fr").date(value.value)
            quoting = {
                mark.iri: mark for marks in here.values() for mark in marks if told in " ".join(mark.quote.split())
            }
            near = tuple(sorted(quoting.values(), key=lambda mark: mark.start or 0))[:1]
            name = names[required(row, "p")].value.capitalize()
            found[name].append(Said(replace(shown(visit, value), evidence=near), value.value))


async def _add_statements(
    visit: Visit, statements: Sequence[str], here: Mapping[str, tuple[Evidence, ...]], found: dict[str, list[Said]]
) -> None:
    if not statements:
        return
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?s ?p ?v WHERE {{ VALUES ?s {{ {values(statements)} }} ?s pactes:valeur ?v . "
        "OPTIONAL { ?s pactes:propriete ?p } }"
    )
    iris = {term.value for row in rows for name in ("p", "v") if isinstance(term := row.get(name), NamedNode)}
    names = await labels(visit.reader, iris, visit.language.code)
    for row in rows:
        prop, value = text(row, "p"), row["v"]
        if prop is None or not isinstance(value, Literal | NamedNode):
            continue
        told = shown(visit, value) if isinstance(value, Literal) else shown_iri(visit, value.value, names)
        name = names[prop].value.capitalize()
        if not any(said.key == value.value for said in found[name]):
            found[name].append(Said(replace(told, evidence=here.get(required(row, "s"), ())), value.value))


async def _add(
    visit: Visit,
    kind: str,
    name: str,
    things: Mapping[str, str],
    here: Mapping[str, tuple[Evidence, ...]],
    found: dict[str, list[Said]],
) -> None:
    iris = [iri for iri, held in things.items() if held == kind]
    if not iris:
        return
    if kind == "Signature":  # the party, never the person
        rows = await visit.reader.select(
            f"SELECT DISTINCT ?s ?o WHERE {{ VALUES ?s {{ {values(iris)} }} ?s pactes:signataire ?o }}"
        )
        names = await labels(visit.reader, (required(row, "o") for row in rows), visit.language.code)
        found[name] += [
            Said(
                replace(shown_iri(visit, required(row, "o"), names), evidence=here.get(required(row, "s"), ())),
                required(row, "o"),
            )
            for row in rows
        ]
        return
    names = await labels(visit.reader, iris, visit.language.code)
    found[name] += [Said(replace(shown_iri(visit, iri, names), evidence=here.get(iri, ())), iri) for iri in iris]


def compared(tellings: Sequence[Telling]) -> tuple[Compared, ...]:
    """Return each sort of facts over the tellings, with what a reader should see first on top: what differs."""
    names = dict.fromkeys(name for told in tellings for name in told.said)
    rows = [_compared(name, [told.said.get(name, ()) for told in tellings]) for name in names]
    order: Callable[[Compared], int] = lambda row: ("differs", "partly", "same", "alone").index(row.verdict)  # noqa: E731
    return tuple(sorted(rows, key=order))


def _compared(name: str, cells: Sequence[tuple[Said, ...]]) -> Compared:
    keys = [{said.key for said in cell} for cell in cells if cell]
    if len(keys) < 2:
        verdict = "alone"
    elif all(one == keys[0] for one in keys):
        verdict = "same"
    else:
        verdict = "partly" if set.intersection(*keys) else "differs"
    natures = [{said.note for said in cell} for cell in cells if cell]
    apart = len(natures) > 1 and any(notes != {None} for notes in natures) and not set.intersection(*natures)
    return Compared(name, tuple(cells), verdict, apart)
