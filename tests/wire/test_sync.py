"""Browsers that edit one document: the updates they receive and the answers to their messages."""

from __future__ import annotations

from pathlib import Path

from pycrdt import Map, Text

from leitstern.live.gate.gate import Examined, Gate
from leitstern.live.wire import protocol
from leitstern.live.wire.encoding import varuint
from tests.unit.live.documents import emitted, item, typed, update
from tests.wire.browser import blank, browsing, text, until
from tests.wire.log_wrappers import Held
from tests.wire.server import Running, serving


async def test_two_browsers_converge_and_both_get_acks(server: Running):
    """ACK-1: n counts every sync message, from 1."""
    async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2") as ben:
        await anna.edit(typed("Größe 😀"))
        await ben.wait(lambda: text(ben.doc) == "Größe 😀")
        await ben.edit(lambda d: d.get("opportunities", type=Map).update({"o": Map({"title": Text("Öl")})}))
        await anna.wait(lambda: anna.doc.get("opportunities", type=Map).to_py() == {"o": {"title": "Öl"}})
        for browser in (anna, ben):
            await browser.saved()
            assert browser.sent == 3, "step 1, the answer to the server's, one edit"
        state = await server.rooms.read("doc_shared")
        assert (state.seq, state.data["notes"]) == (2, "Größe 😀")


async def test_the_first_message_is_a_welcome(server: Running):
    """WIRE-2"""
    async with browsing(server.url, "vera.viewer.s3") as vera:
        (welcome,) = vera.welcomes
        assert welcome.pop("now_ms") > 1_700_000_000_000
        assert welcome == {"role": "viewer", "epoch": 1, "shape": 1, "seq": 0, "participant": "vera"}


async def test_a_stock_client_gets_sync_and_awareness_only(server: Running):
    """WIRE-1: the test client fails on any other message."""
    async with browsing(server.url, extended=False) as stock, browsing(server.url, "ben.editor.s2") as ben:
        await stock.edit(typed("hello"))
        await ben.wait(lambda: text(ben.doc) == "hello")
        await ben.present(7, 1, {"at": {"section": "goals"}})
        await stock.wait(lambda: 7 in stock.people)
        assert (stock.welcomes, stock.acked) == ([], 0)


async def test_an_editor_is_asked_for_offline_changes_including_deletions(server: Running):
    """WIRE-10"""
    async with browsing(server.url, doc=blank(5)) as anna:
        await anna.edit(typed("abc"))
        await anna.saved()
        document = anna.doc
    del document.get("notes", type=Text)[0:1]
    async with browsing(server.url, doc=document) as anna, browsing(server.url, "vera.viewer.s3") as vera:
        await vera.wait(lambda: text(vera.doc) == "bc")
        await anna.saved()
        assert vera.step1s == 0


async def test_a_message_that_changes_nothing_is_acknowledged_too(server: Running):
    """ACK-2"""
    async with browsing(server.url) as anna:
        await anna.edit(typed("abc"))
        await anna.saved()
        n = await anna.send_update(anna.doc.get_update())
        await anna.saved(n)
        assert (anna.seq, (await server.rooms.read("doc_shared")).seq) == (1, 1)


async def test_step_1_is_answered_with_missing_updates(server: Running):
    """WIRE-6"""
    async with browsing(server.url) as anna:
        await anna.edit(typed("abc"))
        await anna.saved()
    async with browsing(server.url, "ben.editor.s2", doc=anna.doc) as ben:
        assert text(ben.doc) == "abc"
    async with browsing(server.url, "ben.editor.s2", greet=False) as ben:
        await ben.send_sync(protocol.step1(varuint(2**28)))
        await ben.wait(lambda: ben.rejected == [(1, "shape")] or len(ben.rejected) > 0)
        await ben.hello()
        await ben.wait(lambda: text(ben.doc) == "abc")


async def test_a_gap_is_answered_with_step_1_and_delays_later_acks(server: Running):
    """GATE-2, ACK-4"""
    async with browsing(server.url, doc=blank(5)) as anna:
        await anna.saved()
        anna.answers = False
        asked = anna.step1s
        anna.doc.get("notes", type=Text).insert(0, "lost on the way ")
        n = await anna.edit(typed("x"))
        await anna.wait(lambda: anna.step1s == asked + 1)
        m = await anna.edit(lambda d: d.get("meta", type=Map).update({"k": 1}))
        other = await anna.send_update(anna.doc.get_update())
        await server.rooms.edit("doc_shared", "server", lambda d: d.get("title", type=Text).insert(0, "T"))
        await anna.wait(lambda: text(anna.doc, "title") == "T")
        assert anna.acked < n < m < other
        await anna.send_sync(protocol.step2(anna.doc.get_update()))
        await anna.saved()
        assert (await server.rooms.read("doc_shared")).data["notes"].endswith("lost on the way ")


async def test_updates_during_a_commit_form_one_transaction_with_all_authors(tmp_path: Path):
    """ACK-7"""
    log = Held()
    log.may_append.clear()
    async with (
        serving(tmp_path, log=log.around) as server,
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
    ):
        await anna.edit(typed("first "))
        room = server.room()
        await until(lambda: room.document.is_ahead)
        for letter in "abc":
            await anna.edit(typed(letter))
            await ben.edit(lambda d: d.get("meta", type=Map).update({"k": 1}))
        await anna.socket.ping()
        await ben.socket.ping()
        await until(lambda: room.document.waiting >= 6)
        log.may_append.set()
        await anna.saved()
        await ben.saved()
        first, second = (await server.store.log.load("doc_shared")).updates
        assert [a.participant for a in first.authors] == ["anna"]
        assert {a.participant for a in second.authors} == {"anna", "ben"}
        assert {a.n for a in second.authors} == {anna.sent, ben.sent}


async def test_a_server_edit_is_live_and_a_failed_one_changes_nothing(server: Running):
    """GATE-8"""
    async with browsing(server.url) as anna:
        await server.rooms.edit("doc_shared", "server", lambda d: d.get("notes", type=Text).insert(0, "hi"))
        await anna.wait(lambda: text(anna.doc) == "hi")

        def half(document) -> None:
            document.get("notes", type=Text).insert(0, "never")
            raise LookupError("on the way")

        try:
            await server.rooms.edit("doc_shared", "server", half)
        except LookupError as error:
            assert str(error) == "on the way"
        else:
            raise AssertionError("the error has to come out")
        await anna.edit(typed("!"))
        await anna.saved()
        assert (await server.rooms.read("doc_shared")).data["notes"] == "!hi"


async def test_a_library_panic_closes_only_the_sender(server: Running, monkeypatch):
    """GATE-8: here the gate accepts everything, and a client makes pycrdt panic."""
    blind = update(5, 0, [item(4, b"\x00", root="notes")])
    examine = Gate.examine

    def nodding(self, data: bytes, *rest, **named):
        return Examined() if data == blind else examine(self, data, *rest, **named)

    monkeypatch.setattr(Gate, "examine", nodding)
    async with browsing(server.url, doc=blank(5)) as anna, browsing(server.url, "ben.editor.s2") as ben:
        await anna.edit(typed("abc"))
        await anna.saved()
        n = await ben.send_update(blind)
        await anna.edit(typed("d"))
        await ben.wait(lambda: (n, "damaging") in ben.rejected)
        await anna.saved()
        await ben.wait(lambda: text(ben.doc) == "dabc")
        await ben.edit(typed("e"))
        await anna.wait(lambda: text(anna.doc) == "edabc")


async def test_fragments_and_control_frames_between_them_work(server: Running):
    """WIRE-9"""
    async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2") as ben:
        (words,) = emitted(anna.doc, typed("in three parts"))
        message = protocol.update(words)

        async def parts():
            for at in range(0, len(message), 9):
                yield message[at : at + 9]
                pong = await anna.socket.ping()
                await pong

        anna.sent += 1
        await anna.socket.send(parts())
        await ben.wait(lambda: text(ben.doc) == "in three parts")
        await anna.saved()
