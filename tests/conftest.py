"""Shared by all tests: a clean environment, Hypothesis settings, and a marker for each folder.

Starts nothing. Fixtures of one kind of test are in its folder, for example tests/browser.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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


TESTS = Path(__file__).parent
MARKERS = {
    "attacks": "wire",
    "unit": None,
    "contract": None,
    "pages": None,
    "browser": "browser",
    "engines": "engines",
    "faults": "faults",
    "wire": "wire",
    "interop": "wire",
    "cli": "slow",
    "convergence": "slow",
    "fuzz": "slow",
}
"""Folder -> marker of its tests; None for those that `make quick` runs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test by its folder. A new folder must be listed in MARKERS."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder not in MARKERS:
            raise pytest.UsageError(f"tests/{folder} has no entry in MARKERS of tests/conftest.py")
        if marker := MARKERS[folder]:
            item.add_marker(marker)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
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
