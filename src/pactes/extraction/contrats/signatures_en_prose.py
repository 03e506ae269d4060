"""Recogniser of signings told in prose: « signé le 3 mai 2017 par … », « est conclu entre … », « signés avec … ».

A signing is a verb or noun of signing with what the sentence says of it: its date, its parties, whether it is still to
come. Which contract is meant is settled by ``find_signings``: the name next to the verb, or the contract that the text
is about where a pronoun or « le contrat » stands for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.noms_de_contrats import NomDeContrat
from pactes.extraction.commun.parties import Partie, end_of_list, find_parties
from pactes.reading import fold

_VERB = re.compile(
    r"\b(?P<participe>(?:co-?)?signee?s?|conclue?s?|conclus|paraphee?s?|contractualisee?s?|nouee?s?|scellee?s?"
    r"|liee?s? par)\b(?! de)"
    r"|\b(?P<nom>signature)\b(?! d'un\b| d'une\b| des\b)"
    r"|\b(?P<imparfait>signait|signaient|signent|signe)\b"
)
_FUTURE = re.compile(
    r"\b(?:sera|seront|doit|doivent|devrait|devraient|pourra|pourront|prochaine|future|en vue de la"
    r"|avant la)\b[^.;]{0,30}$"
)
_ACTIVE = re.compile(
    r"\b(?:a|ont|avoir|avait|avaient|vient de|viennent de)\b(?:,[^,;.]{0,40},)? ?"
    r"(?:(?:egalement|aussi|ainsi|enfin|deja|[a-z]{4,14}ment) )?$"
)
_PASSIVE = re.compile(r"\b(?:ete|est|sont|etait|etaient|fut|furent|sera|seront|etre)\b(?: [a-z]{3,12}ment)? ?$")
_WITH = re.compile(r"\b(?:avec|entre)\b ")
_BY = re.compile(r"\bpar\b ")
_YEAR = re.compile(r"\b(?:en|debut|fin|courant|ete|a l'ete|printemps|automne|hiver) ((?:19|20)\d\d)\b")
_SAME_DAY = re.compile(r"\ble meme jour\b")
# What a contract is for, and who does what under it: those whom it names there do not sign for that.
_AIM = r"|\b(?:permettant|visant|afin|auquel|lequel|laquelle|auxquel(?:le)?s|lesquel(?:le)?s)\b"
_CLAUSE = re.compile(
    (rf"{_VERB.pattern}|\ben presence\b|\bdans le cadre\b" + _AIM)
    .replace("(?P<participe>", "(?:")
    .replace("(?P<nom>", "(?:")
    .replace("(?P<imparfait>", "(?:")
)
_SENTENCE = 4000  # signs of the longest sentence; a text without full stops is no sentence
_OPENING = 40  # signs in which a sentence that opens with its date gives it
_ON_THE = re.compile(r"\W*(?:depuis )?(?:le |ce |en )?(?:[a-z]{2,6}di |dimanche )?")
_PLURAL = re.compile(r"\b(?:ont|avaient|viennent de|signent|signaient|(?:sont|etaient) liee?s)\b[^.;]{0,40}$")
_REACH = 170  # characters between a verb of signing and its date
_PRONOUN = re.compile(
    r"^\W*(?:(?:conclue?|signee?|elaboree?|approuvee?|prevue?|lancee?) [^,]{2,60}, )?(?:il|elle|celui-ci|celle-ci"
    r"|ce dernier|cette derniere|(?:le|la|l'|ce|cet|cette) (?:present )?(?:contrat"
    r"|pacte|convention|accord(?:[- ]cadre)?"
    r"|engagement|charte|protocole|document))\b"
)
_BESIDE = re.compile(
    r"\b(?:a|au|de|du|que|et|avec|comme|remplace(?:ra|r)?|relaie|prolonge(?:ra)?) (?:la |l'|le )?"
    r"(?:celui|celle|ceux|celles|contrat|convention|pacte|accord|charte|protocole)\b(?!-c)"
)
_PARTNERSHIP = re.compile(
    r"\b(?:engagement|partenariat|accord|contrat|pacte)s?(?: partenarial| renforce| resserre| tripartite| inedit"
    r"| de territoires)*(?: inedit)? entre "
)


@dataclass(frozen=True, slots=True)
class Signing:
    """What a sentence says of the signing of one contract; offsets are those of the sentence."""

    nom: NomDeContrat | None  # None: the contract that the text is about
    start: int
    end: int
    date: str | None = None
    date_span: tuple[int, int] | None = None
    meme_jour: bool = False
    parties: tuple[Partie, ...] = ()
    prevue: bool = False
    sujets: tuple[Partie, ...] = ()  # who signs, in an active sentence


def find_signings(phrase: str, noms: tuple[NomDeContrat, ...]) -> tuple[Signing, ...]:
    """Return the signings that a sentence tells; ``noms`` are the contracts that it names."""
    if len(phrase) > _SENTENCE:
        return ()
    folded = fold(phrase)
    found: list[Signing] = []
    for verb in _VERB.finditer(folded):
        signing = _signing(phrase, folded, verb, noms)
        if signing is not None:
            found.append(signing)
    if not found and (match := _PARTNERSHIP.search(folded)):
        parties = _parties(phrase, match.end())
        before = [n for n in noms if n.end <= match.start()]
        if len(parties) >= (1 if before and before[-1].pluriel else 2):
            found.append(Signing(before[-1] if before else None, match.start(), parties[-1].end, parties=parties))
    return tuple(found)


def _signing(phrase: str, folded: str, verb: re.Match[str], noms: tuple[NomDeContrat, ...]) -> Signing | None:
    before, start = folded[max(0, verb.start() - 120) : verb.start()], verb.start()
    future = bool(_FUTURE.search(before))
    active = bool(verb["imparfait"]) or (bool(_ACTIVE.search(before)) and not _PASSIVE.search(before))
    bound = verb.group().startswith("lie")  # « A et B sont liés par un contrat »: it names who signs before it
    active = active or bound
    nom = _named(folded, verb, noms, active)
    amends = re.search(r"\bavenants?\b[^.;,]{0,25}$", before[-50:]) or (nom is not None and nom.modifie)
    if amends or (active and re.match(r"[^.;]{0,30}\bavenant\b", folded[verb.end() :])):
        return None
    date, span, same = _date(phrase, folded, verb)
    limit = min((m.start() for m in _CLAUSE.finditer(folded, verb.end())), default=len(phrase))
    parties = _parties_of(phrase, folded, verb.end(), limit, nom)
    subjects = _subjects(phrase, folded, start) if active else ()
    if nom is None and not _PRONOUN.match(folded) and not (verb["participe"] and not folded[:start].strip(' *_"«')):
        return None
    if nom is None and of_another(folded, start):
        return None
    if nom is not None and nom.pluriel and not parties:
        return None
    if not (date or same or parties or subjects):
        return None
    end = max([verb.end(), *(p.end for p in parties), *([span[1]] if span else [])])
    first = min([start, *([nom.start] if nom else [])])
    return Signing(nom, first, end, date, span, same, parties, future, subjects)


def of_another(folded: str, at: int) -> bool:
    """Whether what a sentence that opens with a pronoun says at ``at`` is of a contract that it names beside.

    « Il succède à celui de 2017, conclu pour cinq ans »; « il prendra la suite du contrat signé le… ».
    """
    opens = _PRONOUN.match(folded)
    return bool(_BESIDE.search(folded, opens.end() if opens else 0, at))


def _named(folded: str, verb: re.Match[str], noms: tuple[NomDeContrat, ...], active: bool) -> NomDeContrat | None:
    """Return the contract that the verb signs: after an active verb or a noun, else right before it, else after it."""
    after = [n for n in noms if n.start >= verb.end()]
    before = [n for n in noms if n.end <= verb.start()]
    close_after = next((n for n in after if n.start - verb.end() <= _REACH), None)
    if active or verb["nom"]:
        return close_after
    # « X, signé le… », « X a été signé »; between them, no other clause
    for nom in reversed(before):
        gap = folded[nom.end : verb.start()]
        if len(gap) <= _REACH and not re.search(r"[.;:]|\bqui (?!a ete|est|sera)", gap):
            return nom
    fronted = not before and verb.start() <= 3
    return close_after if fronted else None


def _date(phrase: str, folded: str, verb: re.Match[str]) -> tuple[str | None, tuple[int, int] | None, bool]:
    near = [d for d in find_dates(phrase) if -90 <= d.start - verb.end() <= _REACH]
    after = [d for d in near if d.start >= verb.end() and not _elsewhere(folded[verb.end() : d.start])]
    if after:
        return after[0].value, (after[0].start, after[0].end), False
    year = _YEAR.search(folded, verb.end(), verb.end() + _REACH)
    if year:
        return year[1], (year.start(1), year.end(1)), False
    opening = next(iter(find_dates(phrase[:_OPENING])), None)
    if opening and opening.end <= verb.start() and _ON_THE.fullmatch(folded[: opening.start]):
        return opening.value, (opening.start, opening.end), False  # « Le 4 octobre 2019, A et B ont signé… »
    before = [
        d for d in near if d.end <= verb.start() and re.match(r"\W*(?:le )?(?:[a-z]+ )?$", folded[: d.start][-14:])
    ]
    if before:  # « Le 29 mai 2019, le contrat X a été signé »
        return before[0].value, (before[0].start, before[0].end), False
    return None, None, bool(_SAME_DAY.search(folded, verb.end(), verb.end() + _REACH))


def _elsewhere(gap: str) -> bool:
    """Whether the words between a verb of signing and a date say that the date is of something else."""
    return bool(re.search(r"[.;]|\b(?:depuis|jusqu|a compter|qui|prolong|avenant|avant|apres|fin)\b", gap))


def _parties_of(phrase: str, folded: str, start: int, limit: int, nom: NomDeContrat | None) -> tuple[Partie, ...]:
    """Return the parties after a verb of signing: « entre A et B », « avec A », « par A, B et C »."""
    for intro in (_WITH, _BY):
        match = intro.search(folded, start, limit)
        if match and match.start() - start <= _REACH and not re.search(r"[.;:]", folded[start : match.start()]):
            parties = _parties(phrase, match.end())
            if parties:
                return parties
    # « … le premier contrat avec la Communauté X »: the party stands in the name.
    if nom is not None and nom.start >= start:
        inside = re.search(r"\bavec ", folded[nom.start : nom.end])
        if inside:
            return _parties(phrase, nom.start + inside.end())
    return ()


def _parties(phrase: str, start: int) -> tuple[Partie, ...]:
    stop = end_of_list(phrase, start)
    if stop < len(phrase) and phrase[stop] == ":":  # « entre l'État et les collectivités : le Conseil…, la ville… »
        stop = end_of_list(phrase, stop + 1)
    return tuple(Partie(p.start + start, p.end + start, p.nom, p.qualite) for p in find_parties(phrase[start:stop]))


def _subjects(phrase: str, folded: str, stop: int) -> tuple[Partie, ...]:
    """Return who signs in an active sentence: institutions, or the persons who sign for them; one before a singular."""
    parties = find_parties(phrase[:stop])
    plural = _PLURAL.search(folded[: stop + 9])
    return parties if plural else parties[:1]


_PLAIN_PRONOUN = re.compile(r"^\W*(?:il|elle|celui-ci|celle-ci)\b")
_OTHER_SUBJECT = re.compile(
    r"^\W*(?:le|la|l'|les|un|une|ce|cet|cette|ces|son|sa|leur) (?:present )?(?:programme d'actions?"
    r"|plan d'actions? (?:de|du|d')|projet|plateforme|"
    r"etude|association|ville|commune|communaute|region|departement|strategie|dispositif|politique|reseau|universite|formation|entreprise)\b"
)


def is_pronoun(phrase: str) -> bool:
    """Whether a sentence opens with a pronoun or « ce contrat », « le pacte » for a contract named before."""
    return bool(_PRONOUN.match(fold(phrase)))


def is_about_contract(phrase: str, previous: str | None) -> bool:
    """Whether a sentence without a contract's name may be about the contract at hand.

    Its subject must not be something else; a bare pronoun stands for the subject of the sentence before it.
    """
    folded = fold(phrase)
    if _PLAIN_PRONOUN.match(folded) and previous is not None:
        return bool(_PRONOUN.match(fold(previous)) or _HEADED.search(fold(previous)))
    return not _OTHER_SUBJECT.match(folded)


_HEADED = re.compile(
    r"^\W*(?:signee?,? [^,]{0,90}, ?)?(?:le|la|l'|ce|cette) (?:[a-z]+ )?(?:contrat|pacte|convention|accord"
    r"|engagement|charte|programme(?! d'actions?))\b"
)
