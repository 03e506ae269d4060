"""pactes: French territorial contracts, read from their documents and published as linked data."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("pactes")
except PackageNotFoundError:  # run from a source tree that was not installed
    __version__ = "0.0.0"

__all__ = ["__version__"]
