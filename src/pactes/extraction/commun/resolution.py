"""Which parties of a contract the mentions of a text are, and when two names are of one institution."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from pactes.extraction.commun.acteurs import ROLE, Mention, is_public
from pactes.extraction.commun.sigles import short_names
from pactes.model import Contrat
from pactes.reading import Document, fold
from pactes.reference import organisations

_ALL = re.compile(
    r"\b(?:parties?|signataires?|cosignataires|contractants)\b|\bpartenaires signataires\b|^(?:les )?partenaires?$"
)
_COLLECTIVITES = re.compile(r"(?:deux |trois )?collectivites\b")
_GROUP = re.compile(
    r"^(?:les )?(?:deux |trois |quatre |cinq |six )?(?P<nom>communes|villes|departements|regions|"
    r"communautes de communes|communautes d'agglomeration)(?: signataires| membres)?$"
)
_LOCAL = re.compile(
    r"\b(?:region|departement|ville|commune|communaute|metropole|agglomeration|agglo|conseil (?:regional"
    r"|departemental|general|municipal)|syndicat|petr)\b"
)
_ALIAS = re.compile(
    r"\bci-apres,?(?: (?:designee?s?|denommee?s?|nommee?s?|appelee?s?))?"
    r"(?: individuellement| ensemble| par| sous le terme| comme| :)* ?\"\s?(?P<alias>[^\"\n]{2,60}?)\s?\""
)
_ARTICLES = re.compile(r"^(?:la |le |les |l')")
_STOP_WORDS = """
    la le les l de du des d et en a au aux un une notre present presente collectivite collectivites monsieur
    madame
"""
_STOP = frozenset(_STOP_WORDS.split())
_SYNONYMS = (
    (re.compile(r"\bconseil regional\b"), "region"),
    (re.compile(r"\bconseil (?:departemental|general)\b"), "departement"),
    (re.compile(r"\bconseil municipal\b|\bcommune\b|\bmunicipalite\b|\bmaire\b|\bmairie\b"), "ville"),
    (re.compile(r"\b(?:pre|sous-pre)f(?:et|ete|ecture)s?\b|\bservices de l'etat\b"), "etat"),
    (
        re.compile(
            r"\bcommunaute (?:d'agglomeration|urbaine|de communes)\b|\bintercommunalite\b|\bagglomeration\b"
            r"|\bmetropole\b|\bepci\b|\bagglo\b"
        ),
        "intercommunalite",
    ),
)


def core(nom: str) -> frozenset[str]:
    """Return the words that tell institutions apart: « le Conseil régional du X » and « Région X » share them."""
    folded = fold(nom)
    for pattern, word in _SYNONYMS:
        folded = pattern.sub(word, folded)
    return frozenset(w for w in re.findall(r"[a-z0-9]+", folded) if w not in _STOP)


def same_institution(a: str, b: str) -> bool:
    """Say whether one name is the other or a shortened form of it."""
    left, right = core(a), core(b)
    return bool(left) and bool(right) and (left <= right or right <= left)


def aliases(document: Document, contrat: Contrat | None) -> dict[str, str]:
    """Return the short names that the text gives to institutions: acronyms, « ci-après désignée « la Métropole » ».

    Keys are folded, without article; the value is the signatory of ``contrat`` named last before the definition, else
    the institution as the text writes it.
    """
    signataires = tuple(s.signataire for s in contrat.signatures) if contrat else ()
    short = {fold(alias): full for alias, full in short_names(document).items()}
    short = {alias: _signatory(full, signataires) or full for alias, full in short.items() if not _ALL.search(alias)}
    if contrat is None:
        return short
    found: dict[str, str] = {}
    for match in _ALIAS.finditer(document.folded):
        before = [s for s in contrat.signatures if s.evidence[0].start <= match.start()]
        alias = _ARTICLES.sub("", match["alias"].strip())
        if before and alias and not _ALL.search(alias):
            found.setdefault(alias, before[-1].signataire)
    return {**short, **found}


# What stands before a name that is one by itself; « communauté de communes de X » is told from the commune X by it.
_HEAD = re.compile(r"^(?:communaute (?:d'agglomeration|urbaine|de communes)|syndicat mixte) (?!(?:de|du|des|d')\b)")


def proper_names(contrats: Iterable[Contrat]) -> tuple[str, ...]:
    """Return the names that the signatories of ``contrats`` go by: in full, and without « communauté de communes »."""
    names: dict[str, None] = {}
    for contrat in contrats:
        for signature in contrat.signatures:
            nom = signature.signataire
            head = _HEAD.match(fold(nom))
            for name in (nom, nom[head.end() :] if head else ""):
                if len(name) >= 4 and name[0].isupper() and not name.isupper():
                    names[name] = None
    return tuple(sorted(names, key=lambda n: (-len(n), n)))


def resolve(
    mentions: Iterable[Mention], contrat: Contrat | None, known_as: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return the parties that ``mentions`` name, as the contract's signatories are written where they are signatories.

    « les parties », « les signataires » are all signatories of ``contrat``, « les collectivités » those that are local
    authorities; nobody where it gives none. ``known_as`` are the contract's own short names (see ``aliases``).
    """
    signataires = tuple(s.signataire for s in contrat.signatures) if contrat else ()
    names: dict[str, None] = {}
    for mention in mentions:
        folded = fold(mention.nom)
        if known_as and folded in known_as:
            names[known_as[folded]] = None
        elif _ALL.search(folded):
            names.update(dict.fromkeys(signataires))
        elif (group := _GROUP.match(folded)) and (members := _members(group["nom"], signataires)):
            names.update(dict.fromkeys(members))
        elif folded == "collectivite" and len(local := [s for s in signataires if _LOCAL.search(fold(s))]) == 1:
            names[local[0]] = None
        elif _COLLECTIVITES.match(folded):
            names.update(dict.fromkeys(s for s in signataires if _LOCAL.search(fold(s))))
        else:
            name = _signatory(mention.nom, signataires) or mention.nom
            proper = is_public(mention) or re.search(r"[A-ZÀ-Þ]", name)
            if proper and not ROLE.match(fold(name)):
                names[name] = None
    return tuple(names)


def _members(group: str, signataires: Sequence[str]) -> list[str]:
    """Return the signatories that « les communes », « les trois communautés de communes » are, two at least."""
    one = " ".join(word.rstrip("sx") if i == 0 else word for i, word in enumerate(group.split()))
    kinds = ("commune ", "ville ") if one in ("commune", "ville") else (f"{one} ",)
    found = [s for s in signataires if fold(s).startswith(kinds)]
    return found if len(found) >= 2 else []


def signatories_named(nom: str, signataires: Sequence[str]) -> tuple[str, ...]:
    """Return which of ``signataires`` a short name means: « la Région » the only one, « les deux communes » both.

    Empty where it means none of them, or where it says which other one it is (« Région X »).
    """
    folded = _ARTICLES.sub("", fold(nom))
    if group := _GROUP.match(folded):
        return tuple(_members(group["nom"], signataires))
    one = _signatory(nom, signataires)
    return (one,) if one and core(spelled_out(nom)) <= core(one) else ()


@lru_cache(maxsize=1)
def _sigles() -> dict[str, str]:
    """Acronyms that everyone knows, with what they stand for: the CAF that signs does so under its full name."""
    return {sigle.upper(): known.nom for known in organisations() for sigle in known.sigles}


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    return frozenset(fold(nom) for known in organisations() for nom in (known.nom, *known.variantes))


def spelled_out(nom: str) -> str:
    """Return a name with the acronym that it opens with in full: « Caf du Jura » is the caisse d'allocations…"""
    head, space, rest = nom.partition(" ")
    full = _sigles().get(head.upper()) if head[:1].isupper() else None
    return f"{full}{space}{rest}" if full else nom


def is_known(nom: str) -> bool:
    """Tell whether a name is of an organisation that everyone knows, with or without its place (« ARS X »)."""
    folded = fold(spelled_out(nom)).strip()
    if folded in _known_names():
        return True
    return any(folded.startswith(known) and folded[len(known)] in " ('" for known in _known_names())


def _signatory(nom: str, signataires: Sequence[str]) -> str | None:
    """Return the only signatory that ``nom`` can be."""
    words = core(spelled_out(nom))
    if not words:
        return None
    exact = [s for s in signataires if core(s) == words]
    if len(exact) == 1:
        return exact[0]
    within = [s for s in signataires if words <= core(s)]
    if len(within) == 1:
        return within[0]
    wider = [s for s in signataires if core(s) <= words and core(s)]
    return wider[0] if len(wider) == 1 and not within else None
