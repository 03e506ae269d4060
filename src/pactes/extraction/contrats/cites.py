"""Reader of the contracts that a document names without being their text: one record each, from many mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pactes.extraction.axes.axes_en_prose import AxesAnnonces
from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.familles import TETES
from pactes.extraction.commun.parties import Partie
from pactes.extraction.contrats.mentions import Citation, words_of
from pactes.extraction.contrats.parties_en_tete import INSTITUTION, parties_in
from pactes.extraction.contrats.representants import REPRESENTE
from pactes.model import Axe, Contrat, Evidence, Signature, StatutContrat, Valeur
from pactes.reading import BlockKind, Document, fold

_EVIDENCES = 12  # mentions kept as evidence of one contract
_INSTITUTION = re.compile(rf"^{INSTITUTION}\b")
_SAME_SUBJECT = 1500  # characters over which a text that speaks of many places goes on with one contract
_MOST = 400  # contracts of one kind among which a mention is looked for, the last ones first
_NEAR_BLOCKS = 2  # blocks between a contract and a list of its axes


@dataclass
class _Dossier:
    """The mentions of one contract."""

    citations: list[Citation] = field(default_factory=list)
    axes: list[Axe] = field(default_factory=list)
    commun: Partie | None = None  # a party that all contracts of the family share
    said: dict[tuple[object, ...], Citation] = field(default_factory=dict)  # one mention for all that say the same
    objet: frozenset[str] = frozenset()  # the fullest of the mentions' objects

    def __post_init__(self) -> None:
        for citation in list(self.citations):
            self._note(citation)

    def add(self, citation: Citation) -> None:
        """Add a mention."""
        self.citations.append(citation)
        self._note(citation)

    def _note(self, citation: Citation) -> None:
        self.said.setdefault((citation.periode, citation.signe, citation.territoire), citation)
        self.objet = max(self.objet, citation.objet, key=len)

    @property
    def head(self) -> Citation:
        return self.citations[0]

    def first(self, name: str) -> Citation | None:
        return next((c for c in self.citations if getattr(c, name)), None)

    def holds(self, citation: Citation) -> bool:
        """Tell whether a mention may be of this contract: kind and object agree, nothing that both say differs."""
        head = self.head
        if head.genre != citation.genre or (self._new != citation.nouveau and head.generique):
            return False
        if head.generique and not _same_object(self.objet, citation.objet) and not _same_parties(head, citation):
            return False
        return all(_compatible(known, citation) for known in self.said.values())

    @property
    def _new(self) -> bool:
        return self.head.nouveau


def _is_near(dossier: _Dossier, citation: Citation) -> bool:
    """Tell whether a mention may be of a contract where the text speaks of many places.

    « la convention Action X » without a place is the one named just above, not one of another article.
    """
    placed = citation.territoire or (citation.objet and citation.generique)
    if placed and (dossier.objet or any(territoire for _, _, territoire in dossier.said)):
        return True
    return citation.start - dossier.citations[-1].end <= _SAME_SUBJECT


def _same_object(a: frozenset[str], b: frozenset[str]) -> bool:
    if not a or not b:
        return False
    return a <= b or b <= a or len(a & b) / len(a | b) >= 0.6


def _same_parties(a: Citation, b: Citation) -> bool:
    """Tell whether two mentions without an object are of the same parties."""
    names = [{fold(p.nom) for p in c.parties} for c in (a, b)]
    return not a.objet and not b.objet and bool(names[0]) and names[0] == names[1]


def _compatible(a: Citation, b: Citation) -> bool:
    if a.periode and b.periode and a.periode != b.periode:
        return False
    if a.signe and b.signe and not (a.signe.startswith(b.signe) or b.signe.startswith(a.signe)):
        return False
    if (
        a.periode
        and b.signe
        and not a.periode[0] <= b.signe[:4] <= a.periode[1]
        and abs(int(a.periode[0]) - int(b.signe[:4])) > 1
    ):
        return False
    return not (a.territoire and b.territoire and not _same_place(a.territoire, b.territoire))


@lru_cache(maxsize=4096)
def _same_place(a: str, b: str) -> bool:
    words = [
        set(re.findall(r"\w{3,}", fold(t))) - {"communaute", "agglomeration", "ville", "commune", "territoire"}
        for t in (a, b)
    ]
    return words[0] <= words[1] or words[1] <= words[0] or _same_root(a, b)


def _same_root(a: str, b: str) -> bool:
    """Tell whether an adjective is of a name: « niortais » and « Niort » share their first letters."""
    first, second = (fold(re.findall(r"\w+", t)[-1])[:4] for t in (a, b))
    return first == second


def read_cites(
    document: Document,
    citations: Iterable[Citation],
    annonces: Sequence[AxesAnnonces],
    principal: Contrat | None,
    *,
    one_place: bool,
) -> tuple[Contrat, ...]:
    """Return the contracts and families that ``citations`` name, with the axes that ``annonces`` give them.

    ``one_place`` says that the text speaks for one place (a contract, a deliberation): « la convention Action X » is
    the convention of that place there, where a magazine speaks of the family.
    Mentions of the contract that the document is the text of are left out. A contract that is only a common noun (« une
    convention ») is none: it must have a period, a date, a territory, parties, or a name of its own.
    """
    known = list(_completed(document, citations))
    others = [c for c in known if not (principal and is_self(c, principal))]
    dossiers: list[_Dossier] = []
    by_kind: dict[str, list[_Dossier]] = {}
    familles: dict[str, _Dossier] = {}
    for citation in others:
        if citation.pluriel:
            if not citation.generique or citation.parties:
                famille = familles.setdefault(citation.genre, _Dossier())
                famille.add(citation)
            continue
        if citation.generique and not citation.objet and not citation.parties:
            continue  # « la convention »: a common noun
        alike = by_kind.setdefault(citation.genre, [])
        homes = (d for d in reversed(alike[-_MOST:]) if d.holds(citation) and (one_place or _is_near(d, citation)))
        home = next(homes, None)
        if home is None:
            home = _Dossier()
            dossiers.append(home)
            alike.append(home)
        home.add(citation)
    dossiers += _shared_out(familles)
    _give_axes(document, dossiers, known, annonces, principal)
    contrats = []
    for dossier in dossiers:
        if _is_instance(dossier, one_place):
            contrats.append(_contrat(document, dossier))
        elif not dossier.head.generique or _common_parties(dossier):
            familles.setdefault(dossier.head.genre, _Dossier()).citations.extend(dossier.citations)
    contrats += [_famille(document, d) for d in familles.values() if _worth(d)]
    return tuple(sorted(contrats, key=lambda c: c.evidence[0].start))


def is_self(citation: Citation, principal: Contrat) -> bool:
    """Tell whether a mention is of the contract that the document is the text of."""
    if citation.pluriel or (
        citation.signe
        and principal.dates_signature
        and not principal.dates_signature[0].valeur.startswith(citation.signe)
    ):
        return False
    title = fold(principal.titre)
    if citation.periode and principal.debuts and citation.periode[0] != principal.debuts[0].valeur[:4]:
        return False
    if citation.territoire and not _same_place(
        citation.territoire, " ".join([principal.titre, *principal.territoires])
    ):
        return False
    bare = citation.objet <= words_of(title)
    if principal.type_contrat == citation.nom_genre:
        return not citation.generique or bare
    return bare and citation.generique and fold(citation.titre).split()[0] == title.split()[0]


def _completed(document: Document, citations: Iterable[Citation]) -> Iterable[Citation]:
    """Give « la convention actuelle », said beside « une nouvelle convention de X », the object of the new one."""
    last: Citation | None = None
    for citation in citations:
        actual = (
            re.search(r"\b(?:actuelle?|en cours|en vigueur|precedente?)\b", fold(citation.titre)) or citation.actuel
        )
        if (
            actual
            and last
            and citation.genre == last.genre
            and len(citation.objet) <= 1
            and document.line_of(last.start) == document.line_of(citation.start)
        ):
            citation = replace(
                citation, objet=last.objet, titre=last.titre, territoire=last.territoire, parties=last.parties
            )
            citation = replace(citation, statut=StatutContrat.CITE)
        if citation.objet:
            last = citation
        yield citation


def _shared_out(familles: dict[str, _Dossier]) -> list[_Dossier]:
    """Share out « les accords-cadres ont été signés avec A, B et C »: one contract for each of the parties named."""
    found = []
    for famille in familles.values():
        common = next((c.parties[0] for c in famille.citations if c.partage == "entre" and c.parties), None)
        for citation in famille.citations:
            names = [p for p in citation.parties if p.propre]
            if citation.partage == "avec" and len(names) >= 2 and len(names) == len(citation.parties):
                for name in names:
                    single = replace(
                        citation,
                        titre=f"{citation.nom_genre[:1].upper()}{citation.nom_genre[1:]} – {name.nom}",
                        pluriel=False,
                        territoire=name.nom,
                        parties=(name,),
                    )
                    found.append(_Dossier([single], commun=common))
    return found


def _give_axes(
    document: Document,
    dossiers: list[_Dossier],
    citations: list[Citation],
    annonces: Sequence[AxesAnnonces],
    principal: Contrat | None,
) -> None:
    """Give each list of axes to the contract that its sentence or paragraph is about."""
    for annonce in annonces:
        owner = owner_of(document, annonce, citations)
        if owner is None:
            continue
        dossier = next((d for d in dossiers if owner in d.citations), None)
        if dossier is not None:
            taken = {a.numero for a in dossier.axes}
            dossier.axes.extend(a for a in annonce.axes if a.numero not in taken)


def owner_of(document: Document, annonce: AxesAnnonces, citations: list[Citation]) -> Citation | None:
    """Return the contract that announced axes are of: named last before them in the same block, or just above.

    Only axes that are labelled (« axe 1 : ») may be of a contract that the block above names. Those that a sentence
    counts are of the contract last told of in the same section; those that a heading counts, of the last told of.
    """
    before = [c for c in citations if c.start < annonce.start]
    if not before:
        return None
    last = before[-1]
    here = next((b for b in document.blocks if b.start <= annonce.start < b.end), None)
    if here is None or last.start >= here.start:
        return last
    at = document.index_of(here)
    above = document.blocks[max(0, at - _NEAR_BLOCKS)].start
    if annonce.etiquetes and last.start >= above:
        return last
    heads = [b.start for b in document.of_kind(BlockKind.HEADING) if b.start < here.start]
    since = heads[-1] if heads and not annonce.en_titre else 0
    told = [c for c in before if c.start >= since and not c.pluriel and (c.signe or c.periode or c.parties)]
    return told[-1] if told and annonce.comptes else None


def _common_parties(dossier: _Dossier) -> bool:
    """Tell whether parties are named, and only by common nouns (« les communes membres, l'État »)."""
    parties = [p for c in dossier.citations for p in c.parties]
    return bool(parties) and not any(p.propre and fold(p.nom) != "etat" for p in parties)


def _is_instance(dossier: _Dossier, one_place: bool) -> bool:
    head = dossier.head
    if _common_parties(dossier) and not any(dossier.first(said) for said in ("periode", "territoire", "signe")):
        return False
    identified = any(
        c.periode or c.signe or c.territoire or any(p.propre for p in c.parties) for c in dossier.citations
    )
    if not head.generique:
        return identified or (one_place and any(c.defini for c in dossier.citations))
    if not any(c.objet for c in dossier.citations):
        return len(head.nom_genre.split()) > 1 and any(p.propre for c in dossier.citations for p in c.parties)
    if identified:
        return len(head.nom_genre.split()) > 1 or any(
            c.objet - words_of(c.territoire or "") or c.signe or c.parties for c in dossier.citations
        )
    named = any(len(re.findall(r"(?<!^)\b[A-ZÀ-Ý]\w{2,}", c.titre[1:])) >= 2 for c in dossier.citations)
    return named or any(c.liste or (c.defini and len(c.objet) >= 4) for c in dossier.citations)


def _worth(famille: _Dossier) -> bool:
    """Tell whether a family is worth a record: named as such, more than once or with who signs; not « conventions »."""
    if all(c.nom_genre in TETES and not c.objet for c in famille.citations):
        return False
    return any(c.pluriel and (c.parties or not c.generique) for c in famille.citations) or any(
        c.parties for c in famille.citations
    )


def _best(dossier: _Dossier) -> Citation:
    """Return the mention that says most in its title."""

    def weight(c: Citation) -> tuple[bool, bool, bool, bool, int]:
        dated = bool(c.periode and re.search(r"\d{4}", c.titre))
        return (not c.sigle, dated, bool(c.territoire), bool(c.signe), min(len(c.titre), 160))

    return max(dossier.citations, key=weight)


def _contrat(document: Document, dossier: _Dossier) -> Contrat:
    best = _best(dossier)
    title = best.titre
    if best.nouveau and best.generique:
        title = f"Nouvelle {title}" if best.nom_genre.startswith(("conv", "chart")) else f"Nouveau {title}"
    statuses = [c.statut for c in dossier.citations]
    status = StatutContrat.CONCLU if StatutContrat.CONCLU in statuses else StatutContrat.CITE
    if 2 * statuses.count(StatutContrat.PREVU) >= len(statuses):
        status = StatutContrat.PREVU
    signatures = _signatures(document, dossier, planned=status is StatutContrat.PREVU)
    if status is StatutContrat.CITE and any(c.partage for c in dossier.citations):
        status = StatutContrat.CONCLU
    return Contrat(
        cle=cle(
            title, "-".join(best.periode or ()) if best.periode and best.periode[0] not in title else "", _year(dossier)
        ),
        titre=title[:1].upper() + title[1:],
        type_contrat=best.nom_genre,
        statut=status,
        territoires=tuple(dict.fromkeys(c.territoire for c in (best, *dossier.citations) if c.territoire))[:1],
        dates_signature=_values(document, dossier, "signe"),
        debuts=_values(document, dossier, "periode", 0),
        fins=_values(document, dossier, "fin") or _values(document, dossier, "periode", 1),
        signatures=signatures,
        axes=tuple(dossier.axes),
        evidence=_evidences(document, best, dossier),
        regle="contrat-cite",
        confiance=0.8 if not best.generique else 0.7,
    )


def _year(dossier: _Dossier) -> str:
    signed = dossier.first("signe")
    return signed.signe or "" if signed and not dossier.first("periode") and not dossier.first("territoire") else ""


def _values(document: Document, dossier: _Dossier, name: str, index: int | None = None) -> tuple[Valeur, ...]:
    values: dict[str, Valeur] = {}
    for citation in dossier.citations:
        given = getattr(citation, name)
        value = given[index] if given and index is not None else given
        if value and value not in values:
            values[value] = Valeur(value, _said(document, citation, value))
    precise = [v for k, v in values.items() if not any(o != k and o.startswith(k) for o in values)]
    return tuple(precise)


def _said(document: Document, citation: Citation, value: str) -> Evidence:
    """Return the words of the line from the contract's name to the date: a name alone does not say when."""
    line = document.line_span(document.line_of(citation.start))
    text = document.text[line.start : line.end]
    spans = [(d.start, d.end) for d in find_dates(text) if value in (d.value, d.value_to)]
    if not spans:
        spans = [match.span() for match in re.finditer(rf"\b{value[:4]}\b", text)]
    if not spans:
        return document.evidence(citation.start, citation.end)
    at, to = citation.start - line.start, citation.end - line.start
    start, end = min(spans, key=lambda span: max(at - span[1], span[0] - to, 0))
    return document.evidence(line.start + min(at, start), line.start + min(max(to, end), len(text)))


def _evidences(document: Document, best: Citation, dossier: _Dossier) -> tuple[Evidence, ...]:
    spans = dict.fromkeys((c.start, c.end) for c in (best, *dossier.citations))
    return tuple(document.evidence(start, end) for start, end in list(spans)[:_EVIDENCES])


def _signatures(document: Document, dossier: _Dossier, *, planned: bool) -> tuple[Signature, ...]:
    """Return the parties that the sentences name; those with representatives first."""
    for citation in dossier.citations:
        block = document.block_at(citation.start)
        mark = REPRESENTE.search(document.folded, citation.end, block.end) if block and citation.parties else None
        if block and mark and mark.start() - citation.end <= 250:
            stop = document.text.find(". ", mark.end(), block.end)
            found = parties_in(document, citation.parties[0].start, stop if stop > 0 else block.end)
            if len(found) >= 2:
                return tuple(
                    _signature(document, p.nom, p.start, p.end, p.qualite, p.representant, planned) for p in found
                )
    names: dict[str, Partie] = {}
    if dossier.commun:
        names[fold(dossier.commun.nom)] = dossier.commun
    for citation in dossier.citations:
        for party in citation.parties:
            key = fold(party.nom)
            if not citation.pluriel and not (party.propre or _INSTITUTION.match(key)):
                continue
            if not any(key in k or k in key for k in names):
                names[key] = party
    return tuple(_signature(document, n.nom, n.start, n.end, n.qualite, None, planned) for n in names.values())


def _signature(
    document: Document, name: str, start: int, end: int, role: str | None, person: str | None, planned: bool
) -> Signature:
    return Signature(
        signataire=name,
        qualite=role,
        representant=person,
        prevue=planned,
        evidence=(document.evidence(start, end),),
        regle="partie-en-prose",
        confiance=0.75,
    )


def _famille(document: Document, dossier: _Dossier) -> Contrat:
    """Return the record of a family of contracts that the text speaks of in general."""
    shared = [c for c in dossier.citations if c.partage == "avec" and any(p.propre for p in c.parties)]
    dossier = _Dossier([replace(c, parties=()) if c in shared else c for c in dossier.citations])
    best = max(dossier.citations, key=lambda c: (c.pluriel, bool(c.parties), not c.sigle, len(c.titre)))
    name = best.nom_genre
    return Contrat(
        cle=best.genre,
        titre=best.titre[:1].upper() + best.titre[1:],
        type_contrat=name,
        instance=False,
        signatures=_signatures(document, dossier, planned=False),
        evidence=_evidences(document, best, dossier),
        regle="famille-citee",
        confiance=0.7,
    )
