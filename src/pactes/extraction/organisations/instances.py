"""Reader of governance bodies and how often they meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.contrats_proches import ContratsProches
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.organisations.frequences import find_frequency
from pactes.extraction.organisations.noms_instances import NomInstance, find_noms
from pactes.model import Evidence, Instance
from pactes.reading import BlockKind, Span, fold

# What says that a body is there, or is to be: it is set up, it meets, somebody chairs it, it has a task.
_GOVERNS = re.compile(
    r"\b(?:institue|cree|installe|instaure|constitue|mis(?:e|es)? en place|mettre en place|creant|creer"
    r"|installation|creation|reuni(?:t|ssent|ra|ront|s|e|es|ssant|r)?\b|se (?:reuni|retrouve)|(?:co-?)?presid"
    r"|(?:co-?)?anime|compose|est (?:charge|organise|prevu|programme)|fera le point|font le point|tenue? le"
    r"|tiendra|form(?:e|ent|era)\b|animat(?:eur|rice)|present(?:e|ee|es|ees) en\b|(?:a|ont|aura"
    r"|auront) (?:en outre )?(?:pour|vocation)|assure(?:ra)?|siege(?:ra|nt)?\b|prepare(?:ra)?\b|examine(?:ra)?\b"
    r"|arbitre(?:ra)?\b|pilote|valide|rythme|frequence|periodicite|lieu (?:de|propose)|se tien|organise|consulte"
    r"|instance|qui (?:realise|constitue)|mobilise|oriente|s'assure|definit|met en (?:oeuvre|œuvre)|suivi)"
)
_GENERIC = re.compile(
    r"^(?:instances?|assises|bureau|comites?|commissions?|cellules?|conferences?|groupes?|assemblees?"
    r"|coordinations?|forums?|reunions?|conseils?"
    r"|groupe de travail)$"
)
_PLENARY = re.compile(r"(?:seances?|assemblees?|instances?) plenieres?$")
_DEFINITE = re.compile(r"(?:\b(?:ce|cet|cette|ces|chacune? de ces|tous|ledit|ladite|animer (?:les|des))\s?)$")
# « à deux représentants de chaque conseil citoyen » : bodies that are there, said of in passing.
_EACH = re.compile(r"\bchaque\s?conseils? (?:citoyen|de quartier)")
_LISTED = re.compile(r"^instances?(?: de (?:gouvernance|pilotage|suivi))? ?:|\bgouvernance ?:")
# A council's own commission that gave its opinion on a deliberation is no body of the contract.
_OPINION = re.compile(r"^\W*(?:vu|considerant)\b.*\bavis\b|\bavis (?:favorable |consultatif )?(?:de la|du|des) $")
# « au sein d'un comité de pilotage associant l'ensemble des partenaires »
_GATHERS = re.compile(r",? (?:associant|rassemblant|reunissant|regroupant)\b")
_A = re.compile(r"\bd?['’]?un(?:e)? $")
_GOVERNANCE = re.compile(
    r"\b(?:gouvernance|pilotage|instances?|comites?|commissions?|suivi|animation|organisation|participation"
    r"|association|concertation|modalites)\b"
)


@dataclass
class _Corps:
    """A body while it is read: where it was first said to be, and how often it meets once that is said."""

    nom: NomInstance
    evidence: Evidence
    heading: bool
    contrat: str | None
    frequence: str | None = None
    frequence_evidence: Evidence | None = None
    vague: bool = False
    sigles: set[str] = field(default_factory=set)


_LINKS_WORDS = """
    de du des la le les d l et a au aux pour
"""
_LINKS = frozenset(_LINKS_WORDS.split())
_SIGLES = (("copil", "comite pilotage"), ("cotech?", "comite technique"))
_SHORT = 3  # words of a name that needs the name of the body it is part of


def read_instances(contexte: Contexte) -> tuple[Instance, ...]:
    """Return the governance bodies of the document and how often they meet, in the order of the text."""
    return _Lecteur(contexte).read()


class _Lecteur:
    def __init__(self, contexte: Contexte) -> None:
        self.contexte = contexte
        self.proches = ContratsProches(contexte)
        self.corps: list[_Corps] = []
        self.courant: list[_Corps] = []  # the bodies that the text is about
        self.parent: _Corps | None = None  # the body whose parts the list being read gives

    def read(self) -> tuple[Instance, ...]:
        """Return what the units say."""
        for unite in build_unites(self.contexte.document):
            if unite.kind is BlockKind.HEADING:
                self._heading(unite)
            else:
                for phrase in unite.phrases():
                    self._phrase(unite, phrase)
                if unite.kind is not BlockKind.ITEM:
                    self.parent = self._parent(unite.texte)
        return tuple(self._instances())

    def _heading(self, unite: Unite) -> None:
        self.courant, self.parent = [], None
        span = find_frequency(unite.texte)
        for nom in find_noms(unite.texte):
            before = fold(unite.texte[: nom.start])
            if re.fullmatch(r"(?:\W|\d|\b(?:article|les?|la|l'|un|une)\b)*", before) and not _generic(nom):
                whole = unite.texte[nom.start :].strip()
                if len(whole) <= 140 and not re.search(r"[:;]", whole):
                    nom = NomInstance(nom.start, len(unite.texte), whole, nom.sigle)
                corps = self._note(unite, nom, heading=True)
                if span is not None:
                    self._set(corps, unite, span)

    def _phrase(self, unite: Unite, phrase: Span) -> None:
        text = unite.texte[phrase.start : phrase.end]
        folded = fold(text)
        here: list[_Corps] = []
        fresh = False
        contrat = self._contrat(unite, unite.start + phrase.start)
        for nom in find_noms(text):
            if _is_member(text, nom) or _OPINION.search(folded[: nom.start]):
                continue
            known = self._known(nom, contrat)
            if known is not None:
                here.append(known)
                continue
            if _generic(nom) or _DEFINITE.search(folded[: nom.start].rstrip()[-20:] + " "):
                continue
            if self._is_there(unite, text, folded, nom):
                whole = self._within(unite, nom, here)
                moved = NomInstance(phrase.start + nom.start, phrase.start + nom.end, whole, nom.sigle)
                here.append(self._note(unite, moved))
                fresh = True
        if here:
            grouped = unite.kind is BlockKind.ITEM and fresh and self.courant
            self.courant = [*self.courant, *here] if grouped else here
        self._frequency(unite, phrase, text, here if unite.kind is not BlockKind.ITEM else here[-1:])

    def _within(self, unite: Unite, nom: NomInstance, here: list[_Corps]) -> str:
        """Return the body's name, with that of the body it is part of where its own would say nothing outside of it."""
        if len(_words(nom.nom)) > _SHORT or "«" in nom.nom:
            return nom.nom
        if _PLENARY.match(fold(nom.nom)) and here:
            return f"{here[-1].nom.nom} : {nom.nom}"
        if unite.kind is not BlockKind.ITEM or self.parent is None:
            return nom.nom
        return f"{self.parent.nom.sigle or self.parent.nom.nom} : {nom.nom}"

    def _parent(self, text: str) -> _Corps | None:
        """Return the body whose parts the list after ``text`` gives (« Le X est organisé comme suit : »)."""
        if not re.search(r":\W*$", text):
            return None
        folded = fold(text)
        for corps in reversed(self.corps):
            names = [fold(corps.nom.nom), *map(fold, corps.sigles)]
            if any(re.search(rf"\b{re.escape(name)}\b", folded) for name in names if name):
                return corps
        return None

    def _is_there(self, unite: Unite, text: str, folded: str, nom: NomInstance) -> bool:
        around = folded[max(0, nom.start - 100) : nom.end + 120]
        if text[: nom.start].endswith("**") and text[nom.end :].startswith("**"):
            return True
        if unite.kind is BlockKind.ITEM and re.fullmatch(
            r"(?:les? |la |l'|un |une |d'une? |des |du |de la |\W)*", folded[: nom.start]
        ):
            return (
                self.parent is not None
                or bool(_GOVERNS.search(around))
                or "«" in nom.nom
                or self._in_governance(unite)
                or find_frequency(folded[nom.end : nom.end + 60]) is not None
            )
        if find_frequency(folded[nom.end : nom.end + 160]):
            return True
        if _GATHERS.match(folded, nom.end) and _A.search(folded[: nom.start]):
            return True
        if _EACH.match(folded, max(0, nom.start - 7)) or "mi-parcours" in fold(nom.nom):
            return True
        if _LISTED.search(folded[: nom.start].lstrip(" >-•*")):
            return True
        return bool(
            _GOVERNS.search(folded[nom.end : nom.end + 80])
            or _GOVERNS.search(folded[max(0, nom.start - 60) : nom.start])
        )

    def _in_governance(self, unite: Unite) -> bool:
        path = self.contexte.plan.path(unite.start)
        return bool(path) and bool(_GOVERNANCE.search(fold(path[-1].title)))

    def _known(self, nom: NomInstance, contrat: str | None) -> _Corps | None:
        """Return the body of this contract that ``nom`` names in full, by its acronym or shortened (« ce comité »)."""
        words = _words(nom.nom)
        for corps in reversed(self.corps):
            if corps.contrat != contrat:
                continue
            other = _words(corps.nom.nom)
            if words == other or words == other[: len(words)] or (nom.sigle and nom.sigle in corps.sigles):
                return corps
        return None

    def _note(self, unite: Unite, nom: NomInstance, heading: bool = False) -> _Corps:
        contrat = self._contrat(unite, unite.start)
        known = self._known(nom, contrat)
        if known is not None:
            if heading:
                self.courant = [known]
            return known
        place = unite.span(nom.start, nom.end)
        corps = _Corps(nom, self.contexte.document.evidence(place.start, place.end), heading, contrat)
        if nom.sigle:
            corps.sigles.add(nom.sigle)
        self.corps.append(corps)
        if heading:
            self.courant = [corps]
        return corps

    def _contrat(self, unite: Unite, offset: int) -> str | None:
        if self.contexte.principal:
            return self.contexte.principal.cle
        named = self.proches.at(offset, unite.start, unite.end)
        if named is not None:
            return named.cle
        before = [c for c in self.contexte.contrats if c.evidence[0].start <= offset and c.fiche is not None]
        return max(before, key=lambda c: c.evidence[0].start).cle if before else None

    def _frequency(self, unite: Unite, phrase: Span, text: str, here: list[_Corps]) -> None:
        span = find_frequency(text)
        if span is None:
            return
        if self._one_by_one(unite, phrase, text, here):
            return
        meets = here or (self.courant if _meets(fold(text)) else [])
        for corps in meets:
            self._set(corps, unite, Span(phrase.start + span.start, phrase.start + span.end))

    def _one_by_one(self, unite: Unite, phrase: Span, text: str, here: list[_Corps]) -> bool:
        """Keep how often each of several bodies meets (« le X deux fois par an ; le Y chaque mois »); tell if said."""
        noms = list(find_noms(text))
        if len(here) < 2 or len(noms) < 2:
            return False
        said = False
        for index, nom in enumerate(noms):
            end = noms[index + 1].start if index + 1 < len(noms) else len(text)
            span = find_frequency(text[nom.start : end])
            corps = next((c for c in here if _words(c.nom.nom) == _words(nom.nom)), None)
            if span and corps:
                said = True
                at = phrase.start + nom.start
                self._set(corps, unite, Span(at + span.start, at + span.end))
        return said

    def _set(self, corps: _Corps, unite: Unite, span: Span) -> None:
        """Keep how often ``corps`` meets: the first wording, but a precise one over a vague one."""
        words = " ".join(unite.texte[span.start : span.end].split())
        vague = fold(words).startswith(("regul", "en tant", "autant"))
        if corps.frequence is None or (corps.vague and not vague):
            place = unite.span(span.start, span.end)
            corps.frequence, corps.vague = words, vague
            corps.frequence_evidence = self.contexte.document.evidence(place.start, place.end)

    def _instances(self) -> Iterator[Instance]:
        for corps in self.corps:
            evidence = (corps.evidence, corps.frequence_evidence) if corps.frequence_evidence else (corps.evidence,)
            yield Instance(
                evidence=evidence,
                regle="instance-titre" if corps.heading else "instance-phrase",
                confiance=0.9 if corps.heading or corps.frequence else 0.75,
                nom=corps.nom.nom[:1].upper() + corps.nom.nom[1:],
                contrat=corps.contrat,
                frequence=corps.frequence,
            )


def _meets(folded: str) -> bool:
    return bool(
        re.search(
            r"^(?:il|elle|ils|elles)\b|\b(?:sieg|convoqu|reuni|rencontr|rythme|frequence|periodicite|seance"
            r"|se tien|comite|commission|instance|conseil|groupe)",
            folded,
        )
    )


def _is_member(text: str, nom: NomInstance) -> bool:
    """Whether a name stands among others in parentheses: who is in a body (« un club (chambres, conseil de X) »)."""
    opening = text.rfind("(", 0, nom.start)
    closing = text.find(")", nom.end)
    if opening < 0 or closing < 0 or ")" in text[opening : nom.start] or "(" in text[nom.end : closing]:
        return False
    others = text[opening + 1 : nom.start] + text[nom.end : closing]
    return bool(re.search(r"[,;]\s*(?:\w|$)|\w\s*,", others))


def _generic(nom: NomInstance) -> bool:
    return bool(_GENERIC.match(fold(nom.nom)))


def _words(nom: str) -> tuple[str, ...]:
    """Return the words that make the name, singular, without links; « COPIL » is a comité de pilotage."""
    folded = re.sub(r"\([^()]*\)", "", fold(nom))
    for sigle, long in _SIGLES:
        folded = re.sub(rf"\b{sigle}\b", long, folded)
    return tuple(w.rstrip("s") for w in re.findall(r"[a-z0-9]+", folded) if w not in _LINKS)
