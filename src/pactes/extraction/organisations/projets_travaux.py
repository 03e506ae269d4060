"""Recogniser of works and facilities: « ouvrir un centre de santé à X », « la requalification du quai Y ».

A name is that of what is made (« centre de santé à X ») after a verb or noun of making, and that of the works
(« rénovation de la halle de X ») where something that exists is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pactes.extraction.commun.unites import Unite
from pactes.reading import BlockKind, Span, fold

__all__ = ["Travaux", "find_travaux"]

# What can be built, opened or renewed, folded: the noun that a project's name begins with.
_FACILITY = (
    r"(?:(?:micro-?|mini-?|cyber-?|techno-?|eco-?|tele)?(?:creches?|lycees?|colleges?|ecoles?|facultes?|campus|cafes?|centres?"
    r"|parcs?|quartiers?|stations?)|maisons?|halles?|gymnases?|piscines?|stades?|salles?|mediatheques?|ludotheques?"
    r"|bibliotheques?|musees?|theatres?|cinemas?|conservatoires?|plateformes?|plate-formes?|poles?|tiers-lieux?"
    r"|pepinieres?|incubateurs?|hotels? (?:d'entreprises?|de police|de ville)|gares?|lignes?|liaisons?|navettes?"
    r"|dessertes?|voies? vertes?|velo ?-?routes?|pistes? cyclables?|boucles?|ponts?|passerelles?|parkings?"
    r"|aires? de covoiturage|places?(?! d.accueil)|rues?|avenues?|boulevards?|quais?|ilots?|friches?|casernes?"
    r"|usines?|residences?|reseaux? de chaleur"
    r"|bus|tramways?|deviations?|rocades?|echangeurs?|digues?|berges|bords|rives|fronts? de mer|ports?|barrages?"
    r"|chaufferies?|abattoirs?|ateliers?|datacenters?|data centers?|epiceries?|antennes?|ressourceries?|recycleries?"
    r"|jardins?|foyers?|hopital|hopitaux|internats?|auberges?|bassins? de stockage|cites? (?:miniere|educative"
    r"|administrative|de la)\w*|fermes?|legumeries?|cuisines? centrales?|bases? (?:nautique|de loisirs)"
    r"|(?:l')?axes? [a-z]|espaces? (?:[a-z]+ )?(?:france|de|d'|agricole|culturel|public|novateur)"
    r"|(?:anciens?|anciennes?|nouvel|nouvelle|nouveau|futur|future) (?:[a-z]+ )?[a-z]{4,})"
)
_DET = r"(?:la |le |les |l'|un |une |des |deux |trois |cette |ce |cet )"
# Nouns and verbs of making: the project is what is made.
_MAKING = (
    r"(?:creation|ouverture|construction|realisation|installation|implantation|amenagement|livraison|mise en service)"
)
# Nouns of change: the project is the change.
_CHANGE = (
    r"(?:transformation|renovation|rehabilitation|extension|reconversion|restructuration|requalification|depollution"
    r"|restauration|modernisation|demolition|reamenagement|revitalisation|reouverture|refection|remise en (?:etat"
    r"|navigation|service)|mise en (?:securite|accessibilite)|amelioration|electrification|doublement|prolongement)"
)
_OF = r"(?:de la |de l'|du |des |de |d'une? |d')"
_MADE_BY_NOUN = re.compile(rf"\b{_DET}?{_MAKING} {_OF}(?:la |les )?(?P<nom>{_FACILITY})\b")
_CHANGED = re.compile(rf"\b{_DET}?(?P<nom>{_CHANGE} {_OF}(?:(?P<objet>{_FACILITY}\b)|(?=[a-z]\d)|\b))")
_MADE_BY_VERB = re.compile(
    r"^\W*(?:(?:sous-?volet|volet|axe) [a-z0-9]{1,4} ?[).:–-]\s*)?"  # a labelled action is an action, read elsewhere
    r"(?:creer|reconstruire|ouvrir|installer|construire|implanter|realiser|batir|livrer|inaugurer) "
    rf"{_DET}(?:nouveau |nouvelle |nouvel )?(?P<nom>{_FACILITY})\b"
)
# « → Halle (axe 2). Rouverte le… », « Boucle des remparts : travaux de l'automne… »
_HEADED = re.compile(
    rf"^\W*(?P<nom>(?:{_FACILITY}|halles)\b[^.:;,()]{{0,60}}?)\s*(?:\([^()]{{1,30}}\)\s?)?(?:[.:–]|-\s)\s*(?=\S)"
)
# « L'usine de X sera reconstruite », « Les réservoirs de Y ont été doublés »
_SUBJECT = re.compile(rf"^\W*(?:l'|la |le |les )(?P<nom>(?:{_FACILITY}|reservoirs?|unites?|reseaux?)\b)")
_DONE = re.compile(
    r"^[^.;:]{0,30}\b(?:sera|seront|est|sont|a ete|ont ete|a|ont|va etre|vont etre)"
    r"(?: (?:enfin|aussi|egalement|entierement))? (?:reconstruit|doubl|livr|inaugur"
    r"|renov|rehabilit|ouver|rouver|depollu|constru|achev|etendu|agrandi|modernis"
    r"|amenag|reamenag|demoli|transform|restaur|repris|mise? en service|creee?)"
)
_TOLD = re.compile(
    r"\b(?:travaux|achev|livr(?:e|aison)|inaugur|ouver|rouver|chantier|cout|budget|investissement|renov|refection|rehabilit"
    r"|amenag|acquis|achet|demol|reprendre|construi|reconver|\d ?(?:€|euros|m€|k€))"
)
_STOP = re.compile(
    r"\s*(?:[,;:.()\[\]«»|\n]|\s[–-]\s|\s(?:qui|que|dont|où|est|sont|a|ont|sera|seront|permet\w*|vis[ea]\w*"
    r"|compren\w+|pour|avec|afin|par|grâce|financ\w+|inaugur\w+|ouver\w+|situé\w*|inscri\w+|repose\w*"
    r"|dans le cadre|dans une?|en lien|en vue|et notamment|notamment|au travers|à travers|dès|depuis|ainsi|mais"
    r"|via|selon|avant|d'ici|en \d{4}|ou encore|comportant|doit|devra|va|vont|fait|reste|démarr\w+|début\w+"
    r"|commenc\w+|progresse\w*|avance\w*|était|étaient|au titre)\b|$)"
)
_AND = re.compile(r"\s(?:et|ou)\s(?:la |le |les |l['’]|une? |des |de |d['’]|du |à |au |aux )")
_LONGEST = 14  # words
_FARTHEST = 200  # characters of a name at most
_PROPER = re.compile(r"(?<!^)\b(?:[A-ZÀ-Þ][\w’'-]{2,}|[A-Z]{1,3}\d)")
_NOT_WORKS = re.compile(
    r"\b(?:centres?-bourgs?|bourgs?-centres?|habitat|logements?|quartiers?|comite|commission|contrat|convention|programme|plan|politique|territoire|region"
    r"|departement|actions?|demarche|cadre de vie|acces|offre|services? publics?)\b"
)


@dataclass(frozen=True, slots=True)
class Travaux:
    """A project found in a unit: where its name stands in the unit's text, and the rule that read it."""

    start: int
    end: int
    nom: str
    regle: str


def find_travaux(unite: Unite) -> Iterator[Travaux]:
    """Yield the works and facilities that a unit tells of, in the order of its text."""
    text = unite.texte
    if unite.kind in (BlockKind.ITEM, BlockKind.HEADING):
        made = _MADE_BY_VERB.match(fold(text))
        if made and (found := _read(text, made.start("nom"), "projet-a-creer", proper=False)):
            yield found
            return
    if unite.kind is BlockKind.ITEM:
        headed = _HEADED.match(fold(text))
        if headed and _TOLD.search(fold(text[headed.end() : headed.end() + 160])):
            nom = text[headed.start("nom") : headed.end("nom")].strip(" *")
            if nom[:1].isupper() and len(nom) >= 4:
                yield Travaux(headed.start("nom"), headed.start("nom") + len(nom), nom, "projet-fiche")
                return
    for phrase in unite.phrases():
        yield from _in_phrase(text, phrase)


def _in_phrase(text: str, phrase: Span) -> Iterator[Travaux]:
    folded = fold(text)
    done = phrase.start
    subject = _SUBJECT.match(folded[phrase.start : phrase.end])
    found = _read(text, phrase.start + subject.start("nom"), "projet-sujet", proper=True) if subject else None
    if found and _DONE.search(folded[found.end : phrase.end]):
        done = found.end
        yield found
    matches = [
        *_CHANGED.finditer(folded, phrase.start, phrase.end),
        *_MADE_BY_NOUN.finditer(folded, phrase.start, phrase.end),
    ]
    for match in sorted(matches, key=lambda m: m.start()):
        begins = match.start("nom")
        inside = text[begins].isupper() and re.search(
            r"\w\W{0,9}$", text[max(phrase.start, match.start() - 10) : match.start()]
        )
        if match.start() < done or inside:  # a capital inside a sentence: a part of the name of something else
            continue
        change = "objet" in match.re.groupindex
        if change and match["objet"] is None and not re.match(r"(?:[A-ZÀ-Þ]\w|[A-Z]\d)", text[match.end() :]):
            continue
        found = _read(text, match.start("nom"), "projet-travaux" if change else "projet-ouverture", proper=True)
        if found:
            done = found.end
            yield found


def _read(text: str, start: int, regle: str, *, proper: bool) -> Travaux | None:
    """Return the project whose name starts at ``start``, None where the words name nothing in particular."""
    limit = min(len(text), start + _FARTHEST)
    stop = _STOP.search(text, start, limit)
    end = stop.start() if stop else limit
    if joined := _AND.search(text, start, end):
        end = joined.start()
    nom = text[start:end].strip(" *")
    words = nom.split()
    if (
        nom.isupper()
        or not 2 <= len(words) <= _LONGEST
        or words[-1].lower() in ("de", "du", "des", "la", "le", "en", "à", "et")
    ):
        return None
    if proper and (not _PROPER.search(nom) or _NOT_WORKS.search(fold(nom))):
        return None
    return Travaux(start, start + len(nom), " ".join(nom.split()), regle) if len(words) >= 3 or proper else None
