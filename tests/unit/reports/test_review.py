"""What a review looks at, and what a side can do before a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc

from leitstern.plan.document import PlanView, plain, read_plan
from leitstern.plan.edits import add_record
from leitstern.plan.value_log import text_of
from leitstern.reports.pre_work import FRESH, Colleague, Done, pre_work
from leitstern.reports.review import ACTIONS_SHOWN, SOON, actions_review, goals_review, since_last

TODAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
SIDES: Any = {"supplier": "Nordlicht", "customer": "Halbmond"}
ACTIONS = st.tuples(
    st.sampled_from(["per_c", "per_a", None]),
    st.sampled_from(["planned", "done", "dropped"]),
    st.none() | st.dates(date(2027, 1, 1), date(2027, 6, 1)),
)


@dataclass(frozen=True)
class Word:
    verdict: str
    text: str
    at: datetime = NOW


def view(fill: Any) -> PlanView:
    doc: Doc = Doc()
    add_record(doc, "people", {"name": "Claire", "side": "customer"}, "per_c")
    add_record(doc, "people", {"name": "Anna", "side": "supplier"}, "per_a")
    fill(doc)
    return read_plan(plain(doc, "shared"))


@given(st.lists(ACTIONS, max_size=20))
def test_every_open_action_that_is_late_or_soon_due_is_shown_or_counted_on_its_side(actions: list[Any]):
    def fill(doc: Doc) -> None:
        for index, (owner, status, due) in enumerate(actions):
            values = {"title": f"{index}", "owner": owner, "status": status, "due": due and due.isoformat()}
            add_record(doc, "actions", values, f"act_{index}")

    for part, person in zip(actions_review(view(fill), TODAY), ("per_c", "per_a"), strict=True):
        wanted = [
            due
            for owner, status, due in actions
            if owner == person and status == "planned" and due is not None and due <= TODAY + SOON
        ]
        shown = [*part.late, *part.soon]
        assert len(shown) + part.more == len(wanted) and len(shown) <= ACTIONS_SHOWN
        assert all(one.days_late > 0 and one.due < TODAY for one in part.late)
        assert all(TODAY <= one.due <= TODAY + SOON for one in part.soon)
        assert [one.due for one in shown] == sorted(wanted)[: len(shown)]


def test_goals_that_are_behind_come_first():
    reach = {"aim": "reach", "baseline": 0.0, "target": 100.0, "baseline_date": "2027-01-01"}

    def fill(doc: Doc) -> None:
        add_record(
            doc, "goals", {**reach, "title": "On", "current": 90.0, "target_date": "2027-12-31"}, "goa_1"
        )
        add_record(
            doc, "goals", {**reach, "title": "Behind", "current": 5.0, "target_date": "2027-03-15"}, "goa_2"
        )
        add_record(doc, "goals", {"title": "Not measured"}, "goa_3")

    found = goals_review(view(fill), TODAY)
    assert [one.title for one in found.goals] == ["Behind", "On"]
    assert (found.on_track, found.behind, found.unmeasured, found.more) == (1, 1, 1, 0)
    assert (found.goals[1].share, found.goals[0].share) == (90, 5)


def test_confirmed_value_counts_for_the_side_that_confirmed_it():
    def fill(doc: Doc) -> None:
        values = {"title": "Ovens", "gains": "customer", "amount": 1200.0, "since": "2025-01-01"}
        add_record(doc, "values", values, "val_1")

    plan = view(fill)
    words = {"val_1": Word("confirmed", text_of(plan.values[0]))}
    shown = since_last(plan, words, [], TODAY, SIDES, "en")
    assert [(one.side, one.entries) for one in shown.confirmed] == [("customer", 1), ("supplier", 0)]
    assert "1,200" in shown.confirmed[0].yearly


CLAIRE, BEN = Colleague("par_c", "Claire"), Colleague("par_b", "Ben")
NOTHING = Done({}, frozenset(), {}, {}, 0, 3)


def test_the_customers_tasks_name_who_of_them_has_not():
    done = Done({"par_c": NOW}, frozenset({"par_b"}), {}, {"par_c": True}, 2, 3)
    claims, understanding, room, attend = pre_work("customer", [CLAIRE, BEN], done, NOW)
    assert (claims.name, claims.is_done, claims.open_people) == ("claims", False, ("Claire",))
    assert (understanding.is_done, understanding.open_people) == (False, ("Ben",))
    assert (room.is_done, room.count, room.people) == (True, 2, ())
    assert attend.open_people == ("Ben",)


def test_an_old_answer_is_given_anew_and_one_member_answers_the_check_for_all():
    members = [Colleague("par_a", "Anna", "mem_a"), Colleague("par_g", "Gast")]
    old, fresh = NOW - FRESH - timedelta(days=1), NOW - FRESH
    room, check, _ = pre_work("supplier", members, Done({}, frozenset(), {"mem_a": old}, {}, 0, 0), NOW)
    assert not room.is_done and not check.is_done
    assert check.people == (("Anna", False),), "a guest cannot open the check"
    _, check, _ = pre_work("supplier", members, Done({}, frozenset(), {"mem_a": fresh}, {}, 0, 0), NOW)
    assert check.is_done
    assert not any(one.is_done for one in pre_work("customer", [], NOTHING, NOW))


def test_a_check_of_both_sides_is_everybodys_task_on_either_side():
    done = Done({}, frozenset(), {"mem_a": NOW}, {}, 0, 0, frozenset({"par_c"}))
    for side in ("customer", "supplier"):
        (check,) = [one for one in pre_work(side, [CLAIRE, BEN], done, NOW) if one.name == "check"]
        assert (check.is_done, check.open_people) == (False, ("Ben",))
