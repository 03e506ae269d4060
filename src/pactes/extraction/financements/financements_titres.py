"""The title of the project that « ce projet », « cette opération » refer back to."""

from __future__ import annotations

import re

from pactes.extraction.commun.zones import Zone
from pactes.reading import BlockKind, fold

_LONGEST = 160  # characters of a title
_SHORT_HEADING = 20  # characters under which a heading names a rubric
_FARTHEST = 8  # paragraphs after a title that still speak of it
_SENTENCE = re.compile(r"[.;:!?…,][\s»\"”)*_]*$")
_BOLD = re.compile(r"^\W{0,4}\*\*(?P<words>[^*]{8,170})\*\*\W{0,3}$")
# « ce projet », « le coût total du projet », « cette opération »: what is spoken of was named above.
_REFERS = re.compile(
    r"\b(?:ce|le|du|au|de ce|a ce) (?:projet|chantier|programme d'investissement|dispositif|equipement|batiment)\b"
    r"|\b(?:cette|l'|de l'|a l'|la presente )(?:operation|action|initiative|etude|realisation)\b|\bson cout\b"
    r"|\b(?:les|ces|des|aux) travaux\b"
)
_PURPOSE = re.compile(r"^(?:pour|afin d)")  # « Pour rompre l'isolement : le bus des services »
_GENERAL = re.compile(
    r"^\W*(?:le |la |les |l')?(?:actions?|projets?|contrats?|enjeux|objectifs?|engagements?|gouvernance|contexte"
    r"|modalites"
    r"|financement|plan de financement|budget|calendrier|signataires?|domaines|echelle|fiche|exemples?|zoom"
    r"|plus d'infos"
    r"|duree|annexes?|article|chapitre|titre|axe|volet|orientation)\b"
)


class Titres:
    """Follows the zones of a document and tells which project title each one stands under."""

    def __init__(self) -> None:
        self._titre: str | None = None
        self._since = 0

    def at(self, zone: Zone) -> str | None:
        """Return the title above ``zone`` (zones come in the order of the text), None when it is under none."""
        words = _title(zone)
        if words is not None:
            self._titre, self._since = words or None, 0
            return None
        self._since += 1
        return self._titre if self._since <= _FARTHEST else None


def _title(zone: Zone) -> str | None:
    """Return the words of a zone that is a project's title, an empty string for a title that names no project."""
    text = " ".join(zone.texte.split())
    bold = _BOLD.match(text)
    titled = zone.kind in (BlockKind.ITEM, BlockKind.HEADING) and len(text) <= _LONGEST
    if not bold and (not titled or _SENTENCE.search(text)):
        return "" if zone.kind is BlockKind.HEADING else None
    if zone.kind is BlockKind.HEADING and (text.isupper() or len(text) < _SHORT_HEADING):
        return ""
    words = (bold["words"] if bold else text).strip(" *_•–-:;")
    if len(words) < 8 or not (words[0].isupper() or words[0].isdigit() or words[0] in '«“"'):
        return "" if bold else None
    _, colon, named = words.partition(" : ")
    if colon and len(named) >= 8:
        words = named if _PURPOSE.match(fold(words)) else words.partition(" : ")[0]
    return "" if _GENERAL.match(fold(words)) or re.search(r"\d\s?€|euros", words) else words


def refers_back(folded: str) -> bool:
    """Tell whether the folded words speak of a project that was named before them."""
    return _REFERS.search(folded) is not None
