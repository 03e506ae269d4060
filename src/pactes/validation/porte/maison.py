"""What the gate of the ontology reads: terms, vocabularies, shapes, JSON-LD context, texts, data, committed lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rdflib import Graph

from pactes.errors import ValidationImpossible
from pactes.settings import resource
from pactes.validation.porte.cloture import Cloture, close
from pactes.validation.porte.donnees import Donnees, read_data
from pactes.validation.porte.listes import Listes, read_lists

FICHIERS_DES_TERMES = ("pactes.ttl", "restrictions.ttl", "alignments.ttl")


@dataclass(frozen=True)
class Maison:
    """The words of the house. ``textes`` maps ``folder/file`` to its text, for rules about how files are written."""

    termes: Graph
    vocabulaires: Graph
    formes: Graph
    contexte: Mapping[str, Any]
    textes: Mapping[str, str]
    listes: Listes = field(default_factory=Listes)
    donnees: Donnees = field(default_factory=Donnees)

    @cached_property
    def cloture(self) -> Cloture:
        """The OWL 2 RL closure of the terms, of what others say of theirs, and of the image of the data."""
        return close(self.termes, self.listes.axiomes, self.donnees)

    @property
    def questions(self) -> dict[str, str]:
        """The texts of the queries."""
        return {file: text for file, text in self.textes.items() if file.endswith(".rq")}


def _graph(texts: Mapping[str, str]) -> Graph:
    graph = Graph()
    for name, text in texts.items():
        try:
            graph.parse(data=text, format="turtle")
        except Exception as error:  # rdflib raises several kinds, one of them a bare Exception
            raise ValidationImpossible(f"Le fichier {name} n'est pas du Turtle ({error}). Corrigez-le.") from error
    return graph


def _texts(folder: Path, pattern: str, name: str) -> dict[str, str]:
    return {f"{name}/{path.name}": path.read_text(encoding="utf-8") for path in sorted(folder.glob(pattern))}


def read_house(*, listes: Path | None = None, donnees: Path | None = None) -> Maison:
    """Read the ontology, the vocabularies, the shapes, the context and the queries that travel with pactes.

    ``listes`` is the folder of the committed lists, ``donnees`` that of published graphs; without them, rules that
    compare with them find everything missing.

    Raises:
        ValidationImpossible: a file is missing or cannot be read.
    """
    ontology = resource("ontology")
    terms: dict[str, str] = {}
    for file in FICHIERS_DES_TERMES:
        path = ontology / file
        if not path.exists():
            raise ValidationImpossible(f"Le fichier {path} manque. Rétablissez-le.")
        terms[f"ontology/{file}"] = path.read_text(encoding="utf-8")
    vocabularies = _texts(ontology / "vocabularies", "*.ttl", "ontology/vocabularies")
    shapes = _texts(resource("shapes"), "*.ttl", "shapes")
    queries = _texts(resource("queries"), "*.rq", "queries")
    context = (ontology / "context.jsonld").read_text(encoding="utf-8")
    try:
        parsed = json.loads(context)["@context"]
    except (json.JSONDecodeError, KeyError) as error:
        raise ValidationImpossible(f"ontology/context.jsonld ne se lit pas ({error}). Corrigez-le.") from error
    return Maison(
        termes=_graph(terms),
        vocabulaires=_graph(vocabularies),
        formes=_graph(shapes),
        contexte=parsed,
        textes={**terms, **vocabularies, **shapes, **queries, "ontology/context.jsonld": context},
        listes=read_lists(listes) if listes else Listes(),
        donnees=read_data(donnees) if donnees else Donnees(),
    )
