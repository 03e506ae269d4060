"""The records: what extraction reads in a document, frozen and typed, each with its evidence.

Names follow the ontology. Every record holds ``evidence`` (where it is said), ``regle`` (the rule that read it) and
``confiance`` (how sure that rule is, 0 to 1). Amounts are ``Decimal`` in euros unless ``devise`` says otherwise; dates
are ISO 8601 strings that stay as partial as the text (``2015``, ``2015-02``, ``2015-02-20``); texts are as the document
writes them, with white space folded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of a document: Unicode code points ``start`` to ``end`` (excluded) of its canonical text.

    ``line`` is 1-based and counts line feeds only; ``page`` is 1-based, None where the source has no pages;
    ``quote`` is exactly ``text[start:end]``.
    """

    document: str
    start: int
    end: int
    line: int
    quote: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Valeur:
    """One value that the document gives, with its own evidence (a date in the signature block, a count…)."""

    valeur: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all records share."""

    evidence: tuple[Evidence, ...]
    regle: str
    confiance: float = 1.0


class StatutContrat(StrEnum):
    """Status of a contract in its document; slugs of ``voc/statut-contrat``."""

    CONCLU = "conclu"  # the document gives parties or a signature
    PREVU = "prevu"  # announced, being negotiated
    CITE = "cite"  # only named


class StatutEngagement(StrEnum):
    """Status of a commitment; slugs of ``voc/statut-engagement``."""

    PREVU = "prevu"
    EN_COURS = "en-cours"
    REALISE = "realise"


class Nature(StrEnum):
    """Nature of an amount; slugs of ``voc/nature-financement``. Amounts of different natures are never summed."""

    PARTICIPATION = "participation"
    COUT_TOTAL = "cout-total"
    ENVELOPPE = "enveloppe"
    BUDGET = "budget"
    DEPENSE = "depense"
    NON_PRECISEE = "non-precisee"


class TypeTerritoire(StrEnum):
    """Kind of a territory; slugs of ``voc/type-territoire``."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    ARRONDISSEMENT = "arrondissement"
    QPV = "qpv"
    VEILLE_ACTIVE = "territoire-de-veille-active"
    PAYS_PETR = "pays-petr"
    BASSIN = "bassin"
    TERRITOIRE_INDUSTRIE = "territoire-d-industrie"
    AUTRE = "autre"


class GenreContradiction(StrEnum):
    """Kind of a contradiction; slugs of ``voc/genre-contradiction``."""

    VALEUR = "valeur"
    NOMBRE = "nombre"  # announced number against listed number
    SOMME = "somme"  # parts that do not add up
    DATE = "date"
    LISTE = "liste"
    NOM = "nom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(Record):
    """One party's signature (done or planned) of one contract: n-ary, one node per party.

    ``signataire`` is the organisation's name as written; ``representant`` and ``qualite`` the person who signs and the
    capacity ("Président"), both only in an official capacity.
    """

    signataire: str
    representant: str | None = None
    qualite: str | None = None
    adresse: str | None = None
    deliberation: str | None = None
    prevue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Record):
    """An action; ``numero`` is a string ("1.1.1"), None where the text prints none."""

    titre: str
    numero: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objectif(Record):
    """An objective of an axis, with its actions in the order of the text."""

    titre: str
    numero: str | None = None
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Axe(Record):
    """An axis (axe, enjeu stratégique, orientation, pilier, volet…) of one contract."""

    titre: str
    numero: str | None = None
    transversal: bool = False
    objectifs: tuple[Objectif, ...] = ()
    actions: tuple[Action, ...] = ()  # actions that hang directly from the axis


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche(Record):
    """The identity card of a family of contracts: its rubrics as the document gives them."""

    objectifs: tuple[Valeur, ...] = ()
    date_creation: tuple[Valeur, ...] = ()
    signataires: tuple[Valeur, ...] = ()
    echelle: tuple[Valeur, ...] = ()
    domaines: tuple[Valeur, ...] = ()
    dans_la_region: tuple[Valeur, ...] = ()
    modalites: tuple[Valeur, ...] = ()
    porteurs: tuple[Valeur, ...] = ()
    territoires: tuple[Valeur, ...] = ()


class RoleAssocie(StrEnum):
    """What an organisation that does not sign has to do with a contract."""

    TEMOIN = "temoin"  # the contract is signed « en présence de » it
    PARTENAIRE = "partenaire"  # « associé sans être signataire », « partenaires »
    INTERESSE = "interesse"  # it « a manifesté son intérêt »


@dataclass(frozen=True, slots=True, kw_only=True)
class Associe(Record):
    """An organisation that a contract names beside its signatories: it is no party."""

    nom: str
    role: RoleAssocie


@dataclass(frozen=True, slots=True)
class Deduction:
    """A value that no passage gives: ``regle`` infers it from what the passages of ``evidence`` give.

    ``propriete`` is the ontology's property (``dateFin``). It is never stated as a fact, only as an inference.
    """

    propriete: str
    valeur: str
    regle: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrat(Record):
    """A contract of named parties (``instance``) or a family of contracts (a *dispositif*, ``instance=False``).

    ``cle`` identifies it inside its document only. ``type_contrat`` is the name of its kind ("contrat de ville"), as in
    ``data/reference/dispositifs.toml`` when the kind is known there. ``dates_signature``, ``debuts``, ``fins`` and
    ``durees`` hold every value the document gives (durations are xsd:duration strings such as ``P6Y``);
    ``reconductions`` how it may be renewed, in the document's words. ``modifie`` is the ``cle`` of the contract that
    this one, an amendment (« avenant »), amends.
    """

    cle: str
    titre: str
    type_contrat: str | None = None
    sigle: str | None = None
    instance: bool = True
    statut: StatutContrat = StatutContrat.CITE
    principal: bool = False  # the contract that the document itself is
    territoires: tuple[str, ...] = ()
    dates_signature: tuple[Valeur, ...] = ()
    debuts: tuple[Valeur, ...] = ()
    fins: tuple[Valeur, ...] = ()
    durees: tuple[Valeur, ...] = ()
    reconductions: tuple[Valeur, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    signatures: tuple[Signature, ...] = ()
    associes: tuple[Associe, ...] = ()
    axes: tuple[Axe, ...] = ()
    fiche: Fiche | None = None
    modifie: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement(Record):
    """A commitment: what named parties promise, do or did. ``contrat`` is a ``Contrat.cle``, ``axe`` an axis number."""

    texte: str
    contrat: str | None = None
    axe: str | None = None
    theme: str | None = None
    parties: tuple[str, ...] = ()
    statut: StatutEngagement = StatutEngagement.PREVU
    depuis: str | None = None  # partial date


@dataclass(frozen=True, slots=True, kw_only=True)
class Financement(Record):
    """An amount of money, in units of ``devise`` (not thousands, not millions)."""

    montant: Decimal
    devise: str = "EUR"
    nature: Nature = Nature.NON_PRECISEE
    financeurs: tuple[str, ...] = ()
    beneficiaire: str | None = None
    objet: str | None = None
    contrat: str | None = None
    annee: str | None = None  # "2017" or "2014-2020"
    approche: bool = False  # « près de », « environ »
    maximum: bool = False  # « plafonnée à », « au plus », « dans la limite de »
    periodicite: str | None = None  # « par an »: a code of the European Union's table of frequencies ("ANNUAL")
    taux: Decimal | None = None  # per cent of the whole that the text says it is (« soit 80 % du coût »)
    ensembles: tuple[Evidence, ...] = ()  # where the sums are told that this one is a part of


@dataclass(frozen=True, slots=True, kw_only=True)
class Territoire(Record):
    """A territory named in the document. ``code``: the official code (INSEE, SIREN for an EPCI) when certain."""

    nom: str
    type_territoire: TypeTerritoire
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Record):
    """An organisation named in the document."""

    nom: str
    sigle: str | None = None
    alias: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance(Record):
    """A governance body (comité de pilotage…) and how often it meets, in the document's words."""

    nom: str
    contrat: str | None = None
    frequence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TexteJuridique(Record):
    """A legal text that is cited. ``genre``: loi, décret, ordonnance, circulaire, délibération, arrêté, code…"""

    genre: str
    numero: str | None = None
    date: str | None = None
    titre: str | None = None
    auteur: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicateur(Record):
    """A figure: ``valeur`` is a Decimal, or the text of a value that is no number."""

    nom: str
    valeur: Decimal | str
    unite: str | None = None
    territoire: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Projet(Record):
    """A project or operation that is named."""

    nom: str
    programme: str | None = None
    objectif: str | None = None
    statut: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction(Record):
    """Two or more values that the source gives for the same thing; nothing is picked.

    ``sujet`` says what the values are of, in French; ``cible`` names the record (``("contrat", cle)``,
    ``("territoire", nom)``…) where there is one, and ``propriete`` the ontology's property where there is one.
    """

    sujet: str
    genre: GenreContradiction
    valeurs: tuple[Valeur, ...]
    cible: tuple[str, str] | None = None
    propriete: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that was read in one document, in the order of the text."""

    document: str  # slug
    titre: str | None = None
    editeur: str | None = None
    date: str | None = None
    contrats: tuple[Contrat, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    financements: tuple[Financement, ...] = ()
    territoires: tuple[Territoire, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    instances: tuple[Instance, ...] = ()
    textes: tuple[TexteJuridique, ...] = ()
    indicateurs: tuple[Indicateur, ...] = ()
    projets: tuple[Projet, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    avertissements: tuple[str, ...] = field(default=())
