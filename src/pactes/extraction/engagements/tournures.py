"""The turns of phrase by which French administrative writing promises, as patterns on folded text.

Folded text is in lower case without accents and has the offsets of the text itself. No pattern names a place, a person
or a contract; each says one thing: that parties commit themselves, since when something is done, what is to come…
"""

from __future__ import annotations

import re

INFINITIVE = (
    r"(?!(?:titre|mesure|nature|culture|cadre|maire|territoire|autre|notre|votre|contre|membre|terre|centre"
    r"|nombre|lettre|ordre|chiffre"
    r"|memoire|histoire|entre|hiver|dossier|quartier|chantier|metier|papier|atelier|foncier|premier|dernier"
    r"|particulier)\b)"
    r"[a-z]{2,}(?:er|ir|re|oir)\b"
)
TOO_SHORT = 2
AND_TO = re.compile(rf"(?:,|\bet|\bainsi qu')\s(?:et )?(?P<a>a (?:s'|se |ne pas |y )?{INFINITIVE})")
ENUMERATED = re.compile(r"[,;]\s(?![^()]{0,300}\))")
# « s'engage également, dans le cadre de ses compétences, à… » : what stands before the promise.
ADVERBS = (
    r"(?:[ ,]*(?:par ailleurs|egalement|aussi|ainsi|notamment|donc|concretement|conjointement|mutuellement"
    r"|reciproquement|en outre|de plus"
    r"|des a present|des maintenant|plus particulierement|pleinement|fortement|ensemble|chacune?|pour (?:sa"
    r"|leur) part)\b)*"
)
TO_DO = re.compile(rf"[^.;:]{{0,160}}?(?=\ba (?:ne pas |s'|se |y |en )?{INFINITIVE})")


SECTION = re.compile(
    r"\bengagements?\b|\bchacun (?:a )?son role\b|\bqui fait quoi\b|\broles? (?:de|des|du) (?:chacun|parties"
    r"|partenaires|signataires|l'etat)\b|\bs'(?:engage|oblige)(?:nt)?\b"
    r"|\bobligations? (?:de|du|des|reciproques|respectives|mutuelles|communes)\b|\ba quoi (?:chacun|[a-z' -]{2,40})"
    r" s'(?:oblige|engage)|\bce que (?:la |le |les |l')?[a-z' -]{2,60} (?:promet|promettent|apporte|apportent|font|fait"
    r"|garantit|garantissent|prend|prennent)\b"
    r"|\bce que (?:promet|promettent|apporte|apportent|font|fait|garantit|prend|feront|fera) (?:la |le |les |l')"
)
# « Art. 3.2 Obligations de l'État. - L'État verse… »: a heading that has the text of its article on its line.
RUN_IN = re.compile(
    r"^[\s*_]*(?:(?:art(?:icle|\.) ?)?(?:\d{1,2}(?:\.\d{1,2}){0,3}\.? ?[-:]? ?)?(?P<titre>[a-z][^.;:]{4,90})\. ?- ?"
    r"|(?P<promet>ce (?:que|a quoi) [^.;:]{4,70}?) ?: ?)(?=\w)"
)
# « Obligations de Machin »: the name that stands alone after the word
OF_NAME = re.compile(
    r"\b(?:engagements?|obligations?) (?:particuliers? |propres? )?(?:de la |de l'|du |des |de |d')"
    r"(?P<nom>[^,;:.()]{2,60})$"
)
NOT_SECTION = re.compile(
    r"\b(?:engagements? (?:citoyen|associatif|financiers? pluriannuel|comptable|benevole)|valoriser|suivi des"
    r"|non[- ]respect|resiliation|duree de l'engagement)"
)

EXPLICIT = re.compile(
    rf"(?P<verbe>\bs'(?:engage(?:nt|ra|ront)?|oblige(?:nt|ra|ront)?|astrein(?:t|nent)|engageant)\b|\b(?:s'est"
    rf"|se sont|se soient) (?:d'ores et deja |[a-z'-]+ )?(?:engagee?s?|obligee?s?(?= a\b))\b"
    rf"|\bpren(?:d|nent|dra|dront) (?:l'engagement|les engagements)\b|\b(?:est|sont|reste"
    rf"|restent) (?:pleinement |fortement )?engagee?s?(?= (?:dans|a|en faveur)\b)"
    rf"|\b(?:exprim|confirm|reaffirm|renouvell?|affirm|rappell?|pren)[a-z]* (?:[a-z]+ ){{0,3}}"
    rf"(?:leur|son|l') ?engagement"
    rf"(?= (?:a|de) {INFINITIVE})|\bengagement pour (?:les|ses|tous les) (?:signataires|parties|partenaires)"
    rf"(?= a {INFINITIVE})"
    rf"|\bpartage(?:nt)? les engagements\b|\bnous (?:nous )?(?:sommes (?:[a-z]+ )?engagee?s|engageons|obligeons)\b"
    rf")(?P<suite>{ADVERBS})"
)
# « s'est engagé à financer »: said once, still to be done; « s'est engagé dans… » has begun.
ENGAGED_TO = re.compile(rf"(?:engage|oblige)e?s?(?: egalement| aussi|, [^,.;:]{{3,90}},)? a {INFINITIVE}")
WE = re.compile(r"\bnous (?:nous )?(?:sommes|engageons|obligeons)")
# « a fait savoir qu'elle y participerait »: what a party says that it will do.
SAID = re.compile(
    r"(?P<said>\b(?:a|ont) (?:[a-z]+ ){0,2}(?:fait savoir|annonce|promis|confirme|assure|indique|fait part))"
    r" qu(?:'|e )(?:elles?|ils?) (?:y |n'y |en |se |s')?(?P<verbe>[a-z]{3,}r(?:a|ont|ait|aient)\b)"
)
# « ont fait connaître leur intention de participer », « promet d'instruire »
INTENDED = re.compile(
    r"(?P<verbe>\b(?:a|ont) (?:[a-z]+ ){0,2}(?:fait connaitre|fait part de|exprime|annonce|confirme|affirme)"
    r" (?:sa|son|leur) (?:ferme |commune )?(?:intention|volonte|souhait)|\bpromet(?:tent|tra|tront)?"
    r"|\b(?:a|ont) (?:[a-z'-]+ ){0,3}promis)"
    rf" (?:[a-z]+ment )?(?:de |d')(?=(?:ne pas |s'|se |y )?{INFINITIVE})"
)
# « Il revient à la Ville de recruter…, d'animer… et de rendre compte… »
FALLS_TO = re.compile(
    r"(?<!qu')(?P<verbe>\bil (?:revient|reviendra|incombe|incombera|appartient|appartiendra)) "
    r"(?:donc |egalement |ainsi |notamment )?(?P<auteurs>(?:a la |a l'|au |aux |a )[^.;:]{2,160}?),? "
    rf"(?P<de>de |d')(?=(?:ne pas |s'|se |y )?{INFINITIVE})"
)
FALLS_TO_LIST = re.compile(
    r"(?P<verbe>\bil (?:revient|reviendra|incombe|incombera|appartient|appartiendra)) "
    r"(?:donc |egalement |ainsi |notamment )?(?P<auteurs>(?:a la |a l'|au |aux |a )[^.;:]{2,160}?)(?: de| d')? ?:\W*$"
)
AND_OF = re.compile(rf"(?:,|\bet|\bainsi que)\s(?:et )?(?P<a>(?:de |d')(?:ne pas |s'|se |y )?{INFINITIVE})")
# « La contribution du Département consiste à mettre à disposition… »
CONTRIBUTION = re.compile(
    r"\b(?:contribution|participation|apport|intervention|concours|appui|soutien) (?P<auteurs>(?:de la |de l'|du |des "
    r"|de |d')[^.;:]{2,120}?) (?P<verbe>consiste(?:ra|nt|ront)?) (?:notamment )?(?:a|en|dans) "
)
# « est pris en charge par la Caf à hauteur de… », « sera recruté par l'agglomération »
BY = re.compile(
    r"\b(?:(?:est|sont|sera|seront|etant) (?:[a-z]+ment )?(?:pris(?:es?)? en charge|supportee?s?|co-?financee?s?)"
    r"|(?:sera|seront) (?:[a-z]+ment )?(?:co-)?[a-z]{3,}(?:e|i|u|is|it)e?s?(?: en place| en oeuvre| a disposition)?)"
    r" (?:[a-z]+ment |notamment )?par (?P<auteurs>(?:la |le |les |l')[^.;:]{2,90}?)"
    r"(?=[,.;(]| a hauteur| a raison| pour | dans | au | en |$)"
)
# « chacun », « les partenaires ci-dessous »: what a table that follows gives.
POINTS_BELOW = re.compile(r"\b(?:suivante?s?|ci-(?:dessous|apres))\b[^.]{0,40}$")
# A list of what somebody does: « recrute un coordonnateur », « met à disposition un bureau ».
DOES = re.compile(
    r"^(?:s'|se |y )?(?!(?:une?|le|la|les|de|des|ce|cette|autre|chaque|toute?|elle|mise|prise|aide)\b)"
    r"[a-z]{1,20}(?:e|ent|d|it|oit|et|ra|ront)\b (?:a|au|aux|en|dans|sur|avec|pour|par|une?|le|la|les|l'|des|du|son|sa"
    r"|ses|leurs?|chaque|tous|toutes?|[a-z]+ment)\b"
)
# In a section that says what a party undertakes: « Elle assume…, affecte…, organise… ».
_DETERMINER = (
    r"(?:une?|le|la|les|l'|des|du|son|sa|ses|leurs?|chaque|tous|toutes?|cette|ce|cet|ces|deux|trois|quatre|\d)"
)
_CLITICS = r"(?:y |en |lui |leur |se |s'|l'|les |le |la |n')?"
_DOER = (
    r"(?:(?:assur|assum|anim|pilot|coordonn|design|recrut|affect|organis|financ|cofinanc|apport|accompagn|contribu|"
    r"particip|communiqu|inform|facilit|favoris|mobilis|realis|elabor|vers|accord|consacr|renforc|developp|cre|"
    r"etudi|examin|veill|detach|confi|allou|attribu|associ|propos|prepar|evalu|aid|labellis|gard|conserv|diffus|dispos|"
    r"abond|prefinanc|heberg|exoner|reserv|bonifi|pret|donn|ced|achet|lou|reun|repond|rend)(?:e|ent|ss?ent|it|t)?|"
    r"(?:soutien|maintien|tien|ouvr|fourni|garanti|instrui|conduit|transme|me|prend|prenn|pai|pay)"
    r"(?:t|e|s|nent|ssent|sent|ttent|ent)?)\b"
)
_STATE = (
    r"(?!(?:est|sont|etait|peut|peuvent|doit|doivent|reste|restent|constitue|represente|compte|comptent|beneficie|"
    r"souhaite|considere|rappelle|comprend|permet|existe|vise|visent|concerne|figure|dispose|appartient|entend|"
    r"reconnait|constate|comporte|soit|dont|avant|agit|agissent|concoit|occupe|occupent|partage|partagent|appara[a-z]+)\b)"
)
_ANY_VERB = rf"{_STATE}[a-z]{{3,20}}(?:e|ent|d|t)\b(?= (?:a )?{_DETERMINER}\W?)"
DOES_KNOWN = re.compile(rf"^(?:elles?|ils?)?[ ,]*{_CLITICS}(?P<verbe>{_DOER})")
DOES_ANY = re.compile(rf"^(?:elles?|ils?)?[ ,]*{_CLITICS}(?P<verbe>{_DOER}|{_ANY_VERB})")
# « pilote l'opération, recrute l'équipe et abonde les aides »: another thing that the same party does.
AND_DOES = re.compile(
    rf"(?:,\s(?:et )?|\bet )(?:elles? |ils? )?(?P<verbe>{_CLITICS}(?:{_DOER}(?= (?!et\b|ou\b)\w)|{_ANY_VERB}))"
)
# What a party gives: said with an amount, it is a promise also where a text binds nobody.
GIVES = re.compile(
    r"^(?:y |lui |leur )?(?:apporter|verser|financer|cofinancer|consacrer|mobiliser|investir|contribuer|reserver|"
    r"garantir|acheter|participer|affecter|allouer|abonder|octroyer|accorder|recruter|ouvrir|poursuivr|renforcer|recevr|mettr|prendr|equiper|rembourser|doter|subventionner|paier|payer|offrir|preter|ceder|reprendr|racheter|acquerir)"
    r"(?:a|ont)\b"
)
MONEY = re.compile(
    r"\d\s?(?:€|euros?\b|k€|m€|md€|millions?\b|milliards?\b|%)|\b(?:mille|millions?|cents?) (?:d')?euros\b"
)
# A day, a year or a season to come: what is planned has one
WHEN = re.compile(
    r"\b(?:d'ici|des|en|avant|courant|fin|debut|a partir de|a la|au|de|pour) [a-z' -]{0,24}(?:19|20)\d\d\b"
    r"|\bprochaine? (?:rentree|annee|saison|ete|automne|printemps|hiver)\b"
)
# What a party gave, and what is given by it: with an amount, as firm as what it will give
GAVE = re.compile(r"(?:a|ont) (?:d'ores et deja )?(?:[a-z-]+ )?(?:debloque|consacre|alloue|attribue|sanctuarise)\b")
GIVEN_BY = re.compile(
    r"(?:pris(?:es?)? en charge|supporte|co-?finance|finance|recrute|rembourse|prete|mis(?:es?)? a disposition)e?s?\b"
)
# « y consacrera 18 M€ et la Région 9 M€ »: the same verb of another party
ELLIPTIC = re.compile(
    r"(?:,| et|;) (?P<nom>(?:la |le |les |l')[^,;:.()\d]{2,60}?),? "
    r"(?=\d[\d ,.]{0,14} ?(?:€|euros?\b|k€|m€|md€|millions?\b))"
)
# « L'État a décidé de mobiliser… », told: only of a public body, which others hold to its word
HAS_DECIDED = re.compile(
    rf"(?P<verbe>\b(?:a|ont) (?:[a-z]+ ){{0,2}}decide) (?P<de>de |d')(?=(?:s'|se |y )?{INFINITIVE})"
)
# « Ce qui a été tenu : », « Ce qui reste à faire : », then items
KEPT = re.compile(r"\bce qui (?:a (?:deja )?ete|est(?: deja)?) (?:tenu|fait|realise|accompli|mene)\b[^.;:]{0,40}:\W*$")
TO_KEEP = re.compile(r"\bce qui (?:reste|restait) (?:encore )?a (?:tenir|faire|realiser|accomplir)\b[^.;:]{0,40}:\W*$")
# « il est prévu de rénover 83 logements »
IS_PLANNED = re.compile(
    rf"\bil (?:est|a ete) (?:[a-z]+ ){{0,2}}(?:prevu|convenu|decide|programme) "
    rf"(?P<de>de |d')(?=(?:s'|se |y )?{INFINITIVE})"
)
# « l'évaluation finale appréciera… »
ASSESSMENT = re.compile(
    r"^(?:l'|une |un |cette |la |le )(?:evaluation|bilan|revue|point d'etape) (?:(?:a|de) mi-parcours|final|finale"
    r"|intermediaire|annuelle?|in itinere|ex[- ]post|d'etape)\b[^.;:]{0,80}?\b(?P<verbe>[a-z]{3,}ra)\b"
)
# « DÉCIDE de consacrer 30 000 € », in a deliberation: what the assembly gives or does, not what it approves
DECIDES = re.compile(
    r"(?P<verbe>\bdecide(?:nt)?) (?P<de>de |d')(?=(?:consacrer|financer|cofinancer|verser|participer|contribuer|"
    r"mettre a|inscrire|affecter|reserver|creer|recruter|attribuer|allouer|accorder|apporter|ceder|garantir|"
    r"prendre en charge|mobiliser|soutenir|abonder|lancer|engager|realiser|maintenir|ouvrir|acquerir|construire|"
    r"renover)\b)"
)
DELIBERATED = re.compile(r"\b(?:en avoir delibere|le conseil [a-z]{4,20},? (?:decide|a l'unanimite))\b")
# « …, et la Région y apportera 80 M€ »: another subject's promise in the same sentence.
AND_OTHER = re.compile(r"(?:,? et |, tandis que |, alors que |, |; )(?=(?:la |le |les |l')[a-z])")
OTHER_WILL = re.compile(
    r"[\s,]*(?:de (?:son|leur) cote,? )?(?:y |en |lui |leur |se |s')?(?P<verbe>[a-z]{3,}r(?:a|ont))\b"
)
# « financera X et réservera Y »: a second promise in the same sentence.
AND_WILL = re.compile(r"(?:,|\bet|,? puis|,? ainsi qu')\s(?:et )?(?:[a-z]+ment )?(?P<verbe>[a-z]{3,}r(?:a|ont))\b")
IN_CHARGE = re.compile(r" (?:a (?:sa|leur) charge|en charge)\b")
ENGAGED = re.compile(
    r"s'est (?:[a-z'-]+ )?engage|sont (?:[a-z'-]+ )?engage|est (?:pleinement |fortement )?engage|restent? engage"
)
# « s'est engagée dans le programme X »: who is a member of a programme promises nothing.
JOINS = re.compile(
    r"[\s,]*(?:dans|au sein d[eu']?) ?(?:la|le|l'|les|un|une|ce|cette|cet|des)? ?(?:[a-z]+ )?(?:programme|dispositif|"
    r"reseau|label|labellisation|experimentation|appel a projets|appel a manifestation)\b"
)
NOUN = re.compile(
    r"\bengagements? (?:[a-z]+ ){0,2}(?:partages?|pris|communs?|reciproques?|porte|portes) (?:par|de"
    r"|entre) (?P<auteurs>.+)"
    r"|\b(?:les )?engagements (?P<de>(?:de|du|des|d').{1,200}?)(?= (?:en faveur|en matiere|pour|permettr|sont"
    r"|portent|porteront|vis|consist|au titre|concernant|dans))"
)
FORMAL = re.compile(
    r"\b(?:formalis\w+|defini\w*|precis\w+|rappel\w+|respect\w*|inscri\w+) (?:de |d')?(?:les |des |leurs "
    r"|l'ensemble des )?engagements"
    r"|\bengagements [^.]{0,80}\b(?:sera|seront|est|sont) (?:[a-z]+ )?(?:repris|formalise|precise|defini"
    r"|decrit|detaille|rappele|annexe)"
)
BINDS = re.compile(
    rf"\b(?P<auteurs>signature|contrat|convention|charte|accord|pacte"
    rf"|protocole)\b[^.;]{{0,80}}?\b(?P<verbe>engage(?:nt)?)\b[^.;]{{0,160}}?\b(?P<a>a {INFINITIVE})"
)
WANTED = re.compile(
    r"\bvolonte (?:exprimee |affirmee |commune |partagee )*(?:par|de|des"
    r"|du) (?P<auteurs>.{1,150}?) (?P<verbe>est) (?:bien |donc |ainsi )?(?P<de>de |d')"
)
PROVIDES = re.compile(
    r"\b(?:contrat(?: de ville)?|convention|charte|accord(?:-cadre| cadre)?|pacte|protocole|avenant"
    r"|programme(?: operationnel)?)\b[^.;:]{0,140}?\b(?P<verbe>prevo(?:it|ient)) (?=que |de |d'|la |le |les "
    r"|l'|une? |des )"
)
CARE = re.compile(rf"(?P<verbe>\b(?:sera|seront) (?:[a-z]+ )?(?:attenti(?:f|ve)s?|vigilante?s?) a )(?={INFINITIVE}|l')")
INLINE = re.compile(
    r"(?:^|\W)depuis (?:[a-z' ]{0,16})(?:19|20)\d\d\b[^:]{0,200}?\b(?:a"
    r"|ont) ete [^:]{3,40}?(?P<deux> ?: )(?P<liste>.+)$"
)
GERUND = re.compile(r"^en [a-z]+ant\b")
NOUN_LIST = re.compile(r"\bengagements?\b")
CHARGED = re.compile(
    rf"(?P<verbe>\b(?:aura|auront|a|ont) (?:a sa charge|a leur charge|la charge|pour obligation|l'obligation)\b"
    rf"|\bpren(?:d|nent|dra|dront) (?:a sa|a leur) charge\b"
    rf"|\b(?:est|sont|sera|seront) tenue?s? (?:de|d'|a)\b){ADVERBS}"
)
ENTRUSTED = re.compile(
    rf"(?P<verbe>\b(?:est|sont|sera|seront) chargee?s? (?:de|d'|du|des)\b|\b(?:veiller(?:a|ont)|veillent?) (?:a|au"
    rf"|aux)\b|\bpren(?:d|nent|dra|dront) en charge\b){ADVERBS}"
)
YEAR = re.compile(
    r"\bdepuis (?:le mois de |le |la |l'annee |l'|fin |debut "
    r"|mi-)?(?P<date>(?:\d{1,2}(?:er)? )?(?:[a-z]+ )?(?:19|20)\d\d)\b"
)
DOING = re.compile(
    r"\b(?:engage|realise|soutenu|mene|conduit|finance|lance|initie|traduit|traduisent|contribu|permis"
    r"|mis(?:es?)? en (?:place|oeuvre|œuvre)|acheve|cree|accompagne|developpe"
    r"|projets?|actions?|operations?|travaux|interventions?|initiatives?)"
)
DOINGS = (
    r"(?:projets?|actions?|operations?|travaux|initiatives?|realisations?|interventions?|chantiers?|mesures?"
    r"|investissements?|etudes?|amenagements?|demarches?)"
)
DONE_VERB = (
    r"(?:mene|realise|engage|soutenu|conduit|finance|lance|initie|accompli|acheve|livre|cofinance"
    r"|mis(?:es)? en (?:place|oeuvre|œuvre))"
)
DONE = re.compile(
    rf"\b{DOINGS}\b.{{0,120}}?(?P<verbe>\b(?:ont|a) (?:[a-z'-]+ ){{0,3}}(?:ete"
    rf"|pu etre) (?:[a-z'-]+ ){{0,2}}{DONE_VERB})|\b{DOINGS} (?:deja "
    rf"|d'ores et deja )?{DONE_VERB}e?s\b(?! par l)"
)
GOALS_ENGAGED = re.compile(r"\b(?:objectifs|orientations|priorites) (?:[a-z-]+ ){0,3}engagee?s\b")
COMING = re.compile(
    rf"\b{DOINGS} (?:[a-z]+ ){{0,3}}(?:a venir|a mener|a conduire|a engager|a realiser|a lancer"
    rf"|a mettre en (?:oeuvre|œuvre|place)|prevue?s|programmee?s|envisagee?s|projetee?s|retenue?s"
    rf"|planifiee?s)\b"
    rf"|\bil (?:est|a ete) (?:convenu|prevu|decide|propose)\b|\b(?:est|sont) (?:notamment |egalement "
    rf"|ainsi )?prevue?s\b"
    rf"|\bseront (?:[a-z]+ ){{0,2}}(?:mise?s en (?:place|oeuvre|œuvre)|menee?s|realisee?s|engagee?s|lancee?s"
    rf"|conduite?s|developpee?s|poursuivie?s|soutenue?s|proposee?s)\b"
)
PERMIT = re.compile(
    r"\b(?:initiatives|actions|mesures|projets|operations) (?P<verbe>permett(?:ent|ront)|contribuent|participent)\b"
)
WILL = re.compile(
    r"(?P<verbe>\b(?:ont|a|affirment|affirme|reaffirment|expriment)) (?:[a-z]+ ){0,2}(?:la |leur "
    r"|sa )?volonte (?:commune |partagee |forte )?(?:de |d')"
)

# -ra, -ront : what a party will do; forms that only say what is, may or must be are no promise.
FUTURE = re.compile(
    r"(?:\b(?:se |s')\s?)?\b(?P<verbe>[a-z]{3,}r(?:a|ont))\b|\bv(?:a"
    r"|ont) (?:[a-z]+ment )?(?P<va>(?!(?:profit|benefici|etre|avoir|deven|permettre|dev|pouv|connaitre|subir|voir)"
    r"[a-z]*\b)[a-z]{2,}(?:er|ir|re|oir))\b"
)
NOT_FUTURE_WORDS = """
    sera seront pourra pourront devra devront aura auront faudra conviendra permettra permettront reposera
    reposeront deviendra deviendront constituera constitueront restera resteront entrera entreront prendra
    prendront fera feront s'agira agira verra verront beneficiera beneficieront debutera expirera
    correspondra comprendra comprendront opera extra camera infra contra ultra voudra voudront saura sauront
    appartiendra viendra viendront trouvera trouveront comportera comporteront portera porteront donnera
    donneront signera signeront impliquera concernera concerneront vaudra existera conclura concluront
"""
NOT_FUTURE = frozenset(NOT_FUTURE_WORDS.split())
INTENT = re.compile(
    r"(?P<verbe>\bse (?:donne|fixe)(?:nt)? (?:pour|comme) (?:objectif|ambition|but|mission) (?:de |d')"
    r"|\bentend(?:ent)?(?= [a-z]{2,}(?:er|ir|re|oir)\b)|\bse propose(?:nt)?\b|\bengage(?:nt)? (?:une?"
    r"|des|les|la|le)\b|\bdecide(?:nt)? (?:de |d')(?=(?:se |s')?[a-z]{2,}(?:er|ir|re|oir)\b)|\bse tien(?:t|nent) inform"
    r"|\bs'effor(?:ce|cent)\b|\bs'accordent? (?:pour|a|sur)\b|\bconvien(?:t|nent) (?:de|d')(?!.*\bil convien)"
    r"|\bmet(?:tent)? (?:son|leur) expertise\b|(?<!se )\bdote(?:nt)?\b)"
)
EFFORT = re.compile(
    r"(?P<verbe>\bs'attache(?:nt)?\b|\bse charge(?:nt)?\b|\bse mobilise(?:nt)?\b"
    r"|\bassocient? leurs efforts\b|\bpren(?:d|nent) en charge\b|\bsoutien(?:t|nent)\b|\baccompagne(?:nt)?\b"
    r"|\bfinance(?:nt)?\b|\bcofinance(?:nt)?\b|\bcontribue(?:nt)?\b|\bparticipe(?:nt)?\b"
    r"|\bpoursui(?:t|vent)\b|\bme(?:t|ttent) en (?:oeuvre|œuvre|place)\b|\bapporte(?:nt)?\b|\borganise(?:nt)?\b"
    r"|\bmobilise(?:nt)?\b|\btien(?:t|nent) a jour\b|\ba decide\b|\bont decide\b)"
)
# « apporte son concours au contrat »: says that a party takes part, not what it does.
TAKES_PART = re.compile(
    r"\b(?:apporte|prete)(?:nt)? (?:tout )?(?:son|leur) (?:concours|appui|soutien) (?:au|a la|a ce|a cette"
    r"|a l'(?:execution|application|elaboration))\b[^,.;:]{0,30}\b(?:contrat|convention|charte|pacte|accord|protocole"
    r"|demarche)\b"
)
PAST = re.compile(
    r"(?P<verbe>\b(?:a|ont) (?!ete)(?:d'ores et deja )?(?:[a-z-]+ (?!ete))?(?:debloque|soutenu|finance|cofinance"
    r"|realise|engage|mis en (?:place|oeuvre|œuvre)|lance|cree|accompagne|contribue|participe|investi|amenage"
    r"|construit|acheve|developpe|mobilise|sanctuarise)\b)"
)
PASSIVE = re.compile(
    r"(?P<verbe>\b(?:sera|seront) (?:[a-z'-]+ ){0,3}(?:mis(?:es?)? en (?:place|oeuvre|œuvre)|installee?s?"
    r"|menee?s?|realisee?s?|signee?s?|approuvee?s?|annexee?s?"
    r"|confortee?s?|mobilisee?s?|organisee?s?|lancee?s?|creee?s?|elaboree?s?|engagee?s?|precisee?s?"
    r"|conduite?s?|renforcee?s?|developpee?s?|poursuivie?s?|soutenue?s?|financee?s?|etendue?s?|assuree?s?"
    r"|accompagnee?s?|maintenue?s?|reconduite?s?|effectuee?s?|recrutee?s?|etablie?s?|transmis(?:es?)?"
    r"|remis(?:es?)?|versee?s?|attribuee?s?|dressee?s?|renovee?s?|rehabilitee?s?|construite?s?|amenagee?s?|designee?s?"
    r"|instituee?s?|ouverte?s?|proposee?s?|diffusee?s?|publiee?s?|actualisee?s?|recensee?s?)\b)"
    r"|(?<!revoyure )\b(?:est|sont) (?:[a-z]+ )?(?:(?:prevue?s?) (?:en |pour |d'ici|au |a |courant |avec |avant "
    r"|a partir |des )|(?:programmee?s?|planifiee?s?)\b)"
)
NEGATIVE = re.compile(
    r"(?<!cet )(?<!cette )(?<!ces )(?<!ce )\b(?:objectifs?|enjeux?|orientations?|axes?|principes?|missions?"
    r"|roles?|membres?|composee?s?|composition|comprend|comprennent|avantages?|indicateurs?|criteres?"
    r"|thematiques?"
    r"|constats?|territoires|conditions|raisons|defis|besoins|difficultes|pieces|annexes|documents|niveaux"
    r"|registres|priorites|domaines|declinaisons|elements|themes|poles|volets|piliers|leviers|financements"
    r"|modalites|articles|beneficiaires|depenses)\b"
)
# These name the items of a list only right before the colon: elsewhere they are who acts.
NEGATIVE_LATE = re.compile(
    r"\b(?:quartiers|services|partenaires|structures|acteurs|(?<!communaute de )(?<!communautes de )communes|"
    r"institutions|personnes)(?: suivante?s)?\W*$"
)
