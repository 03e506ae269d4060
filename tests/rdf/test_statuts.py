"""Of the statuses that documents give to one thing, the one that says most."""

from __future__ import annotations

import pytest

from pactes.rdf.namespaces import BASE
from pactes.rdf.statuts import foremost


@pytest.mark.parametrize(
    ("names", "most"),
    [
        (["cite", "prevu", "conclu"], "conclu"),
        (["cite", "prevu"], "prevu"),
        (["prevu", "en-cours"], "en-cours"),
        (["en-cours", "realise"], "realise"),
        (["autre", "cite"], "cite"),
    ],
)
def test_what_is_done_says_more_than_what_is_named(names: list[str], most: str) -> None:
    assert foremost(f"{BASE}voc/statut/{name}" for name in names) == f"{BASE}voc/statut/{most}"


def test_no_status_is_none() -> None:
    assert foremost([]) is None
