"""The growth thumbnail: the map's curve at a fixed size, stored as JSON."""

from __future__ import annotations

import json
import re
from datetime import date

from leitstern.plan.document import PlanView, read_plan
from leitstern.reports.growth_thumbnail import HEIGHT, POINTS, WIDTH, Thumbnail, thumbnail

TODAY = date(2027, 3, 1)


def _plan(*benefits: tuple[float, float], day: str = "2028-06-30") -> PlanView:
    records = {
        f"opp_{at}": {
            "title": "One",
            "order": f"a{at}",
            "benefit_customer": customer,
            "benefit_supplier": supplier,
            "time_horizon": day,
        }
        for at, (customer, supplier) in enumerate(benefits)
    }
    return read_plan({"plan": {"horizon_start": 2027, "horizon_end": 2029}, "opportunities": records})


def _points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_an_empty_map_has_no_thumbnail():
    assert thumbnail(read_plan({}), TODAY) is None


def test_the_curve_runs_from_zero_to_the_total():
    drawn = thumbnail(_plan((100_000, 50_000)), TODAY)
    assert drawn is not None
    assert drawn.total == 150_000
    curve = _points(drawn.curve)
    assert [curve[0], curve[-1], len(curve)] == [(0, HEIGHT), (WIDTH, 3), POINTS + 1]


def test_the_size_does_not_depend_on_the_number_of_opportunities():
    one, many = thumbnail(_plan((1e5, 1e5)), TODAY), thumbnail(_plan(*[(1e5, 1e5)] * 100), TODAY)
    assert one is not None and many is not None
    assert len(many.to_json()) < len(one.to_json()) + 50 < 4_000


def test_a_loss_is_drawn_below_zero_and_hides_no_gain():
    drawn = thumbnail(_plan((-50_000, 100_000)), TODAY)
    assert drawn is not None
    zero = _points(drawn.customer)[0][1]
    assert _points(drawn.customer)[POINTS][1] == HEIGHT > zero
    assert _points(drawn.supplier)[POINTS][1] == 3 < zero


def test_the_firm_part_is_drawn_and_a_row_of_an_older_version_has_none():
    found = thumbnail(_plan((100, 50)), TODAY)
    assert found is not None
    assert {y for _, y in _points(found.firm_customer)} == {float(HEIGHT)}, "nothing is agreed: no height"
    assert found.firm == 0
    older = json.loads(found.to_json())
    del older["firm_customer"], older["firm_supplier"]
    assert Thumbnail.from_json(json.dumps(older)).firm_customer == ""


def test_it_survives_json_and_has_the_position_of_today():
    drawn = thumbnail(_plan((1e5, 1e5)), TODAY)
    assert drawn is not None
    assert Thumbnail.from_json(drawn.to_json()) == drawn
    assert drawn.x_of(date(2027, 1, 1)) == 0 and drawn.x_of(date(2029, 12, 31)) == WIDTH
    assert drawn.x_of(date(2030, 1, 1)) is None
