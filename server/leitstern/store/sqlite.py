"""The default store: one SQLite file, one writer thread, a small pool of readers.

`open_sqlite` migrates the file and returns both adapters: `database` for rows (access/, pages/) and `log`
for documents (live/). Every write of either passes the one writer thread, so that writers never wait for a
lock and a commit means fsync (WAL, synchronous=FULL). Chosen by app.py; nobody else imports this module.
"""

from __future__ import annotations

import asyncio
import math
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from leitstern.errors import StoreUnavailable
from leitstern.store.migrate import migrate
from leitstern.store.sqlite_log import SqliteLog
from leitstern.store.wal import lengthen_wal

T = TypeVar("T")

READERS = 3
BUSY_MS = 5_000
PING_SECONDS = 1.0

_TEMPORARY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""Primary result codes that tell of the disk or of another process, not of a bug in a statement."""


def translated(error: BaseException) -> BaseException:
    """StoreUnavailable for what may pass by itself, else the error as it is."""
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", None)
    if isinstance(original, sqlite3.Error) and code is not None and code & 0xFF in _TEMPORARY:
        return StoreUnavailable(str(original))
    return error


def prepare_connection(connection: sqlite3.Connection) -> None:
    """Durability and integrity are per connection in SQLite; autocommit leaves BEGIN to us."""
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _engine(path: Path, begin: str, size: int) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # what people wrote must not reach a log by way of an error
    )
    event.listen(engine, "connect", lambda connection, _record: prepare_connection(connection))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


class Threads:
    """The writer thread and the reader threads of one file; turns driver errors into domain errors."""

    def __init__(self) -> None:
        self.writer = ThreadPoolExecutor(1, "sqlite-writer")
        self.readers = ThreadPoolExecutor(READERS, "sqlite-reader")

    async def write(self, work: Callable[[], T]) -> T:
        return await self._run(self.writer, work)

    async def read(self, work: Callable[[], T]) -> T:
        return await self._run(self.readers, work)

    async def _run(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work)
        except (sqlite3.Error, DBAPIError) as error:
            cause = translated(error)
            if cause is error:
                raise
            raise cause from error

    def close(self) -> None:
        self.writer.shutdown()
        self.readers.shutdown()


class SqliteDatabase:
    """`Database` on SQLite: each call is one transaction in a thread."""

    def __init__(self, path: Path, threads: Threads) -> None:
        self._threads = threads
        self._reading = _engine(path, "BEGIN", READERS)
        self._writing = _engine(path, "BEGIN IMMEDIATE", 1)
        self._asking = asyncio.Lock()
        self._took_at = -math.inf

    async def read(self, work: Callable[[Session], T]) -> T:
        def run() -> T:
            with Session(self._reading, expire_on_commit=False) as session:
                return work(session)

        return await self._threads.read(run)

    async def write(self, work: Callable[[Session], T]) -> T:
        def run() -> T:
            with Session(self._writing, expire_on_commit=False) as session:
                result = work(session)
                session.commit()
                return result

        return await self._threads.write(run)

    async def ping(self) -> bool:
        """Commits one page: taking the lock alone would not tell of a full disk. At most once a second."""
        async with self._asking:
            if time.monotonic() - self._took_at > PING_SECONDS:
                if not await self._takes_a_page():
                    return False
                self._took_at = time.monotonic()
            return True

    async def _takes_a_page(self) -> bool:
        def probe(session: Session) -> None:
            session.connection().exec_driver_sql("PRAGMA user_version = 1")

        try:
            await self.write(probe)
        except StoreUnavailable:
            return False
        return True

    async def close(self) -> None:
        await self._threads.write(self._writing.dispose)
        await self._threads.read(self._reading.dispose)


@dataclass(frozen=True, slots=True)
class SqliteStore:
    """Both adapters on one file. `close` waits for what the writer has in hand."""

    database: SqliteDatabase
    log: SqliteLog
    threads: Threads

    async def close(self) -> None:
        await self.log.close()
        await self.database.close()
        self.threads.close()


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_sqlite(path: Path, now: Callable[[], datetime] = utc_now) -> SqliteStore:
    """Makes the file if absent, brings it to the newest revision, opens it. `now` stamps what is logged.

    Raises StoreUnavailable when the file cannot be opened or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _migrate_file(path)
        connection = sqlite3.connect(path, check_same_thread=False)
        prepare_connection(connection)
        lengthen_wal(connection, path)
    except (sqlite3.Error, DBAPIError) as error:
        raise StoreUnavailable(str(getattr(error, "orig", error))) from error
    threads = Threads()
    log = SqliteLog(path, connection, threads, prepare_connection, now)
    return SqliteStore(SqliteDatabase(path, threads), log, threads)


def _migrate_file(path: Path) -> None:
    engine = _engine(path, "BEGIN IMMEDIATE", 1)
    try:
        migrate(engine)
    finally:
        engine.dispose()
