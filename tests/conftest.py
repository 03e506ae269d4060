"""What all tests share: with ``PACTES_REQUIRE_ALL=1`` nothing may be left out."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

# What tests validate is not remembered in the cache of the person who runs them: no file can be there.
os.environ.setdefault("PACTES_CACHE", str(Path(os.devnull) / "cache.sqlite"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where all that tests may need was installed; expected failures stay as they are."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("PACTES_REQUIRE_ALL") == "1":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} is left out while PACTES_REQUIRE_ALL=1: {reason}"
    return report
