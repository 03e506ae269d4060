"""Reader of identity cards: a family of contracts described rubric by rubric."""

from __future__ import annotations

import re

from pactes.extraction.axes.axes_en_prose import read_axes_en_prose
from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.plan import Plan
from pactes.extraction.contrats.fiches_noms import FicheLue, name_cartes
from pactes.extraction.contrats.rubriques import Carte, Rubrique
from pactes.extraction.contrats.signataires_de_fiche import read_signataires_de_fiche
from pactes.model import Axe, Contrat, Fiche, StatutContrat, Valeur
from pactes.reading import Document

__all__ = ["REGLE", "name_cartes", "read_fiches"]

REGLE = "fiche-d-identite"

_EMPHASIS = re.compile(r"\*{1,3}|_{2}")
# Rubrics that are lists: what opens one is no item of it. In the others an opening line may hold a figure.
_LISTED = (Rubrique.OBJECTIFS, Rubrique.DOMAINES, Rubrique.SIGNATAIRES)


def read_fiches(document: Document, plan: Plan) -> tuple[Contrat, ...]:
    """Return the families of contracts that the identity cards of the document describe, in the order of the text.

    Cards of concluded contracts (« signé le… ») are left to ``articles``, which reads all that is said of them.
    """
    return tuple(_famille(document, lue) for lue in name_cartes(document) if not lue.instance)


def _axes(document: Document, carte: Carte) -> tuple[Axe, ...]:
    """Return the axes that a card announces of the family, not of a contract that it lists."""
    listed = carte.spans(Rubrique.REGION)
    for annonce in read_axes_en_prose(document):
        inside = carte.start <= annonce.start < carte.end
        if inside and annonce.comptes and not any(s.start <= annonce.start < s.end for s in listed):
            return annonce.axes
    return ()


def _famille(document: Document, lue: FicheLue) -> Contrat:
    carte = lue.carte
    evidence = [lue.evidence]
    heading = carte.contenus[0].heading
    if carte.titre is None:
        evidence.append(document.evidence(heading.start, heading.end))
    fiche = Fiche(
        objectifs=_valeurs(document, carte, Rubrique.OBJECTIFS),
        date_creation=_valeurs(document, carte, Rubrique.CREATION),
        signataires=_valeurs(document, carte, Rubrique.SIGNATAIRES),
        echelle=_valeurs(document, carte, Rubrique.ECHELLE),
        domaines=_valeurs(document, carte, Rubrique.DOMAINES),
        dans_la_region=_valeurs(document, carte, Rubrique.REGION),
        modalites=_valeurs(document, carte, Rubrique.MODALITES),
        porteurs=_valeurs(document, carte, Rubrique.PORTEURS),
        territoires=_valeurs(document, carte, Rubrique.TERRITOIRES),
        evidence=(document.evidence(carte.start, carte.start + len(_first_line(document, carte))),),
        regle=REGLE,
    )
    return Contrat(
        cle=cle("famille", lue.titre),
        titre=lue.titre,
        type_contrat=lue.dispositif.nom if lue.dispositif else None,
        sigle=lue.sigle,
        instance=False,
        statut=StatutContrat.CITE,
        fiche=fiche,
        axes=_axes(document, carte),
        signatures=read_signataires_de_fiche(document, carte),
        evidence=tuple(dict.fromkeys(evidence)),
        regle=REGLE,
        confiance=1.0 if carte.titre else 0.8,
    )


def _first_line(document: Document, carte: Carte) -> str:
    return document.text[carte.start : carte.end].split("\n", 1)[0]


def _valeurs(document: Document, carte: Carte, rubrique: Rubrique) -> tuple[Valeur, ...]:
    """Return the values of a rubric, one for each item or paragraph; a line that only opens a list is none."""
    valeurs = []
    for contenu in carte.contenus:
        if contenu.rubrique is not rubrique:
            continue
        for i, span in enumerate(contenu.spans):
            words = " ".join(_EMPHASIS.sub("", document.text[span.start : span.end]).split())
            opens = words.endswith(":") and any(contenu.items[i + 1 :])
            if opens and ". " not in words and rubrique in _LISTED:
                continue
            text = words.rstrip(" ;,")
            if text:
                valeurs.append(Valeur(text, document.evidence(span.start, span.end)))
    return tuple(valeurs)
