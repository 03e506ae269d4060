"""Names of territories: one spelling to compare them, and the forms under which documents write them."""

from __future__ import annotations

import re

from pactes.reading.folding import fold

_OTHER = re.compile(r"[\W_]")
_SAINT = re.compile(r"\b(s)ain(te?s?)\b")
_ST = re.compile(r"\bst(e?s?)\b")
_PREFIX = re.compile(r"(?:ca|cc|cu)\s+(?:(?:de\s+la|de|des|du|la|les|le)\s+(?!\w')|(?:de\s+)?l'\s*|d'\s*)?(?=\w)")
_ARTICLE = re.compile(r"(?:le|les)\s+")
# Words that make a short name one of an intercommunality and of nothing else.
_OWN_WORDS = frozenset({"metropole", "eurometropole", "agglo", "agglomeration", "communaute", "agglopolys"})


def words_only(text: str) -> str:
    """Return ``text`` folded, every other character than a letter or a digit turned to a space: same length."""
    return _OTHER.sub(" ", fold(text))


def cle_de_nom(nom: str) -> str:
    """Return the key under which names are compared: words only, « St » as « Saint », « œ » as « oe »."""
    words = " ".join(words_only(nom).replace("œ", "oe").split())
    return _ST.sub(r"saint\1", words) if "st" in words else words


def formes_ecrites(nom: str) -> tuple[str, ...]:
    """Return the spellings of ``nom`` to look for in folded words: as it is, « St » for « Saint », « oe » for « œ »."""
    words = " ".join(words_only(nom).split())
    spellings = {words, words.replace("œ", "oe"), words.replace("oe", "œ")}
    spellings |= {_SAINT.sub(lambda m: m[1] + m[2], w) for w in spellings if "saint" in w}
    return tuple(sorted(spellings))


def sans_article(nom: str) -> str | None:
    """Return the name after « du », « des », « au » : « Le Mans » gives « Mans »; None without such an article."""
    folded = fold(nom)
    match = _ARTICLE.match(folded)
    return nom[match.end() :] if match else None


def nom_court_epci(nom: str) -> str:
    """Return the name of an intercommunality without its legal form: « CC du Pays de Fayence », « Pays de Fayence »."""
    match = _PREFIX.match(fold(nom))
    return nom[match.end() :] if match else nom


def epci_sans_forme(nom_court: str) -> bool:
    """Tell whether a short name says by itself that it is an intercommunality (« X Métropole », « X Agglo »)."""
    words = words_only(nom_court).split()
    return not _OWN_WORDS.isdisjoint(words)
