"""What a text says of one contract, gathered from the places where it says it, and made into one record."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pactes.extraction.axes.axes_annonces import Annonce
from pactes.extraction.axes.axes_en_prose import number_by_rank
from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.noms_de_contrats import KINDS, NomDeContrat
from pactes.model import Axe, Contrat, Evidence, Signature, StatutContrat, Valeur
from pactes.reading import fold
from pactes.reference import Dispositif, cle_de_nom

REGLE = "article"
_NEAR = 45  # units between a contract's name and « le pacte » that means it
BEFORE_ALL = -_NEAR  # index of what is read before the units


@dataclass(slots=True)
class Dossier:
    """One contract in the making. ``famille`` is the family its group heading says, where its own name says none."""

    noms: list[NomDeContrat] = field(default_factory=list)
    tetes: set[str] = field(default_factory=set)
    annees: set[tuple[str, str]] = field(default_factory=set)
    titre: str | None = None
    dispositif: Dispositif | None = None
    famille: Dispositif | None = None
    mots: set[str] = field(default_factory=set)
    territoires: dict[str, str] = field(default_factory=dict)
    sigle: str | None = None
    dates: dict[str, Valeur] = field(default_factory=dict)
    periodes: list[tuple[str, str, Evidence]] = field(default_factory=list)
    durees: dict[str, Valeur] = field(default_factory=dict)
    fins: dict[str, Valeur] = field(default_factory=dict)
    signatures: dict[str, Signature] = field(default_factory=dict)
    annonces: list[Annonce] = field(default_factory=list)
    axes_a_part: list[Axe] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    statut: StatutContrat = StatutContrat.CITE
    aliases: set[str] = field(default_factory=set)
    confiance: float = 0.8
    retenu: bool = False  # the text says something of it: it is more than a name

    def add_nom(self, nom: NomDeContrat) -> None:
        """Remember one more way of naming the contract."""
        self.noms.append(nom)
        self.tetes.add(nom.tete)
        self.annees |= {nom.periode} if nom.periode else set()
        self.mots |= nom.mots
        self.sigle = self.sigle or nom.sigle
        self.aliases |= {fold(nom.alias)} if nom.alias else set()
        if self.sigle is None and nom.alias and (nom.dispositif is None or nom.dispositif.generique):
            self.sigle = nom.alias  # « le Pacte pour X-Y-Z (XYZ) » is called after its territory
        if self.dispositif is None or (self.dispositif.generique and nom.dispositif and not nom.dispositif.generique):
            self.dispositif = nom.dispositif or self.dispositif
        for territoire in _territories(nom):
            self.add_territoire(territoire)

    def add_territoire(self, nom: str) -> None:
        """Add a territory, once however it is written; what stands in capitals gives way to what does not."""
        key = cle_de_nom(nom)
        if key not in self.territoires or self.territoires[key].isupper():
            self.territoires[key] = nom

    def add_date(self, value: str, evidence: Evidence) -> None:
        """Add a date of signature; a vaguer form of one that is known adds nothing."""
        for known in list(self.dates):
            if known.startswith(value):
                return
            if value.startswith(known):
                del self.dates[known]
        self.dates[value] = Valeur(value, evidence)

    def add_signature(self, signature: Signature) -> None:
        """Add a party; what is known of one party from two places is one signature, the fuller name first."""
        key = fold(signature.signataire)
        for known_key, known in list(self.signatures.items()):
            same = known_key == key or _same_party(known_key, key)
            if not same:
                continue
            fuller, other = (known, signature) if len(known_key) >= len(key) else (signature, known)
            merged = Signature(
                signataire=fuller.signataire,
                representant=fuller.representant or other.representant,
                qualite=fuller.qualite or other.qualite,
                prevue=known.prevue and signature.prevue,
                evidence=(*known.evidence, *(e for e in signature.evidence if e not in known.evidence)),
                regle=known.regle,
                confiance=max(known.confiance, signature.confiance),
            )
            self.signatures = {
                (fold(fuller.signataire) if k == known_key else k): v for k, v in self.signatures.items()
            }
            self.signatures[fold(fuller.signataire)] = merged
            return
        self.signatures[key] = signature

    def may_be_of(self, date: str) -> bool:
        """Tell whether the contract may be signed on a date: not years before its period, nor after it."""
        return not self.annees or any(int(a) - 1 <= int(date[:4]) <= int(b) for a, b in self.annees)

    def conclude(self, prevue: bool) -> None:
        """Take note that the text says the contract signed (or to be signed)."""
        self.retenu = True
        if not prevue:
            self.statut = StatutContrat.CONCLU
        elif self.statut is StatutContrat.CITE:
            self.statut = StatutContrat.PREVU

    def axes(self) -> tuple[Axe, ...]:
        """Return the list of axes that best keeps its promise: as many as announced, then numbered, then longest."""
        if not self.annonces:
            return tuple(self.axes_a_part)

        def rank(annonce: Annonce) -> tuple[bool, bool, int]:
            kept = annonce.nombre is not None and annonce.nombre == len(annonce.axes)
            return kept, all(axe.numero for axe in annonce.axes), len(annonce.axes)

        best = max(self.annonces, key=rank)
        known = {axe.numero for axe in best.axes if axe.numero}
        listed = best.axes if known else number_by_rank(best.axes)
        return (*listed, *(axe for axe in self.axes_a_part if axe.numero not in known))

    def contrat(self) -> Contrat:
        """Return the record."""
        titre = self.titre or _title(self.noms)
        debut = next(((d, e) for d, _, e in self.periodes), None)
        fin = next(((f, e) for _, f, e in self.periodes), None)
        known = (
            self.dispositif if self.dispositif and not self.dispositif.generique else self.famille or self.dispositif
        )
        return Contrat(
            cle=cle(titre),
            titre=titre,
            type_contrat=known.nom if known else None,
            sigle=self.sigle,
            statut=self.statut,
            territoires=self._territoires(titre),
            dates_signature=tuple(self.dates.values()),
            debuts=(Valeur(*debut),) if debut else (),
            fins=(Valeur(*fin),) if fin else tuple(self.fins.values()),
            durees=tuple(self.durees.values()),
            signatures=tuple(self.signatures.values()),
            axes=self.axes(),
            evidence=tuple(sorted(dict.fromkeys(self.evidence), key=lambda e: e.start)),
            regle=REGLE,
            confiance=self.confiance,
        )

    def _territoires(self, titre: str) -> tuple[str, ...]:
        names = [n for n in self.territoires.values() if fold(n) not in self.aliases]
        written = [n for n in names if not n.isupper() or len(n) < 4] or names
        # « bassin minier » says no more than « bassin minier du X ».
        kept = [n for n in written if not any(fold(o).startswith(f"{fold(n)} ") for o in written)]
        title = fold(titre)
        return tuple(sorted(kept, key=lambda n: fold(n) not in title))  # what the title names is what it is of


class Classeur:
    """The dossiers of a text: one for each contract, however it is named."""

    def __init__(self) -> None:
        self.dossiers: list[Dossier] = []
        self._seen: dict[int, int] = {}  # index of the unit that named a contract last, by id of its dossier

    def dossier(self, nom: NomDeContrat, index: int) -> Dossier:
        """Return the dossier of the contract that the unit ``index`` names, a new one if it has none yet."""
        dossier = self._known(nom)
        if dossier is None:
            dossier = Dossier(dispositif=nom.dispositif)
            self.dossiers.append(dossier)
        dossier.add_nom(nom)
        self._seen[id(dossier)] = index
        return dossier

    def remember(self, nom: NomDeContrat, index: int) -> None:
        """Take note that the unit ``index`` names a contract, if it is one that has a dossier."""
        known = self._known(nom)
        if known is not None:
            known.add_nom(nom)
            self._seen[id(known)] = index

    def recent(self, nom: NomDeContrat, index: int) -> Dossier | None:
        """Return the contract of the same family that was named last, not too far above the unit ``index``."""
        near = [
            dossier
            for dossier in self.dossiers
            if index - self._seen.get(id(dossier), BEFORE_ALL) < _NEAR and _same_family(dossier, nom)
        ]
        return max(near, key=lambda d: self._seen[id(d)], default=None)

    def _known(self, nom: NomDeContrat) -> Dossier | None:
        """Return the dossier of a contract that is known: same family, and one's territory within the other's."""
        # An acronym of the contract, not of its family.
        own_sigle = nom.sigle if nom.dispositif is None or nom.dispositif.generique else None
        for dossier in self.dossiers:
            if not (_same_family(dossier, nom) and _same_years(dossier, nom)):
                continue
            if nom.mots and dossier.mots:
                if nom.mots <= dossier.mots or dossier.mots <= nom.mots or nom.mots <= dossier.aliases:
                    return dossier
            elif own_sigle and own_sigle == dossier.sigle:
                return dossier
        return None


def _same_family(dossier: Dossier, nom: NomDeContrat) -> bool:
    a, b = dossier.dispositif, nom.dispositif
    if a is None or b is None:
        return a is b and nom.tete in dossier.tetes
    return a.slug == b.slug


def _same_years(dossier: Dossier, nom: NomDeContrat) -> bool:
    return not nom.periode or not dossier.annees or nom.periode in dossier.annees


def _territories(nom: NomDeContrat) -> tuple[str, ...]:
    """Return the territories that a name says: « X et le Y » are two; an acronym is none (« l'avenant du FONDS »)."""
    said = nom.territoire
    if not said or said == nom.alias or (said.isupper() and not nom.titre.isupper()):
        return ()
    if not nom.complement and _AGENCY.match(fold(said)):
        return ()  # « le contrat avec l'Agence X »: it is no place
    if not nom.complement or fold(said).split()[0] in KINDS:
        return (said,)
    return tuple(_AND.split(said))


_AND = re.compile(r" et (?:la |le |les |l['’]|du |de la |de l['’]|des |de |d['’])?(?=[A-ZÀ-Þ])")
_AGENCY = re.compile(
    r"(?:agence|caisse|chambre|banque|direction|universite|rectorat|centre hospitalier|office|etat|action logement|"
    r"ars|caf|cpam|msa|cci|drac|ademe|anru|anah)\b"
)
_SIGLE = re.compile(r"\s*\([A-ZÉ0-9()]{2,10}\)")


def _same_party(a: str, b: str) -> bool:
    """Whether one folded name is the other with a complement: « conseil regional », « conseil regional x »."""
    short, long = sorted((a, b), key=len)
    return long.startswith(f"{short} ") and short.split()[0] in ("region", "conseil", "departement", "etat")


def _title(noms: list[NomDeContrat]) -> str:
    """Return the fullest name: not in capitals, with its family in words rather than as an acronym."""
    best = max(
        noms,
        key=lambda n: (not n.titre.isupper(), not n.titre[:3].isupper(), bool(n.territoire), len(n.mots), len(n.titre)),
    )
    titre = _SIGLE.sub("", best.titre)
    return titre[:1].upper() + titre[1:]
