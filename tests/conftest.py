"""Shared by all tests: a clean environment, Hypothesis settings, and a marker for each folder.

Starts nothing. Fixtures of one kind of test are in its folder, for example tests/browser.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.prepared import prepare, restore
from tests.sharing import Sharing
from tests.time_limit import time_limited

# Two shared cores make some examples slow: a deadline would measure the machine, not the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("house"), max_examples=20)
settings.load_profile("house")


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside():
    """Removes the developer's LEITSTERN_* variables, except those of the test harness."""
    for name in list(os.environ):
        if name.startswith("LEITSTERN_") and name != "LEITSTERN_CHROMIUM":
            del os.environ[name]


@pytest.fixture(autouse=True, scope="session")
def _prepared():
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        yield


@pytest.fixture
def unprepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store as in production: its own migrations, its log of full length."""
    restore(monkeypatch)


TESTS = Path(__file__).parent
MARKERS = {
    "engines": "engines",
    "browser": "browser",
    "faults": "faults",
    "wire": "wire",
    "attacks": "wire",
    "interop": "wire",
    "convergence": "slow",
    "fuzz": "slow",
    "cli": "slow",
    "pages": None,
    "contract": None,
    "unit": None,
}
"""Folder -> marker of its tests, None for those that `make quick` runs; in the order in which they run.

Tests that drive Chromium are together, so that each worker starts one; the short ones are last, so that no
worker has a long one left when the others are done. tests/sharing.py gives one worker the others first.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test by its folder and orders the folders. A new folder must be listed in MARKERS."""
    for item in items:
        folder = _folder(item)
        if folder not in MARKERS:
            raise pytest.UsageError(f"tests/{folder} has no entry in MARKERS of tests/conftest.py")
        if marker := MARKERS[folder]:
            item.add_marker(marker)
    order = list(MARKERS)
    items.sort(key=lambda item: order.index(_folder(item)))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """`make test` alone keeps the order of the folders."""
    if config.option.dist == "loadfile" and not config.option.loadscopereorder:
        return Sharing(config, log)
    return None


def pytest_sessionfinish() -> None:
    _close_chromium()


def _close_chromium() -> None:
    """Ends what browser tests kept running, if this process ran any."""
    if kept := sys.modules.get("tests.browser.kept"):
        kept.KEPT.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    if MARKERS[_folder(item)] not in ("browser", "engines"):
        _close_chromium()
    with time_limited("its fixtures"):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with time_limited("the test"):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    with time_limited("the end of its fixtures"):
        yield
