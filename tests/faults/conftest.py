"""A data folder with a prepared database: running the migrations costs more than a whole test here."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from leitstern.store.sqlite import open_sqlite
from tests.wire.server import seed


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database template."""
    folder = tmp_path_factory.mktemp("seeded")

    async def make() -> None:
        store = open_sqlite(folder / "leitstern.db")
        await store.database.write(seed)
        await store.close()

    asyncio.run(make())
    return folder / "leitstern.db"


@pytest.fixture
def data(seeded: Path, tmp_path: Path) -> Path:
    """A new data folder with a copy of the template."""
    shutil.copy(seeded, tmp_path)
    return tmp_path
