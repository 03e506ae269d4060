"""Commitments, amounts, governance bodies, legal texts, indicators and projects as triples."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, SDO

from pactes.linking.corpus import Fait
from pactes.linking.noms import slug
from pactes.model import Engagement, Financement, Indicateur, Instance, Projet, Record, TexteJuridique
from pactes.rdf.ecrivain import Ecrivain
from pactes.rdf.fondements import rests_on
from pactes.rdf.frequences import frequence_ue
from pactes.rdf.iris import ELI, booleen, date, decimal, fr, iri
from pactes.rdf.legifrance import adresse_eli
from pactes.rdf.namespaces import (
    DEVISE_UE,
    FREQUENCE_UE,
    GENRE_TEXTE,
    NATURE_FINANCEMENT,
    PACTES,
    STATUT_ENGAGEMENT,
)

__all__ = ["write_fait"]

_CURRENCY = re.compile(r"[A-Z]{3}")
_YEAR = re.compile(r"\d{4}")


def write_fait(
    fait: Fait[Record],
    ecrivains: Mapping[str, Ecrivain],
    genres_texte: frozenset[str],
    principaux: Mapping[str, str],
) -> None:
    """Write a fact into the graph of each document that says it.

    Its values are those of its first telling: what another telling words otherwise is the same fact, with its own
    evidence. ``genres_texte`` are the slugs of the vocabulary of kinds of legal texts; ``principaux`` gives, by
    document, the chemin of the contract that it is.
    """
    first = fait.dits[0].record
    write = _WRITERS[type(first)]
    for document in dict.fromkeys(dit.document for dit in fait.dits):
        ecrivain = ecrivains.get(document)
        if ecrivain is None:
            continue
        told = [dit for dit in fait.dits if dit.document == document]
        node = ecrivain.node(fait.chemin, fait.nom, PACTES[type(first).__name__])
        for dit in told:
            ecrivain.told(node, dit.record.evidence, dit.record.regle, dit.record.confiance)
        write(node, fait, ecrivain)
        if isinstance(first, TexteJuridique):
            kind = slug(first.genre)
            concept = GENRE_TEXTE[kind] if kind in genres_texte else GENRE_TEXTE["autre"]
            ecrivain.add(node, DCTERMS.type, concept)
            ecrivain.add(node, ELI.type_document, concept)
            principal = principaux.get(document)
            cited = (evidence for dit in told for evidence in dit.record.evidence)
            if principal and any(rests_on(ecrivain.document, evidence) for evidence in cited):
                ecrivain.add(iri(principal), PACTES.fondeSur, node)


def _links(fait: Fait[Record], role: str) -> tuple[URIRef, ...]:
    """Return the things that play a role in any telling."""
    return tuple(iri(path) for path in dict.fromkeys(p for dit in fait.dits for p in dit.lien(role)))


def _text(value: str | None) -> Literal | None:
    return fr(value) if value else None


def _first(fait: Fait[Record], field: str) -> str | None:
    """Return the first value that a telling gives to a field."""
    return next((value for dit in fait.dits if (value := getattr(dit.record, field))), None)


def _engagement(node: URIRef, fait: Fait[Record], ecrivain: Ecrivain) -> None:
    e = fait.dits[0].record
    assert isinstance(e, Engagement)
    ecrivain.add(node, PACTES.texte, fr(e.texte))
    ecrivain.add(node, PACTES.theme, _text(_first(fait, "theme")))
    ecrivain.add(node, PACTES.statut, STATUT_ENGAGEMENT[e.statut])
    depuis = _first(fait, "depuis")
    ecrivain.add(node, PACTES.depuis, date(depuis) if depuis else None)
    ecrivain.add(node, PACTES.contrat, *_links(fait, "contrat"))
    ecrivain.add(node, PACTES.axe, *_links(fait, "axe"))
    ecrivain.add(node, PACTES.partie, *_links(fait, "partie"))


def _financement(node: URIRef, fait: Fait[Record], ecrivain: Ecrivain) -> None:
    f = fait.dits[0].record
    assert isinstance(f, Financement)
    ecrivain.add(node, PACTES.montant, decimal(f.montant))
    ecrivain.add(node, PACTES.devise, DEVISE_UE[f.devise] if _CURRENCY.fullmatch(f.devise) else None)
    ecrivain.add(node, PACTES.nature, NATURE_FINANCEMENT[f.nature])
    ecrivain.add(node, PACTES.approche, booleen(f.approche))
    ecrivain.add(node, PACTES.maximum, booleen(True) if f.maximum else None)
    ecrivain.add(node, PACTES.periodicite, FREQUENCE_UE[f.periodicite] if f.periodicite else None)
    ecrivain.add(node, PACTES.taux, decimal(f.taux) if f.taux is not None else None)
    ecrivain.add(node, PACTES.objet, _text(_first(fait, "objet")))
    ecrivain.add(node, PACTES.beneficiaire, _text(_first(fait, "beneficiaire")))
    if f.annee:
        ecrivain.add(node, PACTES.annee, date(f.annee) if _YEAR.fullmatch(f.annee) else Literal(f.annee))
    ecrivain.add(node, PACTES.contrat, *_links(fait, "contrat"))
    ecrivain.add(node, PACTES.financeur, *_links(fait, "financeur"))
    ecrivain.add(node, DCTERMS.isPartOf, *_links(fait, "ensemble"))


def _instance(node: URIRef, fait: Fait[Record], ecrivain: Ecrivain) -> None:
    assert isinstance(fait.dits[0].record, Instance)
    frequence = _first(fait, "frequence")
    ecrivain.add(node, PACTES.frequence, _text(frequence))
    concept = frequence_ue(frequence) if frequence else None
    ecrivain.add(node, PACTES.frequenceReunion, FREQUENCE_UE[concept] if concept else None)
    ecrivain.add(node, PACTES.contrat, *_links(fait, "contrat"))


def _texte(node: URIRef, fait: Fait[Record], ecrivain: Ecrivain) -> None:
    numero, jour = _first(fait, "numero"), _first(fait, "date")
    ecrivain.add(node, ELI.number, Literal(numero) if numero else None)
    ecrivain.add(node, ELI.date_document, date(jour) if jour else None)
    ecrivain.add(node, DCTERMS.title, _text(_first(fait, "titre")))
    ecrivain.add(node, PACTES.auteur, _text(_first(fait, "auteur")))
    address = adresse_eli([dit.record for dit in fait.dits if isinstance(dit.record, TexteJuridique)])
    ecrivain.add(node, SDO.sameAs, URIRef(address) if address else None)


def _indicateur(node: URIRef, fait: Fait[Record], ecrivain: Ecrivain) -> None:
    i = fait.dits[0].record
    assert isinstance(i, Indicateur)
    value = decimal(i.valeur) if isinstance(i.valeur, Decimal) else Literal(i.valeur)
    ecrivain.add(node, PACTES.valeur, value)
    ecrivain.add(node, DCTERMS.title, fr(i.nom))
    ecrivain.add(node, PACTES.unite, Literal(i.unite) if i.unite else None)
    ecrivain.add(node, DCTERMS.date, date(i.date) if i.date else None)
    ecrivain.add(node, DCTERMS.spatial, *_links(fait, "territoire"))


def _projet(node: URIRef, fait: Fait[Record], ecrivain: Ecrivain) -> None:
    assert isinstance(fait.dits[0].record, Projet)
    ecrivain.add(node, PACTES.programme, _text(_first(fait, "programme")))
    ecrivain.add(node, PACTES.objectifVise, _text(_first(fait, "objectif")))
    ecrivain.add(node, PACTES.avancement, _text(_first(fait, "statut")))


_WRITERS: dict[type[Record], Callable[[URIRef, Fait[Record], Ecrivain], None]] = {
    Engagement: _engagement,
    Financement: _financement,
    Instance: _instance,
    TexteJuridique: _texte,
    Indicateur: _indicateur,
    Projet: _projet,
}
