"""Spellings: names as keys to compare, as slugs for IRIs, and with the preposition that French puts before them."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from pactes.reading import fold
from pactes.reference import cle_de_nom

__all__ = ["PETITS_MOTS", "cle", "de", "empreinte", "sans_liens", "slug", "slug_court", "slug_nom"]

_NOT_ASCII = re.compile(r"[^a-z0-9]+")
_VOWELS = frozenset("aeiouyh")
_ARTICLE = re.compile(r"(?:les?|la|l'|un|une|des|ce|cette|cet)[ ']\s*")


@lru_cache(maxsize=32768)
def slug(text: str) -> str:
    """Return ``text`` as ASCII words in lower case joined by hyphens (empty when it has no letter and no digit)."""
    return _NOT_ASCII.sub("-", fold(text).replace("œ", "oe").replace("æ", "ae")).strip("-")


def empreinte(text: str, length: int = 6) -> str:
    """Return the first ``length`` hexadecimal digits of the SHA-256 of ``text``."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def slug_court(text: str, limit: int = 60) -> str:
    """Return the slug of a long text: whole when it fits ``limit``, else its first words and a fingerprint of all.

    Two texts that differ by case, accents or punctuation only have the same slug; others have different ones, whatever
    else the corpus holds.
    """
    whole = slug(text)
    if len(whole) <= limit:
        return whole or "sans-nom"
    return f"{whole[:limit].rsplit('-', 1)[0]}-{empreinte(whole)}"


_LINKS = frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})
PETITS_MOTS = _LINKS | {"a", "au", "aux", "en", "et", "ou", "pour", "sur"}


def slug_nom(nom: str) -> str:
    """Return the slug of an organisation's name, without the small words that writers put in or leave out."""
    return slug_court(sans_liens(cle(nom)))


def sans_liens(key: str) -> str:
    """Return the words of a key without the small ones (« de », « la »); the key itself when it has no other."""
    return " ".join(word for word in key.split() if word not in _LINKS) or key


@lru_cache(maxsize=32768)
def cle(nom: str) -> str:
    """Return the key under which two writings of a name are the same: folded words, no article before them."""
    words = _ARTICLE.sub("", fold(nom).strip(), count=1) if _ARTICLE.match(fold(nom).strip()) else nom
    return cle_de_nom(words) or cle_de_nom(nom)


def de(nom: str) -> str:
    """Return ``nom`` of a commune after « de »: « d'Ussel », « du Mans », « des Ulis », « de La Flèche »."""
    if nom.startswith("Le "):
        return f"du {nom[3:]}"
    if nom.startswith("Les "):
        return f"des {nom[4:]}"
    return f"d'{nom}" if fold(nom[:1]) in _VOWELS else f"de {nom}"
