"""The cost of large updates is charged before processing: a few people cannot block a document for others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from leitstern.errors import UpdateRefused
from leitstern.live.document.known_deletions import KnownDeletions
from leitstern.live.document.replica import Replica
from leitstern.live.gate.update_reader import count_parts, read_update
from leitstern.live.limits import Limits
from leitstern.live.wire.encoding import varuint
from leitstern.store.interfaces import Append, Author
from tests.unit.live.documents import emitted, typed
from tests.wire.browser import Browser, blank, browsing, text, until
from tests.wire.server import Admission, Running, serving

RANGES = 20_000
PRICE = RANGES * 0.003
LIMITS = Limits(message_burst=100, messages_per_second=0.01)
"""One set of deletions costs 60 of 100 tokens: a second one fits, a third does not."""
WRITER = 77


def deletions(first: int, count: int = RANGES) -> bytes:
    """Every second character from `first` on, each as a separate range."""
    ranges = b"".join(varuint(first + 2 * n) + varuint(1) for n in range(count))
    return varuint(0) + varuint(1) + varuint(WRITER) + varuint(count) + ranges


@asynccontextmanager
async def a_large_text(folder: Path, limits: Limits = LIMITS) -> AsyncIterator[Running]:
    (written,) = emitted(blank(WRITER), typed("a" * 4 * RANGES))
    async with serving(folder, limits) as server:
        author = [Author("author", "c", 1)]
        append = Append("doc_shared", 1, 0, written, author, {WRITER: "author"})
        await server.store.log.append([append])
        yield server


async def come_by_link(server: Running, stack: AsyncExitStack, number: int) -> list[Browser]:
    """So many new guests of one group link."""

    async def admit(cookie: str | None, document_id: str) -> Admission:
        admission = await server.door.admit(cookie, document_id)
        is_guest = admission.participant_id.startswith("guest")
        return Admission(**vars(admission) | {"newcomers_link": "inv_1" if is_guest else ""})

    server.door.admission = admit
    return [
        await stack.enter_async_context(browsing(server.url, f"guest{n}.editor.s{n}")) for n in range(number)
    ]


async def test_new_guests_of_one_link_share_one_budget(tmp_path: Path):
    """FLOW-5: eight guests with fourteen sets of deletions each once blocked everybody for twelve seconds."""
    async with a_large_text(tmp_path) as server, browsing(server.url, "anna.editor.s1") as anna:
        async with AsyncExitStack() as stack:
            guests = await come_by_link(server, stack, 8)
            for n, guest in enumerate(guests):
                for m in range(14):
                    guest.socket.transport.write(framed(b"\x00\x02", deletions(1 + 2 * n + 16 * m)))
            await until(lambda: all(guest.closed == 1013 for guest in guests))
        assert len(text(anna.doc)) >= 4 * RANGES - 2 * RANGES
        await anna.edit(typed("on and on " * 100))
        await anna.saved()
        assert anna.closed is None


async def test_an_exhausted_document_budget_still_allows_a_large_paste_of_others(tmp_path: Path):
    """FLOW-5: when the document's budget is empty, participants with small usage continue, those with
    large usage wait.
    """
    async with a_large_text(tmp_path) as server:
        heavy = [f"heavy{n}.editor.s{n}" for n in range(4)]
        async with AsyncExitStack() as stack:
            people = [await stack.enter_async_context(browsing(server.url, who)) for who in heavy]
            for n, one in enumerate(people):
                await one.send_update(deletions(n, RANGES - n))
                await one.saved()
            anna = await stack.enter_async_context(browsing(server.url, "anna.editor.s1"))
            await anna.edit(typed("a paste " * 1000))
            await anna.saved()
            await people[-1].send_update(deletions(40, RANGES - 40))
            await people[-1].wait(lambda: people[-1].closed == 1013)
            assert anna.closed is None


async def test_keystrokes_are_never_delayed_by_others_budgets(tmp_path: Path):
    """FLOW-5"""
    async with a_large_text(tmp_path) as server, AsyncExitStack() as stack:
        first, second = await come_by_link(server, stack, 2)
        for n in range(2):
            await first.send_update(deletions(n, RANGES - n))
        await first.saved()
        await second.edit(typed("k"))
        await second.saved()
        await second.edit(typed("paste " * 100))
        await second.wait(lambda: second.closed == 1013)


async def test_known_deletions_cost_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """FLOW-5: every reconnecting browser sends all deletions of the document; only the first copy is
    processed.
    """
    applied: list[int] = []
    apply = Replica.apply

    def counting(replica: Replica, updates, *rest):
        applied.extend(len(incoming.update) for incoming in updates)
        return apply(replica, updates, *rest)

    monkeypatch.setattr(Replica, "apply", counting)
    async with a_large_text(tmp_path) as server, AsyncExitStack() as stack:
        people = [
            await stack.enter_async_context(browsing(server.url, f"anna.editor.s{n}")) for n in range(6)
        ]
        for one in people:
            await one.send_update(deletions(0))
            await one.saved()
        assert sum(size > 1000 for size in applied) == 1
        for one in people[1:]:  # the first client sent its own content
            await one.wait(partial(_has_length, one, 3 * RANGES))
            assert one.closed is None


def _has_length(one: Browser, length: int) -> bool:
    return len(text(one.doc)) == length


def test_only_durable_and_recent_deletions_are_known():
    known, sets = KnownDeletions(), [deletions(n, 200) for n in range(20)]
    assert not known.holds(sets[0])
    for update in sets:
        known.remember(update)
    assert [known.holds(update) for update in sets] == [False] * 4 + [True] * 16
    (words,) = emitted(blank(5), typed("words " * 100))
    known.remember(words)
    assert not known.holds(words)


async def test_a_rebuilt_document_has_no_known_deletions(tmp_path: Path):
    """FLOW-5: the state it is rebuilt from may lack them."""
    async with a_large_text(tmp_path) as server, browsing(server.url, "anna.editor.s1") as anna:
        await anna.send_update(deletions(0))
        await anna.saved()
        document = server.room().document
        assert document.replica.known_deletions.holds(deletions(0))
        await document._rebuild()
        assert not document.replica.known_deletions.holds(deletions(0))


def test_counting_equals_parsing():
    for update in (b"\x00\x00", deletions(3, 70), emitted(blank(5), typed("words"))[0]):
        structs, ranges = count_parts(update)
        read = read_update(update)
        assert structs == sum(map(len, read.sections.values()))
        assert sum(map(len, read.deletions.values())) <= ranges <= 2 + sum(map(len, read.deletions.values()))
    for broken in (b"", b"\x01", b"\x01\x05\x07"):
        with pytest.raises(UpdateRefused):
            count_parts(broken)


def framed(head: bytes, update: bytes) -> bytes:
    """A masked frame with the whole message; the mask is all zeros."""
    message = head + varuint(len(update)) + update
    return b"\x82\xff" + len(message).to_bytes(8, "big") + b"\x00" * 4 + message
