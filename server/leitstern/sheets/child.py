"""Reads strangers' files in a process of its own, with limits on memory, time and what it may open.

`table_in_child` and `figures_in_child` are the server's side. `main` is the other process (`python -m` this
module): it reads one job from standard input, writes JSON to standard output and ends. A file that makes it
grow, spin or crash ends that process alone. Called by pages/portfolio_import.py.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final

from leitstern.plan.portfolio_import import Imported, from_json, has_columns, read_table, to_json
from leitstern.sheets.files import Sheet, Table, Unreadable, Wish, table_of

PATIENCE_SECONDS: Final = 30.0
CPU_SECONDS: Final = 20
MEMORY_BYTES: Final = 1 << 30
NICENESS: Final = 5
AT_ONCE: Final = 2
"""Processes; who comes later waits. Each holds a core."""

_free = asyncio.Semaphore(AT_ONCE)


async def table_in_child(
    data: bytes,
    patience: float = PATIENCE_SECONDS,
    *,
    sheet: str = "",
    last: str = "",
    known: Mapping[str, str] | None = None,
) -> Table:
    """The table in a file, as text; of a workbook from `sheet`, else from one with our columns, before others
    from the `last` one. Raises Unreadable.
    """
    head = {"job": "table", "sheet": sheet, "last": last, "known": dict(known or {})}
    found = await _run(head, data, patience)
    return Table(found["text"], tuple(Sheet(**one) for one in found["sheets"]), found["chosen"])


async def figures_in_child(text: str, known: Mapping[str, str], *, comma_by_default: bool) -> Imported:
    """As `read_table`, for a table so long that it would hold up the server. Raises Unreadable."""
    head = {"job": "figures", "known": dict(known), "comma": comma_by_default}
    return from_json(await _run(head, text.encode("utf-8", "replace"), PATIENCE_SECONDS))


async def _run(head: Mapping[str, object], data: bytes, patience: float) -> Any:
    async with _free:
        process = await _start()
        try:
            sent = json.dumps(head).encode() + b"\n" + data
            written, _ = await asyncio.wait_for(process.communicate(sent), patience)
        except TimeoutError as error:
            raise Unreadable("too_slow") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode != 0:
        raise Unreadable("too_slow" if process.returncode == -_SIGXCPU else "damaged")
    answer = json.loads(written)
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    return answer


_SIGXCPU: Final = 24


async def _start() -> asyncio.subprocess.Process:
    """With the server's modules and none of its other variables, which may hold secrets."""
    env = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"}
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", __name__),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=env,
        )
    except OSError as error:  # no memory, no process or file left
        raise Unreadable("too_slow") from error


def main() -> None:
    """Runs in the process: one job, one answer."""
    _limit()
    head = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        answer = _answer(head, data)
    except Unreadable as error:
        answer = {"unreadable": error.code}
    except (MemoryError, RecursionError):
        answer = {"unreadable": "too_large"}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _answer(head: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    if head["job"] == "table":
        known = head["known"]
        wish = Wish(head["sheet"], head["last"], lambda first: has_columns(first, known))
        return asdict(table_of(data, wish))
    return to_json(read_table(data.decode(), comma_by_default=head["comma"], known=head["known"]))


def _limit() -> None:
    """Memory, time and files, where the system can limit them. A limit that is lower already stays."""
    with suppress(ImportError):
        import resource

        for what, limit in (
            (resource.RLIMIT_AS, MEMORY_BYTES),
            (resource.RLIMIT_CPU, CPU_SECONDS),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (limit, resource.getrlimit(what)[1]))
    with suppress(OSError, AttributeError):
        os.nice(NICENESS)


if __name__ == "__main__":
    main()
