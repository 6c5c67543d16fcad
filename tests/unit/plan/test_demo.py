"""The demo's two languages tell the same story, and the story is a plan worth showing."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from pycrdt import Doc

from leitstern.access.tokens import Keyring
from leitstern.demo import Language, seed, story, writing
from leitstern.demo.seed import CONTENTS
from leitstern.errors import Conflict
from leitstern.plan import measures
from leitstern.plan.document import plain, read_plan, read_side
from leitstern.store.sqlite import open_sqlite
from leitstern.store.tables import Member

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHARED = json.loads((Path(__file__).parents[3] / "schemas/shared.json").read_text("utf-8"))
LANGUAGES: list[Language] = ["de", "en"]


class MemoryRooms:
    """Documents in memory behind the two calls that the demo makes."""

    def __init__(self) -> None:
        self.docs: dict[str, Doc[Any]] = {}
        self.seqs: dict[str, int] = {}

    async def read(self, document_id: str) -> Any:
        return type("State", (), {"seq": self.seqs.get(document_id, 0)})()

    async def edit(self, document_id: str, author: str, change: Any) -> int:
        change(self.docs.setdefault(document_id, Doc()))
        self.seqs[document_id] = self.seqs.get(document_id, 0) + 1
        return self.seqs[document_id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_is_a_whole_and_valid_plan(language: Language) -> None:
    doc: Doc[Any] = Doc()
    writing.write_shared(doc, CONTENTS[language], TODAY)
    data = plain(doc, "shared")
    Draft202012Validator(SHARED, format_checker=FormatChecker()).validate(data)
    plan = read_plan(data)
    sizes = [len(part) for part in (plan.people, plan.opportunities, plan.goals, plan.actions)]
    assert sizes == [12, 8, 6, 20]
    assert (plan.skipped, plan.mended) == (0, 0)
    assert plan.header.horizon_end == TODAY.year + 2
    assert {person.side for person in plan.people} == {"supplier", "customer"}


@pytest.mark.parametrize("offset", [0, 200, 3000])
def test_whenever_it_starts_two_actions_are_late_and_a_few_gaps_are_open(offset: int) -> None:
    today = TODAY + timedelta(days=offset)
    doc: Doc[Any] = Doc()
    writing.write_shared(doc, CONTENTS["en"], today)
    found = [flag.code for flag in measures.flags(read_plan(plain(doc, "shared")), today)]
    assert found.count("late") == 2
    assert set(found) >= {"supplier_gains_nothing", "without_owner", "without_due", "predecessor_unfinished"}
    assert len(found) <= 10


def test_every_link_of_the_story_leads_somewhere() -> None:
    people, chances = ({one.key for one in rows} for rows in (story.PEOPLE, story.OPPORTUNITIES))
    goals, actions = ({one.key for one in rows} for rows in (story.GOALS, story.ACTIONS))
    for action in story.ACTIONS:
        assert {action.owner, *action.helpers} - {None} <= people
        assert set(action.opportunities) <= chances and set(action.goals) <= goals
        assert action.predecessor is None or action.predecessor in actions
    for goal in story.GOALS:
        assert set(goal.opportunities) <= chances and goal.owner in people


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_words_for_the_whole_story(language: Language) -> None:
    content = CONTENTS[language]
    assert set(content.people) == {one.key for one in story.PEOPLE}
    assert set(content.opportunities) == {one.key for one in story.OPPORTUNITIES}
    assert set(content.goals) == {one.key for one in story.GOALS}
    assert set(content.actions) == {one.key for one in story.ACTIONS}
    assert set(content.details) <= set(content.actions)
    assert all(getattr(content, one.name) for one in fields(content))


def test_the_two_languages_say_different_words_about_the_same_things() -> None:
    german, english = CONTENTS["de"], CONTENTS["en"]
    assert german.details.keys() == english.details.keys()
    assert all(german.actions[key] != english.actions[key] for key in english.actions)


async def test_a_second_start_finds_what_the_first_one_made(tmp_path: Path) -> None:
    store = open_sqlite(tmp_path / "demo.db")
    rooms, keys = MemoryRooms(), Keyring(b"k" * 32)
    try:
        first = await seed(store.database, rooms, keys, now=NOW, language="de", further_plans=2)
        edits_made = dict(rooms.seqs)
        again = await seed(
            store.database, rooms, keys, now=NOW + timedelta(days=9), language="en", further_plans=3
        )
    finally:
        await store.close()
    assert again.plan == first.plan
    assert again.member_path == first.member_path
    assert again.further[:2] == first.further and len(again.further) == 3
    assert rooms.seqs == edits_made
    assert all(plan.documents["shared"] not in rooms.docs for plan in again.further)


async def test_each_side_finds_its_own_private_notes(tmp_path: Path) -> None:
    store = open_sqlite(tmp_path / "demo.db")
    rooms = MemoryRooms()
    try:
        demo = await seed(store.database, rooms, Keyring(b"k" * 32), now=NOW)
    finally:
        await store.close()
    ours = read_side(plain(rooms.docs[demo.plan.documents["supplier"]], "supplier"))
    theirs = read_side(plain(rooms.docs[demo.plan.documents["customer"]], "customer"))
    assert "27%" in ours.notes and "27 %" not in theirs.notes
    assert demo.plan.customer_path not in repr(demo) and demo.member_path not in repr(demo)


async def test_a_real_workspace_is_left_alone(tmp_path: Path) -> None:
    from leitstern.access import accounts, members

    store = open_sqlite(tmp_path / "real.db")
    try:

        def made(session: Any) -> None:
            workspace = accounts.create_workspace(session, "Real", NOW)
            members.add(session, workspace, name="R", email="r@real.example", now=NOW)

        await store.database.write(made)
        with pytest.raises(Conflict):
            await seed(store.database, MemoryRooms(), Keyring(b"k" * 32), now=NOW)
    finally:
        await store.close()


async def test_a_demo_whose_member_was_removed_says_so(tmp_path: Path) -> None:
    store = open_sqlite(tmp_path / "demo.db")
    try:
        made = await seed(store.database, MemoryRooms(), Keyring(b"k" * 32), now=NOW)

        def remove(db: Any) -> None:
            row = db.get(Member, made.member_id)
            row.removed_at = NOW

        await store.database.write(remove)
        with pytest.raises(Conflict, match="removed"):
            await seed(store.database, MemoryRooms(), Keyring(b"k" * 32), now=NOW)
    finally:
        await store.close()
