"""Pages are tested through the whole app: real SQLite on a temporary folder, real rooms, no socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from leitstern.access import passwords
from leitstern.app import create_app
from leitstern.settings import Settings
from tests.pages.people import PASSWORD, Clock, House


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 is slow on purpose; its real cost is looked at in tests/unit/access."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._hash_of_nothing.cache_clear()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A workspace with Anna, an account and an empty plan."""
    clock = Clock()
    app = create_app(Settings(data=tmp_path), now=clock)
    async with app.router.lifespan_context(app):
        house = House(app, clock)
        await house.fill(passwords.hash_password(PASSWORD))
        yield house
