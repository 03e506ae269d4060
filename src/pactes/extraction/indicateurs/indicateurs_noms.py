"""Names of figures: the noun phrase that says what is counted, or what a share is a share of."""

from __future__ import annotations

import re
from itertools import pairwise

from pactes.reading.folding import fold

_KEPT = "\ue000"  # stands for « à » while the rest is folded
_WORDS = 12  # words that a name has at most
_BEHIND = 170  # characters before a figure in which its name is looked for

# Finite verbs, by their endings where a noun has no such ending, else by the verb: what a noun phrase ends at.
_SINGULAR = (
    "a|est|sera|serait|etait|fut|vit|appartient|vient|tient|releve|reside|beneficie|dispose|compte|represente|constitue"
    "|concerne|travaille|occupe|percoit|possede|connait|souffre|atteint|depend|declare|estime|provient|prevoit|permet"
    "|doit|peut|va|fait|reste|demeure|devient|passe|existe|utilise|habite|relie|regroupe|rassemble|comprend|accueille"
    "|porte|montre|offre|bloque|vote|s'eleve|n'est|n'a|augmente|diminue|baisse|progresse|recule|stagne|depasse|assure"
    "|voit|met|prend|suit|signe|engage|mobilise|finance|apporte|pourra|devra|aura|fera|verra|participe|vise|entend"
)
_PLURAL = (
    r"ont|sont|font|vont|\w{2,}ront|\w{2,}aient|(?!(?:arg|cli|presid|pati|perman|rec|contin|ori|occid|accid|equival"
    r"|excell|par|tal|v|c|souv|ag|adolesc|urg|prud|compet|conting|resid(?=ent de))ent\b)\w{2,}(?<!m)ent"
)
_VERB = rf"(?:{_SINGULAR}|{_PLURAL})"
_NOT_PARTICIPLE = (
    "habit|enf|mont|etudi|represent|import|vac|exist|suffis|enseign|commerc|fabric|croiss|exploit|assist|consult"
    "|restaur|participant|suiv|rest|puiss|aven|intervenant|particip|soign|aid|dirige|ouvr|structur|perform"
)
_CUT = re.compile(
    rf"\s(?:{_VERB}|(?!(?:{_NOT_PARTICIPLE})ant\b)\w{{3,}}ant|ayant|etant|qui|que|qu|dont|ou|lesquel\w*"
    rf"|auxquel\w*|se|ne"
    r"|y|pour|contre|soit|afin|lors|depuis|apres|jusqu\w*|ainsi|autour|grace|selon|via|car|mais|puis|tel(?:le)?s?"
    r"|notamment|comme|parmi|à compter|suite|y compris|au niveau|à l'heure|à laquelle|définies?|definies?)(?![\w-])"
    r"|\s(?:s'|n'|d'ici|d'etre|plus d'|en (?:\d|ce\b|effet|moyenne|tout|cours|fin|plus\b|une? an|deux|trois)"
    r"|(?:en )?(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b"
    r"|et (?:les?|la|l'|une?|en|sur|dans|pour|par|à|aux?|leurs?|ses?|son|sa)\b|par (?:l'ensemble|les?\b|la\b)"
    r"|dans (?:le cadre|un delai|la perspective))"
    r"|(?<!de moins de)(?<!de plus de)(?<!\d)\s(?:et )?\S{0,2}\d|[,;:.()%€»«\"]"
)
_TRAIL = re.compile(
    r"(?:\s(?:de|du|des|d|la|le|les|l|à|a|au|aux|et|ou|en|sur|dans|par|un|une|son|sa|ses|leurs?|ce|cette|ces|moins|plus"
    r"|entre|avec|tres|si|environ|hauteur|pres|fin|debut|point)|(?<=\s)[dl]')+'?$"
)
_LEAD = re.compile(
    r"^[^a-z]{0,4}(?:(?:et|mais|or|ainsi|enfin|en effet|de plus|par ailleurs|notamment|soit|dont|que|entre|avec|pour"
    r"|sur|dans|parmi|de|du|des|aux?|à|la plupart (?:des?|du|de la)|l'ensemble (?:des?|du|de la)|les?|la|une?|ces?"
    r"|cette|cet|son|sa|ses|leurs?|chaque)\s|l'|d')+"
)
_CIRCUMSTANCE = re.compile(r"\W*(?:et |mais )?(?:sur|dans|avec|pour|entre|parmi|à|aux?|de|du|en)\b")
_DETERMINER = re.compile(r"(?:les?|la|une?|des|du|ces|cette|cet|ce|son|sa|ses|leurs?|chaque)\s|l'")
_PRONOUN = re.compile(r"^(?:il|elle|ils|elles|on|nous|cela|celui|celle|ceux|celles|ce|c'|ceci|plus|moins|chacun\w*)\b")
_OF = re.compile(r"^\s?(?P<what>(?:des? |du |de la |de l'|d')(?!ici\b|plus\b|moins\b|autres?\b|entre\b|environ\b)\S.*)")
_RATE = re.compile(
    r"\b(?:part|taux|proportion|pourcentage|baisse|hausse|reduction|augmentation|diminution|progression|croissance"
    r"|objectif|moyenne|quote-part|indice)\b"
)
_INCOME = re.compile(
    r"\b(?:revenus?|mediane?s?|loyers?|salaires?|pensions?|prix|tarifs?|plafonds?|chiffres? d'affaires|capital|quotient"
    r"|seuils?|pib|gratification|indemnites?|economies?|valeur ajoutee|benefices?|allocations?)\b"
)
_PIECES = re.compile(r"[;:()«»]|,\s")
_OF_BRACKET = re.compile(r"^\s(?P<what>[a-zà-ÿ'’-]{4,30}?)(?=\s?(?:et\b|\)|,))")
_MEASURE = re.compile(r"^(?:kms?|kilometres?|m2|m²|metres carres|ha|hectares?|tonnes?|mwh?|gwh)$")
_MEASURED = (("k", "longueur"), ("m2", "surface"), ("m²", "surface"), ("me", "surface"), ("h", "superficie"),
             ("t", "tonnage"), ("mwh", "énergie"), ("mw", "puissance"), ("g", "énergie"))  # fmt: skip
_MEASURED_BEFORE = re.compile(
    r"(?P<what>[^,;:.()]{4,100}?),?\s(?:de|d'environ|longue?s? de|d'une (?:longueur|superficie|surface|distance)"
    r"(?: totale)? de|sur)(?: plus de| pres de| environ)?\s$"
)
_LASTING = re.compile(
    r"\b(?P<what>(?:preavis|delais?|mandats?|attente|esperance de vie|age moyen|age median|trajets?|temps de \w+"
    r"|sejours?|engagements? de \w+)\b[^,;:.()]{0,50})$"
)
_FOR_A_WHILE = re.compile(r"\b(?:apres|pendant|durant)\s(?:pres de |plus de )?$")
_VAGUE = re.compile(r"^(?:delais?|mandats?|attente|sejours?|trajets?|durees?)$")


def _plain(text: str) -> str:
    """Return ``text`` folded, but for « à », which must not be taken for the verb « a »; same offsets."""
    return fold(text.replace("à", _KEPT).replace("À", _KEPT)).replace(_KEPT, "à")


def groupe_nominal(words: str) -> str:
    """Return the noun phrase that ``words`` open with, cut at the verb, the stop, or a number; may be empty."""
    folded = _plain(words)
    cut = _CUT.search(folded, 1)
    words = words[: cut.start()] if cut else words
    words = " ".join(words.replace("*", "").split()[:_WORDS])
    trail = _TRAIL.search(_plain(words))
    return (words[: trail.start()] if trail else words).strip(" -–'’")


def nom_compte(text: str, start: int, noun: int, end: int, limit: int) -> str | None:
    """Return the name of what ``text[start:end]`` counts; ``noun`` is where its noun starts.

    A number of kilometres or hectares takes the name of what is so long or wide; ``limit`` is where the sentence ends.
    """
    unit = fold(text[noun:end])
    if not _MEASURE.match(unit):
        return groupe_nominal(text[noun : min(limit, end + 90)]) or text[noun:end]
    after = _plain(text[end : min(limit, end + 100)])
    of = re.match(r"\s(?:de |d'|des |du )", after)
    if of:
        measured = groupe_nominal(text[end + of.end() : end + len(after)])
        if measured:
            return measured
    if after.startswith(" entre "):
        return "distance" + " " + _between(text[end + 1 : end + len(after)])
    low = max(0, start - _BEHIND)
    before = _MEASURED_BEFORE.search(_pieces(_plain(text[low:start]))[-1])
    if before:
        name = _last_noun(
            text[start - (before.end() - before.start("what")) : start - before.end() + before.end("what")]
        )
        if name:
            return name
    return next(name for key, name in _MEASURED if unit.startswith(key))


def nom_duree(text: str, start: int, end: int, limit: int) -> str | None:
    """Return the name of what lasts ``text[start:end]`` (a notice, a delay, works), None for a length of time only."""
    low = max(0, start - _BEHIND)
    before = _plain(text[low:start])
    lasting = _LASTING.search(before)
    if lasting:
        name = groupe_nominal(text[low + lasting.start("what") : start])
        return None if _VAGUE.match(fold(name)) else name
    of = re.match(r"\s(?:de |d')(?!plus\b|moins\b)", _plain(text[end : min(limit, end + 90)]))
    if of and _FOR_A_WHILE.search(before):
        name = groupe_nominal(text[end + of.end() : min(limit, end + 90)])
        return f"{name} (durée)" if name else None
    return None


def nom_part(text: str, start: int, end: int, phrase: int, limit: int, previous: str | None) -> str | None:
    """Return what the share ``text[start:end]`` is a share of; ``previous`` is the name of the share before it.

    ``phrase`` and ``limit`` bound the sentence. None where no words name it.
    """
    of = _OF.match(_plain(text[end : min(limit, end + 110)]))
    if of:
        name = groupe_nominal(text[end + of.start("what") : min(limit, end + 110)])
        bare = _LEAD.sub("", _plain(name))
        if len(bare) >= 3 and not name[len(name) - len(bare)].isupper():
            return f"part {name}"
    low = max(phrase, start - _BEHIND)
    return (
        _rate(text, low, start, _RATE)
        or _bracketed(text, low, start, end)
        or previous
        or _sujet(text, phrase, start)
        or _last_noun(text[start - len(_pieces(_plain(text[low:start]))[-1]) : start])
    )


def nom_revenu(text: str, start: int, phrase: int, previous: str | None) -> str | None:
    """Return the name of an income, a price or a threshold at ``text[start]``, in the sentence from ``phrase``."""
    return _rate(text, max(phrase, start - _BEHIND), start, _INCOME) or previous or _sujet(text, phrase, start)


def _rate(text: str, low: int, start: int, pattern: re.Pattern[str]) -> str | None:
    """Return the phrase of the noun of measure (« taux de chômage ») in the clause before the figure."""
    before = _plain(text[low:start]).rstrip("( ")
    piece = _pieces(before)[-1]
    at = low + len(before) - len(piece)
    found = pattern.search(piece)
    name = groupe_nominal(text[at + found.start() : at + len(piece)]) if found else ""
    return name if " " in name or (name and pattern is _INCOME) else None


def _bracketed(text: str, low: int, start: int, end: int) -> str | None:
    """Return the noun before the bracket that holds the figure: « les logements aidés (30 % locatifs »."""
    opening = text.rfind("(", low, start)
    if opening < 0 or ")" in text[opening:start]:
        return None
    before = _plain(text[low:opening]).rstrip()
    at = low + len(before) - len(_pieces(before)[-1])
    name = _sujet(text, at, opening) or _last_noun(text[at:opening].rstrip())
    kind = _OF_BRACKET.match(text[end : end + 40])
    return f"{name} ({kind['what']})" if name and kind else name


def _sujet(text: str, phrase: int, start: int) -> str | None:
    """Return the subject of the clause that holds the figure, else of the nearest clause before it that has one."""
    low = max(phrase, start - 2 * _BEHIND)
    folded = _plain(text[low:start])
    bounds = [0, *(m.end() for m in _PIECES.finditer(folded)), len(folded)]
    for first, last in reversed(list(pairwise(bounds))):
        piece = folded[first:last]
        verb = re.search(rf"\s(?:(?:se|s'|ne|n'|y|en)\s?)?{_VERB}(?![\w'-])", piece)
        if not verb or (first == 0 and low > phrase) or _CIRCUMSTANCE.match(piece):
            continue
        words = piece[: verb.start()]
        lead = _LEAD.match(words)
        that = max(words.rfind(" que "), words.rfind(" qu'"))
        if that >= 0:
            lead = re.compile(r" qu(?:e |')(?:les? |la |l'|une? |des |ces? )?").match(words, that)
        name = groupe_nominal(text[low + first + (lead.end() if lead else 0) : low + first + verb.start()])
        if lead and len(name) >= 4 and not _PRONOUN.match(fold(name)) and not name[0].isdigit():
            return name
    return None


def _last_noun(words: str) -> str | None:
    """Return the noun phrase that ends ``words``, from its determiner on."""
    folded = _plain(words)
    found = [m.end() for m in _DETERMINER.finditer(folded) if m.start() == 0 or not folded[m.start() - 1].isalnum()]
    for at in reversed(found[-4:]):
        before = folded[:at]
        if re.search(r"\b(?:de|du|des|d')\s?(?:la |les? |l')?$", before) and at != found[0]:
            continue  # « la salle de la ville »: the noun comes before
        name = groupe_nominal(words[at:])
        return name if len(name) >= 3 and not _PRONOUN.match(fold(name)) else None
    return None


def _between(words: str) -> str:
    """Return « entre A et B » of ``words``."""
    match = re.match(r"entre [^,;:.()]{3,80}", words)
    return " ".join(match.group().split()[:10]) if match else "entre"


def _pieces(folded: str) -> list[str]:
    return _PIECES.split(folded)
