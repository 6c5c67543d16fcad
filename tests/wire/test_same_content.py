"""Hashes of content: browsers that are late, and one that really holds something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pycrdt import Map, Text

from leitstern.live import divergence, protocol
from leitstern.live.divergence import content_hash
from leitstern.live.wire import varbytes, varuint
from tests.unit.live.documents import typed
from tests.unit.live.forged import OTHERWISE, TO_AND_FRO, Sent
from tests.wire.browser import Browser, blank, browsing, text
from tests.wire.server import ROOTS, Running, serving


def held(document: Any) -> bytes:
    """The hash of what a client holds, by its own means."""
    kinds = {"map": Map, "text": Text}
    roots = {
        name: document.get(name, type=kinds[kind]) for name, kind in ROOTS["shared"].items() if kind in kinds
    }
    return content_hash(
        {name: str(root) if isinstance(root, Text) else root.to_py() for name, root in roots.items()}
    )


async def tell(browser: Browser, digest: bytes, seq: int = 0, *, insists: bool = False) -> None:
    kind = protocol.MessageType.DIFFERS if insists else protocol.MessageType.HASH
    await browser.socket.send(varuint(kind) + varuint(seq) + varbytes(digest))


async def settled(browser: Browser) -> None:
    """The server has read everything that this client sent before."""
    n = await browser.send_sync(protocol.update(b"\x00\x00"))
    await browser.saved(n)


def counted(server: Running, name: str) -> float:
    return server.rooms.metrics.registry.get_sample_value(f"leitstern_{name}_total") or 0.0


async def test_who_holds_the_same_hears_nothing(server: Running):
    """HASH-1, HASH-4"""
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


async def test_who_is_late_is_told_the_hash_behind_what_was_missing(server: Running):
    """HASH-1"""
    async with browsing(server.url, doc=blank(5)) as anna, browsing(server.url, "ben.editor.s2") as ben:
        late = held(ben.doc)
        await anna.edit(typed("news"))
        await anna.saved()
        await tell(ben, late)
        await ben.wait(lambda: ben.hashes)
        assert ben.hashes == [(1, held(ben.doc))]
        assert counted(server, "divergences") == 0


async def test_who_holds_something_else_gets_everything_again_and_is_counted(server: Running):
    """HASH-2, HASH-5"""
    async with browsing(server.url, doc=blank(5)) as anna, browsing(server.url, "ben.editor.s2") as ben:
        await anna.edit(typed("the words"))
        await anna.saved()
        await ben.wait(lambda: text(ben.doc) == "the words")
        ben.doc = blank()
        await tell(ben, held(ben.doc))
        await ben.wait(lambda: ben.hashes)
        seq, digest = ben.hashes[0]
        assert digest == held(anna.doc)
        await tell(ben, held(ben.doc), seq + 1, insists=True)
        await tell(ben, held(ben.doc), seq, insists=True)
        await ben.wait(lambda: text(ben.doc) == "the words")
        await tell(ben, b"?" * 32, seq, insists=True)
        await settled(ben)
        assert counted(server, "divergences") == 1, "neither of another moment nor again at once"


async def test_a_document_that_changes_all_the_time_is_not_hashed_all_the_time(tmp_path: Path):
    """HASH-5"""
    async with serving(tmp_path) as server, browsing(server.url) as anna:
        for _ in range(5):
            await anna.edit(typed("x"))
            await anna.saved()
            await tell(anna, held(anna.doc))
        await settled(anna)
        assert counted(server, "content_checks") == 1


async def test_a_stock_client_has_no_such_message(server: Running):
    """HASH-5"""
    async with browsing(server.url, extended=False) as stock:
        await tell(stock, b"x" * 32)
        await stock.wait(lambda: stock.closed == 4400)


async def forge(server: Running, forged: Sent) -> None:
    """Two insiders with programs of their own send these, one after the other."""
    async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2") as ben:
        await anna.saved()
        await ben.saved()
        for update, who in forged:
            sender = anna if who == "anna" else ben
            await sender.send_update(update)
            await sender.saved()
        assert anna.rejected == ben.rejected == []


async def test_where_order_was_forged_the_server_takes_that_of_who_opens_the_document(server: Running):
    """HASH-2: newcomers are right, and nobody is sent anything."""
    await forge(server, OTHERWISE)
    async with browsing(server.url, "cleo.editor.s3") as cleo, browsing(server.url, "dan.viewer.s4") as dan:
        await cleo.saved()
        before = (await server.rooms.read("doc_shared")).data["notes"]
        assert text(cleo.doc) == text(dan.doc) != before
        await tell(cleo, held(cleo.doc))
        await cleo.wait(lambda: cleo.hashes)
        received = cleo.step2s
        await tell(cleo, held(cleo.doc), cleo.hashes[0][0], insists=True)
        await settled(cleo)
        assert (await server.rooms.read("doc_shared")).data["notes"] == text(cleo.doc)
        for browser in (cleo, dan):
            await tell(browser, held(browser.doc))
            await browser.present(browser.doc.client_id, 1, {})
            await browser.wait(lambda b=browser: b.doc.client_id in b.people)  # type: ignore[misc]
        assert (cleo.step2s, len(cleo.hashes), dan.hashes) == (received, 1, [])
        assert counted(server, "divergences") == 1


async def test_where_order_never_rests_the_asking_ends(server: Running, monkeypatch):
    """HASH-5: whoever insists gets the document three times, and no more."""
    monkeypatch.setattr(divergence, "APART_SECONDS", 0.0)
    await forge(server, TO_AND_FRO)
    async with browsing(server.url, "cleo.editor.s3") as cleo:
        await cleo.saved()
        received = cleo.step2s
        for clock in range(10):
            cleo.hashes.clear()
            await tell(cleo, b"?" * 32)
            await cleo.wait(lambda: cleo.hashes)
            await tell(cleo, b"?" * 32, cleo.hashes[0][0], insists=True)
            await cleo.present(cleo.doc.client_id, clock + 1, {"n": clock})
            await cleo.wait(lambda n=clock: n == cleo.people.get(cleo.doc.client_id, {}).get("n"))  # type: ignore[misc]
        assert cleo.step2s == received + 3 and cleo.closed is None
        await cleo.edit(typed("on"))
        await cleo.saved()
