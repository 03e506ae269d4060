"""Which store the settings ask for."""

from __future__ import annotations

from pactes.settings import Settings
from pactes.store.interface import Store


def store_of(settings: Settings) -> Store:
    """Return the store that the settings describe: over an endpoint (``PACTES_STORE``), or within the service."""
    if settings.store:
        from pactes.store.remote import RemoteStore

        return RemoteStore(settings)
    from pactes.store.embedded import EmbeddedStore

    return EmbeddedStore.of_settings(settings)
