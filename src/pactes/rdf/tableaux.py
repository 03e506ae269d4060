"""The tables for people without RDF: one CSV file for each main class, and what its columns are.

A header is the local name of a property of ours, or a French name for a property of others. Columns are the same in
every release, whatever the documents say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rdflib import URIRef
from rdflib.namespace import DCTERMS, ORG, RDFS, SKOS

from pactes.rdf.iris import ELI
from pactes.rdf.namespaces import PACTES

__all__ = ["TABLEAUX", "Colonne", "Tableau"]


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column: its header, the property whose values it holds, and how they are written.

    ``genre`` is ``texte``, ``chaine`` (a string without language), ``lien`` (an IRI), ``date`` (day, month or year),
    ``decimal``, ``booleen`` or ``duree``. ``plusieurs`` says that a thing may have several values; a ``lien`` to
    something that has a table of its own names it (``table``). ``titres`` (fr, en) are those of a property of others;
    ours have theirs in the ontology.
    """

    nom: str
    propriete: URIRef
    genre: str = "texte"
    plusieurs: bool = False
    table: str = ""
    titres: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Tableau:
    """A file: its name without extension, the class whose members are its rows, its titles, its columns."""

    nom: str
    classe: URIRef
    titre_fr: str
    titre_en: str
    colonnes: tuple[Colonne, ...]


# Properties of others, by the header that stands for them, with their titles in French and English.
_AUTRES: Mapping[str, tuple[URIRef, str, str]] = MappingProxyType(
    {
        "libelle": (RDFS.label, "libellé", "label"),
        "titre": (DCTERMS.title, "titre", "title"),
        "autreNom": (SKOS.altLabel, "autre nom", "other name"),
        "ancienNom": (SKOS.historyNote, "ancien nom", "former name"),
        "type": (DCTERMS.type, "type", "kind"),
        "sorte": (ORG.classification, "sorte d'organisation", "kind of organisation"),
        "territoire": (DCTERMS.spatial, "territoire", "territory"),
        "partieDe": (DCTERMS.isPartOf, "fait partie de", "is part of"),
        "remplacePar": (DCTERMS.isReplacedBy, "remplacé par", "replaced by"),
        "date": (DCTERMS.date, "date", "date"),
        "dateDocument": (ELI.date_document, "date du texte", "date of the text"),
        "numeroTexte": (ELI.number, "numéro du texte", "number of the text"),
        "editeur": (DCTERMS.publisher, "éditeur", "publisher"),
        "droits": (DCTERMS.rights, "droits", "rights"),
        "format": (DCTERMS["format"], "format", "format"),
        "identifiant": (DCTERMS.identifier, "identifiant", "identifier"),
        "datePublication": (DCTERMS.issued, "date de publication", "date of publication"),
        "langue": (DCTERMS.language, "langue", "language"),
        "nomOrigine": (DCTERMS.source, "nom d'origine", "original name"),
    }
)


def _colonne(ecrite: str) -> Colonne:
    """Read « nom:genre » or « nom>table » (a link to the rows of a table), « * » at the end for several values."""
    plusieurs = ecrite.endswith("*")
    nom, _, genre = ecrite.removesuffix("*").partition(":")
    nom, lien, table = nom.partition(">")
    propriete, *titres = _AUTRES[nom] if nom in _AUTRES else (URIRef(PACTES[nom]), "", "")
    return Colonne(nom, propriete, "lien" if lien else genre or "texte", plusieurs, table, (titres[0], titres[1]))


def _tableau(nom: str, classe: URIRef, titre_fr: str, titre_en: str, colonnes: str) -> Tableau:
    return Tableau(nom, classe, titre_fr, titre_en, tuple(map(_colonne, ["libelle*", *colonnes.split()])))


_DOU = "regle:chaine* confiance:decimal*"
_PLAN = f"numero:chaine titre {_DOU}"

TABLEAUX: tuple[Tableau, ...] = (
    _tableau(
        "contrats",
        PACTES.Contrat,
        "Contrats",
        "Contracts",
        "titre autreNom* sigle:chaine* type>* dispositif>dispositifs statut>* dateSignature:date dateDebut:date "
        "dateFin:date duree:duree partie>organisations* territoire>territoires* signature>signatures* "
        "document>documents* fondeSur>textes-juridiques* modifie>contrats* reconduction* temoin>organisations* "
        f"partenaireAssocie>organisations* interesse>organisations* {_DOU}",
    ),
    _tableau(
        "signatures",
        PACTES.Signature,
        "Signatures",
        "Signatures",
        # No column of the names of persons: who signed is on the signature, not in a list of people.
        f"contrat>contrats signataire>organisations qualite adresse deliberation prevue:booleen {_DOU}",
    ),
    _tableau("axes", PACTES.Axe, "Axes", "Axes", f"partieDe>contrats* transversal:booleen {_PLAN}"),
    _tableau("objectifs", PACTES.Objectif, "Objectifs", "Objectives", f"partieDe>axes* {_PLAN}"),
    _tableau("actions", PACTES.Action, "Actions", "Actions", f"partieDe>* {_PLAN}"),
    _tableau(
        "engagements",
        PACTES.Engagement,
        "Engagements",
        "Commitments",
        f"contrat>contrats axe>axes partie>organisations* statut> theme texte depuis:date {_DOU}",
    ),
    _tableau(
        "financements",
        PACTES.Financement,
        "Montants",
        "Amounts",
        "contrat>contrats montant:decimal approche:booleen maximum:booleen devise> nature> annee:chaine "
        f"financeur>organisations* beneficiaire objet taux:decimal periodicite>* partieDe>financements* {_DOU}",
    ),
    _tableau(
        "territoires",
        PACTES.Territoire,
        "Territoires",
        "Territories",
        "type> autreNom* ancienNom* codeINSEE:chaine codeISO:chaine codeNUTS:chaine* codeQPV:chaine siren:chaine "
        f"debutExistence:date finExistence:date partieDe>territoires* remplacePar>territoires* {_DOU}",
    ),
    _tableau(
        "organisations",
        PACTES.Organisation,
        "Organisations",
        "Organisations",
        "sorte> autreNom* sigle:chaine* siren:chaine debutExistence:date finExistence:date territoire>territoires* "
        f"remplacePar>organisations* {_DOU}",
    ),
    _tableau(
        "instances",
        PACTES.Instance,
        "Instances de gouvernance",
        "Governance bodies",
        f"contrat>contrats frequence* frequenceReunion> {_DOU}",
    ),
    _tableau(
        "textes-juridiques",
        PACTES.TexteJuridique,
        "Textes juridiques",
        "Legal texts",
        f"titre type> dateDocument:date numeroTexte:chaine auteur {_DOU}",
    ),
    _tableau(
        "indicateurs",
        PACTES.Indicateur,
        "Indicateurs",
        "Indicators",
        f"titre valeur:decimal unite:chaine date:date territoire>territoires* {_DOU}",
    ),
    _tableau(
        "projets",
        PACTES.Projet,
        "Projets",
        "Projects",
        f"contrat>contrats* programme objectifVise avancement {_DOU}",
    ),
    _tableau(
        "contradictions",
        PACTES.Contradiction,
        "Contradictions",
        "Contradictions",
        f"genre> porteSur>* propriete>* enonce>* {_DOU}",
    ),
    _tableau(
        "dispositifs",
        PACTES.Dispositif,
        "Familles de contrats",
        "Families of contracts",
        "autreNom* sigle:chaine* dateCreation:chaine* domaine* echelle* exempleRegional* ficheObjectif* "
        f"ficheSignataires* modalite* porteurDeProjet* {_DOU}",
    ),
    _tableau(
        "documents",
        PACTES.Document,
        "Documents",
        "Documents",
        "titre type editeur droits format:chaine identifiant:chaine datePublication:date langue> nomOrigine:chaine "
        "empreinte:chaine empreinteTexte:chaine",
    ),
)
"""Every table; one that would have no row is not made."""
