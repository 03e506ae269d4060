"""Reader of the contracts that a document names without being their text: one record each, from many mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pactes.extraction.axes.axes_en_prose import AxesAnnonces
from pactes.extraction.commun.familles import TETES
from pactes.extraction.contrats.dossiers_cites import DossierCite, is_near, is_self
from pactes.extraction.contrats.mentions import Citation, words_of
from pactes.extraction.contrats.parties_racontees import read_parties_racontees
from pactes.extraction.contrats.recits_cites import family_of, record_of
from pactes.model import Contrat, StatutContrat
from pactes.reading import BlockKind, Document, fold

_MOST = 400  # contracts of one kind among which a mention is looked for, the last ones first
_OPENING = 400  # characters in which a text says which region it is about
_SENTENCE = 60  # characters from the start of a sentence that opens with a region to the contract's name
_NEAR_BLOCKS = 2  # blocks between a contract and a list of its axes


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
    dossiers: list[DossierCite] = []
    by_kind: dict[str, list[DossierCite]] = {}
    familles: dict[str, DossierCite] = {}
    for citation in others:
        if citation.pluriel:
            if not citation.generique or citation.parties:
                famille = familles.setdefault(citation.genre, DossierCite())
                famille.add(citation)
            continue
        if citation.generique and not citation.objet and not citation.parties:
            continue  # « la convention »: a common noun
        alike = by_kind.setdefault(citation.genre, [])
        homes = [d for d in reversed(alike[-_MOST:]) if d.holds(citation) and (one_place or is_near(d, citation))]
        if (
            citation.ailleurs
            and fold(citation.territoire or "")
            not in document.folded[: min(_OPENING, max(0, citation.start - _SENTENCE))]
        ):
            homes = [d for d in homes if d.first("territoire")]
        if citation.resume:
            homes = [d for d in alike[:1] if d.holds(citation)]
        home = max(homes, key=lambda d: d.shares(citation), default=None)  # of equals, the last one named
        if home is None:
            home = DossierCite()
            dossiers.append(home)
            alike.append(home)
        home.add(citation)
    dossiers += _shared_out(familles)
    _give_axes(document, dossiers, known, annonces, principal)
    contrats = []
    for dossier in dossiers:
        if _is_instance(dossier, one_place):
            contrats.append(record_of(document, dossier))
        elif not dossier.head.generique or _common_parties(dossier):
            familles.setdefault(dossier.head.genre, DossierCite()).citations.extend(dossier.citations)
    contrats += [family_of(document, d) for d in familles.values() if _worth(d)]
    return tuple(sorted(contrats, key=lambda c: c.evidence[0].start))


def _completed(document: Document, citations: Iterable[Citation]) -> Iterable[Citation]:
    """Give « la convention actuelle », said beside « une nouvelle convention de X », the object of the new one."""
    last: Citation | None = None
    for named in citations:
        citation = _with_parties_told(document, named)
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


def _with_parties_told(document: Document, citation: Citation) -> Citation:
    """Give a mention the parties that its sentence, or the list around it, tells in other words than « signé par »."""
    if citation.pluriel or citation.parties:
        return citation
    told = read_parties_racontees(document, citation.start, citation.end)
    return replace(citation, parties=told, partage="entre") if told else citation


def _shared_out(familles: dict[str, DossierCite]) -> list[DossierCite]:
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
                    found.append(DossierCite([single], commun=common))
    return found


def _give_axes(
    document: Document,
    dossiers: list[DossierCite],
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


def _common_parties(dossier: DossierCite) -> bool:
    """Tell whether parties are named, and only by common nouns (« les communes membres, l'État »)."""
    parties = [p for c in dossier.citations for p in c.parties]
    return bool(parties) and not any(p.propre and fold(p.nom) != "etat" for p in parties)


def _is_instance(dossier: DossierCite, one_place: bool) -> bool:
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


def _worth(famille: DossierCite) -> bool:
    """Tell whether a family is worth a record: named as such, more than once or with who signs; not « conventions »."""
    if all(c.nom_genre in TETES and not c.objet for c in famille.citations):
        return False
    return any(c.pluriel and (c.parties or not c.generique) for c in famille.citations) or any(
        c.parties for c in famille.citations
    )
