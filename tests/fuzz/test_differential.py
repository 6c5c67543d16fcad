"""The same random work in Yjs (Node) and through sockets, gate, room and log: the same content in the end.

Three Yjs documents of tests/unit/live/honest.mjs edit maps, texts with emoji and umlauts, formats and nested
types, undo, hear each other late, and come back with everything at once. A failing seed can be run again.
"""

from __future__ import annotations

import base64
import json
import random
import subprocess
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from leitstern.live import protocol
from leitstern.live.limits import Limits
from leitstern.plan.document import canonical_json
from tests.fuzz.hostile import content
from tests.fuzz.oracle import YJS_HOME, Yjs
from tests.interop.node_peer import need_node
from tests.unit.live import documents
from tests.wire.browser import Browser, browsing
from tests.wire.server import serving

SECONDS = 15.0
HONEST = Path(documents.__file__).parent / "honest.mjs"


def honest_work(seed: int) -> dict[str, Any]:
    done = subprocess.run(
        [need_node(), HONEST, str(seed), "300", YJS_HOME], capture_output=True, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


async def send_in_runs(choose: random.Random, browsers: list[Browser], sent: list[list[Any]]) -> None:
    """In the order of writing, each person's run of messages without waiting in between."""
    before = 0
    for who, data in sent:
        if who != before or choose.random() < 0.1:
            await browsers[before].saved()
        await browsers[who].send_update(base64.b64decode(data))
        before = who
    await browsers[before].saved()


async def replayed(folder: Path, seed: int, told: dict[str, Any]) -> tuple[str, bytes, list[tuple[int, str]]]:
    """The server's content and state after everybody sent everything, some of it twice; what it refused."""
    choose = random.Random(seed)
    async with serving(folder, Limits(rated=False)) as server, AsyncExitStack() as stack:
        browsers = [
            await stack.enter_async_context(browsing(server.url, f"person{n}.editor.s{n}")) for n in range(3)
        ]
        await send_in_runs(choose, browsers, told["sent"])
        for browser, state in zip(browsers, told["states"], strict=True):
            await browser.send_sync(protocol.step2(base64.b64decode(state)))
            await browser.saved()
        plain = (await server.rooms.read("doc_shared")).data
        refused = [one for browser in browsers for one in browser.rejected]
        return content(plain), await server.rooms.encode("doc_shared"), refused


async def test_yjs_and_the_server_come_to_the_same_content(tmp_path: Path):
    """GATE-9, ACK-7"""
    need_node()
    until, seed = time.monotonic() + SECONDS, 100
    yjs = Yjs()
    try:
        while time.monotonic() < until:
            seed += 1
            told = honest_work(seed)
            (tmp_path / str(seed)).mkdir()
            notes, opportunities, list = told["contents"][0]
            ours, state, refused = await replayed(tmp_path / str(seed), seed, told)
            theirs = canonical_json({"notes": notes, "opportunities": opportunities, "list": list})
            assert refused == [], f"seed {seed}"
            assert ours == theirs, f"seed {seed}"
            assert content(yjs.opened(state)) == theirs, f"seed {seed}"
    finally:
        yjs.end()
    assert seed > 101, "at least two documents were compared"
