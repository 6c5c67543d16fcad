"""What a worker prepares once, not for each app that a test makes: a migrated database, compiled templates.

The migrations themselves run in tests/contract/test_database.py and in every server that is a process of its
own. Templates are compiled anew when their source changes. Called by tests/conftest.py.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from leitstern.http_support import rendering
from leitstern.store import sqlite, wal

MIGRATE_FILE, LENGTHEN_WAL = sqlite.migrate_file, wal.lengthen_wal


def prepare(patch: pytest.MonkeyPatch) -> None:
    """Until `patch` is undone, apps of this process use what was prepared."""
    patch.setattr(sqlite, "migrate_file", _migrated_once())
    patch.setattr(sqlite, "lengthen_wal", lambda connection, path: None)  # four megabytes for each app
    patch.setattr(rendering, "Environment", functools.partial(Environment, bytecode_cache=_Compiled()))


def restore(patch: pytest.MonkeyPatch) -> None:
    """Until `patch` is undone, the store is the product's own."""
    patch.setattr(sqlite, "migrate_file", MIGRATE_FILE)
    patch.setattr(sqlite, "lengthen_wal", LENGTHEN_WAL)


def _migrated_once() -> Callable[[Path], None]:
    @functools.cache
    def template() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "new.db"
            MIGRATE_FILE(path)
            return path.read_bytes()

    def migrate_file(path: Path) -> None:
        if path.exists() and path.stat().st_size == 0:
            path.write_bytes(template())
        else:
            MIGRATE_FILE(path)

    return migrate_file


class _Compiled(BytecodeCache):
    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", b""))
        if checksum == bucket.checksum:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = (bucket.checksum, bucket.bytecode_to_string())
