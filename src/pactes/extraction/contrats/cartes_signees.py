"""Reader of the identity card of one concluded contract: its date, territory, parties and axes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pactes.extraction.axes.axes_annonces import number_of, read_annonce
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.nombres import LETTRES
from pactes.extraction.commun.noms_de_contrats import NomDeContrat, find_noms
from pactes.extraction.commun.parties import Partie, find_parties
from pactes.extraction.commun.unites import Unite
from pactes.extraction.contrats.dossiers import BEFORE_ALL, Classeur, Dossier
from pactes.extraction.contrats.fiches import REGLE
from pactes.extraction.contrats.fiches_noms import FicheLue
from pactes.extraction.contrats.rubriques import Rubrique
from pactes.model import Evidence, Signature
from pactes.reading import Document, fold

_COUNTED = re.compile(rf"\b(?P<n>\d{{1,2}}|{LETTRES}) (?:intercommunalites|epci|communes|collectivites|departements)\b")


def add_carte(*, document: Document, unites: Sequence[Unite], lue: FicheLue, classeur: Classeur) -> None:
    """Put what a card says of its contract into the contract's dossier."""
    carte = lue.carte
    noms = [n for n in find_noms(lue.titre) if n.territoire]
    bare = NomDeContrat(0, len(lue.titre), lue.titre, None, None, lue.sigle, tete=fold(lue.titre).split()[0])
    dossier = classeur.dossier(noms[0] if noms else bare, BEFORE_ALL)
    dossier.sigle = dossier.sigle or lue.sigle
    dossier.confiance = 1.0
    dossier.evidence.append(lue.evidence)
    dossier.conclude(False)
    if carte.groupe is not None:
        families = find_noms(document.text[carte.groupe.start : carte.groupe.end])
        dossier.famille = next((n.dispositif for n in families if n.pluriel and n.dispositif), None)
    _add_date(document, lue, dossier)
    places = _parties(document, lue, Rubrique.TERRITOIRES)
    for party, _ in places:
        dossier.add_territoire(party.nom)
    for party, evidence in _parties(document, lue, Rubrique.SIGNATAIRES):
        dossier.add_signature(Signature(signataire=party.nom, qualite=party.qualite, evidence=(evidence,), regle=REGLE))
    if len(places) in _counts(document, lue):
        for party, evidence in places:
            dossier.add_signature(
                Signature(signataire=party.nom, evidence=(evidence,), regle=f"{REGLE}-nombre", confiance=0.7)
            )
    _add_axes(document, unites, lue, dossier)


def _add_date(document: Document, lue: FicheLue, dossier: Dossier) -> None:
    for span in lue.carte.spans(Rubrique.CREATION):
        for date in find_dates(document.text[span.start : span.end]):
            if len(date.value) == 10:
                dossier.add_date(date.value, document.evidence(span.start + date.start, span.start + date.end))
                return


def _parties(document: Document, lue: FicheLue, rubrique: Rubrique) -> list[tuple[Partie, Evidence]]:
    """Return the parties that a rubric names, the contract's own acronym left out."""
    return [
        (party, document.evidence(span.start + party.start, span.start + party.end))
        for span in lue.carte.spans(rubrique)
        for party in find_parties(document.text[span.start : span.end])
        if party.nom != lue.sigle
    ]


def _counts(document: Document, lue: FicheLue) -> set[int | None]:
    """Return the numbers of « les 8 intercommunalités » that sign: those of the territory, if it lists eight."""
    said = " ".join(document.folded[s.start : s.end] for s in lue.carte.spans(Rubrique.SIGNATAIRES))
    return {number_of(match["n"]) for match in _COUNTED.finditer(said)}


def _add_axes(document: Document, unites: Sequence[Unite], lue: FicheLue, dossier: Dossier) -> None:
    contents = [c for c in lue.carte.contenus if c.rubrique is Rubrique.ACTION and c.spans]
    for i, unite in enumerate(unites):
        if not any(c.heading.end <= unite.start <= c.spans[-1].end for c in contents):
            continue
        annonce = read_annonce(document, unites, i, REGLE)
        if annonce is not None:
            dossier.annonces.append(annonce)
