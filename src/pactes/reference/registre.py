"""The registry of French territories: communes, EPCI, arrondissements, départements, régions, with official codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any

from ahocorasick_rs import AhoCorasick

from pactes.errors import ReferenceDataError
from pactes.model import TypeTerritoire
from pactes.reading.folding import fold
from pactes.reference.entrees import Entree, Forme, NomTrouve
from pactes.reference.fichiers import load_json_gz, load_toml, reference_path
from pactes.reference.noms import (
    cle_de_nom,
    epci_sans_forme,
    formes_ecrites,
    nom_court_epci,
    sans_article,
    words_only,
)

_FILE = "territoires.json.gz"
_REMEDY = "refaites-le avec « python scripts/build_reference.py » (voir data/reference/README.md)"
_TOKEN = re.compile(r"[^\W_]+|[^\w\s'-]|_")
_COMMON = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "entre", "et", "l", "la", "le", "les", "lez", "ou", "par", "pres"}
    | {"s", "sous", "sur", "devant", "derriere", "y"}
)


class Registre:
    """All territories, by code and by name."""

    def __init__(self, entrees: Iterable[Entree], *, millesime: str, source: str) -> None:
        self.entrees = tuple(entrees)
        self.millesime = millesime
        self.source = source

    @cached_property
    def _par_code(self) -> dict[tuple[TypeTerritoire, str], Entree]:
        index: dict[tuple[TypeTerritoire, str], Entree] = {}
        for entree in self.entrees:
            key = (entree.type_territoire, entree.code)
            if key not in index or entree.actuelle:
                index[key] = entree
        return index

    @cached_property
    def _par_nom(self) -> dict[str, list[tuple[Entree, Forme]]]:
        """Names to territories; keys are the spellings to look for, as folded words."""
        index: dict[str, list[tuple[Entree, Forme]]] = {}
        for entree in self.entrees:
            for nom, forme in _noms(entree):
                for ecrite in formes_ecrites(nom):
                    known = index.setdefault(ecrite, [])
                    if all(other is not entree for other, _ in known):
                        known.append((entree, forme))
        for known in index.values():
            known.sort(key=lambda found: (-found[0].population, found[0].type_territoire, found[0].code))
        return index

    @cached_property
    def _automaton(self) -> tuple[AhoCorasick, list[str]]:
        names = list(self._par_nom)
        return AhoCorasick(f" {name} " for name in names), names

    @cached_property
    def _epci_par_commune(self) -> dict[str, Entree]:
        # The EPT are inside a métropole: the EPCI with its own taxation, read last, wins.
        epci = sorted(self.genre(TypeTerritoire.EPCI), key=lambda e: e.genre != "EPT")
        return {code: entree for entree in epci for code in entree.membres}

    def get(self, type_territoire: TypeTerritoire, code: str) -> Entree | None:
        """Return the territory of this kind and official code (SIREN for an EPCI), None when there is none."""
        return self._par_code.get((type_territoire, code))

    def genre(self, type_territoire: TypeTerritoire) -> Iterator[Entree]:
        """Iterate over the territories of a kind, in the order of their codes."""
        return (e for e in self.entrees if e.type_territoire is type_territoire)

    def epci_de(self, code_commune: str) -> Entree | None:
        """Return the EPCI that a commune belongs to, None for the few that belong to none."""
        return self._epci_par_commune.get(code_commune)

    def candidats(self, nom: str) -> tuple[Entree, ...]:
        """Return the territories that bear ``nom`` in full, however it is spelt, the most populous first."""
        return tuple(dict.fromkeys(entree for entree, forme in self.formes(nom) if forme is not Forme.CONTRACTEE))

    def formes(self, nom: str) -> tuple[tuple[Entree, Forme], ...]:
        """Return the territories that ``nom`` stands for, with how it does, the most populous first."""
        written = self._par_nom.get(" ".join(words_only(nom).split()), ())
        return tuple(dict.fromkeys((*written, *self._par_nom.get(cle_de_nom(nom), ()))))

    def chercher(self, text: str) -> Iterator[NomTrouve]:
        """Yield the names of the registry that ``text`` writes as names (capitals), the longest where several overlap.

        A name is whole words; its first word and its significant words bear a capital. In order, without overlap.
        """
        automaton, names = self._automaton
        # Words and punctuation signs, one space between two: « Centre - Val de Loire », names cut by a line end.
        tokens = list(_TOKEN.finditer(fold(text)))
        haystack, starts, ends, position = [""], {}, {}, 1
        for token in tokens:
            starts[position - 1] = token.start()
            position += token.end() - token.start() + 1
            ends[position] = token.end()
            haystack.append(token.group())
        haystack.append("")
        spans: dict[int, tuple[int, int]] = {}
        for index, start, end in automaton.find_matches_as_indexes(" ".join(haystack), overlapping=True):
            first, last = starts[start], ends[end]
            if first not in spans or spans[first][0] < last:
                if not written_as_name(text[first:last]):
                    continue
                spans[first] = (last, index)
        position = 0
        for first in sorted(spans, key=lambda s: (s, -spans[s][0])):
            last, index = spans[first]
            if first >= position:
                position = last
                yield NomTrouve(first, last, tuple(self._par_nom[names[index]]))


def written_as_name(words: str) -> bool:
    """Tell whether ``words`` bear the capitals of a name: the first, the last, and most of those between.

    « Métropole européenne de X » is written as a name, « val d'X », « le X » and « Val d'x » are not.
    """
    tokens = re.findall(r"[^\W_]+", words)
    if not tokens or tokens[0][0].islower() or tokens[-1][0].islower():
        return False
    significant = [t for t in tokens if fold(t) not in _COMMON]
    small = sum(t[0].islower() for t in significant)
    return small == 0 or (small == 1 and len(significant) >= 3)


def _noms(entree: Entree) -> Iterator[tuple[str, Forme]]:
    """Yield the names that a territory goes by."""
    if entree.type_territoire is TypeTerritoire.EPCI:
        yield entree.nom, Forme.PLEINE
        court = nom_court_epci(entree.nom)
        alone = entree.genre in {"METRO", "MET69"} or epci_sans_forme(court)
        yield court, Forme.PLEINE if alone else Forme.COURTE
        return
    if entree.type_territoire is TypeTerritoire.ARRONDISSEMENT:
        return  # an arrondissement bears the name of its town: it is known by « arrondissement de » before it
    yield entree.nom, Forme.PLEINE
    contracted = sans_article(entree.nom)
    if contracted:
        yield contracted, Forme.CONTRACTEE


def _entrees(data: dict[str, Any], anciennes: list[dict[str, Any]]) -> Iterator[Entree]:
    kind = TypeTerritoire
    regions = {code: region for code, _, region, _ in data["departements"]}
    for code, nom in data["regions"]:
        yield Entree(code, nom, kind.REGION, region=code)
    for old in anciennes:
        yield Entree(
            old["code"], old["nom"], kind.REGION, "ancienne", region=old["devenue"], rattachement=old["devenue"]
        )
    for code, nom, region, zone in data["departements"]:
        genre = kind.AUTRE if zone == "com" else kind.DEPARTEMENT
        yield Entree(code, nom, genre, zone, departement=code, region=region or None)
    for code, nom, departement in data["arrondissements"]:
        yield Entree(code, nom, kind.ARRONDISSEMENT, departement=departement, region=regions.get(departement))
    current = {(row[1], row[3]) for row in data["communes"] if row[2] == "actuelle"}
    for code, nom, genre, departement, siren, population, rattachement, arrondissement in data["communes"]:
        if genre in {"deleguee", "associee"} and (nom, departement) in current:
            continue  # it has the name of the commune that it is part of
        kind_of = kind.AUTRE if genre == "arrondissement-municipal" else kind.COMMUNE
        yield Entree(
            code,
            nom,
            kind_of,
            genre,
            departement,
            regions.get(departement),
            population,
            siren or None,
            rattachement or None,
            (),
            arrondissement or None,
        )
    for siren, nom, genre, population, membres in data["epci"]:
        departements = {code[:3] if code.startswith("97") else code[:2] for code in membres}
        departement = departements.pop() if len(departements) == 1 else None
        yield Entree(
            siren,
            nom,
            kind.EPCI,
            genre,
            departement,
            regions.get(departement or ""),
            population,
            siren,
            membres=tuple(membres),
        )


@lru_cache(maxsize=1)
def registre() -> Registre:
    """Return the registry, read once; raises ``ReferenceDataError`` when its files are missing or damaged."""
    data = load_json_gz(_FILE, _REMEDY)
    anciennes = load_toml("anciennes-regions.toml").get("region", [])
    try:
        return Registre(_entrees(data, anciennes), millesime=data["millesime"], source=data["source"])
    except (KeyError, ValueError, TypeError) as error:
        raise ReferenceDataError(
            f"Le fichier de référence {reference_path(_FILE)} n'a pas la forme attendue ({error!r}) : {_REMEDY}."
        ) from error
