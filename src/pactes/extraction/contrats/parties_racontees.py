"""Reader of the parties that a text tells beside the name of a contract, in other words than « signé par A et B ».

« le contrat X liait A et B », « la convention que A et B concluront », « Par le pacte X, la ville s'engage », « signée
le 5 octobre 2018 par : » with a party an item, « A, B et C s'engagent à : être cosignataires de la convention X ».
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pactes.extraction.commun.listes import find_listes
from pactes.extraction.commun.noms_de_parties import listed_parties
from pactes.extraction.commun.parties import Partie, find_parties
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contrats.representants import REPRESENTE, read_representative
from pactes.reading import BlockKind, Document, fold

__all__ = ["parties_of_items", "read_parties_racontees"]

_MOST_ITEMS = 40  # items of the longest list of parties
_ASIDE = r"(?:\s?\([^()]{1,60}\)|, (?:arrive|echu|signe|conclu|en vigueur)[^,;.:]{0,60},)?"
_BINDS = re.compile(rf"^{_ASIDE},? (?:qui |que )?(?:lie|liait|lient|liaient|unit|unissait|engage|engageait)\s+(?=\w)")
_SIGNED = (
    r"(?:sign(?:eront|era|ent|aient)|conclu(?:ront|ra|ent|aient)?|paraph(?:eront|era|ent)"
    r"|(?:ont|avaient|a|avait) (?:[a-z]+ )?(?:signee?s?|conclue?s?|paraphee?s?))\b"
)
_WHICH = re.compile(
    rf"^{_ASIDE},? qu(?:e |')(?P<qui>[^.;:]{{3,160}}?) (?P<verbe>{_SIGNED})(?P<avec>[^.;:,]{{0,20}}? avec )?"
)
_DECIDED = re.compile(rf"^{_ASIDE},? (?:est |a ete )?(?:arretee?s?|negociee?s?|passee?s?) (?P<entre>entre) ")
# « le contrat de redressement outre-mer de la commune, conclu le 3 mai 2021 avec l'État »
_CONCLUDED = re.compile(
    r"^[^.;:,]{0,90},? (?:co-?)?(?:signee?|conclue?|paraphee?)(?: a [^,;.:]{2,30})?,?(?: le)?"
    r" (?:\d{1,2}(?:er)? )?(?:[a-z]{3,9} )?(?:19|20)\d\d,? (?:avec|par|entre) "
)
_OPENS_LIST = re.compile(
    r"^[^.;]{0,120}\b(?:par|entre|avec|associe(?:nt)?|reuni(?:t|ssent)|lie(?:nt)?|engage(?:nt)?)\s?:\W*$"
)
_BY_IT = re.compile(r"^\W*(?:avec|par|a travers|dans) (?:le|la|l'|ce|cette|cet) ?$")
_COMMITS = re.compile(r"^,\s(?P<qui>[^,;.:]{3,90}?) s'engage(?:nt)?\b")
_COSIGNER = re.compile(r"^\W*etre (?:co-?)?signataires? d(?:e la|e l'|u|e|') ?$")
_COMMITTED = re.compile(r"\bs'engagent\b[^:]{0,60}:\W*$")
_CLAUSE = 300  # signs around a contract's name in which its parties are told


@dataclass(frozen=True, slots=True)
class _Ici:
    """Where a contract is named: its unit, the place of that in the text, and the offsets of its name in the unit."""

    unites: tuple[Unite, ...]
    index: int
    start: int
    end: int

    @property
    def unite(self) -> Unite:
        return self.unites[self.index]


def read_parties_racontees(document: Document, start: int, end: int) -> tuple[Partie, ...]:
    """Return the parties that the text tells of the contract named at ``start``–``end``; offsets are the document's."""
    here = _place(document, start, end)
    if here is None:
        return ()
    after = fold(here.unite.texte[here.end : here.end + _CLAUSE])
    if _OPENS_LIST.match(fold(here.unite.texte[here.end :])):
        return tuple(_placed(unite, party) for unite, party in parties_of_items(here.unites, here.index + 1))
    for read in (_bound, _which, _told_after, _committed):
        parties = read(here, after)
        if parties:
            return tuple(_placed(here.unite, p) for p in parties)
    return tuple(_cosigners(here))


def parties_of_items(unites: tuple[Unite, ...], first: int) -> Iterator[tuple[Unite, Partie]]:
    """Yield the parties of a list that starts at ``unites[first]``: one an item, several where it is in the plural."""
    for unite in unites[first : first + _MOST_ITEMS]:
        if unite.kind is not BlockKind.ITEM:
            return
        several = re.match(r"\W*les (?!services\b)", fold(unite.texte))  # « les villes de A, B et C »
        for party in find_parties(unite.texte)[: None if several else 1]:
            mark = REPRESENTE.search(fold(unite.texte), party.end)
            person, role = read_representative(unite.texte[mark.end() :]) if mark else (None, None)
            yield unite, replace(party, qualite=role or party.qualite, representant=person)


def _place(document: Document, start: int, end: int) -> _Ici | None:
    unites = build_unites(document)
    index = bisect_right(unites, start, key=lambda unite: unite.start) - 1
    at = unites[index].offset(start) if index >= 0 else None
    return None if at is None else _Ici(unites, index, at, min(at + end - start, len(unites[index].texte)))


def _placed(unite: Unite, party: Partie) -> Partie:
    span = unite.span(party.start, party.end)
    return replace(party, start=span.start, end=span.end)


def _listed(here: _Ici, start: int) -> tuple[Partie, ...]:
    """Return the parties listed from ``start`` on, to the end of the sentence at most."""
    text = here.unite.texte
    stop = re.compile(r"[.;:](?:\s|$)").search(text, start)
    return listed_parties(text, start, stop.start() if stop else len(text))


def _bound(here: _Ici, after: str) -> tuple[Partie, ...]:
    """« le contrat X liait la caisse et la ville »."""
    match = _BINDS.match(after)
    parties = _listed(here, here.end + match.end()) if match else ()
    return parties if len(parties) >= 2 else ()


def _which(here: _Ici, after: str) -> tuple[Partie, ...]:
    """« le contrat X que A et B concluront », « … que A signera avec B »."""
    match = _WHICH.match(after)
    if match is None:
        return ()
    text = here.unite.texte
    subjects = listed_parties(text, here.end + match.start("qui"), here.end + match.end("qui"))
    others = _listed(here, here.end + match.end()) if match["avec"] else ()
    return (*subjects, *others) if subjects else ()


def _told_after(here: _Ici, after: str) -> tuple[Partie, ...]:
    """« la convention X arrêtée entre A et B », « le contrat X de la commune, conclu le 3 mai 2021 avec A »."""
    match = _DECIDED.match(after) or _CONCLUDED.match(after)
    parties = _listed(here, here.end + match.end()) if match else ()
    alone = match is not None and match.re is _DECIDED
    return () if alone and len(parties) < 2 else parties


def _committed(here: _Ici, after: str) -> tuple[Partie, ...]:
    """« Avec le pacte X, la ville s'engage à… »: a contract binds who commits by it."""
    start = here.unite.texte.rfind(". ", 0, here.start) + 1
    if not _BY_IT.match(fold(here.unite.texte[start : here.start]).lstrip() or "-"):
        return ()
    match = _COMMITS.match(after)
    if match is None:
        return ()
    return listed_parties(here.unite.texte, here.end + match.start("qui"), here.end + match.end("qui"))


def _cosigners(here: _Ici) -> Iterator[Partie]:
    """« A, B et C s'engagent à : – être cosignataires de X »: those that the list is about are to sign it."""
    if not _COSIGNER.match(fold(here.unite.texte[: here.start])):
        return
    for liste in find_listes(here.unites[max(0, here.index - _MOST_ITEMS) : here.index + 1]):
        if any(element.unite is here.unite for element in liste.elements):
            intro = _COMMITTED.search(fold(liste.texte))
            parties = find_parties(liste.texte[: intro.start()]) if intro else ()
            for party in parties:
                at = liste.intro.start
                yield _placed(liste.unite, replace(party, start=at + party.start, end=at + party.end))
