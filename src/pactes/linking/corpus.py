"""The corpus: all that the documents say, every name resolved to one thing, every thing with its IRI.

A *chemin* is an IRI relative to the base (``id/contrat/…``). A *dit* is one record of one document about a thing; the
evidence of all documents is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from pactes.model import Associe, Contrat, Evidence, GenreContradiction, Record, Signature, TypeTerritoire, Valeur

if TYPE_CHECKING:  # it reads documents, which who only shows territories has no use for
    from pactes.linking.liens import NomLie

__all__ = [
    "AssocieLie",
    "ContradictionLiee",
    "ContratLie",
    "Corpus",
    "Dit",
    "DitContrat",
    "Element",
    "Fait",
    "Mention",
    "OrganisationLiee",
    "SignatureLiee",
    "TerritoireLie",
    "ValeurDite",
]

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a document names a thing, and how it writes it."""

    document: str
    nom: str
    evidence: tuple[Evidence, ...]
    regle: str
    confiance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationLiee:
    """An organisation. ``territoire`` is the chemin of the territory it administers.

    ``sortes`` are the kinds that its entry gives, the most precise first; ``debut`` and ``fin`` (ISO 8601) say when it
    exists, ``devenue`` which organisations took its place (chemins).
    """

    chemin: str
    nom: str
    genre: str
    code: str | None = None
    siren: str | None = None
    sigles: tuple[str, ...] = ()
    alias: tuple[str, ...] = ()
    territoire: str | None = None
    sortes: tuple[str, ...] = ()
    en: str | None = None
    debut: str | None = None
    fin: str | None = None
    devenue: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class AncienNom:
    """A name that the code of a territory stood for until a day or a vintage (ISO 8601; empty: not known)."""

    nom: str
    fin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritoireLie:
    """A territory; ``parents`` are the territories of the registry that hold it, ``remplace_par`` its successor.

    ``debut`` and ``fin`` (ISO 8601) say when it exists, where the registry knows; ``nuts`` has the widest level first.
    """

    chemin: str
    nom: str
    type_territoire: TypeTerritoire
    code: str | None = None
    siren: str | None = None
    alias: tuple[str, ...] = ()
    iso: str | None = None
    nuts: tuple[str, ...] = ()
    debut: str | None = None
    fin: str | None = None
    anciens_noms: tuple[AncienNom, ...] = ()
    parents: tuple[str, ...] = ()
    remplace_par: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class ValeurDite:
    """A value of a property that a document gives with a passage of its own."""

    document: str
    valeur: str
    evidence: Evidence
    regle: str
    confiance: float


@dataclass(frozen=True, slots=True)
class SignatureLiee:
    """One party's signature of one contract, as one document tells it."""

    chemin: str
    signataire: str
    record: Signature


@dataclass(frozen=True, slots=True)
class AssocieLie:
    """An organisation that is no party, as one document tells it beside the signatories of a contract."""

    organisation: str
    record: Associe


@dataclass(frozen=True, slots=True)
class Element:
    """An axis, objective or action of a contract's plan; ``classe`` is ``Axe``, ``Objectif`` or ``Action``."""

    chemin: str
    classe: str
    parent: str
    nom: str
    numero: str | None
    transversal: bool
    record: Record


@dataclass(frozen=True, slots=True)
class DitContrat:
    """What one document says of a contract (several records of it where the document tells it several times)."""

    document: str
    record: Contrat
    territoires: tuple[str, ...]
    signatures: tuple[SignatureLiee, ...]
    plan: tuple[Element, ...]
    associes: tuple[AssocieLie, ...] = ()
    modifie: str | None = None  # chemin of the contract that this one amends


@dataclass(frozen=True, slots=True, kw_only=True)
class ContratLie:
    """A contract, or a family of contracts when ``famille``; ``dispositif`` is the chemin of the family's concept."""

    chemin: str
    nom: str
    famille: bool
    dispositif: str | None
    dits: tuple[DitContrat, ...]


@dataclass(frozen=True, slots=True)
class Dit(Generic[R]):
    """One record of one document about a thing, its names resolved: ``liens`` gives, by role, chemins."""

    document: str
    record: R
    liens: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def lien(self, role: str) -> tuple[str, ...]:
        """Return the chemins that play ``role`` (``contrat``, ``axe``, ``partie``, ``financeur``, ``territoire``)."""
        return next((chemins for name, chemins in self.liens if name == role), ())


@dataclass(frozen=True, slots=True)
class Fait(Generic[R]):
    """A commitment, an amount, a governance body, a legal text, an indicator or a project, and who says it."""

    chemin: str
    nom: str
    dits: tuple[Dit[R], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionLiee:
    """Values of one thing that disagree. ``retenue`` is the value that a decision settled on, if one did.

    ``document`` is the one that says them all, None when they come from several.
    """

    chemin: str
    nom: str
    sujet: str
    propriete: str | None
    genre: GenreContradiction
    valeurs: tuple[ValeurDite, ...]
    document: str | None = None
    retenue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Everything, sorted by chemin; ``noms`` in the order of documents and of reading."""

    documents: tuple[str, ...] = ()
    contrats: tuple[ContratLie, ...] = ()
    organisations: tuple[OrganisationLiee, ...] = ()
    territoires: tuple[TerritoireLie, ...] = ()
    faits: tuple[Fait[Record], ...] = ()
    contradictions: tuple[ContradictionLiee, ...] = ()
    types_contrat: tuple[tuple[str, str], ...] = ()  # concepts that the vocabulary lacks: slug, label
    noms: tuple[NomLie, ...] = ()


def valeurs_de(record: Contrat) -> dict[str, tuple[Valeur, ...]]:
    """Return the single-valued properties of a contract with every value that the document gives."""
    return {
        "dateSignature": record.dates_signature,
        "dateDebut": record.debuts,
        "dateFin": record.fins,
        "duree": record.durees,
    }
