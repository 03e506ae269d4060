"""How well names are linked, against what people annotated: each name of each document counts once.

A name is right when every passage that writes it is linked as annotated, wrong when one is linked to something else. A
service of the right kind whose territory is not said is no link yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pactes.extraction.liens import Attendu, EcartDeLien, ScoreLiens, Sorte
from pactes.extraction.mesurer import Mesuree, mesurer
from pactes.extraction.references import Reference
from pactes.linking import link
from pactes.linking.liens import NomLie
from pactes.linking.noms import cle
from pactes.reference import registre

__all__ = ["mesurer_avec_liens", "mesurer_liens"]

_ASIDE = re.compile(r"\s*\([^)]*\)")


def mesurer_avec_liens(reference: Reference, plancher: float) -> Mesuree:
    """Return what ``mesurer`` does with the links of the document's names, where they are annotated.

    Raises what ``mesurer`` raises, ``PactesError`` when the annotations are damaged.
    """
    measured = mesurer(reference, plancher)
    expected = reference.liens()
    if not expected:
        return measured
    names = link([measured.extraction], registre()).noms
    return replace(measured, mesure=replace(measured.mesure, liens=mesurer_liens(names, expected, reference.slug)))


def mesurer_liens(noms: Iterable[NomLie], attendus: Sequence[Attendu], document: str) -> dict[Sorte, ScoreLiens]:
    """Return the scores of the links of one document by sort of name; empty without annotations."""
    if not attendus:
        return {}
    by_key: dict[tuple[Sorte, str], list[NomLie]] = {}
    for nom in noms:
        for key in _keys(nom.nom):
            by_key.setdefault((nom.sorte, key), []).append(nom)
    here = {(a.sorte, key): set(a.lignes) for a in attendus if a.lignes is not None for key in _keys(a.nom)}
    scores = {sorte: ScoreLiens(sorte) for sorte in Sorte}
    for attendu in attendus:
        found = {id(n): n for key in _keys(attendu.nom) for n in by_key.get((attendu.sorte, key), ())}
        elsewhere = set().union(*(here.get((attendu.sorte, key), set()) for key in _keys(attendu.nom)))
        read = [n for n in found.values() if _is_here(n, attendu, elsewhere)]
        scores[attendu.sorte] += _score(attendu, read, document)
    return scores


def _keys(nom: str) -> set[str]:
    """A name with and without what it has between brackets (« Caisse (C) de X ») is one."""
    return {cle(nom), cle(_ASIDE.sub("", nom))} - {""}


def _is_here(nom: NomLie, attendu: Attendu, elsewhere: set[int]) -> bool:
    lines = {e.line for e in nom.evidence}
    return bool(lines & attendu.lignes) if attendu.lignes is not None else not lines & elsewhere


def _score(attendu: Attendu, read: list[NomLie], document: str) -> ScoreLiens:
    one = ScoreLiens(attendu.sorte)
    wrong = [n for n in read if n.cible is not None and not _agrees(n.cible, attendu.lien, loose=True)]
    if wrong:
        expected = 0 if attendu.doute or not attendu.lien else 1
        gap = _gap(attendu, wrong[0], document)
        return replace(one, attendus=expected, lus=expected, donnes=1, ecarts=(gap,))
    if attendu.doute or not attendu.lien:
        return one
    if not read:
        gap = EcartDeLien(document, attendu.nom, attendu.lien, None, None, lu=False)
        return replace(one, attendus=1, ecarts=(gap,))
    missing = [n for n in read if n.cible is None or not _agrees(n.cible, attendu.lien, loose=False)]
    if missing:
        return replace(one, attendus=1, lus=1, ecarts=(_gap(attendu, missing[0], document),))
    return replace(one, attendus=1, lus=1, donnes=1, justes=1)


def _agrees(given: str, expected: str, *, loose: bool) -> bool:
    """Whether a link is the expected one; ``loose``: or the right service without its territory."""
    if given == expected or ("@" not in expected and given.startswith(f"{expected}@")):
        return True
    return loose and "@" not in given and expected.startswith(f"{given}@")


def _gap(attendu: Attendu, nom: NomLie, document: str) -> EcartDeLien:
    return EcartDeLien(document, attendu.nom, attendu.lien, nom.cible, nom.evidence[0].line)
