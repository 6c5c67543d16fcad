"""The default store: one SQLite file, one writer thread, a small pool of readers.

`open_sqlite` migrates the file and returns both adapters: `database` for rows and `log` for documents. All
writes go through one writer thread, so writers never wait for a lock, and a commit is an fsync (WAL,
synchronous=FULL). Only app.py and cli/ import this module.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from leitstern.clock import utc_now
from leitstern.errors import StoreUnavailable
from leitstern.store.migrate import migrate
from leitstern.store.sqlite_log import SqliteLog
from leitstern.store.wal import clear_wal, lengthen_wal

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
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)
"""Primary result codes about the disk, the file or another process, not about a bug in a statement."""

_MAGIC = b"SQLite format 3\0"


def as_domain_error(error: BaseException) -> BaseException:
    """StoreUnavailable for a problem that may pass, otherwise the error itself."""
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", None)
    if isinstance(original, sqlite3.Error) and code is not None and code & 0xFF in _TEMPORARY:
        return StoreUnavailable(str(original))
    return error


def prepare_connection(connection: sqlite3.Connection) -> None:
    """Sets the pragmas for durability and integrity. In autocommit mode our code issues BEGIN."""
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _zero_deleted(connection: sqlite3.Connection) -> None:
    """Overwrites with zeros what rows.delete frees: answers that were sealed must not stay in the file."""
    connection.execute("PRAGMA secure_delete=ON")


def _engine(path: Path, begin: str, size: int) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # parameters hold people's content, which must not reach a log
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
            cause = as_domain_error(error)
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
        event.listen(self._writing, "connect", lambda connection, _record: _zero_deleted(connection))
        self._path = path
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
        """Commits one page, because a lock alone would not detect a full disk. At most once a second."""
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

    async def overwrite_deleted(self) -> bool:
        """`secure_delete` zeroes rows in their pages; older versions of these pages are in the log."""

        def run() -> bool:
            connection = sqlite3.connect(self._path)
            try:
                prepare_connection(connection)
                return clear_wal(connection, self._path)
            finally:
                connection.close()

        return await self._threads.write(run)

    async def close(self) -> None:
        await self._threads.write(self._writing.dispose)
        await self._threads.read(self._reading.dispose)


@dataclass(frozen=True, slots=True)
class SqliteStore:
    """Both adapters on one file. `close` waits for the current write."""

    database: SqliteDatabase
    log: SqliteLog
    threads: Threads

    async def close(self) -> None:
        await self.log.close_writer()
        await self.database.close()
        self.threads.close()  # waits for reads whose caller was cancelled
        self.log.close_readers()


def open_sqlite(path: Path, now: Callable[[], datetime] = utc_now) -> SqliteStore:
    """Creates the file if absent, migrates it and opens it. `now` gives the time of log entries.

    Raises StoreUnavailable when the file cannot be opened or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _close_to_others(path)
        if path.exists():
            require_database(path)
            migrate_file(path)
        else:
            _create_file(path)
        connection = sqlite3.connect(path, check_same_thread=False)
        prepare_connection(connection)
        lengthen_wal(connection, path)
    except (sqlite3.Error, DBAPIError) as error:
        raise StoreUnavailable(str(getattr(error, "orig", error))) from error
    threads = Threads()
    log = SqliteLog(path, connection, threads, prepare_connection, now)
    return SqliteStore(SqliteDatabase(path, threads), log, threads)


def _close_to_others(path: Path) -> None:
    """The file is for its owner alone, also one of an earlier version; SQLite gives its log the same mode."""
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        with contextlib.suppress(OSError):  # absent, or of another user who lets us write
            name.chmod(0o600)


def require_database(path: Path) -> None:
    """Raises StoreUnavailable unless the file starts with SQLite's header. SQLite would fill an empty one."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror}") from error
    if head != _MAGIC:
        what = "is empty" if not head.strip(b"\0 \r\n\t") else "is no Leitstern database"
        raise StoreUnavailable(
            f"{path} {what}. Restore a backup (leitstern restore FILE), or move the file away to begin anew"
        )


def _create_file(path: Path) -> None:
    """Creates the file atomically: a process killed here leaves no empty database."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        migrate_file(draft)
        with contextlib.suppress(FileExistsError):  # another process created it
            os.link(draft, path)
    finally:
        for leftover in path.parent.glob(f"{draft.name}*"):
            leftover.unlink()


def migrate_file(path: Path) -> None:
    """Migrates the file, or creates it if absent. Raises StoreUnavailable, sqlite3.Error."""
    engine = _engine(path, "BEGIN IMMEDIATE", 1)
    try:
        migrate(engine)
    finally:
        engine.dispose()
