"""Who receives an amount: « verse à l'association… », « la commune a bénéficié de… », « au profit de… »."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pactes.extraction.commun.resolution import same_institution
from pactes.extraction.financements.financeurs import find_financeurs
from pactes.reading.folding import fold

_KEPT = "\ue000"  # stands for « à » while the rest is folded
_NEAR = 220  # characters around an amount in which its beneficiary is looked for

# Bodies and people that money is paid to; an object (« la rénovation de… ») begins with no such noun.
_HEADS = (
    r"associations?|communes?|communautes?|collectivites?|departements?|regions?|villes?|villages?|agglomerations?"
    r"|metropoles?|intercommunalites?|epci|petr|pays|pole metropolitain|syndicats?|entreprises?|societes?|pme|tpe"
    r"|startup|start-up|exploitants?|exploitations? agricoles?|agriculteurs?|commercants?|artisans?|bailleurs?"
    r"|offices? public\w*|proprietaires?|coproprietaires?|menages?|habitants?|locataires?|familles?|beneficiaires?"
    r"|porteurs? de projets?|structures? d'\w+|structures? (?:sociales?|associatives?)|universites?|ecoles?|colleges?"
    r"|lycees?|chambres?|missions? locales?|centres? hospitaliers?|hopital|hopitaux|chu|etablissements? \w+"
    r"|clubs?|ligues?|federations?|fondations?|cooperatives?|scic|sem|spl|etat|caf|ccas|cias|gip|maitres? d'ouvrage"
    r"|quartiers? prioritaires?|laboratoires?|etudiants?|apprentis|jeunes|demandeurs? d'emploi|territoires?|mel"
)
_NUMBERED = r"(?:\d{1,3}\s|deux\s|trois\s|quatre\s|cinq\s|six\s|huit\s|dix\s)?(?:autres?\s|petites?\s|jeunes\s)?"
_BODY = re.compile(rf"^{_NUMBERED}(?:{_HEADS})(?![\w'-])")
_TO = r"(?:à la |à l'|aux? |à (?=[A-Zd]))"
_GIVEN = r"(?:vers|attribu|accord|allou|octroy|remi[st]|revers|distribu|redistribu|destin|affect)\w*"
_WHO = r"(?P<who>[^,;:.()€]{3,100})"
_STOP = (
    r"(?=\s(?:pour|afin|dans|en vue|une?\s(?:aide|subvention|dotation|participation|somme)|la somme|qui|dont|sur"
    r"|par (?:la|le|l'|les) (?:region|etat|departement|ville|commune|agence|caisse|metropole|prefet)"
    r"|est|sont|sera|seront|a|ont|en \d{4}|au titre|d'ici)\b|[,;:.()€]|$)"
)
_AFTER = (
    re.compile(
        rf"^[^.;:()]{{0,60}}?\b(?:en faveur|au (?:benefice|profit)) (?:de la |de l'|des |du |de |d'){_WHO}{_STOP}"
    ),
    re.compile(rf"^[^.;:()€]{{0,50}}?\b{_GIVEN}\s{_TO}{_WHO}{_STOP}"),
    re.compile(rf"^(?:\s(?:par an|de subventions?|d'aides?|de credits))?\s{_TO}{_WHO}{_STOP}"),
)
_BEFORE = (
    re.compile(
        rf"\b{_GIVEN}\s{_TO}{_WHO}\s(?:une?\s|la\s|l'|des\s|pour\s|pres\s|plus\s|environ\s|jusqu)[^,;:.()]{{0,60}}$"
    ),
    re.compile(rf"\b{_GIVEN}\s{_TO}{_WHO}\s?\(?:?\s?$"),
    re.compile(
        r"\b(?:subvention|aide|dotation|participation|concours|soutien|pret|versement)s?\s(?:\w+\s)?"
        rf"(?:à la |à l'|aux? |en faveur d\w+ (?:la |l')?){_WHO}\s(?:de|d'un montant|à hauteur"
        rf"|pour)\b[^,;:.()]{{0,30}}$"
    ),
)
_RECEIVED = re.compile(
    r"(?:^|[,;:(.»]\s?|\bque\s|\bet\s)(?P<who>(?:la |le |les |l'|l’|une? |des )?[^,;:()€]{3,100}?)\s(?:(?:a|ont"
    r"|aura|auront"
    r"|avait)(?:\s\w+)?\s(?:beneficie|recu|percu|obtenu|touche)|beneficie(?:nt|ra|ront)?|recoi(?:t|vent)"
    r"|recevr(?:a|ont)"
    r"|percoi(?:t|vent)|percevr(?:a|ont)|touche(?:nt|ra|ront)?)\s[^;:.]{0,110}$"
)
_PERMITS = re.compile(
    rf"\b(?:permet(?:tra|tant)?|a permis)\s{_TO}(?P<who>[^,;:.()€]{{2,60}}?)\sd(?:e |')(?:beneficier|recevoir"
    rf"|obtenir|percevoir)"
    r"\b[^;:.]{0,90}$"
)
_LEAD = re.compile(r"^(?:la |le |les |l'|une? |des |du |de la |de l')")
_TRAIL = re.compile(
    r"\s(?:pour|afin|dans|en vue|qui|dont|sur|par (?:la|le|l'|les) (?:region|etat|departement|ville|agence"
    r"|caisse)|est|sont|sera|seront|a|ont|ainsi|a hauteur|chaque annee|au titre"
    r"|en \d{4}|depuis|d'ici|notamment|d'une? (?:aide|subvention|montant))(?:\s.*)?$"
)


def is_body(words: str) -> bool:
    """Tell whether a noun phrase names a body or people (« 8 intercommunalités »), not something to be paid for."""
    return _BODY.match(_LEAD.sub("", fold(words))) is not None


def beneficiaire_de(text: str, start: int, end: int, low: int, high: int, financeurs: Sequence[str]) -> str | None:
    """Return who receives the amount at ``text[start:end]``, None where the words do not say it.

    ``low`` and ``high`` are where the amounts beside it end and start; who pays (``financeurs``) is not who receives.
    """
    after = text[end : min(high, end + _NEAR)]
    begin = max(low, start - _NEAR)
    before = text[begin:start]
    folded_after, folded_before = _folded(after), _folded(before)
    for pattern in _AFTER:
        match = pattern.match(folded_after)
        if match and (name := _name(after[match.start("who") : match.end("who")], financeurs)):
            return name
    for pattern in (*_BEFORE, _PERMITS, _RECEIVED):
        match = pattern.search(folded_before)
        if match and (name := _name(before[match.start("who") : match.end("who")], financeurs)):
            return name
    return None


def _folded(text: str) -> str:
    """Return ``text`` folded, but for « à », which must not be taken for the verb « a »; same offsets."""
    return fold(text.replace("à", _KEPT).replace("À", _KEPT)).replace(_KEPT, "à")


def _name(words: str, financeurs: Sequence[str]) -> str | None:
    """Return the name of a body in ``words``, None where they name none or name who pays."""
    words = " ".join(words.strip(" *«»\"'").split())
    lead = _LEAD.match(fold(words))
    words = words[lead.end() :] if lead else words
    trail = _TRAIL.search(_folded(words))
    words = (words[: trail.start()] if trail else words).strip(' ,*«»"')
    named = find_financeurs(words)
    if len(words) < 3 or not (is_body(words) or (named and named[0].start == 0)):
        return None
    if any(same_institution(words, payer) for payer in financeurs):
        return None
    return words
