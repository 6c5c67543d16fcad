"""Stock Yjs beside the server: the same work ends in the same content, and its provider is patient.

Three Yjs documents of tests/unit/live/honest.mjs edit maps, texts with emoji and umlauts, formats and nested
types, undo by the browser's own undo module, hear each other late, and come back with everything at once. Of
the seeds every other mostly deletes records and brings them back. A failing seed can be run again.
One provider is alone in its document for 75 s meanwhile, which is why it starts first and is judged last.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from leitstern.bus.interfaces import ACCESS_TOPIC
from leitstern.live import protocol
from leitstern.live.limits import Limits
from leitstern.plan.document import canonical_json
from tests.fuzz.hostile import content
from tests.fuzz.oracle import YJS_HOME, Yjs
from tests.interop.node_peer import HERE, NodePeer, need_node
from tests.patience import PATIENCE
from tests.ports import keep_port
from tests.unit.live import documents
from tests.wire.browser import Browser, browsing
from tests.wire.server import ORIGIN, Running, serving

ALONE_SECONDS = 75.0
SEEDS = range(187, 191)
"""The first was refused while the browser undid as Yjs does (docs/decisions/0030-the-gate.md)."""
COOKIE = "leitstern=anna.editor.s1"
ROOT = Path(__file__).resolve().parents[2]
HONEST = Path(documents.__file__).parent / "honest.mjs"


@dataclass
class Alone:
    """A stock provider that nobody writes to, in a document of its own server."""

    peer: subprocess.Popen[str]
    since: float

    def do(self, command: str, **values: Any) -> Any:
        assert self.peer.stdin is not None and self.peer.stdout is not None
        print(json.dumps({"command": command, **values}), file=self.peer.stdin, flush=True)
        return json.loads(self.peer.stdout.readline())["answer"]


@pytest.fixture(scope="module", autouse=True)
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    node = need_node()
    server = _started([sys.executable, "tests/wire/server.py", tmp_path_factory.mktemp("alone")])
    port = json.loads(_first_line(server.stdout))["port"]
    url = f"ws://127.0.0.1:{port}/sync"
    options = {"server": url, "document": "doc_shared", "cookie": COOKIE, "origin": ORIGIN}
    one = Alone(_started([node, HERE / "peer.mjs", json.dumps(options)]), time.monotonic())
    one.do("synced")
    yield one
    for process in (one.peer, server):
        process.communicate(timeout=PATIENCE)


def _started(command: list[Any]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'server'}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _first_line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline()


async def joined(server: Running, longest: int) -> NodePeer:
    origin = f"http://127.0.0.1:{server.port}"
    peer = await NodePeer.start(origin, "doc_shared", COOKIE, page=ORIGIN, longest=longest)
    await peer.do("synced")
    return peer


def honest_work(seed: int) -> dict[str, Any]:
    what = "undoing" if seed % 2 == 0 else "everything"
    done = subprocess.run(
        [need_node(), HONEST, str(seed), "300", YJS_HOME, "ours", what],
        capture_output=True,
        text=True,
        check=True,
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
    yjs = Yjs()
    try:
        for seed in SEEDS:
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


async def test_the_stock_provider_stops_for_good_on_a_final_code(tmp_path: Path):
    """RIGHT-1, WIRE-1"""
    async with serving(tmp_path) as server:
        peer = await joined(server, longest=200)
        removed = json.dumps({"kind": "participant_removed", "participant": "anna"}).encode()
        await server.bus.publish(ACCESS_TOPIC, removed)
        await peer.do("closed", code=4403)
        await asyncio.sleep(2)  # ten times its longest pause
        assert len((await peer.do("seen"))["attempts"]) == 1
        await peer.end()


async def test_the_stock_provider_comes_back_after_a_temporary_code(tmp_path: Path):
    """LIFE-1"""
    port = keep_port()
    async with serving(tmp_path, port=port) as server:
        peer = await joined(server, longest=300)
    await peer.do("closed", code=1012)
    await peer.do("insert", root="notes", at=0, text="written meanwhile")
    async with serving(tmp_path, port=port) as server:
        await peer.do("synced")
        await until_reads(server, "written meanwhile")
    await peer.end()


async def until_reads(server: Running, words: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while (await server.rooms.read("doc_shared")).data["notes"] != words:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_the_stock_provider_is_alone_for_75_seconds_without_a_reconnect(alone: Alone):
    """WIRE-7"""
    await asyncio.sleep(max(0.0, alone.since + ALONE_SECONDS - time.monotonic()))
    seen = alone.do("seen")
    assert (seen["connections"], seen["failures"], seen["closes"], seen["synced"]) == (1, 0, [], True)
    assert len(seen["attempts"]) == 1
