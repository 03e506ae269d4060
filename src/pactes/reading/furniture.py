"""Page furniture: page numbers, running heads and feet, the chrome of web pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from pactes.reading.folding import fold

_PAGE_NUMBER = re.compile(r"^[-–—\s]*(?:p\.|page)?\s*\d{1,3}\s*(?:(?:/|sur)\s*\d{1,3})?[-–—\s]*$", re.IGNORECASE)
_ONLY_MARKS = re.compile(r"^[-–—_*=~.·•×|]{1,200}$")
# Words that count parts of a text: « Axe 1 », « Annexe 2 » repeat with another number and are headings all the same.
_COUNTED = re.compile(
    r"^(?:axe|article|art|annexe|titre|partie|chapitre|section|fiche|volet|action|objectif|enjeu|orientation|pilier|"
    r"priorite|mesure|defi|ambition|chantier|tableau|figure|carte|lot|phase|quartier|secteur)\b|\bn\s?[°o]\s?\d|"
    r"^\W*\d+[.)]"
)
_CHROME = re.compile(
    r"^(?:votre navigateur est obsolete|mettez a jour votre navigateur|en savoir plus|"
    r"(?:pour )?en savoir plus cliquez ici|"
    r"plus d'informations sur|aller au contenu|aller a la navigation|menu principal|partager (?:sur|cette page)|"
    r"imprimer|"
    r"accepter (?:tous )?les cookies|ce site utilise des cookies|accueil [>/»]|vous etes ici|retour en haut|"
    r"haut de page|"
    r"plan du site|mentions legales|nous suivre|suivez-nous|s'inscrire a la newsletter)"
)
_ENDS = re.compile(
    r"^(?:(?P<left>\d{1,3})\s+)?(?P<words>\S.*?)(?:\s+[|\-/]?\s*(?:p\.|page\s)?\s*(?P<right>\d{1,3})(?:\s?/\s?\d{1,3})?)?$"
)


def is_page_number(words: str) -> bool:
    """Tell whether a line holds only a page number (« 12 », « Page 3/40 », « - 4 - »)."""
    return len(words) <= 20 and bool(_PAGE_NUMBER.match(words))


def is_chrome(words: str) -> bool:
    """Tell whether a line is of the frame around a page, not of its text: web chrome, rules, lone marks."""
    return bool(_ONLY_MARKS.match(words)) or (len(words) <= 120 and bool(_CHROME.match(fold(words))))


def running_lines(lines: list[str], contents: frozenset[int] = frozenset()) -> frozenset[int]:
    """Return the indexes of the lines that are running heads or feet; ``contents`` are lines of a table of contents.

    A short line is one when it repeats with different page numbers at one of its ends, or when it repeats three times
    or more beside lone page numbers. The first of a kind is kept where it may be the title itself (first tenth).
    """
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for index, line in enumerate(lines):
        words = line.strip()
        if index in contents or not 8 <= len(words) <= 140 or words[0] in "-•➤o*" or words.count("|") >= 2:
            continue
        match = _ENDS.match(fold(words))
        if match and len(match["words"].split()) >= 3 and not _COUNTED.search(match["words"]):
            groups[match["words"]].append((index, match["right"] or match["left"] or ""))
    running: set[int] = set()
    for group in groups.values():
        numbers = Counter(number for _, number in group if number)
        if len(numbers) >= 2 and len(numbers) * 2 > len(group):
            running.update(index for index, number in group if number)
        elif len(group) >= 3:
            beside = [index for index, _ in group if _beside_page_number(lines, index)]
            if 2 * len(beside) > len(group):
                running.update(index for index, _ in group[1:] if index >= len(lines) // 50)
    return frozenset(running)


def _beside_page_number(lines: list[str], index: int) -> bool:
    around = lines[max(0, index - 2) : index] + lines[index + 1 : index + 3]
    return any(is_page_number(line.strip()) or "\f" in line for line in around if line.strip()) or "\f" in lines[index]
