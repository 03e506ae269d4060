"""What a document is about: its frame, made from what it says.

It comes from the parties and the territories of the contract that the document is; for a document that is no contract,
from its publisher; where these tell nothing, from where most of the territories that it names are. Régions are those of
the document's time: twenty-two in metropolitan France until the end of 2015. A document without a date is of the time
of the contract that it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from pactes.linking.cadre import Cadre, regions_par_departement
from pactes.linking.choix import choisir, choisir_par_nom
from pactes.linking.collectivites import Collectivite, lire_collectivite
from pactes.linking.noms import cle
from pactes.model import Contrat, Extraction, TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, Registre

__all__ = ["cadre_de"]

_MOST = 0.7  # share of the territories of a document from which their département, or région, is its own
_ENOUGH = 3  # territories that such a share is counted on, at least


def cadre_de(extraction: Extraction, registre: Registre) -> Cadre:
    """Return the frame of a document."""
    principal = next((c for c in extraction.contrats if c.principal and c.instance), None)
    date = extraction.date or _date(principal)
    times = regions_par_departement(registre, date)
    frame = Cadre(extraction.document, date, _region_du_temps=times)
    names = _names(principal) if principal else [extraction.editeur or ""]
    coded = {(t.type_territoire, t.code): None for t in extraction.territoires if t.code}
    by_name = {cle(t.nom): (t.type_territoire, t.code) for t in extraction.territoires if t.code}
    found: list[Entree] = []
    for name in names:
        read = lire_collectivite(name)
        entree = _entree(read, registre, frame, by_name) if read and read.noms else None
        if entree is None and principal is None:
            entree = _entree_in(name, registre)
        if entree is not None and entree not in found:
            found.append(entree)
    if not found and principal is None and len(coded) == 1:
        kind, code = next(iter(coded))
        only = registre.get(kind, code or "")
        found = [only] if only else []
    if not found:
        around = _around((registre.get(kind, code or "") for kind, code in coded), times, registre)
        found = [around] if around else []
    pick = {kind: tuple(e for e in found if e.type_territoire is kind) for kind in TypeTerritoire}
    return Cadre(
        extraction.document,
        date,
        communes=pick[TypeTerritoire.COMMUNE],
        epci=pick[TypeTerritoire.EPCI],
        departements=pick[TypeTerritoire.DEPARTEMENT],
        regions=pick[TypeTerritoire.REGION],
        _region_du_temps=times,
    )


def _date(principal: Contrat | None) -> str | None:
    """Return when a contract was signed, else when it begins; None when it does not say or there is none."""
    values = (principal.dates_signature or principal.debuts) if principal else ()
    return min((value.valeur for value in values), default=None)


def _around(entrees: Iterable[Entree | None], times: Mapping[str, Entree], registre: Registre) -> Entree | None:
    """Return the département, else the région of the time, where most of the territories of a document are."""
    kinds = {TypeTerritoire.COMMUNE, TypeTerritoire.EPCI, TypeTerritoire.DEPARTEMENT}
    codes = [e.departement for e in entrees if e and e.departement and e.type_territoire in kinds]
    if len(codes) < _ENOUGH:
        return None
    (code, many), *_ = Counter(codes).most_common(1)
    if many >= _MOST * len(codes):
        return registre.get(TypeTerritoire.DEPARTEMENT, code)
    regions = Counter(times[c] for c in codes if c in times).most_common(1)
    return regions[0][0] if regions and regions[0][1] >= _MOST * len(codes) else None


def _names(principal: Contrat) -> list[str]:
    return [*(s.signataire for s in principal.signatures), *principal.territoires]


def _entree(
    read: Collectivite, registre: Registre, frame: Cadre, by_name: Mapping[str, tuple[TypeTerritoire, str | None]]
) -> Entree | None:
    for nom in read.noms:
        coded = by_name.get(cle(nom))
        if coded and coded[0] in read.kinds:
            return registre.get(coded[0], coded[1] or "")
    return choisir_par_nom(read.noms, registre, frame, read.kinds, nommee=bool(read.genre))


def _kinds_after(before: str) -> tuple[TypeTerritoire, ...]:
    """Return the kinds of territory that the words before a name leave open: « région X » is no commune."""
    words = re.findall(r"[a-z]+", before)
    last = next((word for word in reversed(words) if word not in {"de", "du", "des", "d", "la", "le", "les", "l"}), "")
    kind = {"region": TypeTerritoire.REGION, "departement": TypeTerritoire.DEPARTEMENT}.get(last)
    if kind is None and last in {"ville", "commune", "mairie"}:
        kind = TypeTerritoire.COMMUNE
    return (kind,) if kind else tuple(TypeTerritoire)


def _entree_in(name: str, registre: Registre) -> Entree | None:
    """Return the last territory named in a publisher's name (« Préfet de la région X », « Ville de Y »)."""
    found = [
        choisir((e for e, _ in hit.candidats), None, _kinds_after(fold(name[: hit.start])))
        for hit in registre.chercher(name)
    ]
    certain = [entree for entree in found if entree is not None]
    return certain[-1] if certain else None
