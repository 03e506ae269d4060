"""What the data are worth, as the release measures it: scores of the reading, what was not understood, decisions.

Scores are those of the graph ``qualite`` (DQV, see ``pactes.rdf.qualite``); what was not understood is in the review
of the release.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pactes.web.i18n import Language
from pactes.web.labels import labels
from pactes.web.reader import required, text, values
from pactes.web.views.common import Value, Visit, shown_iri

_SHOWN = 200
"""References and documents of a table."""

_GROUPS = {"ensemble": "all", "partage/developpement": "development", "partage/mesure": "measure"}
_HEADLINE = ("measure", "development", "all")


@dataclass(frozen=True, slots=True)
class Score:
    """What was measured: shares from 0 to 1, None where it is not measured; ``size`` counts what was to be found."""

    found: float | None = None
    right: float | None = None
    f1: float | None = None
    attributes: float | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind of information with its scores on each group of references."""

    name: str
    measure: Score
    development: Score


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A reference: the document that was read by hand, whether the rules were written with it, the scores."""

    name: Value
    measures_only: bool
    score: Score


@dataclass(frozen=True, slots=True)
class Review:
    """What a program expects to be understood in a document, and how much of it was."""

    document: Value
    share: float
    missed: tuple[tuple[str, int, int], ...]  # kind, understood, there
    held_back: int
    ambiguous: int


@dataclass(frozen=True, slots=True)
class Headline:
    """The measure to give first: how many references, whether the rules never saw them, the scores of all kinds."""

    number: int
    unseen: bool
    score: Score
    date: str | None


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of a release: by group, then by kind; empty where it publishes none."""

    groups: Mapping[str, Mapping[str, Score]] = field(default_factory=dict)
    links: Mapping[str, Mapping[str, Score]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    date: str | None = None

    @property
    def headline(self) -> Headline | None:
        """The scores on what only measures, else on what there is."""
        for group in _HEADLINE:
            score = self.groups.get(group, {}).get("ensemble")
            if score is not None and score.found is not None and score.right is not None:
                return Headline(self.numbers.get(group, 0), group == "measure", score, self.date)
        return None


_MEASURES = {"rappel": "found", "precision": "right", "f1": "f1", "attributs": "attributes", "effectif": "size"}


async def scores(visit: Visit) -> Scores:
    """Return the scores of the dataset, by group of references and kind of information."""
    rows = await visit.reader.select(
        "SELECT ?metric ?value ?source ?date WHERE { "
        f"?m dqv:computedOn <{visit.base}jeu/pactes> ; dqv:isMeasurementOf ?metric ; dqv:value ?value ; "
        "prov:wasDerivedFrom ?source . OPTIONAL { ?m dcterms:date ?date } }"
    )
    counted = await visit.reader.select(
        "SELECT ?group (COUNT(?r) AS ?n) WHERE { ?group a prov:Collection ; prov:hadMember ?r } GROUP BY ?group"
    )
    told: dict[str, dict[tuple[bool, str], dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        group = _GROUPS.get(required(row, "source").removeprefix(f"{visit.base}id/references/"))
        measure, _, kind = required(row, "metric").rsplit("/", 1)[-1].rpartition("-")
        links = measure.startswith("liens-")
        name = _MEASURES.get(measure.removeprefix("liens-"))
        if group and name:
            told[group][links, kind][name] = float(required(row, "value"))
    numbers = {
        group: int(required(row, "n"))
        for row in counted
        if (group := _GROUPS.get(required(row, "group").removeprefix(f"{visit.base}id/references/")))
    }
    return Scores(
        {group: {kind: _score(v) for (links, kind), v in kinds.items() if not links} for group, kinds in told.items()},
        {group: {kind: _score(v) for (links, kind), v in kinds.items() if links} for group, kinds in told.items()},
        numbers,
        next((text(row, "date") for row in rows), None),
    )


def _score(told: Mapping[str, float]) -> Score:
    size = told.get("size")
    return Score(**{**told, "size": int(size) if size is not None else None})  # type: ignore[arg-type]


async def load(visit: Visit, review: Path | None) -> dict[str, Any]:
    """Return what the page of quality prints; ``review`` is the file that says what was not understood."""
    told = await scores(visit)
    names = kind_names(visit.language)
    measure, development = told.groups.get("measure", {}), told.groups.get("development", {})
    kinds = tuple(
        KindLine(name, measure.get(kind, Score()), development.get(kind, Score()))
        for kind, name in names.items()
        if kind in measure or kind in development
    )
    links = tuple(
        KindLine(names[kind], told.links.get("measure", {}).get(kind, Score()), score)
        for kind, score in sorted(told.links.get("development", {}).items())
    )
    return {
        "headline": told.headline,
        "scores": told,
        "kinds": kinds,
        "links": links,
        "references": await _references(visit),
        "reviews": await _reviews(visit, review),
        "contradictions": await _contradictions(visit),
        "decisions": await _decisions(visit),
        "csv_query": _CSV.format(base=visit.base),
    }


_CSV = (
    "PREFIX dqv: <http://www.w3.org/ns/dqv#>\nPREFIX prov: <http://www.w3.org/ns/prov#>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n\n"
    "SELECT ?mesure ?libelle ?valeur ?reference WHERE {{\n"
    "  ?mesure a dqv:QualityMeasurement ;\n    rdfs:label ?libelle ;\n    dqv:value ?valeur ;\n"
    '    prov:wasDerivedFrom ?reference .\n  FILTER(LANG(?libelle) = "fr")\n}}\nORDER BY ?mesure\n'
)


async def _references(visit: Visit) -> tuple[ReferenceLine, ...]:
    parts = values(f"{visit.base}voc/partage-reference/{name}" for name in ("mesure", "developpement"))
    metrics = values(f"{visit.base}id/metrique/{name}-ensemble" for name in ("precision", "rappel", "f1", "effectif"))
    rows = await visit.reader.select(
        "SELECT ?r ?label ?part ?metric ?value WHERE { "
        f"VALUES ?metric {{ {metrics} }} VALUES ?part {{ {parts} }} "
        "?r dcterms:type ?part ; rdfs:label ?label . ?m prov:wasDerivedFrom ?r ; dqv:isMeasurementOf ?metric ; "
        f'dqv:value ?value FILTER(LANG(?label) = "{visit.language.code}") }} ORDER BY ?r LIMIT {4 * _SHOWN}'
    )
    told: dict[str, dict[str, float]] = defaultdict(dict)
    names: dict[str, str] = {}
    unseen: dict[str, bool] = {}
    for row in rows:
        iri = required(row, "r")
        measure = required(row, "metric").rsplit("/", 1)[-1].removesuffix("-ensemble")
        told[iri][_MEASURES[measure]] = float(required(row, "value"))
        # « Référence : titre »: the column says that it is one.
        names[iri] = required(row, "label").partition(": ")[2] or required(row, "label")
        unseen[iri] = required(row, "part").endswith("/mesure")
    lines = [ReferenceLine(Value(names[iri], iri=iri), unseen[iri], _score(given)) for iri, given in told.items()]
    return tuple(sorted(lines, key=lambda line: (not line.measures_only, line.name.text.lower())))


async def _reviews(visit: Visit, review: Path | None) -> tuple[Review, ...]:
    if review is None or not review.is_file():
        return ()
    documents = json.loads(review.read_text(encoding="utf-8")).get("documents", ())
    least = sorted(documents, key=lambda d: (d["part_comprise"] is None, d["part_comprise"] or 0.0, d["document"]))
    least = [d for d in least if d["part_comprise"] is not None][:_SHOWN]
    iris = {d["document"]: f"{visit.base}id/document/{d['document']}" for d in least}
    names = await labels(visit.reader, iris.values(), visit.language.code)
    kinds = _review_kinds(visit.language)
    return tuple(
        Review(
            shown_iri(visit, iris[d["document"]], names),
            float(d["part_comprise"]),
            tuple(
                (kinds.get(kind, kind), count["compris"], count["trouves"])
                for kind, count in d["comptes"].items()
                if count["trouves"]
            ),
            len(d["ecartes"]),
            len(d["ambigus"]),
        )
        for d in least
    )


async def _contradictions(visit: Visit) -> tuple[tuple[str, int], ...]:
    rows = await visit.reader.select(
        "SELECT ?kind (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a pactes:Contradiction ; pactes:genre ?kind } "
        "GROUP BY ?kind ORDER BY DESC(?n) ?kind"
    )
    iris = [required(row, "kind") for row in rows]
    names = await labels(visit.reader, iris, visit.language.code)
    return tuple((names[iri].value, int(required(row, "n"))) for iri, row in zip(iris, rows, strict=True))


async def _decisions(visit: Visit) -> tuple[tuple[str, int], ...]:
    rows = await visit.reader.select(
        "SELECT ?kind (COUNT(DISTINCT ?d) AS ?n) WHERE { ?run prov:wasInformedBy ?d . ?d dcterms:type ?kind } "
        "GROUP BY ?kind ORDER BY ?kind"
    )
    said = _decision_kinds(visit.language)
    return tuple((said.get(required(row, "kind"), required(row, "kind")), int(required(row, "n"))) for row in rows)


def counts(validation: Mapping[str, Any] | None) -> Mapping[str, int] | None:
    """Return the counts of the validation report by severity, None for a release that has none."""
    told = (validation or {}).get("comptes")
    return {name: int(told.get(name, 0)) for name in ("violation", "avertissement", "information")} if told else None


def kind_names(say: Language) -> Mapping[str, str]:
    """Return the kinds of information that are judged, in the order to show them, as people call them."""
    _ = say.gettext
    return {
        "contrats": _("contrats"),
        "signataires": _("signataires"),
        "dates": _("dates des contrats"),
        "territoires": _("territoires"),
        "organisations": _("organisations"),
        "axes": _("axes"),
        "objectifs": _("objectifs"),
        "actions": _("actions"),
        "engagements": _("engagements"),
        "financements": _("montants"),
        "instances": _("instances de gouvernance"),
        "textes": _("textes juridiques"),
        "indicateurs": _("indicateurs"),
        "projets": _("projets"),
        "contradictions": _("contradictions"),
    }


def _review_kinds(say: Language) -> Mapping[str, str]:
    _ = say.gettext
    return {
        "montant": _("montants"),
        "nombre": _("nombres"),
        "date": _("dates"),
        "partie": _("parties"),
        "titre": _("titres"),
    }


def _decision_kinds(say: Language) -> Mapping[str, str]:
    _ = say.gettext
    return {
        "retirer": _("énoncés retirés"),
        "trancher": _("contradictions tranchées"),
        "fusionner": _("choses réunies"),
        "separer": _("choses séparées"),
        "taire": _("noms tus"),
    }
