"""A name becomes a thing: ``link(extractions, registre)`` is the way in.

Every name that a document writes is resolved to one thing for the whole corpus, contracts told by several documents are
one thing, the evidence of all documents is kept, and values that disagree become contradictions.

What does so is imported when it is first asked for: the pages need only the paths of things.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pactes.linking.assemblage import link
    from pactes.linking.corpus import Corpus
    from pactes.linking.liens import ambigus

__all__ = ["Corpus", "ambigus", "link"]

_MODULES = {"Corpus": "corpus", "ambigus": "liens", "link": "assemblage"}


def __getattr__(name: str) -> Any:
    """Import what is asked for by name."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
