"""What stands around a name and tells whether it is of a town, a département, a région, a river, a person or a text."""

from __future__ import annotations

import re

from pactes.extraction.commun.lieux import DE

_TOWN = (
    r"\b(?:villes?|communes?|mairies?|maires?|municipalites?|bourg|sous-prefectures?|centre-ville|habitants"
    r"|conseil municipal|cite)"
)
STRONG = re.compile(
    rf"(?<!communaute de )(?<!communautes de ){_TOWN}\s(?:nouvelle\s)?(?:de la\s|de l'|de\s|d'|du\s|des\s)$"
    rf"|\b\d{{5}}\s$"
)
AT = re.compile(r"(?:^|[\s(,;:])[Àà]\s$|(?:^|[.:;]\s)A\s$")
WEAK = re.compile(
    r"(?:\b(?:de|d'|du|des|au|aux|vers|entre|et|ou|en|sur|par|pour|avec|depuis|hors|dont|comme|la|le|les|l'|que"
    r"|dans|chez)\s?"
    r"|[,(/:;«\"–-]\s?)$"
)
UNACCENTED_AT = re.compile(r"\ba\s$")
DEPARTMENT_OF = re.compile(
    r"\b(?:departements?|conseils? (?:departementa(?:l|ux)|genera(?:l|ux))|prefectures?|prefets?|prefetes?"
    r"|sous-prefet|dsden|ddtm?"
    r"|ddcs(?:pp)?|ddets|caf|sdis|departementale?s?|habitat|chambre d'agriculture|cpam|udap"
    r"|association des maires|amis?)"
    r"(?: \(\w+\))?\s(?:de la\s|de l'|du\s|des\s|de\s|d')?$"
)
IN_DEPARTMENT = re.compile(r"\b(?:dans (?:la|le|l'|les)\s?|en )$")
RIVER = re.compile(
    r"\b(?:vallees?|baie|canal|estuaire|bords?|rives?|riviere|fleuve|bassin|berges?|val|pont|source|bataille"
    r"|circuit|gare|tunnel"
    r"|cote|region|est|ouest|sud|mer) (?:de (?:la |l')?|du |d'|des )$|\b(?:mer|cote) $"
)
REGION_OF = re.compile(
    r"\b(?:regions?|conseil regional|ex-? ?regions?|anciennes? regions?|academie|prefet de region"
    r"|prefecture de region|ars|draa?f"
    r"|dreal|direccte|drac|ademe|region academique)(?: \(\w+\))?\s(?:de la\s|de l'|du\s|des\s|de\s|d'|en\s|«\s?)?$"
)
IN_REGION = re.compile(r"\b(?:en|pour la|la|dans la|toute la|l'|de la|de l')\s?$")
NO_PLACE = re.compile(
    r"\b(?:m\.|mm\.|mme|mlle|monsieur|madame|docteur|dr|professeur|prof\.|maitre|me|rues?|avenues?|boulevards?"
    r"|bd|places?|chemin|quai"
    r"|allees?|impasse|lycees?|colleges?|ecoles?|groupe scolaire|stades?|gymnases?|hopital|clinique|theatre"
    r"|espace|salle|residence"
    r"|square|pont|musee|cinema|fondation|prix|tour|chateau|immeuble|institut|universite|societe|entreprise"
    r"|cabinet|groupe"
    r"|association|hotel|foyer|programme|loi|plan|rapport|batiment|mission)\s(?:saint\s)?$"
    r"|\b(?:rue|avenue|boulevard|bd|place|route|chaussee|faubourg|quai|allee|porte|saint|saints|sainte|notre-dame)"
    r"\s(?:de la\s|de l'|de\s|d'|du\s|des\s)?$"
)
# « l'accord de Paris », « la charte d'Aalborg »: a place that only names a text.
NAMES_A_TEXT = re.compile(
    r"\b(?:contrats?|pactes?|traites?|accords?|protocoles?|declaration|conference|processus|congres|sommet)\s"
    r"(?:dits?\s)?(?:[«\"]\s?)?(?:de|d'|du|a)\s?$"
)
# Words that may stand before the name of a place without being a part of it.
LEAD_WORDS = frozenset(
    {"a", "agglomeration", "arrondissement", "au", "aux", "avec", "bp", "ca", "cc", "cedex", "chez"}
    | {"collectivite", "comme", "communaute", "commune", "communes", "conseil", "cs", "d", "dans", "de"}
    | {"departement", "departemental", "depuis", "des", "du", "en", "entre", "et", "ex", "grand", "hors", "l"}
    | {"la", "le", "les", "maire", "mairie", "metropole", "municipal", "ni", "nouvelle", "ou", "par", "pays"}
    | {"pour", "prefecture", "que", "region", "regional", "sous-prefecture", "sur", "vers", "ville"}
)
AFTER_OK = frozenset({"a", "agglo", "agglomeration", "au", "cedex", "communaute", "en", "et", "metropole", "ou"})
LINE = re.compile(
    r"\b(?:liaisons?|lignes?|axes?|routes?|relations?|dessertes?|autoroutes?|canal|barreau|section|trajet|corridors?"
    r"|voies?)\b[^.;]{0,40}$"
)
OF = re.compile(r"\s(?:de|du|des|d')\b")
SAID_EPCI = re.compile(r"\s(?:M[ée]tropole|Agglom[ée]ration|Agglo|Communaut[ée])(?![\w-])")
# « Intercom de la X », « Y Interco »: the name says what it is.
NAMES_EPCI = re.compile(r"\b(?:Intercom|Interco|Agglo|Agglop[ôo]le|Communaut[ée] (?=[A-ZÀ-Þ]))(?![\w-])")
OPENS_ITEM = re.compile(r"(?:^|\n)[^\w\n]*$")
FORMS = {"CC ": "Communauté de communes", "CA ": "Communauté d'agglomération", "CU ": "Communauté urbaine"}
FORM_AFTER = re.compile(r"\s?\((?:la |une )?(?:communaute|cc|ca|cu|epci|intercommunalite|metropole)\b")
BRACKET = re.compile(r"^\s?\((?P<inside>[^()]{2,30})\)")
CHAIN = re.compile(
    rf"^\s?(?:,|;|/|et|ou|ainsi que|–|-|à|a|&)\s?(?:et\s)?(?:{DE.lower()}|à |au |la |le |les |l['’])?$", re.IGNORECASE
)
PREVIOUS = re.compile(r"([^\W\d_][\w'’-]*)[ \u00a0]$")
NEXT = re.compile(r"^[ \u00a0]([^\W\d_][\w-]*)")
# « La Drôme et l'Ardèche », « la Drôme, l'Isère » : coordinated with their articles.
AND_ARTICLE = re.compile(r"(?: et|,)\s(?:le |la |les |l'|l’)")
ARTICLE_BEFORE = re.compile(r"(?:^|[\s(])(?:le |la |les |l'|l’)$")
ACRONYM_BEFORE = re.compile(r"(?:^|[\s(«])[A-Z]{2,6} $")
