"""The lock of a data folder: one server, or one command that replaces its database, at a time.

Called by serving.py, backups.py and checking.py.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator

from leitstern.cli.errors import CommandFailed
from leitstern.settings import Settings


@contextlib.contextmanager
def sole_use_of(settings: Settings) -> Iterator[None]:
    """Locks the folder, because two writers of one log would conflict. Raises CommandFailed when it is in
    use.
    """
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(settings.data / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CommandFailed(f"cannot use the data folder: {error}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise CommandFailed(f"a server is using {settings.data}; stop it first") from error
    finally:
        os.close(lock)
