"""Who makes a promise: the subject of its verb, those whom the sentence names apart, or whose turn it is to speak."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pactes.extraction.commun.acteurs import (
    ROLE,
    Mention,
    find_mentions,
    is_public,
    named_before,
    opening_subject,
    subject_of,
)
from pactes.extraction.commun.familles import TETES
from pactes.extraction.commun.resolution import is_known, resolve
from pactes.extraction.engagements.promesses import Promesse
from pactes.extraction.engagements.tournures import WE
from pactes.model import Contrat
from pactes.reading import fold

_PRONOUN = re.compile(
    r"^(?:de meme, |ainsi, |aussi, |en outre, )?(?:[^,]{0,60}, |pour cela )?(?:elles?|ils?|cela|celles?-ci"
    r"|ceux-ci|celui-ci|ce dernier|cette derniere)\b"
)
# What makes a sentence go on about whom the last one was about: « Elle… », « Cela… », « Son programme… ».
_GOES_ON = re.compile(
    r"^(?:[^,]{0,60}, )?(?:elles?|ils?|cela|celles?-ci|ceux-ci|celui-ci|ce dernier|cette derniere|son|sa|ses"
    r"|leurs?|ce|cette|ces)\b"
)
_SPEAKER = re.compile(
    r"[\"»] ?,? ?(?:rappelle|explique|resume|souligne|indique|precise|affirme|assure|annonce|confie|declare|promet"
    r"|insiste|poursuit|ajoute|detaille|observe|se rejouit|conclut|commente)\b"
)
# What may stand around the name of a party that stands alone: « Article 4.1 – Pour l'État : ».
_ALONE = re.compile(r"(?:article|pour|par|cote|du|des|de|la|les|le|au|aux|a|son|leur|[ivxld]|\W|\d)*+")
_LABEL = re.compile(r"^[\s*_]*(?P<nom>[^:.;]{2,80}?)[\s*_]*:\s+(?=\w)")
# « La politique mise en place par le Département finance… », « les appels lancés par l'État, …, porteront »
_CARRIED_BY = re.compile(
    r"^[^,;:]{3,160}?\b(?:lance|porte|conduit|pilote|mene|organise|mise?s? en place"
    r"|mise?s? en oeuvre)e?s?(?: [a-z ]{1,24}?)? par (?P<qui>(?:la |le |les |l')[^,;:.]{2,90}?)(?:,[^;:.]{0,200},)? ?$"
)
_CARRIED = ("engagement-futur", "engagement-effort", "engagement-donne")
_LEAD = re.compile(r"^\W*(?:(?:de son|de leur) cote,? )?(?:pour |cote |par )?(?:la |le |les |l')?")


@dataclass(frozen=True)
class Auteurs:
    """Finds who promises. ``noms`` are the names of parties, ``known_as`` the short names that the contract gives.

    ``assemblee`` is the authority whose assembly deliberates: its decisions open with their verbs (« S'ENGAGE à… »).
    """

    noms: Sequence[str]
    contrat: Contrat | None
    known_as: Mapping[str, str]
    assemblee: str | None = None

    def of(
        self, text: str, promesse: Promesse, before: tuple[Mention, ...], *, in_section: bool
    ) -> tuple[Mention, ...] | None:
        """Return who makes the promise; None where nobody does, so that it is no promise.

        ``before`` is whom the last sentence was about; ``in_section`` that the text is under « Engagements ».
        """
        sujet: tuple[Mention, ...]
        if promesse.de_tous:
            named = text[promesse.auteurs.start : promesse.auteurs.end] if promesse.auteurs else ""
            return tuple(find_mentions(named, self.noms)) or (Mention(0, 0, "signataires"),)
        if promesse.auteurs is not None:
            sujet = self.named(text[promesse.auteurs.start : promesse.auteurs.end])
            return sujet if sujet or not promesse.demande_un_sujet else None
        if promesse.regle == "engagement-moyens":  # « Son programme vise à…, : en accompagnant… »
            return opening_subject(text, self.noms) or (before if goes_on(text) else ()) or None
        by = _CARRIED_BY.match(fold(text[: promesse.verbe])) if promesse.regle in _CARRIED else None
        if by and (carriers := tuple(find_mentions(text[by.start("qui") : by.end("qui")], self.noms))):
            return carriers
        sujet = subject_of(text, promesse.verbe, noms=self.noms) or self._labelled(text, promesse.verbe)
        if not sujet and _PRONOUN.match(fold(text[: promesse.verbe])):
            sujet = before
        if WE.match(fold(text[promesse.verbe :])):
            return self._speaker(text) or None
        if self.assemblee and not sujet and not text[: promesse.verbe].strip(" -–•*_"):
            return (Mention(0, 0, self.assemblee),)
        if promesse.regle.startswith(("engagement-explicite", "engagement-intention", "engagement-delibere")):
            opening = opening_subject(text[: promesse.verbe], self.noms)
            return sujet or opening or named_before(text, promesse.verbe) or None
        if promesse.regle == "engagement-decision":
            return (
                tuple(m for m in sujet or opening_subject(text[: promesse.verbe], self.noms) if self._acts(m)) or None
            )
        if promesse.regle == "engagement-charge" and promesse.confiance > 0.75:
            return sujet or named_before(text, promesse.verbe) or None
        if not promesse.demande_un_sujet:
            return sujet
        if promesse.regle in ("engagement-futur", "engagement-devoir", "engagement-charge", "engagement-donne"):
            sujet = sujet or self._known_before(text, promesse.verbe, in_section=in_section)
            if in_section and promesse.regle == "engagement-futur":
                return sujet or None  # who is named under « Engagements » says what it will do, whatever it is
        return sujet if any(self._acts(m) for m in sujet) else None

    def named(self, words: str) -> tuple[Mention, ...]:
        """Return the parties that ``words`` name: institutions, or all the words where they name one known."""
        return tuple(find_mentions(words, self.noms)) or self.alone(words)

    def alone(self, words: str) -> tuple[Mention, ...]:
        """Return the parties that a label or heading names and nothing else (« 4.1 L'État », « Pour la Caf : »)."""
        mentions = find_mentions(words, self.noms)
        end = len(words.rstrip(" *_:"))
        if mentions and _ALONE.fullmatch(fold(words[: mentions[0].start])) and mentions[-1].end == end:
            return tuple(mentions)
        lead = _LEAD.match(fold(words))
        start = lead.end() if lead else 0
        mention = Mention(start, end, words[start:end])
        return (mention,) if self._is_party(mention) else ()

    def _labelled(self, text: str, verb: int) -> tuple[Mention, ...]:
        """Return the party of « La Région : elle interviendra… »."""
        label = _LABEL.match(text)
        if label is None or label.end() > verb or not _PRONOUN.match(fold(text[label.end() : verb])):
            return ()
        return self.alone(label["nom"])

    def _known_before(self, text: str, verb: int, *, in_section: bool) -> tuple[Mention, ...]:
        """Return the name right before a verb where it is a party's or an organisation's (« MSA Sud versera »)."""
        named = named_before(text, verb)
        proper = any(re.search(r"[A-ZÀ-Þ]", m.nom) for m in named)
        if any(fold(m.nom).startswith(TETES) for m in named):
            return ()  # « le contrat de ville entend définir… »: the contract is no party
        if named and (any(self._is_party(m) for m in named) or (in_section and proper)):
            return named
        return ()

    def _acts(self, mention: Mention) -> bool:
        if is_public(mention) or mention.nom in self.noms or self._is_party(mention):
            return True
        return is_known(mention.nom) and not ROLE.match(fold(mention.nom))

    def _is_party(self, mention: Mention) -> bool:
        """Tell whether a name is one of a signatory of the contract, or of an organisation that everyone knows."""
        if not mention.nom.strip() or ROLE.match(fold(mention.nom)) or fold(mention.nom).startswith(TETES):
            return False
        full = self.known_as.get(fold(mention.nom))
        if full and (full in self.noms or is_public(Mention(0, len(full), full)) or is_known(full)):
            return True
        signataires = {s.signataire for s in self.contrat.signatures} if self.contrat else set()
        resolved = resolve((mention,), self.contrat, self.known_as)
        return any(nom in signataires for nom in resolved) or is_known(mention.nom)

    def _speaker(self, text: str) -> tuple[Mention, ...]:
        """Return who says « nous » : « … », rappelle le maire."""
        says = _SPEAKER.search(fold(text))
        if says is None:
            return ()
        return tuple(find_mentions(text[says.end() :], self.noms)[:1])


def goes_on(text: str) -> bool:
    """Say whether a sentence is about whom the last one was about."""
    return _GOES_ON.match(fold(text)) is not None
