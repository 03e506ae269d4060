"""The record of a contract, or of a family, that a text only names: what its mentions say, put together."""

from __future__ import annotations

import re
from dataclasses import replace

from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.parties import Partie
from pactes.extraction.contrats.dossiers_cites import DossierCite
from pactes.extraction.contrats.mentions import Citation
from pactes.extraction.contrats.parties_en_tete import INSTITUTION, parties_in
from pactes.extraction.contrats.representants import REPRESENTE
from pactes.model import Contrat, Evidence, Signature, StatutContrat, Valeur
from pactes.reading import Document, fold

__all__ = ["family_of", "record_of"]

_EVIDENCES = 12  # mentions kept as evidence of one contract
_INSTITUTION = re.compile(rf"^{INSTITUTION}s?\b")


def _best(dossier: DossierCite) -> Citation:
    """Return the mention that says most in its title."""

    def weight(c: Citation) -> tuple[bool, bool, bool, bool, int]:
        dated = bool(c.periode and re.search(r"\d{4}", c.titre))
        return (not c.sigle, dated, bool(c.territoire), bool(c.signe), min(len(c.titre), 160))

    return max(dossier.citations, key=weight)


def record_of(document: Document, dossier: DossierCite) -> Contrat:
    best = _best(dossier)
    title = best.titre
    if best.nouveau and best.generique:
        title = f"Nouvelle {title}" if best.nom_genre.startswith(("conv", "chart")) else f"Nouveau {title}"
    if best.rang and not best.generique and not best.periode:
        title = f"{best.rang} {title[:1].lower()}{title[1:]}".replace("deuxieme", "deuxième").replace("eme ", "ème ")
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


def _year(dossier: DossierCite) -> str:
    signed = dossier.first("signe")
    return signed.signe or "" if signed and not dossier.first("periode") and not dossier.first("territoire") else ""


def _values(document: Document, dossier: DossierCite, name: str, index: int | None = None) -> tuple[Valeur, ...]:
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


def _evidences(document: Document, best: Citation, dossier: DossierCite) -> tuple[Evidence, ...]:
    spans = dict.fromkeys((c.start, c.end) for c in (best, *dossier.citations))
    return tuple(document.evidence(start, end) for start, end in list(spans)[:_EVIDENCES])


def _signatures(document: Document, dossier: DossierCite, *, planned: bool) -> tuple[Signature, ...]:
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
    return tuple(
        _signature(document, n.nom, n.start, n.end, n.qualite, n.representant, planned) for n in names.values()
    )


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


def family_of(document: Document, dossier: DossierCite) -> Contrat:
    """Return the record of a family of contracts that the text speaks of in general."""
    shared = [c for c in dossier.citations if c.partage == "avec" and any(p.propre for p in c.parties)]
    dossier = DossierCite([replace(c, parties=()) if c in shared else c for c in dossier.citations])
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
