"""What every kind of test shares: a clean environment and Hypothesis' pace. Nothing here starts anything.

Fixtures of one kind of test live in its folder: the running server and the browser in tests/browser.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# Two shared cores make an example slow now and then: a deadline would judge the machine, not the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside():
    """A developer's LEITSTERN_* variables must not decide what a test sees, but for the harness's own."""
    for name in list(os.environ):
        if name.startswith("LEITSTERN_") and name != "LEITSTERN_CHROMIUM":
            del os.environ[name]
