"""What is expected of the reader, and what others changed, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leitstern.plan.differences import Difference
from leitstern.plan.document import read_plan
from leitstern.plan.generated import Action, Goal, Person, Side
from leitstern.reports.field_wording import FieldWords
from leitstern.reports.news import Reader, changes_of, expected_of
from leitstern.wording.catalogue import load_catalogues

TODAY = date(2026, 11, 28)
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
SIDES: Mapping[Side, str] = {"supplier": "Nordlicht Drives", "customer": "Wendelin Foods"}
CATALOGUES = load_catalogues(Path(__file__).parents[3] / "web/locales")
MARTIN = Reader("par_martin", "Martin Okafor", "customer")
PEOPLE = {"par_anna": "Anna Berg", "par_martin": "Martin Okafor"}
NAMES = {"opp_1": "Ovens", "per_m": "Martin Okafor"}


@dataclass(frozen=True)
class Written:
    difference: Difference
    at: datetime = NOON
    participants: tuple[str, ...] = ("par_anna",)


def words(locale: str = "en") -> FieldWords:
    return FieldWords("shared", CATALOGUES[locale], SIDES, "EUR", NAMES)


def change(field: str, before: Any, after: Any) -> Difference:
    return Difference("changed", "opportunities", "opp_1", field, before, after)


def told(*written: Written, locale: str = "en"):
    return changes_of(written, MARTIN, lambda participant, _: PEOPLE.get(participant), words(locale))


@pytest.mark.parametrize(
    ("field", "before", "after", "said"),
    [
        ("benefit_customer", 230_000, 310_000, ("€230,000", "€310,000")),
        ("probability", 0.5, None, ("50%", "–")),
        ("time_horizon", "2027-03-31", "2027-06-30", ("31 Mar 2027", "30 Jun 2027")),
        ("sponsor_customer", None, "per_m", ("–", "Martin Okafor")),
        ("description", "a\nb", "c\nd", ("", "")),
    ],
)
def test_a_value_reads_as_on_its_card(field: str, before: Any, after: Any, said: tuple[str, str]) -> None:
    (record,) = told(Written(change(field, before, after)))
    assert (record.lines[0].before, record.lines[0].after) == said


def test_changes_are_grouped_by_record_the_newest_first() -> None:
    older = Written(
        Difference("added", "goals", "goal_1", after={"title": "Downtime"}), NOON - timedelta(hours=2)
    )
    found = told(older, Written(change("probability", 0.5, 0.6)), Written(change("effort", 1, 2)))
    assert [(one.title, one.what, len(one.lines)) for one in found] == [
        ("Ovens", "changed", 2),
        ("Downtime", "added", 0),
    ]
    assert found[0].who == ("Anna Berg",)


def test_own_changes_are_no_news_and_joint_ones_are() -> None:
    mine = Written(change("effort", 1, 2), participants=("par_martin",))
    both = Written(change("effort", 1, 2), participants=("par_martin", "par_anna"))
    assert told(mine) == []
    assert told(both)[0].who == ("Martin Okafor", "Anna Berg")


def test_a_removed_record_keeps_its_name_and_has_no_link() -> None:
    gone = Difference("removed", "opportunities", "opp_9", before={"title": "Academy"})
    (record,) = told(Written(gone))
    assert (record.what, record.title, record.place) == ("removed", "Academy", "")


def test_changes_of_the_plans_own_texts_are_listed_under_the_plan() -> None:
    (record,) = told(Written(Difference("changed", "title", before="A", after="B")))
    assert (record.kind, record.place, record.lines[0].after) == ("plan", "", "B")


def test_expected_are_my_late_near_and_undated_actions_and_my_goals_that_are_behind() -> None:
    me = Person("per_m", "a0", name=" martin okafor ", side="customer")
    other = Person("per_x", "a1", name="Martin Okafor", side="supplier")

    def action(number: int, due: date | None, owner: str = "per_m", **more: Any) -> Action:
        return Action(f"act_{number}", "a0", title=f"A{number}", owner=owner, due=due, **more)

    behind = Goal(
        "goal_1",
        "a0",
        owner="per_m",
        baseline=0,
        target=10,
        current=1,
        baseline_date=TODAY - timedelta(days=50),
        target_date=TODAY + timedelta(days=50),
    )
    plan = read_plan({})
    plan = replace(
        plan,
        records={
            **plan.records,
            "people": (me, other),
            "goals": (behind, replace(behind, id="goal_2", current=8)),
            "actions": (
                action(1, TODAY - timedelta(days=3)),
                action(2, TODAY + timedelta(days=20)),
                action(3, TODAY + timedelta(days=200)),
                action(4, None),
                action(5, TODAY, status="done"),
                action(6, TODAY, owner="per_x"),
            ),
        },
    )
    found = expected_of(plan, MARTIN, TODAY)
    assert [one.place for one in found] == ["actions/act_1", "actions/act_2", "actions/act_4", "goals/goal_1"]
    assert found[0].days_late == 3
