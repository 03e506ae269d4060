"""Which graphs of an endpoint a query is to see: those of our release alone, whatever else the endpoint holds.

The default graph is a merge, where a triple is there once (see ``pactes.store.dataset``). Engines that are given
several default graphs count what two of them say twice (Oxigraph's server and Virtuoso 7.2.5 both do), and one that is
given none takes all it holds, its own graphs included. So an endpoint is always given exactly one default graph, the
union of the release being kept as a graph, and always at least one named graph (Virtuoso takes none for all). A merge
of some graphs is left to the caller.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pactes.store.header import read_header, resolved, without_dataset

_GRAPH = re.compile("graph", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is sent: the query without FROM, its one default graph (None: a merge of several), its named graphs.

    ``by_name`` when graphs are asked for by their names.
    """

    text: str
    default: str | None
    named: tuple[str, ...]
    by_name: bool


def seen(
    text: str,
    base_iri: str,
    asked: tuple[Sequence[str], Sequence[str]] | None,
    *,
    ours: Collection[str],
    union: str,
    nothing: str,
) -> Seen:
    """Return what to send for ``text``, which parses; ``asked`` is the dataset that the request names, if any.

    ``ours`` are the graphs of the release, ``union`` the graph that holds their merge, ``nothing`` an empty one.
    """
    known = frozenset(ours)
    header = read_header(text)
    bare = without_dataset(text)
    prologue = text[: header.prologue_end]
    default: Collection[str] | None = None
    named: Sequence[str] = tuple(ours)
    if asked is not None:
        default, named = asked
    elif header.default or header.named:
        default = resolved(prologue, header.default, base_iri)
        named = resolved(prologue, header.named, base_iri)
    merged = known if default is None else known.intersection(default)
    names_graphs = _GRAPH.search(bare) is not None
    # Only a query with the word can look at one: thousands of names need not go with all the others.
    visible = tuple(dict.fromkeys(name for name in named if name in known)) if names_graphs else ()
    one: str | None
    if merged == known:
        one = union
    elif len(merged) > 1:
        one = None
    else:
        one = next(iter(merged), nothing)
    return Seen(bare, one, visible or (nothing,), names_graphs or one != union)
