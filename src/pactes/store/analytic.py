"""Where a query is first tried on the columns of the release: the door, which costs other queries nothing.

What is behind it (``analytic_columns`` and the column store) is loaded when a query first looks as if it needed it, or
by ``open``. Without columns (an older release, a graph that has none) the engine answers everything.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from pactes.store.analytic_columns import Columns

_LONGEST = 8192
"""Characters of the longest query that is read."""

_LOOKS = re.compile(
    r"\b(?:COUNT|SUM|AVG|MIN|MAX|EXISTS|MINUS|REGEX|CONTAINS|STRSTARTS|STRENDS|GROUP|ORDER)\b", re.IGNORECASE
)


class Analytic:
    """The columns of a release, at ``path`` (empty: there are none), opened when they are needed."""

    def __init__(self, path: str = "") -> None:
        self._path = path
        self._columns: Columns | None = None

    def open(self) -> None:
        """Open the columns, once; those that cannot be read are done without."""
        if self._path and self._columns is None:
            try:
                from pactes.store.analytic_columns import Columns

                self._columns = Columns(Path(self._path))
            except (ImportError, OSError):
                self._path = ""

    def answer(self, text: str, base_iri: str) -> ox.QuerySolutions | None:
        """Return the answer to ``text`` over the default graph of the release; None when the engine has to give it.

        Raises ``SyntaxError`` as ``Store.query`` does.
        """
        if not self._path or len(text) > _LONGEST or not _LOOKS.search(text):
            return None
        self.open()
        return self._columns.answer(text, base_iri) if self._columns is not None else None
