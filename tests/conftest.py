"""What holds for every test: with the real documents at hand, none is skipped for want of them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from tests.paths import SHARED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    if report.skipped and "shared" in reason and (SHARED / "seeds").is_dir():
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: skipped ({reason}) though ../shared is here; renamed?"
    return report
