"""How many things a sentence counts: the communes of the contract's territory, the contracts of a family."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.familles import find_familles
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.enonces import Enonce, Propriete
from pactes.extraction.contradictions.enonces_comptes import N, value
from pactes.extraction.contradictions.phrases import phrase_autour
from pactes.model import GenreContradiction
from pactes.reading import Document, fold

# The whole that the contract is of: « le Pays réunit 44 communes », « le périmètre…, soit quarante-cinq communes ».
_WHOLE = re.compile(
    rf"\b(?:reuni\w*|regroup\w+|rassembl\w+|compt\w+|compren\w+|compos\w+|couvr\w+|soit|constitu\w+|form\w+)"
    rf" (?:actuellement |aujourd'hui |desormais |pres de |les |de |par |ainsi ){{0,2}}(?P<n>{N})"
    r" (?P<nom>communes|intercommunalites|cantons|departements)\b(?! (?:de moins|de plus|rurales|urbaines"
    r"|nouvelles|deleguees|littorales|concernees|volontaires|labellisees|beneficiaires))"
)
# The foot of the list of what the territory is made of: « TOTAL ......... 166 communes ».
_FOOT = re.compile(r"\btotal\b[^a-z0-9]{3,90}(?P<n>[\dloi]{1,3}) (?P<nom>communes|intercommunalites|cantons)\W*$")
_PERIMETER = re.compile(r"\b(?:territoire|perimetre|pays|contrat|bassin de vie|petr)\b")
_OTHER = re.compile(r"\bchacune?\b|\bdont\b")
_ROUGH = re.compile(r"(?:pres de|environ|plus de|moins de|une?|quelque|autre|dont|premiers?) ?$")
_COUNT = re.compile(rf"(?<![\d,.-])\b(?P<n>{N})(?: ?\|)? $")
# A count of the whole opens what it stands in; after a place it is that of the place.
_OPENS = re.compile(r"^\W*(?:(?:les|au total|en tout|soit|deja|on compte|ce sont|avec|et|,)\W*){0,3}$")
_PLURAL = re.compile(r"[a-z]+s\b")
_SCANNED = str.maketrans("lio", "110")
_BEFORE = 120  # characters before a family in which its number is said


def _near_counts(a: int, b: int) -> bool:
    """Whether two counts agree, or are so far apart that they count other places or other years."""
    return a == b or abs(a - b) > max(1, max(a, b) // 10) or min(a, b) < 2


def _of_one_territory(a: int, b: int) -> bool:
    return a == b or max(a, b) >= 2 * min(a, b)


_NOMBRE = GenreContradiction.NOMBRE
DU_TERRITOIRE = Propriete("nombre du territoire", _NOMBRE, "nombre-du-territoire", _of_one_territory, plus=2)
DE_CONTRATS = Propriete("nombre de contrats", _NOMBRE, "nombre-de-contrats", _near_counts, plus=2, confiance=0.7)


def enonces_des_nombres(contexte: Contexte) -> Iterator[Enonce]:
    """Yield the counts that sentences tell of the territory of the contract and of families of contracts."""
    unites = build_unites(contexte.document)
    if contexte.principal is not None:
        for unite in unites:
            yield from _of_the_territory(contexte, unite)
    for unite in unites:
        yield from _of_families(contexte.document, unite)


def _of_the_territory(contexte: Contexte, unite: Unite) -> Iterator[Enonce]:
    contrat = contexte.principal
    if contrat is None:
        return
    names = [fold(t) for t in contrat.territoires]
    whole = fold(unite.texte)
    found = list(_FOOT.finditer(whole))
    for phrase in unite.phrases():
        for match in _WHOLE.finditer(whole, phrase.start, phrase.end):
            before = whole[phrase.start : match.start()]
            own = _PERIMETER.search(before) or any(name in before for name in names)
            if own and not _OTHER.search(before):
                found.append(match)
    for match in found:
        span = unite.span(match.start("n"), match.end("nom"))
        yield Enonce(
            DU_TERRITOIRE,
            (contrat.cle, match["nom"]),
            f"nombre de {match['nom']} du territoire",
            value(_digits(match["n"])),
            unite.texte[match.start("n") : match.end("nom")],
            contexte.document.evidence(span.start, span.end),
            ("contrat", contrat.cle),
        )


def _opens(unite: Unite, folded: str, at: int) -> bool:
    low, _ = phrase_autour(unite.texte, at, at)
    return _OPENS.match(folded[low:at]) is not None


def _digits(written: str) -> str:
    """Return a number whose figures a scan took for letters (« l66 », « 2O »); words stay as they are."""
    return written.translate(_SCANNED) if any(c.isdigit() for c in written) else written


def _of_families(document: Document, unite: Unite) -> Iterator[Enonce]:
    """« Cinq contrats de X » in the lead, « 4 contrats de X signés » in the figures: close, and not one."""
    folded = fold(unite.texte)
    for famille in find_familles(unite.texte):
        low = max(0, famille.start - _BEFORE)
        number = _COUNT.search(folded[low : famille.start])
        plural = _PLURAL.match(folded, famille.start)
        if (
            number is None
            or plural is None
            or not _opens(unite, folded, low + number.start())
            or _ROUGH.search(folded[low : low + number.start()])
        ):
            continue
        span = unite.span(low + number.start(), famille.end)
        yield Enonce(
            DE_CONTRATS,
            (famille.dispositif.slug,),
            f"nombre de contrats de la famille « {famille.dispositif.nom} »",
            value(number["n"]),
            unite.texte[low + number.start() : famille.end],
            document.evidence(span.start, span.end),
        )
