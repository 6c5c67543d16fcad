"""Edits store only values that the schema allows, and merge with concurrent edits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Text

from leitstern.errors import InvalidInput, NotFound
from leitstern.plan import edits
from leitstern.plan.document import plain, read_plan, read_side
from tests.unit.plan.json_schemas import validator

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def merge(*docs: Doc[Any]) -> None:
    updates = [doc.get_update() for doc in docs]
    for doc in docs:
        for update in updates:
            doc.apply_update(update)


def test_edits_write_valid_values_that_read_back() -> None:
    doc: Doc[Any] = Doc()
    edits.set_root_text(doc, "title", "Wachstum")
    edits.set_header(doc, "horizon_start", 2026)
    anna = edits.add_record(doc, "people", {"name": "Anna Berg", "side": "supplier", "title": "KAM"})
    chance = edits.add_record(
        doc,
        "opportunities",
        {"title": "Ersatzteile", "probability": 0.5, "effort": 10, "sponsor_supplier": anna},
    )
    edits.add_record(doc, "goals", {"title": "Ziel", "baseline": 1, "target": 2, "opportunities": [chance]})
    step = {"title": "Los", "owner": anna, "due": date(2026, 5, 4), "serves": [chance], "helpers": [anna]}
    edits.add_record(doc, "actions", step)
    data = plain(doc, "shared")
    validator("shared.json").validate(data)
    plan = read_plan(data)
    assert (plan.skipped, plan.mended) == (0, 0)
    assert plan.actions[0].serves == (chance,) and plan.actions[0].due == date(2026, 5, 4)
    assert plan.goals[0].opportunities == (chance,)


@pytest.mark.parametrize(
    ("root", "field", "value"),
    [
        ("opportunities", "probability", 1.01),
        ("opportunities", "effort", 0),
        ("opportunities", "stage", "won"),
        ("opportunities", "title", "x" * 301),
        ("opportunities", "title", 7),
        ("opportunities", "title", "half of a pair: \ud83d"),
        ("opportunities", "time_horizon", "tomorrow"),
        ("opportunities", "sponsor_customer", "no id!"),
        ("opportunities", "nonsense", 1),
        ("nonsense", "title", "x"),
    ],
)
def test_a_value_outside_the_schema_is_refused_and_changes_nothing(
    root: str, field: str, value: object
) -> None:
    doc: Doc[Any] = Doc()
    record = edits.add_record(doc, "opportunities", {"title": "As it was"})
    before = plain(doc, "shared")
    with pytest.raises(InvalidInput):
        edits.set_field(doc, root, record, field, value)
    assert plain(doc, "shared") == before


@pytest.mark.parametrize(
    ("root", "value"), [("title", "\ud83d"), ("title", "x" * 301), ("plan", "x"), ("x", "x")]
)
def test_a_root_text_outside_the_schema_is_refused_and_changes_nothing(root: str, value: str) -> None:
    doc: Doc[Any] = Doc()
    edits.set_root_text(doc, "title", "As it was")
    with pytest.raises(InvalidInput):
        edits.set_root_text(doc, root, value)
    assert plain(doc, "shared")["title"] == "As it was"


def test_an_unknown_record_is_not_found() -> None:
    doc: Doc[Any] = Doc()
    for act in (
        lambda: edits.set_field(doc, "goals", "goal_none", "title", "x"),
        lambda: edits.remove_record(doc, "goals", "goal_none", by="par_a", at=NOW),
        lambda: edits.move_record(doc, "goals", "goal_none", None),
        lambda: edits.set_link(doc, "goals", "goal_none", "opportunities", "opp_1"),
    ):
        with pytest.raises(NotFound):
            act()


@given(st.text(max_size=40), st.text(max_size=40))
def test_splicing_gives_the_wanted_text(old: str, new: str) -> None:
    doc: Doc[Any] = Doc()
    text = doc.get("notes", type=Text)
    text.insert(0, old)
    edits.splice_text(text, new)
    assert str(text) == new


def test_concurrent_edits_of_one_title_keep_both_words() -> None:
    ours: Doc[Any] = Doc()
    goal = edits.add_record(ours, "goals", {"title": "Weniger Stillstand 🛠"})
    theirs: Doc[Any] = Doc()
    merge(ours, theirs)
    edits.set_field(ours, "goals", goal, "title", "Viel weniger Stillstand 🛠")
    edits.set_field(theirs, "goals", goal, "title", "Weniger Stillstand 🛠🎉")
    merge(ours, theirs)
    assert plain(ours, "shared") == plain(theirs, "shared")
    assert read_plan(plain(ours, "shared")).goals[0].title == "Viel weniger Stillstand 🛠🎉"


def test_concurrently_added_links_are_both_kept() -> None:
    ours: Doc[Any] = Doc()
    action = edits.add_record(ours, "actions", {"title": "x"})
    theirs: Doc[Any] = Doc()
    merge(ours, theirs)
    edits.set_link(ours, "actions", action, "serves", "opp_1")
    edits.set_link(theirs, "actions", action, "serves", "opp_2")
    merge(ours, theirs)
    assert read_plan(plain(theirs, "shared")).actions[0].serves == ("opp_1", "opp_2")
    edits.set_link(ours, "actions", action, "serves", "opp_1", present=False)
    assert read_plan(plain(ours, "shared")).actions[0].serves == ("opp_2",)


def test_moving_works_between_records_that_share_a_key() -> None:
    doc: Doc[Any] = Doc()
    first, second, third = (edits.add_record(doc, "people", {"name": name}) for name in "abc")
    edits.set_field(doc, "people", second, "order", "a0")
    edits.move_record(doc, "people", third, after=first)
    assert read_plan(plain(doc, "shared")).people[-1].name == "c"
    edits.move_record(doc, "people", third, after=None)
    assert read_plan(plain(doc, "shared")).people[0].name == "c"


def test_a_plain_string_from_a_foreign_client_becomes_a_text_when_edited() -> None:
    doc: Doc[Any] = Doc()
    goal = edits.add_record(doc, "goals", {"title": "x"})
    record = edits._record(doc, "goals", goal)
    record["title"] = "plain words"
    edits.set_field(doc, "goals", goal, "title", "plain new words")
    assert isinstance(edits.record_text(doc, "goals", goal, "title"), Text)
    assert read_plan(plain(doc, "shared")).goals[0].title == "plain new words"


def test_insert_text_counts_code_points() -> None:
    doc: Doc[Any] = Doc()
    text = doc.get("title", type=Text)
    text.insert(0, "Müller🎉Söhne")
    edits.insert_text(text, 7, " & ")
    assert str(text) == "Müller🎉 & Söhne"


def test_private_notes_are_read_from_the_private_document() -> None:
    doc: Doc[Any] = Doc()
    edits.set_root_text(doc, "notes", "Walk away below 12 %", document="supplier")
    edits.set_root_text(doc, "notes", "Walk away below 10 %", document="supplier")
    assert read_side(plain(doc, "supplier")).notes == "Walk away below 10 %"
