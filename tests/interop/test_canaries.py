"""What the other side's programs receive: every byte over real sockets, around a server that is killed.

One side fills its room, a text in every field, moves items to the table and back; the other side reads with
our Python client and with the stock y-websocket provider. The pages are in tests/pages/test_canaries.py, the
browser is in tests/browser/test_table.py.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

import leitstern.client
from leitstern.client import LivePlan
from leitstern.client.live_document import LiveDocument
from leitstern.commands.command import CommandRefused
from leitstern.errors import NotFound
from leitstern.plan import edits
from leitstern.plan.generated import Side
from tests.browser.server import DemoServer
from tests.canaries import ID, SIDES, leaks, other, plant, private_kinds, record_id, secret, tabled_kinds
from tests.interop.node_peer import NodePeer, need_node
from tests.patience import PATIENCE

READ = ("shared", "record")
LINKED = f"goal_{ID}linked"
"""A private goal that is never on the table, with a link from an item that is."""


@dataclass
class Reader:
    """The other side, with both clients on both documents, and with what they asked over HTTP."""

    plan: LivePlan
    peers: list[NodePeer]
    received: list[bytes] = field(default_factory=list)

    async def has(self, kind: str, item: str) -> None:
        await self.plan.until(lambda seen: any(one.id == item for one in seen.records[kind]), PATIENCE)
        await self.peers[0].do("has", root=kind, id=item)

    async def everything(self) -> bytes:
        told = [base64.b64decode(await peer.do("received")) for peer in self.peers]
        assert min(map(len, told)) > 0 and self.received
        return b"\n".join([*told, *self.received])

    async def connected_again(self) -> None:
        for peer in self.peers:
            await peer.do("synced")
        await self.plan.shared.loaded(PATIENCE)


@asynccontextmanager
async def reading(server: DemoServer, side: Side, heard: dict[str, list[bytes]]) -> AsyncIterator[Reader]:
    """Joins as the side that must not hear the other one's secrets."""
    async with AsyncExitStack() as stack:
        plan = await stack.enter_async_context(await joined(server, side))
        await plan.document("record", PATIENCE)
        secret_id = server.announced["documents"][other(side)]
        peers = []
        for document in (*(plan.entry.documents[kind] for kind in READ), secret_id):
            peer = await NodePeer.start(server.url, document, plan.entry.cookie)
            stack.push_async_callback(peer.end)
            await peer.do("refused" if document == secret_id else "synced")
            peers.append(peer)
        with pytest.raises(NotFound):
            await plan.document(other(side), PATIENCE)
        with pytest.raises(InvalidStatus) as refusal:
            address = f"{server.url.replace('http', 'ws', 1)}/sync/{secret_id}"
            await connect(address, additional_headers={"Cookie": plan.entry.cookie})
        heard.setdefault(plan.entry.cookie, []).append(bytes(refusal.value.response.body or b""))
        yield Reader(plan, peers[: len(READ)], heard.setdefault(plan.entry.cookie, []))


async def joined(server: DemoServer, side: Side) -> LivePlan:
    if side == "customer":
        return await leitstern.client.join(server.customer_link, name="Petra Weber")
    return await leitstern.client.join(server.member_link, plan_id=str(server.announced["plan_id"]))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[bytes]]:
    """Every frame that our client receives, by the cookie of the participant."""
    found: dict[str, list[bytes]] = {}
    hear: Callable[[LiveDocument, bytes], None] = LiveDocument._hear

    def recorded(document: LiveDocument, data: bytes) -> None:
        found.setdefault(document._address[2], []).append(bytes(data))
        hear(document, data)

    monkeypatch.setattr(LiveDocument, "_hear", recorded)
    return found


async def test_no_client_of_the_other_side_receives_a_word(
    tmp_path: Path, heard: dict[str, list[bytes]]
) -> None:
    """Of an item that was on the table unseen an id without meaning stays: a CRDT keeps its maps' keys."""
    need_node()
    server = DemoServer(tmp_path)
    server.start()
    try:
        for side in SIDES:
            async with await joined(server, side) as owner:
                await nobody_of_the_other_side_is_there(server, owner, side)
                async with reading(server, other(side), heard) as reader:
                    await while_they_look(server, owner, reader, side)
                    never_tabled = set(private_kinds(side)) - set(tabled_kinds(side))
                    ids = [record_id(side, kind) for kind in never_tabled]
                    assert leaks(await reader.everything(), secret(side), *ids, LINKED) == []
                    own = await owner.document(side)
                    assert secret(side, "remarks", "text").encode() in own.doc.get_update(), "it was there"
    finally:
        server.stop()


async def nobody_of_the_other_side_is_there(server: DemoServer, owner: LivePlan, side: Side) -> None:
    """Items of every kind go to the table; the server dies; they are taken back."""
    room = await owner.document(side, PATIENCE)
    plant(room.doc, side)
    await room.saved(PATIENCE)
    for kind in tabled_kinds(side):
        await owner.command("item.put_on_table", kind=kind, item_id=record_id(side, kind))
    server.kill()
    server.start()
    await owner.saved(PATIENCE)
    for kind in tabled_kinds(side):
        await owner.command("item.take_back", item_id=record_id(side, kind))


async def while_they_look(server: DemoServer, owner: LivePlan, reader: Reader, side: Side) -> None:
    """An item with private links and notes goes to the table before their eyes; then the server dies."""
    room = await owner.document(side)
    edits.add_record(room.doc, "goals", {"title": secret(side, "linked")}, LINKED, document=side)
    linked = {"serves": [LINKED]}
    item = edits.add_record(room.doc, "actions", {"title": "Für beide", **linked}, document=side)
    edits.add_record(room.doc, "remarks", {"text": secret(side, "late"), "about": item}, document=side)
    await room.saved(PATIENCE)
    await owner.command("item.put_on_table", kind="actions", item_id=item)
    await reader.has("actions", item)
    with pytest.raises(CommandRefused):
        await owner.command("item.take_back", item_id=item)
    server.kill()
    server.start()
    await reader.connected_again()
    edits.set_root_text(owner.doc, "purpose", "Nach dem Neustart")
    await owner.saved(PATIENCE)
    await reader.plan.until(lambda seen: seen.purpose == "Nach dem Neustart", PATIENCE)
    await reader.peers[0].do("reads", root="purpose", text="Nach dem Neustart")
    headers = {"cookie": reader.plan.entry.cookie}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=PATIENCE) as browser:
        for path in ("", "/news", "/overview", "/measures", "/own-measures", "/print"):
            answer = await browser.get(f"/plans/{reader.plan.entry.plan_id}{path}")
            reader.received.append(answer.content)
            assert answer.status_code == 200
