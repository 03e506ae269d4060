"""Names of the registry in a document: which are territories here, and which territory each is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pactes.extraction.commun.lieux import Lieu
from pactes.extraction.territoires import contextes as autour
from pactes.extraction.territoires.noms_du_document import NomsDuDocument
from pactes.model import TypeTerritoire
from pactes.reference import Entree, Forme, NomTrouve, cle_de_nom, registre

_BIG = 20_000  # inhabitants: known by name in its region
_OVERSEAS = frozenset({"971", "972", "973", "974", "976"})
_LARGE = 80_000  # inhabitants: known by name everywhere


@dataclass
class Resolveur(NomsDuDocument):
    """Decides, for one document, which names of the registry stand for territories and for which."""

    ecartes: bytearray = field(default_factory=bytearray)  # 1 for each character that is in another name
    quartiers: Collection[str] = ()  # keys of names that the document gives to neighbourhoods
    membres: Collection[str] = ()  # codes of the communes of the intercommunalities that the document names

    def lieux(self) -> Iterator[Lieu]:
        """Yield the territories that the names of the registry stand for, in the order of the text."""
        accepted: list[Lieu] = []
        strong_end = department_end = -1
        pending = [n for n in self.noms if 1 not in self.ecartes[n.start : n.end]]
        for index, nom in enumerate(pending):
            chained_town = (
                0 <= nom.start - strong_end <= 12 and autour.CHAIN.match(self.text[strong_end : nom.start]) is not None
            )
            chained_department = (
                0 <= nom.start - department_end <= 14
                and autour.CHAIN.match(self.text[department_end : nom.start]) is not None
            )
            paired = index + 1 < len(pending) and self._same_region(nom, pending[index + 1])
            lieu, strong = self._decide(nom, chained_town, chained_department or paired)
            if lieu is None:
                continue
            accepted.append(lieu)
            if lieu.type_territoire is TypeTerritoire.DEPARTEMENT:
                department_end = nom.end
            elif strong:
                strong_end = nom.end
        yield from accepted

    def _decide(self, nom: NomTrouve, town: bool, department: bool) -> tuple[Lieu | None, bool]:
        kinds = {e.type_territoire for e, _ in nom.candidats}
        before = self.folded[max(0, nom.start - 70) : nom.start]
        # « la Ville de X, la Ville de Y »: a common word before « de » is no third town.
        chained = town and not (self._common(self.text[nom.start : nom.end]) and autour.OF.match(self.folded, nom.end))
        strong = TypeTerritoire.COMMUNE in kinds and (chained or autour.STRONG.search(before) is not None)
        if TypeTerritoire.EPCI in kinds:
            said = autour.SAID_EPCI.match(self.text[nom.end : nom.end + 18])
            epci = [(e, f) for e, f in nom.candidats if e.type_territoire is TypeTerritoire.EPCI]
            found = [e for e, f in epci if f is Forme.PLEINE or said or autour.NAMES_EPCI.search(e.nom)]
            local = [e for e in found if e.departement in self.departements] or found
            if not found:
                found = local = self._short_epci(nom, kinds, [e for e, _ in epci])
            if local and not self._hyphenated(nom):
                code = local[0].code if len(local) == 1 else None
                end = nom.end + (said.end() if said else 0)
                name = self.text[nom.start : end] if len(found) == 1 else local[0].nom
                nom = replace(nom, end=end)
                return self._lieu(
                    nom, _in_full(" ".join(name.split()), local[0]), TypeTerritoire.EPCI, code, "epci-nom"
                ), False
        if not strong:
            region = next((e for e, _ in nom.candidats if e.type_territoire is TypeTerritoire.REGION), None)
            if region and self._is_region(nom, region, before):
                return self._lieu(nom, region.nom, TypeTerritoire.REGION, region.code, "region"), False
            departement = next((e for e, _ in nom.candidats if e.type_territoire is TypeTerritoire.DEPARTEMENT), None)
            if departement and self._is_departement(nom, departement, before, department):
                return self._lieu(
                    nom, departement.nom, TypeTerritoire.DEPARTEMENT, departement.code, "departement"
                ), False
            if (region or departement) and all(e.population < _BIG for e, _ in nom.candidats):
                return None, False  # a village that is called like a région: said of the région
        return self._commune(nom, before, strong)

    def _short_epci(self, nom: NomTrouve, kinds: Collection[TypeTerritoire], epci: Sequence[Entree]) -> list[Entree]:
        """Return the local intercommunality that a name without its legal form stands for (« Sumène Artense »).

        The name has two words of its own and belongs to nothing else, or the form follows it in brackets.
        """
        local = [e for e in epci if self._is_local(e)]
        if len(local) != 1:
            return []
        if autour.FORM_AFTER.match(self.folded[nom.end : nom.end + 30]):
            return local
        words = [w for w in re.findall(r"[^\W\d_]{3,}", self.text[nom.start : nom.end]) if w[0].isupper()]
        alone = kinds == {TypeTerritoire.EPCI} and not self._compound(nom)
        return local if alone and len(words) >= 2 and not autour.NO_PLACE.search(self._before(nom)) else []

    def _is_region(self, nom: NomTrouve, entree: Entree, before: str) -> bool:
        if autour.REGION_OF.search(before):
            return True
        if autour.ACRONYM_BEFORE.search(self.text[max(0, nom.start - 12) : nom.start]):
            return False  # « la MSA X-Y Nord »: the name of a body
        if re.search(r"[\s'-]", entree.nom) and entree.nom[:3] != "La ":
            return not self._hyphenated(nom)
        return not self._compound(nom) and not self._hyphenated(nom) and autour.IN_REGION.search(before) is not None

    def _is_departement(self, nom: NomTrouve, entree: Entree, before: str, chained: bool) -> bool:
        after = self.folded[nom.end : nom.end + 12]
        if autour.RIVER.search(before) or re.match(r"\s?(?:de la|de l'|du)\b", after) or self._hyphenated(nom):
            return False
        if autour.DEPARTMENT_OF.search(before):
            return True
        capital = any(
            e.type_territoire is TypeTerritoire.COMMUNE and e.population >= 10 * _LARGE for e, _ in nom.candidats
        )
        if chained:
            return not capital
        if self._compound(nom):
            return False
        if re.search(r"[\s'-]", entree.nom) and entree.nom[:3] != "La ":
            return True
        bracketed = before.rstrip().endswith("(") and after.lstrip().startswith(")")
        return bracketed or autour.IN_DEPARTMENT.search(before) is not None

    def _commune(self, nom: NomTrouve, before: str, strong: bool) -> tuple[Lieu | None, bool]:
        communes = [(e, f) for e, f in nom.candidats if e.type_territoire is TypeTerritoire.COMMUNE]
        contracted = re.search(r"\b(?:du|des|au|aux)\s$", before) is not None
        candidates = [e for e, f in communes if f is Forme.PLEINE or (f is Forme.CONTRACTEE and contracted)]
        current = [e for e in candidates if e.actuelle]
        candidates = current or candidates
        if not candidates:
            return None, False
        words = self.text[nom.start : nom.end]
        bracket = autour.BRACKET.match(self.text[nom.end : nom.end + 34])
        told = [e for e in candidates if bracket and _is_department(e, bracket["inside"])]
        local = [e for e in candidates if e.departement in self.departements]
        strong = strong or bool(told)
        if not self._accept(nom, before, strong, candidates, local, words):
            return None, False
        entree = _only(told) or _only(local) or _only(candidates) or _best_known(local or candidates)
        name = entree.nom if entree else " ".join(words.split())
        if entree is None and words.isupper():
            name = candidates[0].nom
        rule = "commune-contexte" if strong else "commune"
        return self._lieu(nom, name, TypeTerritoire.COMMUNE, entree.code if entree else None, rule), strong

    def _accept(
        self, nom: NomTrouve, before: str, strong: bool, candidates: list[Entree], local: list[Entree], words: str
    ) -> bool:
        common = self._common(words)
        if strong:
            return len(words) > 2 and not (common and words.islower())
        line = autour.LINE.search(before) is not None
        if words.isupper() or len(words) < 4 or (self._compound(nom) and not line):
            return False
        if not local and (cle_de_nom(words) in self.quartiers or autour.NAMES_A_TEXT.search(before)):
            return False
        # A middling town of another region is not known by its name alone: a neighbourhood may bear it.
        known = max((e.population for e in candidates if e.population >= _LARGE or self._near(e)), default=0)
        near = max((e.population for e in local), default=0)
        opens = autour.OPENS_ITEM.search(self.text[max(0, nom.start - 12) : nom.start]) is not None
        if opens and near > 300 and not common and re.match(r"\s?:", self.text[nom.end : nom.end + 2]):
            return True  # « ✔ X : une halle couverte »
        # A name that the document writes as a word of the language is none here, whatever the dictionary says.
        word = cle_de_nom(words) in self.lower_words
        member = any(e.code in self.membres for e in candidates) and not word
        region = max((e.population for e in candidates if self.regions and e.region in self.regions), default=0)
        if self._hyphenated(nom):
            return line and not word and (known >= _BIG or near > (2_000 if common else 300))
        at = autour.AT.search(self.text[max(0, nom.start - 4) : nom.start]) is not None
        if at:
            # « à X »: any town of the region, elsewhere a name that one town bears; overseas towns bear names of saints
            # that neighbourhoods bear everywhere, and count only where the document is about their region.
            elsewhere = len(candidates) == 1 and candidates[0].actuelle and candidates[0].departement not in _OVERSEAS
            if member:
                return True
            return (not common and (bool(local) or elsewhere or known > 0)) or known >= _BIG or near >= 5_000
        if autour.WEAK.search(before) or (member and autour.UNACCENTED_AT.search(before)):
            if common:
                return known >= 2 * _BIG or near >= 8_000 or member
            return known >= _BIG or near >= 500 or region >= 2_000 or member or (bool(local) and " " in words)
        return not common and (known >= _BIG or near >= 2_000 or region >= 5_000 or member)

    def _lieu(self, nom: NomTrouve, name: str, kind: TypeTerritoire, code: str | None, rule: str) -> Lieu:
        return Lieu(nom.start, nom.end, name, kind, code, f"territoire-{rule}", 0.95 if code else 0.75)


def _in_full(nom: str, entree: Entree) -> str:
    """Return « Communauté de communes X » for « CC X », in the registry's letters where the text is in capitals."""
    form = autour.FORMS.get(nom[:3].upper())
    if form is None:
        return nom
    rest = entree.nom[3:] if nom.isupper() and entree.nom[:3] in autour.FORMS else nom[3:]
    return f"{form} {rest}"


def _is_department(entree: Entree, words: str) -> bool:
    """Tell whether the words in brackets after a town (« (Nord) », « (59) ») are its département."""
    departement = registre().get(TypeTerritoire.DEPARTEMENT, entree.departement or "")
    key = cle_de_nom(words)
    return departement is not None and key in {departement.code.lower(), cle_de_nom(departement.nom)}


def _only(candidates: Sequence[Entree]) -> Entree | None:
    return candidates[0] if len(candidates) == 1 else None


def _best_known(candidates: Sequence[Entree]) -> Entree | None:
    """Return the town that everyone means by a shared name: large, and ten times larger than any other of the name."""
    ranked = sorted(candidates, key=lambda e: -e.population)
    if len(ranked) > 1 and ranked[0].population >= _BIG and ranked[0].population >= 10 * ranked[1].population:
        return ranked[0]
    return None
