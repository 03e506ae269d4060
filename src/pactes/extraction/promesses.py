"""How French administrative writing promises: the turns of phrase that make a sentence, or the list it opens, a commitment.

Three strengths. *Explicit*: the text says « s'engage à », « engagement ». *Dated*: it tells what was done or is being done
since a year. *Stated*: a party says what it will do, does or did. All patterns are read on folded text (lower case, no
accents), which has the offsets of the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pactes.extraction.acteurs import Mention, find_mentions
from pactes.extraction.dates import find_dates
from pactes.model import StatutEngagement
from pactes.reading import Span, fold

PREVU, EN_COURS, REALISE = StatutEngagement.PREVU, StatutEngagement.EN_COURS, StatutEngagement.REALISE


@dataclass(frozen=True, slots=True)
class Promesse:
    """What a sentence promises: the rule that says so, its status, and where in the sentence things are.

    ``verbe`` is where the verb starts (its subject is to its left), ``debut`` where what is promised starts, ``auteurs``
    where the text names who promises when that is not the subject, ``de_tous`` that all parties do,
    ``enumere`` that what follows ``debut`` is an enumeration of promises.
    """

    regle: str
    statut: StatutEngagement
    verbe: int
    debut: int
    confiance: float
    demande_un_sujet: bool = True
    depuis: str | None = None
    auteurs: Span | None = None
    de_tous: bool = False
    enumere: bool = False

    @property
    def ferme(self) -> bool:
        """Whether the text itself calls it a commitment."""
        return self.regle in ("engagement-explicite", "engagement-nom", "engagement-signature")

    def parts(self, text: str) -> list[str]:
        """Return the promises of the sentence one by one: « à faire A, à faire B et à faire C » are three."""
        body = text[self.debut :]
        if self.enumere:
            return [p.strip() for p in _ENUMERATED.split(body) if p.strip(" .;")]
        if self.regle != "engagement-explicite":
            return [body]
        cuts = [0]
        for match in _AND_TO.finditer(fold(body)):
            cuts.append(match.start("a"))
        pieces = [body[i:j] for i, j in zip(cuts, [*cuts[1:], len(body)], strict=True)]
        return [
            re.sub(r"^(?:à|a|d['’]|de)\s+", "", re.sub(r"(?:,|\bet|\bainsi qu['’])[\s,]*$", "", p.strip()))
            for p in pieces
        ]


@dataclass(frozen=True, slots=True)
class Section:
    """A section whose heading says that it holds commitments, and whose they are."""

    titre: str
    auteurs: tuple[Mention, ...] = field(default=())


_INFINITIVE = r"[a-z]{2,}(?:er|ir|re|oir)\b"
_AND_TO = re.compile(rf"(?:,|\bet|\bainsi qu')\s(?:et )?(?P<a>a (?:s'|se |ne pas |y )?{_INFINITIVE})")
_ENUMERATED = re.compile(r"[,;]\s(?![^()]*\))")
# « s'engage, dans le cadre de ses compétences, à… », « s'engagent mutuellement à… » : what stands before the promise.
_ADVERBS = (
    r"(?:[ ,]*(?:(?:par ailleurs|egalement|aussi|ainsi|notamment|donc|concretement|conjointement|mutuellement|reciproquement|en outre|de plus"
    r"|des a present|des maintenant|plus particulierement|pleinement|fortement|ensemble|chacune?|pour (?:sa|leur) part)\b"
    rf"|(?:,|\b(?:dans|en|aupres|a travers|au|sur|pour|vis-a-vis|par) )[^,;:]{{0,120}},(?= a {_INFINITIVE})|aupres (?:de |des |du |d')[a-z']+(?= a )))*"
)

_SECTION = re.compile(r"\bengagements?\b|\bobligations? (?:de|du|des|reciproques|respectives|mutuelles|communes)\b")
_NOT_SECTION = re.compile(
    r"\b(?:engagements? (?:citoyen|associatif|financiers? pluriannuel|comptable|benevole)|valoriser|suivi des|non[- ]respect|resiliation|duree de l'engagement)"
)

_EXPLICIT = re.compile(
    rf"(?P<verbe>\bs'(?:engage(?:nt|ra|ront)?|oblige(?:nt|ra|ront)?|astrein(?:t|nent)|engageant)\b|\b(?:s'est|se sont|se soient) (?:[a-z'-]+ )?engagee?s?\b"
    rf"|\bpren(?:d|nent|dra|dront) (?:l'engagement|les engagements)\b|\b(?:est|sont|reste|restent) (?:pleinement |fortement )?engagee?s?(?= (?:dans|a|en faveur)\b)"
    rf"|\bpartage(?:nt)? les engagements\b)(?P<suite>{_ADVERBS})"
)
_ENGAGED = re.compile(
    r"s'est (?:[a-z'-]+ )?engage|sont (?:[a-z'-]+ )?engage|est (?:pleinement |fortement )?engage|restent? engage"
)
_NOUN = re.compile(
    r"\bengagements? (?:[a-z]+ ){0,2}(?:partages?|pris|communs?|reciproques?|porte|portes) (?:par|de|entre) (?P<auteurs>.+)"
    r"|\b(?:les )?engagements (?P<de>(?:de|du|des|d').+?)(?= (?:en faveur|en matiere|pour|permettr|sont|portent|porteront|vis|consist|au titre|concernant|dans))"
)
_FORMAL = re.compile(
    r"\b(?:formalis\w+|defini\w*|precis\w+|rappel\w+|respect\w*|inscri\w+) (?:de |d')?(?:les |des |leurs |l'ensemble des )?engagements"
    r"|\bengagements [^.]{0,80}\b(?:sera|seront|est|sont) (?:[a-z]+ )?(?:repris|formalise|precise|defini|decrit|detaille|rappele|annexe)"
)
_BINDS = re.compile(
    rf"\b(?P<auteurs>signature|contrat|convention|charte|accord|pacte|protocole)\b[^.;]{{0,80}}?\b(?P<verbe>engage(?:nt)?)\b[^.;]{{0,160}}?\b(?P<a>a {_INFINITIVE})"
)
_WANTED = re.compile(
    r"\bvolonte (?:exprimee |affirmee |commune |partagee )*(?:par|de|des|du) (?P<auteurs>.+?) (?P<verbe>est) (?:bien |donc |ainsi )?(?P<de>de |d')"
)
_PROVIDES = re.compile(
    r"\b(?:contrat(?: de ville)?|convention|charte|accord(?:-cadre| cadre)?|pacte|protocole|avenant|programme(?: operationnel)?)\b[^.;:]{0,140}?\b(?P<verbe>prevo(?:it|ient)) (?=que |de |d'|la |le |les |l'|une? |des )"
)
_CARE = re.compile(
    rf"(?P<verbe>\b(?:sera|seront) (?:[a-z]+ )?(?:attenti(?:f|ve)s?|vigilante?s?) a )(?={_INFINITIVE}|l')"
)
_INLINE = re.compile(
    r"(?:^|\W)depuis (?:[a-z' ]{0,16})(?:19|20)\d\d\b[^:]{0,200}?\b(?:a|ont) ete [^:]{3,40}?(?P<deux> ?: )(?P<liste>.+)$"
)
_GERUND = re.compile(r"^en [a-z]+ant\b")
_NOUN_LIST = re.compile(r"\bengagements?\b")
_CHARGED = re.compile(
    rf"(?P<verbe>\b(?:aura|auront|a|ont) (?:a sa charge|a leur charge|la charge|pour obligation|l'obligation)\b|\b(?:est|sont|sera|seront) tenue?s? (?:de|d'|a)\b){_ADVERBS}"
)
_ENTRUSTED = re.compile(
    rf"(?P<verbe>\b(?:est|sont|sera|seront) chargee?s? (?:de|d')\b|\b(?:veiller(?:a|ont)|veillent?) (?:a|au|aux)\b|\bpren(?:d|nent|dra|dront) en charge\b){_ADVERBS}"
)
_YEAR = re.compile(
    r"\bdepuis (?:le mois de |le |la |l'annee |l'|fin |debut |mi-)?(?P<date>(?:\d{1,2}(?:er)? )?(?:[a-z]+ )?(?:19|20)\d\d)\b"
)
_DOING = re.compile(
    r"\b(?:engage|realise|soutenu|mene|conduit|finance|lance|initie|traduit|traduisent|contribu|permis|mis(?:es?)? en (?:place|oeuvre|œuvre)|acheve|cree|accompagne|developpe"
    r"|projets?|actions?|operations?|travaux|interventions?|initiatives?)"
)
_DOINGS = r"(?:projets?|actions?|operations?|travaux|initiatives?|realisations?|interventions?|chantiers?|mesures?|investissements?|etudes?|amenagements?|demarches?)"
_DONE_VERB = r"(?:mene|realise|engage|soutenu|conduit|finance|lance|initie|accompli|acheve|livre|cofinance|mis(?:es)? en (?:place|oeuvre|œuvre))"
_DONE = re.compile(
    rf"\b{_DOINGS}\b.{{0,120}}?(?P<verbe>\b(?:ont|a) (?:[a-z'-]+ ){{0,3}}(?:ete|pu etre) (?:[a-z'-]+ ){{0,2}}{_DONE_VERB})|\b{_DOINGS} (?:deja |d'ores et deja )?{_DONE_VERB}e?s\b(?! par l)"
)
_GOALS_ENGAGED = re.compile(r"\b(?:objectifs|orientations|priorites) (?:[a-z-]+ ){0,3}engagee?s\b")
_COMING = re.compile(
    rf"\b{_DOINGS} (?:[a-z]+ ){{0,3}}(?:a venir|a mener|a conduire|a engager|a realiser|a lancer|a mettre en (?:oeuvre|œuvre|place)|prevue?s|programmee?s|envisagee?s|projetee?s|retenue?s|planifiee?s)\b"
    rf"|\bil (?:est|a ete) (?:convenu|prevu|decide|propose)\b|\b(?:est|sont) (?:notamment |egalement |ainsi )?prevue?s\b"
    rf"|\bseront (?:[a-z]+ ){{0,2}}(?:mise?s en (?:place|oeuvre|œuvre)|menee?s|realisee?s|engagee?s|lancee?s|conduite?s|developpee?s|poursuivie?s|soutenue?s|proposee?s)\b"
)
_PERMIT = re.compile(
    rf"\b(?:initiatives|actions|mesures|projets|operations) (?P<verbe>permett(?:ent|ront)|contribuent|participent)\b"
)
_WILL = re.compile(
    r"(?P<verbe>\b(?:ont|a|affirment|affirme|reaffirment|expriment)) (?:[a-z]+ ){0,2}(?:la |leur |sa )?volonte (?:commune |partagee |forte )?(?:de |d')"
)

# -ra, -ront : what a party will do; forms that only say what is, may or must be are no promise.
_FUTURE = re.compile(
    r"(?:\b(?:se |s')\s?)?\b(?P<verbe>[a-z]{3,}r(?:a|ont))\b|\bv(?:a|ont) (?:[a-z]+ment )?(?P<va>[a-z]{2,}(?:er|ir|re|oir))\b"
)
_NOT_FUTURE = frozenset(
    "sera seront pourra pourront devra devront aura auront faudra conviendra permettra permettront reposera reposeront "
    "deviendra deviendront constituera constitueront restera resteront entrera entreront prendra prendront fera feront "
    "s'agira agira verra verront beneficiera beneficieront debutera expirera correspondra comprendra comprendront "
    "opera extra camera infra contra ultra voudra voudront saura sauront appartiendra viendra viendront trouvera trouveront "
    "comportera comporteront portera porteront donnera donneront impliquera concernera concerneront vaudra existera".split()
)
_INTENT = re.compile(
    r"(?P<verbe>\bentend(?:ent)?(?= [a-z]{2,}(?:er|ir|re|oir)\b)|\bse propose(?:nt)?\b|\bengage(?:nt)? (?:une?|des|les|la|le)\b|\bse tien(?:t|nent) inform"
    r"|\bs'accordent? (?:pour|a|sur)\b|\bconvien(?:t|nent) (?:de|d')(?!.*\bil convien)|\bmet(?:tent)? (?:son|leur) expertise\b|\bdote(?:nt)?\b)"
)
_EFFORT = re.compile(
    r"(?P<verbe>\bs'attache(?:nt)?\b|\bse charge(?:nt)?\b|\bse mobilise(?:nt)?\b"
    r"|\bassocient? leurs efforts\b|\bpren(?:d|nent) en charge\b|\bsoutien(?:t|nent)\b|\baccompagne(?:nt)?\b|\bfinance(?:nt)?\b|\bcofinance(?:nt)?\b|\bcontribue(?:nt)?\b|\bparticipe(?:nt)?\b"
    r"|\bpoursui(?:t|vent)\b|\bme(?:t|ttent) en (?:oeuvre|œuvre|place)\b|\bapporte(?:nt)?\b|\borganise(?:nt)?\b"
    r"|\bmobilise(?:nt)?\b|\ba decide\b|\bont decide\b)"
)
_PAST = re.compile(
    r"(?P<verbe>\b(?:a|ont) (?!ete)(?:[a-z-]+ (?!ete))?(?:soutenu|finance|cofinance|realise|engage|mis en (?:place|oeuvre|œuvre)|lance|cree|accompagne|contribue|participe|investi|amenage|construit|acheve|developpe|mobilise)\b)"
)
_PASSIVE = re.compile(
    r"(?P<verbe>\b(?:sera|seront) (?:[a-z'-]+ ){0,3}(?:mis(?:es?)? en (?:place|oeuvre|œuvre)|installee?s?|menee?s?|realisee?s?|signee?s?|approuvee?s?|annexee?s?"
    r"|confortee?s?|mobilisee?s?|organisee?s?|lancee?s?|creee?s?|elaboree?s?|engagee?s?|precisee?s?|conduite?s?|renforcee?s?|developpee?s?|poursuivie?s?|soutenue?s?|financee?s?|etendue?s?|assuree?s?)\b)"
    r"|\b(?:est|sont) (?:[a-z]+ )?(?:(?:prevue?s?) (?:en |pour |d'ici|au |a |courant |avec |avant |a partir |des )|(?:programmee?s?|planifiee?s?)\b)"
)
_NEGATIVE = re.compile(
    r"(?<!cet )(?<!cette )(?<!ces )(?<!ce )\b(?:objectifs?|enjeux?|orientations?|axes?|principes?|missions?|roles?|membres?|composee?s?|composition|comprend|comprennent|avantages?|indicateurs?|criteres?|thematiques?"
    r"|constats?|quartiers|territoires|conditions|raisons|defis|besoins|difficultes|pieces|annexes|documents|niveaux|registres|priorites|domaines|declinaisons|elements|themes|poles|volets|piliers|leviers|services|partenaires|structures|acteurs|communes|financements|modalites|articles|beneficiaires|depenses)\b"
)


_HEAD = 60  # characters before the colon where the noun that names the items stands


def section(title: str) -> Section | None:
    """Return the section that a heading opens when it is one of commitments (« Article 4 – Engagements de l'État »)."""
    folded = fold(title)
    match = _SECTION.search(folded)
    if not match or _NOT_SECTION.search(folded):
        return None
    auteurs = tuple(find_mentions(title[match.start() :]))
    if match.group() == "engagement" and not auteurs:
        return None  # « L'engagement de la mutation des quartiers » : a beginning, not a promise
    return Section(title, auteurs)


def read_phrase(text: str) -> Iterator[Promesse]:
    """Yield what a sentence may promise, the surest reading first."""
    folded = fold(text)
    return (p for rule in _PHRASE_RULES if (p := rule(text, folded)) is not None)


def read_intro(text: str, items: Sequence[str], inside: Section | None = None) -> Iterator[Promesse]:
    """Yield what the sentence that opens a list may make of its ``items``, the surest reading first.

    ``inside`` is the section of commitments that the list is in.
    """
    folded = fold(text)
    if _NEGATIVE.search(folded[-_HEAD:]) and _EXPLICIT.search(folded) and not infinitives(items):
        return  # « s'engage à améliorer…, autour de trois axes : » promises in the sentence, not in the items
    for rule in _INTRO_RULES:
        if (promesse := rule(text, folded)) is not None:
            yield promesse
    if gerunds(items) and (promesse := _means(text, folded)) is not None:
        yield promesse
    if inside is not None and not _NEGATIVE.search(folded[-90:]):
        yield Promesse("engagement-section", PREVU, len(text), 0, 0.7, demande_un_sujet=False)


def _depuis(text: str, folded: str) -> str | None:
    match = _YEAR.search(folded)
    if not match:
        return None
    dates = list(find_dates(text[match.start("date") : match.end("date")]))
    return dates[0].value if dates else match["date"][-4:]


def _explicit(text: str, folded: str) -> Promesse | None:
    match = _EXPLICIT.search(folded)
    if not match or re.search(
        r"\b(?:si|qu'ils|qu'elles|lorsqu'ils|qui|dont|visant a|afin de|pour)\s*$", folded[: match.start()]
    ):
        return None
    statut = EN_COURS if _ENGAGED.search(match["verbe"]) else PREVU
    return Promesse(
        "engagement-explicite", statut, match.start("verbe"), match.end(), 0.95, depuis=_depuis(text, folded)
    )


def _noun(text: str, folded: str) -> Promesse | None:
    match = _NOUN.search(folded)
    if not match or _FORMAL.search(folded):
        return None
    group = "auteurs" if match["auteurs"] else "de"
    return Promesse("engagement-nom", PREVU, match.start(), 0, 0.9, auteurs=Span(match.start(group), match.end(group)))


def _noun_list(text: str, folded: str) -> Promesse | None:
    if not _NOUN_LIST.search(folded) or _FORMAL.search(folded) or _NEGATIVE.search(folded[-60:]):
        return None
    return Promesse("engagement-nom", PREVU, len(text), 0, 0.8, demande_un_sujet=False, auteurs=Span(0, len(text)))


def _since(text: str, folded: str) -> Promesse | None:
    depuis = _depuis(text, folded)
    if depuis is None or not _DOING.search(folded) or _NEGATIVE.search(folded[-50:]):
        return None
    return Promesse("engagement-depuis", EN_COURS, len(text), 0, 0.85, demande_un_sujet=False, depuis=depuis)


def _done(text: str, folded: str) -> Promesse | None:
    match = _DONE.search(folded)
    if not match:
        return None
    return Promesse("engagement-realise", REALISE, match.start(), 0, 0.8, demande_un_sujet=False)


def _coming(text: str, folded: str) -> Promesse | None:
    match = _COMING.search(folded)
    if not match or _NEGATIVE.search(folded[-50:]):
        return None
    return Promesse("engagement-a-venir", PREVU, match.start(), 0, 0.75, demande_un_sujet=False)


def _goals_engaged(text: str, folded: str) -> Promesse | None:
    match = _GOALS_ENGAGED.search(folded)
    if not match:
        return None
    return Promesse(
        "engagement-en-cours", EN_COURS, match.start(), 0, 0.7, demande_un_sujet=False, auteurs=Span(0, len(text))
    )


def _permit(text: str, folded: str) -> Promesse | None:
    match = _PERMIT.search(folded)
    if not match:
        return None
    return Promesse("engagement-en-cours", EN_COURS, match.start(), 0, 0.7, demande_un_sujet=False)


def _simple(
    pattern: re.Pattern[str], regle: str, statut: StatutEngagement, confiance: float
) -> Callable[[str, str], Promesse | None]:
    def rule(text: str, folded: str) -> Promesse | None:
        match = pattern.search(folded)
        if not match:
            return None
        return Promesse(regle, statut, match.start("verbe"), match.start("verbe"), confiance)

    return rule


def _future(text: str, folded: str) -> Promesse | None:
    for match in _FUTURE.finditer(folded):
        if match["va"] or match["verbe"] not in _NOT_FUTURE:
            return Promesse("engagement-futur", PREVU, match.start(), match.start(), 0.7)
    return None


def _passive(text: str, folded: str) -> Promesse | None:
    match = _PASSIVE.search(folded)
    if not match:
        return None
    return Promesse("engagement-prevu", PREVU, match.start(), 0, 0.5, demande_un_sujet=False)


def _inline(text: str, folded: str) -> Promesse | None:
    match = _INLINE.search(folded)
    if not match:
        return None
    return Promesse(
        "engagement-depuis",
        EN_COURS,
        match.start("deux"),
        match.start("liste"),
        0.8,
        demande_un_sujet=False,
        depuis=_depuis(text, folded),
        enumere=True,
    )


def _binds(text: str, folded: str) -> Promesse | None:
    match = _BINDS.search(folded)
    if not match:
        return None
    return Promesse(
        "engagement-signature", PREVU, match.start("verbe"), match.start("a"), 0.8, demande_un_sujet=False, de_tous=True
    )


def _wanted(text: str, folded: str) -> Promesse | None:
    match = _WANTED.search(folded)
    if not match:
        return None
    auteurs = Span(match.start("auteurs"), match.end("auteurs"))
    return Promesse("engagement-volonte", PREVU, match.start("verbe"), match.end("de"), 0.8, auteurs=auteurs)


def _provides(text: str, folded: str) -> Promesse | None:
    match = _PROVIDES.search(folded)
    if not match:
        return None
    return Promesse(
        "engagement-contrat", PREVU, match.start("verbe"), match.start("verbe"), 0.6, demande_un_sujet=False
    )


def gerunds(items: Sequence[str]) -> bool:
    """Say whether every item of a list tells how something is done (« en développant… »)."""
    return bool(items) and all(_GERUND.match(fold(item)) for item in items)


def _means(text: str, folded: str) -> Promesse | None:
    if re.search(r"\bfix|\bterritorialis", folded[-60:]):
        return None
    return Promesse("engagement-moyens", EN_COURS, len(text), 0, 0.6)


def infinitives(items: Sequence[str]) -> bool:
    """Say whether most items of a list start with a verb in the infinitive (« financer… »)."""
    return sum(bool(re.match(rf"(?:- |✓ )?(?:ne pas |s'|se )?{_INFINITIVE}", fold(item))) for item in items) * 2 > len(
        items
    )


_care = _simple(_CARE, "engagement-futur", PREVU, 0.7)
_charged = _simple(_CHARGED, "engagement-charge", PREVU, 0.8)
_entrusted = _simple(_ENTRUSTED, "engagement-charge", PREVU, 0.7)
_will = _simple(_WILL, "engagement-volonte", PREVU, 0.7)
_intent = _simple(_INTENT, "engagement-futur", PREVU, 0.65)
_effort = _simple(_EFFORT, "engagement-effort", EN_COURS, 0.6)
_past = _simple(_PAST, "engagement-passe", REALISE, 0.6)


def _stated(rule: Callable[[str, str], Promesse | None]) -> Callable[[str, str], Promesse | None]:
    """A stated effort does not make commitments of a list of objectives, members, themes…"""

    def checked(text: str, folded: str) -> Promesse | None:
        return None if _NEGATIVE.search(folded[-60:]) else rule(text, folded)

    return checked


_INTRO_RULES = (
    _explicit, _noun, _noun_list, _charged, _entrusted, _since, _done, _goals_engaged, _coming, _permit,
    _stated(_will), _stated(_future), _stated(_intent), _stated(_effort), _stated(_past),
)  # fmt: skip
_PHRASE_RULES = (
    _explicit,
    _inline,
    _binds,
    _noun,
    _wanted,
    _charged,
    _entrusted,
    _will,
    _care,
    _future,
    _intent,
    _effort,
    _past,
    _passive,
    _provides,
)
