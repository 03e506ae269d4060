"""Promises that a contract makes without a party as the subject of a verb, and duties and gifts told in the present.

« Il conviendra de veiller à… », « Il s'agit pour la Région de… », « La création de X interviendra… », « 2 M€ seront
consacrés à… », « l'appel à projets restera ouvert », « la démarche est engagée depuis 2019 ». Patterns are on folded
text; each rule has the form of those of ``regles``.
"""

from __future__ import annotations

import re

from pactes.extraction.commun.dates import find_dates
from pactes.extraction.engagements import tournures as t
from pactes.extraction.engagements.promesses import EN_COURS, PREVU, REALISE, Promesse
from pactes.reading import Span

_ADVERB = r"(?:donc |egalement |aussi |ainsi |notamment |ensuite |alors |en outre |de plus )?"
_DATED = (
    r"(?:depuis|des|a la mi-|a la fin|a partir|au debut|fin|debut|courant|a l'automne|au printemps"
    r"|a l'ete|en|le|au|a la)"
)
_BEGUN = r"(?:engage|lance|initie|amorce|entame|ouvert|mis en place|mis en oeuvre|cree)"

# « Il conviendra donc de veiller à… », « il sera procédé à un bilan annuel »
_IMPERSONAL = re.compile(
    rf"\bil (?:conviendra|importera|faudra) {_ADVERB}(?P<de>de |d'|)(?=(?:ne pas |s'|se |y )?{t.INFINITIVE})"
    rf"|\b(?P<sera>il (?:sera|doit etre|devra etre) {_ADVERB}(?:procede|veille|pourvu|recouru|remedie"
    r"|fait appel|rendu compte"
    r"|mis en place|mis en oeuvre|mis a disposition|cree|institue|constitue|installe|organise|etabli|dresse|realise"
    r"|recrute|designe"
    r"|elabore|propose|accorde|alloue|verse|attribue))\b"
)
# « Il s'agit en particulier pour la Région et la Ville d'affirmer… »
_FOR_PARTY = re.compile(
    rf"\bil s'agi(?:t|ra) (?:[a-z]+ ){{0,3}}?pour (?P<auteurs>(?:la |le |les |l')?[^.;:]{{2,120}}?),? \W{{0,3}}"
    rf"(?P<de>de |d')\W{{0,3}}(?=(?:ne pas |s'|se |y )?{t.INFINITIVE})"
)
# « La création d'une maison de santé interviendra en 2025 », at the head of a sentence
_NOMINAL = re.compile(
    r"(?:^\W*|, ou |; )(?P<quoi>(?:l'|la |le |les |une |un )(?:mise en place|mise en oeuvre|creation|realisation"
    r"|construction|installation|implantation|ouverture|livraison|demarrage|lancement|acquisition"
    r"|rehabilitation|renovation) "
    r"(?:de |d'|du |des )[^.;:]{3,200}?"
    r")(?P<verbe>\b(?:(?:debut|demarr|interviend|commenc|s'achev|se deroul|permett|s'effectu)[a-z]{0,4}r(?:a|ont)\b"
    r"|permettr(?:a|ont)\b|devr(?:a|ont) (?:leur |lui |s'|se )?[a-z]+|se f(?:era|eront|ait|ont) \b"
    r"|fer(?:a|ont) l'objet\b))"
)
# « Les écoles bénéficieront de la mise en place d'une navette »
_BENEFIT = re.compile(
    r"(?P<verbe>\bbeneficier(?:a|ont) (?:[a-z]+ment )?(?:de la|du|de l'|d'une?) (?:mise en place|mise en oeuvre"
    r"|creation|realisation|construction|installation|renovation|rehabilitation|ouverture|deploiement|amenagement)\b)"
)
# « la forme de l'appel à projets restera constante »
_LASTS = re.compile(
    r"(?P<verbe>\b(?:reste|demeure)r(?:a|ont) (?:[a-z]+ment )?(?:constant|inchange|identique|ouvert|gratuit|maintenu"
    r"|accessible|mobilisable|mobilise|stable)e?s?\b)"
)
# « L'information du public est engagée depuis mars 2021 »
_UNDER_WAY = re.compile(
    rf"\b(?P<verbe>(?:est|sont) (?:[a-z'-]+ ){{0,2}}{_BEGUN}e?s?) (?:[a-z' ]{{0,40}}?\b)?"
    rf"(?P<date>{_DATED}[a-z0-9' -]{{0,24}}?(?:19|20)\d\d)\b(?! (?:dans|pour|en faveur)\b)"
)
# « l'expérimentation X engagée sur le territoire depuis 2012 »
_SINCE = re.compile(
    rf"(?P<quoi>(?:l'|la |le |une |un )(?:{t.DOINGS}|experimentation|concertation|reflexion|animation)"
    rf"\b[^.;:,]{{0,80}}?\b{_BEGUN}e?s?\b[^.;:,]{{0,60}}?\bdepuis (?:[a-z' ]{{0,16}})(?:19|20)\d\d)\b"
)
# « Les aides à la pierre prévoient depuis 2010 une majoration »
_PROVIDE_SINCE = re.compile(
    r"\b(?:dispositifs?|aides?|programmes?|reglements?|conventions?|contrats?)\b[^.;:]{0,140}?"
    r"(?P<verbe>\bprevo(?:it|ient)) depuis (?:[a-z' ]{0,16})(?:19|20)\d\d (?=une? |des |la |le |les |l')"
)
# « Le programme … prévoit la mobilisation des fonds à hauteur de 12 % », its subject told at the head of the sentence
_PROVIDES_SHARE = re.compile(
    r"\b(?:contrat|convention|programme(?: operationnel)?|accord|pacte|plan|fonds)\b[^.;:]{141,400}?"
    r"(?P<verbe>\bprevoit) (?=(?:la |une |l')(?:mobilisation|affectation|attribution|participation|creation"
    r"|enveloppe|contribution|prise en charge|realisation)\b)"
)
# « 4 000 000 d'euros seront consacrés à la rénovation »
_MONEY_GOES = re.compile(
    r"\d[^.;:]{0,40}?(?:€|euros?|k€|m€|md€)\)? (?P<verbe>(?:sera|seront) (?:[a-z]+ment |ainsi |aussi |egalement )?"
    r"(?:consacre|affecte|alloue|attribue|mobilise|investi|dedie|reserve|apporte|verse|debloque)e?s?) "
)
# « X doit mettre en circulation une navette », of a party
_DUTY = re.compile(
    r"(?P<verbe>\b(?:doi(?:t|vent)|devr(?:a|ont)) (?:donc |egalement |aussi |ainsi |[a-z]+ment )?)"
    r"(?=(?:(?:mettre (?:en|a)|prendre en charge|prendre a sa|verser|financer|cofinancer|recruter|creer|construire"
    r"|realiser|limiter|reduire|rembourser|transmettre|fournir|rendre compte|informer|entretenir|raccorder|renover"
    r"|ouvrir|installer|organiser|designer|affecter|produire|remettre|livrer|acquerir|reloger|ceder"
    r"|communiquer|justifier|respecter) ?))"
)
# « L'ARS finance le poste à hauteur de 30 000 € », « l'ADEME y attribue une aide de… »: what is given, and not only how
# much: « y consacre 45 000 € » is said by amounts
_GIVES_NOW = re.compile(
    r"(?P<verbe>\b(?:y )?(?:(?:finance|cofinance|abonde)(?:nt)? (?:[a-z]+ment |a parite )?"
    r"(?:le |un |une |deux |trois |les )"
    r"(?:postes?|emplois?)|(?:attribue|verse|alloue|accorde|mobilise|apporte)(?:nt)? (?:une |un |des )"
    r"(?:aide|subvention|avance|pret|dotation|bourse|prime|moyen|garantie|credit)s?)\b)"
)
_LATER = re.compile(r"\b(?:d'ici|jusqu'en|pendant|durant|chaque annee|par an|/ ?an|a compter)\b")
# « La Région en assure la maîtrise d'ouvrage »
_TAKES_ON = re.compile(
    r"(?P<verbe>\b(?:en |y )?assure(?:nt)? (?:(?:la|le|l'|une?) ?)(?:maitrise d'ouvrage|maitrise d'oeuvre|portage"
    r"|financement|ingenierie))\b"
)
# « Chaque signataire désigne un référent »: all of them
_EACH = re.compile(
    r"^\W*(?P<qui>(?:chaque|chacune? des|l'ensemble des|tous les) (?:signataires?|partenaires?|parties?|contractants?))"
    r"(?: signataires?| du contrat| de la convention)? "
    r"(?P<verbe>(?:s'|se )?(?!engage|oblige)[a-z]{3,}(?:e|ent|it|d))\b(?= \w)"
)
_FAR = 220  # characters after the verb in which what is given is counted


def impersonal(text: str, folded: str) -> Promesse | None:
    """Return the promise of « il conviendra de… », « il sera procédé à… »."""
    match = _IMPERSONAL.search(folded)
    if not match:
        return None
    start = match.start("sera") if match["sera"] else match.end()
    return Promesse("engagement-impersonnel", PREVU, start, start, 0.6, demande_un_sujet=False)


def for_party(text: str, folded: str) -> Promesse | None:
    """Return the promise of « il s'agit pour X de… »."""
    match = _FOR_PARTY.search(folded)
    if not match:
        return None
    who = Span(match.start("auteurs"), match.end("auteurs"))
    return Promesse("engagement-pour", PREVU, match.start("de"), match.end("de"), 0.65, auteurs=who)


def nominal(text: str, folded: str) -> Promesse | None:
    """Return the promise of a sentence whose subject is an action to come."""
    if match := _NOMINAL.search(folded):
        start = match.start("quoi")
        return Promesse("engagement-action", PREVU, match.start("verbe"), start, 0.6, demande_un_sujet=False)
    if match := _BENEFIT.search(folded):
        return Promesse("engagement-action", PREVU, match.start("verbe"), 0, 0.6, demande_un_sujet=False)
    return None


def lasts(text: str, folded: str) -> Promesse | None:
    """Return the promise that something will stay as it is."""
    match = _LASTS.search(folded)
    return Promesse("engagement-prevu", PREVU, match.start(), 0, 0.6, demande_un_sujet=False) if match else None


def under_way(text: str, folded: str) -> Promesse | None:
    """Return what a sentence says was begun at a date that it gives."""
    if match := _UNDER_WAY.search(folded):
        since = _date(text[match.start("date") : match.end("date")])
        return Promesse(
            "engagement-commence", EN_COURS, match.start("verbe"), 0, 0.7, demande_un_sujet=False, depuis=since
        )
    if match := _SINCE.search(folded):
        start = match.start("quoi")
        since = _date(text[start : match.end()])
        return Promesse("engagement-commence", EN_COURS, start, start, 0.65, demande_un_sujet=False, depuis=since)
    return None


def _date(words: str) -> str | None:
    dates = list(find_dates(words))
    return dates[-1].value if dates else words[-4:]


def provide_since(text: str, folded: str) -> Promesse | None:
    """Return what a scheme gives since a year."""
    match = _PROVIDE_SINCE.search(folded)
    if not match:
        return None
    since = _date(text[match.start("verbe") : match.end()].strip())
    who = Span(0, match.start("verbe"))
    return Promesse(
        "engagement-commence", EN_COURS, match.start("verbe"), match.start("verbe"), 0.7, demande_un_sujet=False,
        auteurs=who, depuis=since,
    )  # fmt: skip


def provides_share(text: str, folded: str) -> Promesse | None:
    """Return what a programme, named far before the verb, provides for."""
    match = _PROVIDES_SHARE.search(folded)
    if not match:
        return None
    start = match.start("verbe")
    return Promesse("engagement-contrat", PREVU, start, start, 0.6, demande_un_sujet=False)


def money_goes(text: str, folded: str) -> Promesse | None:
    """Return the promise that an amount will be given, without who gives it."""
    match = _MONEY_GOES.search(folded)
    if not match:
        return None
    return Promesse("engagement-montant", PREVU, match.start("verbe"), 0, 0.65, demande_un_sujet=False)


def duty(text: str, folded: str) -> Promesse | None:
    """Return what a party has to do (« doit mettre en circulation… »)."""
    match = _DUTY.search(folded)
    if not match:
        return None
    return Promesse("engagement-devoir", PREVU, match.start("verbe"), match.start("verbe"), 0.65)


def gives_now(text: str, folded: str) -> Promesse | None:
    """Return what a party gives, told in the present with its amount or with the post that it pays."""
    match = _GIVES_NOW.search(folded)
    if not match:
        return None
    verb = match.start("verbe")
    if "poste" not in match["verbe"] and not t.MONEY.search(folded, verb, verb + _FAR):
        return None
    goes_on = folded[verb:].startswith("mobilise") and not _LATER.search(folded, verb, verb + _FAR)
    return Promesse("engagement-donne", EN_COURS if goes_on else PREVU, verb, verb, 0.7)


def takes_on(text: str, folded: str) -> Promesse | None:
    """Return the part that a party takes in the work (« en assure la maîtrise d'ouvrage »)."""
    match = _TAKES_ON.search(folded)
    return Promesse("engagement-charge", PREVU, match.start("verbe"), match.start("verbe"), 0.7) if match else None


def was_done(text: str, folded: str) -> Promesse | None:
    """Return what a sentence says that was done (« plusieurs études ont été soutenues »)."""
    match = t.DONE.search(folded)
    if not match or not match["verbe"]:
        return None
    return Promesse("engagement-fait", REALISE, match.start("verbe"), 0, 0.55, demande_un_sujet=False)


def each(text: str, folded: str) -> Promesse | None:
    """Return what a contract says that each of its parties does."""
    match = _EACH.match(folded)
    if not match:
        return None
    who = Span(match.start("qui"), match.start("qui"))
    start = match.start("verbe")
    return Promesse(
        "engagement-chacun", PREVU, start, start, 0.7, demande_un_sujet=False, auteurs=who, de_tous=True
    )  # fmt: skip
