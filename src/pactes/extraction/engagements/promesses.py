"""What a sentence promises, and the sections of a text that hold promises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pactes.extraction.commun.acteurs import Mention, find_mentions
from pactes.extraction.engagements import tournures as t
from pactes.model import StatutEngagement
from pactes.reading import Span, fold

PREVU, EN_COURS, REALISE = StatutEngagement.PREVU, StatutEngagement.EN_COURS, StatutEngagement.REALISE


_TO = re.compile(r"^(?:(?:[àÀaA]|[dD][eE])\s+|[dD]['’]\s?)")
_JOIN = re.compile(
    r"(?:,|\bet|\bpuis|\bainsi qu['’]e?)[\s,]*(?:et\s*)?(?:(?:ils?|elles?)\s+)?$|[\s,]+(?:ils?|elles?)\s+$",
    re.IGNORECASE,
)


_RELATIVE = re.compile(r"\b(?:qui|que|dont|ou|lorsque|lesquel\w+)\b|\bqu'|[:(]")
_TOUS = re.compile(r"(?:co)?signataires|parties|partenaires|contractants")
_FERMES = frozenset(
    f"engagement-{how}"
    for how in ("explicite", "nom", "signature", "revient", "intention", "delibere", "decision", "tenu", "a-tenir")
)


@dataclass(frozen=True, slots=True)
class Promesse:
    """What a sentence promises: the rule that says so, its status, and where in the sentence things are.

    ``verbe`` is where the verb starts (its subject is to its left), ``debut`` where what is promised starts,
    ``auteurs`` where the text names who promises when that is not the subject, ``de_tous`` that all parties do,
    ``enumere`` that what follows ``debut`` is an enumeration of promises, ``de_presents`` that verbs in the present
    that follow are promises too (in a section of commitments: « pilote A, recrute B et abonde C »).
    """

    regle: str
    statut: StatutEngagement
    verbe: int
    debut: int
    confiance: float
    demande_un_sujet: bool = True
    depuis: str | None = None
    auteurs: Span | None = None
    de_tous: bool = False
    enumere: bool = False
    de_presents: bool = False

    @property
    def ferme(self) -> bool:
        """Whether the text itself calls it a commitment."""
        return self.regle in _FERMES

    def parts(self, text: str) -> list[str]:
        """Return the promises of the sentence one by one: « à faire A, à faire B et à faire C » are three."""
        body = text[self.debut :]
        if "»" in body and "«" not in body[: body.index("»")]:
            body = body[: body.index("»")]  # what is said ends there: « … », rappelle le maire
        if self.de_presents:
            return _cut(body, [m.start("verbe") for m in t.AND_DOES.finditer(fold(body))], shortest=1)
        if self.regle in ("engagement-futur", "engagement-charge"):
            return _futures(body)
        if self.regle == "engagement-revient":
            return _cut(body, [m.start("a") for m in t.AND_OF.finditer(fold(body))])
        if self.enumere:
            return [p.strip() for p in t.ENUMERATED.split(body) if p.strip(" .;")]
        if self.regle != "engagement-explicite":
            return [body]
        return _cut(body, [m.start("a") for m in t.AND_TO.finditer(fold(body))])


def _cut(body: str, starts: Sequence[int], shortest: int = t.TOO_SHORT) -> list[str]:
    """Cut an enumeration of verbs where each starts, but not « à désigner et à installer X »: ``shortest`` is words."""
    cuts = [0]
    for start in starts:
        if len(_JOIN.sub("", body[cuts[-1] : start]).split()) > shortest:
            cuts.append(start)
    pieces = [body[i:j] for i, j in zip(cuts, [*cuts[1:], len(body)], strict=True)]
    return [_TO.sub("", _JOIN.sub("", p.strip())) for p in pieces]


def _futures(body: str) -> list[str]:
    """Cut « financera X et réservera Y » in its promises; what follows a relative is of it (« qui… et … »)."""
    cuts = [0]
    for match in t.AND_WILL.finditer(fold(body)):
        before = fold(body[cuts[-1] : match.start()])
        relative = _RELATIVE.search(before)
        if relative and relative.group() not in ":(" and not t.FUTURE.search(before, relative.end()):
            relative = None  # « les deux mois qui suivent la décision et affectera »: the relative is in the present
        takes = t.IN_CHARGE.match(fold(body), match.end())  # « et prendra à sa charge… »
        if (takes or match["verbe"] not in t.NOT_FUTURE) and len(before.split()) > t.TOO_SHORT and not relative:
            cuts.append(match.start("verbe"))
    pieces = [body[i:j] for i, j in zip(cuts, [*cuts[1:], len(body)], strict=True)]
    return [_JOIN.sub("", p.strip()) for p in pieces]


@dataclass(frozen=True, slots=True)
class Section:
    """A section whose heading says that it holds commitments, and whose they are."""

    titre: str
    auteurs: tuple[Mention, ...] = field(default=())

    @property
    def de_tous(self) -> bool:
        """Whether it holds those of all the parties (« Engagements des signataires »)."""
        return any(_TOUS.match(fold(m.nom)) for m in self.auteurs)


def section(title: str) -> Section | None:
    """Return the section that a heading opens when it is one of commitments (« Article 4 – Engagements de l'État »)."""
    folded = fold(title)
    match = t.SECTION.search(folded)
    if not match or t.NOT_SECTION.search(folded):
        return None
    auteurs = tuple(find_mentions(title[match.start() :]))
    if not auteurs and (named := t.OF_NAME.search(folded)) and title[named.start("nom")].isupper():
        auteurs = (Mention(named.start("nom"), named.end("nom"), title[named.start("nom") : named.end("nom")]),)
    if match.group() == "engagement" and not auteurs:
        return None  # « L'engagement de la mutation des quartiers » : a beginning, not a promise
    return Section(title, auteurs)


def without_to(text: str) -> str:
    """Return an item without the « à » or « de » that ties it to its introduction (« à désigner un référent »)."""
    match = re.match(rf"(?:a |de |d')(?=(?:ne pas |s'|se )?{t.INFINITIVE})", fold(text))
    return text[match.end() :] if match else text


def infinitives(items: Sequence[str]) -> bool:
    """Say whether most items of a list start with a verb in the infinitive (« financer… »)."""
    return sum(bool(re.match(rf"(?:- |✓ )?(?:ne pas |s'|se )?{t.INFINITIVE}", fold(item))) for item in items) * 2 > len(
        items
    )
