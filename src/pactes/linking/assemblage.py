"""The assembly of the corpus: documents opened, contracts grouped, facts linked, contradictions drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pactes.decisions import Decisions
from pactes.linking.acteurs import Acteur, Annuaire
from pactes.linking.cadre import nom_registre
from pactes.linking.chemins import chemins_contrats, meilleur_titre, titre_nu
from pactes.linking.choses import organisations_liees, territoires_lies
from pactes.linking.corpus import AssocieLie, ContratLie, Corpus, DitContrat, Element, SignatureLiee
from pactes.linking.desaccords import contradictions
from pactes.linking.dispositifs import Familles
from pactes.linking.document import Lecture, Mentions, ouvrir
from pactes.linking.faits import Index, lier_faits
from pactes.linking.identite import Recit, grouper
from pactes.linking.implicites import lieu_implicite
from pactes.linking.noms import cle, slug
from pactes.linking.plan import Planificateur
from pactes.linking.retouches import Retouches
from pactes.linking.territoires import Lieu, chemin_registre
from pactes.model import Contrat, Extraction, Signature, TypeTerritoire
from pactes.reading import fold
from pactes.reference import Registre
from pactes.reference.fichiers import load_toml

__all__ = ["Assembleur", "link"]


def link(extractions: Iterable[Extraction], registre: Registre, decisions: Decisions | None = None) -> Corpus:
    """Return the corpus of ``extractions``, the same for any order of them.

    ``decisions`` merge, split and settle. Raises ``DecisionError`` when one names something that does not exist.
    """
    ordered = sorted(extractions, key=lambda extraction: extraction.document)
    return Assembleur(ordered, registre, decisions or Decisions()).corpus()


class Assembleur:
    """Builds one corpus; used once."""

    def __init__(self, extractions: Sequence[Extraction], registre: Registre, decisions: Decisions) -> None:
        articles = load_toml("articles-departements.toml").get("departements", {})
        self._registre = registre
        self._retouches = Retouches(decisions)
        self._decisions = decisions
        self._familles = Familles()
        self._acteurs = Mentions(self._retouches)
        self._lieux = Mentions(self._retouches)
        annuaire = Annuaire(registre, articles)
        self._lectures = [ouvrir(e, annuaire, self._acteurs, self._lieux) for e in extractions]

    def corpus(self) -> Corpus:
        """Return the corpus."""
        contrats, index = self._contrats()
        faits = lier_faits(self._lectures, index, self._retouches)
        self._retouches.check()
        found = contradictions(self._lectures, contrats, index, self._lieux, self._acteurs, self._decisions, faits)
        return Corpus(
            documents=tuple(lecture.document for lecture in self._lectures),
            contrats=contrats,
            organisations=organisations_liees(self._acteurs, self._lieux, self._registre),
            territoires=territoires_lies(self._lieux, self._registre),
            faits=faits,
            contradictions=found,
            types_contrat=self._familles.nouvelles,
            noms=tuple(nom for lecture in self._lectures for nom in lecture.noms),
        )

    def _contrats(self) -> tuple[tuple[ContratLie, ...], Index]:
        recits = [
            self._recit(lecture, record, ordre)
            for ordre, (lecture, record) in enumerate(
                (reading, c) for reading in self._lectures for c in reading.extraction.contrats
            )
        ]
        concluded = grouper([r for r in recits if r.record.instance])
        paths = chemins_contrats(concluded, self._short_names())
        things: dict[str, list[Recit]] = {}
        for path, group in zip(paths, concluded, strict=True):
            for recit in group:
                things.setdefault(self._retouches(path, recit.document), []).append(recit)
        for recit in recits:
            if not recit.record.instance:
                things.setdefault(self._familles.chemin(recit.record), []).append(recit)
        by_slug = {lecture.document: lecture for lecture in self._lectures}
        contrats: list[ContratLie] = []
        where: dict[tuple[str, str], str] = {}
        plans: dict[tuple[str, str], tuple[Element, ...]] = {}
        for path, telling in sorted(things.items()):
            planner = Planificateur(path)
            told = []
            for recit in sorted(telling, key=lambda r: tuple(-n for n in (*r.poids, -r.ordre))):
                dit = self._dit(by_slug[recit.document], recit, path, planner)
                where[recit.document, recit.record.cle] = path
                plans[recit.document, recit.record.cle] = dit.plan
                told.append(dit)
            contrats.append(self._contrat(path, told))
        amending = (replace(c, dits=tuple(_amending(dit, where) for dit in c.dits)) for c in contrats)
        return tuple(amending), Index(where, plans)

    def _recit(self, lecture: Lecture, record: Contrat, ordre: int) -> Recit:
        genre, generique = self._familles.genre(record)
        places = tuple(dict.fromkeys(lecture.territoire(nom, record, wide=True) for nom in record.territoires))
        acteurs = lecture.parties.get(record.cle, ())
        things = [self._lieux.things[p] for p in places]
        implicite = lieu_implicite(record, lecture.cadre, self._registre)
        names = [fold(nom) for nom in (*record.territoires, *(t.nom for t in things), *(a.nom for a in acteurs))]
        return Recit(
            ordre=ordre,
            document=lecture.document,
            record=record,
            genre=genre,
            generique=generique,
            territoires=places,
            lieux=tuple(_known_as(t) for t in things) or implicite.lieux or _of_parties(acteurs),
            parties=tuple(self._retouches(a.chemin, lecture.document) for a in acteurs),
            titre=titre_nu(record.titre, names),
            voisins=frozenset(self._neighbours(things)),
            cadre=tuple(chemin_registre(e) for e in (*lecture.cadre.epci, *lecture.cadre.communes)),
            lieu_cadre=lecture.cadre.lieu,
            implicites=tuple(nom_registre(e) for e in implicite.regions),
            en_cours=implicite.en_cours,
        )

    def _neighbours(self, things: Sequence[Acteur | Lieu]) -> list[str]:
        """Return the EPCI that bears the name of a commune of ``things`` and holds it, and the reverse."""
        found = []
        for lieu in things:
            if not isinstance(lieu, Lieu) or lieu.entree is None:
                continue
            if lieu.type_territoire is TypeTerritoire.COMMUNE:
                epci = self._registre.epci_de(lieu.entree.code)
                if epci and slug(lieu.nom) in slug(nom_registre(epci)):
                    found.append(f"id/territoire/epci/{epci.code}")
            elif lieu.type_territoire is TypeTerritoire.EPCI:
                for code in lieu.entree.membres:
                    commune = self._registre.get(TypeTerritoire.COMMUNE, code)
                    if commune and slug(commune.nom) in slug(lieu.nom).split("-"):
                        found.append(f"id/territoire/commune/{commune.code.lower()}")
        return found

    def _short_names(self) -> dict[str, str]:
        return {path: thing.nom for source in (self._acteurs, self._lieux) for path, thing in source.things.items()}

    def _dit(self, lecture: Lecture, recit: Recit, path: str, planner: Planificateur) -> DitContrat:
        record = recit.record
        if not record.instance:
            return DitContrat(recit.document, record, recit.territoires, (), tuple(planner.elements(record)))
        signatures: list[SignatureLiee] = []
        for signature in record.signatures:
            organisation = lecture.organisation(signature.signataire, signature, record.cle)
            signatures.append(
                SignatureLiee(_signature_path(path, organisation, signature, signatures), organisation, signature)
            )
        associes = tuple(AssocieLie(lecture.organisation(a.nom, a, record.cle), a) for a in record.associes)
        plan = tuple(planner.elements(record))
        return DitContrat(recit.document, record, recit.territoires, tuple(signatures), plan, associes)

    def _contrat(self, path: str, told: Sequence[DitContrat]) -> ContratLie:
        first = told[0]
        famille = not first.record.instance
        dispositif = path if famille else self._familles.dispositif(first.record)
        nom = self._familles.nom(path) if famille else None
        places = [self._lieux.things[t].nom for dit in told for t in dit.territoires]
        title = meilleur_titre([(dit.record.titre, dit.record.principal) for dit in told], places)
        return ContratLie(chemin=path, nom=nom or title, famille=famille, dispositif=dispositif, dits=tuple(told))


def _amending(dit: DitContrat, where: Mapping[tuple[str, str], str]) -> DitContrat:
    """Say which contract a telling of an amendment amends: the one that its document tells of."""
    amended = where.get((dit.document, dit.record.modifie or ""))
    return replace(dit, modifie=amended) if amended else dit


_LEVELS = (TypeTerritoire.COMMUNE, TypeTerritoire.EPCI, TypeTerritoire.DEPARTEMENT, TypeTerritoire.REGION)


def _known_as(thing: Acteur | Lieu) -> str:
    """What compares a territory between documents: its chemin, or the mere name of one that has no code."""
    return thing.chemin if isinstance(thing, Lieu) and thing.entree else slug(cle(thing.nom))


def _of_parties(acteurs: Sequence[Acteur]) -> tuple[str, ...]:
    """The territory of a contract that names none: that of its most local parties."""
    for kind in _LEVELS:
        found = [a.entree for a in acteurs if a.entree is not None and a.entree.type_territoire is kind]
        if found:
            return tuple(chemin_registre(entree) for entree in found)
    return ()


def _signature_path(path: str, organisation: str, signature: Signature, before: Sequence[SignatureLiee]) -> str:
    """One party, one signature; two named persons who sign for it in different capacities are two, told apart so."""
    own = f"{path}/signature/{organisation.rsplit('/', 1)[1]}"
    same = [s for s in before if s.signataire == organisation]
    if not same or not signature.qualite or not signature.representant:
        return own
    for other in same:
        capacity = slug(other.record.qualite or "")
        if other.record.representant in (None, signature.representant) or capacity in ("", slug(signature.qualite)):
            return other.chemin
    return f"{own}-{slug(signature.qualite)[:50].strip('-')}"
