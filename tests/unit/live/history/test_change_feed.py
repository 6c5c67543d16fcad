"""The change feed since a moment: the changes, their last author and time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leitstern.bus.in_memory import InMemoryBus
from leitstern.errors import NotFound
from leitstern.live.document.daemon_thread import run_in_daemon_thread
from leitstern.live.history import change_feed
from leitstern.live.history.change_feed import ChangeFeed, ChangeFeeds
from leitstern.live.limits import Limits
from leitstern.live.node.rooms import Rooms
from leitstern.plan import edits
from leitstern.plan.generated import ROOTS
from leitstern.store.sqlite import SqliteStore, open_sqlite
from tests.wire.server import seed

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
DOC = "doc_shared"


class Story:
    """A document whose edits happen an hour apart."""

    def __init__(self, store: SqliteStore, rooms: Rooms) -> None:
        self.store, self.rooms = store, rooms
        self.now = START
        self.feeds = ChangeFeeds(store.log, "shared", ROOTS["shared"])

    async def edit(self, author: str, change) -> datetime:
        self.now += timedelta(hours=1)
        await self.rooms.edit(DOC, author, change)
        return self.now

    async def since(self, moment: datetime) -> ChangeFeed:
        """Asked of feeds that remember what they found, and of new ones: both must say the same."""
        state = await self.rooms.read(DOC)
        feeds = ChangeFeeds(self.store.log, "shared", ROOTS["shared"])
        fresh = await feeds.since(DOC, moment, state.seq, state.data)
        kept = await self.feeds.since(DOC, moment, state.seq, state.data)
        assert kept == fresh
        return kept


@pytest.fixture
async def story(tmp_path: Path) -> AsyncIterator[Story]:
    times = {"now": START}
    store = open_sqlite(tmp_path / "x.db", lambda: made.now if made else times["now"])
    made: Story | None = None
    await store.database.write(seed)
    rooms = Rooms(store.log, InMemoryBus(), ROOTS, Limits())
    await rooms.start()
    made = Story(store, rooms)
    yield made
    await rooms.close()
    await store.close()


def opportunity(doc) -> None:
    edits.add_record(doc, "opportunities", {"title": "Ovens", "benefit_customer": 100.0}, "opp_1")


def benefit(amount: float):
    return lambda doc: edits.set_field(doc, "opportunities", "opp_1", "benefit_customer", amount)


async def test_a_change_has_old_and_new_value_author_and_time(story: Story) -> None:
    looked = await story.edit("anna", opportunity)
    at = await story.edit("ben", benefit(250.0))
    feed = await story.since(looked)
    (edit,) = feed.edits
    assert edit.difference.path == ("opportunities", "opp_1", "benefit_customer")
    assert (edit.difference.before, edit.difference.after) == (100, 250)
    assert (edit.participants, edit.at) == (("ben",), at)


async def test_a_change_names_the_last_author_of_the_value(story: Story) -> None:
    looked = await story.edit("anna", opportunity)
    await story.edit("ben", benefit(250.0))
    await story.edit("cleo", benefit(300.0))
    assert (await story.since(looked)).edits[0].participants == ("cleo",)


async def test_a_reverted_change_is_not_listed(story: Story) -> None:
    looked = await story.edit("anna", opportunity)
    await story.edit("ben", benefit(250.0))
    await story.edit("ben", benefit(100.0))
    assert (await story.since(looked)).edits == ()


async def test_a_text_change_has_an_author(story: Story) -> None:
    looked = await story.edit("anna", opportunity)
    await story.edit("ben", lambda doc: edits.set_field(doc, "opportunities", "opp_1", "title", "New ovens"))
    await story.edit("cleo", lambda doc: edits.set_root_text(doc, "purpose", "Half the downtime"))
    feed = await story.since(looked)
    assert [(edit.difference.path, edit.participants) for edit in feed.edits] == [
        (("purpose", "", ""), ("cleo",)),
        (("opportunities", "opp_1", "title"), ("ben",)),
    ]


async def test_a_new_record_is_one_change_by_its_creator(story: Story) -> None:
    looked = await story.edit("anna", lambda doc: edits.set_root_text(doc, "title", "Plan"))
    await story.edit("ben", opportunity)
    (edit,) = (await story.since(looked)).edits
    assert (edit.difference.what, edit.participants) == ("added", ("ben",))


async def test_before_the_first_change_everything_is_new(story: Story) -> None:
    await story.edit("anna", opportunity)
    feed = await story.since(START - timedelta(days=400))
    assert [edit.difference.what for edit in feed.edits] == ["added"]
    assert feed.upto_seq == 1


async def test_nothing_changed_since_now(story: Story) -> None:
    now = await story.edit("anna", opportunity)
    feed = await story.since(now)
    assert (feed.edits, feed.upto_seq) == ((), 1)


async def test_an_unknown_document_is_not_found(story: Story) -> None:
    with pytest.raises(NotFound):
        await story.feeds.since("doc_nobody", START, 1, {})


async def test_a_change_of_rich_text_has_its_author(story: Story) -> None:
    """pycrdt panics where rich text is observed as plain text."""
    looked = await story.edit("anna", lambda doc: edits.set_root_rich_text(doc, "rich_notes", "# A\n[ ] b"))
    await story.edit("ben", lambda doc: edits.set_root_rich_text(doc, "rich_notes", "# A\n[x] b"))
    (edit,) = (await story.since(looked)).edits
    assert (edit.difference.root, edit.participants) == ("rich_notes", ("ben",))


async def test_readers_who_looked_at_different_moments_are_told_alike(story: Story) -> None:
    """One journal of a document serves them all, also one who looked before it began."""
    first = await story.edit("anna", opportunity)
    later = await story.edit("ben", benefit(250.0))
    await story.edit("cleo", benefit(300.0))
    assert [edit.difference.before for edit in (await story.since(later)).edits] == [250]
    assert [edit.difference.before for edit in (await story.since(first)).edits] == [100]
    await story.edit("dora", lambda doc: edits.set_field(doc, "opportunities", "opp_1", "effort", 3))
    for moment, fields in ((first, ["benefit_customer", "effort"]), (later, ["benefit_customer", "effort"])):
        feed = await story.since(moment)
        assert sorted(edit.difference.field for edit in feed.edits) == fields
        assert {edit.participants for edit in feed.edits} == {("cleo",), ("dora",)}


async def test_only_new_updates_are_read_again(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = await story.edit("anna", opportunity)
    await story.edit("ben", benefit(250.0))
    await story.since(looked)
    read = []
    from_log = story.store.log.updates_after

    async def counted(document_id: str, seq: int, upto: int | None = None):
        read.append(seq)
        return await from_log(document_id, seq, upto)

    state = await story.rooms.read(DOC)
    monkeypatch.setattr(story.store.log, "updates_after", counted)
    monkeypatch.setattr(story.store.log, "at_moment", None)
    await story.feeds.since(DOC, looked, state.seq, state.data)
    assert read == []
    await story.edit("cleo", benefit(300.0))
    state = await story.rooms.read(DOC)
    await story.feeds.since(DOC, looked, state.seq, state.data)
    assert read == [2]


async def test_a_document_that_rested_while_others_were_asked_about_is_followed_on(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_feed, "FOLLOWED", 0)
    looked = await story.edit("anna", opportunity)
    await story.edit("ben", benefit(250.0))
    assert (await story.since(looked)).edits[0].participants == ("ben",)
    await story.rooms.edit("doc_supplier", "anna", opportunity)
    other = await story.rooms.read("doc_supplier")
    await story.feeds.since("doc_supplier", looked, other.seq, other.data)
    assert story.feeds._journals[DOC].follower is None
    await story.edit("cleo", lambda doc: edits.set_root_text(doc, "purpose", "Half the downtime"))
    feed = await story.since(looked)
    assert [edit.participants for edit in feed.edits] == [("cleo",), ("ben",)]


async def test_after_somebody_left_while_it_was_looked_for_nothing_is_missing(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = await story.edit("anna", opportunity)
    await story.edit("ben", benefit(250.0))
    await story.since(looked)
    at = await story.edit("cleo", benefit(300.0))
    state, work_of = await story.rooms.read(DOC), run_in_daemon_thread

    async def left(work: Callable[[], object]) -> None:
        await work_of(work)
        raise asyncio.CancelledError

    monkeypatch.setattr(change_feed, "run_in_daemon_thread", left)
    with pytest.raises(asyncio.CancelledError):
        await story.feeds.since(DOC, looked, state.seq, state.data)
    monkeypatch.setattr(change_feed, "run_in_daemon_thread", work_of)
    (edit,) = (await story.since(looked)).edits
    assert (edit.participants, edit.at) == (("cleo",), at)
