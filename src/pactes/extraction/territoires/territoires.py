"""Reader of territories: the names of the registry, those that their form names, those that a list gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pactes.extraction.commun.casse import regular_case
from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.lieux import Lieu
from pactes.extraction.commun.zones import build_zones
from pactes.extraction.territoires.territoires_abreges import find_abbreviated
from pactes.extraction.territoires.territoires_contrats import find_of_contracts
from pactes.extraction.territoires.territoires_enumeres import find_enumerated
from pactes.extraction.territoires.territoires_epci import find_sigles
from pactes.extraction.territoires.territoires_formes import find_formes
from pactes.extraction.territoires.territoires_listes import find_counted, find_listed, find_tabled
from pactes.extraction.territoires.territoires_naturels import find_naturels, is_around, is_natural_region
from pactes.extraction.territoires.territoires_registre import Resolveur
from pactes.model import Signature, Territoire, TypeTerritoire
from pactes.reading import BlockKind, Document, fold
from pactes.reference import Forme, NomTrouve, cle_de_nom, registre

_ARTICLE = re.compile(r"^(?:les?|la|l|du|des|de|d|quartier|un|une)\s")
_PETR = re.compile(
    r"^(?:(?:petr|pole d equilibre territorial(?: et rural)?|pays)\s(?:petr\s)?(?:(?:de la|de l|de|du|des|d)\s)?)+"
)
_EPCI = re.compile(
    r"^(?:communaute (?:de communes|urbaine|d agglomeration)|cc|ca|cu)\s(?:(?:de la|de l|de|du|des|d)\s)?"
)
_MORE_EVIDENCE = 8
_QUARTIER = "territoire-quartier"
_CONTRAT = "territoire-de-contrat"
_ALENTOURS = "territoire-alentours"
_POLE = "territoire-pole-metropolitain"
_METROPOLITAN = re.compile(r"^pole metropolitain ")
_URBAN = re.compile(r"[Mm][ée]tropole ")
_NEIGHBOURHOODS = (TypeTerritoire.QPV, TypeTerritoire.VEILLE_ACTIVE, TypeTerritoire.AUTRE)
_LEGAL_FORM = re.compile(r"Communauté (?:d['’][Aa]gglomération|[Uu]rbaine|de [Cc]ommunes) ")
_LEGAL_FORM_OF = re.compile(rf"{_LEGAL_FORM.pattern}(?:de la |de l['’]|d['’]|de |du |des )", re.IGNORECASE)
_OF_COMMUNES = re.compile(r"\bcommunes? (?:de|d'|du|des)\b|^(?:un|deux|trois|des) (?:quartier|secteur)s? ")


def read_territoires(contexte: Contexte) -> tuple[Territoire, ...]:
    """Return the territories of the document, each once with the places that name it, in the order of the text.

    An official code is given only when it is certain: one territory bears the name, or the document tells which.
    """
    document = contexte.document
    text = regular_case(_running_text(document))
    noms = tuple(registre().chercher(text))
    resolveur = Resolveur(text, noms)
    known = {n.start: n for n in noms}
    # A commune in a list of neighbourhoods says where they are (« les quartiers prioritaires (A, B) »).
    zones = [replace(z, texte=text[z.start : z.end].replace("\n", " ")) for z in build_zones(document)]
    listed = [*find_listed(zones), *find_tabled(document, text)]
    counted = find_counted(zones)
    listed += [f for f in counted if not any(f.start < other.end and other.start < f.end for other in listed)]
    listed = [f for f in listed if f.code or not _is_commune(f, resolveur)]
    formed = _outermost(list(find_formes(text, known)), _covered(len(text), listed))
    formed = [f for f in formed if f.regle != _QUARTIER or not _is_commune(f, resolveur)]
    formed += find_sigles(text, resolveur.departements)
    formed += _outermost(list(find_abbreviated(resolveur)), _covered(len(text), (*listed, *formed)))
    named = [*find_naturels(text, known, resolveur.departements), *find_of_contracts(text, contexte.contrats)]
    named = [f for f in named if not _registered(f, known)]
    formed += _outermost(named, _covered(len(text), (*listed, *formed)))
    neighbours = {_key(f.nom) for f in (*listed, *formed) if f.type_territoire in _NEIGHBOURHOODS}
    formed += _outermost(list(find_enumerated(text, neighbours)), _covered(len(text), (*listed, *formed)))
    members = frozenset(m for f in formed if f.code for m in _members(f))
    claimed = _covered(len(text), (f for f in (*listed, *formed) if not _holds_communes(f)))
    quartiers = frozenset(_key(f.nom) for f in (*listed, *formed) if f.type_territoire in _NEIGHBOURHOODS)
    resolveur_des_noms = Resolveur(text, noms, claimed, quartiers, members)
    found = _with_whole_names([*listed, *formed, *resolveur_des_noms.lieux()])
    found = _without_second_names(found)
    gathered = _gather(document, sorted(found, key=lambda f: (f.start, -f.end)))
    return tuple(_as_party(contexte, t) for t in gathered)


def _as_party(contexte: Contexte, territoire: Territoire) -> Territoire:
    """Give an intercommunality the name with its legal form under which it concludes the contract of the document."""
    principal = next((c for c in contexte.contrats if c.principal), None)
    if principal is None or territoire.type_territoire is not TypeTerritoire.EPCI or _LEGAL_FORM.match(territoire.nom):
        return territoire
    named = next((s for s in principal.signatures if _names(s, territoire)), None)
    return territoire if named is None else replace(territoire, nom=named.signataire)


def _names(signature: Signature, territoire: Territoire) -> bool:
    if not _LEGAL_FORM_OF.match(signature.signataire) or not cle_de_nom(signature.signataire).endswith(
        cle_de_nom(territoire.nom)
    ):
        return False
    where = signature.evidence[0]
    return any(where.start <= e.start < where.end for e in territoire.evidence)


def _running_text(document: Document) -> str:
    """Return the text with contents lists and page furniture blanked: they name nothing that the text does not."""
    text = list(document.text)
    for block in document.of_kind(BlockKind.TOC, BlockKind.FURNITURE):
        text[block.start : block.end] = " " * (block.end - block.start)
    return "".join(text)


def _members(lieu: Lieu) -> tuple[str, ...]:
    """Return the codes of the communes of an intercommunality."""
    entree = registre().get(lieu.type_territoire, lieu.code or "")
    return entree.membres if entree else ()


def _with_whole_names(lieux: list[Lieu]) -> list[Lieu]:
    """Give « le quartier B » the name « A/B » of the priority neighbourhood that the document says it is a part of."""
    whole = {
        _key(part): f
        for f in lieux
        if f.type_territoire is TypeTerritoire.QPV and "/" in f.nom
        for part in f.nom.split("/")
    }
    return [
        replace(f, nom=w.nom, type_territoire=w.type_territoire)
        if f.regle == _QUARTIER and (w := whole.get(_key(f.nom))) is not None
        else f
        for f in lieux
    ]


def _without_second_names(lieux: list[Lieu]) -> list[Lieu]:
    """Leave out « la métropole bisontine » where the intercommunality of that town bears its name."""
    epci = [f.nom for f in lieux if f.type_territoire is TypeTerritoire.EPCI and f.regle != _ALENTOURS]
    return [
        f
        for f in lieux
        if f.regle != _ALENTOURS
        or not _URBAN.match(f.nom)
        or not any(is_around(f.nom.split()[-1], nom) for nom in epci)
    ]


def _registered(lieu: Lieu, known: Mapping[int, NomTrouve]) -> bool:
    """Tell whether the registry has the whole name, which it then reads."""
    found = known.get(lieu.start)
    if found is None or found.end < lieu.end:
        return False
    short = all(forme is Forme.COURTE for _, forme in found.candidats) and " " not in lieu.nom
    return found.end > lieu.end or not (short or is_natural_region(lieu.nom))


def _is_commune(lieu: Lieu, resolveur: Resolveur) -> bool:
    return lieu.type_territoire is not TypeTerritoire.TERRITOIRE_INDUSTRIE and resolveur.is_local_commune(lieu.nom)


def _holds_communes(lieu: Lieu) -> bool:
    """Tell whether the name of a neighbourhood says its commune (« un quartier de la commune de X »)."""
    return _OF_COMMUNES.search(fold(lieu.nom)) is not None


def _covered(length: int, lieux: Iterable[Lieu]) -> bytearray:
    """Return one byte for each character of the text: 1 where one of the territories is named."""
    covered = bytearray(length)
    for lieu in lieux:
        covered[lieu.start : lieu.end] = b"\1" * (lieu.end - lieu.start)
    return covered


def _outermost(lieux: list[Lieu], covered: bytearray) -> list[Lieu]:
    """Leave out what is named inside a longer name (« Pays de X » in « communauté de communes du Pays de X »)."""
    kept: list[Lieu] = []
    for lieu in sorted(lieux, key=lambda f: (f.start - f.end, f.start)):
        if 1 not in covered[lieu.start : lieu.end]:
            covered[lieu.start : lieu.end] = b"\1" * (lieu.end - lieu.start)
            kept.append(lieu)
    return kept


def _key(nom: str) -> str:
    key = cle_de_nom(nom)
    return _ARTICLE.sub("", key)


def _group_name(lieu: Lieu) -> str:
    """Return the key of a name without what says its kind: « le PETR du Pays de X », « le Pays de X », « le X »."""
    name = _key(lieu.nom)
    if lieu.regle == _POLE:
        return _key(_METROPOLITAN.sub("", name))
    if lieu.type_territoire is TypeTerritoire.PAYS_PETR:
        return _PETR.sub("", name)
    return _key(_EPCI.sub("", name)) if lieu.type_territoire is TypeTerritoire.EPCI else name


def _full(lieu: Lieu) -> bool:
    """Tell whether an intercommunality is named in full, with its legal form: the document's own name for it."""
    return lieu.type_territoire is TypeTerritoire.EPCI and _LEGAL_FORM.match(lieu.nom) is not None


def _gather(document: Document, lieux: Iterable[Lieu]) -> tuple[Territoire, ...]:
    lieux = list(lieux)
    zoned = {_key(f.nom): f.type_territoire for f in lieux if f.type_territoire is TypeTerritoire.QPV}
    sorted_out = {
        _group_name(f): f.type_territoire
        for f in lieux
        if f.type_territoire not in (TypeTerritoire.AUTRE, TypeTerritoire.COMMUNE)
    }
    groups: dict[tuple[TypeTerritoire, str], list[Lieu]] = {}
    for lieu in lieux:
        kind = lieu.type_territoire
        name = _group_name(lieu)
        if lieu.regle == _CONTRAT:
            kind = sorted_out.get(name, kind)
        if kind is TypeTerritoire.AUTRE and lieu.regle == _QUARTIER and name in zoned:
            kind = TypeTerritoire.QPV
        groups.setdefault((kind, lieu.code or name), []).append(lieu)
    coded = {(kind, _group_name(f)): key for (kind, key), group in groups.items() for f in group if f.code}
    for kind, key in [k for k, group in groups.items() if not any(f.code for f in group)]:
        target = coded.get((kind, key))
        if target and (kind, target) in groups:
            groups[(kind, target)] = sorted(groups[(kind, target)] + groups.pop((kind, key)), key=lambda f: f.start)
    records = []
    for (kind, _), group in groups.items():
        best = max(
            group,
            key=lambda f: (
                _full(f),
                f.regle == _POLE,
                f.nom.startswith("Pays "),
                f.code is not None,
                f.confiance,
                -f.start,
            ),
        )
        evidence = tuple(document.evidence(f.start, f.end) for f in group[: _MORE_EVIDENCE + 1])
        records.append(
            Territoire(
                nom=best.nom,
                type_territoire=kind,
                code=best.code or next((f.code for f in group if f.code), None),
                evidence=evidence,
                regle=best.regle,
                confiance=best.confiance,
            )
        )
    return tuple(sorted(records, key=lambda t: (t.evidence[0].start, t.nom)))
