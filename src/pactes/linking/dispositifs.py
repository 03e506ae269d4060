"""Kinds of contracts: the name that a document gives to a kind becomes a concept of the vocabulary of kinds."""

from __future__ import annotations

import re
from functools import lru_cache

from pactes.linking.noms import cle, slug_court
from pactes.model import Contrat
from pactes.reference import Dispositif, dispositifs

__all__ = ["Familles"]

_PLURAL = re.compile(r"(?<=\w\w)[sx]\b")


def _key(nom: str) -> str:
    """Return the key of a kind's name, plural as singular (« contrats de ville », « contrat de ville »)."""
    return _PLURAL.sub("", cle(nom))


@lru_cache(maxsize=1)
def _slugs() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in dispositifs():
        for nom in (kind.slug.replace("-", " "), kind.nom, *kind.variantes, *kind.sigles):
            found.setdefault(_key(nom), kind.slug)
    return found


def genre_de(record: Contrat) -> str | None:
    """Return the slug of a contract's kind, when the reference knows it."""
    return _slugs().get(_key(record.type_contrat or ""))


class Familles:
    """The kinds known to the reference and those that documents add."""

    def __init__(self) -> None:
        self._by_name: dict[str, Dispositif] = {}
        self._by_path: dict[str, str] = {}
        self._new: dict[str, str] = {}
        for kind in dispositifs():
            for nom in (kind.slug.replace("-", " "), kind.nom, *kind.variantes, *kind.sigles):
                self._by_name.setdefault(_key(nom), kind)
            self._by_path[f"voc/type-contrat/{kind.slug}"] = kind.nom

    def _known(self, record: Contrat) -> Dispositif | None:
        if record.type_contrat:
            return self._by_name.get(_key(record.type_contrat))
        return None if record.instance else self._by_name.get(_key(record.titre))

    def genre(self, record: Contrat) -> tuple[str | None, bool]:
        """Return the slug of a contract's kind, and whether the kind's name alone says little."""
        known = self._known(record)
        if known:
            return known.slug, known.generique
        if record.type_contrat:
            return slug_court(_key(record.type_contrat), 80), len(record.type_contrat.split()) < 3
        return None, True

    def dispositif(self, record: Contrat) -> str | None:
        """Return the chemin of the concept of a contract's kind; None when the document gives no kind."""
        slug, _ = self.genre(record)
        if slug is None:
            return None
        path = f"voc/type-contrat/{slug}"
        if path not in self._by_path:
            self._new.setdefault(slug, record.type_contrat or record.titre)
        return path

    def chemin(self, record: Contrat) -> str:
        """Return the chemin of a family: the concept of its kind, where the family itself says no more than its kind.

        A family whose kind is generic (« convention ») is named by its title.
        """
        known = self._by_name.get(_key(record.titre)) or self._known(record)
        if known and not known.generique:
            return f"voc/type-contrat/{known.slug}"
        if known and _key(record.titre) in {_key(nom) for nom in (known.nom, *known.variantes)}:
            return f"voc/type-contrat/{known.slug}"
        slug = slug_court(_key(record.titre), 80)
        if f"voc/type-contrat/{slug}" not in self._by_path:
            self._new.setdefault(slug, record.titre)
        return f"voc/type-contrat/{slug}"

    def nom(self, path: str) -> str | None:
        """Return the name of a concept of the reference, None for one that documents add."""
        return self._by_path.get(path)

    @property
    def nouvelles(self) -> tuple[tuple[str, str], ...]:
        """The kinds that the reference lacks: slug and label."""
        return tuple(sorted(self._new.items()))
