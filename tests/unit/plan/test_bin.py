"""Deletion is a field: the content of the bin, restoring, and erasure after the retention time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map

from leitstern.errors import InvalidInput, NotFound
from leitstern.plan import bin as plan_bin
from leitstern.plan import edits
from leitstern.plan.document import PlanView, plain, read_plan

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def view(doc: Doc[Any]) -> PlanView:
    return read_plan(plain(doc, "shared"))


@pytest.fixture
def doc() -> Doc[Any]:
    made: Doc[Any] = Doc()
    for n, title in enumerate(("Service", "Spares", "Training")):
        edits.add_record(made, "goals", {"title": title}, f"goal_{n}")
    edits.add_record(made, "opportunities", {"title": "Pilot"}, "opp_1")
    edits.set_link(made, "goals", "goal_1", "opportunities", "opp_1")
    return made


def test_a_deleted_record_is_listed_separately_and_restored_unchanged(doc: Doc[Any]) -> None:
    before = view(doc)
    edits.remove_record(doc, "goals", "goal_1", by="par_anna", at=NOW)
    after = view(doc)
    assert [goal.id for goal in after.goals] == ["goal_0", "goal_2"]
    (gone,) = after.removed["goals"]
    assert (gone.id, gone.title, gone.removed_at, gone.removed_by) == ("goal_1", "Spares", NOW, "par_anna")
    assert (after.skipped, after.mended) == (0, 0)
    edits.restore_record(doc, "goals", "goal_1")
    assert view(doc) == before


def test_the_bin_shows_the_last_deleted_first(doc: Doc[Any]) -> None:
    edits.remove_record(doc, "goals", "goal_0", by="par_anna", at=NOW)
    edits.remove_record(doc, "goals", "goal_2", by="par_ben", at=NOW + DAY)
    assert [goal.id for goal in view(doc).removed["goals"]] == ["goal_2", "goal_0"]


def test_edits_of_a_deleted_record_are_refused(doc: Doc[Any]) -> None:
    edits.remove_record(doc, "goals", "goal_1", by="par_anna", at=NOW)
    for edit in (
        lambda: edits.set_field(doc, "goals", "goal_1", "title", "x"),
        lambda: edits.remove_record(doc, "goals", "goal_1", by="par_ben", at=NOW),
        lambda: edits.move_record(doc, "goals", "goal_1", None),
        lambda: edits.restore_record(doc, "goals", "goal_none"),
    ):
        with pytest.raises(NotFound):
            edit()


def test_a_deletion_needs_a_valid_author_and_time(doc: Doc[Any]) -> None:
    for by, at in (("", NOW), ("no id", NOW), ("par_anna", NOW.replace(tzinfo=None))):
        with pytest.raises(InvalidInput):
            edits.remove_record(doc, "goals", "goal_1", by=by, at=at)
    assert len(view(doc).goals) == 3


def test_a_restored_record_contains_later_edits(doc: Doc[Any]) -> None:
    other: Doc[Any] = Doc()
    other.apply_update(doc.get_update())
    edits.remove_record(doc, "goals", "goal_1", by="par_anna", at=NOW)
    edits.insert_text(edits.record_text(other, "goals", "goal_1", "title"), 6, " and repairs")
    doc.apply_update(other.get_update())
    assert [goal.title for goal in view(doc).removed["goals"]] == ["Spares and repairs"]
    edits.restore_record(doc, "goals", "goal_1")
    assert "Spares and repairs" in [goal.title for goal in view(doc).goals]


def test_a_record_that_two_people_delete_at_once_is_restored_whole(doc: Doc[Any]) -> None:
    other: Doc[Any] = Doc()
    other.apply_update(doc.get_update())
    edits.remove_record(doc, "goals", "goal_1", by="par_anna", at=NOW)
    edits.remove_record(other, "goals", "goal_1", by="par_ben", at=NOW + DAY)
    doc.apply_update(other.get_update())
    other.apply_update(doc.get_update())
    assert view(doc) == view(other)
    (gone,) = view(doc).removed["goals"]
    assert (gone.removed_by, gone.removed_at) in [("par_anna", NOW), ("par_ben", NOW + DAY)]
    edits.restore_record(other, "goals", "goal_1")
    assert len(view(other).goals) == 3


def test_only_records_past_the_retention_time_are_erased(doc: Doc[Any]) -> None:
    edits.remove_record(doc, "goals", "goal_0", by="par_anna", at=NOW - 31 * DAY)
    edits.remove_record(doc, "opportunities", "opp_1", by="par_anna", at=NOW - 29 * DAY)
    assert plan_bin.oldest_removal(plain(doc, "shared"), "shared") == NOW - 31 * DAY
    assert plan_bin.end_removed(doc, "shared", NOW - plan_bin.KEPT) == 1
    assert sorted(doc.get("goals", type=Map).keys()) == ["goal_1", "goal_2"]
    assert plan_bin.oldest_removal(plain(doc, "shared"), "shared") == NOW - 29 * DAY
    assert plan_bin.end_removed(doc, "shared", NOW - plan_bin.KEPT) == 0


@given(
    st.one_of(
        st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=30), st.just("2026-11-28T12:00:00Z")
    )
)
def test_only_a_valid_time_marks_a_record_as_deleted(raw: object) -> None:
    doc: Doc[Any] = Doc()
    edits.add_record(doc, "goals", {"title": "x"}, "goal_1")
    doc.get("goals", type=Map)["goal_1"]["removed_at"] = raw
    shown = view(doc)
    is_gone = raw == "2026-11-28T12:00:00Z"
    assert (len(shown.goals), len(shown.removed["goals"])) == ((0, 1) if is_gone else (1, 0))
    assert (plan_bin.oldest_removal(plain(doc, "shared"), "shared") is not None) == is_gone
    assert plan_bin.end_removed(doc, "shared", NOW + DAY) == is_gone


@pytest.mark.parametrize("data", [None, {}, {"goals": 3}, {"goals": {"a": 1, "b": {"removed_at": []}}}])
def test_the_bin_of_any_document_is_readable(data: object) -> None:
    assert plan_bin.oldest_removal(data, "shared") is None
    assert plan_bin.oldest_removal(data, "record") is None
