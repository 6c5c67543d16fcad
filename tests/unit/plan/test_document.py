"""The typed readers are total: whatever a document holds, they answer, and say how much they left out."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text

from leitstern.plan.document import canonical_json, plain, read_plan, read_record, read_side
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
    """Nearly right records: known fields with values of any kind, so that every branch is met."""
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
def test_reading_a_shared_document_never_raises(data: object, title: str) -> None:
    plan = read_plan(data, title)
    assert plan.skipped >= 0 and plan.mended >= 0
    for root in ("people", "opportunities", "goals", "actions"):
        given_records = data.get(root) if isinstance(data, dict) else None
        if isinstance(given_records, dict):
            assert len(getattr(plan, root)) <= len(given_records)


@settings(max_examples=100, deadline=None)
@given(side=documents_of("supplier"), record=documents_of("record"))
def test_reading_private_and_record_documents_never_raises(side: object, record: object) -> None:
    assert read_side(side).skipped >= 0
    assert all(one.side in ("supplier", "customer") for one in read_record(record).participants.values())


def test_a_malformed_record_is_left_out_and_counted() -> None:
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
                    "stage": "nonsense",
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


def test_records_come_in_order_with_ties_by_id() -> None:
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


def test_a_text_over_its_limit_is_cut() -> None:
    plan = read_plan({"purpose": "x" * 5000, "goals": {"goal_1": {"order": "a0", "title": "y" * 5000}}})
    assert len(plan.purpose) == 4000 and len(plan.goals[0].title) == 300


def test_canonical_json_spells_whole_numbers_as_browsers_do() -> None:
    assert canonical_json({"b": 1.0, "a": [0.5, "ä"], "c": True}) == '{"a":[0.5,"ä"],"b":1,"c":true}'
