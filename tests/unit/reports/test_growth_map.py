"""The growth map's marks: what is drawn where, and that labels never overlap."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstern.plan.document import PlanView, read_plan
from leitstern.plan.generated import Goal, Opportunity, PlanHeader, Side
from leitstern.reports.growth_map import GrowthMap, growth_map
from leitstern.reports.label_layout import Box
from leitstern.reports.picture import Drawing, Label, Link, Path
from leitstern.reports.text_width import shortened, text_width, wrapped

TODAY = date(2026, 11, 28)
SIDES: Mapping[Side, str] = {"customer": "Wendelin Foods", "supplier": "Nordlicht Drives"}
SIZES = {"wide": 19, "medium": 13, "tall": 13}
EMPTY = replace(read_plan({}), header=PlanHeader(horizon_start=2026, horizon_end=2028))


def words(key: str, **values: object) -> str:
    """A fake catalogue: returns the key and its values, so that tests see which text is used."""
    return " ".join([key, *map(str, values.values())])


def opportunity(number: int, on: date | None, customer: float | None = 400_000, **more) -> Opportunity:
    return Opportunity(
        f"opp_{number}",
        "a0",
        title=f"Opportunity number {number}",
        benefit_customer=customer,
        benefit_supplier=100_000,
        time_horizon=on,
        **more,
    )


def drawn(*found: Opportunity, goals: tuple[Goal, ...] = ()) -> GrowthMap:
    plan: PlanView = replace(EMPTY, records={"opportunities": found, "goals": goals})
    return growth_map(plan, TODAY, SIDES, words, "en")


def links(drawing: Drawing) -> list[Link]:
    return [mark for mark in drawing.marks if isinstance(mark, Link)]


def boxes(drawing: Drawing) -> list[Box]:
    """The space of each star's label, with the layout's own estimate of text width."""
    return [box for link in links(drawing) if (box := _box(link, SIZES[drawing.name])) is not None]


def _box(link: Link, size: float) -> Box | None:
    lines = [mark for mark in link.marks if isinstance(mark, Label)]
    if not lines:
        return None
    width = max(text_width(line.text, size if line.look == "title" else size * 0.9) for line in lines)
    x = lines[0].x
    left, right = (x - width, x) if lines[0].anchor == "end" else (x, x + width)
    return Box(left, lines[0].y - size * 0.8, right, lines[-1].y)


def by_look(drawing: Drawing, look: str) -> list[Path | Label]:
    return [mark for mark in drawing.marks if not isinstance(mark, Link) and mark.look == look]


def test_each_opportunity_is_a_star_that_links_to_its_card() -> None:
    found = drawn(opportunity(1, date(2027, 3, 1)), opportunity(2, date(2028, 3, 1)))
    for drawing in found.picture.drawings:
        assert [link.href for link in links(drawing)] == ["#opportunities/opp_1", "#opportunities/opp_2"]


def test_a_star_is_filled_from_agreed_on_and_hollow_before() -> None:
    idea = opportunity(1, date(2027, 3, 1), stage="qualified")
    firm = opportunity(2, date(2028, 3, 1), stage="running")
    looks = [link.marks[0].look for link in links(drawn(idea, firm).picture.drawings[0])]
    assert looks == ["star-hollow", "star"]


def test_undated_opportunities_are_listed_separately_and_not_counted() -> None:
    found = drawn(opportunity(1, None), opportunity(2, date(2028, 3, 1)))
    assert [entry.opportunity.id for entry in found.shelf] == ["opp_1"]
    assert "no_date" in found.shelf[0].sentence
    assert found.total == "€500,000"


def test_an_empty_plan_draws_an_empty_map() -> None:
    found = drawn()
    assert found.is_empty
    assert "empty" in found.picture.sentence
    assert all(not links(drawing) and not by_look(drawing, "curve") for drawing in found.picture.drawings)


def test_a_loss_lowers_the_curve_and_hides_no_gain() -> None:
    gain = opportunity(1, date(2026, 8, 1), 400_000)
    loss = replace(opportunity(2, date(2028, 3, 1), -700_000), benefit_supplier=0.0)
    drawing = drawn(gain, loss).picture.drawings[0]
    first, second = links(drawing)
    assert _centre(second)[1] > _centre(first)[1]
    assert drawn(gain, loss).total == "-€200,000"


def test_the_firm_part_lies_on_each_sides_area_and_is_said() -> None:
    light = drawn(opportunity(1, date(2027, 6, 1)))
    assert by_look(light.picture.drawings[0], "firm-customer") == []
    firm = drawn(opportunity(1, date(2027, 6, 1), evidence_level_customer="agreed"))
    (area,) = by_look(firm.picture.drawings[0], "firm-customer")
    (whole,) = by_look(firm.picture.drawings[0], "area-customer")
    assert isinstance(area, Path) and isinstance(whole, Path) and area.d == whole.d, "all of it is firm"
    assert by_look(firm.picture.drawings[0], "firm-supplier") == []
    assert firm.firm.startswith("value.firm_of") and "400,000" in firm.firm


def test_today_is_marked_only_inside_the_horizon() -> None:
    assert by_look(drawn(opportunity(1, date(2027, 3, 1))).picture.drawings[0], "today")
    late = replace(EMPTY, header=PlanHeader(horizon_start=2030, horizon_end=2032))
    found = growth_map(late, TODAY, SIDES, words, "en")
    assert not by_look(found.picture.drawings[0], "today")


def test_realised_benefit_has_a_solid_edge() -> None:
    realised = opportunity(1, date(2026, 6, 1), stage="realised")
    assert by_look(drawn(realised).picture.drawings[0], "firm")
    assert not by_look(drawn(replace(realised, stage="running")).picture.drawings[0], "firm")


def test_more_than_a_dozen_stars_form_clusters_that_name_their_members() -> None:
    many = [opportunity(number, date(2026, 2, 1) + timedelta(days=30 * number)) for number in range(30)]
    for drawing in drawn(*many).picture.drawings:
        shown = links(drawing)
        assert len(shown) <= 12
        assert sum(len(link.members) or 1 for link in shown) == 30
        assert all(link.members or link.href.startswith("#opportunities/") for link in shown)


def test_overlapping_stars_on_one_day_form_a_cluster() -> None:
    small = [replace(opportunity(number, date(2027, 3, 1)), benefit_customer=10.0) for number in range(3)]
    large = opportunity(9, date(2028, 3, 1), 5_000_000)
    shown = links(drawn(*small, large).picture.drawings[0])
    assert [len(link.members) for link in shown] == [3, 0]


def test_the_table_shows_the_same_numbers() -> None:
    table = drawn(opportunity(1, date(2027, 3, 1), probability=0.6)).picture.table
    assert table.rows == (("Opportunity number 1", "1 Mar 2027", "€400,000", "€100,000", "60%"),)


@pytest.mark.parametrize(
    ("current", "progress", "is_behind"),
    [(1, 0.1, True), (4, 0.4, False), (12, 1.0, False), (None, None, False)],
)
def test_goals_show_actual_and_expected_progress(
    current: float | None, progress: float | None, is_behind: bool
) -> None:
    goal = Goal(
        "goal_1",
        "a0",
        baseline=0,
        target=10,
        current=current,
        baseline_date=TODAY - timedelta(days=50),
        target_date=TODAY + timedelta(days=50),
    )
    mark = drawn(goals=(goal,)).goals[0]
    assert (mark.progress, mark.expected, mark.is_behind) == (progress, 0.5, is_behind)


def test_goals_beyond_the_ribbon_are_counted() -> None:
    found = drawn(goals=tuple(Goal(f"goal_{number}", "a0") for number in range(9)))
    assert (len(found.goals), found.more_goals) == (6, 3)


days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
titles = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(days, st.floats(-1e6, 1e7), titles), min_size=1, max_size=40))
def test_labels_never_overlap_in_any_plan(found: list[tuple[date, float, str]]) -> None:
    some = [
        replace(opportunity(number, on, amount), title=title)
        for number, (on, amount, title) in enumerate(found)
    ]
    for drawing in drawn(*some).picture.drawings:
        taken = boxes(drawing)
        for index, one in enumerate(taken):
            assert not any(one.meets(other) for other in taken[index + 1 :])
            assert one.left >= 0 and one.right <= drawing.width + 1


@pytest.mark.parametrize("name", ["wide", "medium", "tall"])
def test_every_star_is_inside_its_drawing(name: str) -> None:
    some = [opportunity(number, date(2026, 1, 1) + timedelta(days=90 * number)) for number in range(12)]
    drawing = next(one for one in drawn(*some).picture.drawings if one.name == name)
    for link in links(drawing):
        x, y = _centre(link)
        assert 0 < x < drawing.width and 0 < y < drawing.height


def test_a_long_word_is_truncated_and_a_short_one_is_not() -> None:
    assert shortened("Short", 10, 100) == "Short"
    cut = shortened("A very long title indeed", 10, 60)
    assert cut.endswith("…") and text_width(cut, 10) <= 60
    assert wrapped("One drive platform for all", 10, 80, 2)[1].startswith("platform")


def _centre(link: Link) -> tuple[float, float]:
    star = link.marks[0]
    assert isinstance(star, Path)
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", star.d)]
    x, top = numbers[0], numbers[1]
    return x, top + (numbers[4] - x)
