"""Reader of commitments: what parties promise, do or did, in lists and in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from pactes.extraction.commun.acteurs import (
    Mention,
    agents,
    is_public,
    opening_subject,
)
from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.contrats_proches import ContratsProches
from pactes.extraction.commun.listes import Element, Liste, find_listes, is_heading_item
from pactes.extraction.commun.resolution import aliases, is_known, proper_names, resolve
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contrats.deliberations import assembly_of
from pactes.extraction.engagements import promesses, regles
from pactes.extraction.engagements import tournures as t
from pactes.extraction.engagements.auteurs import Auteurs, goes_on
from pactes.extraction.engagements.promesses import Promesse
from pactes.extraction.engagements.tableaux_engagements import read_table_rows
from pactes.model import Contrat, Engagement, Evidence, StatutEngagement
from pactes.reading import BlockKind, Span, fold

_PLANNED_ACTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\s?[-–.)]?\s")
_CONTRACTUAL = re.compile(
    r"\b(?:present[es]? |presente )(?:contrat|convention|charte|pacte|accord|protocole|avenant|document cadre)"
    r"|\b(?:il (?:est|a ete) convenu|les parties|signataires du (?:present )?contrat)\b"
)
_LOCAL = re.compile(r"ville|commune|municipalite|collectivite|agglomeration|intercommunalite|metropole")
# « Engagements des signataires » on a line of its own, with no empty line around
_SECTION_LINE = re.compile(
    r"^\W*(?:les )?(?:engagements?|obligations) (?:de |du |des |d'|reciproques|respectifs|mutuels|particuliers|propres|"
    r"communs)[^.;:,!?]{0,70}$"
)
_OPEN_SENTENCE = re.compile(r", (?:soit|et|ou|dont)$")
_LABELLED = re.compile(r"[^:;.]{2,80}?\s?:\s+(?=\w)")
_NAME_WILL = re.compile(  # « …; Action Logement financera… »
    r"(?:[Ll]es? |[Ll]a |[Ll]['’])?[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,4} [a-zà-ÿ]{3,}r(?:a|ont)\b"
)
_TAIL = re.compile(r"[\s;:,.*_]+$")


_PROMISES = re.compile(r"\bs'engage(?:nt)?\b")
_PAYS = re.compile(r"(?:ils?|elles?|ce montant|ce cout|cette somme)\b")
_LABEL = 60  # characters of a line that only says whose the list is
_ARTICLE = 8_000  # characters of the longest text that is about one contract even where it names it no more
_RUN_IN_LEVEL = 9  # under all headings that stand on a line of their own
_RUN_IN = 90  # characters of a heading that has the text of its article on its line
_SUBJECT = 400  # characters in which a clause says whom it is about
_OF_PARTIES = ("engagement-futur", "engagement-par", "engagement-charge", "engagement-devoir")
_SIGNED = re.compile(r"\bsign(?:ature|ee?s?)\b")  # of the contract itself: its date, not what it promises
_OFTEN = 3  # mentions of « le présent contrat », « les parties », « s'engage »… that make a text a contract
_WORDS_PER_PROMISE = 2000  # a magazine also says « s'engage » here and there


def read_engagements(contexte: Contexte) -> tuple[Engagement, ...]:
    """Return the commitments of the document, in the order of the text."""
    return _Lecteur(contexte).read()


@dataclass(frozen=True, slots=True)
class _Lieu:
    """Where the reader is: the nearest heading, and who the last sentence was about."""

    theme: str | None = None
    ouvertes: tuple[tuple[int, promesses.Section], ...] = ()  # sections of commitments, with their headings' levels
    sujet: tuple[Mention, ...] = ()

    @property
    def section(self) -> promesses.Section | None:
        """The innermost section of commitments."""
        return self.ouvertes[-1][1] if self.ouvertes else None


class _Lecteur:
    """Walks through the units of one document."""

    def __init__(self, contexte: Contexte) -> None:
        self.contexte = contexte
        self.contrat = contexte.principal
        self.known_as = aliases(contexte.document, self.contrat)
        self.noms = proper_names(c for c in contexte.contrats if c.instance)
        assembly = assembly_of(contexte.document)
        self.auteurs = Auteurs(self.noms, self.contrat, self.known_as, assembly)
        delibere = t.DELIBERATED.search(contexte.document.folded) if assembly else None
        self.decisions = delibere.end() if delibere else None  # where the decisions of an assembly start
        self.proches = ContratsProches(contexte)
        self.unites = build_unites(contexte.document)
        self.listes = {liste.unite.start: liste for liste in find_listes(self.unites)}
        self.items = {e.unite.start for liste in self.listes.values() for e in liste.elements}
        # Only a contract states efforts that bind; elsewhere (a magazine, a web page) a commitment is called one.
        self.contractuel = self.contrat is not None or _speaks_as_contract(contexte.document.folded)
        self.promised: set[int] = set()  # where the units that are commitments as a whole start
        self.found: list[Engagement] = []

    def read(self) -> tuple[Engagement, ...]:
        """Return what the units say."""
        lieu = _Lieu()
        for index, unite in enumerate(self.unites):
            if run_in := self._run_in(unite):
                lieu = self._unite(self._under(lieu, unite, run_in), unite, len(run_in))
            elif self._is_heading(index):
                lieu = self._under(lieu, unite)
                if liste := self.listes.get(unite.start):  # « 3.2 Engagements de la Région », then items
                    self._liste(lieu, liste)
                elif len(unite.texte) > _RUN_IN and unite.texte.rstrip().endswith("."):
                    lieu = self._unite(lieu, unite)  # « Article 5. La Ville fournit… »
            elif unite.kind is not BlockKind.HEADING:
                lieu = self._unite(lieu, unite)
            elif liste := self.listes.get(unite.start):  # « **La Région :** »
                self._liste(lieu, liste)
        self.found.extend(read_table_rows(self.contexte, self.auteurs))
        ordered = sorted(self.found, key=lambda e: e.evidence[0].start)
        return tuple(_distinct(ordered))

    def _is_heading(self, index: int) -> bool:
        unite = self.unites[index]
        if unite.start in self.items or (unite.start in self.listes and unite.texte.rstrip(" *_").endswith(":")):
            return False
        if unite.kind is BlockKind.HEADING or is_heading_item(self.unites, index) or _is_theme(unite):
            return True
        return _SECTION_LINE.match(fold(unite.texte)) is not None

    def _run_in(self, unite: Unite) -> str:
        """Return the heading that has its text on its line (« Art. 3 Obligations de X. – X verse… »), or nothing."""
        match = t.RUN_IN.match(fold(unite.texte)) if unite.start not in self.items else None
        return unite.texte[: match.end()] if match and match.end() < len(unite.texte) - 1 else ""

    def _under(self, lieu: _Lieu, unite: Unite, run_in: str = "") -> _Lieu:
        title = (run_in or unite.texte).strip(" *_:➤►→.–—-").strip()
        ouvertes = lieu.ouvertes
        if run_in:
            ouvertes = tuple((niveau, s) for niveau, s in ouvertes if niveau < _RUN_IN_LEVEL)
        elif unite.kind is BlockKind.HEADING:
            ouvertes = tuple((niveau, s) for niveau, s in ouvertes if niveau < unite.level)
        if section := promesses.section(title) or self._of_party(title, ouvertes):
            ouvertes = (*ouvertes, (_RUN_IN_LEVEL if run_in else unite.level, section))
        return _Lieu(theme=title or lieu.theme, ouvertes=ouvertes, sujet=section.auteurs if section else ())

    def _of_party(self, title: str, ouvertes: tuple[tuple[int, promesses.Section], ...]) -> promesses.Section | None:
        """Return the section that a heading opens by naming a party alone (« 4.1 L'État ») under commitments."""
        auteurs = self.auteurs.alone(title) if ouvertes and not ouvertes[-1][1].auteurs else ()
        return promesses.Section(title, auteurs) if auteurs else None

    def _unite(self, lieu: _Lieu, unite: Unite, start: int = 0) -> _Lieu:
        """Read the sentences of a unit from ``start`` on, and return where the reader is after them."""
        liste = self.listes.get(unite.start)
        if _PLANNED_ACTION.match(unite.texte):
            return lieu  # a numbered action of the plan: read as such, not as a commitment
        for phrase in self._clauses(unite, liste, start):
            text = unite.texte[phrase.start : phrase.end]
            sujet = self._opening(text, lieu)
            listed = liste is not None and phrase == liste.intro and self._liste(lieu, liste)
            if not listed and not self._bare(lieu, unite, phrase):
                self._phrase(lieu, unite, phrase, text)
            lieu = replace(lieu, sujet=sujet)
        return lieu

    def _clauses(self, unite: Unite, liste: Liste | None, start: int = 0) -> Iterator[Span]:
        """Yield the sentences; « X financera A ; Y réalisera B » is two where each part has its own subject."""
        for whole in unite.phrases():
            phrase = Span(max(whole.start, start), whole.end)
            if phrase.end <= phrase.start:
                continue
            text = unite.texte[phrase.start : phrase.end]
            cuts = [m.end() for m in re.finditer(r"\s;\s+", text)] or self._other_subjects(text)
            edges = [0, *cuts, len(text)]
            opens_list = liste is not None and phrase == liste.intro
            if not cuts or opens_list or not all(self._opens(text[cut : cut + _SUBJECT]) for cut in cuts):
                yield phrase
                continue
            yield from (Span(phrase.start + i, phrase.start + j) for i, j in pairwise(edges))

    def _opens(self, text: str) -> bool:
        return bool(opening_subject(text, self.noms) or _LABELLED.match(text) or _NAME_WILL.match(text))

    def _other_subjects(self, text: str) -> list[int]:
        """Return where other parties say what they will do in the same sentence: « …, et la Région y apportera… »."""
        folded = fold(text)
        if not t.FUTURE.search(folded):
            return []
        return [
            match.end()
            for match in t.AND_OTHER.finditer(folded)
            if (subject := opening_subject(text[match.end() : match.end() + _SUBJECT], self.noms))
            and t.OTHER_WILL.match(folded, match.end() + subject[-1].end)
        ]

    def _opening(self, text: str, lieu: _Lieu) -> tuple[Mention, ...]:
        """Return whom the next sentence may call « elle », « cela », « son »."""
        if found := opening_subject(text, self.noms):
            return found
        return lieu.sujet if goes_on(text) else ()

    def _liste(self, lieu: _Lieu, liste: Liste) -> bool:
        """Read a list; say whether its items are commitments."""
        items = [e.texte for e in liste.elements]
        if self.contractuel and regles.does(items) and (alone := self.auteurs.alone(liste.texte)):
            promesse = Promesse("engagement-liste", StatutEngagement.PREVU, len(liste.texte), 0, 0.75)
            for element in liste.elements:
                self._element(lieu, liste, element, promesse, alone)
            return True
        for promesse in regles.read_intro(liste.texte, items, lieu.section):
            if not self.contractuel and not promesse.ferme:
                continue
            auteurs = self.auteurs.of(liste.texte, promesse, lieu.sujet, in_section=lieu.section is not None)
            if not auteurs and promesse.regle == "engagement-section":  # « Pour l'État : »
                auteurs = self.auteurs.named(liste.texte) if len(liste.texte) <= _LABEL else ()
            if auteurs is None and not (lieu.section and promesse.regle.startswith("engagement-explicite")):
                continue
            if not auteurs and lieu.section is not None:
                auteurs = lieu.section.auteurs
            if not auteurs and goes_on(liste.texte):
                auteurs = lieu.sujet
            for element in liste.elements:
                self._element(lieu, liste, element, promesse, auteurs or ())
            for part in promesse.parts(liste.texte)[:-1]:
                self._add(lieu, liste.unite, liste.intro, _clean(part), promesse, auteurs or ())
            return True
        return False

    def _bare(self, lieu: _Lieu, unite: Unite, phrase: Span) -> bool:
        """Read « Financer un poste. » in a section that says whose commitments it holds; say whether it is one."""
        text = unite.texte[phrase.start : phrase.end]
        if not (self.contractuel and lieu.section and lieu.section.auteurs and promesses.infinitives([text])):
            return False
        promesse = Promesse("engagement-section", StatutEngagement.PREVU, 0, 0, 0.7)
        self._add(lieu, unite, phrase, _clean(text), promesse, lieu.section.auteurs)
        return True

    def _element(
        self, lieu: _Lieu, liste: Liste, element: Element, promesse: Promesse, auteurs: Sequence[Mention]
    ) -> None:
        text = promesses.without_to(_clean(element.texte))
        if len(text) < 3:
            return
        own = () if auteurs else opening_subject(element.texte) or agents(element.texte)
        self.promised.add(element.unite.start)
        self._add(lieu, element.unite, element.mots, text, promesse, auteurs or own, introduced_by=liste)

    def _phrase(self, lieu: _Lieu, unite: Unite, phrase: Span, text: str) -> None:
        decides = self.decisions is not None and unite.start >= self.decisions
        for promesse in regles.read_decision(text) if decides else regles.read_phrase(text):
            if not promesse.ferme and unite.start in self.promised:
                continue
            if not self._fits(lieu, promesse):
                continue
            auteurs = self.auteurs.of(text, promesse, lieu.sujet, in_section=lieu.section is not None)
            if lieu.section is not None and lieu.section.de_tous and promesse.regle == "engagement-effort":
                promesse = replace(promesse, statut=StatutEngagement.PREVU)  # what is undertaken, not what goes on
            if lieu.section is not None and promesse.regle == "engagement-effort":
                promesse = replace(promesse, de_presents=True)
            if promesse.regle == "engagement-prevu" and (since := regles.depuis(text, fold(text))):
                promesse = replace(promesse, statut=StatutEngagement.EN_COURS, depuis=since)
            binds = (
                promesse.ferme
                or self.contractuel
                or ((decides or lieu.section is not None) and promesse.regle == "engagement-futur")
            )
            if not (binds or self._of_contract(unite, phrase, promesse, auteurs)):
                continue
            if auteurs is not None:
                for part in promesse.parts(text):
                    self._add(lieu, unite, phrase, _clean(part), promesse, auteurs)
                self._elliptic(lieu, unite, phrase, text, promesse)
                return
        if lieu.section is not None and (self.contractuel or lieu.section.auteurs) and unite.start not in self.promised:
            self._present(lieu, unite, phrase, text)

    def _fits(self, lieu: _Lieu, promesse: Promesse) -> bool:
        """Say whether a reading may be of this place: what was done is one only under commitments."""
        if promesse.regle == "engagement-fait":
            return lieu.section is not None
        if promesse.regle == "engagement-donne":
            return lieu.section is None or not (self.contractuel or lieu.section.auteurs)
        return True

    def _elliptic(self, lieu: _Lieu, unite: Unite, phrase: Span, text: str, promesse: Promesse) -> None:
        """Read what other parties give by the same verb: « L'État y consacrera 18 M€ et la Région 9 M€ »."""
        folded = fold(text)
        if promesse.regle != "engagement-futur" or not t.GIVES.match(folded[promesse.verbe :]):
            return
        for match in t.ELLIPTIC.finditer(folded, promesse.verbe):
            other = self.auteurs.alone(text[match.start("nom") : match.end("nom")])
            amount = t.MONEY.search(folded, match.end())
            if other and amount:
                span = Span(phrase.start + match.start("nom"), phrase.start + amount.end())
                self._add(lieu, unite, span, _clean(text[match.start("nom") : amount.end()]), promesse, other)

    def _present(self, lieu: _Lieu, unite: Unite, phrase: Span, text: str) -> None:
        """Read « Elle affecte un chef de projet. » in a section of commitments."""
        auteurs = opening_subject(text, self.noms) or _named_by(lieu.section, text)
        named = lieu.section is not None and bool(lieu.section.auteurs) and not lieu.section.de_tous
        promesse = regles.present(text, auteurs[-1].end if auteurs else 0, named)
        auteurs = auteurs or (lieu.sujet if goes_on(text) else ())
        if promesse and auteurs:
            for part in promesse.parts(text):
                self._add(lieu, unite, phrase, _clean(part), promesse, auteurs)

    def _of_contract(self, unite: Unite, phrase: Span, promesse: Promesse, auteurs: Sequence[Mention] | None) -> bool:
        """Say whether a party of the contract that the passage speaks of says what it will do."""
        contrat = self._contrat(unite, unite.span(phrase.start, phrase.end).start)
        if promesse.regle == "engagement-prevu-de":
            return contrat is not None
        text = fold(unite.texte[phrase.start : phrase.end])
        if promesse.regle == "engagement-montant":
            return contrat is not None
        if promesse.regle in ("engagement-prevu", "engagement-action"):
            return contrat is not None and t.WHEN.search(text) is not None and not _SIGNED.search(text)
        if promesse.regle == "engagement-donne":
            return contrat is not None and any(is_public(m) or is_known(m.nom) for m in auteurs or ())
        if promesse.regle == "engagement-passe":
            gave = t.GAVE.match(text[promesse.verbe :]) and t.MONEY.search(text)
            return bool(gave and contrat and auteurs)
        if promesse.regle not in _OF_PARTIES or not auteurs:
            return False
        if promesse.regle == "engagement-par":
            end = promesse.auteurs.start if promesse.auteurs else len(text)
            if _PAYS.match(text):
                return False  # « Il sera supporté par… »: who pays for what was told, said by amounts
            gives = t.GIVEN_BY.search(text, promesse.verbe, end)
        else:
            gives = t.GIVES.match(text[promesse.verbe :])
        if gives and any(is_public(m) or is_known(m.nom) for m in auteurs):
            return contrat is not None or t.MONEY.search(text) is not None
        signataires = {s.signataire for s in contrat.signatures} if contrat else set()
        if any(nom in signataires for nom in resolve(auteurs, contrat, self.known_as)):
            return True
        # « La commune », where the contract is of one place and its parties are not told.
        return bool(contrat) and not signataires and any(_LOCAL.fullmatch(fold(m.nom)) for m in auteurs)

    def _contrat(self, unite: Unite, offset: int) -> Contrat | None:
        return self.contrat or self.proches.at(offset, unite.start, unite.end) or self._subject

    @cached_property
    def _subject(self) -> Contrat | None:
        """The contract that a short text (an article, a page) is about: the first that it tells of, with parties."""
        if len(self.contexte.document.text) > _ARTICLE:
            return None
        told = [c for c in self.contexte.contrats if c.instance and len(c.signatures) > 1]
        return min(told, key=lambda c: c.evidence[0].start, default=None)

    def _add(
        self,
        lieu: _Lieu,
        unite: Unite,
        span: Span,
        text: str,
        promesse: Promesse,
        sujet: Sequence[Mention],
        introduced_by: Liste | None = None,
    ) -> None:
        evidence = [self._evidence(unite, span)]
        if introduced_by is not None:
            evidence.append(self._evidence(introduced_by.unite, introduced_by.intro))
        axe = self.contexte.axe_at(evidence[0].start)
        contrat = self._contrat(unite, evidence[0].start)
        self.found.append(
            Engagement(
                evidence=tuple(evidence),
                regle=promesse.regle,
                confiance=promesse.confiance,
                texte=text,
                contrat=contrat.cle if contrat else None,
                axe=axe.numero if axe else None,
                theme=lieu.theme,
                parties=resolve(sujet, contrat, self.known_as),
                statut=promesse.statut,
                depuis=promesse.depuis,
            )
        )

    def _evidence(self, unite: Unite, span: Span) -> Evidence:
        place = unite.span(span.start, span.end)
        return self.contexte.document.evidence(place.start, place.end)


def _named_by(section: promesses.Section | None, text: str) -> tuple[Mention, ...]:
    """Return the party whose section it is, where a sentence opens with its name (« Machin préfinance… »)."""
    for auteur in section.auteurs if section else ():
        match = re.match(rf"(?:la |le |les |l')?{re.escape(fold(auteur.nom))}(?!\w)", fold(text))
        if match:
            return (Mention(match.end() - len(auteur.nom), match.end(), auteur.nom),)
    return ()


def _speaks_as_contract(folded: str) -> bool:
    """Say whether a text is a contract by the way it speaks, where no contract with parties was read in it."""
    promises = len(_PROMISES.findall(folded))
    return len(_CONTRACTUAL.findall(folded)) >= _OFTEN or (
        promises >= _OFTEN and promises * _WORDS_PER_PROMISE >= len(folded.split())
    )


def _is_theme(unite: Unite) -> bool:
    """Say whether a line is a heading without a number: short, alone, no sentence (« Concernant la jeunesse : »)."""
    words = unite.texte.strip(" *_")
    return (
        unite.kind is BlockKind.PARAGRAPH
        and unite.espace
        and len(words) <= 110
        and words[:1].isupper()
        and not words.endswith((".", ";", ",", "!", "?"))
        and not _OPEN_SENTENCE.search(fold(words))
    )


def _clean(text: str) -> str:
    return _TAIL.sub("", " ".join(text.split())).lstrip(" *_✓➤►")


def _distinct(engagements: Sequence[Engagement]) -> Iterator[Engagement]:
    seen: set[tuple[int, str]] = set()
    for engagement in engagements:
        key = (engagement.evidence[0].line, fold(engagement.texte))
        if key not in seen:
            seen.add(key)
            yield engagement
