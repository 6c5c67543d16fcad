"""Differences between two states of a document."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.differences import Difference, differences

values = st.none() | st.integers(0, 3) | st.sampled_from(["a", "b"])
records = st.dictionaries(
    st.sampled_from(["opp_1", "opp_2", "opp_3"]),
    st.dictionaries(st.sampled_from(["title", "benefit_customer", "stage", "order"]), values),
)
states = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["", "Plan"]),
        "opportunities": records,
        "plan": st.dictionaries(st.just("currency"), values),
    }
)


def test_an_added_or_removed_record_is_one_difference() -> None:
    state = {"opportunities": {"opp_1": {"title": "Ovens"}}}
    assert differences("shared", {}, state) == (
        Difference("added", "opportunities", "opp_1", after={"title": "Ovens"}),
    )
    assert differences("shared", state, {})[0].what == "removed"


def test_a_changed_field_has_both_values_and_order_changes_are_ignored() -> None:
    before = {"opportunities": {"opp_1": {"title": "Ovens", "benefit_customer": 1, "order": "a0"}}}
    after = {"opportunities": {"opp_1": {"title": "Ovens", "benefit_customer": 2, "order": "a1"}}}
    assert differences("shared", before, after) == (
        Difference("changed", "opportunities", "opp_1", "benefit_customer", 1, 2),
    )


def test_changes_of_root_texts_and_header_have_no_record() -> None:
    found = differences("shared", {"title": "A"}, {"title": "B", "plan": {"currency": "CHF"}})
    assert [one.path for one in found] == [("title", "", ""), ("plan", "", "currency")]


@given(states)
def test_a_state_does_not_differ_from_itself(state: dict[str, Any]) -> None:
    assert differences("shared", state, state) == ()


@given(states, states)
def test_the_reverse_difference_has_swapped_values(one: dict[str, Any], other: dict[str, Any]) -> None:
    there, back = differences("shared", one, other), differences("shared", other, one)
    assert [(d.path, d.before, d.after) for d in there] == [(d.path, d.after, d.before) for d in back]
