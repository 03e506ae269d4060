"""What several documents say of one thing: amounts, axes, figures, dates of laws, under the IRIs that linking found.

The statements are opposed by the same comparison as those of one document (``extraction.contradictions.enonces``); here
only those that come from several documents count, the others are known already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pactes.extraction.contradictions.comparaisons import Nombre, memes_dates, memes_nombres, racines
from pactes.extraction.contradictions.enonces import Enonce, Propriete, opposer
from pactes.linking.corpus import ContratLie, Dit, Fait, ValeurDite
from pactes.linking.noms import cle
from pactes.model import Financement, GenreContradiction, Indicateur, Record, TexteJuridique

__all__ = ["Desaccord", "desaccords_entre_documents"]

_TITLE = 55  # token_sort_ratio under which two titles of one number are of two axes
_AXES = 3  # axes from which a document tells the whole plan


def _titles(a: str, b: str) -> bool:
    return fuzz.token_sort_ratio(cle(a), cle(b)) >= _TITLE


def _equal(a: object, b: object) -> bool:
    return a == b


_VALEUR = GenreContradiction.VALEUR
MONTANT = Propriete("Montant", _VALEUR, "montants-entre-documents", memes_nombres, "montant")
CHIFFRE = Propriete("Valeur", _VALEUR, "chiffres-entre-documents", memes_nombres, "valeur")
AXES = Propriete("Nombre d'axes", GenreContradiction.NOMBRE, "axes-entre-documents", _equal)
INTITULE = Propriete("Intitulé", GenreContradiction.NOM, "intitules-entre-documents", _titles)
DATE = Propriete("Date", GenreContradiction.DATE, "textes-entre-documents", memes_dates)


@dataclass(frozen=True, slots=True)
class Desaccord:
    """Values of one property of one thing (``sujet``, a chemin) that several documents give; ``nom`` in French."""

    sujet: str
    nom: str
    propriete: Propriete
    valeurs: tuple[ValeurDite, ...]


def desaccords_entre_documents(contrats: Sequence[ContratLie], faits: Iterable[Fait[Record]]) -> Iterator[Desaccord]:
    """Yield what documents say otherwise than each other of the amounts, axes, figures and laws they share."""
    facts = list(faits)
    told: list[tuple[Enonce, Record]] = [*_plans(contrats), *_facts(facts)]
    records = {id(enonce): record for enonce, record in told}
    by_thing: dict[tuple[str, tuple[str, ...]], list[Enonce]] = defaultdict(list)
    for enonce, _ in told:
        by_thing[enonce.propriete.regle, enonce.cle].append(enonce)
    for group in by_thing.values():
        documents = [enonce.evidence.document for enonce in group]
        values = {(e.evidence.document, repr(e.valeur)) for e in group}
        # A document that gives two values itself: the key does not tell the things apart.
        if len(set(documents)) < 2 or len(values) > len(set(documents)):
            continue
        for opposed in opposer(group):
            first = opposed[0]
            if len({e.evidence.document for e in opposed}) < 2:
                continue
            said = tuple(
                ValeurDite(e.evidence.document, e.ecrit, e.evidence, records[id(e)].regle, records[id(e)].confiance)
                for e in opposed
            )
            yield Desaccord(first.cle[0], first.sujet, first.propriete, said)


def _plans(contrats: Sequence[ContratLie]) -> Iterator[tuple[Enonce, Record]]:
    for contrat in contrats:
        if contrat.famille:
            continue
        for dit in contrat.dits:
            axes = [axe for axe in dit.record.axes if not axe.transversal]
            numbers = [axe.numero for axe in axes]
            if len(axes) >= _AXES and len(set(numbers)) == len(axes):
                last = axes[-1].evidence[0]
                sujet = f"Nombre d'axes : {contrat.nom}"
                written = f"{len(axes)} axes"
                yield Enonce(AXES, (contrat.chemin,), sujet, len(axes), written, last), dit.record
            for axe in axes:
                if axe.numero:
                    sujet = f"Intitulé de l'axe {axe.numero} : {contrat.nom}"
                    key = (contrat.chemin, axe.numero.upper())
                    yield Enonce(INTITULE, key, sujet, axe.titre, axe.titre, axe.evidence[0]), axe


def _facts(faits: Iterable[Fait[Record]]) -> Iterator[tuple[Enonce, Record]]:
    for fait in faits:
        for dit in fait.dits:
            enonce = _fact(fait, dit)
            if enonce is not None:
                yield enonce, dit.record


def _fact(fait: Fait[Record], dit: Dit[Record]) -> Enonce | None:
    record = dit.record
    evidence = record.evidence[0]
    if isinstance(record, Financement):
        contrat, objet = "".join(dit.lien("contrat")), racines(record.objet or "")
        if not contrat or not (objet or dit.lien("financeur")):
            return None
        key = (
            contrat,
            record.nature.value,
            record.devise,
            record.annee or "",
            record.periodicite or "",
            *sorted(dit.lien("financeur")),
            *sorted(objet),
        )
        about = record.objet or ", ".join(record.financeurs)
        number = Nombre(record.montant, record.approche or record.maximum)
        return Enonce(MONTANT, key, f"Montant : {about}", number, evidence.quote, evidence)
    if isinstance(record, Indicateur) and not isinstance(record.valeur, str) and record.date:
        place = "".join(dit.lien("territoire"))
        if not place:
            return None
        key = (place, *sorted(racines(record.nom)), record.unite or "", record.date)
        written = f"{record.valeur:f} {record.unite or ''}".strip()
        sujet = f"{record.nom}, {record.territoire}, {record.date}"
        return Enonce(CHIFFRE, key, sujet, Nombre(record.valeur), written, evidence)
    if isinstance(record, TexteJuridique) and record.numero and record.date:
        return Enonce(DATE, (fait.chemin,), f"Date : {fait.nom}", (record.date,), record.date, evidence)
    return None
