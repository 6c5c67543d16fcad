"""The typed readers accept any document, and count the records and values that they skip."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text

from leitstern.plan.document import AlreadyRead, canonical_json, plain, read_plan, read_record, read_side
from leitstern.plan.generated import FIELDS, SHAPES

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=4)
    | st.sampled_from(["2026-02-30", "2026-W01-1", "a0", "done", "EUR", "1e999", "\ud800"])
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(scalars, inner, max_size=4),
    max_leaves=20,
)


def records_of(name: str) -> st.SearchStrategy[Any]:
    """Almost valid records: known fields with values of any kind, so that every branch runs."""
    fields = {field: anything for field in FIELDS[name]}
    return st.fixed_dictionaries({}, optional={**fields, "order": st.just("a0") | anything})


def documents_of(kind: str) -> st.SearchStrategy[Any]:
    roots: dict[str, st.SearchStrategy[Any]] = {}
    for root, shape in SHAPES[kind].items():
        if shape.keyed:
            ids = st.sampled_from(["rec_1", "rec_2", "bad id", ""]) | scalars
            roots[root] = st.dictionaries(ids, records_of(shape.record) | anything, max_size=3) | anything
        else:
            roots[root] = records_of(shape.record) | anything if shape.record else anything
    return st.fixed_dictionaries({}, optional=roots) | anything


@settings(max_examples=300, deadline=None)
@given(data=documents_of("shared"), title=st.text(max_size=5))
@pytest.mark.slow
def test_reading_a_shared_document_never_raises(data: object, title: str) -> None:
    plan = read_plan(data, title)
    assert plan.skipped >= 0 and plan.mended >= 0
    for root in plan.records:
        given_records = data.get(root) if isinstance(data, dict) else None
        if isinstance(given_records, dict):
            assert len(plan.records[root]) <= len(given_records)


def without_booleans(data: Any) -> Any:
    """Python takes True for 1 and False for 0 where it compares, so such a change alone is not noticed."""
    if isinstance(data, dict):
        return {without_booleans(key): without_booleans(value) for key, value in data.items()}
    if isinstance(data, list):
        return [without_booleans(one) for one in data]
    return str(data) if isinstance(data, bool) else data


def as_roots(data: object) -> dict[Any, Any]:
    return without_booleans(data) if isinstance(data, dict) else {}


states = documents_of("shared").map(as_roots)


@settings(max_examples=100, deadline=None)
@given(before=states, after=states)
@pytest.mark.slow
def test_reading_with_an_earlier_state_gives_what_reading_all_gives(before: Any, after: Any) -> None:
    for now in ({**before, **after}, {**after, **before}):
        again = read_plan(now, read=AlreadyRead(before, read_plan(before)))
        assert repr(again) == repr(read_plan(now))


def test_a_record_that_did_not_change_is_not_read_again() -> None:
    before = {"actions": {"act_1": {"title": "One", "order": "a0"}, "act_2": {"title": "Two", "order": "a1"}}}
    now = {"actions": {**before["actions"], "act_2": {"title": "Zwei", "order": "a1"}}}
    first = read_plan(before)
    second = read_plan(now, read=AlreadyRead(before, first))
    assert second.actions[0] is first.actions[0]
    assert [one.title for one in second.actions] == ["One", "Zwei"]


@settings(max_examples=100, deadline=None)
@given(side=documents_of("supplier"), record=documents_of("record"))
@pytest.mark.slow
def test_reading_private_and_record_documents_never_raises(side: object, record: object) -> None:
    assert read_side(side).skipped >= 0
    assert all(isinstance(one.side, str) for one in read_record(record).participants.values())


def test_a_malformed_record_is_skipped_and_counted() -> None:
    plan = read_plan(
        {
            "people": {
                "per_1": {"order": "a0", "name": "Anna"},
                "per_2": "not a record",
                "per_3": {"name": "without order"},
                "bad id!": {"order": "a1"},
            }
        }
    )
    assert [person.id for person in plan.people] == ["per_1"]
    assert plan.skipped == 3


def test_a_value_out_of_bounds_reads_as_its_default_and_is_counted() -> None:
    plan = read_plan(
        {
            "opportunities": {
                "opp_1": {
                    "order": "a0",
                    "probability": 1.5,
                    "effort": 0,
                    "stage": "no such stage!",
                    "benefit_customer": float("nan"),
                    "time_horizon": "2026-02-30",
                }
            }
        }
    )
    (one,) = plan.opportunities
    assert (one.probability, one.effort, one.benefit_customer, one.time_horizon) == (None, None, None, None)
    assert one.stage == "idea"
    assert (plan.skipped, plan.mended) == (0, 5)


@pytest.mark.parametrize("stage", ["paused", "on_hold"])
def test_a_choice_of_a_newer_version_is_kept_and_not_replaced_by_the_default(stage: str) -> None:
    plan = read_plan({"opportunities": {"opp_1": {"order": "a0", "stage": stage}}})
    assert plan.opportunities[0].stage == stage
    assert (plan.skipped, plan.mended) == (0, 0)


def test_private_records_are_read_from_the_private_document() -> None:
    side = read_side({"goals": {"goal_1": {"order": "a0", "title": "Walk away below 12 %"}}})
    assert [goal.title for goal in side.goals] == ["Walk away below 12 %"]
    assert side.people == ()


def test_dates_links_and_whole_numbers_are_typed() -> None:
    plan = read_plan(
        {
            "plan": {"horizon_start": 2026.0, "horizon_end": 2028.5},
            "actions": {
                "act_1": {
                    "order": "a0",
                    "due": "2026-05-04",
                    "serves": {"opp_2": True, "opp_1": True, "x": 1},
                }
            },
        }
    )
    assert plan.header.horizon_start == 2026 and isinstance(plan.header.horizon_start, int)
    assert plan.header.horizon_end is None
    assert plan.actions[0].due == date(2026, 5, 4)
    assert plan.actions[0].serves == ("opp_1", "opp_2")


def test_records_are_sorted_by_order_then_id() -> None:
    records = {
        "per_c": {"order": "a1"},
        "per_b": {"order": "a0"},
        "per_a": {"order": "a1"},
        "per_d": {"order": "Zz"},
    }
    assert [one.id for one in read_plan({"people": records}).people] == ["per_d", "per_b", "per_a", "per_c"]


def test_an_empty_title_falls_back_to_the_name_given_at_creation() -> None:
    assert read_plan({}, "Growth 2028").title == "Growth 2028"
    assert read_plan({"title": "  "}, "Growth 2028").title == "Growth 2028"
    assert read_plan({"title": "Ours"}, "Growth 2028").title == "Ours"


def test_a_title_may_be_a_text_or_a_plain_string() -> None:
    doc: Doc[Any] = Doc()
    goals: Map[Any] = doc.get("goals", type=Map)
    goals["goal_1"] = Map({"order": "a0", "title": Text("Jährlich wachsen")})
    goals["goal_2"] = Map({"order": "a1", "title": "Plain"})
    assert [goal.title for goal in read_plan(plain(doc, "shared")).goals] == ["Jährlich wachsen", "Plain"]


def test_a_text_over_its_limit_is_truncated() -> None:
    plan = read_plan({"purpose": "x" * 5000, "goals": {"goal_1": {"order": "a0", "title": "y" * 5000}}})
    assert len(plan.purpose) == 4000 and len(plan.goals[0].title) == 300


def test_canonical_json_writes_whole_numbers_like_browsers() -> None:
    assert canonical_json({"b": 1.0, "a": [0.5, "ä"], "c": True}) == '{"a":[0.5,"ä"],"b":1,"c":true}'
