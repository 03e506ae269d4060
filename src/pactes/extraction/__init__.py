"""What a document says, as records: ``extract(document)`` is the way in."""

from __future__ import annotations

from dataclasses import replace

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.confiance import calibrer
from pactes.extraction.contradictions.contradictions import find_contradictions
from pactes.extraction.contrats.contrats import read_contrats
from pactes.extraction.engagements.engagements import read_engagements
from pactes.extraction.financements.financements import read_financements
from pactes.extraction.indicateurs.indicateurs import read_indicateurs
from pactes.extraction.organisations.instances import read_instances
from pactes.extraction.organisations.organisations import read_organisations
from pactes.extraction.organisations.projets import read_projets
from pactes.extraction.territoires.territoires import read_territoires
from pactes.extraction.textes.textes import read_textes
from pactes.model import Extraction
from pactes.reading import Document

__all__ = ["extract", "read_records"]


def extract(document: Document) -> Extraction:
    """Return all that the rules read in ``document``, each record as sure as its rule was on the references.

    A document with no contract in it gives empty tuples.
    """
    return calibrer(read_records(document))


def read_records(document: Document) -> Extraction:
    """Return all that the rules read in ``document``, with the confidences that their authors guessed."""
    plan = build_plan(document)
    contexte = Contexte(document, plan, read_contrats(document, plan))
    extraction = Extraction(
        document=document.slug,
        titre=document.title,
        editeur=document.publisher,
        date=document.date,
        contrats=contexte.contrats,
        engagements=read_engagements(contexte),
        financements=read_financements(contexte),
        territoires=read_territoires(contexte),
        organisations=read_organisations(contexte),
        instances=read_instances(contexte),
        textes=read_textes(contexte),
        indicateurs=read_indicateurs(contexte),
        projets=read_projets(contexte),
        avertissements=document.warnings,
    )
    return replace(extraction, contradictions=find_contradictions(contexte, extraction))
