"""Makes a large document's snapshot in a process of its own: pycrdt holds the interpreter's lock.

`make_in_process` is the server's side. `main` is the other process (`python -m` this module): it reads one
document from standard input, writes its snapshot to standard output and ends. It opens no file and no
database, so a document that crashes the CRDT library does no harm. Called by compaction.py.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from leitstern.live.document.replica import Roots
from leitstern.live.history.snapshot import Snapshot, make
from leitstern.store.interfaces import DocumentInfo, LoadedDocument, LoggedUpdate

PATIENCE_SECONDS = 300.0
NICENESS = 10
"""The server's own work goes first when both share a core."""


class SnapshotFailed(Exception):
    """The process could not be started, died, or was too slow."""


async def make_in_process(loaded: LoadedDocument, roots: Roots) -> Snapshot | None:
    """`snapshot.make` in another process. Raises SnapshotFailed. When cancelled, it kills the process."""
    process = await _start()
    try:
        response, _ = await asyncio.wait_for(
            process.communicate(_pack(_encode_request(loaded, roots))), PATIENCE_SECONDS
        )
    except TimeoutError as error:
        raise SnapshotFailed("too slow") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise SnapshotFailed(f"ended with {process.returncode}")
    return _decode_snapshot(_unpack(response))


async def _start() -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", __name__),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
    except OSError as error:  # no memory, no process or file left
        raise SnapshotFailed(str(error)) from error


def main() -> None:
    """Runs in the process: one request, one response."""
    os.nice(NICENESS)
    request = _unpack(sys.stdin.buffer.read())
    roots = json.loads(request[0])
    snapshot = make(_decode_document(request[1], request[2:]), roots)
    parts = [] if snapshot is None else [snapshot.digest.encode(), snapshot.vector, snapshot.state]
    sys.stdout.buffer.write(_pack(parts))


def _encode_request(loaded: LoadedDocument, roots: Roots) -> list[bytes]:
    """Roots, snapshot and the bytes of each update."""
    head = json.dumps(dict(roots)).encode()
    return [head, loaded.snapshot or b"", *(logged.update for logged in loaded.updates)]


def _decode_document(snapshot: bytes, updates: Sequence[bytes]) -> LoadedDocument:
    never = datetime.fromtimestamp(0, UTC)
    logged = [LoggedUpdate(seq, update, [], never) for seq, update in enumerate(updates)]
    return LoadedDocument(DocumentInfo("", "", "", 1, 0, 0), snapshot or None, logged, {})


def _decode_snapshot(parts: Sequence[bytes]) -> Snapshot | None:
    if not parts:
        return None
    digest, vector, state = parts
    return Snapshot(state, vector, digest.decode())


def _pack(parts: Sequence[bytes]) -> bytes:
    """A line with the sizes, then the parts."""
    return b"".join((json.dumps([len(part) for part in parts]).encode(), b"\n", *parts))


def _unpack(data: bytes) -> list[bytes]:
    at = data.index(b"\n") + 1
    parts = []
    for size in json.loads(data[:at]):
        parts.append(data[at : at + size])
        at += size
    return parts


if __name__ == "__main__":
    main()
