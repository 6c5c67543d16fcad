"""How complete a plan is by chapter, when a chapter was changed, and the sentences on mutuality."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan import mutuality, readiness
from leitstern.plan.document import PlanView, read_plan
from leitstern.plan.summary import Evidence, chapter_changes

TODAY = date(2026, 6, 1)
PEOPLE = {
    "per_c": {"order": "a", "name": "Cleo", "side": "customer"},
    "per_s": {"order": "b", "name": "Sam", "side": "supplier"},
}


def plan(**roots: Any) -> PlanView:
    return read_plan({"people": PEOPLE, **roots})


def met(view: PlanView) -> set[str]:
    return {one.code for one in readiness.points(view, TODAY) if one.is_met}


def test_an_empty_plan_has_every_point_open_in_the_order_of_its_chapters() -> None:
    found = readiness.points(read_plan({}), TODAY)
    assert readiness.completeness(found) == 0
    assert list(readiness.by_chapter(found)) == ["star", "customer", "people", "growth", "roadmap", "value"]


def test_a_project_counts_with_owners_on_both_sides_and_its_sentence() -> None:
    one = {"order": "a", "owner_customer": "per_c", "owner_supplier": "per_s"}
    assert "projects" not in met(plan(projects={"prj_1": one}))
    assert "projects" in met(plan(projects={"prj_1": {**one, "importance": "It opens a market."}}))


def test_every_open_risk_needs_a_countermeasure() -> None:
    risks = {"rsk_1": {"order": "a", "countermeasure": "Order early"}, "rsk_2": {"order": "b"}}
    assert "risks" not in met(plan(risks=risks))
    risks["rsk_2"]["risk_status"] = "closed"
    assert "risks" in met(plan(risks=risks))


def test_a_chapter_keeps_its_moment_while_its_content_is_the_same() -> None:
    first = Evidence(chapters=(("growth", "1"), ("people", "1")))
    moment = datetime(2026, 5, 1, 9, tzinfo=UTC)
    begun = chapter_changes(None, first, moment)
    assert begun == (("growth", "2026-05-01T09:00:00+00:00"), ("people", "2026-05-01T09:00:00+00:00"))
    before = Evidence(chapters=first.chapters, chapter_changes=begun)
    then = Evidence(chapters=(("growth", "2"), ("people", "1")))
    changed = dict(chapter_changes(before, then, datetime(2026, 5, 9, 9, tzinfo=UTC)))
    assert changed["growth"].startswith("2026-05-09") and changed["people"].startswith("2026-05-01")


def test_a_row_of_an_older_version_knows_no_moment() -> None:
    now = Evidence(chapters=(("growth", "1"),))
    assert chapter_changes(Evidence(), now, datetime(2026, 5, 1, tzinfo=UTC)) == (("growth", ""),)


def test_a_change_in_one_chapter_leaves_the_others_fingerprints() -> None:
    before = readiness.fingerprints(plan())
    after = readiness.fingerprints(plan(goals={"goal_1": {"order": "a", "title": "Halve stops"}}))
    assert {name for name in after if after[name] != before.get(name)} == {"growth"}


def test_sentences_count_who_gives_what() -> None:
    view = plan(
        goals={
            "goal_1": {"order": "a", "whose": "customer"},
            "goal_2": {"order": "b", "whose": "joint"},
        },
        actions={
            "act_1": {"order": "a", "owner": "per_s", "due": "2026-05-01"},
            "act_2": {"order": "b", "owner": "per_c"},
            "act_3": {"order": "c"},
        },
        values={"val_1": {"order": "a", "gains": "customer"}},
    )
    found = {one.code: one for one in mutuality.sentences(view, TODAY)}
    assert set(found) == {"goals", "actions", "late", "values"}
    assert (found["goals"].customer, found["goals"].supplier, found["goals"].both) == (1, 0, 1)
    assert (found["actions"].all, found["actions"].customer, found["actions"].supplier) == (3, 1, 1)
    assert (found["late"].all, found["late"].customer, found["late"].supplier) == (1, 0, 1)


def test_goals_of_one_side_alone_are_said_so() -> None:
    view = plan(goals={f"goal_{at}": {"order": "a", "whose": "supplier"} for at in range(6)})
    (one,) = mutuality.sentences(view, TODAY)
    assert (one.code, one.all, one.side) == ("goals_none", 6, "customer")


@given(st.lists(st.sampled_from(["customer", "supplier", "joint"]), max_size=8), st.randoms())
def test_the_order_of_records_changes_no_sentence(whose: list[str], random: Any) -> None:
    goals = [(f"goal_{at}", {"order": "a", "whose": one}) for at, one in enumerate(whose)]
    said = mutuality.sentences(plan(goals=dict(goals)), TODAY)
    random.shuffle(goals)
    assert mutuality.sentences(plan(goals=dict(goals)), TODAY) == said
