"""Which contract a sentence of an article means: named in it, or told by its parties, its place, its family."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pactes.extraction.commun.noms_de_contrats import NomDeContrat
from pactes.extraction.commun.parties import Partie, find_parties
from pactes.extraction.commun.unites import Unite
from pactes.extraction.contrats.dossiers import Classeur, Dossier
from pactes.extraction.contrats.signatures_en_prose import Signing
from pactes.extraction.contrats.titres import end_of_generic
from pactes.model import TypeTerritoire
from pactes.reading import BlockKind, fold
from pactes.reference import Dispositif, Forme, registre

__all__ = ["COMMUNS", "Sujet", "contrat_designe", "place_of_title", "with_place"]

COMMUNS = ("etat", "region", "conseil regional", "departement", "conseil departemental", "conseil general")
_TITLE_UNITS = 6  # units among which a text has its title
_LOCAL = (
    "commune ", "ville ", "petr ", "pays ", "communaute", "metropole", "syndicat", "parc", "agglomeration",
    "departement ", "conseil departemental ", "region ", "conseil regional ", "pole d'equilibre",
)  # fmt: skip
_HEAD_UNITS = 3  # units among which the institution whose text it is names itself
_TITLE = 170
_UNIT = 8000  # signs of the longest paragraph in which the sentence before is looked for


@dataclass
class Sujet:
    """What a text is about where a sentence is read: the contract at hand, the family of its article, its place."""

    lieu: str | None = None  # the territory that the title of the text names
    classeur: Classeur = field(default_factory=Classeur)
    current: Dossier | None = None
    headed: bool = False  # whether a heading, not only a sentence, says that the text is about it
    family: Dispositif | None = None  # of the article, by its heading


def contrat_designe(sujet: Sujet, unite: Unite, phrase: str, signing: Signing, index: int) -> Dossier | None:
    """Return the contract that a signing is of; None when the text does not say which."""
    nom = signing.nom
    if nom is None:
        return sujet.current
    if nom.territoire:
        return sujet.classeur.dossier(nom, index)
    before = fold(phrase[: nom.start])
    if re.search(r"\b(?:cette|ce|cet) $", before) and nom.dispositif and nom.dispositif.generique:
        return _by_subject(sujet, phrase, nom, index)
    if re.search(r"\b(?:son|sa) (?:[a-z]+ )?$", before) and (place := _possessor(unite, phrase)):
        head = re.match(r"[\w-]+", phrase[nom.start :])
        end = max(nom.end, end_of_generic(phrase, nom.start + head.end())) if head else nom.end
        titre = " ".join(phrase[nom.start : end].split())
        titre = titre if signing.parties and end > signing.parties[0].start else f"{titre} – {place}"
        return sujet.classeur.dossier(with_place(nom, place, titre), index)
    parties = signing.parties or signing.sujets
    told = signing.date and len(parties) >= 2
    concluded = len(signing.sujets) >= 2 and not signing.prevue  # « A et B ont noué un pacte »
    if re.search(r"\b(?:un|une|des|tout|toute|chaque) (?:[a-z]+ )?$", before) and not (told or concluded):
        dated = signing.date and nom.dispositif and not nom.dispositif.generique and re.search(r"\bune? $", before)
        if not (dated and sujet.lieu):
            return None  # « un protocole, signé par… » : any of them
        return sujet.classeur.dossier(with_place(nom, sujet.lieu, f"{nom.titre} – {sujet.lieu}"), index)
    own = [p for p in parties if not fold(p.nom).startswith(COMMUNS)]
    if len(own) == 1 and len(parties) >= 2:
        titre = " ".join(phrase[nom.start : nom.end].split())
        titre += f" {_introduced(phrase, parties)}" if signing.parties else f" – {own[0].nom}"
        return sujet.classeur.dossier(with_place(nom, own[0].nom, titre), index)
    if len(own) == len(parties) == 2 and told and nom.dispositif and not nom.dispositif.generique:
        titre = f"{' '.join(phrase[nom.start : nom.end].split())} entre {own[0].nom} et {own[1].nom}"
        dossier = sujet.classeur.dossier(with_place(nom, own[0].nom, titre), index)
        dossier.add_territoire(own[1].nom)
        return dossier
    recent = sujet.classeur.recent(nom, index)
    if recent is not None and signing.date and not recent.may_be_of(signing.date):
        return None  # « le premier contrat, signé en 2018 »: another one than that of 2023-2027
    if recent is not None:
        return recent
    towns = [p for p in find_parties(unite.texte) if re.match(r"(?:ville|commune)\b", fold(p.nom))]
    if len(towns) == 1 and nom.dispositif and not nom.dispositif.generique:
        return sujet.classeur.dossier(with_place(nom, towns[0].nom, f"{nom.titre} – {towns[0].nom}"), index)
    if sujet.lieu and nom.periode and told and nom.dispositif and not nom.dispositif.generique:
        return sujet.classeur.dossier(with_place(nom, sujet.lieu, f"{nom.titre} – {sujet.lieu}"), index)
    if nom.dispositif is None or nom.dispositif.generique:
        return _of_the_family(sujet, phrase, nom, signing, own, index)
    return None


def _possessor(unite: Unite, phrase: str) -> str | None:
    """Return the one territory that the sentence before names: « Reste X. Son pacte sera signé… »."""
    if len(unite.texte) > _UNIT:
        return None
    at = unite.texte.find(phrase)
    spans = [s for s in unite.phrases() if s.end <= at]
    if not spans:
        return None
    said = unite.texte[spans[-1].start : spans[-1].end]
    names = [p.nom for p in find_parties(said) if fold(p.nom).startswith(_LOCAL)]
    for found in registre().chercher(said):
        name = said[found.start : found.end]
        if len(name.split()) > 1 or any(forme is Forme.PLEINE for _, forme in found.candidats):
            names.append(name)
    longest = max(names, key=len, default="")
    return longest if longest and all(fold(name) in fold(longest) for name in names) else None


def _of_the_family(
    sujet: Sujet, phrase: str, nom: NomDeContrat, signing: Signing, own: list[Partie], index: int
) -> Dossier | None:
    """« Une convention-cadre, signée le… » in an article on a family: its contract with the towns that are named.

    Where the sentence names none, it is that of the place that the title of the text names.
    """
    towns = [p.nom for p in own if not p.nom.isupper() and is_commune(p.nom)]
    place = " et ".join(towns) or sujet.lieu
    if sujet.family is None or place is None or not signing.date:
        return None
    kind = re.sub(r"^(?:contrat|convention|pacte|charte|protocole)(?:-cadre)? ", "", sujet.family.nom)
    written = " ".join(phrase[nom.start : nom.end].split())
    named = replace(nom, dispositif=sujet.family, tete=fold(sujet.family.nom).split()[0])
    dossier = sujet.classeur.dossier(
        with_place(named, towns[0] if towns else place, f"{written} {kind} – {place}"), index
    )
    for town in towns[1:]:
        dossier.add_territoire(town)
    return dossier


def _by_subject(sujet: Sujet, phrase: str, nom: NomDeContrat, index: int) -> Dossier | None:
    """« Le X a signé cette convention » in an article on a family: the family's contract with X."""
    subject = re.match(r"(?:Le |La |L['’]|Les )(?=[A-ZÀ-Þ])", phrase)
    if sujet.family is None or subject is None:
        return None
    found = next(registre().chercher(phrase[subject.end() : subject.end() + 60]), None)
    if found is None or found.start:
        return None
    place = phrase[subject.end() : subject.end() + found.end]
    named = replace(nom, dispositif=sujet.family, tete=fold(sujet.family.nom).split()[0])
    return sujet.classeur.dossier(with_place(named, place, f"{sujet.family.nom} – {place}"), index)


def place_of_title(unites: Sequence[Unite]) -> str | None:
    """Return the one territory that the title of a text names, if it names one: what an article is about."""
    titles = [u.texte for u in unites[:_HEAD_UNITS] if len(u.texte) <= _TITLE and not u.texte.endswith(".")]
    heads = [p.nom for title in titles for p in find_parties(title) if fold(p.nom).startswith(_LOCAL)]
    if heads and all(fold(nom) in fold(max(heads, key=len)) for nom in heads):
        return max(heads, key=len)  # « PETR du Pays X », whose page or report it is
    names: dict[str, None] = {}
    for unite in unites[:_TITLE_UNITS]:
        if unite.kind is BlockKind.PARAGRAPH and len(unite.texte) > _TITLE:
            break
        for found in registre().chercher(unite.texte):
            if any(forme is Forme.PLEINE for _, forme in found.candidats):
                names[unite.texte[found.start : found.end]] = None
    longest = max(names, key=len, default="")
    return longest if longest and all(fold(name) in fold(longest) for name in names) else None


def is_commune(name: str) -> bool:
    """Tell whether a name is that of a commune, in full."""
    found = next(iter(registre().chercher(name)), None)
    return (
        found is not None
        and (found.start, found.end) == (0, len(name))
        and any(e.type_territoire is TypeTerritoire.COMMUNE and f is Forme.PLEINE for e, f in found.candidats)
    )


def with_place(nom: NomDeContrat, territoire: str, titre: str) -> NomDeContrat:
    return replace(nom, titre=titre, territoire=territoire, complement=False)


def _introduced(phrase: str, parties: tuple[Partie, ...]) -> str:
    """Return « entre A et B » as the sentence writes it."""
    start, end = parties[0].start, parties[-1].end
    intro = re.search(r"\b(?:entre|avec|par) (?:la |le |les |l['’])?$", phrase[:start])
    return " ".join(phrase[intro.start() if intro else start : end].split())
