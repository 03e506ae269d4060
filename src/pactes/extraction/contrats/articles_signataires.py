"""Who signs, as articles write it: the person beside a function, the acronym that stands for an authority."""

from __future__ import annotations

import re
from itertools import islice

from pactes.extraction.commun.parties import Partie, find_parties
from pactes.reading import Document, fold

_SIGLE = re.compile(r"\(([A-Z][A-Z0-9]{2,8})\)")
_LOCAL = re.compile(r"communaute|metropole|agglomeration|syndicat|petr|pole|pays|parc|ville|commune|departement|region")
_NAME = 120  # characters of the longest name that an acronym stands for
_MOST_SIGLES = 300
# « Marie Martin, présidente de la », right before an institution or a function.
_PERSON = re.compile(
    r"\b([A-ZÉÈ][\w’'-]+(?: (?:de |d['’]|du |le |la )?[A-ZÉÈ][\w’'-]+){1,3}), "
    r"(?:[a-zéè]+ (?:de la |de l['’]|du |des |de |d['’]))?$"
)
# « la préfète du X, Marie Martin, »
_PERSON_AFTER = re.compile(
    r"(?: (?:de la |de l['’]|du |des |de |d['’])[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,3})?, "
    r"([A-ZÉÈ][\w’'-]+(?: (?:de |d['’]|du |le |la )?[A-ZÉÈ][\w’'-]+){1,3})(?=,| et | ont | a )"
)
# « la préfète Marie Martin et »
_PERSON_BESIDE = re.compile(
    r" ([A-ZÉÈ][\w’'-]+(?: (?:de |d['’]|du |le |la )?[A-ZÉÈ][\w’'-]+){1,3})(?=,| et | ont | a )"
)


def defined_sigles(document: Document) -> dict[str, str]:
    """Return the acronyms that the text gives to local authorities: « la Communauté d'agglomération X (CAX) »."""
    found: dict[str, str] = {}
    for match in islice(_SIGLE.finditer(document.text), _MOST_SIGLES):
        before = document.text[max(0, match.start() - _NAME) : match.start()].rstrip()
        parties = find_parties(before.rpartition("\n")[2])
        if parties and before.endswith(parties[-1].nom.split()[-1]) and _LOCAL.match(fold(parties[-1].nom)):
            found.setdefault(match[1], parties[-1].nom)
    return found


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
