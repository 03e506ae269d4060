"""Reader of contracts that a sentence counts and shares out among territories.

« Deux contrats de ruralité ont été signés en 2017, l'un pour X et l'autre pour Y » tells two contracts. The count and
the number of territories must agree: otherwise the sentence shares out something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_dates, find_periods, find_years
from pactes.extraction.commun.familles import Mention, find_familles, specific
from pactes.model import Contrat, Evidence, StatutContrat, Valeur
from pactes.reading import BlockKind, Document, fold
from pactes.reference import registre

__all__ = ["read_distributifs"]

_NUMBERS = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10}
_COUNT = re.compile(rf"\b(?P<nombre>{'|'.join(_NUMBERS)}|[2-9]|1\d)\s+$")
_SIGNED = re.compile(r"[^.;:\n]{0,40}?\b(?:ont (?:deja )?ete|sont|furent|)\s?(?:signe|conclu|ratifie)e?s\b")
_FOR = re.compile(
    r"\b(?:pour|avec|dans|sur le territoire d(?:e|u|es))\s+(?:la |le |les |l'|celui d(?:e |u ))?"
    r"(?:ex-|anciennes? |ancien )?(?:region |departement |agglomeration |communaute [\w' ]{0,25})?"
    r"(?:de la |de l'|de |du |des |d'|la |le |les |l')?$"
)
_AND = re.compile(r"^\s?(?:,|et|,? puis)\s(?:pour )?(?:la |le |les |l'|ex-|ancienne )*(?:region |departement )?$")
_SENTENCE = re.compile(r"(?<!\bSt)\.(?=\s|$)|;|\n\s*\n")
_DATE_NEAR = 40  # characters after « signés » in which its date stands
_KINDS = (BlockKind.PARAGRAPH, BlockKind.ITEM)


def read_distributifs(document: Document) -> tuple[Contrat, ...]:
    """Return one contract for each territory among which a sentence shares out the contracts that it counts."""
    found: list[Contrat] = []
    for block in document.of_kind(*_KINDS):
        text = document.text[block.start : block.end]
        folded = fold(text)
        for mention in specific(find_familles(text)):
            count = _COUNT.search(folded[: mention.start][-20:])
            signed = _SIGNED.match(folded, mention.end) if count else None
            if count is None or signed is None:
                continue
            number = _NUMBERS.get(count["nombre"]) or int(count["nombre"])
            stop = _SENTENCE.search(text, signed.end())
            end = stop.start() if stop else len(text)
            places = list(_places(text, signed.end(), end))
            if len(places) == number and len({fold(text[a:b]) for a, b in places}) == number:
                found += _contracts(document, block.start, text, mention, signed.end(), places)
    return tuple(found)


def _places(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the territories of the registry that the sentence says « pour » (« et ») before, as offsets in it."""
    clause = text[start:end]
    last = None
    for hit in registre().chercher(clause):
        before = fold(clause[: hit.start])
        if _FOR.search(before[-70:]) or (last is not None and _AND.match(before[last:])):
            last = hit.end
            yield start + hit.start, start + hit.end


def _contracts(
    document: Document, offset: int, text: str, mention: Mention, signed: int, places: list[tuple[int, int]]
) -> Iterator[Contrat]:
    kind = mention.dispositif
    whole = document.evidence(offset + mention.start, offset + signed)
    period = _period(document, offset, text, mention)
    date = _date(document, offset, text, signed)
    name = f"{kind.nom[:1].upper()}{kind.nom[1:]}"
    years = f" {period[0].valeur}-{period[1].valeur}" if period else ""
    for start, end in places:
        place = re.sub(r"\s*[-–]\s*", "-", " ".join(text[start:end].split()))  # « X - Y-Z »: dashes of one name
        titre = f"{name}{years} – {place}"
        evidence: tuple[Evidence, ...] = (whole, document.evidence(offset + start, offset + end))
        yield Contrat(
            cle=cle(titre),
            titre=titre,
            type_contrat=kind.nom,
            statut=StatutContrat.CONCLU,
            territoires=(place,),
            dates_signature=(date,) if date else (),
            debuts=(period[0],) if period else (),
            fins=(period[1],) if period else (),
            evidence=evidence,
            regle="contrat-distributif",
            confiance=0.8,
        )


def _period(document: Document, offset: int, text: str, mention: Mention) -> tuple[Valeur, Valeur] | None:
    """Return the one period that the paragraph gives right after the name of the family (« les deux X 2015-2020 »)."""
    found: dict[tuple[str, str], Evidence] = {}
    for named in find_familles(text):
        if named.dispositif != mention.dispositif:
            continue
        period = next(find_periods(text[named.end : named.end + 30]), None)
        if period is not None and not re.search(r"[.,;:]", text[named.end : named.end + period.start]):
            span = document.evidence(offset + named.start, offset + named.end + period.end)
            found.setdefault((period.start_year, period.end_year), span)
    if len(found) != 1:
        return None
    ((first, last), span) = next(iter(found.items()))
    return Valeur(first, span), Valeur(last, span)


def _date(document: Document, offset: int, text: str, signed: int) -> Valeur | None:
    """Return the date that stands right after « signés » (« le 3 mars 2017 », « à l'été 2015 »)."""
    near = re.split(r"[.,;:(]", text[signed : signed + _DATE_NEAR])[0]
    date = next(iter([*find_dates(near), *find_years(near)]), None)
    if date is None:
        return None
    return Valeur(date.value, document.evidence(offset + signed + date.start, offset + signed + date.end))
