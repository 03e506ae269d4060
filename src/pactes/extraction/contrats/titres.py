"""Recogniser of where the name of a contract ends in a sentence, and of the territory that it names."""

from __future__ import annotations

import re

from pactes.reading import fold
from pactes.reference import registre

_TOKEN = re.compile(r"[ \xa0*_<>u/«»\"]*(?P<word>(?:[dlnsjDLNSJ]|qu|Qu)['’]|[\w’'&-]+|\S)")
_PREPOSITIONS = frozenset(
    [
        "de",
        "du",
        "des",
        "d'",
        "d’",
        "pour",
        "sur",
        "relatif",
        "relative",
        "relatifs",
        "relatives",
        "portant",
        "a",
        "à",
        "en",
        "au",
        "aux",
    ]
)
_ARTICLES = frozenset(["la", "le", "les", "l'", "l’", "un", "une", "son", "sa", "ses", "leur", "leurs"])
_OPENERS = frozenset(
    [
        "bien",
        "mieux",
        "plus",
        "non",
        "grand",
        "grande",
        "grands",
        "grandes",
        "nouveau",
        "nouvelle",
        "nouvelles",
        "bon",
        "bonne",
        "haut",
        "haute",
        "très",
    ]
)
# After these a name goes on only with something that has a name of its own: « à Lyon », not « à l'ensemble ».
_PROPER_ONLY = frozenset(["a", "à", "en"])
_ADJECTIVE = re.compile(
    r"^(?:\w+(?:al|ale|ales|aux|ique|iques|el|elle|els|elles|if|ive|ifs|ives|ier|iere|iers|ieres|oire|oires|ais|aise|"
    r"aises|ois|oise|"
    r"oises|ien|ienne|iens|iennes|ain|aine|aines|able|ables|ible|ibles|aire|aires|eux|euse|euses|urbain|urbaine|"
    r"commun|commune|local|"
    r"rural|cadre|renforce|concerte|partage|durable|durables|simplifie|integre|integree|solidaire|public|publique|"
    r"publics|social|"
    r"majeur|citoyen|citoyenne|francais|francaise|europeen|europeenne|pluriannuel|unique|triennal|scolaire|"
    r"partenarial))$"
)
_NOT_ADJECTIVE = frozenset(
    [
        "est",
        "elle",
        "celle",
        "quelle",
        "telle",
        "laquelle",
        "lequel",
        "quel",
        "tel",
        "mal",
        "travail",
        "ainsi",
        "demain",
        "main",
        "afin",
        "fait",
        "vise",
    ]
)
PROPER = (
    r"[A-ZÀ-Ý][\w’']*(?:[- ](?:(?:de la|de l['’]|de|du|des|d['’]|en|sur|sous|les|lès|et du|et de la|et|la|le|-)[- ]?)?"
    r"[A-ZÀ-Ý][\w’'-]*){0,7}"
)
_KIND = (
    r"(?:agglomération|bassin(?: minier)?|pays|vallée|territoire|région|département|"
    r"[Cc]ommunauté (?:de communes|d['’]agglomération|urbaine)|"
    r"ville|commune|métropole|PETR|[Pp]arc naturel régional|[Pp]ôle métropolitain|arrondissement)"
)
TERRITORY = re.compile(
    rf"(?:(?:de la |de l['’]|des |de |du |d['’]|pour la |pour le |pour l['’]|pour |à |en |[-–] ?|(?<=\s)|^)"
    rf"(?P<nom>(?:{_KIND}\s+(?:(?:de la|de l['’]|du|des|de|d['’])\s?)?)?{PROPER})"
    r"|(?:de l['’]|du |de la |pour l['’]|pour le |pour la |sur l['’]ensemble du |sur le )(?P<adj>(?:agglomération|"
    r"bassin|pays|vallée|métropole|territoire)"
    r"\s+[a-zà-ÿ]{4,}(?:ais|aise|ois|oise|ien|ienne|ain|aine|in|ine|ard|arde|an|ane))\b)"
)
_DASH = re.compile(r"\s?[-–]\s|\s[-–]")
PERIOD = re.compile(
    r"[\s»\"*_(,<>u/-]*(?:(?:conclue?s?|signée?s?) )?(?:sur la période |pour la période |pour )?"
    r"(?:19|20)\d\d\s?[-/–]\s?(?:19|20)\d\d"
)
_SIGLE = re.compile(r"\s*\([A-ZÉÈ][\w.-]{1,11}\)")


def end_of_specific(text: str, stop: int) -> int:
    """Return where the name of a contract of a known family ends: after its acronym, its period, its territory."""
    end = stop
    for _ in range(3):
        period = PERIOD.match(text, end)
        sigle = _SIGLE.match(text, end)
        if period or sigle:
            end = (period or sigle).end()  # type: ignore[union-attr]
            continue
        gap = re.match(r"[ \xa0*_»\"]*", text[end:])
        at = end + (gap.end() if gap else 0)
        territory = TERRITORY.match(text, at) if at > end or text[at : at + 1] == "-" else None
        if territory and _is_place(territory):
            end = end_of_place(text, territory.start("nom"), territory.end()) if territory["nom"] else territory.end()
            continue
        break
    return end


def end_of_place(text: str, start: int, end: int) -> int:
    """Return where the name of a place that starts at ``start`` ends, at the earliest at ``end``.

    A region of several names is written with spaces around its dashes too (« Auvergne - Rhône-Alpes »).
    """
    if not _DASH.match(text, end):
        return end
    found = next(iter(registre().chercher(text[start : start + 60])), None)
    return max(end, start + found.end) if found and found.start == 0 else end


def _is_place(territory: re.Match[str]) -> bool:
    name = territory["nom"] or territory["adj"] or ""
    return not (territory.group()[:1].isupper() and len(name) < 3)


def end_of_generic(text: str, stop: int, limit: int = 200) -> int:
    """Return where the name of a contract of no known family ends.

    A name is nouns brought by prepositions and articles, with adjectives and proper names. A lower-case word that
    follows a noun and is no adjective is a verb: the name is over.
    """
    end, noun, proper_only = stop, True, False
    position = stop
    words = 0
    while position < len(text) and position - stop < limit:
        token = _TOKEN.match(text, position)
        if token is None or "\n" in token.group():
            break
        word = token["word"]
        plain = fold(word)
        bare = re.split(r"['’]", word)[-1] or word
        if not word[0].isalnum() or (period := PERIOD.match(text, position)):
            break
        if words == 0 and plain == "des":
            break  # « aviser les signataires de la convention des remarques… »
        if word.lower() in _PREPOSITIONS and word != "a":
            proper_only = plain in _PROPER_ONLY and not re.match(r"\s*(?:faveur|matière|lien)\b", text[token.end() :])
            noun = False
        elif plain in _ARTICLES or plain in ("l'",):
            if noun and not re.match(r"\s*et\b", text[end:]):
                break
            noun = False
        elif plain == "et":
            if not _goes_on(text, token.end()):
                break
            noun = False
        elif not noun:
            if proper_only and not bare[:1].isupper() and plain not in ("faveur", "matiere", "lien"):
                break
            noun = plain not in _OPENERS
            end = token.end()
        elif bare[:1].isupper() or (_ADJECTIVE.match(plain) and plain not in _NOT_ADJECTIVE):
            end = token.end()
        else:
            break
        words += 1
        position = token.end()
    period = PERIOD.match(text, end)
    if period:
        end = period.end()
        territory = TERRITORY.match(text, end + 1) if text[end : end + 1] == " " else None
        end = territory.end() if territory and territory.group()[:1].islower() else end
    return end


def _goes_on(text: str, at: int) -> bool:
    """Tell whether « et » links two nouns of a name, not two clauses or two contracts."""
    after = fold(text[at : at + 60])
    if re.match(r"\s+(?:qui|que|dont|ne|n'|se|s'|a|ont|est|sont|de mettre|notamment|d'autre|aux|au|plus)\b", after):
        return False
    return not re.match(
        r"\s+(?:(?:de |d')?(?:la|le|les|l'|un|une|du|des|de) ?)?(?:contrat|convention|pacte|charte|plan|programme|"
        r"dispositif|projet|politique)",
        after,
    ) and not re.match(r"\s+(?:de |d')\w+(?:er|ir|re)\b", after)


def territory_in(rest: str, *, specific: bool) -> str | None:
    """Return the territory in the words after the kind of a contract.

    For a known family the first proper name is one; else it must be a name of the registry, or of a kind of territory.
    """
    for match in TERRITORY.finditer(rest):
        name = (match["nom"] or match["adj"] or "").strip(" -’'")
        if match["nom"]:
            name = rest[match.start("nom") : end_of_place(rest, match.start("nom"), match.end())].strip(" -’'")
        if specific and match.start() <= 24 and len(name) > 2:
            return name
        if match["adj"] or re.match(rf"(?:{_KIND})\b", name) or known_place(name):
            return name
    return None


def known_place(name: str) -> bool:
    """Tell whether a name holds the name of a territory of the registry, or says that it is one (« X Métropole »)."""
    if re.search(r"\b(?:métropole|agglomération|agglo|communauté)\b", name, re.IGNORECASE) and len(name.split()) > 1:
        return True
    found = next(iter(registre().chercher(name)), None)
    return found is not None and len(name[found.start : found.end].split()) * 2 >= len(name.split())
