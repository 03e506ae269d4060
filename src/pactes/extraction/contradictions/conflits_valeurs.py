"""Values of one thing that differ: how long contracts of a family run, figures of a territory, an address."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.familles import find_familles, specific
from pactes.extraction.commun.nombres import LETTRES, parse_lettres
from pactes.extraction.commun.noms_de_contrats import find_noms
from pactes.extraction.commun.unites import build_unites
from pactes.extraction.contradictions.conflits import Conflit
from pactes.extraction.contrats.fiches import name_cartes
from pactes.model import Extraction, GenreContradiction, Indicateur
from pactes.reading import fold
from pactes.reference import Dispositif

_N = rf"(?:\d{{1,2}}|{LETTRES})"
_DURATION = re.compile(
    rf"\b(?:conclue?s? (?:[a-z' ]{{0,40}} )?pour|d'une duree de|pour une duree de|pluriannuels? de|(?:un|le|chaque"
    rf"|dispositif) (?:contrat|convention|pacte|protocole|contractuel)"
    rf" (?:de|sur)) (?P<a>{_N})(?: (?:ou|a) (?P<b>{_N}))? ans\b"
)
_ADDRESS_WORDS = 3


def find_value_conflicts(contexte: Contexte, extraction: Extraction) -> Iterator[Conflit]:
    """Yield the values that differ."""
    yield from _durations(contexte, extraction)
    yield from _indicators(extraction)
    yield from _addresses(extraction)


def _durations(contexte: Contexte, extraction: Extraction) -> Iterator[Conflit]:
    """How long the contracts of a family run: said in an article, and otherwise in a card or in another article."""
    document = contexte.document
    cards = [(lue.carte.start, lue.carte.end, lue) for lue in name_cartes(document)]
    proper = tuple(c[2].dispositif for c in cards if c[2].dispositif and not c[2].connu and not c[2].instance)
    said: dict[str, list[tuple[frozenset[int], str, int, int]]] = defaultdict(list)
    names: dict[str, Dispositif] = {}
    for unite in build_unites(document):
        card = next((c[2] for c in cards if c[0] <= unite.start < c[1]), None)
        for phrase in unite.phrases():
            text = unite.texte[phrase.start : phrase.end]
            match = _DURATION.search(fold(text))
            if match is None:
                continue
            if card is not None:
                family = None if card.instance else card.dispositif
            else:
                named = [n for n in find_noms(text, proper) if n.dispositif and not n.dispositif.generique]
                own = any(n.territoire for n in named)
                family = None if own or not named else named[0].dispositif
            if family is None or (card is None and _narrowed(text, proper, match.start())):
                continue
            years = frozenset(_years(match[g]) for g in ("a", "b") if match[g])
            span = unite.span(phrase.start + match.start(), phrase.start + match.end())
            names[family.slug] = family
            said[family.slug].append((years, document.text[span.start : span.end], span.start, span.end))
    for slug, values in sorted(said.items()):
        distinct = {v[0]: v for v in reversed(values)}
        if len(distinct) > 1:
            contrat = next(
                (c for c in extraction.contrats if not c.instance and c.type_contrat == names[slug].nom), None
            )
            yield Conflit(
                f"durée des contrats de la famille « {names[slug].nom} »",
                GenreContradiction.VALEUR,
                tuple(v[1:] for v in distinct.values()),
                "durees-de-la-famille",
                0.85,
                cible=("contrat", contrat.cle) if contrat else None,
                propriete="duree",
            )


def _narrowed(text: str, proper: tuple[Dispositif, ...], place: int) -> bool:
    """Whether another family is named between the first one and the duration."""
    mentions = [m for m in specific(find_familles(text, proper)) if m.end <= place]
    return len({m.dispositif.slug for m in mentions}) > 1


def _years(words: str) -> int:
    return int(words) if words.isdigit() else parse_lettres(words) or 0


def _indicators(extraction: Extraction) -> Iterator[Conflit]:
    """One figure of one territory at one date, with two values that are not one rounded."""
    groups: dict[tuple[str, str, str, str], list[Indicateur]] = defaultdict(list)
    for indicateur in extraction.indicateurs:
        if indicateur.territoire and not isinstance(indicateur.valeur, str):
            key = (
                " ".join(re.findall(r"\w+", fold(indicateur.nom))),
                " ".join(re.findall(r"\w+", fold(indicateur.territoire))),
                indicateur.unite or "",
                indicateur.date or "",
            )
            groups[key].append(indicateur)
    for _, records in sorted(groups.items()):
        values = {r.valeur: r for r in reversed(records)}
        if len(values) != 2:
            continue  # more values than two are a series that the key does not tell apart
        a, b = values.values()
        if a.evidence[0].line == b.evidence[0].line:
            continue
        yield Conflit(
            f"{a.nom} : {a.territoire}",
            GenreContradiction.VALEUR,
            tuple((f"{r.valeur} {r.unite or ''}".strip(), r.evidence[0].start, r.evidence[0].end) for r in (a, b)),
            "indicateur-deux-valeurs",
            0.6,
            cible=("territoire", a.territoire) if a.territoire else None,
            propriete="valeur",
        )


def _addresses(extraction: Extraction) -> Iterator[Conflit]:
    """One place in two addresses: the same street, another postal code or delivery office."""
    said = [(s.adresse, s.evidence[0]) for contrat in extraction.contrats for s in contrat.signatures if s.adresse]
    for (a, here), (b, there) in combinations(said, 2):
        if fold(a) == fold(b):
            continue
        streets = [set(re.findall(r"[^\W\d_]{4,}", fold(x))) - {"cedex"} for x in (a, b)]
        codes = [re.search(r"\b\d{5}\b.*$", fold(x)) for x in (a, b)]
        same_street = len(streets[0] & streets[1]) >= _ADDRESS_WORDS and streets[0] == streets[1]
        if same_street and codes[0] and codes[1] and codes[0].group().split() != codes[1].group().split():
            yield Conflit(
                "adresse d'un même lieu",
                GenreContradiction.VALEUR,
                ((a, here.start, here.end), (b, there.start, there.end)),
                "adresses",
                0.8,
                propriete="adresse",
            )
