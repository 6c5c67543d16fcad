"""Makes a large document's snapshot in a process of its own: pycrdt holds the interpreter's lock meanwhile.

`make_apart` is the server's end, `main` the other: `python -m leitstern.live.snapshotter` reads one document
from standard input, answers with its snapshot and ends. It knows no file and no database, so that it can
harm none, whatever the document does to the CRDT library. Called by compaction.py.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from leitstern.live.replica import Roots
from leitstern.live.snapshot import Snapshot, make
from leitstern.store.interfaces import DocumentInfo, LoadedDocument, LoggedUpdate

PATIENCE_SECONDS = 300.0
NICENESS = 10
"""The server's own work goes first, also where both share a core."""


class SnapshotFailed(Exception):
    """The process could not be started, died, or was too slow."""


async def make_apart(loaded: LoadedDocument, roots: Roots) -> Snapshot | None:
    """As snapshot.make, elsewhere. Raises SnapshotFailed; a cancelled one leaves no process behind."""
    process = await _started()
    try:
        answer, _ = await asyncio.wait_for(
            process.communicate(_packed(_question(loaded, roots))), PATIENCE_SECONDS
        )
    except TimeoutError as error:
        raise SnapshotFailed("too slow") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise SnapshotFailed(f"ended with {process.returncode}")
    return _snapshot(_unpacked(answer))


async def _started() -> asyncio.subprocess.Process:
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
    """The process: one question, one answer."""
    os.nice(NICENESS)
    question = _unpacked(sys.stdin.buffer.read())
    roots = json.loads(question[0])
    made = make(_document(question[1], question[2:]), roots)
    parts = [] if made is None else [made.digest.encode(), made.vector, made.state]
    sys.stdout.buffer.write(_packed(parts))


def _question(loaded: LoadedDocument, roots: Roots) -> list[bytes]:
    """Roots, snapshot, updates: of the log's entries their bytes alone."""
    head = json.dumps(dict(roots)).encode()
    return [head, loaded.snapshot or b"", *(logged.update for logged in loaded.updates)]


def _document(snapshot: bytes, updates: Sequence[bytes]) -> LoadedDocument:
    never = datetime.fromtimestamp(0, UTC)
    logged = [LoggedUpdate(seq, update, [], never) for seq, update in enumerate(updates)]
    return LoadedDocument(DocumentInfo("", "", "", 1, 0, 0), snapshot or None, logged, {})


def _snapshot(parts: Sequence[bytes]) -> Snapshot | None:
    if not parts:
        return None
    digest, vector, state = parts
    return Snapshot(state, vector, digest.decode())


def _packed(parts: Sequence[bytes]) -> bytes:
    """A line with the sizes, then the parts."""
    return b"".join((json.dumps([len(part) for part in parts]).encode(), b"\n", *parts))


def _unpacked(data: bytes) -> list[bytes]:
    at = data.index(b"\n") + 1
    parts = []
    for size in json.loads(data[:at]):
        parts.append(data[at : at + size])
        at += size
    return parts


if __name__ == "__main__":
    main()
