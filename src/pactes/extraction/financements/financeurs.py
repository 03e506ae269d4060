"""Who pays: the institutions and funds that a phrase ties to an amount."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pactes.extraction.commun.acteurs import find_mentions
from pactes.reading import fold
from pactes.reference import fonds, organisations

_GIVES = (
    r"financ\w+|cofinanc\w+|co-financ\w+|apport\w+|verse\w*|accord\w+|attribu\w+|consacr\w+|particip\w+"
    r"|contribu\w+|mobilis\w+"
    r"|investi\w*|engag\w+|abond\w+|souten\w+|soutient|soutiennent|allou\w+|octro\w+|subventionn\w+|prend"
    r"|prennent|pris en charge"
    r"|pri(?:s|se|ses) en charge|support\w+|met|mettent|mettra|mettront|ajout\w+|garanti\w+|achet\w+|a acquis"
    r"|ont acquis"
    r"|(?:sera|seront|est|sont) sollicitee?s?"
    r"|prevoi\w+|debloqu\w+|injecte\w*|affect\w+|reserv\w+|inscri\w+|sanctuaris\w+|evalu\w+"
)
_VERB = re.compile(rf"\b(?:{_GIVES})\b")
_SHARE = re.compile(
    r"\b(?:subventions?|aides?|participations?|contributions?|soutiens?|dotations?|financements?|cofinancements?"
    r"|concours|credits?|efforts?"
    r"|fonds|enveloppe|appui|apports?|part|budget|allocation|moyens|prets?)\s(?:financiers?\s|publics?\s|annuelle?\s)?"
    r"(?:exceptionnelle?\s)?(?:par\s|de la part\s)?(?:de la |de l'|des |du |de |d'|par )?$"
)
_BY = r"(?:par|de la part de|aupres de)\s(?:l'ensemble de )?(?:la |le |les |l'|de la |du )?$"
_AGENT = re.compile(
    rf"\b(?:{_GIVES})\b[^,;.]{{0,60}}\b{_BY}|\bgrace a (?:la |le |les |l')?$|\b(?:soutien|concours"
    rf"|aide) de (?:la |le |l')?$"
)
_BY_NEXT = re.compile(rf"^[^,;.()]{{0,12}}\b{_BY}")
_PAID = re.compile(
    r"^\s?,?\s?(?:qui )?(?:est |sera |seront |sont |a ete )?(?:\w+ment )?(?:co-?)?(?:financ|pris|subventionn"
    r"|verse|apporte)"
)
# « dans la Région », « sur la métropole »: where, not who; « porté par la Ville »: who does it, not who pays.
_NOT_PAYING = re.compile(
    r"\b(?:dans|sur|vers|au sein de|au niveau de|hors|autour de|entre|territoire de|a l'echelle de)\s(?:la |le "
    r"|les |l'|du )?$"
    r"|\b(?:porte|pilote|conduit|realise|gere|mene|represente|initie|lance|organise)e?s? par (?:la |le |les "
    r"|l')?(?:\w+ ){0,2}$"
)
# « évalue le besoin à », « dont le coût est évalué à »: what is counted is a cost, nobody gives it.
_COSTED = re.compile(r"\b(?:besoins?|couts?|chiffr\w+)\b")
_GAP = re.compile(
    r"^\s?(?:\(|:|-|–|,|pour|a hauteur de|de|d'un montant de|d'environ|environ|pres de|plus de|jusqu'a|soit|=|\s"
    r"|en 20\d\d)*$"
)
_AFTER = re.compile(
    r"^\s?(?:\)|\*)?\s?(?:de credits |de subventions? |d'aides? |de fonds |de financements? "
    r"|de dotation )?(?:de la |de l'|des |du |de |d'|en |au titre du |au titre de la |au titre de l')?$"
)
_FOR = re.compile(
    r"^,?\s?(?:(?:pour|de la part de|par|a la charge de|pour la part de)\s(?:la |le |les |l')?"
    r"|(?:revien(?:t|nent|dra)|incomb(?:e|ent|era)|rest(?:e|ent|era)(?: a la charge)?)"
    r"\s(?:a la |a l'|au |aux |de la |de l'|du |a |de ))$"
)
_AND = re.compile(
    r"^\s?(?:,|et|ainsi que|/|\+|-|–)\s?(?:(?:pour (?:moitie|un tiers|un quart|le reste)"
    r"|a (?:hauteur de )?\d{1,3} ?%)\s)?"
    r"(?:de\s|par\s)?(?:la |le |les |l'|du |de la |de l'|des )?$"
)
# Institutions in general, persons, and those who receive: none pays under such a name.
_NO_FUNDER = re.compile(
    r"^(?:maires?|porteurs?|beneficiaires?|maitres? d'ouvrage|bailleurs?|operateurs?|partenaires?|financeurs?"
    r"|communes membres"
    r"|villes et communes|associations?$|centres?\b|universites?$|directions?$|etablissements?\b|societes?$)"
)
_UNDER = re.compile(r"^[^,;.()]{0,30}\bau titre d")
_OF = re.compile(r"^\s?(?:de |du |d')(?:credits? )?$")
# « sollicite auprès de l'ARS une participation de »: who is asked is who would pay.
_ASKED = re.compile(r"\b(?:sollicit|demand|obten)\w*\s(?:une? \w+ )?(?:aupres )?(?:de la |de l'|de |du |des |d')$")
_BRACKET = re.compile(r"[^().;,\d]{0,60}\((?P<names>[^()\d]{2,120})\)")
_OTHER_SUBJECT = re.compile(r",\s(?:la |le |les |l'|ce |cet |cette |ces |son |sa |leurs? |une? )[^,]{2,80}$")
_NEAR = 170


@dataclass(frozen=True, slots=True)
class Financeur:
    """An institution or a fund named in a text: offsets and name."""

    start: int
    end: int
    nom: str


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], frozenset[str]]:
    """Return the pattern of the funds and acronyms that pay, and the acronyms of organisations."""
    sigles = {s for f in fonds() for s in f.sigles} | {s for o in organisations() for s in o.sigles}
    names = {v for f in fonds() for v in (f.nom, *f.variantes)} | {"Union européenne", "Europe", "Éducation nationale"}
    names |= {v for o in organisations() for v in (o.nom, *o.variantes) if " " in v and v[0].isupper()}
    names |= {s.capitalize() for s in sigles if len(s) >= 3 and s.isalpha()}
    ordered = sorted(sigles | names, key=lambda s: (-len(s), s))
    alternatives = "|".join(re.escape(s).replace("'", "['’]") for s in ordered)
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-]|\+)"), frozenset(sigles)


# In capitals or without accents, as scans and typewriters give them; a label may name a town after the word.
_PLAIN = re.compile(
    r"(?<![\w'’-])(?:l['’]|L['’])?(?P<nom>[EÉ]TAT|Etat|Region(?: [A-Z][\w-]+){0,3}|Departement(?: (?:de la |de l'"
    r"|du |de )[A-Z]"
    r"[\w-]+)?|(?:R[EÉ]GION|D[EÉ]PARTEMENT|VILLE|COMMUNES?|M[EÉ]TROPOLE|AGGLOM[EÉ]RATION"
    r"|CONSEIL (?:R[EÉ]GIONAL|D[EÉ]PARTEMENTAL|MUNICIPAL)"
    r"|COMMUNAUT[EÉ] (?:DE COMMUNES|D['’]AGGLOM[EÉ]RATION|URBAINE))"
    r"(?: (?:DE LA |DE L['’]|DES |DE |DU |D['’])[A-ZÀ-Þ][A-ZÀ-Þ'’-]+)?"
    r"|[A-ZÀ-Þ][A-ZÀ-Þ-]{2,} (?:COMMUNAUT[EÉ]|M[EÉ]TROPOLE|AGGLO(?:M[EÉ]RATION)?))(?![\w-])"
)
# « la Caf », « l'Anah »: an acronym written as a name, after its article.
_AFTER_ARTICLE = re.compile(r"(?:^|\b(?:la |le |les |par |de |du |et )|['’(|])$")
# « la CARO y a consacré »: an acronym that the registry does not know is one that pays, before a verb of giving.
_LOCAL = re.compile(
    r"\b(?:[Ll]a |[Ll]e |[Ll]['’])(?P<nom>[A-Z][A-Z0-9]{2,9})(?=\s(?:(?:y|en|lui|leur)\s)?(?P<verb>(?:a |ont )?\w+))"
)
# « (…, commune de X 14 000 €) », « part de X »: named without article, or by the name alone after what it gives.
_PLACE = r"[A-ZÀ-Þ][\w’'-]+(?: (?:(?:de |du |la |le |les |en |sur |et )?[A-ZÀ-Þ][\w’'-]+)){0,4}"
_LISTED = re.compile(
    r"(?:(?<=[(|])|(?<=[,;:|] ))(?P<nom>(?:[Cc]ommune|[Vv]ille|[Dd]épartement|[Rr]égion|[Cc]ommunauté de communes"
    rf"|[Cc]ommunauté d['’]agglomération|[Mm]étropole) (?:de la |de l['’]|des |de |du |d['’]){_PLACE})"
)
_PART_OF = re.compile(rf"\b[Pp]art (?:de |d['’]|du )(?P<nom>{_PLACE})")
# « aide départementale », « crédits régionaux »: the adjective says who gives.
_ADJECTIVE = re.compile(
    r"\b(?:[Aa]ides?|[Ss]ubventions?|[Pp]articipations?|[Dd]otations?|[Pp]arts?|[Cc]ontributions?|[Cc]rédits?|[Ff]onds"
    r"|[Ee]nveloppes?|[Ss]outiens?|[Cc]oncours) (?:financi[eè]re?s? )?"
    r"(?P<nom>(?P<dep>départementa(?:les?|ux|l))|(?P<reg>régiona(?:les?|ux|l)))\b"
)
_SHOUTING = re.compile(r"[A-ZÀ-Þ]{4,}[ ,]*$")


@lru_cache(maxsize=1)
def _paid_by() -> dict[str, str]:
    """Return who pays a fund that goes by a common noun: « crédits européens » are the European Union's."""
    return {v: f.financeur for f in fonds() for v in (f.nom, *f.variantes) if f.financeur and v[0].islower()}


def finances_through(payer: str, fund: str) -> bool:
    """Tell whether ``fund`` is an acronym of a fund that ``payer`` pays (the European Union, FEDER)."""
    return any(fund in f.sigles and f.financeur == payer for f in fonds())


def is_fund(words: str) -> bool:
    """Tell whether ``words`` are the name of a fund (DSIL, FEDER…), which an institution pays."""
    return any(words in (f.nom, *f.sigles, *f.variantes) for f in fonds())


@lru_cache(maxsize=4)
def _short(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of the short names that a document defines."""
    ordered = sorted(names, key=lambda s: (-len(s), s))
    return re.compile(r"(?<![\w-])(?P<nom>" + "|".join(re.escape(n) for n in ordered) + r")(?![\w-])")


def find_financeurs(text: str, short: tuple[str, ...] = ()) -> list[Financeur]:
    """Return the institutions and funds of ``text`` that may pay, in order, without overlap.

    ``short`` are the short names that the document gives to institutions (« CCX », « l'Agglo »).
    """
    pattern, sigles = _names()
    found = [
        Financeur(m.start(), m.end(), _paid_by().get(m.group(), m.group()))
        for m in pattern.finditer(text)
        if not _misread(text, m.start(), m.group(), sigles)
    ]
    taken = bytearray(len(text))
    for funder in found:
        taken[funder.start : funder.end] = b"\1" * (funder.end - funder.start)
    for match in _ADJECTIVE.finditer(text):
        if 1 not in taken[match.start("nom") : match.end("nom")]:
            found.append(Financeur(*match.span("nom"), "Département" if match["dep"] else "Région"))
            taken[match.start("nom") : match.end("nom")] = b"\1" * len(match["nom"])
    own = _short(short).finditer(text) if short else ()
    for match in (
        *own,
        *_LISTED.finditer(text),
        *_PLAIN.finditer(text),
        *_LOCAL.finditer(text),
        *_PART_OF.finditer(text),
    ):
        start, end = match.span("nom")
        gives = "verb" not in match.groupdict() or _VERB.search(fold(match["verb"]))
        if gives and 1 not in taken[start:end]:
            name = "État" if fold(match["nom"]) == "etat" else match["nom"]
            found.append(Financeur(start, end, name))
            taken[start:end] = b"\1" * (end - start)
    for mention in find_mentions(text):
        if (mention.nom.isupper() and mention.nom not in sigles) or text[mention.end : mention.end + 1].isalpha():
            continue
        if _NO_FUNDER.match(fold(mention.nom)):
            continue
        if 1 not in taken[mention.start : mention.end]:
            found.append(Financeur(mention.start, mention.end, mention.nom))
    return sorted(found, key=lambda f: f.start)


def _misread(text: str, start: int, words: str, sigles: frozenset[str]) -> bool:
    """Tell whether an acronym is a common word here: « Caf » without article, « EN » among words in capitals."""
    if words in sigles:
        return len(words) <= 2 and _SHOUTING.search(text[max(0, start - 12) : start]) is not None
    if words.upper() in sigles and " " not in words:
        return start > 0 and not _AFTER_ARTICLE.search(text[max(0, start - 5) : start].lower())
    return False


def financeurs_de(
    text: str, folded: str, start: int, end: int, low: int, high: int, found: Sequence[Financeur]
) -> tuple[Financeur, ...]:
    """Return who pays the amount at ``text[start:end]``, looking between ``low`` (the amount before) and ``high``.

    In this order: who stands right after it (« 250 000 € FSE », « 2 M€ pour la Région »), who gives it (« financé par
    l'État »), who stands right before it (« le Département (8 M€) », « subvention de la Région de 8 M€ »), the subject
    of a verb of giving.
    """
    first_near = bisect_left(found, max(low, start - _NEAR - 100), key=lambda f: f.start)
    last_near = bisect_left(found, min(high, end + _NEAR + 1), key=lambda f: f.start)
    near = (f for f in found[first_near:last_near] if f.end <= high)
    payers = [f for f in near if not _NOT_PAYING.search(folded[max(0, f.start - 60) : f.start])]
    before = [f for f in payers if low <= f.start and f.end <= start and start - f.end <= _NEAR]
    after = [f for f in payers if end <= f.start and f.end <= high and f.start - end <= _NEAR]
    asked = [f for f in before if _ASKED.search(folded[max(0, f.start - 60) : f.start])]
    if asked:
        return tuple(_chain(folded, asked[0], asked))
    listed = _listed(folded, end, high, after)
    if listed:
        return tuple(listed)
    first = next(_right_after(folded, end, after), None) or next(_agents(folded, end, after), None)
    if first and folded[first.end : high].strip() == "(" and first.start - end > 3:
        first = None  # « 2,8 M€, financés par l'ANRU (1,1 M€) et…»: the bracket says what the ANRU pays
    if first and is_fund(first.nom) and _UNDER.match(folded[end : first.start]):
        # « l'État apporte 1,2 M€ au titre de la DSIL »: the State pays, the fund says how.
        subject = _subject(folded, start, before)
        if subject:
            return tuple(subject)
    if first and is_fund(first.nom) and _OF.match(folded[end : first.start]):
        # « la Région mobilisera 1,2 M€ de FEDER »: one manages what the other pays.
        subject = _subject(folded, start, before)
        if subject:
            return (*subject, first)
    if first:
        # « 120 000 € de l'État et la Région 80 000 € »: who stands right before the next amount pays that one.
        chain = [f for f in after if f == first or not (high < len(folded) and _GAP.match(folded[f.end : high]))]
        return tuple(_chain(folded, first, chain))
    for funder in reversed(before):
        gap = folded[funder.end : start]
        if _GAP.match(gap) or (_SHARE.search(folded[max(0, funder.start - 60) : funder.start]) and len(gap) < 90):
            return tuple(_chain_back(folded, funder, before))
    agent = next(_agents(folded, end, before), None)
    if agent:
        return tuple(_chain(folded, agent, before))
    return tuple(_subject(folded, start, before))


def _listed(folded: str, end: int, high: int, after: Sequence[Financeur]) -> list[Financeur]:
    """Return the names of the bracket that follows the amount, where it holds little else (« (FEDER et FSE) »)."""
    bracket = _BRACKET.match(folded, end, high)
    if not bracket:
        return []
    if any(f.end <= bracket.start("names") for f in after):
        return []  # « 640 k€ de l'État (DSIL) »: the State pays
    inside = [f for f in after if bracket.start("names") <= f.start and f.end <= bracket.end("names")]
    return inside if 3 * sum(f.end - f.start for f in inside) >= bracket.end("names") - bracket.start("names") else []


def _subject(folded: str, start: int, before: Sequence[Financeur]) -> list[Financeur]:
    """Return the subjects of the verb of giving that comes before the amount at ``start``."""
    for funder in reversed(before):
        gap = folded[funder.end : start]
        verb = _VERB.search(gap)
        # « signé par le préfet, le contrat mobilise 4 M€ »: another noun is the subject.
        if not verb or _OTHER_SUBJECT.search(gap[: verb.start()]) or _COSTED.search(gap):
            continue
        if folded[max(0, funder.start - 2) : funder.start].strip() == "(" and any(f.end < funder.start for f in before):
            continue  # « l'État (DIRECCTE) apporte »: the State pays, the bracket says by which service
        if not _complement(folded, funder):
            return _chain_back(folded, funder, before)
    return []


def _right_after(folded: str, end: int, after: Sequence[Financeur]) -> Iterator[Financeur]:
    for funder in after[:1]:
        gap = folded[end : funder.start]
        if _AFTER.match(gap) or _FOR.match(gap):
            yield funder


def _agents(folded: str, end: int, found: Sequence[Financeur]) -> Iterator[Financeur]:
    """Yield those who give: « financé par X », « 20 000 € par X »."""
    for funder in found:
        before = folded[max(0, funder.start - 100) : funder.start]
        if funder.start < end:
            if _AGENT.search(before):
                yield funder
            continue
        gap = folded[end : funder.start]
        if _BY_NEXT.match(gap) or (_AGENT.search(before) and ("," not in gap or _PAID.match(gap))):
            yield funder


def _complement(folded: str, funder: Financeur) -> bool:
    """Tell whether the name is the complement of a noun (« le schéma de la Région »), which pays nothing."""
    return (
        re.search(r"\w\s(?:de la|de l'|du|des|de|d')\s?$", folded[max(0, funder.start - 30) : funder.start]) is not None
    )


def _chain(folded: str, first: Financeur, found: Sequence[Financeur]) -> Iterator[Financeur]:
    """Yield a funder and those coordinated after it (« par l'État, la Région et l'ADEME »)."""
    last = first
    yield last
    for funder in found:
        if funder.start > last.end and _AND.match(folded[last.end : funder.start]):
            yield funder
            last = funder


def _chain_back(folded: str, funder: Financeur, found: Sequence[Financeur]) -> list[Financeur]:
    """Return a funder and those coordinated before it (« l'État et la Région apportent »)."""
    chain = [funder]
    for other in reversed([f for f in found if f.end <= funder.start]):
        if not _AND.match(folded[other.end : chain[0].start]):
            break
        chain.insert(0, other)
    return chain
