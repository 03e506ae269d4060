"""A small release to put stores over."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.release import make_release, sources_of

BASE = "https://exemple.fr/"
GRAPHS = {
    "a": '<urn:s> <urn:p> "dans a et b" , "dans a" .',
    "b": '<urn:s> <urn:p> "dans a et b" , "dans b" .',
    "c": '<urn:s> <urn:p> "dans c" ; <urn:q> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "charge": "".join(f"<urn:n:{n}> <urn:suivant> <urn:n:{n + 1}> .\n" for n in range(3000)),
}


def write(folder: Path, graphs: dict[str, str]) -> Path:
    """Write graphs as Turtle files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, turtle in graphs.items():
        (folder / f"{name}.ttl").write_text(turtle, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("versions")
    sources = sources_of(write(tmp_path_factory.mktemp("graphes"), GRAPHS), BASE)
    make_release(sources, folder, version="1", base_iri=BASE)
    return folder
