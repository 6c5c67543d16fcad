"""Stock Yjs and the server: the same edits give the same content, and the stock provider handles close codes.

Three Yjs documents of tests/unit/live/gate/honest.mjs edit maps, texts with emoji and umlauts, formats and
nested types, use the browser's undo module, receive each other's updates late, and reconnect with all their
changes at once. Every second seed mostly deletes and restores records. A failing seed can be repeated.

Meanwhile one provider is alone in its document for 40 s; it starts first and is checked last.
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
from leitstern.live.limits import Limits
from leitstern.live.wire import protocol
from leitstern.plan.document import canonical_json
from tests.fuzz.hostile import content
from tests.fuzz.oracle import YJS_HOME, Yjs
from tests.interop.node_peer import HERE, NodePeer, need_node
from tests.patience import PATIENCE
from tests.ports import keep_port
from tests.unit.live import documents
from tests.wire.browser import Browser, browsing
from tests.wire.server import ORIGIN, Running, serving

SEEDS = range(187, 191)
"""The first was refused when the browser used Yjs's undo (docs/decisions/0030-the-gate.md)."""
COOKIE = "leitstern=anna.editor.s1"
ROOT = Path(__file__).resolve().parents[2]
HONEST = Path(documents.__file__).parent / "gate" / "honest.mjs"


@dataclass
class Alone:
    """A stock provider alone in a document of a separate server."""

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
    """Sends in the order of writing; each person's run of messages goes without waits."""
    before = 0
    for who, data in sent:
        if who != before or choose.random() < 0.1:
            await browsers[before].saved()
        await browsers[who].send_update(base64.b64decode(data))
        before = who
    await browsers[before].saved()


async def replayed(folder: Path, seed: int, told: dict[str, Any]) -> tuple[str, bytes, list[tuple[int, str]]]:
    """Content and state of the server after everybody sent everything, some of it twice; and its refusals."""
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


async def test_yjs_and_the_server_have_the_same_content(tmp_path: Path):
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


async def test_the_stock_provider_stops_on_a_final_code(tmp_path: Path):
    """RIGHT-1, WIRE-1"""
    async with serving(tmp_path) as server:
        peer = await joined(server, longest=200)
        removed = json.dumps({"kind": "participant_removed", "participant": "anna"}).encode()
        await server.bus.publish(ACCESS_TOPIC, removed)
        await peer.do("stopped")
        seen = await peer.do("seen")
        assert (seen["closes"], len(seen["attempts"])) == ([4403], 1)
        await peer.end()


async def test_the_stock_provider_reconnects_after_a_temporary_code(tmp_path: Path):
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


def test_an_idle_stock_provider_does_not_reconnect(alone: Alone):
    """WIRE-7: it reconnects after 30 s of silence; the server sends something every 20 s."""
    while time.monotonic() - alone.since < 35:
        alone.do("hears", messages=1)
    seen = alone.do("seen")
    assert (seen["connections"], seen["failures"], seen["closes"], seen["synced"]) == (1, 0, [], True)
    assert len(seen["attempts"]) == 1
