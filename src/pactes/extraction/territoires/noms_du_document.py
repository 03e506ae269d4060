"""What a document's own words tell of the names in it: which départements it is about, what is a common word here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pactes.extraction.territoires import contextes as autour
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, Forme, NomTrouve, cle_de_nom, noms_communs, registre


@dataclass
class NomsDuDocument:
    """The names of the registry that a document writes, in its text, and what stands around them."""

    text: str
    noms: Sequence[NomTrouve]
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        self.folded = fold(self.text)

    @cached_property
    def lower_words(self) -> frozenset[str]:
        """Words that the document writes without a capital: they are words of the language in this document."""
        return frozenset(fold(w) for w in re.findall(r"(?<![\w'’-])[a-zà-ÿ][\w]+", self.text))

    @cached_property
    def departements(self) -> frozenset[str]:
        """The départements that the document is about, by the unambiguous names that it writes."""
        weights: Counter[str] = Counter()
        seen: set[str] = set()
        for nom in self.noms:
            before = self.folded[max(0, nom.start - 60) : nom.start]
            for entree, forme in nom.candidats:
                if entree.code in seen or not entree.departement:
                    continue
                if entree.type_territoire is TypeTerritoire.DEPARTEMENT:
                    if autour.DEPARTMENT_OF.search(before):
                        weights[entree.departement] += 4
                        seen.add(entree.code)
                elif entree.type_territoire is TypeTerritoire.EPCI:
                    if forme is Forme.PLEINE:
                        weights[entree.departement] += 3
                        seen.add(entree.code)
                elif (
                    len(nom.candidats) == 1
                    and entree.actuelle
                    and self._plausible(nom, entree)
                    and autour.WEAK.search(before)
                ):
                    weights[entree.departement] += 2 if autour.STRONG.search(before) else 1
                    seen.add(entree.code)
        most = max(weights.values(), default=0)
        return frozenset(d for d, weight in weights.items() if weight >= max(2, most / 5))

    @cached_property
    def regions(self) -> frozenset[str]:
        """The codes of the régions of the départements that the document is about."""
        found = (registre().get(TypeTerritoire.DEPARTEMENT, d) for d in self.departements)
        return frozenset(e.region for e in found if e and e.region)

    def _near(self, entree: Entree) -> bool:
        return not self.regions or entree.region in self.regions

    def is_local_commune(self, nom: str) -> bool:
        """Tell whether ``nom`` is a commune of the départements that the document is about."""
        communes = [e for e in registre().candidats(nom) if e.type_territoire is TypeTerritoire.COMMUNE and e.actuelle]
        return any(e.departement in self.departements for e in communes)

    def _plausible(self, nom: NomTrouve, entree: Entree) -> bool:
        words = self.text[nom.start : nom.end]
        return not self._common(words) and not self._compound(nom) and not words.isupper() and entree.population > 300

    def _common(self, words: str) -> bool:
        key = cle_de_nom(words)
        return key in noms_communs() or key in self.lower_words

    def _compound(self, nom: NomTrouve) -> bool:
        """Tell whether the name is a part of a longer one: « Prénom Nom », « Nom Habitat », « lycée Nom »."""
        text = self.text
        previous = autour.PREVIOUS.search(text[max(0, nom.start - 40) : nom.start])
        if (
            previous
            and previous[1][0].isupper()
            and fold(previous[1]) not in autour.LEAD_WORDS
            and not previous[1].isupper()
        ):
            return True
        following = autour.NEXT.match(text[nom.end : nom.end + 30])
        if following and following[1][0].isupper() and fold(following[1]) not in autour.AFTER_OK:
            return not text[nom.start : nom.end].isupper()
        return autour.NO_PLACE.search(self.folded[max(0, nom.start - 40) : nom.start]) is not None

    def _hyphenated(self, nom: NomTrouve) -> bool:
        text = self.text
        before = nom.start > 1 and text[nom.start - 1] in "-–" and text[nom.start - 2].isalnum()
        after = nom.end + 1 < len(text) and text[nom.end] in "-–" and text[nom.end + 1].isalnum()
        return before or after

    def _same_region(self, nom: NomTrouve, other: NomTrouve) -> bool:
        """Tell whether two names that follow each other with their articles are of départements of one région.

        « La Drôme et l'Ardèche » are départements, though each alone might be the river.
        """
        between = autour.AND_ARTICLE.fullmatch(self.folded[nom.end : other.start][:12])
        if not between or not autour.ARTICLE_BEFORE.search(self.folded[max(0, nom.start - 6) : nom.start]):
            return False
        regions = [
            {e.region for e, _ in n.candidats if e.type_territoire is TypeTerritoire.DEPARTEMENT} for n in (nom, other)
        ]
        return bool(regions[0] & regions[1] & self._regions_named)

    @cached_property
    def _regions_named(self) -> frozenset[str | None]:
        """The régions that the document names, and those of its départements."""
        named = (e for nom in self.noms for e, _ in nom.candidats if e.type_territoire is TypeTerritoire.REGION)
        return frozenset({e.code for e in named} | set(self.regions))

    def _is_local(self, entree: Entree) -> bool:
        """Tell whether a territory is in a département that the document is about, in part at least."""
        if entree.departement:
            return entree.departement in self.departements
        return any(code[:2] in self.departements or code[:3] in self.departements for code in entree.membres)

    def _before(self, nom: NomTrouve) -> str:
        return self.folded[max(0, nom.start - 40) : nom.start]
