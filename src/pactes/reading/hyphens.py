"""Words that a line end cuts with a hyphen, told from compounds that keep theirs."""

from __future__ import annotations

import re

from pactes.reading.folding import fold

# The first half of compounds that keep their hyphen where a line end cuts them.
_COMPOUNDS = re.compile(
    r"(?:^|[\W\d_])(?:vice|sous|saint|sainte|non|eco|co|mi|demi|semi|auto|inter|haut|bas|centre|pluri|tiers|chef|peut|"
    r"rendez|est|c|dit|ci|la|celui|celle|eux|quelques|au|par|avant|apres|contre|nord|sud|ouest|grand|petit)-$"
)
_LAST = 24  # characters at the end of a line in which the cut word is looked at


def cut_word(before: str, after: str) -> bool:
    """Tell whether ``before`` ends with the first half of a word that ``after`` goes on with (« habi-», « tants »).

    A hyphen before a capital is of a compound, unless both lines are in capitals; so is that of « pré- et post-natal ».
    """
    if not re.search(r"[^\W\d_]-$", before[-2:]) or not after[:1].isalpha():
        return False
    if re.match(r"(?:et|ou)\b", fold(after[:3])) or _COMPOUNDS.search(fold(before[-_LAST:])):
        return False
    return after[0].islower() or before[-_LAST:].isupper()
