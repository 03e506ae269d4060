"""Who signs a contract that an article tells of by its place alone: named in its sentence, else those of its family."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pactes.extraction.commun.parties import end_of_list, find_parties
from pactes.extraction.commun.unites import Unite
from pactes.model import Evidence, Signature
from pactes.reading import Document, fold
from pactes.reference import Dispositif

REGLE = "contrat-par-lieu"
_TABLE = re.compile(r"^(?:autour de la table|(?:les )?signataires(?: sont)?|ont signe|les parties) ?:? ")
_BODY = re.compile(
    r"\b(?P<corps>communaute de communes|communaute d'agglomeration|communaute urbaine|petr|syndicat mixte|metropole"
    r"|ville|commune)\b(?! (?:de |d'|du |des )?[a-z]*[A-Z])"
)


@dataclass
class Famille:
    """The family that an article is about, and who signs each of its contracts."""

    dispositif: Dispositif | None = None
    communs: list[tuple[str, Evidence]] = field(default_factory=list)
    locaux: Evidence | None = None


def signature(nom: str, where: Evidence, qualite: str | None = None, prevue: bool = False) -> Signature:
    return Signature(signataire=nom, qualite=qualite, prevue=prevue, evidence=(where,), regle=REGLE, confiance=0.75)


def place(unite: Unite, start: int, end: int) -> tuple[int, int]:
    span = unite.span(start, end)
    return span.start, span.end


def of(article: str, lieu: str) -> str:
    """Return « du Vexin », « des Combrailles », « d'Apt » for a place with its article."""
    if article in ("le", "les"):
        return f"{'du' if article == 'le' else 'des'} {lieu}"
    if article in ("la", "l'"):
        return f"de {article}{'' if article.endswith(chr(39)) else ' '}{lieu}"
    return f"d'{lieu}" if re.match(r"[aeiouyh]", fold(lieu)) else f"de {lieu}"


def parties(
    document: Document,
    unite: Unite,
    famille: Famille,
    name: tuple[str, str],
    phrase: tuple[int, int],
    verb: int,
    where: tuple[int, int],
) -> tuple[Signature, ...]:
    """Return who signs: named after « par », « entre », else those of all contracts of the family with the place."""
    text, folded = unite.texte, fold(unite.texte)
    intro = re.compile(r"\b(?:par|entre)\b ").search(folded, verb, phrase[1])
    table = next((s for s in unite.phrases() if s.start >= phrase[1] and _TABLE.match(folded[s.start : s.end])), None)
    start = intro.end() if intro else table.start + _end(_TABLE, folded[table.start :]) if table else None
    found: dict[str, Signature] = {}
    if start is not None:
        clause = text[start : start + end_of_list(text[start : table.end if table and not intro else phrase[1]], 0)]
        for party in find_parties(clause):
            nom = f"{party.nom} {of(*name)}" if fold(party.nom) in ("petr", "pays") else party.nom
            evidence = document.evidence(*place(unite, start + party.start, start + party.end))
            found[nom] = signature(nom, evidence, party.qualite)
        for body in _BODY.finditer(fold(clause)):
            if re.match(r" (?:de |d['’]|du |des |de la )?[A-ZÀ-Þ]", clause[body.end() :]) or body["corps"] == "petr":
                continue  # named in full, and read as such
            nom = f"{clause[body.start() : body.end()]} {of(*name)}"
            evidence = document.evidence(*place(unite, start + body.start(), start + body.end()))
            found[nom[:1].upper() + nom[1:]] = signature(nom[:1].upper() + nom[1:], evidence)
        return tuple(found.values())
    for nom, evidence in famille.communs:
        found[nom] = signature(nom, evidence)
    if famille.locaux:
        kind = re.match(r"\s?\((communauté (?:de communes|d['’]agglomération|urbaine)|PETR)\b", text[where[1] :])
        nom = f"{kind[1][:1].upper()}{kind[1][1:]} {name[0]} {name[1]}".replace("  ", " ") if kind else name[1]
        found[nom] = signature(nom, document.evidence(*place(unite, *where)))
    return tuple(found.values())


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0
