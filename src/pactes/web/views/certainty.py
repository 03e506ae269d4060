"""How sure a statement is, in words: the rule that read it, its confidence, and what that number was measured on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from pactes.errors import PactesError
from pactes.reference.fichiers import load_toml, reference_path
from pactes.web.i18n import Language
from pactes.web.views.rule_words import rule_words

_TABLE = "confiance.toml"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a rule read in the documents that people annotated: how much of it was right, how much wrong."""

    right: int
    wrong: int


@lru_cache(maxsize=1)
def trials() -> Mapping[tuple[str, str], Tried]:
    """Return what is known of the rules that were tried: (rule, its confidence to three digits) → counts.

    It is the table that gives confidences to the build; a rule that it has not, or not with that confidence, was not
    measured. Without the table, nothing was.
    """
    try:
        content: Mapping[str, Any] = load_toml(_TABLE) if reference_path(_TABLE).exists() else {}
        return {
            (rule, f"{float(told['confiance']):.3f}"): Tried(int(told["justes"]), int(told["faux"]))
            for kind in content.get("genre", {}).values()
            for rule, told in kind.get("regle", {}).items()
        }
    except (PactesError, KeyError, TypeError, ValueError):
        return {}


@dataclass(frozen=True, slots=True)
class Certainty:
    """What a page says of the rules behind a statement.

    ``rules`` are names with their words, ``share`` the confidence in hundredths, ``tried`` what it was measured on.
    """

    rules: tuple[tuple[str, str | None], ...]
    share: int | None = None
    tried: Tried | None = None


def certainty(rules: tuple[str, ...], confidence: str | None, say: Language) -> Certainty | None:
    """Return what to say of some rules and their confidence (``0.93``); None where nothing is known."""
    try:
        value = Decimal(confidence) if confidence else None
    except InvalidOperation:
        value = None
    if not rules and value is None:
        return None
    share = round(value * 100) if value is not None else None
    # A confidence below one is never told as certainty.
    share = 99 if share == 100 and value is not None and value < 1 else share
    tried = None
    if value is not None:
        tried = next((found for rule in rules if (found := trials().get((rule, f"{value:.3f}")))), None)
    return Certainty(tuple((rule, rule_words(rule, say)) for rule in rules), share, tried)
