"""The names of one document, resolved: its frame, its territories, its organisations, where each is mentioned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from pactes.linking.acteurs import Acteur, Annuaire
from pactes.linking.cadrage import cadre_de
from pactes.linking.cadre import Cadre, nom_registre
from pactes.linking.choix import choisir
from pactes.linking.corpus import Mention
from pactes.linking.dispositifs import genre_de
from pactes.linking.liens import NomLie, lie
from pactes.linking.noms import cle
from pactes.linking.noms_d_organisations import separer
from pactes.linking.organisations import Resolveur
from pactes.linking.rapprochement import Ecrit, completer, rapprocher
from pactes.linking.territoires import Lieu, plus_precis, resoudre_nom, resoudre_territoire
from pactes.linking.voisinage import Voisinage, noms_d_organisations, voisinage_de
from pactes.model import Contrat, Extraction, Record, TypeTerritoire
from pactes.reference import Entree, Registre

__all__ = ["Lecture", "Mentions", "ouvrir"]


_CUT = frozenset({TypeTerritoire.PAYS_PETR, TypeTerritoire.BASSIN})  # kinds whose names go on with « de », a number…


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
    voisinage: Voisinage
    connus: tuple[tuple[str, Lieu], ...] = ()
    parties: dict[str | None, tuple[Acteur, ...]] = field(default_factory=dict)
    regions: dict[str | None, Entree] = field(default_factory=dict)  # the one région that a contract is of
    ecritures: Mapping[str, str] = field(default_factory=dict)  # names that are a way of writing another one
    noms: list[NomLie] = field(default_factory=list)  # what each name was linked to, in the order of reading

    @property
    def document(self) -> str:
        """Slug of the document."""
        return self.extraction.document

    def organisation(self, nom: str, record: Record, contrat: str | None, *, famille: bool = False) -> str:
        """Return the chemin of the organisation that ``record`` names, in the light of the parties of ``contrat``."""
        acteur = self._acteur(nom, contrat, famille=famille)
        self.noter(acteur, nom, record)
        return self.acteurs.add(acteur, self.document, self._ecrit(nom), record, described=False)

    def organisations(self, noms: Iterable[str], record: Record, contrat: str | None) -> tuple[str, ...]:
        """Return the organisations that names mean: two names in one are two, one for no one in particular is none."""
        found: dict[str, None] = {}
        for nom in (part for whole in noms for part in separer(whole)):
            acteur = self._acteur(nom, contrat, famille=False)
            self.noter(acteur, nom, record)
            if not acteur.generique:
                found[self.acteurs.add(acteur, self.document, self._ecrit(nom), record, described=False)] = None
        return tuple(found)

    def noter(self, thing: Acteur | Lieu, nom: str, record: Record) -> None:
        """Note what ``record`` calls ``nom`` and was linked to ``thing``."""
        self.noms.append(lie(thing, self.document, nom, record, self.registre))

    def _ecrit(self, nom: str) -> str:
        return self.ecritures.get(nom, nom)

    def _acteur(self, nom: str, contrat: str | None, *, famille: bool) -> Acteur:
        parties = self.parties.get(contrat) or self.parties.get(None, ())
        region = self.regions.get(contrat)
        acteur = self.resolveur.resoudre(self._ecrit(nom), parties, famille=famille, region=region)
        if acteur.generique and not famille and parties != self.parties.get(None, ()):
            acteur = self.resolveur.resoudre(self._ecrit(nom), self.parties.get(None, ()), region=region)
        return acteur

    def territoire(self, nom: str, record: Record, *, wide: bool = False) -> str:
        """Return the chemin of the territory that ``record`` names; ``wide``: it is the territory of a contract."""
        genre = genre_de(record) if isinstance(record, Contrat) else None
        epci = self.voisinage.epci
        lieu = resoudre_nom(nom, self.connus, self.cadre, self.registre, wide=wide, genre=genre, epci=epci)
        self.noter(lieu, nom, record)
        return self.lieux.add(lieu, self.document, nom, record, described=False)


def ouvrir(extraction: Extraction, annuaire: Annuaire, acteurs: Mentions, lieux: Mentions) -> Lecture:
    """Return a document ready to be linked: territories and organisations described, parties of contracts known."""
    registre = annuaire.registre
    cadre = cadre_de(extraction, registre)
    wide = frozenset(cle(nom) for contrat in extraction.contrats for nom in contrat.territoires)
    noms = _noms_de_lieux(extraction, cadre, registre)
    voisinage = voisinage_de(extraction, cadre, registre)
    found = [
        (
            record,
            resoudre_territoire(
                replace(record, nom=noms.get(record.nom, record.nom)), cadre, registre, wide, voisinage.epci
            ),
        )
        for record in extraction.territoires
    ]
    precise = plus_precis(lieu for _, lieu in found)
    known: list[tuple[str, Lieu]] = []
    for record, place in found:
        lieu = precise.get(place.chemin, place)
        known.append((cle(record.nom), lieu))
        lieux.add(lieu, extraction.document, noms.get(record.nom, record.nom), record, described=True)
    codes = {key: lieu.entree for key, lieu in known if lieu.entree is not None}
    named = noms_d_organisations(extraction)
    resolveur = Resolveur(annuaire, cadre, extraction.organisations, codes, voisinage, named)
    lecture = Lecture(extraction, cadre, registre, resolveur, acteurs, lieux, voisinage, tuple(known))
    for (record, _), (_, lieu) in zip(found, known, strict=True):
        lecture.noter(lieu, record.nom, record)
    lecture.ecritures = _ecritures(extraction, resolveur, known)
    contracts = sorted(extraction.contrats, key=lambda c: not (c.principal and c.instance))
    for contrat in contracts:
        if not contrat.instance:
            continue
        region = _region(contrat, lecture)
        if region is not None:
            lecture.regions[contrat.cle] = region
        own = _parties(contrat, lecture, region)
        lecture.parties[contrat.cle] = own
        if contrat.principal:
            lecture.parties.setdefault(None, own)
    for organisation in extraction.organisations:
        for nom in separer(lecture.ecritures.get(organisation.nom, organisation.nom)):
            acteur = resolveur.resoudre(nom, lecture.parties.get(None, ()))
            lecture.noter(acteur, nom, organisation)
            if nom == organisation.nom:
                for other in filter(None, (organisation.sigle, *organisation.alias)):
                    lecture.noter(acteur, other, organisation)
            if not acteur.generique:
                acteurs.add(acteur, extraction.document, nom, organisation, described=True)
    return lecture


def _noms_de_lieux(extraction: Extraction, cadre: Cadre, registre: Registre) -> Mapping[str, str]:
    """Return the whole names of territories without a code that the text cuts short or misspells.

    « Bassin X » is « Bassin X de l'Y » where the document names one contract's territory so.
    """
    free = [t for t in extraction.territoires if t.code is None]
    found = dict(
        rapprocher(
            [Ecrit(t.nom, t.evidence) for t in free],
            lambda nom: choisir(registre.candidats(nom), cadre, tuple(TypeTerritoire)) is not None,
            lieux=True,
        )
    )
    whole = {cle(nom): nom for contrat in extraction.contrats if contrat.instance for nom in contrat.territoires}
    for record in free:
        longer = [nom for key, nom in whole.items() if key.startswith(f"{cle(record.nom)} ")]
        if record.type_territoire in _CUT and len(longer) == 1 and len(cle(record.nom).split()) >= 2:
            found[record.nom] = longer[0]
    return found


def _ecritures(extraction: Extraction, resolveur: Resolveur, known: list[tuple[str, Lieu]]) -> Mapping[str, str]:
    """Return the names of organisations that are only a way of writing another name of the document."""
    records = extraction.territoires
    places = [(e, t.nom) for t in records for e in t.evidence]
    coded = {
        e.start: nom_registre(lieu.entree)
        for t, (_, lieu) in zip(records, known, strict=True)
        if lieu.entree is not None and lieu.type_territoire is TypeTerritoire.EPCI
        for e in t.evidence
    }
    whole: dict[str, str] = {}
    for record in extraction.organisations:
        # A name cut inside that of a territory: the registry knows the intercommunality, the text the rest.
        full = completer(record.nom, record.evidence[0], places)
        if all(e.start in coded for e in record.evidence) and not resolveur.connait(record.nom):
            full = coded[record.evidence[0].start]
        if full != record.nom:
            whole[record.nom] = full
    written = [Ecrit(whole.get(r.nom, r.nom), r.evidence) for r in extraction.organisations]
    other = rapprocher(written, resolveur.connait)
    return {r.nom: other.get(e.nom, e.nom) for r, e in zip(extraction.organisations, written, strict=True)
            if other.get(e.nom, e.nom) != r.nom}  # fmt: skip


def _region(contrat: Contrat, lecture: Lecture) -> Entree | None:
    """Return the région that a contract is of, when it is of one."""
    places = [resoudre_nom(nom, lecture.connus, lecture.cadre, lecture.registre, wide=True)
              for nom in contrat.territoires]  # fmt: skip
    found = [p.entree for p in places if p.entree and p.type_territoire is TypeTerritoire.REGION]
    return found[0] if len(found) == 1 and len(places) == 1 else None


def _parties(contrat: Contrat, lecture: Lecture, region: Entree | None) -> tuple[Acteur, ...]:
    """Return the parties of a contract: those named in full first, which the generic names among them then mean."""
    names: Iterable[str] = dict.fromkeys(lecture.ecritures.get(s.signataire, s.signataire) for s in contrat.signatures)
    alone = {nom: lecture.resolveur.resoudre(nom, region=region) for nom in names}
    return tuple(dict.fromkeys(acteur for acteur in alone.values() if not acteur.generique))
