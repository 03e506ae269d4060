"""Where Légifrance publishes a legal text: its European Legislation Identifier, when it follows from what is known.

France writes these identifiers ``eli/{type}/{year}/{month}/{day}/{natural identifier}/{version}/{level}`` (register
of ELI, https://eur-lex.europa.eu/eli-register/france.html). The natural identifier is the NOR; a numbered text also
answers by its number, an alias that the open data of the Journal officiel give beside it (fonds JORF of the DILA,
``ID_ELI`` ``…/eli/decret/2015/5/18/AGRS1501735D/jo/texte``, ``ID_ELI_ALIAS``
``…/eli/decret/2015/5/18/2015-543/jo/texte``). The date is that of the text, its month and day without a leading zero.
A NOR does not follow from anything and is never guessed, so that an act without a number (an order, a circular) has
no address here. Texts have an identifier from 2002 on (guide de légistique, « Norme ELI »).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as calendar_date
from functools import lru_cache

from pactes.linking.noms import slug
from pactes.model import TexteJuridique
from pactes.reading import fold
from pactes.reference import TexteConnu, textes_connus

__all__ = ["adresse_eli"]

_SITE = "https://www.legifrance.gouv.fr/eli"
_TYPES = frozenset({"loi", "ordonnance", "decret"})
_SINCE = calendar_date(2002, 1, 1)
_NUMBER = re.compile(r"(\d{4})-\d{1,4}")
# Organic and constitutional acts are of other types in the pattern.
_OTHER_TYPE = re.compile(r"\b(?:organique|constitutionnelle)s?\b")


def adresse_eli(citations: Sequence[TexteJuridique]) -> str | None:
    """Return the ELI of the text that ``citations`` all tell, or None where it does not follow without risk.

    It needs the kind, the number and the whole date of the text, the same in every citation that gives them. A law
    cited by the name that everyone knows has the number and date of ``data/reference/textes.toml``.
    """
    told = [_known(text) or (text.genre, text.numero, text.date) for text in citations]
    quotes = " ".join(evidence.quote for text in citations for evidence in text.evidence)
    kinds, numbers, dates = ({str(value) for value in column if value} for column in zip(*told, strict=True))
    if len(kinds) != 1 or len(numbers) != 1 or len(dates) != 1 or _OTHER_TYPE.search(fold(quotes)):
        return None
    kind, number, day = slug(kinds.pop()), numbers.pop(), dates.pop()
    year = _NUMBER.fullmatch(number)
    try:
        when = calendar_date.fromisoformat(day)
    except ValueError:  # a month or a year: the address needs the day
        return None
    if kind not in _TYPES or year is None or int(year[1]) != when.year or when < _SINCE:
        return None
    return f"{_SITE}/{kind}/{when.year}/{when.month}/{when.day}/{number}/jo/texte"


def _known(text: TexteJuridique) -> tuple[str, str | None, str | None] | None:
    if text.numero or text.date or not text.titre:
        return None
    known = _by_name().get((text.genre, text.titre))
    return (known.genre, known.numero, known.date) if known else None


@lru_cache(maxsize=1)
def _by_name() -> dict[tuple[str, str], TexteConnu]:
    return {(text.genre, name): text for text in textes_connus() for name in (text.nom, *text.sigles)}
