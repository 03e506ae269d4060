"""How many axes, objectives, actions and parties a contract is said to have, and how many its text gives."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pactes.extraction.axes.etiquettes import read_etiquette
from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.familles import find_familles
from pactes.extraction.commun.nombres import LETTRES, parse_lettres
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.comparaisons import racine
from pactes.extraction.contradictions.enonces import Enonce, Propriete
from pactes.extraction.contradictions.phrases import phrase_autour
from pactes.model import Action, Axe, Contrat, GenreContradiction, Objectif
from pactes.reading import BlockKind, Document, fold

N = rf"(?:\d{{1,3}}|{LETTRES})"
_ADJECTIVES = r"(?:grande?s |principa(?:ux|les) |premie?re?s )?"
# What says of a number of axes that it is that of the contract and not of one of its parts.
_OWN = re.compile(
    r"\b(?:(?:le|du|au|ce|present|presente|l'|notre) ?(?:contrat|pacte|accord|convention|protocole|charte|document"
    r"|projet de territoire)|declin\w*|detaill\w*|structur\w*|articul\w*|s'organis\w*|retenus?|retenues?|identifi\w+)\b"
)
_PART = re.compile(
    r"\b(?:dont|parmi|certains?|chacun|chaque|autres?|au moins|un des|une des|l'un|l'une|cet axe|cette orientation"
    r"|agenda|schema|plan|programme|strategie|feuille de route|projet de loi|loi)\b"
)
_NEAR = 700  # characters from an announcement to the first of the parts that it announces
_PARTIES = re.compile(
    rf"\b(?:les|des|aux|entre|par) (?P<n>{N}) (?P<nom>parties|partenaires|signataires|contractants|cocontractants)"
    r"(?! (?:prenantes|financiers|associes|economiques|prives|publics|locaux|principaux|institutionnels|sociaux))\b"
)
# The law of contracts says « l'autre partie » only where there are two.
_TWO = re.compile(r"\bl'une ou l'autre (?:des )?parties?\b|\bl'autre partie\b")


@dataclass(frozen=True, slots=True)
class _Partie:
    """The parts of one kind of a contract or of one axis: « les enjeux de l'axe 2 »."""

    noms: frozenset[str]  # stems of what the text calls them: « axe », « ambition »
    elements: Sequence[Axe | Objectif | Action]
    debut: int  # where what holds them starts
    fin: int
    tout: bool  # of the whole contract


def compte(nom: str) -> Propriete:
    """Return the property of how many things of this name (« axes ») there are."""
    elided = f"d'{nom}" if nom[0] in "aeiou" else f"de {nom}"
    return Propriete(f"nombre {elided}", GenreContradiction.NOMBRE, "nombre-de-la-structure", lambda a, b: a == b)


PARTIES = Propriete("nombre de parties", GenreContradiction.NOMBRE, "nombre-de-parties", lambda a, b: a == b, "partie")


def enonces_des_comptes(contexte: Contexte) -> Iterator[Enonce]:
    """Yield the numbers of parts and parties that the contract of the document announces and gives."""
    contrat = contexte.principal
    if contrat is None:
        return
    unites = build_unites(contexte.document)
    for partie in _parts(contexte.document, contrat):
        yield from _of_parts(contexte, contrat, unites, partie)
    yield from _of_parties(contexte, contrat, unites)


def value(words: str) -> int:
    """Return a folded number in digits or in words (0 for words that are none)."""
    return int(words) if words.isdigit() else parse_lettres(words) or 0


def _parts(document: Document, contrat: Contrat) -> Iterator[_Partie]:
    """Yield the axes of the contract, all its objectives, all its actions, then the parts of each axis."""
    axes = contrat.axes
    objectifs = [o for a in axes for o in a.objectifs]
    actions = [x for a in axes for x in (*a.actions, *(x for o in a.objectifs for x in o.actions))]
    for elements, nom in ((axes, "axe"), (objectifs, "objectif"), (actions, "action")):
        if len(elements) >= 2:
            called = _called(elements) | ({nom} if nom != "axe" else set())
            yield _Partie(called, elements, 0, elements[0].evidence[0].start, tout=True)
    ends = [*(a.evidence[0].start for a in axes), len(document.text)][1:]
    for axe, after in zip(axes, ends, strict=False):
        for own in (axe.objectifs, axe.actions):
            called = _called(own)
            if len(own) >= 2 and called:
                yield _Partie(called, own, axe.evidence[0].start, min(after, own[0].evidence[0].start), tout=False)


def _called(elements: Sequence[Axe | Objectif | Action]) -> frozenset[str]:
    """Return the stems of the words that most titles are labelled with (« AMBITION 4 : … »)."""
    labels = [read_etiquette(e.evidence[0].quote.strip("*_# ")) for e in elements]
    words = [racine(label.mot.split()[-1]) for label in labels if label]
    return frozenset(w for w in words if words.count(w) * 2 > len(elements))


def _of_parts(contexte: Contexte, contrat: Contrat, unites: Sequence[Unite], partie: _Partie) -> Iterator[Enonce]:
    document, said = contexte.document, []
    count = len(partie.elements)
    apart = sum(isinstance(e, Axe) and e.transversal for e in partie.elements)
    nouns = "|".join(sorted(re.escape(nom) for nom in partie.noms))
    if not nouns:
        return
    pattern = re.compile(rf"(?<![\d.,'’-])\b(?P<n>{N}) {_ADJECTIVES}(?P<nom>(?:{nouns})\w{{0,3}}s|(?:{nouns})aux)\b")
    named = ""
    low = 0 if partie.tout else bisect_left(unites, partie.debut, key=_start)
    high = len(unites) if partie.tout else bisect_right(unites, partie.fin, key=_start)
    for unite in unites[low:high]:
        folded = fold(unite.texte)
        for match in pattern.finditer(folded):
            number = value(match["n"])
            near = partie.debut <= unite.start < partie.fin and partie.fin - unite.start <= _NEAR
            if number < 2 or not _of_the_whole(contexte, unite, folded, match, near, partie.tout):
                continue
            # Far below what was read, the number is of one part of it.
            if not near and number * 2 <= count:
                continue
            span = unite.span(match.start(), match.end())
            named = named or match["nom"]
            said.append((number, document.evidence(span.start, span.end)))
    if not said:
        return
    propriete = compte(named)
    cle = (contrat.cle, "" if partie.tout else str(partie.debut), *sorted(partie.noms))
    holder = contrat.titre if partie.tout else _titled(contrat, partie.debut)
    sujet = f"{propriete.nom} : {holder}"
    cible = ("contrat", contrat.cle)
    for number, evidence in said:
        read = number if number != count - apart else count
        yield Enonce(propriete, cle, sujet, read, evidence.quote, evidence, cible)
    last = partie.elements[-1].evidence[0]
    yield Enonce(propriete, cle, sujet, count, f"{count} dans le texte", last, cible)


def _start(unite: Unite) -> int:
    return unite.start


def _of_the_whole(contexte: Contexte, unite: Unite, folded: str, match: re.Match[str], near: bool, tout: bool) -> bool:
    """Whether a number is that of all the parts: told right before them, or of the contract by the words around it."""
    if unite.kind is BlockKind.ITEM and near:
        return False
    low, high = phrase_autour(unite.texte, match.start(), match.end())
    words = folded[low:high]
    clause = re.split(r"[;:]", folded[low : match.start()])[-1]
    if tout and (_PART.search(clause) or _PART.search(folded[match.end() : match.end() + 40])):
        return False
    contrat = contexte.principal
    if contrat is None or _other_contract(unite.texte[low:high], contrat):
        return False
    return near or (tout and _OWN.search(words) is not None)


def _other_contract(text: str, contrat: Contrat) -> bool:
    """Whether a sentence names a family of contracts that is not that of the contract of the document."""
    own = fold(contrat.type_contrat or "contrat")
    return any(fold(f.dispositif.nom) not in own for f in find_familles(text))


def _of_parties(contexte: Contexte, contrat: Contrat, unites: Sequence[Unite]) -> Iterator[Enonce]:
    document, count = contexte.document, len(contrat.signatures)
    if count < 2:
        return
    sujet, cible = f"nombre de parties : {contrat.titre}", ("contrat", contrat.cle)
    said = []
    for unite in unites:
        folded = fold(unite.texte)
        for match in (*_PARTIES.finditer(folded), *(_TWO.finditer(folded) if count > 2 else ())):
            low, high = phrase_autour(unite.texte, match.start(), match.end())
            if _other_contract(unite.texte[low:high], contrat):
                continue
            number = value(match["n"]) if match.re is _PARTIES else 2
            span = unite.span(match.start(), match.end())
            said.append((number, document.evidence(span.start, span.end)))
    for number, evidence in said:
        if number >= 2:
            yield Enonce(PARTIES, (contrat.cle,), sujet, number, evidence.quote, evidence, cible)
    yield Enonce(
        PARTIES, (contrat.cle,), sujet, count, f"{count} signataires", contrat.signatures[-1].evidence[0], cible
    )


def _titled(contrat: Contrat, start: int) -> str:
    """Return the title of the axis that starts there."""
    return next((a.titre for a in contrat.axes if a.evidence[0].start == start), contrat.titre)
