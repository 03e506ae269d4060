"""Contradictions: those that a document holds, and those between documents about the same contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pactes.decisions import Decisions, GenreDecision
from pactes.errors import DecisionError
from pactes.linking.chemins import distinguer
from pactes.linking.corpus import ContradictionLiee, ContratLie, Fait, ValeurDite
from pactes.linking.document import Lecture, Mentions
from pactes.linking.enonces import Desaccord, desaccords_entre_documents
from pactes.linking.faits import Index
from pactes.linking.noms import cle, slug, slug_court
from pactes.linking.signatures import desaccords_signatures
from pactes.linking.valeurs import GENRES, PROPRIETE_NOMS, PROPRIETES, desaccord
from pactes.model import Contradiction, GenreContradiction, Record

__all__ = ["contradictions"]


def contradictions(
    lectures: Iterable[Lecture],
    contrats: Sequence[ContratLie],
    index: Index,
    lieux: Mentions,
    acteurs: Mentions,
    decisions: Decisions,
    faits: Iterable[Fait[Record]] = (),
) -> tuple[ContradictionLiee, ...]:
    """Return all contradictions, sorted by chemin; one for each thing and property, whoever found it.

    Those between documents are about contracts, their signatures and ``faits`` that several documents tell.

    Raises ``DecisionError`` when a decision settles one that does not exist, or by a value that no document gives.
    """
    found: dict[tuple[str, str], ContradictionLiee] = {}
    for contrat in contrats:
        for propriete in PROPRIETES:
            values = desaccord(contrat, propriete)
            if values:
                found[contrat.chemin, propriete] = _between(contrat, propriete, values)
        for chemin, said in desaccords_signatures(contrat).items():
            found[chemin, "representant"] = _signers(contrat, chemin, said)
    told: list[ContradictionLiee] = [_opposed(d) for d in desaccords_entre_documents(contrats, faits)]
    for lecture in lectures:
        names = {cle(m.nom): c for source in (acteurs, lieux) for c, ms in source.described.items() for m in ms
                 if m.document == lecture.document}  # fmt: skip
        for record in lecture.extraction.contradictions:
            linked = _told(lecture, record, index, names)
            if (linked.sujet, linked.propriete or "") in found and linked.propriete:
                key = (linked.sujet, linked.propriete)
                found[key] = _together(found[key], linked)
            else:
                told.append(linked)
    paths = distinguer([(c.chemin, c.document or "", slug_court(" ".join(v.valeur for v in c.valeurs))) for c in told])
    unique: dict[str, ContradictionLiee] = {}
    for path, linked in zip(paths, told, strict=True):
        unique[path] = _together(unique[path], linked) if path in unique else _renamed(linked, path)
    for linked in found.values():
        unique[linked.chemin] = linked
    return tuple(unique[path] for path in sorted(unique)) if not decisions.toutes else _settled(unique, decisions)


def _between(contrat: ContratLie, propriete: str, values: tuple[ValeurDite, ...]) -> ContradictionLiee:
    documents = {v.document for v in values}
    return ContradictionLiee(
        chemin=f"id/contradiction/{contrat.chemin.rsplit('/', 1)[1]}-{slug_court(PROPRIETE_NOMS[propriete])}",
        nom=f"{PROPRIETE_NOMS[propriete]} : {contrat.nom}",
        sujet=contrat.chemin,
        propriete=propriete,
        genre=GENRES[propriete],
        valeurs=values,
        document=documents.pop() if len(documents) == 1 else None,
    )


def _signers(contrat: ContratLie, chemin: str, values: tuple[ValeurDite, ...]) -> ContradictionLiee:
    documents = {v.document for v in values}
    party = chemin.rsplit("/", 1)[1]
    return ContradictionLiee(
        chemin=f"id/contradiction/{contrat.chemin.rsplit('/', 1)[1]}-{party}-representant",
        nom=f"Représentant d'un signataire de : {contrat.nom}",
        sujet=chemin,
        propriete="representant",
        genre=GenreContradiction.NOM,
        valeurs=values,
        document=documents.pop() if len(documents) == 1 else None,
    )


def _opposed(said: Desaccord) -> ContradictionLiee:
    """Return a contradiction between documents about a thing that both tell."""
    return ContradictionLiee(
        chemin=f"id/contradiction/{_scope(said.sujet)}-{slug_court(said.nom.split(' : ')[0])}",
        nom=said.nom,
        sujet=said.sujet,
        propriete=said.propriete.terme,
        genre=said.propriete.genre,
        valeurs=said.valeurs,
    )


def _scope(chemin: str) -> str:
    """Return what names a thing in the IRI of a contradiction about it: the end of its own IRI."""
    return "-".join(slug(part) for part in chemin.split("/")[2:])


def _told(lecture: Lecture, record: Contradiction, index: Index, names: dict[str, str]) -> ContradictionLiee:
    """Return a contradiction that one document holds; its subject is the document where no thing is its target."""
    document = lecture.document
    target = f"id/document/{document}"
    if record.cible:
        kind, name = record.cible
        if kind == "contrat":
            target = index.contrats.get((document, name), target)
        else:
            target = names.get(cle(name), target)
    values = tuple(ValeurDite(document, v.valeur, v.evidence, record.regle, record.confiance) for v in record.valeurs)
    return ContradictionLiee(
        chemin=f"id/contradiction/{_scope(target)}-{slug_court(_what(record))}",
        nom=record.sujet,
        sujet=target,
        propriete=record.propriete,
        genre=record.genre,
        valeurs=values,
        document=document,
    )


def _what(record: Contradiction) -> str:
    """Return what the values are of, without the title of the contract: the IRI of the contract names it already."""
    of_contract = record.cible is not None and record.cible[0] == "contrat"
    return record.sujet.split(" : ")[0] if of_contract else record.sujet


def _together(first: ContradictionLiee, second: ContradictionLiee) -> ContradictionLiee:
    values = {(v.document, v.evidence.start, v.evidence.end, v.valeur): v for v in (*first.valeurs, *second.valeurs)}
    documents = {v.document for v in values.values()}
    return ContradictionLiee(
        chemin=first.chemin,
        nom=first.nom,
        sujet=first.sujet,
        propriete=first.propriete,
        genre=first.genre,
        valeurs=tuple(values[key] for key in sorted(values)),
        document=documents.pop() if len(documents) == 1 else None,
        retenue=first.retenue,
    )


def _renamed(linked: ContradictionLiee, path: str, retenue: str | None = None) -> ContradictionLiee:
    return ContradictionLiee(
        chemin=path,
        nom=linked.nom,
        sujet=linked.sujet,
        propriete=linked.propriete,
        genre=linked.genre,
        valeurs=linked.valeurs,
        document=linked.document,
        retenue=retenue or linked.retenue,
    )


def _settled(found: dict[str, ContradictionLiee], decisions: Decisions) -> tuple[ContradictionLiee, ...]:
    for decision in decisions.of(GenreDecision.TRANCHER):
        paths = [p for p, c in found.items() if (c.sujet, c.propriete) == (decision.sujet, decision.propriete)]
        if not paths:
            raise DecisionError(
                f"Une décision tranche « {decision.propriete} » de « {decision.sujet} », où les documents "
                "ne se contredisent pas (ou plus) : corrigez ou retirez-la."
            )
        for path in paths:
            values = sorted({v.valeur for v in found[path].valeurs})
            if decision.valeur not in values:
                raise DecisionError(
                    f"Une décision retient « {decision.valeur} » pour « {decision.propriete} » de "
                    f"« {decision.sujet} », "
                    f"mais aucun document ne le dit : choisissez parmi {', '.join(values)}."
                )
            found[path] = _renamed(found[path], path, decision.valeur)
    return tuple(_iterate(found))


def _iterate(found: dict[str, ContradictionLiee]) -> Iterator[ContradictionLiee]:
    return (found[path] for path in sorted(found))
