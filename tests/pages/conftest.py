"""Page tests run the whole app: real SQLite in a temporary folder, real rooms, no socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from leitstern.access import passwords
from leitstern.app import create_app
from leitstern.settings import Settings
from tests.pages.people import PASSWORD, Clock, House
from tests.pages.voters import Voter


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes Argon2 fast; tests/unit/access tests its real cost."""
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


@pytest.fixture
async def people(house: House) -> dict[str, Voter]:
    """Anna leads; Claire and Dora are customers; Vera only reads."""
    anna = await house.member()
    await anna.get(house.plan_path)
    path = await house.invite()
    return {
        "anna": Voter(house, "anna", anna),
        "claire": Voter(house, "claire", await house.guest(path, "Claire Martin")),
        "dora": Voter(house, "dora", await house.guest(path, "Dora Lind")),
        "vera": Voter(house, "vera", await house.guest(await house.invite(role="viewer"), "Vera Wolf")),
    }
