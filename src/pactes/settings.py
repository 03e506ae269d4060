"""Settings, all from the environment (prefix ``PACTES_``), and where the files of the house are."""

from __future__ import annotations

import os
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_SOURCE_TREE = Path(__file__).resolve().parents[2]
_PACKAGED = Path(__file__).resolve().parent / "_data"


def resource(relative: str) -> Path:
    """Return the path of a file that travels with pactes (``ontology``, ``shapes``, ``queries``, ``data/reference``).

    In a source tree it is the file of the tree; in an installed package, its packaged copy.
    """
    in_tree = _SOURCE_TREE / relative
    return in_tree if in_tree.exists() else _PACKAGED / relative


class Settings(BaseSettings):
    """What an administration that runs pactes may choose. Times are in seconds, sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="PACTES_", frozen=True, hide_input_in_errors=True)

    base_iri: str = Field("https://w3id.org/pactes/", pattern=r"^https?://[^\s<>\"{}|\\^`]+[/#]$")
    public_url: str | None = Field(None, pattern=r"^https?://[^\s<>\"{}|\\^`?#]+$")
    trusted_proxies: str = ""
    data: Path = _SOURCE_TREE / "data"
    releases: Path = _SOURCE_TREE / "releases"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    processes: int = Field(1, ge=1, le=64)
    jobs: int = Field(min(os.cpu_count() or 1, 8), ge=1, le=64)
    document_timeout: float = Field(60.0, gt=0)
    document_memory: int = Field(4 * 1024**3, gt=0)
    confidence_floor: float = Field(0.5, ge=0, le=1)
    kept_versions: int = Field(12, ge=1)
    workers: int = Field(2, ge=1, le=64)
    memory_triples: int = Field(3_000_000, ge=0)
    columns: bool = True
    result_cache: int = Field(64 * 1024**2, ge=0)
    query_timeout: float = Field(10.0, gt=0)
    query_memory: int = Field(2 * 1024**3, gt=0)
    result_limit: int = Field(64 * 1024**2, gt=0)
    queue_limit: int = Field(64, ge=1)
    body_limit: int = Field(1024**2, gt=0)
    connections: int = Field(4096, ge=16)
    header_timeout: float = Field(15.0, gt=0)
    body_timeout: float = Field(30.0, gt=0)
    send_timeout: float = Field(60.0, gt=0)
    client_seconds: float = Field(60.0, ge=0)
    client_errors: int = Field(60, ge=0)
    catalogue_page: int = Field(100, ge=1, le=1000)
    store: str = ""
    store_graphs: str = ""
    store_timeout: float = Field(5.0, gt=0)

    @field_validator("store", "store_graphs")
    @classmethod
    def _endpoint(cls, address: str) -> str:
        """Check an address; settings are printed, so that it may hold no name and password."""
        if not address:
            return address
        told = urlsplit(address)
        if told.scheme not in ("http", "https") or not told.hostname or told.fragment:
            raise ValueError("une adresse http:// ou https:// est attendue, par exemple https://exemple.fr/sparql")
        if told.username is not None or told.password is not None:
            raise ValueError(
                "le nom et le mot de passe ne s'écrivent pas dans l'adresse : donnez-les par PACTES_STORE_USER et "
                "PACTES_STORE_PASSWORD"
            )
        return address

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, listed: str) -> str:
        """Check that each item is an address or a network (``127.0.0.1, 10.0.0.0/8``)."""
        for item in listed.split(","):
            if item.strip():
                ip_network(item.strip(), strict=False)
        return listed


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
