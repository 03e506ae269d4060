"""What the rules of extraction do, in words: a rule by its own name, else by the family that its name begins with.

A rule is named after what it looks for (see ``pactes.extraction``); a page says it as a clause that follows « lu ».
"""

from __future__ import annotations

from pactes.web.i18n import Language

# Name of the rule → how it reads, in French and in English.
_RULES: dict[str, tuple[str, str]] = {
    "action-liste": ("dans une liste d’actions", "in a list of actions"),
    "action-numero": ("au numéro qui ouvre l’action", "by the number that opens the action"),
    "action-tableau": ("dans un tableau d’actions", "in a table of actions"),
    "adresses": ("en comparant deux adresses d’un même organisme", "by comparing two addresses of one body"),
    "arrondissement": ("au nom de l’arrondissement", "by the name of the arrondissement"),
    "article": ("dans l’article qui est consacré au contrat", "in the article that is about the contract"),
    "article-axes": ("dans la liste d’axes d’un article", "in the list of axes of an article"),
    "article-famille": ("dans l’article sur cette famille de contrats", "in the article on this family of contracts"),
    "avenant-titre": ("au titre de l’avenant", "by the title of the amendment"),
    "axe-nomme": ("dans une phrase qui nomme l’axe", "in a sentence that names the axis"),
    "axe-sommaire": ("au sommaire", "in the table of contents"),
    "axes-annonces": ("dans la liste que le texte annonce", "in the list that the text announces"),
    "contrat-cite": ("là où un autre texte cite le contrat", "where another text cites the contract"),
    "contrat-distributif": (
        "dans une phrase qui donne un contrat à chacun des territoires nommés",
        "in a sentence that gives a contract to each of the territories named",
    ),
    "contrat-modifie": ("au contrat qu’un avenant modifie", "by the contract that an amendment changes"),
    "contrat-titre": ("au titre du document", "by the title of the document"),
    "date-avant-depuis": (
        "en comparant une date et le « depuis » de la liste",
        "by comparing a date and the “since” of the list",
    ),
    "dates-du-contrat": (
        "en comparant les dates que les textes donnent au contrat",
        "by comparing the dates that texts give to the contract",
    ),
    "dates-du-texte": (
        "en comparant les dates données à un même texte juridique",
        "by comparing the dates given to one legal text",
    ),
    "deliberation": ("dans la délibération", "in the decision of the council"),
    "durees-de-la-famille": (
        "en comparant les durées données à une même famille de contrats",
        "by comparing the durations given to one family of contracts",
    ),
    "engagement-a-venir": ("dans une phrase qui annonce ce qui viendra", "in a sentence that tells what is to come"),
    "engagement-charge": ("dans une phrase qui charge quelqu’un d’agir", "in a sentence that puts someone in charge"),
    "engagement-contrat": ("dans une phrase qui dit ce que le contrat fera", "in a sentence on what the contract does"),
    "engagement-decision": ("dans une phrase qui dit une décision", "in a sentence that tells a decision"),
    "engagement-depuis": ("dans une liste de ce qui se fait « depuis »", "in a list of what is done “since”"),
    "engagement-effort": ("dans une phrase qui dit un effort", "in a sentence that tells an effort"),
    "engagement-en-cours": ("dans une phrase qui dit une action en cours", "in a sentence on an action under way"),
    "engagement-evaluation": ("dans une phrase qui promet d’évaluer", "in a sentence that promises to evaluate"),
    "engagement-explicite": ("à « s’engage à »", "by “undertakes to” (“s’engage à”)"),
    "engagement-futur": ("à un verbe au futur", "by a verb in the future tense"),
    "engagement-intention": ("dans une phrase qui dit une intention", "in a sentence that tells an intention"),
    "engagement-moyens": ("dans une phrase qui promet des moyens", "in a sentence that promises means"),
    "engagement-nom": ("au mot « engagement »", "by the word “engagement” (commitment)"),
    "engagement-par": ("à ce qui sera fait « par » une partie", "by what shall be done “by” a party"),
    "engagement-passe": ("à un verbe au passé", "by a verb in the past tense"),
    "engagement-prevu": ("à « il est prévu de »", "by “it is planned to”"),
    "engagement-realise": ("dans une phrase qui dit ce qui est fait", "in a sentence that tells what is done"),
    "engagement-revient": ("à « il revient à … de »", "by “it falls to … to”"),
    "engagement-volonte": ("à « souhaite » ou « entend »", "by “wishes to” or “intends to”"),
    "enveloppe": ("au montant qui est l’enveloppe du contrat", "by the amount that is the contract’s envelope"),
    "famille-citee": (
        "là où le texte nomme cette famille de contrats",
        "where the text names this family of contracts",
    ),
    "fiche-d-identite": ("dans la fiche d’identité du dispositif", "in the identity card of the scheme"),
    "fiche-d-identite-nombre": (
        "au nombre de contrats que dit la fiche d’identité",
        "by the number of contracts that the identity card gives",
    ),
    "fiche-signataires": ("à la rubrique « signataires » d’une fiche", "under “signatories” in a card"),
    "fin-deduite-de-la-signature-et-de-la-duree": (
        "en ajoutant la durée dite à la date de signature",
        "by adding the duration that is told to the date of signature",
    ),
    "futur-deja-passe": (
        "en comparant ce qui est dit à venir et la date du document",
        "by comparing what is told as to come and the date of the document",
    ),
    "indicateur-contexte": (
        "dans une phrase dont le lieu ou la date sont dits avant",
        "in a sentence whose place or date is told before it",
    ),
    "indicateur-encadre": ("dans un encadré de chiffres", "in a box of figures"),
    "indicateur-phrase": ("dans une phrase qui donne un chiffre", "in a sentence that gives a figure"),
    "instance-phrase": ("dans une phrase qui nomme l’instance", "in a sentence that names the body"),
    "instance-titre": ("au titre qui nomme l’instance", "by the heading that names the body"),
    "intitule-cite-autrement": (
        "en comparant un titre et la façon dont il est cité",
        "by comparing a title and how it is cited",
    ),
    "intitule-du-sommaire": (
        "en comparant un titre et le sommaire",
        "by comparing a title and the table of contents",
    ),
    "liste-datee": ("dans une liste de contrats datés", "in a list of dated contracts"),
    "liste-par-territoire": ("dans une liste de contrats par territoire", "in a list of contracts by territory"),
    "montant-detail": ("dans le détail d’un montant", "in the detail of an amount"),
    "montant-part": ("à la part de chaque financeur", "by the share of each funder"),
    "montant-phrase": ("dans une phrase qui donne un montant", "in a sentence that gives an amount"),
    "montant-tableau": ("dans un tableau de financement", "in a table of funding"),
    "niveau-du-plan": (
        "en comparant deux titres qui portent le même numéro",
        "by comparing two headings that bear one number",
    ),
    "nombre-de-parties": (
        "en comptant les parties que le texte annonce et nomme",
        "by counting the parties that the text announces and names",
    ),
    "objectif-etiquette": ("au mot « objectif » qui l’ouvre", "by the word “objectif” that opens it"),
    "objectif-intertitre": ("à un intertitre placé sous l’axe", "by a heading below the axis"),
    "organisation-collectivite": ("au nom de la collectivité", "by the name of the local authority"),
    "organisation-connue": ("à un nom du registre des organismes", "by a name of the register of bodies"),
    "organisation-liste": ("dans une liste d’organismes", "in a list of bodies"),
    "organisation-signataire": ("parmi les signataires", "among the signatories"),
    "partie-en-groupe": (
        "dans une phrase qui nomme plusieurs parties ensemble",
        "in a sentence that names several parties together",
    ),
    "partie-en-prose": ("dans une phrase qui dit qui signe", "in a sentence that tells who signs"),
    "partie-en-tete": ("en tête du contrat, là où les parties se présentent", "at the head of the contract"),
    "partie-en-tete-et-signature": (
        "en tête du contrat et au bas, où l’on signe",
        "at the head of the contract and at its end, where one signs",
    ),
    "partie-signee-pour": ("dans une phrase qui dit qui signe pour qui", "in a sentence that tells who signs for whom"),
    "projet-liste": ("dans une liste de projets", "in a list of projects"),
    "projet-ouverture": ("dans une phrase sur une ouverture", "in a sentence about an opening"),
    "projet-travaux": ("dans une phrase sur des travaux", "in a sentence about works"),
    "rang-au-dela-du-nombre": (
        "en comparant un rang et le nombre annoncé",
        "by comparing a rank and the number announced",
    ),
    "renvoi-a-une-autre-partie": (
        "en suivant un renvoi à une autre partie du texte",
        "by following a reference to another part of the text",
    ),
    "sigle-deux-noms": (
        "en comparant les noms que développe un même sigle",
        "by comparing the names that one acronym stands for",
    ),
    "signe-par": ("dans la mention « signé par »", "in the mention “signed by”"),
    "somme-de-liste": ("en additionnant une liste dont le total est dit", "by adding a list whose total is told"),
    "somme-de-montants": (
        "en additionnant les parties d’un montant dont le total est dit",
        "by adding the parts of an amount whose total is told",
    ),
    "territoire-commune-contexte": (
        "au nom d’une commune que le texte situe",
        "by the name of a commune that the text places",
    ),
    "territoire-enumere": ("parmi d’autres lieux connus", "among other known places"),
    "titre-absent-du-sommaire": (
        "en cherchant au sommaire chaque titre",
        "by looking each heading up in the table of contents",
    ),
}

# The beginning of a name → how the rules of the family read.
_FAMILIES: dict[str, tuple[str, str]] = {
    "action-": ("comme une action du plan", "as an action of the plan"),
    "axe-": ("au mot « axe » et à son numéro", "by the word “axe” and its number"),
    "axes-": ("dans une liste d’axes", "in a list of axes"),
    "article-": ("dans un article de magazine ou de site", "in an article of a magazine or site"),
    "carte-": ("sous une carte ou dans sa légende", "under a map or in its key"),
    "contrat-": ("là où le texte parle du contrat", "where the text tells of the contract"),
    "engagement-": ("dans une phrase qui engage une partie", "in a sentence that binds a party"),
    "epci-": ("au nom de l’intercommunalité", "by the name of the grouping of communes"),
    "indicateur-tableau": ("dans une case d’un tableau de chiffres", "in a cell of a table of figures"),
    "indicateur-": ("à un chiffre et à son unité", "by a figure and its unit"),
    "instance-": ("là où le texte nomme l’instance", "where the text names the body"),
    "ligne-de-contrats": ("dans une ligne d’un tableau de contrats", "in a row of a table of contracts"),
    "liste-": ("en comparant deux listes", "by comparing two lists"),
    "listes-": ("en comparant deux listes", "by comparing two lists"),
    "montant-": ("là où le texte donne un montant", "where the text gives an amount"),
    "nom-": ("en comparant deux façons d’écrire un nom", "by comparing two ways to write a name"),
    "nombre-": ("en comparant un nombre annoncé et ce qui est listé", "by comparing a number told and what is listed"),
    "objectif-": ("comme un objectif du plan", "as an objective of the plan"),
    "organisation-": ("au nom de l’organisme", "by the name of the body"),
    "parc-": ("dans une liste de parcs naturels", "in a list of nature parks"),
    "partie-": ("là où le texte nomme une partie", "where the text names a party"),
    "projet-": ("dans une phrase qui nomme le projet", "in a sentence that names the project"),
    "qpv-": ("dans une liste de quartiers prioritaires", "in a list of priority districts"),
    "quartier-": ("dans un tableau de quartiers", "in a table of districts"),
    "rang-": ("en suivant les rangs qu’annonce le texte", "by following the ranks that the text announces"),
    "territoire-": ("au nom du lieu", "by the name of the place"),
    "territoires-": ("en comptant les territoires que le texte annonce", "by counting the territories announced"),
    "texte-": ("à la référence du texte juridique", "by the reference of the legal text"),
    "veille-active-": ("dans une liste de territoires de veille", "in a list of districts under watch"),
    "zonage-": ("au nom du zonage", "by the name of the zone"),
}


def rule_words(rule: str, say: Language) -> str | None:
    """Return how a rule reads, as a clause that follows « lu »; None for a rule that has no words."""
    known = _RULES.get(rule)
    if known is None:
        family = max((start for start in _FAMILIES if rule.startswith(start)), key=len, default=None)
        known = _FAMILIES[family] if family else None
    return known[0 if say.code == "fr" else 1] if known else None
