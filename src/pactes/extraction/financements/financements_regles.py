"""Rules of wording around an amount: its nature, whether it is public money at all."""

from __future__ import annotations

import re

from pactes.model import Nature

# The nouns that say a nature; the one nearest before the amount wins.
_NOUNS = (
    (
        Nature.COUT_TOTAL,
        r"\bcouts?\b|\b(?:a|ont|aura|auront) coute\b|\bcouter(?:a|ont|ait)\b|\bbesoins?\b|montant (?:total "
        r"|global |previsionnel )?(?:de l'operation|du projet|des travaux"
        r"|hors taxes?)|sur un total de"
        r"|investissement (?:total|global)|chiffree?s? a|projets? (?:qui )?s'el\w+ a|(?:operations?|travaux"
        r"|projets?),? (?:d'un|pour un) montant",
    ),
    (
        Nature.ENVELOPPE,
        r"enveloppes?\b|dotee?s?\b|dotations?\b|credits (?:europeens|contractualises|reserves|fleches|publics"
        r"|delegues)|maquette"
        r"|reserve de|programmation de|\b(?:fleche|provisionne)e?s?\b",
    ),
    (Nature.BUDGET, r"\bbudgets?\b"),
    (
        Nature.DEPENSE,
        r"\bdepens\w+|(?:ont|a) (?:deja )?ete (?:\w+ment )?(?:consacre|mobilise|engage|investi|injecte)\w*"
        r"|sommes mobilisees"
        r"|credits (?:engages|consommes|mandates|payes|de paiement)|\b(?:a|ont) investi\b|\binvestis\b",
    ),
    (
        Nature.PARTICIPATION,
        r"participations?\b|subventions?\b|contributions?\b|cofinanc\w+|co-financ\w+|financements?\b"
        r"|\baides? (?:de|d|financieres?|publiques?|a hauteur)\b"
        r"|soutiens?\b|\befforts?\b|\babattements?\b"
        r"|appui\b|concours financier|apports?\b|allocation d\w+|fonds propres|\bprets?\b",
    ),
)
# Verbs that say it less surely: what is mobilised may be spent, given or set aside.
_VERBS = (
    (
        Nature.PARTICIPATION,
        r"particip\w+|subventionn\w+|contribu\w+|financ\w+|souten\w+|soutient|soutiennent|apport\w+|\bvers(?:e"
        r"|er|ent|ement|era)\w*"
        r"|accord\w+|attribu\w+|allou\w+|octroy\w+|abond\w+|mobilis\w+|consacr\w+|engag\w+|debloqu\w+"
        r"|sanctuaris\w+|\bcredits\b"
        r"|benefici\w+|affect\w+|\binvestir\w+|\b(?:met|mettent|mettra|mettront)(?! en\b| a\b| au )|\bpren\w+ en charge"
        r"|\ben prend\b|\bdegage\w*|\bpercev\w+|\breco(?:it|ivent|evra)\b",
    ),
)
# Right after the amount.
_AFTER = (
    (Nature.ENVELOPPE, r"^\s?(?:de |d'|en )credits (?:europeens|publics|contractualises|d'etat|de l'etat)"),
    (
        Nature.PARTICIPATION,
        r"^\s?(?:de |d'|en )(?:subventions?|aides?|participations?|cofinancements?|financements?|soutien|prets?"
        r"|fonds)\b"
        r"|^\s?(?:ont ete|a ete|seront|sera|sont|est|etant)? ?(?:attribue|accorde|verse|alloue|octroye|apporte)\w*",
    ),
    (
        Nature.DEPENSE,
        r"^\s?(?:de |d'|en )depenses|^[^.;]{0,30}\b(?:ont|a) ete (?:consacre|mobilise|engage|investi|depense"
        r"|injecte)\w*",
    ),
    (
        Nature.PARTICIPATION,
        r"^[^.;]{0,40}\b(?:ont|a|seront|sera|sont|est)(?: ete)? (?:consacre|mobilise|affecte|reserve)\w*",
    ),
)
_NOUN_PATTERNS = tuple((nature, re.compile(pattern)) for nature, pattern in _NOUNS)
_VERB_PATTERNS = tuple((nature, re.compile(pattern)) for nature, pattern in _VERBS)
_AFTER_PATTERNS = tuple((nature, re.compile(pattern)) for nature, pattern in _AFTER)
# Incomes, prices, thresholds, company figures: euros, but nobody finances anything.
_STATISTIC = re.compile(
    r"\b(?:revenus?|mediane?s?|loyers?|salaires?|traitement|pensions?|prix|tarifs?|plafonds? de"
    r"|chiffre d'affaires|capital de|au capital"
    r"|quotient|seuils?|superieure?s? a|inferieure?s? a|au-dela de|en dessous de|pib|rsa\b|allocation mensuelle"
    r"|panier|amende|caution"
    r"|par mois|gratification|indemnites?|economies? de|valeur ajoutee|exportations?|benefice)\b[^.;]{0,70}$"
)
_STATISTIC_AFTER = re.compile(
    r"^\s?(?:par mois|/ ?mois|mensuels?|de chiffre d'affaires|de ca\b|de revenus?|net\b|brut\b|d'economies|de recettes)"
)
_COST = re.compile(r"\bcouts? (?:\w+ )?(?:est|sera|serait|etait|s'eleve)\b")


def nature_de(before: str, after: str) -> Nature | None:
    """Return the nature that the folded words around an amount say: noun before it, what follows it, verb before it."""
    return _nearest(before, _NOUN_PATTERNS) or _first(after) or _nearest(before, _VERB_PATTERNS)


def nature_dite(before: str) -> Nature | None:
    """Return the nature that a noun before an amount says (« sur un coût total de »), None without such a noun."""
    return _nearest(before, _NOUN_PATTERNS)


def _nearest(before: str, patterns: tuple[tuple[Nature, re.Pattern[str]], ...]) -> Nature | None:
    found = [(match.end(), nature) for nature, pattern in patterns for match in pattern.finditer(before)]
    return max(found, key=lambda f: f[0])[1] if found else None


def _first(after: str) -> Nature | None:
    return next((nature for nature, pattern in _AFTER_PATTERNS if pattern.search(after[:90])), None)


def is_statistic(before: str, after: str) -> bool:
    """Tell whether the amount is an income, a price or a threshold, by the folded words around it."""
    if _COST.search(before[-60:]):
        return False
    return _STATISTIC.search(before[-110:]) is not None or _STATISTIC_AFTER.match(after) is not None
