"""What a worker prepares once, not for each app that a test makes: a migrated database, compiled statements
and templates, read catalogues. These apps do not wait for the disk: nothing cuts the power of their process.

The migrations themselves run in tests/contract/test_database.py and in every server that is a process of its
own. Templates are compiled anew when their source changes. Called by tests/conftest.py.
"""

from __future__ import annotations

import functools
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine

from leitstern.http_support import rendering
from leitstern.store import sqlite, wal
from leitstern.wording.catalogue import load_catalogues

MIGRATE_FILE, LENGTHEN_WAL, PREPARE = sqlite.migrate_file, wal.lengthen_wal, sqlite.prepare_connection


def prepare(patch: pytest.MonkeyPatch) -> None:
    """Until `patch` is undone, apps of this process use what was prepared."""
    patch.setattr(sqlite, "migrate_file", _migrated_once())
    patch.setattr(sqlite, "lengthen_wal", lambda connection, path: None)  # four megabytes for each app
    patch.setattr(sqlite, "prepare_connection", _prepare_without_waiting)
    patch.setattr(sqlite, "create_engine", _with_compiled_statements())
    patch.setattr(rendering, "Environment", functools.partial(Environment, bytecode_cache=_Compiled()))
    patch.setattr(rendering, "load_catalogues", functools.cache(load_catalogues))


def restore(patch: pytest.MonkeyPatch) -> None:
    """Until `patch` is undone, the store is the product's own."""
    patch.setattr(sqlite, "migrate_file", MIGRATE_FILE)
    patch.setattr(sqlite, "lengthen_wal", LENGTHEN_WAL)
    patch.setattr(sqlite, "prepare_connection", PREPARE)
    patch.setattr(sqlite, "create_engine", create_engine)


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


def _prepare_without_waiting(connection: sqlite3.Connection) -> None:
    PREPARE(connection)
    connection.execute("PRAGMA synchronous=OFF")


def _with_compiled_statements() -> Callable[..., Engine]:
    """Engines that share a dialect and what it compiled: all files have the same tables and one driver."""
    shared = create_engine("sqlite://", query_cache_size=5000)
    with shared.connect():  # the dialect asks the driver for its version
        pass
    shared.dispose()

    def make(*args: Any, **wanted: Any) -> Engine:
        engine = create_engine(*args, **wanted)
        engine.dialect = engine.pool._dialect = shared.dialect
        engine._compiled_cache = shared._compiled_cache
        return engine

    return make


class _Compiled(BytecodeCache):
    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[bucket.key] = (bucket.checksum, bucket.code)
