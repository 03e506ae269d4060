"""Reader of articles: what magazines and portal pages tell of concluded contracts.

A contract is published when the text says something of it (a signing, its parties, its axes, its place in a list of
contracts); one that is only named is left to the reader of cited contracts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from pactes.extraction.axes.axes_annonces import number_of, read_annonce, read_apart
from pactes.extraction.commun.dates import find_ends, find_periods
from pactes.extraction.commun.enumerations import find_enumerations
from pactes.extraction.commun.familles import au_singulier
from pactes.extraction.commun.nombres import LETTRES
from pactes.extraction.commun.noms_de_contrats import NomDeContrat, find_noms
from pactes.extraction.commun.parties import Partie, find_parties
from pactes.extraction.commun.plan import Plan
from pactes.extraction.commun.sigles import short_names
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contrats.articles_designation import COMMUNS, Sujet, contrat_designe, place_of_title, with_place
from pactes.extraction.contrats.articles_signataires import person
from pactes.extraction.contrats.cartes_signees import add_carte
from pactes.extraction.contrats.contrats_freres import find_frere
from pactes.extraction.contrats.dossiers import REGLE, Dossier
from pactes.extraction.contrats.fiches_noms import name_cartes
from pactes.extraction.contrats.representants import REPRESENTE, read_representative
from pactes.extraction.contrats.signatures_en_prose import (
    Signing,
    find_signings,
    is_about_contract,
    is_pronoun,
    of_another,
)
from pactes.model import Contrat, Evidence, Signature, Valeur
from pactes.reading import BlockKind, Document, fold

_LIST_OF_PARTIES = re.compile(
    r"\b(?:par|entre|avec|associe(?:nt)?|reuni(?:t|ssent)|rassemble(?:nt)?|lie(?:nt)?|engage(?:nt)?)\s?:\W*$"
)
_MOST_PARTIES = 40  # items of the longest list of parties
_TITLE = 170
_ONE_ARTICLE = 20_000  # characters of the longest text that is about the place that its title names
_SUBJECT = 60  # signs from the start of a sentence to the name that is its subject
_DURATION = re.compile(rf"\b(?:d'une duree de|pour une duree de|conclue? pour) (?P<n>\d{{1,2}}|{LETTRES}) ans\b")
_RUNS = re.compile(
    r"\b(?:porte(?:ra)? sur|couvre|couvrira|court|courra|vaut pour|s'etend sur|concerne|engage|lie)\b[^.;]{0,30}"
)
_ADOPTED = re.compile(r"\b(?:approuvee?s?|adoptee?s?|valideee?s?|agreee?s?)\b")


def read_articles(document: Document, plan: Plan) -> tuple[Contrat, ...]:
    """Return the contracts that the articles of the document describe, in the order of the text."""
    return _Lecteur(document).read()


class _Lecteur:
    """Reads a document once, unit by unit, and keeps what it says of each contract."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.unites = build_unites(document)
        self.cartes = name_cartes(document)
        self.proper = tuple(
            lue.dispositif for lue in self.cartes if lue.dispositif and not lue.connu and not lue.instance
        )
        self.sujet = Sujet(place_of_title(self.unites) if len(document.text) <= _ONE_ARTICLE else None)
        self.other_side: dict[str, list[tuple[Partie, Evidence]]] = {}  # parties common to a family, by its slug
        self.sigles = short_names(document)
        self.last_date: tuple[str, Evidence] | None = None

    def read(self) -> tuple[Contrat, ...]:
        for lue in self.cartes:
            if lue.instance:
                add_carte(document=self.document, unites=self.unites, lue=lue, classeur=self.sujet.classeur)
        cards = [(lue.carte.start, lue.carte.end, lue.instance) for lue in self.cartes]
        for index, unite in enumerate(self.unites):
            card = next((card for card in cards if card[0] <= unite.start < card[1]), None)
            if card is None or not card[2]:
                self._unite(index, unite, card is not None)
        self._share_parties()
        kept = [dossier for dossier in self.sujet.classeur.dossiers if dossier.retenu and dossier.evidence]
        return tuple(sorted((d.contrat() for d in kept), key=lambda c: c.evidence[0].start))

    # -- units ---------------------------------------------------------------------------------------------------------

    def _unite(self, index: int, unite: Unite, in_card: bool) -> None:
        text = unite.texte
        noms = find_noms(text, self.proper)
        for nom in noms:
            if nom.territoire and not nom.pluriel:
                self.sujet.classeur.remember(nom, index)
        if not in_card and (self._is_title(unite) or self._names_what_follows(unite, noms, index)):
            self._heading(unite, noms, index)
        starts = [nom.start for nom in noms]
        for phrase in unite.phrases():
            words = text[phrase.start : phrase.end]
            named = noms[bisect_left(starts, phrase.start) : bisect_left(starts, phrase.end)]
            inside = tuple(_shift(n, -phrase.start) for n in named if n.end <= phrase.end)
            if not in_card and self._sister(unite, phrase.start, words, index):
                continue
            for signing in find_signings(words, inside):
                own_name = signing.nom is not None and (signing.nom.territoire or signing.nom.pluriel)
                if own_name or not in_card:
                    self._signing(unite, phrase.start, words, signing, index)
            if not in_card:
                self._duration(unite, phrase.start, words, inside, index)
                self._runs(unite, phrase.start, words, inside)
                self._adopted(unite, phrase.start, words, inside, index)
        for item in find_enumerations(self.document, self.unites, index, noms):
            dossier = self.sujet.classeur.dossier(item.nom, index)
            dossier.evidence.append(item.evidence)
            dossier.conclude(not item.signe)
        if not in_card:
            self._axes(index, unite, noms)

    def _is_title(self, unite: Unite) -> bool:
        if unite.kind is BlockKind.HEADING:
            return True
        text = unite.texte
        return unite.espace and len(text) <= _TITLE and not text.endswith((".", ";", ",", ":"))

    def _names_what_follows(self, unite: Unite, noms: tuple[NomDeContrat, ...], index: int) -> bool:
        """Whether an item is a heading: it is a contract's name, and running text follows."""
        follows = self.unites[index + 1] if index + 1 < len(self.unites) else None
        if unite.kind is not BlockKind.ITEM or follows is None or follows.kind is not BlockKind.PARAGRAPH:
            return False
        if len(unite.texte) > _TITLE or unite.texte.endswith((".", ";", ",", ":")):
            return False
        return any(n.territoire and len(unite.texte) - n.end <= 30 for n in noms)

    def _heading(self, unite: Unite, noms: tuple[NomDeContrat, ...], index: int) -> None:
        """The contract that a heading names is what follows is about; a heading of another family ends it."""
        named = [n for n in noms if n.territoire and not n.pluriel]
        specific = [n for n in noms if n.dispositif and not n.dispositif.generique]
        alone = len({n.dispositif.slug for n in specific if n.dispositif}) == 1
        families = [n.dispositif for n in specific if n.start <= 12 or alone]
        self.sujet.family = families[0] if families else self.sujet.family
        if named:
            self.sujet.current, self.sujet.headed = self.sujet.classeur.dossier(named[0], index), True
            self.sujet.current.evidence.append(self._evidence(unite, named[0].start, named[0].end))
        elif self.sujet.lieu and len(specific) == 1 and not specific[0].pluriel:  # « 3.3 Contrat X », in its report
            lieu = self.sujet.lieu
            nom = with_place(specific[0], lieu, f"{specific[0].titre} – {lieu}")
            self.sujet.current, self.sujet.headed = self.sujet.classeur.dossier(nom, index), True
            self.sujet.current.evidence.append(self._evidence(unite, specific[0].start, specific[0].end))
        elif families and not unite.texte.isupper():  # a running head says again what the whole part is about
            self.sujet.current = None

    # -- signings ------------------------------------------------------------------------------------------------------

    def _signing(self, unite: Unite, offset: int, phrase: str, signing: Signing, index: int) -> None:
        nom = signing.nom
        if nom is not None and nom.pluriel:
            self._plural(unite, offset, phrase, nom, signing, index)
            return
        dossier = contrat_designe(self.sujet, unite, phrase, signing, index)
        if dossier is None:
            return
        if dossier is not self.sujet.current:
            self.sujet.current, self.sujet.headed = dossier, False
        dossier.evidence.append(self._evidence(unite, offset + signing.start, offset + signing.end))
        dossier.conclude(signing.prevue)
        if signing.date and signing.date_span and not signing.prevue:
            where = self._evidence(unite, offset + signing.date_span[0], offset + signing.date_span[1])
            dossier.add_date(signing.date, where)
            self.last_date = (signing.date, where)
        elif signing.meme_jour and self.last_date:
            here = self._evidence(unite, offset + signing.start, offset + signing.end)
            dossier.add_date(self.last_date[0], here)
        for party in signing.parties:
            self._party(dossier, unite, offset, party, signing.prevue, person(phrase, party))
        for party in signing.sujets:
            self._party(dossier, unite, offset, party, signing.prevue, person(phrase, party))
        if not signing.parties and _LIST_OF_PARTIES.search(fold(unite.texte[offset + signing.start :])):
            self._listed_parties(dossier, index, signing.prevue)

    def _listed_parties(self, dossier: Dossier, index: int, planned: bool) -> None:
        """« signée le 5 octobre 2018 par : » and a party an item."""
        for unite in self.unites[index + 1 : index + 1 + _MOST_PARTIES]:
            if unite.kind is not BlockKind.ITEM:
                break
            several = re.match(r"\W*les (?!services\b)", fold(unite.texte))  # « les villes de A, B et C »
            for party in find_parties(unite.texte)[: None if several else 1]:
                mark = REPRESENTE.search(fold(unite.texte), party.end)
                person, role = read_representative(unite.texte[mark.end() :]) if mark else (None, None)
                self._party(dossier, unite, 0, replace(party, qualite=role or party.qualite), planned, person)

    def _sister(self, unite: Unite, offset: int, phrase: str, index: int) -> bool:
        """« Celle de X a suivi le… »: a contract of the family of the one that was signed in the sentence before."""
        current = self.sujet.current
        like = next((n for n in reversed(current.noms) if n.dispositif), None) if current else None
        frere = find_frere(phrase, like) if like else None
        if frere is None:
            return False
        signings = find_signings(phrase, (frere.nom,))
        if frere.date is None and not signings:
            return False
        dossier = self.sujet.classeur.dossier(frere.nom, index)
        dossier.evidence.append(self._evidence(unite, offset + frere.nom.start, offset + frere.nom.end))
        if frere.date and frere.date_span:
            where = self._evidence(unite, offset + frere.date_span[0], offset + frere.date_span[1])
            dossier.add_date(frere.date, where)
            dossier.conclude(False)
        for signing in signings:
            self._signing(unite, offset, phrase, signing, index)
        return True

    def _plural(self, unite: Unite, offset: int, phrase: str, nom: NomDeContrat, signing: Signing, index: int) -> None:
        """« Les accords-cadres ont été signés avec A, B et C »: as many contracts as other parties."""
        own = [p for p in signing.parties if not fold(p.nom).startswith(COMMUNS)]
        common = [p for p in signing.parties if p not in own]
        slug = nom.dispositif.slug if nom.dispositif else nom.tete
        for party in common:
            where = self._evidence(unite, offset + party.start, offset + party.end)
            self.other_side.setdefault(slug, []).append((party, where))
        if not own or re.search(r"\b(?:des|de|certains|plusieurs) (?:[a-z]+ )?$", fold(phrase[: nom.start])):
            return
        singular = au_singulier(nom.titre)
        for party in own:
            written = phrase[max(0, party.start - 4) : party.start]
            article = re.search(r"(?:\b(?:la|le|les) |\bl['’])$", written)
            titre = f"{singular} avec {article.group() if article else ''}{party.nom}"
            dossier = self.sujet.classeur.dossier(with_place(nom, party.nom, titre), index)
            dossier.evidence.append(self._evidence(unite, offset + signing.start, offset + signing.end))
            dossier.conclude(signing.prevue)
            if signing.date and signing.date_span:
                where = self._evidence(unite, offset + signing.date_span[0], offset + signing.date_span[1])
                dossier.add_date(signing.date, where)
            self._party(dossier, unite, offset, party, signing.prevue)

    def _share_parties(self) -> None:
        """A party that the text says of the whole family (« signés entre la Région et les pôles ») is one of each."""
        for dossier in self.sujet.classeur.dossiers:
            slug = dossier.dispositif.slug if dossier.dispositif else ""
            if not dossier.retenu or not all(n.pluriel for n in dossier.noms):
                continue
            for party, where in self.other_side.get(slug, ()):
                dossier.add_signature(
                    Signature(signataire=party.nom, evidence=(where,), regle=f"{REGLE}-famille", confiance=0.7)
                )

    def _party(
        self, dossier: Dossier, unite: Unite, offset: int, party: Partie, planned: bool, person: str | None = None
    ) -> None:
        dossier.add_signature(
            Signature(
                signataire=self.sigles.get(party.nom, party.nom),
                representant=person,
                qualite=party.qualite,
                prevue=planned,
                evidence=(self._evidence(unite, offset + party.start, offset + party.end),),
                regle=REGLE,
                confiance=0.8,
            )
        )

    # -- axes and programmes -------------------------------------------------------------------------------------------

    def _axes(self, index: int, unite: Unite, noms: tuple[NomDeContrat, ...]) -> None:
        dossier = self._subject(unite, noms, index)
        if dossier is None:
            return
        dossier.axes_a_part += read_apart(self.document, unite, f"{REGLE}-axes")
        annonce = read_annonce(self.document, self.unites, index, f"{REGLE}-axes")
        if annonce is not None:
            dossier.annonces.append(annonce)
            dossier.evidence.append(self.document.evidence(annonce.start, annonce.end))
            dossier.retenu = True

    def _subject(self, unite: Unite, noms: tuple[NomDeContrat, ...], index: int) -> Dossier | None:
        """Return the contract that the last sentence of a unit is about."""
        phrases = unite.phrases()
        last = phrases[-1]
        for nom in noms:
            subject = 0 <= nom.start - last.start <= _SUBJECT and nom.territoire and not nom.pluriel
            if subject and not is_pronoun(unite.texte[last.start : last.end]):
                return self.sujet.classeur.dossier(nom, index)
        previous = unite.texte[phrases[-2].start : phrases[-2].end] if len(phrases) > 1 else None
        words = unite.texte[last.start : last.end]
        about = is_about_contract(words, previous) and (self.sujet.headed or is_pronoun(words))
        return self.sujet.current if about else None

    def _duration(self, unite: Unite, offset: int, phrase: str, noms: tuple[NomDeContrat, ...], index: int) -> None:
        """« Ce contrat, d'une durée de 4 ans »: how long the contract that the sentence is about runs."""
        match = _DURATION.search(fold(phrase))
        years = number_of(match["n"]) if match else None
        if match is None or not years:
            return
        named = [n for n in noms if n.territoire and not n.pluriel and n.end <= match.start()]
        current = self.sujet.current if is_pronoun(phrase) and not of_another(fold(phrase), match.start()) else None
        dossier = self.sujet.classeur.dossier(named[-1], index) if named else current
        if dossier is not None:
            value = f"P{years}Y"
            where = self._evidence(unite, offset + match.start(), offset + match.end())
            dossier.durees.setdefault(value, Valeur(value, where))

    def _runs(self, unite: Unite, offset: int, phrase: str, noms: tuple[NomDeContrat, ...]) -> None:
        """« Il portera sur la période 2019-2022 », « il court jusqu'en 2026 »: of the contract at hand."""
        current = self.sujet.current
        if current is None or current.periodes or not is_pronoun(phrase) or "prolong" in fold(phrase):
            return  # « il prolongera le programme »: an amendment does
        own = (n for n in noms if n.territoire and n.start <= _SUBJECT)
        if any(not (n.mots and n.mots <= current.mots) for n in own):
            return  # « Le contrat de X court jusqu'en 2026 »: of that one
        runs = _RUNS.search(fold(phrase))
        period = next(find_periods(phrase[runs.start() : runs.end() + 20]), None) if runs else None
        end = next(find_ends(phrase), None)
        if runs is not None and period is not None:
            where = self._evidence(unite, offset + runs.start() + period.start, offset + runs.start() + period.end)
            current.periodes.append((period.start_year, period.end_year, where))
        elif end is not None and not current.fins and not of_another(fold(phrase), end.start):
            current.fins[end.value] = Valeur(end.value, self._evidence(unite, offset + end.start, offset + end.end))

    def _adopted(self, unite: Unite, offset: int, phrase: str, noms: tuple[NomDeContrat, ...], index: int) -> None:
        """A programme with its territory and its years, approved: its period is that of its name."""
        for nom in noms:
            if not (nom.territoire and nom.periode) or nom.pluriel:
                continue
            dossier = self.sujet.classeur.dossier(nom, index)
            where = self._evidence(unite, offset + nom.start, offset + nom.end)
            if not dossier.periodes:
                dossier.periodes.append((*nom.periode, where))
            if _ADOPTED.match(fold(phrase[nom.end :]).lstrip(" ,")):
                dossier.evidence.append(where)
                dossier.conclude(False)
                self.sujet.current, self.sujet.headed = dossier, True

    def _evidence(self, unite: Unite, start: int, end: int) -> Evidence:
        span = unite.span(start, end)
        return self.document.evidence(span.start, span.end)


def _shift(nom: NomDeContrat, by: int) -> NomDeContrat:
    return replace(nom, start=nom.start + by, end=nom.end + by)
