"""The KAM check's formulas: evidence, inversion, quadrants; and what a plan shows as evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan import check, readiness
from leitstern.plan.check import Counted
from leitstern.plan.document import read_plan
from leitstern.plan.rag import RAGS, rag_of_actions, rag_of_share, worst
from leitstern.plan.summary import Evidence, read_evidence, summary_of

TODAY = date(2027, 3, 1)


def test_the_eleven_statements_are_answered_for_the_company_or_an_account():
    assert sorted(check.COMPANY + check.ACCOUNT) == list(check.STATEMENTS)
    assert {one: check.scope_of(one) for one in (4, 9)} == {4: "company", 9: "account"}


def test_an_inverted_answer_and_an_unknown_one():
    assert check.score_of(4, 2) == 8
    assert check.score_of(5, 2) == 2
    assert check.score_of(4, None) is None, "I cannot say is not 0"
    assert check.mean([None, 4, 8, None]) == 6
    assert check.mean([None]) is None


def test_counted_evidence():
    assert Counted(3, 4).score == 7.5
    assert Counted(0, 0).score is None


def test_understanding_is_fulfilled_above_eight_only():
    assert not check.is_fulfilled(9, 8) and check.is_fulfilled(9, 8.5)
    assert check.is_fulfilled(5, 7)


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        (9, 9, "agreed_strength"),
        (2, 3, "agreed_weakness"),
        (9, 3, "blind_spot"),
        (3, 9, "undervalued"),
    ],
)
def test_four_quadrants(ours: float, theirs: float, found: str):
    assert check.quadrant(10, ours, theirs) == found


@given(st.sampled_from(check.ACCOUNT), st.floats(0, 10), st.floats(0, 10))
def test_a_higher_score_never_stands_lower_and_only_fulfilled_ones_in_the_upper_half(
    statement: int, one: float, other: float
):
    low, high = sorted((one, other))
    assert 0 <= check.place(statement, low) <= check.place(statement, high) <= 1
    assert (check.place(statement, low) > 0.5) == check.is_fulfilled(statement, low)


def test_both_limits_stand_beside_the_middle():
    assert [round(check.place(10, score), 2) for score in (0, 6.9, 7, 10)] == [0, 0.45, 0.54, 1]
    assert [round(check.place(9, score), 2) for score in (8, 8.1)] == [0.46, 0.56]


def test_a_plan_is_judged_by_completeness_horizon_and_life():
    assert check.plan_score(years=3, completeness=0.8, is_live=True) == 8
    assert check.plan_score(years=2, completeness=0.8, is_live=True) == 5
    assert check.plan_score(years=3, completeness=0.8, is_live=False) == 5
    assert check.plan_score(years=0, completeness=0.2, is_live=False) == 2


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 6), st.booleans())
def test_a_more_complete_plan_never_scores_lower(one: float, other: float, years: int, is_live: bool):
    low, high = sorted((one, other))
    scores = [check.plan_score(years=years, completeness=share, is_live=is_live) for share in (low, high)]
    assert 0 <= scores[0] <= scores[1] <= 10


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_the_status_never_gets_better_with_a_smaller_share(one: float, other: float):
    low, high = sorted((one, other))
    first, second = rag_of_share(low), rag_of_share(high)
    assert first is not None and second is not None
    assert RAGS.index(first) >= RAGS.index(second)


def test_status_limits():
    shares = [rag_of_share(share) for share in (0.95, 0.9499, 0.85, 0.8499, None)]
    assert shares == ["green", "amber", "amber", "red", None]
    assert worst(["green", None, "amber"]) == "amber" and worst([None]) is None


def _plan(**roots: object):
    return read_plan({"plan": {}, **roots})


def _action(due: str, status: str = "planned") -> dict[str, object]:
    return {"title": "Do it", "due": due, "status": status, "order": "a0"}


def test_an_action_turns_a_plan_amber_then_red_after_14_days():
    assert rag_of_actions(_plan().actions, TODAY) is None
    late = _plan(actions={"act_1": _action("2027-02-15")}).actions
    assert rag_of_actions(late, date(2027, 2, 15)) == "green"
    assert rag_of_actions(late, date(2027, 3, 1)) == "amber"
    assert rag_of_actions(late, date(2027, 3, 2)) == "red"
    assert rag_of_actions(_plan(actions={"act_1": _action("2027-01-01", "done")}).actions, TODAY) == "green"


def test_a_summary_is_stale_when_the_status_changes():
    plan = _plan(actions={"act_1": _action("2027-02-20")})
    summary = summary_of(plan, TODAY)
    assert (summary.evidence.rag, summary.stale_on) == ("amber", date(2027, 3, 7))
    assert summary_of(plan, date(2027, 3, 7)).evidence.rag == "red"


def test_readiness_counts_points_and_an_empty_plan_meets_none():
    empty = readiness.points(_plan(), TODAY)
    assert readiness.completeness(empty) == 0
    plan = _plan(
        purpose="Grow together",
        plan={"horizon_start": 2027, "horizon_end": 2029},
        people={"per_1": {"name": "Claire", "side": "customer", "decision_role": "decides", "order": "a0"}},
    )
    met = {one.code for one in readiness.points(plan, TODAY) if one.is_met}
    assert met == {"purpose", "horizon", "decides"}
    evidence = summary_of(plan, TODAY).evidence
    assert (evidence.years, evidence.people, evidence.people_with_role) == (3, 1, 1)
    assert evidence.completeness == 3 / len(empty)


def test_stored_evidence_of_other_versions_is_read():
    assert read_evidence("{}") == Evidence() == read_evidence(None)
    assert read_evidence('{"years": 4, "gone": 1}') == replace(Evidence(), years=4)
