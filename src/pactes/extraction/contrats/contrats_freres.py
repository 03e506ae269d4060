"""Recogniser of a contract that a sentence names by another one: « Celle de X a suivi le 5 octobre 2018 »."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.familles import au_singulier
from pactes.extraction.commun.noms_de_contrats import NomDeContrat, find_complement, territory_in_complement
from pactes.reading import fold

_OPENS = re.compile(r"^\W*(?:et )?(?:celle|celui)(?= (?:de|du|des|d')\b| d')")
_FOLLOWED = re.compile(
    r"^[\s,]*(?:,[^,;.]{0,40}, )?(?:(?:l')?a|aura) (?:[a-z]+ )?(?:suivi|ete)\b(?: (?:a son tour|ensuite|peu apres))?"
    r"(?: [a-z]+ment)?,? (?:le|en) (?=\d)"
)


@dataclass(frozen=True, slots=True)
class Frere:
    """A contract of the family of another: its name made from that one's, and the date said of it, if any."""

    nom: NomDeContrat
    date: str | None
    date_span: tuple[int, int] | None


def find_frere(phrase: str, like: NomDeContrat) -> Frere | None:
    """Return the contract that ``phrase`` opens with as « celle de X », of the same family as ``like``."""
    folded = fold(phrase)
    opens = _OPENS.match(folded)
    if opens is None or like.dispositif is None or like.dispositif.generique:
        return None
    span = find_complement(phrase, opens.end())
    if span is None:
        return None
    complement = phrase[span[0] : span[1]]
    family = au_singulier(like.dispositif.nom)
    nom = replace(
        like,
        start=opens.end() - len("celle"),
        end=span[1],
        titre=f"{family[:1].upper()}{family[1:]} {' '.join(complement.split())}",
        territoire=territory_in_complement(complement),
        sigle=None,
        alias=None,
        periode=None,
        pluriel=False,
        complement=True,
    )
    followed = _FOLLOWED.match(folded[span[1] :])
    if followed is None:
        return Frere(nom, None, None)
    at = span[1] + followed.end()
    date = next((d for d in find_dates(phrase[at : at + 30]) if d.start == 0), None)
    year = re.match(r"(?:19|20)\d\d\b", phrase[at:])
    if date is not None:
        return Frere(nom, date.value, (at, at + date.end))
    return Frere(nom, year.group(), (at, at + 4)) if year else Frere(nom, None, None)
