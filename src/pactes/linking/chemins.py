"""IRIs of contracts: kind, territory (else parties), period; further identifying facts only where two would collide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate

from pactes.linking.identite import Recit
from pactes.linking.noms import PETITS_MOTS, empreinte, slug, slug_court
from pactes.reading import fold

__all__ = ["chemins_contrats", "crie", "distinguer", "meilleur_titre", "titre_nu"]

_STATE = "id/organisation/etat"  # a party to most contracts: it tells none apart
_FEW = 3
_LONG = 8  # letters from which capitals are no acronym
_LOUD = 0.7  # part of a text's letters that are capitals when it is shouted
_SHORT = 60  # characters of a title in an IRI
_SMALL = PETITS_MOTS | {"avec", "entre", "par", "s", "un", "une"}
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")


def distinguer(facts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return one path for each tuple of identifying facts, the first of which is the path that is wished.

    Equal tuples get the same path. Where different ones wish the same path, all of those take their next facts in turn
    until they differ, and at last a fingerprint of all their facts: the same tuples always get the same paths.
    """
    distinct = sorted(set(facts))
    paths = {fact: fact[0] for fact in distinct}
    for level in range(1, max((len(f) for f in distinct), default=1)):
        counts = Counter(paths.values())
        for fact, path in paths.items():
            if counts[path] > 1 and level < len(fact) and fact[level]:
                paths[fact] = f"{path}-{fact[level]}"
    counts = Counter(paths.values())
    for fact, path in paths.items():
        if counts[path] > 1:
            paths[fact] = f"{path}-{empreinte(chr(10).join(fact))}"
    return tuple(paths[fact] for fact in facts)


def chemins_contrats(groups: Sequence[Sequence[Recit]], noms: Mapping[str, str]) -> tuple[str, ...]:
    """Return the chemin of the contract of each group; ``noms`` gives the short name of each territory and party.

    Facts that tell a contract apart, in this order: kind, place and period; title; exact date of signature; parties;
    document; first passage.
    """
    facts = [
        (
            f"id/contrat/{_base(group, noms)}",
            slug_court(_title(group), 50),
            min((d for r in group for d in r.signatures), default=""),
            slug_court(" ".join(sorted({noms.get(p, "") for r in group for p in r.parties})) or "-", 50),
            min(r.document for r in group),
            str(min(e.start for r in group for e in r.record.evidence)),
        )
        for group in groups
    ]
    return distinguer(facts)


def _title(group: Sequence[Recit]) -> str:
    return meilleur_titre([(r.record.titre, r.record.principal) for r in group], ())


def meilleur_titre(titres: Sequence[tuple[str, bool]], lieux: Sequence[str]) -> str:
    """Return the title that names a contract best, the first of equals; ``True`` marks that of the contract's own text.

    One in ordinary case before one in capitals, the contract's own before others, then one that names its place (one
    of ``lieux``), that is more than an acronym, that gives a year.
    """

    def rank(entry: tuple[str, bool]) -> tuple[bool, ...]:
        titre, own = entry
        named = any(slug(lieu) in slug(titre) for lieu in lieux if lieu)
        return (not crie(titre), own, named, " " in titre.strip(), bool(_YEARS.search(titre)))

    return max(titres, key=rank)[0]


def crie(text: str) -> bool:
    """Whether a text of several words is written in capitals."""
    letters = [c for c in text if c.isalpha()]
    return " " in text.strip() and len(letters) >= _LONG and sum(c.isupper() for c in letters) > _LOUD * len(letters)


def _base(group: Sequence[Recit], noms: Mapping[str, str]) -> str:
    first = group[0]
    place = _place(group, noms)
    parties = tuple(sorted({noms[p] for r in group for p in r.parties if p in noms and p != _STATE}))
    known = first.genre is not None and (not first.generique or len(parties) >= 2)
    if first.genre and known and place:
        words = [first.genre, slug(place)]
    elif first.genre and not first.generique and parties:
        words = [first.genre, "-".join(slug(p) for p in parties[:3])]
    else:
        bare = _YEARS.sub(" ", _title(group)).replace("/", " ")
        words = [_few_words(bare)]
        where = slug(place or first.lieu_cadre)  # a title alone identifies nothing: it is that of the document's place
        words += [where] if where not in slug(bare) else []
    return "-".join(filter(None, [*words, _period(group)]))


def _few_words(titre: str) -> str:
    """Return the telling words of a title as a slug; two titles that it makes alike are told apart by other facts."""
    words = [word for word in slug(titre).split("-") if word not in _SMALL]
    kept = list(accumulate(words, lambda left, word: f"{left}-{word}"))
    return next((text for text in reversed(kept) if len(text) <= _SHORT), words[0][:_SHORT] if words else "sans-titre")


def _place(group: Sequence[Recit], noms: Mapping[str, str]) -> str:
    """Return the name of the territory that the title names, else the first, none where there are many."""
    names = [noms[t] for r in group for t in r.territoires if t in noms]
    names += [r.implicites[0] for r in group if len(r.implicites) == 1]
    title = slug(_title(group))
    named = [nom for nom in names if slug(nom) in title]
    if named:
        return max(named, key=len)
    return names[0] if names and len(group[0].territoires) <= _FEW else ""


def _period(group: Sequence[Recit]) -> str:
    """Return the years that the fullest telling gives: « 2015-2020 », « 2019 », or nothing."""
    for recit in group:
        start = min((v.valeur[:4] for v in recit.record.debuts), default="")
        end = max((v.valeur[:4] for v in recit.record.fins), default="")
        if start and end and start != end:
            return f"{start}-{end}"
        signed = min((v.valeur[:4] for v in recit.record.dates_signature), default="")
        if year := signed or start or end:
            return year
    return ""


def titre_nu(titre: str, lieux: Sequence[str]) -> str:
    """Return the key of a title without years and without the names in ``lieux`` (folded)."""
    bare = _YEARS.sub(" ", fold(titre))
    for lieu in sorted(lieux, key=len, reverse=True):
        bare = bare.replace(lieu, " ")
    return " ".join(re.findall(r"[^\W_]+", bare))
