"""The KAM check of both sides: no answer is public before the reveal, which shows what was answered."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan import check
from tests.unit.workshop.test_rounds import ANNA, JAN, PETRA, TOM, Table, person

NUMBERS = [str(number) for number in check.ACCOUNT]


@pytest.fixture
def table() -> Table:
    return opened()


def opened() -> Table:
    table = Table()
    assert table.send("check.open", ANNA) == ""
    return table


def answer(table: Table, actor: Any, score: int | None, **others: int | None) -> str:
    given = dict.fromkeys(NUMBERS, score) | {name.removeprefix("n"): one for name, one in others.items()}
    scores = {number: -1 if one is None else one for number, one in given.items()}
    return table.send("check.answer", actor, round_id=table.last(), scores=scores)


def finish(table: Table, actor: Any) -> str:
    return table.send("check.finish", actor, round_id=table.last())


def statements(table: Table) -> dict[str, Any]:
    found = json.loads(table.state.rounds[table.last()].result)["statements"]
    return {one.pop("id"): one for one in found}


def test_both_sides_finish_and_four_quadrants_open(table: Table) -> None:
    answer(table, ANNA, 9, n7=2, n8=3, n9=8)
    answer(table, TOM, 8, n7=4, n8=None, n9=9)
    answer(table, PETRA, 9, n5=3, n7=1, n9=9, n11=None)
    assert finish(table, TOM) == ""
    assert table.state.rounds[table.last()].is_running
    assert finish(table, PETRA) == ""
    found = statements(table)
    assert {number: one.get("quadrant") for number, one in found.items()} == {
        "5": "blind_spot",
        "7": "agreed_weakness",
        "8": "undervalued",
        "9": "agreed_strength",
        "10": "agreed_strength",
        "11": None,
    }
    assert (found["5"]["supplier"], found["5"]["customer"]) == (8.5, 3.0)
    assert found["8"]["supplier"] == 3.0, "who cannot say is not counted"
    assert found["11"] == {"supplier": 8.5}
    assert table.sealed == {}


def test_only_whole_answers_count_and_let_a_side_finish(table: Table) -> None:
    assert finish(table, PETRA) == "nobody_answered"
    table.send("check.answer", PETRA, round_id=table.last(), scores={"5": 0})
    assert finish(table, PETRA) == "nobody_answered"
    answer(table, JAN, 8)
    answer(table, ANNA, 8)
    assert (finish(table, PETRA), finish(table, ANNA)) == ("", "")
    assert statements(table)["5"]["customer"] == 8.0, "half an answer does not speak for a company"


def test_an_answer_can_be_changed_until_the_other_side_has_finished(table: Table) -> None:
    answer(table, ANNA, 2)
    finish(table, ANNA)
    before = table.public()
    assert answer(table, ANNA, 10) == ""
    assert table.public() == before, "a changed answer leaves no trace"
    answer(table, PETRA, 9)
    finish(table, PETRA)
    assert statements(table)["10"]["supplier"] == 10.0
    assert answer(table, ANNA, 1) == "round_closed"


def test_who_may_do_what(table: Table) -> None:
    reader = person("vera", "customer", "viewer")
    assert table.send("check.open", ANNA) == "check_running"
    assert table.send("check.open", PETRA) == "not_facilitator"
    assert answer(table, reader, 5) == finish(table, reader) == "observers_only_watch"
    assert table.send("round.close", ANNA, round_id=table.last()) == "not_closed_by_hand"
    assert table.send("round.cancel", ANNA, round_id=table.last()) == ""
    assert answer(table, PETRA, 5) == "round_closed"
    table.state = replace(table.state, roles={"ses_1": {"par_petra": "facilitator"}})
    assert table.send("check.open", PETRA, session_id="ses_1") == ""


@pytest.mark.parametrize(
    ("scores", "code"),
    [
        ({"5": 11}, "invalid_arguments"),
        ({"5": -2}, "invalid_arguments"),
        ({"5": 7.5}, "invalid_arguments"),
        ({"1": 7}, "item_not_in_round"),
        ({"5": 7, "6": 7}, "item_not_in_round"),
    ],
)
def test_a_malformed_answer_is_refused(table: Table, scores: object, code: str) -> None:
    assert table.send("check.answer", ANNA, round_id=table.last(), scores=scores) == code


SHEET = st.fixed_dictionaries({number: st.none() | st.integers(0, 10) for number in NUMBERS})


@given(st.lists(SHEET, min_size=1, max_size=2), st.lists(SHEET, min_size=1, max_size=2))
def test_the_order_of_people_changes_nothing(ours: list[Any], theirs: list[Any]) -> None:
    found = []
    for order in (1, -1):
        table = opened()
        sheets = list(zip((ANNA, TOM), ours, strict=False)) + list(zip((PETRA, JAN), theirs, strict=False))
        for actor, sheet in sheets[::order]:
            answer(table, actor, None, **{f"n{number}": one for number, one in sheet.items()})
        public = table.public()
        assert "score" not in public and "result" not in public
        finish(table, ANNA)
        finish(table, PETRA)
        found.append(statements(table))
    assert found[0] == found[1]
    for number, one in found[0].items():
        if "quadrant" in one:
            strong = [check.is_fulfilled(int(number), one[side]) for side in ("supplier", "customer")]
            assert [one["x"] > 0.5, one["y"] > 0.5] == strong, "the picture shows the quadrant"
