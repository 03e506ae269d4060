"""Rules of wording around an amount: its nature, whether it is public money at all."""

from __future__ import annotations

import re

from pactes.model import Nature

# The nouns that say a nature; the one nearest before the amount wins.
_NOUNS = (
    (
        Nature.COUT_TOTAL,
        r"\bcouts?\b|\binvestissement de\b|\btravaux\b(?=[^.;()]{0,70},\s$)|\b(?:a|ont|aura|auront) coute\b"
        r"|\bcouter(?:a|ont|ait)\b|\bbesoins?\b|montant (?:total "
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
    (Nature.BUDGET, r"(?<!\bau )(?<!\ba son )(?<!\ba leur )(?<!\bsur le )(?<!\bsur son )\bbudgets?\b"),
    (
        Nature.DEPENSE,
        r"\bdepens\w+|(?:ont|a) (?:deja )?ete (?:\w+ment )?(?:consacre|mobilise|engage|investi|injecte)\w*"
        r"|sommes mobilisees|\b(?:a|ont) (?:achete|acquis|debourse|paye)\b"
        r"|\bachet(?:e|ent|era|eront)\b|\bacqui(?:ert|erent|erra|erront)\b|\bachats?\b"
        r"|credits (?:engages|consommes|mandates|payes|de paiement)|\b(?:a|ont) investi\b|\binvestis\b",
    ),
    (
        Nature.PARTICIPATION,
        r"participations?\b|subventions?\b|contributions?\b|\b(?:la|sa|leur|quote-)\s?part (?:de|du|des|d)\b"
        r"|\binscri\w+ (?:au|a son|a leur) budget\b"
        r"|\baides? (?:departementale|regionale|communale|municipale|communautaire)s?\b"
        r"|\baides? :\s?$|\bcontributions?\b|cofinanc\w+|co-financ\w+|financements?\b"
        r"|(?<!a l')\baides? (?:de|d|financieres?|publiques?|a hauteur)\b"
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
# Nouns of what somebody gives; without them and without a funder, money « mobilisé », « consacré » is set aside.
_GRANT = re.compile(
    r"\b(?:participations?|subventions?|subventionn\w+|contributions?|co-?financ\w+|(?<!a l')aides?|soutiens?"
    r"|concours|apports?|prets?|efforts?"
    r"|abattements?|fonds propres|inscri\w+ au budget|soldes?|surplus"
    r"|(?:la|sa|leur|quote-)\s?part (?:de|du|des|d)|versee?s?|verse|versera|pri(?:s|se|ses) en charge|supportee?s?)\b"
)
_GRANT_AFTER = re.compile(
    r"\s?(?:de |d'|en )(?:subventions?|aides?|participations?|cofinancements?|soutien|prets?|fonds propres)\b"
)
# « le contrat pèse 2,1 Md€ », « le programme, 35 M€ »: what a contract or a plan is worth.
_OF_A_PLAN = re.compile(
    r"\b(?:contrats?|cper|pactes?|programmes?|plans?|conventions?|accords?|fonds|dispositifs?|crte)\b[^;.]{0,90}?"
    r"(?:\bpese(?:nt|ra|ront)?|\bporte sur|\bs'eleve a|\brepresente|\b(?:conclu|signe)e?s?\b[^;.]{0,60}\bpour"
    r"|\bmontant(?: total)? :)"
    r"\s?(?:pres de |plus de |environ |un total de )?$"
    r"|\b(?:contrats?|cper|pactes?|crte|conventions?|accords?)\b[^;.]{0,90}?(?: :|, pour| un montant de)\s?$"
    r"|\b(?:contrats?|pactes?|conventions?|accords?),\s?$"
    r"|\b(?:pese(?:nt|ra|ront)?|pesait|vaut|valait|valent)\s(?:a peine |pres de |plus de |environ )?$"
    r"|\b(?:conclu|signe|paraphe)e?s? (?:le sien|la sienne|les leurs?)\b[^;.]{0,60}\bpour\s?$"
    r"|^\W*montants? (?:total |global )?:?\s*(?:pres de |plus de )?$|\bserviront a\b|\biront (?:a|au|aux)\b"
)
_WORTH_AFTER = re.compile(
    r"\s(?:(?:mobilise|consacre|reserve|dedie|fleche)e?s\b|serviront|iront"
    r"|seront (?:dedie|consacre|fleche|reserve|affecte)\w*|vont (?:a|au|aux))\b"
)
_INVESTED = re.compile(
    r"\s?(?:(?:ont ete|a ete)\s)?(?:deja )?(?:investis?|depenses?|engagees?|injectes?|mandates?|payes?)\b"
)
_BALANCE = re.compile(r"\b(?:solde|surplus)\b[^.;]{0,20}$")
# « 3,6 M€, financés pour un tiers par A »: who pays its parts pays what it costs.
_SHARED = re.compile(
    r"^,? ?(?:qui (?:est|sont|sera|seront) )?(?:co-?)?financee?s? (?:a parts egales|conjointement"
    r"|(?:a|pour) (?:hauteur de )?(?:la )?(?:moitie|un tiers|deux tiers|un quart|\d/\d|\d{1,3} ?%))"
)
_REPORT = re.compile(r"^\W*bilan\b[^.;]{0,60}:\s?$")
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
# « l'usine est dépolluée pour 2,4 M€ »: the works are done for that price.
_DONE_FOR = re.compile(
    r"\b(?:est|sont|sera|seront|a ete|ont ete|fut|furent)\s(?!(?:co-?)?financ|subventionn|souten|aide|accompagn"
    r"|prev|dot|retenu"
    r"|reserv|alloc|alloue|attribu|accord|verse|mobilis|conclu|sign|paraph)\w+(?:e|es|i|is|ie|ies|u|us|ue|ues|it"
    r"|its|ite|ites)\s"
    r"pour\s(?:un (?:montant|cout) (?:total )?de )?(?:pres de |plus de |environ )?$"
)
_COST = re.compile(r"\bcouts? (?:\w+ )?(?:est|sera|serait|etait|s'eleve)\b")


def nature_de(before: str, after: str) -> Nature | None:
    """Return the nature that the folded words around an amount say: noun before it, what follows it, verb before it."""
    if _DONE_FOR.search(before):
        return Nature.COUT_TOTAL
    if _SHARED.match(after):
        return Nature.COUT_TOTAL
    if _BALANCE.search(before):
        return Nature.PARTICIPATION
    if _INVESTED.match(after):
        return Nature.DEPENSE
    return _nearest(before, _NOUN_PATTERNS) or _first(after) or _nearest(before, _VERB_PATTERNS)


def nature_reservee(before: str, after: str, nature: Nature | None) -> Nature | None:
    """Return the nature of an amount that nobody is said to give: set aside, where no word of grant is near it."""
    if nature is None:
        worth = _OF_A_PLAN.search(before[-200:]) or _WORTH_AFTER.match(after)
        return Nature.ENVELOPPE if worth else None
    if _REPORT.search(before):
        return Nature.DEPENSE
    granted = _GRANT.search(before[-160:]) or _GRANT_AFTER.match(after)
    return Nature.ENVELOPPE if nature is Nature.PARTICIPATION and not granted else nature


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
