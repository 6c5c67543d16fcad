"""Edits by one tap, and what the first screen and the lasting page show of a plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc

from leitstern.errors import Conflict, InvalidInput, NotFound
from leitstern.plan.document import PlanView, plain, read_plan
from leitstern.plan.edits import add_record
from leitstern.plan.generated import ACTION_STATUS_VALUES
from leitstern.plan.promises import Taker, answer, give_back, take_on
from leitstern.reports.first_screen import Reader, first_screen, first_sentence
from leitstern.reports.promises import promises_of

TODAY = date(2027, 3, 1)
CLAIRE = Taker("par_c", "Claire", "customer")
STATES = st.sampled_from(ACTION_STATUS_VALUES)
OWNERS = st.sampled_from(["per_c", "per_b", "per_a", "per_gone", None])
DAYS = st.none() | st.dates(date(2027, 1, 1), date(2027, 6, 1))


def plan_of(actions: list[tuple[Any, ...]]) -> Doc:
    doc: Doc = Doc()
    for id, name, side in (
        ("per_c", "Claire", "customer"),
        ("per_b", "Ben", "customer"),
        ("per_a", "Anna", "supplier"),
    ):
        add_record(doc, "people", {"name": name, "side": side}, id)
    for index, (owner, status, due) in enumerate(actions):
        values = {
            "title": f"Action {index}",
            "owner": owner,
            "status": status,
            "due": due and due.isoformat(),
        }
        add_record(doc, "actions", values, f"act_{index}")
    return doc


def view(doc: Doc) -> PlanView:
    return read_plan(plain(doc, "shared"))


@given(st.lists(st.tuples(OWNERS, STATES, DAYS), max_size=12))
def test_every_promise_is_shown_once_on_its_own_side_and_nothing_else_is(actions: list[tuple[Any, ...]]):
    found = promises_of(view(plan_of(actions)), "par_c", "Claire", "customer", TODAY)
    sides = {"per_c": "customer", "per_b": "customer", "per_a": "supplier"}
    groups = {
        ("customer", False): found.ours,
        ("supplier", False): found.theirs,
        ("customer", True): found.ours_done,
        ("supplier", True): found.theirs_done,
    }
    for (side, is_done), shown in groups.items():
        wanted = {
            f"act_{index}"
            for index, (owner, status, _) in enumerate(actions)
            if sides.get(owner) == side and status != "dropped" and (status == "done") == is_done
        }
        assert {one.id for one in shown} == wanted and len(shown) == len(wanted)
        assert [not one.is_mine for one in shown] == sorted(not one.is_mine for one in shown)
        assert all(one.later >= TODAY + timedelta(days=7) for one in shown)
    assert all(not one.is_mine for one in found.theirs)


def test_one_week_later_is_counted_from_the_date_or_from_today_where_that_is_past():
    doc = plan_of([("per_c", "planned", date(2027, 2, 1)), ("per_c", "planned", date(2027, 4, 1))])
    late, early = promises_of(view(doc), "par_c", "Claire", "customer", TODAY).ours
    assert (late.later, early.later) == (date(2027, 3, 8), date(2027, 4, 8))


def test_taking_on_twice_is_once_and_somebody_elses_stays_theirs():
    doc = plan_of([(None, "planned", None), ("per_gone", "planned", None), ("per_b", "planned", None)])
    for _ in range(2):
        take_on(doc, "act_0", CLAIRE)
        take_on(doc, "act_1", CLAIRE)
    with pytest.raises(Conflict):
        take_on(doc, "act_2", CLAIRE)
    give_back(doc, "act_2", CLAIRE)
    assert [one.owner for one in view(doc).actions] == ["per_c", "per_c", "per_b"]
    give_back(doc, "act_0", CLAIRE)
    assert view(doc).actions[0].owner is None and len(view(doc).people) == 3
    with pytest.raises(NotFound):
        take_on(doc, "act_9", CLAIRE)


def test_an_answer_sets_what_it_names_and_nothing_of_the_other_side():
    doc = plan_of([("per_b", "planned", None), ("per_a", "planned", None)])
    answer(doc, "act_0", "customer", "done", "")
    answer(doc, "act_0", "customer", "", "2027-05-01")
    first = view(doc).actions[0]
    assert (first.status, first.due) == ("done", date(2027, 5, 1))
    for side, status, due, error in (
        ("customer", "done", "", NotFound),
        ("supplier", "dropped", "", InvalidInput),
        ("supplier", "", "2027-13-01", InvalidInput),
        ("supplier", "", "20270301", InvalidInput),
    ):
        with pytest.raises(error):
            answer(doc, "act_1", side, status, due)  # type: ignore[arg-type]
    assert view(doc).actions[1].status == "planned"


def test_the_first_screen_asks_for_what_is_worth_most_and_what_nobody_owns():
    doc = plan_of(
        [
            (None, "planned", date(2027, 5, 1)),
            (None, "done", None),
            ("per_c", "planned", None),
            ("per_a", "planned", None),
        ]
    )
    for id, benefit in (("opp_a", 10.0), ("opp_b", None), ("opp_c", 500.0)):
        add_record(doc, "opportunities", {"title": id, "benefit_customer": benefit}, id)
    add_record(
        doc, "opportunities", {"title": "dropped", "stage": "dropped", "benefit_customer": 900.0}, "opp_d"
    )
    add_record(doc, "claims", {"text": "Is it so?", "standing": "open"}, "clm_open")
    add_record(doc, "claims", {"text": "It is so.", "standing": "assumed"}, "clm_1")
    shown = first_screen(view(doc), Reader("par_c", "Claire"), {}, frozenset({"opp_a"}))
    assert [one.id for one in shown.opportunities] == ["opp_c", "opp_a", "opp_b"]
    assert [one.id for one in shown.opportunities if one.is_chosen] == ["opp_a"]
    assert [(one.id, one.is_mine) for one in shown.actions] == [("act_0", False), ("act_2", True)]
    assert [one.id for one in shown.claims] == ["clm_1"], "an open question is not a statement to correct"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ""),
        ("Fewer stops.  More bread.", "Fewer stops."),
        ("18 % less energy by 30.6. and no more", "18 % less energy by 30.6. and no more"),
        ("Mehr Brot!\nÖfen bleiben.", "Mehr Brot!"),
    ],
)
def test_the_purpose_is_one_sentence(text: str, sentence: str):
    assert first_sentence(text) == sentence
