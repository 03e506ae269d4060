"""Contracts, families of contracts, signatures and plans as triples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from pactes.linking.corpus import AssocieLie, ContratLie, DitContrat, Element, SignatureLiee, ValeurDite
from pactes.linking.noms_d_organisations import majuscule
from pactes.linking.signatures import SignatureTranchee
from pactes.linking.valeurs import PROPRIETE_NOMS, PROPRIETES, dites, retenir
from pactes.model import Evidence, RoleAssocie, StatutContrat, Valeur
from pactes.rdf.ecrivain import Ecrivain
from pactes.rdf.iris import booleen, date, duree, fr, iri
from pactes.rdf.namespaces import PACTES, STATUT_CONTRAT

__all__ = ["literal_de", "write_contrat"]

_FICHE = {
    "objectifs": ("ficheObjectif", "Objectif"),
    "date_creation": ("dateCreation", "Date de création"),
    "signataires": ("ficheSignataires", "Signataires"),
    "echelle": ("echelle", "Échelle"),
    "domaines": ("domaine", "Domaine"),
    "modalites": ("modalite", "Modalité"),
    "porteurs": ("porteurDeProjet", "Porteur de projet"),
    "dans_la_region": ("exempleRegional", "Exemple régional"),
}
_ASSOCIES = {
    RoleAssocie.TEMOIN: ("temoin", "Témoin"),
    RoleAssocie.PARTENAIRE: ("partenaireAssocie", "Partenaire associé"),
    RoleAssocie.INTERESSE: ("interesse", "Intéressé"),
}
_RANKS = (StatutContrat.CITE, StatutContrat.PREVU, StatutContrat.CONCLU)


def literal_de(propriete: str, valeur: str) -> Literal:
    """Return the literal of a value of a single-valued property of contracts."""
    return duree(valeur) if propriete == "duree" else date(valeur)


def write_contrat(
    contrat: ContratLie,
    ecrivains: Mapping[str, Ecrivain],
    retenues: Mapping[tuple[str, str], str | None],
    tranchees: Mapping[str, SignatureTranchee],
) -> None:
    """Write what each document says of a contract into that document's graph.

    ``retenues`` gives, by subject and property on which statements disagree, the value that a decision settled on, None
    where none did; ``tranchees`` the values of each signature on which its tellings agree.
    """
    direct = {p: _direct(contrat, p, retenues) for p in PROPRIETES}
    for document in dict.fromkeys(dit.document for dit in contrat.dits):
        ecrivain = ecrivains.get(document)
        if ecrivain is None:
            continue
        told = [dit for dit in contrat.dits if dit.document == document]
        node = _node(contrat, told, ecrivain)
        if not contrat.famille:
            # The status is the one that this document gives: others may only mention the contract.
            ecrivain.add(node, PACTES.statut, STATUT_CONTRAT[_status(told)])
        for dit in told:
            ecrivain.told(node, dit.record.evidence, dit.record.regle, dit.record.confiance)
            ecrivain.add(node, DCTERMS.spatial, *(iri(path) for path in dit.territoires))
            ecrivain.add(node, PACTES.sigle, Literal(dit.record.sigle) if dit.record.sigle else None)
            for signature in dit.signatures:
                _signature(signature, contrat, ecrivain, tranchees[signature.chemin])
            for element in dit.plan:
                _element(element, ecrivain)
            for associe in dit.associes:
                _associate(node, associe, contrat, ecrivain)
            _renewals(node, dit, contrat, ecrivain)
            _deductions(dit, contrat, ecrivain)
            if dit.modifie and dit.modifie != contrat.chemin:
                ecrivain.add(node, PACTES.modifie, iri(dit.modifie))
            if contrat.famille:
                _family(node, dit, contrat, ecrivain)
        _values(node, contrat, told, ecrivain, direct)


def _direct(contrat: ContratLie, propriete: str, retenues: Mapping[tuple[str, str], str | None]) -> str | None:
    """Return the one value to state directly: the one that is left, or that a decision chose.

    None of those on which statements disagree, be it in prose that gives the record no value of its own.
    """
    if (contrat.chemin, propriete) in retenues:
        return retenues[contrat.chemin, propriete]
    values = retenir([v.valeur for v in dites(contrat.dits, propriete)])
    return values[0] if len(values) == 1 else None


def _status(told: list[DitContrat]) -> StatutContrat:
    """Return the strongest status that a document gives; concluded only if it names parties or a date of signature.

    Dates that disagree are dates: the contract was signed, on a day that is not settled.
    """
    best = max((dit.record.statut for dit in told), key=_RANKS.index)
    named = any(dit.signatures or dit.record.dates_signature for dit in told)
    return best if best is not StatutContrat.CONCLU or named else StatutContrat.CITE


def _node(contrat: ContratLie, told: Iterable[DitContrat], ecrivain: Ecrivain) -> URIRef:
    titles = dict.fromkeys(dit.record.titre for dit in told)
    if contrat.famille:
        node = ecrivain.node(contrat.chemin, contrat.nom, PACTES.Dispositif, SKOS.Concept)
    else:
        node = ecrivain.node(contrat.chemin, contrat.nom, PACTES.Contrat)
        kind = iri(contrat.dispositif) if contrat.dispositif else None
        ecrivain.add(node, DCTERMS.type, kind)
        ecrivain.add(node, PACTES.dispositif, kind)
        ecrivain.add(node, DCTERMS.title, fr(contrat.nom))
        if any(dit.record.principal for dit in told):
            ecrivain.add(node, PACTES.document, iri(f"id/document/{ecrivain.slug}"))
    ecrivain.add(node, SKOS.altLabel, *(fr(title) for title in titles if fr(title) != fr(contrat.nom)))
    return node


def _values(
    node: URIRef,
    contrat: ContratLie,
    told: list[DitContrat],
    ecrivain: Ecrivain,
    direct: Mapping[str, str | None],
) -> None:
    """State dates and durations: directly where one is left, and as statements where they are read elsewhere."""
    own = [e for dit in told for e in dit.record.evidence]
    for propriete in PROPRIETES:
        nom = f"{PROPRIETE_NOMS[propriete]} de {contrat.nom}"
        for valeur in dites(told, propriete):
            literal = literal_de(propriete, valeur.valeur)
            agreed = valeur.valeur == direct[propriete]
            if agreed:
                ecrivain.add(node, PACTES[propriete], literal)
            if not agreed or not _within(valeur.evidence, own):
                ecrivain.enonce(contrat.chemin, propriete, valeur, literal, nom)


def _within(evidence: Evidence, passages: Iterable[Evidence]) -> bool:
    return any(p.start <= evidence.start and evidence.end <= p.end for p in passages)


def _family(node: URIRef, dit: DitContrat, contrat: ContratLie, ecrivain: Ecrivain) -> None:
    """State the rubrics of an identity card, each with the passage that gives it."""
    record = dit.record
    rubrics: list[tuple[str, str, tuple[Valeur, ...]]] = []
    if record.fiche is not None:
        rubrics = [(p, nom, getattr(record.fiche, field)) for field, (p, nom) in _FICHE.items()]
    signers = tuple(Valeur(s.signataire, s.evidence[0]) for s in record.signatures)
    rubrics.append(("ficheSignataires", "Signataires", signers))
    for propriete, nom, values in rubrics:
        for valeur in values:
            literal = date(valeur.valeur) if propriete == "dateCreation" else fr(valeur.valeur)
            if propriete == "dateCreation" and literal.datatype is None:
                literal = fr(valeur.valeur)
            if not str(literal):
                continue
            ecrivain.add(node, PACTES[propriete], literal)
            said = ValeurDite(ecrivain.slug, valeur.valeur, valeur.evidence, record.regle, record.confiance)
            ecrivain.enonce(contrat.chemin, propriete, said, literal, f"{nom} de {contrat.nom}")


def _signature(signature: SignatureLiee, contrat: ContratLie, ecrivain: Ecrivain, settled: SignatureTranchee) -> None:
    record = signature.record
    organisation = iri(signature.signataire)
    node = ecrivain.node(signature.chemin, f"{settled.nom}, signataire de : {contrat.nom}", PACTES.Signature)
    parent = iri(contrat.chemin)
    ecrivain.add(parent, PACTES.signature, node)
    ecrivain.add(parent, PACTES.partie, organisation)
    ecrivain.add(node, PACTES.contrat, parent)
    ecrivain.add(node, PACTES.signataire, organisation)
    ecrivain.add(organisation, RDF.type, PACTES.Signataire)
    ecrivain.add(node, PACTES.prevue, booleen(settled.prevue))
    for propriete in ("representant", "qualite", "adresse", "deliberation"):
        said = getattr(record, propriete)
        agreed = getattr(settled, propriete)
        if said and agreed:
            ecrivain.add(node, PACTES[propriete], fr(agreed))
        elif said:
            valeur = ValeurDite(ecrivain.slug, said, record.evidence[0], record.regle, record.confiance)
            ecrivain.enonce(signature.chemin, propriete, valeur, fr(said), f"{propriete} de {settled.nom}")
    ecrivain.told(node, record.evidence, record.regle, record.confiance)


def _associate(node: URIRef, associe: AssocieLie, contrat: ContratLie, ecrivain: Ecrivain) -> None:
    """State who is beside the signatories without being one, with the passage that says so."""
    record = associe.record
    propriete, nom = _ASSOCIES[record.role]
    organisation = iri(associe.organisation)
    ecrivain.add(node, PACTES[propriete], organisation)
    said = ValeurDite(ecrivain.slug, record.nom, record.evidence[0], record.regle, record.confiance)
    ecrivain.enonce(contrat.chemin, propriete, said, organisation, f"{nom} de {contrat.nom}")


def _renewals(node: URIRef, dit: DitContrat, contrat: ContratLie, ecrivain: Ecrivain) -> None:
    for valeur in dit.record.reconductions:
        literal = fr(valeur.valeur)
        ecrivain.add(node, PACTES.reconduction, literal)
        said = ValeurDite(ecrivain.slug, valeur.valeur, valeur.evidence, dit.record.regle, dit.record.confiance)
        ecrivain.enonce(contrat.chemin, "reconduction", said, literal, f"Reconduction de {contrat.nom}")


def _deductions(dit: DitContrat, contrat: ContratLie, ecrivain: Ecrivain) -> None:
    """State what a rule infers, as an inference: never of the contract itself."""
    for deduction in dit.record.deductions:
        if dites(contrat.dits, deduction.propriete):
            continue  # a document says it: nothing is inferred
        literal = literal_de(deduction.propriete, deduction.valeur)
        said = ValeurDite(ecrivain.slug, deduction.valeur, deduction.evidence[0], deduction.regle, dit.record.confiance)
        nom = f"{PROPRIETE_NOMS[deduction.propriete]} déduite de {contrat.nom}"
        node = ecrivain.enonce(contrat.chemin, deduction.propriete, said, literal, nom)
        ecrivain.add(node, PACTES.deduit, booleen(True))
        ecrivain.told(node, deduction.evidence, deduction.regle, dit.record.confiance)


def _element(element: Element, ecrivain: Ecrivain) -> None:
    title = element.nom
    label = f"{element.numero}. {majuscule(title)}" if element.numero else majuscule(title)
    node = ecrivain.node(element.chemin, label, PACTES[element.classe])
    ecrivain.add(node, DCTERMS.title, fr(title))
    ecrivain.add(node, DCTERMS.isPartOf, iri(element.parent))
    ecrivain.add(node, PACTES.numero, Literal(element.numero) if element.numero else None)
    if element.classe == "Axe":
        ecrivain.add(node, PACTES.transversal, booleen(element.transversal))
    record = element.record
    ecrivain.told(node, record.evidence, record.regle, record.confiance)
