"""Reader of articles: what magazines and portal pages tell of concluded contracts.

A contract is published when the text says something of it (a signing, its parties, its axes, its place in a list of
contracts); one that is only named is left to the reader of cited contracts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from pactes.extraction.axes.axes_annonces import number_of, read_annonce, read_apart
from pactes.extraction.commun.dates import find_periods
from pactes.extraction.commun.enumerations import find_enumerations
from pactes.extraction.commun.familles import au_singulier
from pactes.extraction.commun.nombres import LETTRES
from pactes.extraction.commun.noms_de_contrats import NomDeContrat, find_noms
from pactes.extraction.commun.parties import Partie, find_parties
from pactes.extraction.commun.plan import Plan
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contrats.cartes_signees import add_carte
from pactes.extraction.contrats.contrats_freres import find_frere
from pactes.extraction.contrats.dossiers import REGLE, Classeur, Dossier
from pactes.extraction.contrats.fiches_noms import name_cartes
from pactes.extraction.contrats.representants import REPRESENTE, read_representative
from pactes.extraction.contrats.signatures_en_prose import (
    Signing,
    find_signings,
    is_about_contract,
    is_pronoun,
)
from pactes.model import Contrat, Evidence, Signature, TypeTerritoire, Valeur
from pactes.reading import BlockKind, Document, fold
from pactes.reference import Dispositif, Forme, registre

_LIST_OF_PARTIES = re.compile(r"\b(?:par|entre|avec)\s?:\W*$")
_MOST_PARTIES = 40  # items of the longest list of parties
_SIGLE = re.compile(r"\(([A-Z][A-Z0-9]{2,8})\)")
_LOCAL = re.compile(r"communaute|metropole|agglomeration|syndicat|petr|pole|pays|parc|ville|commune|departement|region")
_NAME = 120  # characters of the longest name that an acronym stands for
_MOST_SIGLES = 300
_TITLE = 170
_ONE_ARTICLE = 20_000  # characters of the longest text that is about the place that its title names
_TITLE_UNITS = 6  # units among which a text has its title
_SUBJECT = 60  # signs from the start of a sentence to the name that is its subject
_COMMON = ("etat", "region", "conseil regional", "departement", "conseil departemental", "conseil general")
# « Marie Martin, présidente de la », right before an institution or a function.
_PERSON = re.compile(
    r"\b([A-ZÉÈ][\w’'-]+(?: (?:de |d['’]|du |le |la )?[A-ZÉÈ][\w’'-]+){1,3}), "
    r"(?:[a-zéè]+ (?:de la |de l['’]|du |des |de |d['’]))?$"
)
# « la préfète du X, Marie Martin, »
_PERSON_AFTER = re.compile(
    r"(?: (?:de la |de l['’]|du |des |de |d['’])[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,3})?, "
    r"([A-ZÉÈ][\w’'-]+(?: (?:de |d['’]|du |le |la )?[A-ZÉÈ][\w’'-]+){1,3})(?=,| et | ont | a )"
)
# « la préfète Marie Martin et »
_PERSON_BESIDE = re.compile(
    r" ([A-ZÉÈ][\w’'-]+(?: (?:de |d['’]|du |le |la )?[A-ZÉÈ][\w’'-]+){1,3})(?=,| et | ont | a )"
)
_DURATION = re.compile(rf"\b(?:d'une duree de|pour une duree de|conclue? pour) (?P<n>\d{{1,2}}|{LETTRES}) ans\b")
_RUNS = re.compile(r"\b(?:porte(?:ra)? sur|couvre|couvrira|court|courra|vaut pour|s'etend sur|concerne)\b[^.;]{0,30}")
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
        self.classeur = Classeur()
        self.current: Dossier | None = None
        self.headed = False  # whether a heading, not only a sentence, says that the text is about it
        self.other_side: dict[str, list[tuple[Partie, Evidence]]] = {}  # parties common to a family, by its slug
        self.family: Dispositif | None = None  # of the article, by its heading
        self.sigles = _defined_sigles(document)
        self.last_date: tuple[str, Evidence] | None = None
        self.lieu = _place_of_title(self.unites) if len(document.text) <= _ONE_ARTICLE else None

    def read(self) -> tuple[Contrat, ...]:
        for lue in self.cartes:
            if lue.instance:
                add_carte(document=self.document, unites=self.unites, lue=lue, classeur=self.classeur)
        cards = [(lue.carte.start, lue.carte.end, lue.instance) for lue in self.cartes]
        for index, unite in enumerate(self.unites):
            card = next((card for card in cards if card[0] <= unite.start < card[1]), None)
            if card is None or not card[2]:
                self._unite(index, unite, card is not None)
        self._share_parties()
        kept = [dossier for dossier in self.classeur.dossiers if dossier.retenu and dossier.evidence]
        return tuple(sorted((d.contrat() for d in kept), key=lambda c: c.evidence[0].start))

    # -- units ---------------------------------------------------------------------------------------------------------

    def _unite(self, index: int, unite: Unite, in_card: bool) -> None:
        text = unite.texte
        noms = find_noms(text, self.proper)
        for nom in noms:
            if nom.territoire and not nom.pluriel:
                self.classeur.remember(nom, index)
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
                self._runs(unite, phrase.start, words)
                self._adopted(unite, phrase.start, words, inside, index)
        for item in find_enumerations(self.document, self.unites, index, noms):
            dossier = self.classeur.dossier(item.nom, index)
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
        self.family = families[0] if families else self.family
        if named:
            self.current, self.headed = self.classeur.dossier(named[0], index), True
            self.current.evidence.append(self._evidence(unite, named[0].start, named[0].end))
        elif families and not unite.texte.isupper():  # a running head says again what the whole part is about
            self.current = None

    # -- signings ------------------------------------------------------------------------------------------------------

    def _signing(self, unite: Unite, offset: int, phrase: str, signing: Signing, index: int) -> None:
        nom = signing.nom
        if nom is not None and nom.pluriel:
            self._plural(unite, offset, phrase, nom, signing, index)
            return
        dossier = self._meant(unite, offset, phrase, signing, index)
        if dossier is None:
            return
        if dossier is not self.current:
            self.current, self.headed = dossier, False
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
            self._party(dossier, unite, offset, party, signing.prevue, _person(phrase, party))
        for party in signing.sujets:
            self._party(dossier, unite, offset, party, signing.prevue, _person(phrase, party))
        if not signing.parties and _LIST_OF_PARTIES.search(fold(unite.texte[offset + signing.start :])):
            self._listed_parties(dossier, index, signing.prevue)

    def _listed_parties(self, dossier: Dossier, index: int, planned: bool) -> None:
        """« signée le 5 octobre 2018 par : » and a party an item."""
        for unite in self.unites[index + 1 : index + 1 + _MOST_PARTIES]:
            if unite.kind is not BlockKind.ITEM:
                break
            for party in find_parties(unite.texte)[:1]:
                mark = REPRESENTE.search(fold(unite.texte), party.end)
                person, role = read_representative(unite.texte[mark.end() :]) if mark else (None, None)
                self._party(dossier, unite, 0, replace(party, qualite=role or party.qualite), planned, person)

    def _sister(self, unite: Unite, offset: int, phrase: str, index: int) -> bool:
        """« Celle de X a suivi le… »: a contract of the family of the one that was signed in the sentence before."""
        like = next((n for n in reversed(self.current.noms) if n.dispositif), None) if self.current else None
        frere = find_frere(phrase, like) if like else None
        if frere is None:
            return False
        signings = find_signings(phrase, (frere.nom,))
        if frere.date is None and not signings:
            return False
        dossier = self.classeur.dossier(frere.nom, index)
        dossier.evidence.append(self._evidence(unite, offset + frere.nom.start, offset + frere.nom.end))
        if frere.date and frere.date_span:
            where = self._evidence(unite, offset + frere.date_span[0], offset + frere.date_span[1])
            dossier.add_date(frere.date, where)
            dossier.conclude(False)
        for signing in signings:
            self._signing(unite, offset, phrase, signing, index)
        return True

    def _meant(self, unite: Unite, offset: int, phrase: str, signing: Signing, index: int) -> Dossier | None:
        """Return the contract that a signing is of; None when the text does not say which."""
        nom = signing.nom
        if nom is None:
            return self.current
        if nom.territoire:
            return self.classeur.dossier(nom, index)
        before = fold(phrase[: nom.start])
        if re.search(r"\b(?:cette|ce|cet) $", before) and nom.dispositif and nom.dispositif.generique:
            return self._by_subject(phrase, nom, index)
        parties = signing.parties or signing.sujets
        told = signing.date and len(parties) >= 2
        if re.search(r"\b(?:un|une|des|tout|toute|chaque) (?:[a-z]+ )?$", before) and not told:
            return None  # « un protocole, signé par… » : any of them
        own = [p for p in parties if not fold(p.nom).startswith(_COMMON)]
        if len(own) == 1 and len(parties) >= 2:
            titre = " ".join(phrase[nom.start : nom.end].split())
            titre += f" {_introduced(phrase, parties)}" if signing.parties else f" – {own[0].nom}"
            return self.classeur.dossier(_with(nom, own[0].nom, titre), index)
        if len(own) == len(parties) == 2 and told and nom.dispositif and not nom.dispositif.generique:
            titre = f"{' '.join(phrase[nom.start : nom.end].split())} entre {own[0].nom} et {own[1].nom}"
            dossier = self.classeur.dossier(_with(nom, own[0].nom, titre), index)
            dossier.add_territoire(own[1].nom)
            return dossier
        recent = self.classeur.recent(nom, index)
        if recent is not None and signing.date and not recent.may_be_of(signing.date):
            return None  # « le premier contrat, signé en 2018 »: another one than that of 2023-2027
        if recent is not None:
            return recent
        towns = [p for p in find_parties(unite.texte) if re.match(r"(?:ville|commune)\b", fold(p.nom))]
        if len(towns) == 1 and nom.dispositif and not nom.dispositif.generique:
            return self.classeur.dossier(_with(nom, towns[0].nom, f"{nom.titre} – {towns[0].nom}"), index)
        if self.lieu and nom.periode and told and nom.dispositif and not nom.dispositif.generique:
            return self.classeur.dossier(_with(nom, self.lieu, f"{nom.titre} – {self.lieu}"), index)
        if nom.dispositif is None or nom.dispositif.generique:
            return self._of_the_family(phrase, nom, signing, own, index)
        return None

    def _of_the_family(
        self, phrase: str, nom: NomDeContrat, signing: Signing, own: list[Partie], index: int
    ) -> Dossier | None:
        """« Une convention-cadre, signée le… » in an article on a family: its contract with the towns that are named.

        Where the sentence names none, it is that of the place that the title of the text names.
        """
        towns = [p.nom for p in own if not p.nom.isupper() and is_commune(p.nom)]
        place = " et ".join(towns) or self.lieu
        if self.family is None or place is None or not signing.date:
            return None
        kind = re.sub(r"^(?:contrat|convention|pacte|charte|protocole)(?:-cadre)? ", "", self.family.nom)
        written = " ".join(phrase[nom.start : nom.end].split())
        named = replace(nom, dispositif=self.family, tete=fold(self.family.nom).split()[0])
        dossier = self.classeur.dossier(
            _with(named, towns[0] if towns else place, f"{written} {kind} – {place}"), index
        )
        for town in towns[1:]:
            dossier.add_territoire(town)
        return dossier

    def _by_subject(self, phrase: str, nom: NomDeContrat, index: int) -> Dossier | None:
        """« Le X a signé cette convention » in an article on a family: the family's contract with X."""
        subject = re.match(r"(?:Le |La |L['’]|Les )(?=[A-ZÀ-Þ])", phrase)
        if self.family is None or subject is None:
            return None
        found = next(registre().chercher(phrase[subject.end() : subject.end() + 60]), None)
        if found is None or found.start:
            return None
        place = phrase[subject.end() : subject.end() + found.end]
        named = replace(nom, dispositif=self.family, tete=fold(self.family.nom).split()[0])
        return self.classeur.dossier(_with(named, place, f"{self.family.nom} – {place}"), index)

    def _plural(self, unite: Unite, offset: int, phrase: str, nom: NomDeContrat, signing: Signing, index: int) -> None:
        """« Les accords-cadres ont été signés avec A, B et C »: as many contracts as other parties."""
        own = [p for p in signing.parties if not fold(p.nom).startswith(_COMMON)]
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
            dossier = self.classeur.dossier(_with(nom, party.nom, titre), index)
            dossier.evidence.append(self._evidence(unite, offset + signing.start, offset + signing.end))
            dossier.conclude(signing.prevue)
            if signing.date and signing.date_span:
                where = self._evidence(unite, offset + signing.date_span[0], offset + signing.date_span[1])
                dossier.add_date(signing.date, where)
            self._party(dossier, unite, offset, party, signing.prevue)

    def _share_parties(self) -> None:
        """A party that the text says of the whole family (« signés entre la Région et les pôles ») is one of each."""
        for dossier in self.classeur.dossiers:
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
                return self.classeur.dossier(nom, index)
        previous = unite.texte[phrases[-2].start : phrases[-2].end] if len(phrases) > 1 else None
        words = unite.texte[last.start : last.end]
        about = is_about_contract(words, previous) and (self.headed or is_pronoun(words))
        return self.current if about else None

    def _duration(self, unite: Unite, offset: int, phrase: str, noms: tuple[NomDeContrat, ...], index: int) -> None:
        """« Ce contrat, d'une durée de 4 ans »: how long the contract that the sentence is about runs."""
        match = _DURATION.search(fold(phrase))
        years = number_of(match["n"]) if match else None
        if match is None or not years:
            return
        named = [n for n in noms if n.territoire and not n.pluriel and n.end <= match.start()]
        dossier = self.classeur.dossier(named[-1], index) if named else self.current if is_pronoun(phrase) else None
        if dossier is not None:
            value = f"P{years}Y"
            where = self._evidence(unite, offset + match.start(), offset + match.end())
            dossier.durees.setdefault(value, Valeur(value, where))

    def _runs(self, unite: Unite, offset: int, phrase: str) -> None:
        """« Il portera sur la période 2019-2022 »: the years of the contract that the text is about."""
        runs = _RUNS.search(fold(phrase)) if self.current is not None and is_pronoun(phrase) else None
        period = next(find_periods(phrase[runs.start() : runs.end() + 20]), None) if runs else None
        if runs is not None and period is not None and self.current is not None and not self.current.periodes:
            where = self._evidence(unite, offset + runs.start() + period.start, offset + runs.start() + period.end)
            self.current.periodes.append((period.start_year, period.end_year, where))

    def _adopted(self, unite: Unite, offset: int, phrase: str, noms: tuple[NomDeContrat, ...], index: int) -> None:
        """A programme with its territory and its years, approved: its period is that of its name."""
        for nom in noms:
            if not (nom.territoire and nom.periode) or nom.pluriel:
                continue
            dossier = self.classeur.dossier(nom, index)
            where = self._evidence(unite, offset + nom.start, offset + nom.end)
            if not dossier.periodes:
                dossier.periodes.append((*nom.periode, where))
            if _ADOPTED.match(fold(phrase[nom.end :]).lstrip(" ,")):
                dossier.evidence.append(where)
                dossier.conclude(False)
                self.current, self.headed = dossier, True

    def _evidence(self, unite: Unite, start: int, end: int) -> Evidence:
        span = unite.span(start, end)
        return self.document.evidence(span.start, span.end)


def _place_of_title(unites: Sequence[Unite]) -> str | None:
    """Return the one territory that the title of a text names, if it names one: what an article is about."""
    names: dict[str, None] = {}
    for unite in unites[:_TITLE_UNITS]:
        if unite.kind is BlockKind.PARAGRAPH and len(unite.texte) > _TITLE:
            break
        for found in registre().chercher(unite.texte):
            if any(forme is Forme.PLEINE for _, forme in found.candidats):
                names[unite.texte[found.start : found.end]] = None
    return next(iter(names)) if len(names) == 1 else None


def _defined_sigles(document: Document) -> dict[str, str]:
    """Return the acronyms that the text gives to local authorities: « la Communauté d'agglomération X (CAX) »."""
    found: dict[str, str] = {}
    for match in islice(_SIGLE.finditer(document.text), _MOST_SIGLES):
        before = document.text[max(0, match.start() - _NAME) : match.start()].rstrip()
        parties = find_parties(before.rpartition("\n")[2])
        if parties and before.endswith(parties[-1].nom.split()[-1]) and _LOCAL.match(fold(parties[-1].nom)):
            found.setdefault(match[1], parties[-1].nom)
    return found


def is_commune(name: str) -> bool:
    """Tell whether a name is that of a commune, in full."""
    found = next(iter(registre().chercher(name)), None)
    return (
        found is not None
        and (found.start, found.end) == (0, len(name))
        and any(e.type_territoire is TypeTerritoire.COMMUNE and f is Forme.PLEINE for e, f in found.candidats)
    )


def _shift(nom: NomDeContrat, by: int) -> NomDeContrat:
    return replace(nom, start=nom.start + by, end=nom.end + by)


def _with(nom: NomDeContrat, territoire: str, titre: str) -> NomDeContrat:
    return replace(nom, titre=titre, territoire=territoire, complement=False)


def _introduced(phrase: str, parties: tuple[Partie, ...]) -> str:
    """Return « entre A et B » as the sentence writes it."""
    start, end = parties[0].start, parties[-1].end
    intro = re.search(r"\b(?:entre|avec|par) (?:la |le |les |l['’])?$", phrase[:start])
    return " ".join(phrase[intro.start() if intro else start : end].split())


def _person(phrase: str, subject: Partie) -> str | None:
    """Return the person named right before the function that they sign in, or right after it."""
    if not subject.qualite:
        return None
    match = (
        _PERSON.search(phrase[max(0, subject.start - 120) : subject.start])
        or _PERSON_AFTER.match(phrase, subject.end)
        or _PERSON_BESIDE.match(phrase, subject.end)
    )
    return match[1] if match else None
