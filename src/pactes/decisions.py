"""Human decisions over what is published: they can remove and choose, never add. Each has a reason, an author, a date.

Their form is described at the head of ``data/decisions.toml``. Names that are withheld are masked in the text before
anything is read in it, character for character, so that offsets keep their meaning.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pactes.errors import DecisionError
from pactes.reading import fold

__all__ = ["Decision", "Decisions", "GenreDecision", "read_decisions"]

MASK = "█"
_LONGEST_NAME = 6  # words
_WORD = re.compile(r"[^\W\d_]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PATH = re.compile(r"(?:id|voc)/[a-z0-9./-]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class GenreDecision(StrEnum):
    """What a decision does."""

    RETIRER = "retirer"  # withdraw a statement, or all of a thing
    TRANCHER = "trancher"  # settle a contradiction by one of the values that the documents give
    FUSIONNER = "fusionner"  # two things are one
    SEPARER = "separer"  # what one document says is of another thing
    TAIRE = "taire"  # withhold a person's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision. ``sujet`` and ``avec`` are IRIs relative to the base (``id/contrat/…``)."""

    genre: GenreDecision
    motif: str
    auteur: str
    date: str
    sujet: str | None = None
    propriete: str | None = None
    valeur: str | None = None
    document: str | None = None
    avec: tuple[str, ...] = ()
    empreinte: str | None = None  # of the withheld name; the name itself is not kept

    @property
    def cle(self) -> str:
        """What identifies the decision: a fingerprint of what it is about, not of why."""
        parts = (self.genre, self.sujet, self.propriete, self.valeur, self.document, *self.avec, self.empreinte)
        return hashlib.sha256("\n".join(part or "" for part in parts).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions, in the order of the file."""

    toutes: tuple[Decision, ...] = ()

    def of(self, genre: GenreDecision) -> Iterator[Decision]:
        """Iterate over the decisions of one kind."""
        return (decision for decision in self.toutes if decision.genre is genre)

    def mask(self, text: str) -> str:
        """Return ``text`` with every withheld name replaced by as many blocks: same length, same offsets."""
        prints = {d.empreinte for d in self.of(GenreDecision.TAIRE)}
        if not prints:
            return text
        words = list(_WORD.finditer(fold(text)))
        spans = []
        for first, word in enumerate(words):
            name = ""
            for last in words[first : first + _LONGEST_NAME]:
                name = f"{name} {last.group()}".lstrip()
                if hashlib.sha256(name.encode()).hexdigest() in prints:
                    spans.append((word.start(), last.end()))
        masked = list(text)
        for start, end in spans:
            masked[start:end] = [char if char.isspace() else MASK for char in text[start:end]]
        return "".join(masked)


def fingerprint(name: str) -> str:
    """Return the SHA-256 of a person's name, folded, its words separated by one space."""
    return hashlib.sha256(" ".join(_WORD.findall(fold(name))).encode()).hexdigest()


def read_decisions(path: Path) -> Decisions:
    """Return the decisions of the TOML file ``path``; no file is no decision.

    Raises ``DecisionError`` with a sentence that names the decision and what it lacks.
    """
    if not path.exists():
        return Decisions()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DecisionError(f"Le fichier {path.name} n'est pas du TOML lisible : {error}.") from error
    unknown = sorted(set(content) - {"decision"})
    if unknown:
        raise DecisionError(f"{path.name} a une table inconnue « {unknown[0]} » : seules [[decision]] sont lues.")
    decisions = []
    for number, item in enumerate(content.get("decision", []), start=1):
        try:
            decisions.append(_decision(item))
        except ValueError as error:
            raise DecisionError(f"La décision n° {number} de {path.name} {error}") from error
    return Decisions(tuple(decisions))


_NEEDS = {
    GenreDecision.RETIRER: {"sujet"},
    GenreDecision.TRANCHER: {"sujet", "propriete", "valeur"},
    GenreDecision.FUSIONNER: {"sujet", "avec"},
    GenreDecision.SEPARER: {"sujet", "document"},
    GenreDecision.TAIRE: set(),
}
_MAY = {
    GenreDecision.RETIRER: {"propriete", "valeur", "document"},
    GenreDecision.TRANCHER: set(),
    GenreDecision.FUSIONNER: set(),
    GenreDecision.SEPARER: set(),
    GenreDecision.TAIRE: {"nom", "empreinte"},
}


def _decision(item: dict[str, Any]) -> Decision:
    genres = ", ".join(GenreDecision)
    if item.get("genre") not in set(GenreDecision):
        raise ValueError(f"n'a pas de « genre » connu : choisissez parmi {genres}.")
    genre = GenreDecision(item["genre"])
    needs = {"genre", "motif", "auteur", "date"} | _NEEDS[genre]
    for key in sorted(needs - set(item)):
        raise ValueError(f"({genre}) n'a pas de « {key} » : ajoutez-le.")
    for key in sorted(set(item) - needs - _MAY[genre]):
        raise ValueError(f"({genre}) a une clé « {key} » qui n'a pas de sens ici : retirez-la.")
    for key, value in item.items():
        texts = value if key == "avec" and isinstance(value, list) else [value]
        if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
            raise ValueError(f"({genre}) : « {key} » doit être un texte non vide.")
    if not _DATE.fullmatch(item["date"]):
        raise ValueError(f"({genre}) : « date » doit être de la forme AAAA-MM-JJ, entre guillemets.")
    for path in (*([item["sujet"]] if "sujet" in item else []), *item.get("avec", ())):
        if not _PATH.fullmatch(path):
            raise ValueError(f"({genre}) : « {path} » n'est pas une adresse relative telle que « id/contrat/… ».")
    if "valeur" in item and "propriete" not in item:
        raise ValueError(f"({genre}) donne une « valeur » sans « propriete » : dites de quelle propriété.")
    fields = {key: value for key, value in item.items() if key != "genre"}
    fields["avec"] = tuple(fields.get("avec", ()))
    if genre is GenreDecision.TAIRE:
        fields["empreinte"] = _name_print(item)
        fields.pop("nom", None)
    return Decision(genre=genre, **fields)


def _name_print(item: dict[str, Any]) -> str:
    if ("nom" in item) == ("empreinte" in item):
        raise ValueError("(taire) doit donner « nom » ou « empreinte », l'un ou l'autre.")
    if "nom" in item:
        if not 1 < len(_WORD.findall(fold(item["nom"]))) <= _LONGEST_NAME:
            raise ValueError(f"(taire) : « nom » doit avoir de deux à {_LONGEST_NAME} mots.")
        return fingerprint(item["nom"])
    if not _SHA256.fullmatch(item["empreinte"]):
        raise ValueError("(taire) : « empreinte » doit être un SHA-256 en 64 chiffres hexadécimaux.")
    return str(item["empreinte"])
