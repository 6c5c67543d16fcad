"""When opportunities pay off: the curve of the growth map."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.document import PlanView, read_plan
from leitstern.plan.generated import Opportunity, PlanHeader
from leitstern.plan.growth import Step, bends, firm_steps, growth_of, rate_on, reached_on, risen, span_of

TODAY = date(2026, 11, 28)
EMPTY = replace(read_plan({}), header=PlanHeader(horizon_start=2026, horizon_end=2028))
PAYS = Opportunity(
    "opp_1", "a0", benefit_customer=300.0, benefit_supplier=100.0, time_horizon=date(2027, 6, 1)
)
DAY = timedelta(days=1)

amounts = st.none() | st.floats(-1e9, 1e9)
opportunities = st.lists(
    st.builds(
        Opportunity,
        st.uuids().map(lambda value: f"opp_{value.hex[:20]}"),
        st.just("a0"),
        benefit_customer=amounts,
        benefit_supplier=amounts,
        probability=st.none() | st.floats(0, 1),
        time_horizon=st.none() | st.dates(date(2020, 1, 1), date(2032, 1, 1)),
        stage=st.sampled_from(["idea", "agreed", "realised", "dropped"]),
        evidence_level_customer=st.sampled_from(["idea", "estimated", "agreed", "implemented"]),
        evidence_level_supplier=st.sampled_from(["idea", "estimated", "agreed", "implemented"]),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


def plan(*found: Opportunity) -> PlanView:
    return replace(EMPTY, records={"opportunities": found})


def test_the_share_rises_from_zero_to_one_on_the_day_of_full_benefit() -> None:
    steps = growth_of(plan(PAYS), TODAY).steps
    assert reached_on(steps, steps[0].rises_from).total == 0
    assert reached_on(steps, date(2027, 6, 1)).total == 400
    assert reached_on(steps, date(2028, 12, 31)).customer == 300


def test_expected_benefit_is_weighted_by_probability_and_unknown_ones_count_zero() -> None:
    likely, unknown = replace(PAYS, probability=0.5), replace(PAYS, id="opp_2")
    steps = growth_of(plan(likely, unknown), TODAY).steps
    assert reached_on(steps, date(2028, 1, 1), expected=True).total == 200


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"time_horizon": None}, "no_date"),
        ({"benefit_customer": None, "benefit_supplier": None}, "no_benefit"),
        ({"time_horizon": date(2029, 1, 1)}, "after_horizon"),
    ],
)
def test_an_opportunity_off_the_map_has_a_reason(change: dict[str, Any], reason: str) -> None:
    growth = growth_of(plan(replace(PAYS, **change)), TODAY)
    assert [one.reason for one in growth.unplaced] == [reason]
    assert growth.steps == ()


def test_one_known_benefit_is_enough_for_a_place_on_the_map() -> None:
    growth = growth_of(plan(replace(PAYS, benefit_supplier=None)), TODAY)
    assert growth.steps[0].total == 300


def test_a_benefit_before_the_plans_start_is_placed_on_its_first_day() -> None:
    growth = growth_of(plan(replace(PAYS, time_horizon=date(2020, 1, 1))), TODAY)
    assert growth.steps[0].on == date(2026, 1, 1)


def test_a_dropped_opportunity_is_not_on_the_map() -> None:
    growth = growth_of(plan(replace(PAYS, stage="dropped")), TODAY)
    assert growth.steps == () == growth.unplaced


def test_a_plan_without_a_horizon_spans_three_years_from_this_one() -> None:
    span = span_of(replace(EMPTY, header=PlanHeader()), TODAY)
    assert (span.start, span.end) == (date(2026, 1, 1), date(2028, 12, 31))


@given(opportunities)
def test_every_pursued_opportunity_is_either_placed_or_listed_with_a_reason(
    found: list[Opportunity],
) -> None:
    growth = growth_of(plan(*found), TODAY)
    placed = [step.opportunity.id for step in growth.steps]
    told = [one.opportunity.id for one in growth.unplaced]
    assert sorted(placed + told) == sorted(one.id for one in found if one.stage != "dropped")


@given(opportunities)
def test_the_curve_ends_at_the_sum_of_placed_opportunities(found: list[Opportunity]) -> None:
    growth = growth_of(plan(*found), TODAY)
    total = sum(step.total for step in growth.steps)
    assert reached_on(growth.steps, growth.span.end).total == pytest.approx(total, abs=1e-3)


@given(opportunities, st.randoms())
def test_the_order_of_records_does_not_matter(found: list[Opportunity], random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert growth_of(plan(*found), TODAY).steps == growth_of(plan(*shuffled), TODAY).steps


@given(st.dates(date(2026, 1, 1), date(2028, 12, 30)))
def test_the_rate_is_the_slope_of_the_curve(day: date) -> None:
    steps = [Step(PAYS, date(2027, 6, 1), 300.0, 100.0)]
    slope = (reached_on(steps, day + DAY).total - reached_on(steps, day - DAY).total) / 2
    assert rate_on(steps, day).total == pytest.approx(slope, abs=0.1)


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_the_rise_is_monotonic(day: date) -> None:
    step = Step(PAYS, date(2027, 6, 1), 300.0, 100.0)
    assert 0 <= risen(step, day) <= risen(step, day + DAY) <= 1


def test_the_curve_bends_only_where_a_rise_begins_or_ends() -> None:
    growth = growth_of(plan(PAYS), TODAY)
    rise = growth.steps[0].rises_from
    assert bends(growth.steps, growth.span) == (growth.span.start, rise, date(2027, 6, 1), growth.span.end)


def test_only_evidence_level_three_and_above_is_firm_each_side_by_itself() -> None:
    one = replace(PAYS, evidence_level_customer="agreed", evidence_level_supplier="estimated")
    two = replace(PAYS, id="opp_2", evidence_level_supplier="implemented")
    steps = firm_steps(growth_of(plan(one, two), TODAY).steps)
    reached = reached_on(steps, date(2028, 1, 1))
    assert (reached.customer, reached.supplier) == (300, 100)


@given(opportunities, st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_the_firm_part_is_never_more_than_the_gain(found: list[Opportunity], day: date) -> None:
    gains = [
        replace(one, benefit_customer=abs(one.benefit_customer or 0), benefit_supplier=1.0) for one in found
    ]
    steps = growth_of(plan(*gains), TODAY).steps
    firm, whole = reached_on(firm_steps(steps), day), reached_on(steps, day)
    assert -1e-6 <= firm.customer <= whole.customer * (1 + 1e-9) + 1e-6
    assert -1e-6 <= firm.supplier <= whole.supplier * (1 + 1e-9) + 1e-6
