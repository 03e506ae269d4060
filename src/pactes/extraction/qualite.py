"""Measured quality as a file: ``data/qualite.toml``, which ``pactes evaluate --write`` makes and a build publishes.

The file holds counts, document by document and kind by kind; ratios stand in comments and are worked out again when it
is read. A build needs no reference: it reads this file only, and without it publishes no measurement.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pactes.errors import ReferenceDataError
from pactes.extraction.doublons import Doublons
from pactes.extraction.evaluate import Score, Scores, pool
from pactes.extraction.evaluate_rules import RECALL_ONLY, STRICT
from pactes.extraction.liens import ScoreLiens, Sorte, pool_liens
from pactes.extraction.references import Partage

__all__ = ["FICHIER", "Mesure", "Qualite", "read_qualite", "to_toml"]

FICHIER = "qualite.toml"
HEADER = """\
# Accord de l'extraction avec les références annotées à la main. Fait par « pactes evaluate --write » : ne pas le
# modifier à la main. « developpement » : les règles ont été écrites en lisant ces références ; « mesure » : elles ont
# seulement mesuré. Ce qui est sous le plancher de confiance n'est pas publié, et n'est pas compté.
"""
_LINKS = ("attendus", "lus", "donnes", "justes")
_COUNTS = {
    "reference": "reference",
    "extrait": "extracted",
    "trouves": "tp",
    "en_trop": "extra",
    "attributs": "attributes_asked",
    "attributs_justes": "attributes_right",
}


@dataclass(frozen=True, slots=True)
class Mesure:
    """What was measured on one document: its slug and title, its split and since when, scores, contracts mistaken.

    ``liens`` are the scores of links by sort of name, empty where they are not annotated.
    """

    document: str
    titre: str
    partage: Partage
    scores: Scores
    depuis: str | None = None
    doublons: Doublons = field(default_factory=Doublons)
    liens: Mapping[Sorte, ScoreLiens] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Qualite:
    """All measures, the date of the data (ISO) and the floor of confidence that they were made with."""

    date: str
    plancher: float
    mesures: tuple[Mesure, ...]

    def de(self, partage: Partage | None) -> tuple[Mesure, ...]:
        """Return the measures of a split, or all of them."""
        return tuple(m for m in self.mesures if partage in (None, m.partage))

    def liens(self, partage: Partage | None) -> dict[Sorte, ScoreLiens]:
        """Return the pooled scores of the links of a split, or of all; empty without annotations."""
        return pool_liens(m.liens for m in self.de(partage))

    def ensembles(self) -> Iterator[tuple[Partage | None, Scores]]:
        """Yield the pooled scores of each split that has documents, then (None) of all together."""
        for partage in (*Partage, None):
            if held := self.de(partage):
                yield partage, pool(m.scores for m in held)


def to_toml(qualite: Qualite) -> str:
    """Return the file, the same for the same measures."""
    lines = [HEADER, f'date = "{qualite.date}"', f"plancher = {qualite.plancher}", ""]
    ensembles = list(qualite.ensembles())
    for partage, scores in ensembles if len(ensembles) > 2 else ensembles[:1]:  # one split is all there is
        name = partage.nom if partage else "ensemble"
        lines.append(f"# {name} ({len(qualite.de(partage))}) : {_means(scores)}")
        lines += [f"#   {kind} : {_ratios(scores.kinds[kind])}" for kind in _told(scores)]
        lines += [f"#   liens, {sorte} : {_link_ratios(score)}" for sorte, score in qualite.liens(partage).items()]
    for mesure in qualite.mesures:
        lines += ["", "[[reference]]", f'document = "{mesure.document}"', f"titre = {_text(mesure.titre)}"]
        lines.append(f'partage = "{mesure.partage}"')
        if mesure.depuis:
            lines.append(f'depuis = "{mesure.depuis}"')
        lines.append(f"contrats_confondus = [{', '.join(map(_text, mesure.doublons.confondus))}]")
        lines.append(f"contrats_doubles = [{', '.join(map(_text, mesure.doublons.doubles))}]")
        lines += [f"# {_means(mesure.scores)}", "[reference.genre]"]
        for kind in _told(mesure.scores):
            score = mesure.scores.kinds[kind]
            counts = ", ".join(f"{name} = {getattr(score, attribute)}" for name, attribute in _COUNTS.items())
            lines.append(f"{kind} = {{ {counts} }}  # {_ratios(score)}")
        if mesure.liens:
            lines.append("[reference.liens]")
        for sorte, links in mesure.liens.items():
            counts = ", ".join(f"{name} = {getattr(links, name)}" for name in _LINKS)
            lines.append(f"{sorte} = {{ {counts} }}  # {_link_ratios(links)}")
    return "\n".join(lines) + "\n"


def _told(scores: Scores) -> list[str]:
    return [kind for kind, s in scores.kinds.items() if s.reference or s.extracted]


def _ratios(score: Score) -> str:
    if score.kind in RECALL_ONLY:
        return f"rappel {score.recall:.3f}"
    words = f"précision {score.precision:.3f}, rappel {score.recall:.3f}, F1 {score.f1:.3f}"
    if not score.attributes_asked:
        return words
    return f"{words}, attributs {score.attributes_right / score.attributes_asked:.3f}"


def _link_ratios(score: ScoreLiens) -> str:
    return (
        f"précision {score.precision:.3f}, rappel {score.rappel_des_lus:.3f}, "
        f"noms non lus compris {score.rappel:.3f} ({score.attendus})"
    )


def _means(scores: Scores) -> str:
    words = f"F1 micro {scores.micro:.3f}, F1 macro {scores.macro:.3f}"
    return words if scores.attributes is None else f"{words}, attributs {scores.attributes:.3f}"


def _text(text: str) -> str:
    """Return a TOML string on one line."""
    folded = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{folded}"'


def read_qualite(path: Path) -> Qualite | None:
    """Return what ``path`` holds, None where there is no file; raises ``ReferenceDataError`` when it is damaged."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        measures = tuple(_mesure(item) for item in content["reference"])
        return Qualite(str(content["date"]), float(content["plancher"]), measures)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ReferenceDataError(
            f"Le fichier {path} ne se lit pas ({error!r}) : refaites-le par « pactes evaluate --write », ou retirez-le."
        ) from error


def _mesure(item: dict[str, Any]) -> Mesure:
    kinds = {kind: _score(kind, item["genre"].get(kind, {})) for kind in (*STRICT, *RECALL_ONLY)}
    return Mesure(
        document=str(item["document"]),
        titre=str(item["titre"]),
        partage=Partage(item["partage"]),
        scores=Scores(kinds),
        depuis=item.get("depuis"),
        doublons=Doublons(_texts(item["contrats_confondus"]), _texts(item["contrats_doubles"])),
        liens={Sorte(s): _links(Sorte(s), counts) for s, counts in item.get("liens", {}).items()},
    )


def _links(sorte: Sorte, counts: dict[str, Any]) -> ScoreLiens:
    told: dict[str, Any] = {name: int(counts[name]) for name in _LINKS}
    return ScoreLiens(sorte, **told)


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _score(kind: str, counts: dict[str, int]) -> Score:
    told: dict[str, Any] = {attribute: int(counts.get(name, 0)) for name, attribute in _COUNTS.items()}
    return Score(kind, **told)
