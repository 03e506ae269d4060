"""The names of one document, resolved: its frame, its territories, its organisations, where each is mentioned."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pactes.linking.acteurs import Acteur, Annuaire
from pactes.linking.cadre import Cadre, cadre_de
from pactes.linking.corpus import Mention
from pactes.linking.noms import cle
from pactes.linking.organisations import Resolveur
from pactes.linking.territoires import Lieu, resoudre_nom, resoudre_territoire
from pactes.model import Contrat, Extraction, Record
from pactes.reference import Registre

__all__ = ["Lecture", "Mentions", "ouvrir"]


@dataclass(slots=True)
class Mentions:
    """Things met so far and where: records that describe a thing apart from those that only use its name."""

    renommer: Callable[[str, str], str]
    things: dict[str, Acteur | Lieu] = field(default_factory=dict)
    described: dict[str, list[Mention]] = field(default_factory=dict)
    used: dict[str, list[Mention]] = field(default_factory=dict)

    def add(self, thing: Acteur | Lieu, document: str, nom: str, record: Record, *, described: bool) -> str:
        """Note that ``record`` of ``document`` names ``thing`` as ``nom``; return the thing's chemin."""
        chemin = self.renommer(thing.chemin, document)
        self.things.setdefault(chemin, thing)
        mention = Mention(document, nom, record.evidence, record.regle, record.confiance)
        (self.described if described else self.used).setdefault(chemin, []).append(mention)
        return chemin

    def of(self, chemin: str) -> tuple[Mention, ...]:
        """Return the mentions of a thing, by document: those that describe it, else the first that uses its name."""
        described = self.described.get(chemin, [])
        told = {mention.document for mention in described}
        first: dict[str, Mention] = {}
        for mention in self.used.get(chemin, []):
            if mention.document not in told:
                first.setdefault(mention.document, mention)
        return tuple(sorted([*described, *first.values()], key=lambda m: (m.document, m.evidence[0].start, m.nom)))


@dataclass(slots=True)
class Lecture:
    """One document being linked."""

    extraction: Extraction
    cadre: Cadre
    registre: Registre
    resolveur: Resolveur
    acteurs: Mentions
    lieux: Mentions
    connus: tuple[tuple[str, Lieu], ...] = ()
    parties: dict[str | None, tuple[Acteur, ...]] = field(default_factory=dict)

    @property
    def document(self) -> str:
        """Slug of the document."""
        return self.extraction.document

    def organisation(self, nom: str, record: Record, contrat: str | None, *, famille: bool = False) -> str:
        """Return the chemin of the organisation that ``record`` names, in the light of the parties of ``contrat``."""
        parties = self.parties.get(contrat) or self.parties.get(None, ())
        acteur = self.resolveur.resoudre(nom, parties, famille=famille)
        if acteur.generique and not famille and parties != self.parties.get(None, ()):
            acteur = self.resolveur.resoudre(nom, self.parties.get(None, ()))
        return self.acteurs.add(acteur, self.document, nom, record, described=False)

    def territoire(self, nom: str, record: Record, *, wide: bool = False) -> str:
        """Return the chemin of the territory that ``record`` names; ``wide``: it is the territory of a contract."""
        lieu = resoudre_nom(nom, self.connus, self.cadre, self.registre, wide=wide)
        return self.lieux.add(lieu, self.document, nom, record, described=False)


def ouvrir(extraction: Extraction, annuaire: Annuaire, acteurs: Mentions, lieux: Mentions) -> Lecture:
    """Return a document ready to be linked: territories and organisations described, parties of contracts known."""
    registre = annuaire.registre
    cadre = cadre_de(extraction, registre)
    wide = frozenset(cle(nom) for contrat in extraction.contrats for nom in contrat.territoires)
    known: list[tuple[str, Lieu]] = []
    for record in extraction.territoires:
        lieu = resoudre_territoire(record, cadre, registre, wide)
        known.append((cle(record.nom), lieu))
        lieux.add(lieu, extraction.document, record.nom, record, described=True)
    codes = {key: lieu.entree for key, lieu in known if lieu.entree is not None}
    resolveur = Resolveur(annuaire, cadre, extraction.organisations, codes)
    lecture = Lecture(extraction, cadre, registre, resolveur, acteurs, lieux, tuple(known))
    contracts = sorted(extraction.contrats, key=lambda c: not (c.principal and c.instance))
    for contrat in contracts:
        if not contrat.instance:
            continue
        own = _parties(contrat, resolveur)
        lecture.parties[contrat.cle] = own
        if contrat.principal:
            lecture.parties.setdefault(None, own)
    for organisation in extraction.organisations:
        acteur = resolveur.resoudre(organisation.nom, lecture.parties.get(None, ()))
        acteurs.add(acteur, extraction.document, organisation.nom, organisation, described=True)
    return lecture


def _parties(contrat: Contrat, resolveur: Resolveur) -> tuple[Acteur, ...]:
    """Return the parties of a contract: those named in full first, which the generic names among them then mean."""
    names: Iterable[str] = dict.fromkeys(s.signataire for s in contrat.signatures)
    alone = {nom: resolveur.resoudre(nom) for nom in names}
    return tuple(dict.fromkeys(acteur for acteur in alone.values() if not acteur.generique))
