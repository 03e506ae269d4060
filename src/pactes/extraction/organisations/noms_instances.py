"""Recogniser of names of governance bodies: « comité de pilotage stratégique », « commission « sport et culture » »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pactes.reading import fold

_HEAD = (
    r"(?:comites?|commissions?|cellules?|conferences?|assises|assemblees?|instances?|coordinations?|copil"
    r"|cotech|cotec|comop|codir|jurys?(?= (?:de|d'))|revues? (?:de projets?|annuelles?|du contrat)"
    r"|delegations? interministerielles?|groupes?(?= [«\"“])"
    r"|groupes?[- ]projets?|bureau(?= (?:executif|syndical|du))"
    r"|groupes? (?:de (?:travail|suivi|pilotage|projet)|technique|local|locaux|projet)"
    r"|equipes? (?:projet|technique|d'animation)"
    r"|seances? plenieres?|clubs?(?= (?:des|de) (?:partenaires|financeurs|entreprises|entrepreneurs|acteurs|maires|elus"
    r"|artisans|commercants|habitants|bailleurs|associations))"
    r"|forums?|reunions?(?= (?:publiques?|de chantier))"
    r"|reunions(?= (?:hebdomadaires|mensuelles|trimestrielles|annuelles) (?:entre|du|de|des)\b)"
    r"|conseils?(?= (?:citoyens?|de (?:citoyens?|quartiers?|developpement|surveillance|partenaires|jeunes"
    r"|territoire)|locaux|local|intercommuna(?:l|ux)|du (?:pacte|contrat)|des|participatif|consultatif|scientifique"
    r"|d'orientation)))"
)
_HEADS = re.compile(rf"(?<![\w-]){_HEAD}(?![\w-])")
# Bodies of the Republic, not of a contract; and words that only look like bodies.
_OTHERS = re.compile(
    r"(?:conseils? (?:general|regional|departemental|municipal|communautaire|national|d'etat|d'administration"
    r"|constitutionnel|de l'europe|des ministres|economique)"
    r"|commissions? (?:europeenne|permanente|nationale|d'enquete|departementale de la cooperation)"
    r"|equipes? (?:technique|d'animation)(?! (?:mensuelle|hebdomadaire|trimestrielle|(?:se reunit|reunie?)\b))"
    r"|comites? (?:interministeriel|national|economique)|conference (?:nationale|de presse)"
    r"|cellules? familiale|assemblee nationale|instances (?:partenariales|locales|existantes)"
    r"|instances? (?:de (?:parole|pilotage|gouvernance|concertation|decision|travail)|decisionnelles"
    r"|habituelles|representatives)(?! [A-Z«])"
    r"|coordination (?:(?:des|de|du|interministerielle)\b|d')|forums? urbain"
    r"|reunions? publiques?(?! (?:a|ont|aura|auront|se) [^.;]{0,30}\b(?:chaque|tous|toutes|fois)\b))"
)
_STOP_WORDS = """
    qui que dont ou est sont sera seront a ont aura auront se sous par dans lors ce cet cette ces avec sans
    afin assure assurent assurera comprend comprennent reunit reunissent reunissant reunira reuni reunie
    associant associe associera place placee preside presidee presidera copreside animee anime compose
    composee composes composees organise organisee organises prepare valide travaille en au aux ainsi etre
    ete pourra pourront devra devront doit doivent permet permettent permettra vise correspondent correspond
    constitue constituent celui lorsque seront mis mise mises installe installee institue instituee cree
    creee est-il existant existants existante notamment egalement aussi plus mais car il elle ils elles lui
    leur leurs son sa ses ci-dessous ci-dessus suivant suivante suivantes suivants participe participent
    suit veille definit propose proposera examine etudie donne rend relatif(ve) concerne concernes
    concernees charge chargee charges chargees specifique tel telle lieu lieux sur chez avant apres comme
    via hors des-lors pendant durant contre soit fait font afin mandat avec y un une deux trois quatre ont
    appele appelee nomme nommee dit dite elargi(e) coordonne coordonnera mobilise mobilisera existe
    conformement selon vers depuis jusqu entre
"""
_STOP = frozenset(_STOP_WORDS.split())
_LINKS_WORDS = """
    de du des la le les d l
"""
_LINKS = frozenset(_LINKS_WORDS.split())
_TOKEN = re.compile(
    r"\s*(?:(?P<quote>«[^»\n]{2,200}»|\"[^\"\n]{2,200}\")"
    r"|(?P<paren>\((?P<sigle>[^()\s]{2,12}(?: [^()\s]{1,8}){0,2})\))|(?P<word>(?:d['’]|l['’])?[\w][\w’'-]*)"
    r"|(?P<star>\*\*))"
)
_FOR = re.compile(
    r"\s+(?:pour (?:la|le|l['’]|les)|relati(?:f|ve)s? (?:à la|à l['’]|aux?|au)|en (?:faveur|charge) (?:de|du"
    r"|des|d['’]))\s?"
)
_MAX_WORDS = 22
# A word that follows the head or a noun without « de » must look like an adjective: « restreint », « territoriale ».
_ADJECTIVE = re.compile(
    r".*(?:al|ale|aux|ales|el|elle|els|elles|if|ive|ifs|ives|ique|iques|aire|aires|eint|einte|ien|ienne|iens"
    r"|iennes|oyen|oyenne|oyens|oyennes|ain|aine|ains|aines|ier|iere|iers|ieres"
    r"|ieux|euse|eux|able|ible|ent|ente|ents|entes|mixte|mixtes|conjoint|conjointe|unique|relatif|relative"
    r"|bipartites?|tripartites?|elargie?s?|jeunes|citoyens?)$"
)
_TAKES_TO = re.compile(r"(?:appels?|aides?|acces|soutien|retour|insertion|appui|relatifs?|relatives?)$")
_TOO_SHORT = re.compile(r"\w+(?: loca(?:l|le|ux))?")
_HALFWAY = re.compile(r" [àaA] mi-parcours\b", re.IGNORECASE)
# « animer les groupes de travail et de rendre compte » : another task, no part of the name.
_TO_DO = re.compile(r" et (?:de |d['’])(?:l['’])?[a-zà-ÿ]+(?:er|ir|oir|re)\b")
# « une équipe technique mensuelle »: how often it meets, no part of its name.
_TEAM_OFTEN = re.compile(r"(?P<nom>equipes? [^«»]+?) (?:mensuelle|hebdomadaire|trimestrielle|annuelle)s?$")
_OF_CONTRACT = re.compile(
    r"\s(?:du|de la|de l['’]|de ce|au) (?:[Pp]résente? )?(?:[Cc]ontrat|[Cc]onvention|[Pp]acte|[Cc]harte"
    r"|[Aa]ccord|[Pp]rotocole)\b.*$"
)


@dataclass(frozen=True, slots=True)
class NomInstance:
    """The name of a body: its offsets in the text, and its acronym where one follows in brackets."""

    start: int
    end: int
    nom: str
    sigle: str | None = None


def find_noms(text: str) -> Iterator[NomInstance]:
    """Yield the names of bodies in ``text``, in order, without what is no body of a contract (« Conseil régional »)."""
    folded = fold(text)
    position = 0
    for head in _HEADS.finditer(folded):
        if head.start() < position or _OTHERS.match(folded, head.start()):
            continue
        nom = _explained(text, head) or _read(text, head.start(), head.end())
        position = nom.end
        yield nom


def _explained(text: str, head: re.Match[str]) -> NomInstance | None:
    """Return « Comité technique (COTECH) » for « le COTECH, ou comité technique »."""
    sigle = text[head.start() : head.end()]
    if not sigle.isupper():
        return None
    link = _OR.match(text, head.end())
    if link is None or not (long := _HEADS.match(fold(text), link.end())):
        return None
    nom = _read(text, long.start(), long.end())
    return NomInstance(head.start(), nom.end, f"{nom.nom[:1].upper()}{nom.nom[1:]} ({sigle})", sigle)


_OR = re.compile(r",? (?:ou|c'est-à-dire|soit) (?:le |la )?")


def _read(text: str, start: int, end: int) -> NomInstance:
    """Read the name whose head is ``text[start:end]`` to the last word that belongs to it."""
    sigle = None
    stop = position = end
    words = 0
    last, linked = "", False
    while words < _MAX_WORDS and (token := _TOKEN.match(text, position)):
        if token["paren"]:
            if re.search(r"[A-ZÀ-Þ]{2}", token["sigle"]):
                sigle = token["sigle"]
                stop = token.end()
            break
        if token["star"]:
            if position > end:
                break
            position = token.end()
            continue
        if token["quote"]:
            stop = position = token.end()
            continue
        if (then := _FOR.match(text, position)) and words < _MAX_WORDS - 4:
            position, linked = then.end(), True
            words += 1
            continue
        word = fold(token["word"])
        bare = word[2:] if word[:2] in ("d'", "l'") else word
        if word == "et":
            following = _TOKEN.match(text, token.end())
            if following and following["word"] and _ADJECTIVE.match(fold(following["word"])) and not linked:
                position = token.end()
                continue  # « comité technique et financier »
            if not following or not following["word"] or not _joins(text, stop, following["word"]):
                break
            position, linked = token.end(), True
            words += 1
            continue
        if bare == "a" and _TAKES_TO.search(last):
            position, last, linked = token.end(), bare, True
            continue
        if bare in _STOP or (word.isdigit() and not linked):
            break
        known = word in _LINKS or linked or bare != word or token["word"][0].isupper() or word.isdigit()
        if not known and not _ADJECTIVE.match(word):
            break
        linked, last = word in _LINKS, bare
        position = token.end()
        words += 1
        if word not in _LINKS:
            stop = position
    if tail := _HALFWAY.match(text, stop):
        stop = tail.end()
    if often := _TEAM_OFTEN.match(fold(text[start:stop])):
        stop = start + often.end("nom")
    whole = " ".join(text[start:stop].replace("*", "").split())
    nom = _OF_CONTRACT.sub("", whole)
    if _TOO_SHORT.fullmatch(fold(nom)):  # « conseil du pacte », « comité local du contrat » : all of it is the name
        nom = whole
    return NomInstance(start, stop, nom, sigle)


def _joins(text: str, stop: int, following: str) -> bool:
    """Say whether « et » goes on with the name: « de sécurité et de prévention », not « et le Département »."""
    word = fold(following)
    if word in ("de", "du", "des") or word.startswith("d'"):
        return not _TO_DO.match(text, stop)
    return word not in _LINKS and word not in _STOP and following[0].isupper()
