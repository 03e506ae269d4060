"""One of the processes that ``pactes.web.processes`` starts: ``python -m pactes.web.process``, told its work by JSON on
standard input.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from pactes.settings import Settings
from pactes.store import sandbox
from pactes.store.choice import store_of
from pactes.store.embedded import LARGE_RESULTS
from pactes.store.guest import GuestStore
from pactes.store.host import Host
from pactes.web.budgets import Budgets, SharedBudgets
from pactes.web.processes import STORE


def _hold_store(settings: Settings, path: Path) -> None:
    """Hold the store and the budgets for the web processes (the work of a process)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for all: the web processes end first
    budgets = Budgets(settings.client_seconds, settings.client_errors)

    def spend(client: str, seconds: float, failed: bool) -> None:
        budgets.spend(client, seconds, failed=failed)

    async def hold() -> None:
        store = store_of(settings)
        await store.start()
        path.unlink(missing_ok=True)  # of one that was killed
        await Host(store, {SharedBudgets.WAIT: budgets.wait, SharedBudgets.SPEND: spend}).start(path)
        await asyncio.get_running_loop().create_future()

    asyncio.run(hold())


def _serve_web(settings: Settings, path: Path, descriptor: int) -> None:
    """Answer visitors (the work of a process)."""
    # The process of the store has no use for them: it is ready sooner, and smaller.
    from pactes.web.app import create_app
    from pactes.web.server import run

    share = settings.processes
    store = GuestStore(path, disk=LARGE_RESULTS * settings.result_limit // share)
    own = settings.model_copy(update={"result_cache": settings.result_cache // share})
    app = create_app(own, store, SharedBudgets(store.call))
    run(app, store, own, socket.socket(fileno=descriptor))


def main() -> None:
    """Do the work that standard input tells."""
    told: dict[str, Any] = json.load(sys.stdin)
    sandbox.die_with(told["parent"])
    logging.basicConfig(level=logging.WARNING, format="%(name)s : %(message)s")
    settings, path = Settings(**told["settings"]), Path(told["socket"])
    if told["role"] == STORE:
        _hold_store(settings, path)
    else:
        _serve_web(settings, path, told["listener"])


if __name__ == "__main__":
    main()
