"""French typography at the time a page is written: the spaces that French puts before signs do not break.

The data keep the spaces of their documents; quotes, texts of documents, code and what is typed are left as they are.
Rules: Imprimerie nationale, Lexique des règles typographiques (« Espacements »): a narrow no-break space before
``; ! ? %`` and inside numbers, a no-break space before ``:`` and inside guillemets; the narrow one stands for both
here, as in the rest of the site.
"""

from __future__ import annotations

import re

NARROW = "\u202f"

_KEPT = r"<(script|style|textarea|pre|code|blockquote|mark|samp|kbd)\b.*?</\1>|<span class=\"mots\".*?</span>|<[^>]*>"
_BEFORE = r"(?<=\S) (?=[;:!?»](?:[\s<.,;:!?)\]»]|$))|(?<=\d) (?=[%€])|(?<=«) (?=\S)"
_SPACES = re.compile(f"{_KEPT}|(?P<space>{_BEFORE})", re.DOTALL)
_ANY = re.compile(_BEFORE)


def typographie(page: str) -> str:
    """Return an HTML page in French with its signs held to the words before them."""
    if not _ANY.search(page):
        return page
    return _SPACES.sub(lambda match: NARROW if match["space"] else match[0], page)
