"""Reader of the amendments that a text tells of: « l'avenant n° 2 au contrat X, signé le… », « prolongé par avenant ».

An amendment is a record of its own, of the kind « avenant », that says which contract it amends. « Toute modification
fait l'objet d'un avenant » tells of none: it must be numbered, dated, signed or about to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_dates, find_years
from pactes.extraction.commun.familles import AVENANT
from pactes.extraction.commun.noms_de_parties import find_parties_after
from pactes.extraction.commun.parties import Partie
from pactes.extraction.contrats.places import Places
from pactes.model import Contrat, Evidence, Signature, StatutContrat, Valeur
from pactes.reading import BlockKind, Document, fold

__all__ = ["read_avenants"]

REGLE = "avenant-cite"
_RANKS = {
    "premier": 1, "1er": 1, "deuxieme": 2, "second": 2, "2e": 2, "2eme": 2, "troisieme": 3, "3e": 3, "3eme": 3,
    "quatrieme": 4, "4e": 4, "cinquieme": 5, "5e": 5,
}  # fmt: skip
_AVENANT = re.compile(
    rf"\b(?:(?P<rang>{'|'.join(_RANKS)}) )?avenants?\b(?: (?:n\W{{0,3}}|numero )(?P<numero>\d{{1,2}})"
    r"(?:(?:,| et) (?:n\W{0,3})?(?P<suivant>\d{1,2})\b(?! \w+ (?:19|20)\d\d))?)?"
)
_ITSELF = re.compile(r"\bpresente?s? $")
_SAME = re.compile(r"\b(?:ledit|cet|cette|dudit|l'|le) ?$")
_SIGNED = re.compile(
    r"^,? ?[^.;:,]{0,110}?\b(?:signee?s?|conclue?s?|approuvee?s?|adoptee?s?|date|intervenue?|en date)\b"
    r"(?! (?:avant|d'ici))"
)
_DATED = re.compile(
    r"^,? ?(?:\([^)]{0,30}\) )?(?:du|de|en|date du|le|signe le|signe en|\() ?(?=\d|[a-z]{3,9} (?:19|20)\d\d)"
)
_PLANNED = re.compile(
    r"\b(?:sera|seront|doit|doivent|devra|devrait|devront|pourra|propose|proposee?s?|prevue?|attendue?|envisagee?|"
    r"projet d'|en cours|en preparation|prochain|a venir|autorise|approuver|a signer|permettra|integrera)\b"
)
_TO_SIGN = re.compile(r"\b(?:etre|sera|est) (?:prochainement )?(?:signe|conclu|propose|prepare)e?\b")
_CLAUSE = re.compile(
    r"\b(?:toute?s?|chaque|tout|eventuels?|fera|feront|fait|font) [^.;]{0,60}$"
    r"|\b(?:par voie d'|d'un(?: simple)? |par un )$"
)
_REACH = 160  # characters in which a sentence names the contract that is amended, and the date
_BESIDE = 30  # characters to the contract that an amendment is said to be of
_AROUND = 1000  # characters of a sentence on either side of a mention
_LAST = 20  # amendments among which one of the same day is looked for
_BACK = 1500  # characters back to the contract that the text is about
_KINDS = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING, BlockKind.ROW)


@dataclass
class _Avenant:
    cible: Contrat
    numero: int | None
    dates: dict[str, Valeur] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    parties: dict[str, tuple[Partie, Evidence]] = field(default_factory=dict)
    prevu: bool = False
    signe: bool = False

    def record(self) -> Contrat:
        year = next(iter(self.dates), "")[:4]
        lead = f"Avenant n° {self.numero}" if self.numero else f"Avenant de {year}" if year else "Avenant"
        titre = f"{lead} – {self.cible.titre}"
        status = StatutContrat.CONCLU if self.dates or self.signe else StatutContrat.CITE
        planned = self.prevu and not self.dates
        return Contrat(
            cle=cle(titre),
            titre=titre,
            type_contrat=AVENANT,
            statut=StatutContrat.PREVU if planned else status,
            territoires=self.cible.territoires,
            dates_signature=tuple(self.dates.values()),
            signatures=tuple(
                Signature(
                    signataire=party.nom,
                    qualite=party.qualite,
                    prevue=planned,
                    evidence=(where,),
                    regle=REGLE,
                    confiance=0.7,
                )
                for party, where in self.parties.values()
            ),
            evidence=tuple(self.evidence),
            regle=REGLE,
            confiance=0.7,
            modifie=self.cible.cle,
        )


def read_avenants(document: Document, contrats: Sequence[Contrat]) -> tuple[Contrat, ...]:
    """Return the amendments of ``contrats`` that the text tells of, one record each, in the order of the text."""
    places = Places(c for c in contrats if c.instance and not c.modifie)
    found: list[_Avenant] = []
    by_number: dict[tuple[str, int | None], _Avenant] = {}
    known = {c.modifie: c for c in contrats if c.modifie}
    for start, end in _paragraphs(document):
        folded = document.folded[start:end]
        for match in _AVENANT.finditer(folded):
            for numero in _numbers(match):
                _read(document, (start, end), match, numero, places, (found, by_number))
    # The document's own amendment is read from its title: what is said of it elsewhere adds nothing.
    return tuple(a.record() for a in found if not _is_own(a, known.get(a.cible.cle)))


def _paragraphs(document: Document) -> Iterator[tuple[int, int]]:
    done = 0
    for block in document.of_kind(*_KINDS):
        if block.start >= done:
            done = max(block.end, document.paragraph(block).end)
            yield block.start, done


def _numbers(match: re.Match[str]) -> tuple[int | None, ...]:
    if match["numero"]:
        return tuple(int(n) for n in (match["numero"], match["suivant"]) if n)
    return (_RANKS[match["rang"]] if match["rang"] else None,)


def _read(
    document: Document,
    span: tuple[int, int],
    match: re.Match[str],
    numero: int | None,
    places: Places,
    known: tuple[list[_Avenant], dict[tuple[str, int | None], _Avenant]],
) -> None:
    """Note what one mention says of an amendment, if it is one of a contract that is known."""
    found, by_number = known
    # A paragraph without full stops is no sentence: only what stands around the mention is read.
    start = max(span[0], span[0] + match.start() - _AROUND)
    end = min(span[1], span[0] + match.end() + _AROUND)
    at, to = match.start() - (start - span[0]), match.end() - (start - span[0])
    text, folded = document.text[start:end], document.folded[start:end]
    before = folded[max(0, at - 60) : at]
    if _ITSELF.search(before):
        return
    opens, stop = _sentence(folded, at, to)
    after = folded[to : min(stop, to + _REACH)]
    date = _date(text, to, after)
    planned = bool(_PLANNED.search(_clause(folded, opens, at, to, stop)))
    signed = bool(_SIGNED.match(after)) and not planned
    if numero is None and date is None and not signed and not (planned and _TO_SIGN.search(after)):
        same = found[-1] if found and _SAME.search(before) else None
        if same is not None and start - same.evidence[-1].end < _BACK:
            _parties(document, start, text, to, stop, same)
        return
    if numero is None and _CLAUSE.search(before) and date is None:
        return
    told = date is not None or signed or planned
    cible = _amended(start + at, start + to, start + opens, start + stop, places, told=told)
    if cible is None:
        return
    avenant = by_number.get((cible.cle, numero)) or (by_number.get((cible.cle, None)) if numero is None else None)
    if avenant is None and date is not None:
        same_day = (a for a in reversed(found[-_LAST:]) if a.cible is cible and _same_date(a, numero, date))
        avenant = next(same_day, None)
    if avenant is None:
        avenant = _Avenant(cible, numero)
        found.append(avenant)
    avenant.numero = avenant.numero or numero
    by_number.setdefault((cible.cle, avenant.numero), avenant)
    avenant.evidence.append(document.evidence(start + at, start + to))
    avenant.prevu |= planned
    avenant.signe |= signed
    if date is not None and not planned:
        avenant.dates.setdefault(date[0], Valeur(date[0], document.evidence(start + date[1], start + date[2])))
    _parties(document, start, text, to, stop, avenant)


def _sentence(folded: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence that holds ``start`` to ``end``."""
    stops = (i for i in (folded.find(". ", end), folded.find(" ; ", end)) if i > 0)
    return max(folded.rfind(". ", 0, start), folded.rfind("; ", 0, start)) + 1, min(stops, default=len(folded))


def _clause(folded: str, opens: int, start: int, end: int, stop: int) -> str:
    """Return the clause that tells of an amendment: from the comma before it to the second one after it."""
    first = max(opens, folded.rfind(", ", opens, start))
    comma = folded.find(", ", end + 3, stop)
    return folded[first : comma if comma > 0 else stop]


def _date(text: str, end: int, after: str) -> tuple[str, int, int] | None:
    """Return the date that stands right after an amendment, or after the verb that signs it."""
    signed = _SIGNED.match(after)
    dated = _DATED.match(after)
    at = dated.end() if dated else signed.end() if signed else None
    if at is None:
        return None
    zone = text[end + at : end + min(at + 40, len(after))]
    for date in (*find_dates(zone), *find_years(zone)):
        gap = fold(zone[: date.start])
        if not re.search(r"\b(?:jusqu|avant|prolong|pour|qui|periode|fin)\b", gap):
            return date.value, end + at + date.start, end + at + date.end
    return None


def _same_date(avenant: _Avenant, numero: int | None, date: tuple[str, int, int] | None) -> bool:
    return (numero is None or avenant.numero is None) and date is not None and date[0] in avenant.dates


def _amended(start: int, end: int, opens: int, stop: int, places: Places, *, told: bool) -> Contrat | None:
    """Return the contract that an amendment is of: named after it, before it in the sentence, else by the text.

    ``told``: the sentence tells of it. « Avenant n° 1 – X » in a list is not of the contract that stands above.
    """
    after = places.first(end, min(stop, end + _REACH) + 1)
    before = places.last(opens, start)
    if after and (before is None or after[0] - end < _BESIDE):
        return after[1]
    if before:
        return before[1]
    if places.principal is not None:
        return places.principal
    above = places.last(start - _BACK, start)
    return above[1] if above and told else None


def _parties(document: Document, base: int, text: str, end: int, stop: int, avenant: _Avenant) -> None:
    for party in find_parties_after(text, end, min(300, max(0, stop - end))):
        where = document.evidence(base + party.start, base + party.end)
        avenant.parties.setdefault(fold(party.nom), (replace(party, start=where.start, end=where.end), where))


def _is_own(avenant: _Avenant, own: Contrat | None) -> bool:
    """Tell whether an amendment is the one that the document is the text of."""
    if own is None or not own.principal:
        return False
    number = re.search(r"\d+", own.titre)
    return avenant.numero is None or (number is not None and int(number.group()) == avenant.numero)
