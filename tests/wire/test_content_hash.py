"""Content hashes: browsers that lag behind, and browsers with different content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pycrdt import Map, Text

from leitstern.live.room.divergence import content_hash
from leitstern.live.wire import protocol
from leitstern.live.wire.encoding import varbytes, varuint
from tests.unit.live.documents import typed
from tests.unit.live.gate.forged import OTHERWISE, TO_AND_FRO, Sent
from tests.wire.browser import Browser, blank, browsing, text
from tests.wire.server import ROOTS, Running, serving


def held(document: Any) -> bytes:
    """The hash of a client's content, computed independently."""
    kinds = {"map": Map, "text": Text}
    roots = {
        name: document.get(name, type=kinds[kind]) for name, kind in ROOTS["shared"].items() if kind in kinds
    }
    return content_hash(
        {name: str(root) if isinstance(root, Text) else root.to_py() for name, root in roots.items()}
    )


async def tell(browser: Browser, digest: bytes, seq: int = 0) -> None:
    await browser.socket.send(varuint(protocol.MessageType.HASH) + varuint(seq) + varbytes(digest))


async def settled(browser: Browser) -> None:
    """Waits until the server has read all earlier messages of this client."""
    n = await browser.send_sync(protocol.update(b"\x00\x00"))
    await browser.saved(n)


def counted(server: Running, name: str) -> float:
    return server.rooms.metrics.registry.get_sample_value(f"leitstern_{name}_total") or 0.0


async def test_a_client_with_equal_content_gets_no_message(server: Running):
    """HASH-1, HASH-3"""
    async with browsing(server.url, doc=blank(5)) as anna, browsing(server.url, "ben.viewer.s2") as ben:
        await anna.edit(typed("Größe 😀"))
        await anna.edit(lambda d: d["opportunities"].update({"a": Map({"n": 0.1, "b": 3e9, "t": Text("x")})}))
        await anna.saved()
        await ben.wait(lambda: "a" in ben.doc["opportunities"])
        assert held(anna.doc) == held(ben.doc) != held(blank())
        for browser in (anna, ben):
            await tell(browser, held(browser.doc))
            await settled(browser)
        assert counted(server, "content_checks") == 2
        assert (anna.hashes, ben.hashes, counted(server, "divergences")) == ([], [], 0)


async def test_a_late_client_gets_the_missing_updates_then_the_hash(server: Running):
    """HASH-1"""
    async with browsing(server.url, doc=blank(5)) as anna, browsing(server.url, "ben.editor.s2") as ben:
        late = held(ben.doc)
        await anna.edit(typed("news"))
        await anna.saved()
        await tell(ben, late)
        await ben.wait(lambda: ben.hashes)
        assert ben.hashes == [(1, held(ben.doc))]
        assert counted(server, "divergences") == 0


async def test_a_diverged_client_with_the_last_seq_is_notified_and_counted(server: Running):
    """HASH-1"""
    async with browsing(server.url, doc=blank(5)) as anna, browsing(server.url, "ben.editor.s2") as ben:
        await anna.edit(typed("the words"))
        await anna.saved()
        await ben.wait(lambda: text(ben.doc) == "the words")
        await tell(ben, held(blank()), 0)
        await ben.wait(lambda: ben.hashes)
        seq, digest = ben.hashes[0]
        assert (digest, counted(server, "divergences")) == (held(anna.doc), 0), "it may have been late"
        await tell(ben, held(blank()), seq)
        await ben.wait(lambda: len(ben.hashes) == 2)
        assert (ben.hashes[1], counted(server, "divergences")) == ((seq, digest), 1)


async def test_a_client_without_state_gets_the_whole_document(server: Running):
    """HASH-2"""
    async with browsing(server.url, doc=blank(5)) as anna:
        await anna.edit(typed("the words"))
        await anna.saved()
        async with browsing(server.url, "ben.editor.s2", doc=blank()) as ben:
            await ben.wait(lambda: text(ben.doc) == "the words")
            assert held(ben.doc) == held(anna.doc)


async def test_hashing_of_a_busy_document_is_rate_limited(tmp_path: Path):
    """HASH-4"""
    async with serving(tmp_path) as server, browsing(server.url) as anna:
        for _ in range(5):
            await anna.edit(typed("x"))
            await anna.saved()
            await tell(anna, held(anna.doc))
        await settled(anna)
        assert counted(server, "content_checks") == 1


async def test_a_stock_client_has_no_such_message(server: Running):
    """HASH-4"""
    async with browsing(server.url, extended=False) as stock:
        await tell(stock, b"x" * 32)
        await stock.wait(lambda: stock.closed == 4400)


async def forge(server: Running, forged: Sent) -> None:
    """Two participants with custom programs send these updates in turn."""
    async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2") as ben:
        await anna.saved()
        await ben.saved()
        for update, who in forged:
            sender = anna if who == "anna" else ben
            await sender.send_update(update)
            await sender.saved()
        assert anna.rejected == ben.rejected == []


async def test_with_forged_order_the_server_adopts_the_order_of_a_fresh_load(server: Running):
    """HASH-1: new clients agree, and nothing is sent to anybody."""
    await forge(server, OTHERWISE)
    async with browsing(server.url, "cleo.editor.s3") as cleo, browsing(server.url, "dan.viewer.s4") as dan:
        await cleo.saved()
        before = (await server.rooms.read("doc_shared")).data["notes"]
        assert text(cleo.doc) == text(dan.doc) != before
        await tell(cleo, held(cleo.doc))
        await cleo.wait(lambda: cleo.hashes)
        received = cleo.step2s
        await tell(cleo, held(cleo.doc), cleo.hashes[0][0])
        await settled(cleo)
        assert (await server.rooms.read("doc_shared")).data["notes"] == text(cleo.doc)
        for browser in (cleo, dan):
            await tell(browser, held(browser.doc))
            await browser.present(browser.doc.client_id, 1, {})
            await browser.wait(lambda b=browser: b.doc.client_id in b.people)  # type: ignore[misc]
        assert (cleo.step2s, len(cleo.hashes), dan.hashes) == (received, 1, [])
        assert counted(server, "divergences") == 1


async def test_with_an_unstable_order_only_the_hash_is_sent(server: Running):
    """HASH-1: what a browser makes of it is its own business."""
    await forge(server, TO_AND_FRO)
    async with browsing(server.url, "cleo.editor.s3") as cleo:
        await cleo.saved()
        received = cleo.step2s
        await tell(cleo, b"?" * 32)
        await cleo.wait(lambda: cleo.hashes)
        for told in range(2, 12):
            await tell(cleo, b"?" * 32, cleo.hashes[0][0])
            await cleo.wait(lambda n=told: len(cleo.hashes) == n)  # type: ignore[misc]
        assert cleo.step2s == received and cleo.closed is None
        await cleo.edit(typed("on"))
        await cleo.saved()
