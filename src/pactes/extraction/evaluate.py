"""How well an extraction agrees with hand-made references: ``evaluate(pairs)`` counts, ``render(scores)`` shows.

Each reference record takes the first extracted record, in the order of the text, that is the same thing by
``evaluate_rules`` and that no reference record before it took. What no reference record took counts against precision,
unless it says again what the reference says once. Kinds annotated by taste are judged on recall only and stay out of
the means. Several documents are scored one by one and their counts added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pactes.extraction.evaluate_rules import ATTRIBUTES, RECALL_ONLY, SAME, STRICT, Item, records_by_kind

__all__ = ["Score", "Scores", "WrongAttribute", "evaluate", "pool", "render"]

_SHOWN = 8  # records shown of each list of misses


@dataclass(frozen=True, slots=True)
class WrongAttribute:
    """An attribute that differs from the reference's in a record that was found."""

    line: int | None
    name: str
    extracted: Any
    reference: Any


@dataclass(frozen=True, slots=True)
class Score:
    """The counts of one kind of record; ratios are between 0 and 1, and 1 where there was nothing to find or to say."""

    kind: str
    reference: int = 0
    extracted: int = 0
    tp: int = 0
    extra: int = 0
    attributes_asked: int = 0
    attributes_right: int = 0
    missed: tuple[Item, ...] = ()
    spurious: tuple[Item, ...] = ()
    attributes_wrong: tuple[WrongAttribute, ...] = ()

    @property
    def precision(self) -> float:
        """Share of what was said that is in the reference."""
        return self.tp / (self.tp + self.extra) if self.tp + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Share of the reference that was found."""
        return self.tp / self.reference if self.reference else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.kind,
            self.reference + other.reference,
            self.extracted + other.extracted,
            self.tp + other.tp,
            self.extra + other.extra,
            self.attributes_asked + other.attributes_asked,
            self.attributes_right + other.attributes_right,
            self.missed + other.missed,
            self.spurious + other.spurious,
            self.attributes_wrong + other.attributes_wrong,
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of each kind of record, in the order in which they are shown, and their means."""

    kinds: Mapping[str, Score] = field(default_factory=dict)

    @property
    def strict(self) -> Score:
        """All records of the strict kinds together."""
        return sum((self.kinds[kind] for kind in STRICT), Score("ensemble"))

    @property
    def micro(self) -> float:
        """F1 over all records of the strict kinds together."""
        return self.strict.f1

    @property
    def macro(self) -> float:
        """Mean of the F1 of the strict kinds that the references hold."""
        judged = [self.kinds[kind].f1 for kind in STRICT if self.kinds[kind].reference]
        return sum(judged) / len(judged) if judged else 1.0

    @property
    def attributes(self) -> float | None:
        """Share of attributes that are right in records that were found; None when none was asked for."""
        asked = sum(score.attributes_asked for score in self.kinds.values())
        return sum(score.attributes_right for score in self.kinds.values()) / asked if asked else None


def evaluate(pairs: Iterable[tuple[Item, Item]]) -> Scores:
    """Return the pooled scores of ``pairs`` of (extraction, reference), both objects of the interchange format."""
    return pool(_scores(extracted, reference) for extracted, reference in pairs)


def _scores(extracted: Item, reference: Item) -> Scores:
    said, expected = records_by_kind(extracted), records_by_kind(reference)
    return Scores({kind: _score(kind, said[kind], expected[kind]) for kind in (*STRICT, *RECALL_ONLY)})


def pool(many: Iterable[Scores]) -> Scores:
    """Return the scores of several documents as one."""
    total = {kind: Score(kind) for kind in (*STRICT, *RECALL_ONLY)}
    for scores in many:
        total = {kind: total[kind] + scores.kinds[kind] for kind in total}
    return Scores(total)


def _score(kind: str, said: list[Item], expected: list[Item]) -> Score:
    same = SAME[kind]
    free = list(said)
    missed = []
    asked = right = 0
    wrong = []
    for record in expected:
        position = next((i for i, candidate in enumerate(free) if same(candidate, record)), None)
        if position is None:
            missed.append(record)
            continue
        hit = free.pop(position)
        for name, agrees in ATTRIBUTES.get(kind, ()):
            if not record.get(name):
                continue
            asked += 1
            if hit.get(name) and agrees(hit[name], record[name]):
                right += 1
            else:
                wrong.append(WrongAttribute(record.get("line"), name, hit.get(name), record[name]))
    spurious = [candidate for candidate in free if not any(same(candidate, record) for record in expected)]
    return Score(
        kind,
        reference=len(expected),
        extracted=len(said),
        tp=len(expected) - len(missed),
        extra=len(spurious),
        attributes_asked=asked,
        attributes_right=right,
        missed=tuple(missed),
        spurious=tuple(spurious),
        attributes_wrong=tuple(wrong),
    )


def render(
    scores: Scores, misses: bool = False, title: str = "Accord de l'extraction avec les références"
) -> RenderableType:
    """Return what a terminal shows of ``scores``: a table, its means, and with ``misses`` what was missed or wrong."""
    table = Table(title=title, title_justify="left")
    table.add_column("Genre", no_wrap=True)
    for name in ("Référence", "Extrait", "Précision", "Rappel", "F1", "Attributs justes"):  # fits in 80 columns
        table.add_column(name, justify="right")
    for kind, score in scores.kinds.items():
        ratios = [f"{ratio:.2f}".replace(".", ",") for ratio in (score.precision, score.recall, score.f1)]
        if kind in RECALL_ONLY:  # annotated by taste
            ratios[0] = ratios[2] = "–"
        attributes = f"{score.attributes_right}/{score.attributes_asked}" if score.attributes_asked else ""
        table.add_row(kind, str(score.reference), str(score.extracted), *ratios, attributes)
    parts: list[RenderableType] = [table, Text(_means(scores))]
    if misses:
        parts += [_misses(score) for score in scores.kinds.values() if _has_misses(score)]
    return Group(*parts)


def _means(scores: Scores) -> str:
    words = [f"F1 micro {scores.micro:.3f}", f"F1 macro {scores.macro:.3f}"]
    if scores.attributes is not None:
        words.append(f"attributs justes {scores.attributes:.3f}")
    return " · ".join(words).replace(".", ",")


def _has_misses(score: Score) -> bool:
    return bool(score.missed or score.spurious or score.attributes_wrong)


def _misses(score: Score) -> Table:
    table = Table(title=f"{score.kind} : ce qui diffère", title_justify="left", show_lines=False)
    table.add_column("Écart", no_wrap=True)
    table.add_column("Ligne", no_wrap=True, justify="right")
    table.add_column("Enregistrement", overflow="ellipsis")  # what is narrowed where the terminal is
    for label, records in (("manqué", score.missed), ("en trop", score.spurious)):
        for record in records[:_SHOWN]:
            table.add_row(label, str(record.get("line", "")), _one_line(_gist(record)))
        _rest(table, label, records)
    for wrong in score.attributes_wrong[:_SHOWN]:
        said = "rien" if wrong.extracted is None else f"« {wrong.extracted} »"
        row = f"{wrong.name} : {said} au lieu de « {wrong.reference} »"
        table.add_row("attribut", str(wrong.line or ""), _one_line(row))
    _rest(table, "attribut", score.attributes_wrong)
    return table


def _one_line(words: str) -> Text:
    """Return text that is cut at the width of its column, never wrapped."""
    return Text(words, no_wrap=True, overflow="ellipsis")


def _rest(table: Table, label: str, records: Sequence[object]) -> None:
    if len(records) > _SHOWN:
        table.add_row(label, "", Text(f"… et {len(records) - _SHOWN} autres", style="dim"))


def _gist(record: Item) -> str:
    keys = ("title", "name", "text", "what", "kind", "field", "amount", "value", "number", "date", "contrat")
    return " · ".join(str(record[key]) for key in keys if record.get(key) not in (None, "", []))
