"""Who signs, as articles write it: the person beside a function."""

from __future__ import annotations

import re

from pactes.extraction.commun.parties import Partie

# « Marie Martin, présidente de la », right before an institution or a function.
_PERSON = re.compile(
    r"\b([A-ZÉÈ][\w’'-]+(?: (?:de |d['’]|du |le |la )?[A-ZÉÈ][\w’'-]+){1,3}), "
    r"(?:[a-zéè]+ (?:de la |de l['’]|du |des |de |d['’]))?$"
)
# « la préfète du X, Marie Martin, »
_PERSON_AFTER = re.compile(
    r"(?: (?:de la |de l['’]|du |des |de |d['’])[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,3})?, "
    r"([A-ZÉÈ][\w’'-]+(?: (?:de |d['’]|du |le |la )?[A-ZÉÈ][\w’'-]+){1,3})(?=,| et | ont | a |\.|$)"
)
# « la préfète Marie Martin et »
_PERSON_BESIDE = re.compile(
    r" ([A-ZÉÈ][\w’'-]+(?: (?:de |d['’]|du |le |la )?[A-ZÉÈ][\w’'-]+){1,3})(?=,| et | ont | a |\.|$)"
)


def person(phrase: str, subject: Partie) -> str | None:
    """Return the person named right before the function that they sign in, or right after it."""
    if not subject.qualite:
        return None
    match = (
        _PERSON.search(phrase[max(0, subject.start - 120) : subject.start])
        or _PERSON_AFTER.match(phrase, subject.end)
        or _PERSON_BESIDE.match(phrase, subject.end)
    )
    return match[1] if match else None
