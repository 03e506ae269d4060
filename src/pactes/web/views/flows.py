"""Who pays what, nature by nature: each amount is a bar of its own, under the one who pays it. Nothing is added up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from pactes.web.labels import labels
from pactes.web.reader import required, text, values
from pactes.web.views import money
from pactes.web.views.common import Value, Visit, shown_iri

LARGEST = 25
"""Amounts of each nature that the page shows: the largest."""
CHOICES = 200
_READ = 50_000

_ROW = 46
_PAYER, _BAR, _WORDS = 230, 300, 430


@dataclass(frozen=True, slots=True)
class Line:
    """An amount of the drawing: the top of its line, the length of its bar, both in pixels."""

    sum: money.Sum
    y: int
    length: int


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays the amounts that follow: one or several together, nobody where the text does not say."""

    who: tuple[Value, ...]
    y: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The amounts of one nature and one currency: a drawing and its size in pixels, and the panel for its table."""

    panel: money.Panel
    payers: tuple[Payer, ...]
    height: int
    total: int  # amounts of this nature, drawn or not

    bar: int = _PAYER
    width: int = _PAYER + _BAR + _WORDS

    @property
    def hidden(self) -> int:
        """How many amounts of this nature are not shown."""
        return max(0, self.total - len(self.panel.sums))


@dataclass(frozen=True, slots=True)
class Flows:
    """What the page shows, and from how many amounts it was chosen."""

    drawings: tuple[Drawing, ...]
    total: int


def pattern(contract: str = "", organisation: str = "") -> str:
    """Return the pattern of the amounts asked for, as ``?f``: of a contract, paid by an organisation (IRIs)."""
    said = f"?f pactes:contrat {NamedNode(contract)} . " if contract else ""
    return said + (f"?f pactes:financeur {NamedNode(organisation)} . " if organisation else "")


async def load(visit: Visit, contract: str = "", organisation: str = "") -> Flows:
    """Return the largest amounts of each nature, of those asked for."""
    rows = await visit.reader.select(
        "SELECT ?f ?nature ?devise ?montant WHERE { "
        f"{pattern(contract, organisation)}?f a pactes:Financement ; pactes:montant ?montant . "
        f"OPTIONAL {{ ?f pactes:nature ?nature }} OPTIONAL {{ ?f pactes:devise ?devise }} }} LIMIT {_READ}"
    )
    # Sorted here: Virtuoso sorts no more than 10,000 rows that have a LIMIT.
    rows.sort(key=lambda row: (-float(required(row, "montant")), required(row, "f")))
    groups: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in rows:
        groups[text(row, "nature") or "", text(row, "devise") or ""].setdefault(required(row, "f"))
    shown = [iri for group in groups.values() for iri in list(group)[:LARGEST]]
    sums = await money.read(visit, f"VALUES ?f {{ {values(shown)} }}", len(shown)) if shown else ()
    counts = Counter({f"{nature.rsplit('/', 1)[-1] or 'non-precisee'} {devise}": 0 for nature, devise in groups})
    for (nature, devise), group in groups.items():
        counts[f"{nature.rsplit('/', 1)[-1] or 'non-precisee'} {devise}"] += len(group)
    found = []
    for panel in money.panels(visit, sums):
        currency = panel.sums[0].currency
        total = next((n for key, n in counts.items() if key in (f"{panel.nature} {currency}", f"{panel.nature} ")), 0)
        found.append(_drawing(panel, total))
    return Flows(tuple(found), sum(len(group) for group in groups.values()))


def _drawing(panel: money.Panel, total: int) -> Drawing:
    """Group the amounts of a panel by who pays: those of the largest amount first, nobody last."""
    groups: dict[tuple[str, ...], list[money.Sum]] = defaultdict(list)
    for item in panel.sums:
        groups[tuple(value.text for value in item.funders)].append(item)

    def rank(who: tuple[str, ...]) -> tuple[bool, float, tuple[str, ...]]:
        return (not who, -max(float(item.share) for item in groups[who]), who)

    y, payers = 0, []
    for who in sorted(groups, key=rank):
        top = y
        lines = []
        for item in sorted(groups[who], key=lambda item: (-float(item.raw), item.iri)):
            lines.append(Line(item, y, max(2, round(float(item.share) * _BAR / 100))))
            y += _ROW
        payers.append(Payer(groups[who][0].funders, top, tuple(lines)))
        y += 14
    return Drawing(panel, tuple(payers), y, total)


async def choices(visit: Visit, name: str) -> tuple[Value, ...]:
    """Return the contracts (``contrat``) or payers (``financeur``) of most amounts, in the order of their names."""
    rows = await visit.reader.select(
        f"SELECT ?x (COUNT(*) AS ?n) WHERE {{ ?f a pactes:Financement ; pactes:{name} ?x }} "
        f"GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT {CHOICES}"
    )
    found = [required(row, "x") for row in rows]
    names = await labels(visit.reader, found, visit.language.code)
    return tuple(
        sorted((shown_iri(visit, iri, names) for iri in found), key=lambda value: (value.text.lower(), value.iri))
    )


def query_of(visit: Visit, contract: str = "", organisation: str = "") -> str:
    """Return the SPARQL query that gives the bars: one line for each amount and each who pays it."""
    asked = "".join(f"  {each.strip()}\n" for each in _asked(contract, organisation))
    natures = f'FILTER(LANG(?nature) = "{visit.language.code}")'
    return f"""PREFIX pactes: <{visit.base}def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT DISTINCT ?nature ?montant ?financeur ?objet ?contrat ?annee ?dans ?financement WHERE {{
  ?financement a pactes:Financement ;
    pactes:montant ?montant .
{asked}  OPTIONAL {{ ?financement pactes:nature/skos:prefLabel ?nature {natures} }}
  OPTIONAL {{ ?financement pactes:financeur/rdfs:label ?financeur FILTER(LANG(?financeur) = "fr") }}
  OPTIONAL {{ ?financement pactes:objet ?objet }}
  OPTIONAL {{ ?financement pactes:contrat/rdfs:label ?contrat FILTER(LANG(?contrat) = "fr") }}
  OPTIONAL {{ ?financement pactes:annee ?annee }}
  OPTIONAL {{ ?financement dcterms:isPartOf ?dans }}
}}
ORDER BY ?nature DESC(?montant)
"""


def _asked(contract: str, organisation: str) -> Sequence[str]:
    said = [f"?financement pactes:contrat {NamedNode(contract)} ."] if contract else []
    return [*said, f"?financement pactes:financeur {NamedNode(organisation)} ."] if organisation else said
