"""Families of contracts and organisations that everyone in French administration knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pactes.errors import ReferenceDataError
from pactes.reference.fichiers import load_lines, load_toml, reference_path
from pactes.reference.noms import cle_de_nom


@dataclass(frozen=True, slots=True)
class Dispositif:
    """A family of contracts; ``generique``: the name alone does not say which family (convention, pacte…)."""

    slug: str
    nom: str
    sigles: tuple[str, ...] = ()
    variantes: tuple[str, ...] = ()
    generique: bool = False


@dataclass(frozen=True, slots=True)
class OrganisationConnue:
    """An organisation known everywhere in France, with its acronyms and the other names it goes by.

    ``genre`` is its kind, a slug of ``voc/type-organisation``. ``debut`` and ``fin`` (ISO 8601, a day or a year) say
    when it exists, ``devenue`` what took its place (slugs), ``en`` its official English name, ``source`` the text that
    says so; all empty where nobody checked.
    """

    slug: str
    nom: str
    sigles: tuple[str, ...] = ()
    variantes: tuple[str, ...] = ()
    genre: str | None = None
    en: str | None = None
    debut: str | None = None
    fin: str | None = None
    devenue: tuple[str, ...] = ()
    source: str | None = None


def _entries(name: str, key: str) -> Iterator[dict[str, Any]]:
    content = load_toml(name)
    entries = content.get(key)
    if not isinstance(entries, list) or not entries:
        raise ReferenceDataError(f"Le fichier de référence {reference_path(name)} n'a aucune entrée « [[{key}]] ».")
    for number, entry in enumerate(entries, start=1):
        if (
            not isinstance(entry, dict)
            or not isinstance(entry.get("slug"), str)
            or not isinstance(entry.get("nom"), str)
        ):
            raise ReferenceDataError(
                f"Dans {reference_path(name)}, l'entrée {number} « [[{key}]] » n'a pas de « slug » ou de « nom » : "
                "ajoutez-les."
            )
        yield entry


@lru_cache(maxsize=1)
def dispositifs() -> tuple[Dispositif, ...]:
    """Return the families of contracts of ``dispositifs.toml``, in its order; raises ``ReferenceDataError``."""
    return tuple(
        Dispositif(
            slug=entry["slug"],
            nom=entry["nom"],
            sigles=tuple(entry.get("sigles", ())),
            variantes=tuple(entry.get("variantes", ())),
            generique=bool(entry.get("generique", False)),
        )
        for entry in _entries("dispositifs.toml", "dispositif")
    )


@lru_cache(maxsize=1)
def organisations() -> tuple[OrganisationConnue, ...]:
    """Return the organisations of ``organisations.toml``, in its order; raises ``ReferenceDataError``."""
    return tuple(
        OrganisationConnue(
            slug=entry["slug"],
            nom=entry["nom"],
            sigles=tuple(entry.get("sigles", ())),
            variantes=tuple(entry.get("variantes", ())),
            genre=entry.get("genre"),
            en=entry.get("en"),
            debut=entry.get("debut"),
            fin=entry.get("fin"),
            devenue=tuple(entry.get("devenue", ())),
            source=entry.get("source"),
        )
        for entry in _entries("organisations.toml", "organisation")
    )


@dataclass(frozen=True, slots=True)
class TexteConnu:
    """A code or an act known by its usual name; ``numero`` and ``date`` (ISO) are those of its publication."""

    genre: str
    nom: str
    sigles: tuple[str, ...] = ()
    numero: str | None = None
    date: str | None = None


@lru_cache(maxsize=1)
def textes_connus() -> tuple[TexteConnu, ...]:
    """Return the codes and acts of ``textes.toml``, codes first; raises ``ReferenceDataError``."""
    content = load_toml("textes.toml")
    try:
        return tuple(
            TexteConnu(genre, entry["nom"], tuple(entry.get("sigles", ())), entry.get("numero"), entry.get("date"))
            for genre in ("code", "loi")
            for entry in content[genre]
        )
    except (KeyError, TypeError) as error:
        path = reference_path("textes.toml")
        raise ReferenceDataError(
            f"Le fichier de référence {path} n'a pas la forme attendue : {error!r} manque."
        ) from error


@lru_cache(maxsize=1)
def noms_communs() -> frozenset[str]:
    """Return the names of communes that are common words too, as keys of names; raises ``ReferenceDataError``."""
    return load_lines("noms-communs.txt")


@lru_cache(maxsize=1)
def pays_naturels() -> frozenset[str]:
    """Return the natural and traditional regions of ``pays-naturels.txt``, as keys of names.

    Raises ``ReferenceDataError`` when the file is missing.
    """
    return frozenset(cle_de_nom(nom) for nom in load_lines("pays-naturels.txt"))


@dataclass(frozen=True, slots=True)
class Fonds:
    """A public fund or grant; ``financeur`` is who pays it, in words."""

    nom: str
    sigles: tuple[str, ...] = ()
    variantes: tuple[str, ...] = ()
    financeur: str | None = None


@lru_cache(maxsize=1)
def fonds() -> tuple[Fonds, ...]:
    """Return the funds of ``fonds.toml``, in its order; raises ``ReferenceDataError``."""
    content = load_toml("fonds.toml")
    try:
        return tuple(
            Fonds(e["nom"], tuple(e.get("sigles", ())), tuple(e.get("variantes", ())), e.get("financeur"))
            for e in content["fonds"]
        )
    except (KeyError, TypeError) as error:
        path = reference_path("fonds.toml")
        raise ReferenceDataError(
            f"Le fichier de référence {path} n'a pas la forme attendue : {error!r} manque."
        ) from error
