"""The rules that make a sentence, or the list that it opens, a commitment.

Three strengths. *Explicit*: the text says « s'engage à », « engagement ». *Dated*: it tells what was done or is being
done since a year. *Stated*: a party says what it will do, does or did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pactes.extraction.commun.dates import find_dates
from pactes.extraction.engagements import impersonnelles as i
from pactes.extraction.engagements import tournures as t
from pactes.extraction.engagements.promesses import EN_COURS, PREVU, REALISE, Promesse, Section, infinitives
from pactes.model import StatutEngagement
from pactes.reading import Span, fold

_HEAD = 60  # characters before the colon where the noun that names the items stands


def _lists_no_promise(folded: str, reach: int) -> bool:
    """Say whether the noun that names the items, ``reach`` characters from the colon at most, promises nothing."""
    return bool(t.NEGATIVE.search(folded[-reach:]) or t.NEGATIVE_LATE.search(folded))


def read_phrase(text: str) -> Iterator[Promesse]:
    """Yield what a sentence may promise, the surest reading first."""
    folded = fold(text)
    return (p for rule in _PHRASE_RULES if (p := rule(text, folded)) is not None)


def read_decision(text: str) -> Iterator[Promesse]:
    """Yield what a sentence of the decisions of an assembly may promise, its own decision to give or do first."""
    if (decided := _decided(text, fold(text))) is not None:
        yield decided
    yield from read_phrase(text)


def read_intro(text: str, items: Sequence[str], inside: Section | None = None) -> Iterator[Promesse]:
    """Yield what the sentence that opens a list may make of its ``items``, the surest reading first.

    ``inside`` is the section of commitments that the list is in.
    """
    folded = fold(text)
    if _lists_no_promise(folded, _HEAD) and t.EXPLICIT.search(folded) and not infinitives(items):
        return  # « s'engage à améliorer…, autour de trois axes : » promises in the sentence, not in the items
    for rule in _INTRO_RULES:
        if (promesse := rule(text, folded)) is not None:
            yield promesse
    if gerunds(items) and (promesse := _means(text, folded)) is not None:
        yield promesse
    if inside is not None and not _lists_no_promise(folded, 90):
        yield Promesse("engagement-section", PREVU, len(text), 0, 0.7, demande_un_sujet=False)


def depuis(text: str, folded: str) -> str | None:
    """Return the date that « depuis l'été 2014 » gives, None where the text says none."""
    match = t.YEAR.search(folded)
    if not match:
        return None
    dates = list(find_dates(text[match.start("date") : match.end("date")]))
    return dates[0].value if dates else match["date"][-4:]


def _explicit(text: str, folded: str) -> Promesse | None:
    match = t.EXPLICIT.search(folded)
    if not match or re.search(
        r"\b(?:si|qu'ils|qu'elles|lorsqu'ils|qui|dont|visant a|afin de|pour)\s*$", folded[: match.start()]
    ):
        return None
    if t.JOINS.match(folded, match.end()):
        return None
    of_all = match["verbe"].startswith("engagement pour")
    begun = t.ENGAGED.search(match["verbe"]) and not t.ENGAGED_TO.search(folded, match.start())
    statut = EN_COURS if begun else PREVU
    return Promesse(
        "engagement-explicite",
        statut,
        match.start("verbe"),
        _promised_from(folded, match.end()),
        0.95,
        depuis=depuis(text, folded),
        auteurs=Span(match.start("verbe"), match.end("verbe")) if of_all else None,
        de_tous=of_all,
    )


def _promised_from(folded: str, verb_end: int) -> int:
    """Return where what is promised starts: at « à faire », past what stands between, or right after the verb."""
    to_do = t.TO_DO.match(folded, verb_end)
    return to_do.end() if to_do else verb_end


def _noun(text: str, folded: str) -> Promesse | None:
    match = t.NOUN.search(folded)
    if not match or t.FORMAL.search(folded):
        return None
    group = "auteurs" if match["auteurs"] else "de"
    return Promesse("engagement-nom", PREVU, match.start(), 0, 0.9, auteurs=Span(match.start(group), match.end(group)))


def _noun_list(text: str, folded: str) -> Promesse | None:
    if not t.NOUN_LIST.search(folded) or t.FORMAL.search(folded) or _lists_no_promise(folded, 60):
        return None
    return Promesse("engagement-nom", PREVU, len(text), 0, 0.8, demande_un_sujet=False, auteurs=Span(0, len(text)))


def _since(text: str, folded: str) -> Promesse | None:
    since = depuis(text, folded)
    if since is None or not t.DOING.search(folded) or _lists_no_promise(folded, 50):
        return None
    return Promesse("engagement-depuis", EN_COURS, len(text), 0, 0.85, demande_un_sujet=False, depuis=since)


def _done(text: str, folded: str) -> Promesse | None:
    match = t.DONE.search(folded)
    if not match:
        return None
    return Promesse("engagement-realise", REALISE, match.start(), 0, 0.8, demande_un_sujet=False)


def _coming(text: str, folded: str) -> Promesse | None:
    match = t.COMING.search(folded)
    if not match or _lists_no_promise(folded, 50):
        return None
    return Promesse("engagement-a-venir", PREVU, match.start(), 0, 0.75, demande_un_sujet=False)


def _kept(text: str, folded: str) -> Promesse | None:
    if t.KEPT.search(folded):
        return Promesse("engagement-tenu", REALISE, len(text), 0, 0.75, demande_un_sujet=False)
    if t.TO_KEEP.search(folded):
        return Promesse("engagement-a-tenir", PREVU, len(text), 0, 0.75, demande_un_sujet=False)
    return None


def _goals_engaged(text: str, folded: str) -> Promesse | None:
    match = t.GOALS_ENGAGED.search(folded)
    if not match:
        return None
    return Promesse(
        "engagement-en-cours", EN_COURS, match.start(), 0, 0.7, demande_un_sujet=False, auteurs=Span(0, len(text))
    )


def _permit(text: str, folded: str) -> Promesse | None:
    match = t.PERMIT.search(folded)
    if not match:
        return None
    return Promesse("engagement-en-cours", EN_COURS, match.start(), 0, 0.7, demande_un_sujet=False)


def _effort(text: str, folded: str) -> Promesse | None:
    return None if t.TAKES_PART.search(folded) or t.POINTS_BELOW.search(folded) else _doing(text, folded)


def _simple(
    pattern: re.Pattern[str], regle: str, statut: StatutEngagement, confiance: float
) -> Callable[[str, str], Promesse | None]:
    def rule(text: str, folded: str) -> Promesse | None:
        match = pattern.search(folded)
        if not match:
            return None
        return Promesse(regle, statut, match.start("verbe"), match.start("verbe"), confiance)

    return rule


def _said(text: str, folded: str) -> Promesse | None:
    match = t.SAID.search(folded)
    if not match or match["verbe"] in t.NOT_FUTURE:
        return None
    return Promesse("engagement-futur", PREVU, match.start("said"), match.start("verbe"), 0.7)


def _future(text: str, folded: str) -> Promesse | None:
    for match in t.FUTURE.finditer(folded):
        if match["va"] or match["verbe"] not in t.NOT_FUTURE:
            return Promesse("engagement-futur", PREVU, match.start(), match.start(), 0.7)
    return None


def _passive(text: str, folded: str) -> Promesse | None:
    match = t.PASSIVE.search(folded)
    if not match:
        return None
    return Promesse("engagement-prevu", PREVU, match.start(), 0, 0.5, demande_un_sujet=False)


def _inline(text: str, folded: str) -> Promesse | None:
    match = t.INLINE.search(folded)
    if not match:
        return None
    return Promesse(
        "engagement-depuis",
        EN_COURS,
        match.start("deux"),
        match.start("liste"),
        0.8,
        demande_un_sujet=False,
        depuis=depuis(text, folded),
        enumere=True,
    )


def _binds(text: str, folded: str) -> Promesse | None:
    match = t.BINDS.search(folded)
    if not match:
        return None
    aside = folded[match.end("verbe") :].startswith(",")  # « engage, conformément à la loi pour la ville, à… »
    return Promesse(
        "engagement-signature",
        PREVU,
        match.start("verbe"),
        match.start("a") + len("a "),
        0.8,
        demande_un_sujet=False,
        auteurs=Span(match.end("verbe"), match.end("verbe") if aside else match.start("a")),
        de_tous=True,
    )


def _wanted(text: str, folded: str) -> Promesse | None:
    match = t.WANTED.search(folded)
    if not match:
        return None
    auteurs = Span(match.start("auteurs"), match.end("auteurs"))
    return Promesse("engagement-volonte", PREVU, match.start("verbe"), match.end("de"), 0.8, auteurs=auteurs)


def _provides(text: str, folded: str) -> Promesse | None:
    match = t.PROVIDES.search(folded)
    if not match:
        return None
    return Promesse(
        "engagement-contrat", PREVU, match.start("verbe"), match.start("verbe"), 0.6, demande_un_sujet=False
    )


def _falls_to(text: str, folded: str) -> Promesse | None:
    match = t.FALLS_TO.search(folded)
    if not match:
        return None
    auteurs = Span(match.start("auteurs"), match.end("auteurs"))
    return Promesse("engagement-revient", PREVU, match.start("verbe"), match.end("de"), 0.8, auteurs=auteurs)


def _falls_to_list(text: str, folded: str) -> Promesse | None:
    match = t.FALLS_TO_LIST.search(folded)
    if not match:
        return None
    auteurs = Span(match.start("auteurs"), match.end("auteurs"))
    return Promesse("engagement-revient", PREVU, match.start("verbe"), len(text), 0.8, auteurs=auteurs)


def _intended(text: str, folded: str) -> Promesse | None:
    match = t.INTENDED.search(folded)
    return Promesse("engagement-intention", PREVU, match.start("verbe"), match.end(), 0.75) if match else None


def _decided(text: str, folded: str) -> Promesse | None:
    match = t.DECIDES.search(folded)
    return Promesse("engagement-delibere", PREVU, match.start("verbe"), match.end("de"), 0.8) if match else None


def _has_decided(text: str, folded: str) -> Promesse | None:
    match = t.HAS_DECIDED.search(folded)
    return Promesse("engagement-decision", PREVU, match.start("verbe"), match.end("de"), 0.7) if match else None


def _is_planned(text: str, folded: str) -> Promesse | None:
    match = t.IS_PLANNED.search(folded)
    if not match:
        return None
    return Promesse("engagement-prevu-de", PREVU, match.start(), match.end("de"), 0.7, demande_un_sujet=False)


def _assessment(text: str, folded: str) -> Promesse | None:
    match = t.ASSESSMENT.match(folded)
    if not match:
        return None
    return Promesse("engagement-evaluation", PREVU, match.start("verbe"), 0, 0.6, demande_un_sujet=False)


def _contribution(text: str, folded: str) -> Promesse | None:
    match = t.CONTRIBUTION.search(folded)
    if not match:
        return None
    auteurs = Span(match.start("auteurs"), match.end("auteurs"))
    return Promesse("engagement-contribution", PREVU, match.start("verbe"), match.end(), 0.75, auteurs=auteurs)


def _by(text: str, folded: str) -> Promesse | None:
    match = t.BY.search(folded)
    if not match:
        return None
    auteurs = Span(match.start("auteurs"), match.end("auteurs"))
    return Promesse("engagement-par", PREVU, match.start(), 0, 0.65, auteurs=auteurs)


def present(text: str, after: int, named: bool) -> Promesse | None:
    """Return what a sentence of a section of commitments says that its subject, which ends at ``after``, does.

    ``named`` says that the section is one party's: whatever that party does there, it undertakes.
    """
    match = (t.DOES_ANY if named else t.DOES_KNOWN).match(fold(text[after:]).lstrip())
    if match is None or t.TAKES_PART.search(fold(text)):
        return None
    start = after + len(text[after:]) - len(text[after:].lstrip()) + match.start("verbe")
    return Promesse("engagement-present", PREVU, start, start, 0.65, de_presents=True)


def does(items: Sequence[str]) -> bool:
    """Say whether every item of a list says what somebody does (« recrute un coordonnateur »)."""
    return len(items) >= 2 and all(t.DOES.match(fold(item)) for item in items)


def gerunds(items: Sequence[str]) -> bool:
    """Say whether every item of a list tells how something is done (« en développant… »)."""
    return bool(items) and all(t.GERUND.match(fold(item)) for item in items)


def _means(text: str, folded: str) -> Promesse | None:
    if re.search(r"\bfix|\bterritorialis", folded[-60:]):
        return None
    return Promesse("engagement-moyens", EN_COURS, len(text), 0, 0.6)


_care = _simple(t.CARE, "engagement-futur", PREVU, 0.7)
_charged = _simple(t.CHARGED, "engagement-charge", PREVU, 0.8)
_entrusted = _simple(t.ENTRUSTED, "engagement-charge", PREVU, 0.7)
_will = _simple(t.WILL, "engagement-volonte", PREVU, 0.7)
_intent = _simple(t.INTENT, "engagement-futur", PREVU, 0.65)
_doing = _simple(t.EFFORT, "engagement-effort", EN_COURS, 0.6)
_past = _simple(t.PAST, "engagement-passe", REALISE, 0.6)


def _stated(rule: Callable[[str, str], Promesse | None]) -> Callable[[str, str], Promesse | None]:
    """A stated effort does not make commitments of a list of objectives, members, themes…"""

    def checked(text: str, folded: str) -> Promesse | None:
        return None if _lists_no_promise(folded, 60) else rule(text, folded)

    return checked


_INTRO_RULES = (
    _kept, _falls_to_list, _explicit, _noun, _noun_list, _charged, _entrusted, _since, _done, _goals_engaged, _coming,
    _permit, _stated(_will), _stated(_future), _stated(_intent), _stated(_effort), _stated(_past),
)  # fmt: skip
_PHRASE_RULES = (
    _explicit,
    _inline,
    _binds,
    _noun,
    _wanted,
    _falls_to,
    _contribution,
    _charged,
    _by,
    _entrusted,
    _intended,
    _has_decided,
    _is_planned,
    _assessment,
    _will,
    _care,
    _said,
    i.for_party,
    i.each,
    i.impersonal,
    i.gives_now,
    i.takes_on,
    i.provide_since,
    _future,
    i.duty,
    _intent,
    i.under_way,
    _effort,
    _past,
    i.money_goes,
    _passive,
    _provides,
    i.provides_share,
    i.lasts,
    i.nominal,
    i.was_done,
)
