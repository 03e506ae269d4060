"""Reader of the contracts of a family that a text lists by who carries them, without a date.

« Dont 12 PAT labellisés : » / « – Nord → Métropole X, communauté de communes du Y »: an item a département, each of its
names a contract. « Voici trois exemples de CLEA : » / « • Ville de X (Nord) »: an item a contract, as many as are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pactes.extraction.axes.axes_annonces import number_of
from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.familles import find_familles, specific
from pactes.extraction.commun.nombres import LETTRES
from pactes.extraction.commun.parties import find_parties
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.model import Contrat, StatutContrat, TypeTerritoire
from pactes.reading import BlockKind, Document, fold
from pactes.reference import Dispositif, registre

__all__ = ["read_listes_par_territoire"]

REGLE = "liste-par-territoire"
_PLACE = re.compile(r"^[\W_]*(?P<lieu>[A-ZÀ-Þ][\w’' -]{2,40}?)\s*(?:→|➔|=>|:|–|—)\s+(?=\S)")
_BETWEEN = re.compile(r"\s*[,;]\s*(?:et\s+)?|\s+et\s+(?=(?:la|le|les|l['’])\s?[a-zA-Z])")
_LOCAL = re.compile(r"(?:metropole|communaute|petr|pays|pole|syndicat|parc|ville|commune|agglomeration|departement)\b")
_EXAMPLES = re.compile(rf"\b(?P<n>\d{{1,2}}|{LETTRES}) (?:exemples?|illustrations?|territoires?|laureats?)\b")
_ASIDE = re.compile(r"\s*\([^()\n]{2,40}\)\W*$|[\W_]+$")
_FEWEST = 3  # names of the shortest list of contracts
_REACH = 40  # units after « voici trois exemples » in which they stand


def read_listes_par_territoire(document: Document) -> tuple[Contrat, ...]:
    """Return one contract for each name of such a list, in the order of the text."""
    unites = build_unites(document)
    found: list[Contrat] = []
    for index, unite in enumerate(unites):
        named = list(specific(find_familles(unite.texte))) if unite.texte.rstrip().endswith(":") else []
        if not named or len({m.dispositif.slug for m in named}) > 1:
            continue
        dispositif = named[0].dispositif
        listed = list(_by_place(document, unites[index + 1 :], dispositif))
        found += listed if len(listed) >= _FEWEST else _examples(document, unites, index, dispositif)
    return tuple(found)


def _by_place(document: Document, after: Sequence[Unite], dispositif: Dispositif) -> Iterator[Contrat]:
    for unite in after:
        place = _PLACE.match(unite.texte)
        if unite.kind is not BlockKind.ITEM or place is None or not _is_wide(place["lieu"]):
            return
        position = place.end()
        for border in [*_BETWEEN.finditer(unite.texte, place.end()), None]:
            stop = border.start() if border else len(unite.texte)
            piece = unite.texte[position:stop].rstrip(" .;")
            if piece and _carries(piece):
                yield _contract(document, unite, position, position + len(piece), dispositif)
            position = border.end() if border else stop


def _examples(document: Document, unites: Sequence[Unite], index: int, dispositif: Dispositif) -> list[Contrat]:
    """Return the contracts of the items that are nothing but a name, where the text says how many there are."""
    said = _EXAMPLES.search(fold(unites[index].texte))
    number = number_of(said["n"]) if said else None
    found = []
    for unite in unites[index + 1 : index + 1 + _REACH] if number else ():
        lead = re.match(r"[\W_]*", unite.texte)
        start = lead.end() if lead else 0
        end = len(_ASIDE.sub("", unite.texte))
        if unite.kind is BlockKind.ITEM and end - start <= 90 and _carries(unite.texte[start:end]):
            found.append(_contract(document, unite, start, end, dispositif))
    return found if len(found) == number else []


def _is_wide(name: str) -> bool:
    """Tell whether a name is that of a département or a region, by which a list is parted."""
    found = next(iter(registre().chercher(name)), None)
    wide = (TypeTerritoire.DEPARTEMENT, TypeTerritoire.REGION)
    return (
        found is not None
        and (found.start, found.end) == (0, len(name))
        and any(e.type_territoire in wide for e, _ in found.candidats)
    )


def _carries(name: str) -> bool:
    """Tell whether a piece of a list is one local authority and nothing else."""
    if len(name) > 90 or re.search(r"\d{3}|[.:€%]", name):
        return False
    parties = find_parties(name)
    if len(parties) == 1 and parties[0].start <= 4 and len(name) - parties[0].end <= 3:
        return bool(_LOCAL.search(fold(parties[0].nom)))
    return bool(re.match(r"(?:la |le |les |l')?(?:metropole|communaute|petr|pays|ville|commune) ", fold(name)))


def _contract(document: Document, unite: Unite, start: int, end: int, dispositif: Dispositif) -> Contrat:
    name = " ".join(unite.texte[start:end].split())
    sigle = f" ({dispositif.sigles[0]})" if dispositif.sigles else ""
    titre = f"{dispositif.nom[:1].upper()}{dispositif.nom[1:]}{sigle} – {name}"
    where = unite.span(start, end)
    return Contrat(
        cle=cle(titre),
        titre=titre,
        type_contrat=dispositif.nom,
        statut=StatutContrat.CITE,
        territoires=(name,),
        evidence=(document.evidence(where.start, where.end),),
        regle=REGLE,
        confiance=0.7,
    )
