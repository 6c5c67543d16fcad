"""Coverage and warnings of one side's relationships: what counts, what counts half, what is unknown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from leitstern.plan.generated import Assessment, Person
from leitstern.plan.relationships import Coverage, coverage, merged, warnings

TODAY = date(2027, 3, 1)


def person(key: str, side: str = "customer", **facts: Any) -> Person:
    return Person(id=key, order="a0", side=side, **facts)


def view(key: str, **values: Any) -> Assessment:
    return Assessment(id=f"asm_{key}", order="a0", person=key, **values)


def known(key: str, *, now: str | None, influence: int, days: int | None = 0) -> Assessment:
    spoke = None if days is None else TODAY - timedelta(days=days)
    return view(key, relationship=now, wanted="solver", influence=influence, last_contact=spoke)


PEOPLE = [person("a"), person("b"), person("c")]


def covered(*views: Assessment) -> Coverage:
    return coverage(PEOPLE, merged(views), TODAY)


def test_coverage_is_weighted_by_influence() -> None:
    found = covered(known("a", now="solver", influence=5), known("b", now="vendor", influence=3))
    assert found == Coverage(5 / 8, 2, 1)


def test_a_relationship_above_the_wanted_one_is_as_wanted() -> None:
    assert covered(known("a", now="adviser", influence=1)).share == 1


@pytest.mark.parametrize(("days", "share"), [(0, 1), (180, 1), (181, 0.5), (None, 0.5)])
def test_a_contact_older_than_180_days_or_unknown_counts_half(days: int | None, share: float) -> None:
    assert covered(known("a", now="solver", influence=4, days=days)).share == share


@pytest.mark.parametrize(
    "missing", [{"wanted": None}, {"influence": None}, {"wanted": "from a newer version"}]
)
def test_who_has_no_wanted_level_or_influence_is_unknown_and_not_left_out(missing: dict[str, Any]) -> None:
    values = {"relationship": "adviser", "wanted": "solver", "influence": 5} | missing
    assert covered(view("a", **values)) == Coverage(None, 0, 3)


def test_a_relationship_that_nobody_stated_is_not_as_wanted() -> None:
    assert covered(known("a", now=None, influence=2)).share == 0


def test_assessments_of_people_who_are_not_listed_count_nowhere() -> None:
    assert covered(known("gone", now="solver", influence=5)) == Coverage(None, 0, 3)


def test_two_records_on_one_person_are_read_together_field_by_field() -> None:
    first, second = view("a", influence=4), view("a", influence=1, wanted="vendor", notes="Later")
    found = merged([first, second])["a"]
    assert (found.influence, found.wanted, found.notes) == (4, "vendor", "Later")


def codes(people: list[Person], *views: Assessment, own: Any = "supplier") -> list[str]:
    return [one.code for one in warnings(people, merged(views), own, TODAY)]


FULL = [
    person("boss", decision_role="decides", level="board", contact="ours"),
    person("purse", decision_role="budget", contact="hers"),
    person("user", decision_role="uses"),
    person("gate", decision_role="screens"),
    person("ours", "supplier"),
    person("hers", "supplier"),
]
MET = known("boss", now="credible", influence=5, days=90)


def test_nothing_is_warned_of_where_nobody_of_the_other_company_is_listed() -> None:
    assert codes([person("ours", "supplier")]) == []


def test_a_plan_without_risks_has_no_warning() -> None:
    assert codes(FULL, MET) == []


def test_empty_buying_roles_are_named_to_the_supplier_alone() -> None:
    people = [one for one in FULL if one.decision_role != "budget"]
    (found, *_) = warnings(people, merged([MET]), "supplier", TODAY)
    assert (found.code, found.names) == ("roles_empty", ("budget",))
    assert "roles_empty" not in codes(people, own="customer")


def test_a_relationship_depends_on_one_person_where_all_contacts_are_the_same() -> None:
    people = [person("boss", level="board", contact="ours"), person("ours", "supplier", contact="gate")]
    people += [person("gate"), person("hers", "supplier")]
    (found,) = [one for one in warnings(people, {}, "supplier", TODAY) if one.code == "one_contact"]
    assert found.names == ("ours",)
    assert "one_contact" not in codes([*people, person("more", contact="hers")])
    assert "one_contact" not in codes(people[:1] + people[3:])


@pytest.mark.parametrize(
    "met",
    [None, known("boss", now="vendor", influence=5), known("boss", now="adviser", influence=5, days=181)],
)
def test_the_board_is_reached_by_more_than_orders_and_not_long_ago(met: Assessment | None) -> None:
    spoken = view("user", last_contact=TODAY)
    assert codes(FULL, *([met] if met else []), spoken) == ["no_board_contact"]


@pytest.mark.parametrize(("days", "is_silent"), [(90, False), (91, True)])
def test_nobody_spoken_to_in_90_days_is_warned_of(days: int, is_silent: bool) -> None:
    assert (
        "no_recent_contact" in codes(FULL, known("boss", now="solver", influence=5, days=days))
    ) is is_silent
