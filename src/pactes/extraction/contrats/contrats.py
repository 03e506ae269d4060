"""Reader of contracts: the one that the document is, and those that it names."""

from __future__ import annotations

from dataclasses import replace

from pactes.extraction.axes.axes_en_prose import AxesAnnonces, read_axes_en_prose
from pactes.extraction.commun.plan import Plan
from pactes.extraction.contrats.articles import read_articles
from pactes.extraction.contrats.associes import with_associes
from pactes.extraction.contrats.avenants import read_avenants
from pactes.extraction.contrats.axes_orphelins import give_unclaimed_axes
from pactes.extraction.contrats.cartes_de_lieux import read_cartes_de_lieux
from pactes.extraction.contrats.cites import owner_of, read_cites
from pactes.extraction.contrats.contrats_anciens import name_former
from pactes.extraction.contrats.contrats_distributifs import read_distributifs
from pactes.extraction.contrats.contrats_par_lieu import join_elliptic, read_par_lieu
from pactes.extraction.contrats.deductions import with_deductions
from pactes.extraction.contrats.deliberations import complete_with_deliberation, is_deliberation
from pactes.extraction.contrats.dossiers_cites import is_self
from pactes.extraction.contrats.enveloppes import read_enveloppes
from pactes.extraction.contrats.fiches import read_fiches
from pactes.extraction.contrats.fusion import fuse, same
from pactes.extraction.contrats.inventaires import read_inventaires
from pactes.extraction.contrats.listes_datees import read_listes_datees
from pactes.extraction.contrats.listes_par_territoire import read_listes_par_territoire
from pactes.extraction.contrats.mentions import Citation, find_citations
from pactes.extraction.contrats.noms_entiers import with_full_names
from pactes.extraction.contrats.parties_groupees import with_groups, with_parties_signed_for
from pactes.extraction.contrats.predecesseurs import with_predecesseurs
from pactes.extraction.contrats.principal import read_amended, read_principal
from pactes.extraction.contrats.recoupement import absorb
from pactes.extraction.contrats.siens import with_siens
from pactes.extraction.contrats.successeurs import with_successeurs
from pactes.extraction.contrats.suites import with_suites
from pactes.model import Contrat
from pactes.reading import Document


def read_contrats(document: Document, plan: Plan) -> tuple[Contrat, ...]:
    """Return the contracts and families of contracts of the document, one record each, in the order of the text."""
    principal = read_principal(document, plan)
    citations = list(find_citations(document))
    annonces = read_axes_en_prose(document)
    if principal and not principal.axes:
        principal = _with_announced_axes(document, principal, citations, annonces)
    # The text of one contract is no set of articles: what it says of axes and signatures is of itself first.
    described = read_fiches(document, plan)
    if principal is None:
        described = (*described, *join_elliptic(read_par_lieu(document), read_articles(document, plan)))
    one_place = principal is not None or is_deliberation(document)
    cited = read_cites(document, citations, annonces, principal, one_place=one_place)
    others = (
        *name_former(document, absorb(document, described, cited)),
        *read_distributifs(document),
        *read_listes_datees(document),
        *read_listes_par_territoire(document),
        *(() if principal else read_enveloppes(document)),
        *(() if one_place else (*read_cartes_de_lieux(document), *read_inventaires(document))),
    )
    amended = read_amended(document, principal) if principal else None
    if amended and any(c.fins and same(amended, c) for c in others):
        amended = replace(amended, fins=())  # what the text says of its end counts before the years of its title
    fused = fuse([*filter(None, (principal, amended)), *others])
    told = fused if principal else complete_with_deliberation(document, fused)
    amended_too = fuse((*told, *read_avenants(document, told)))
    timed = with_suites(document, with_successeurs(document, amended_too))
    followed = with_siens(document, with_predecesseurs(document, timed))
    followed = with_groups(document, with_parties_signed_for(document, followed))
    complete = with_full_names(document, with_deductions(followed))
    return give_unclaimed_axes(document, plan, with_associes(document, complete))


def _with_announced_axes(
    document: Document, principal: Contrat, citations: list[Citation], annonces: tuple[AxesAnnonces, ...]
) -> Contrat:
    """Give the contract that the text is of the axes it announces in a sentence, where it has no headings for them."""
    for annonce in annonces:
        owner = owner_of(document, annonce, citations)
        if owner is None or is_self(owner, principal):
            return replace(principal, axes=annonce.axes)
    return principal
