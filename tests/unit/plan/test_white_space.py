"""White space: a worked example, and properties of cells, totals and shares."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.document import read_plan
from leitstern.plan.generated import HOLDER_VALUES, WhiteSpace
from leitstern.plan.white_space import cells, held, totals

TODAY = date(2027, 3, 1)
AMOUNT = st.one_of(st.none(), st.floats(0, 1e9))
RECORD = st.fixed_dictionaries(
    {
        "order": st.sampled_from(["a0", "a1", "a2"]),
        "unit": st.sampled_from(["Lindach", "  lindach ", "Osterau", "", None]),
        "offering": st.sampled_from(["Gears", "GEARS", "Servo", None]),
        "holder": st.sampled_from([*HOLDER_VALUES, "a newer one"]),
        "spend": AMOUNT,
        "potential": AMOUNT,
        "year": st.one_of(st.none(), st.integers(2024, 2028)),
        "contract_end": st.sampled_from([None, "2027-02-28", "2027-03-01", "2028-02-29", "2028-03-01"]),
        "opportunity": st.sampled_from([None, "opp_1", "opp_2"]),
    }
)


def _read(records: list[dict[str, Any]]) -> tuple[WhiteSpace, ...]:
    named = {
        f"wsp_{at}": {name: value for name, value in one.items() if value is not None}
        for at, one in enumerate(records)
    }
    return read_plan({"plan": {}, "white_spaces": named}).white_spaces


def test_a_worked_example():
    records = _read(
        [
            {
                "order": "a0",
                "unit": "Lindach",
                "offering": "Gears",
                "holder": "us",
                "spend": 300,
                "year": 2025,
            },
            {
                "order": "a1",
                "unit": "lindach",
                "offering": " gears",
                "holder": "others",
                "spend": 200,
                "year": 2026,
            },
            {
                "order": "a2",
                "unit": "Lindach",
                "offering": "Servo",
                "holder": "us",
                "spend": 100,
                "potential": 50,
            },
            {
                **{"order": "a3", "unit": "Osterau", "offering": "Gears", "holder": "in_house", "spend": 70},
                **{"potential": 20, "opportunity": "opp_1"},
            },
            {"order": "a4", "unit": "", "offering": "Gears", "holder": "us", "spend": 999},
        ]
    )
    found = totals(records, ["opp_1"], TODAY)
    assert (found.pairs, found.known) == (4, 3)
    assert (found.held.us, found.held.others, found.held.in_house) == (100, 200, 70), "the latest year counts"
    assert found.held.share == pytest.approx(100 / 300), "in-house production is not bought"
    assert (found.open, found.unused) == (70, 50)
    assert totals(records, [], TODAY).unused == 70, "a dropped opportunity leaves its demand unused"


def test_nothing_bought_has_no_share():
    assert held(()).share is None
    assert (
        held(_read([{"order": "a0", "unit": "x", "offering": "y", "holder": "us", "spend": 0}])).share is None
    )


@pytest.mark.parametrize(
    ("holder", "end", "expected"),
    [
        ("others", "2027-03-01", 1),
        ("others", "2028-02-29", 1),
        ("others", "2028-03-01", 0),
        ("others", "2027-02-28", 0),
        ("us", "2027-06-01", 0),
    ],
)
def test_contracts_of_others_that_end_within_a_year(holder: str, end: str, expected: int):
    record = {"order": "a0", "unit": "x", "offering": "y", "holder": holder, "contract_end": end}
    assert totals(_read([record]), [], TODAY).ending == expected


@given(st.lists(RECORD, max_size=12), st.randoms())
def test_totals_do_not_depend_on_the_order_and_shares_stay_shares(
    records: list[dict[str, Any]], random: Random
):
    read = list(_read(records))
    found = totals(read, ["opp_1"], TODAY)
    random.shuffle(read)
    again = totals(read, ["opp_1"], TODAY)
    assert (again.pairs, again.known, again.ending) == (found.pairs, found.known, found.ending)
    assert again.open == pytest.approx(found.open) and again.unused == pytest.approx(found.unused)
    assert cells(read) == cells(_read(records))
    assert found.held.share is None or 0 <= found.held.share <= 1
    assert 0 <= found.unused <= found.open * (1 + 1e-9)
    assert found.known <= len(cells(read)) <= found.pairs
    assert len(cells(read)) <= len(read)
