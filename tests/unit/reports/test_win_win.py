"""The win-win portfolio: what is placed, where a side loses, and that every dot leads to its card."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.document import read_plan
from leitstern.reports.picture import Label, Link, Picture
from leitstern.reports.win_win import win_win_picture

SIDES: Any = {"customer": "Halbmond", "supplier": "Nordlicht"}


def _said(key: str, **values: object) -> str:
    return f"{key} {values}"


def _picture(**opportunities: dict[str, Any]) -> Picture | None:
    data = {key: {"order": "a0", "title": key, **one} for key, one in opportunities.items()}
    plan = read_plan({"plan": {}, "opportunities": data})
    return win_win_picture(plan, SIDES, _said, "en")


def _links(picture: Picture) -> list[list[str]]:
    return [[mark.href for mark in one.marks if isinstance(mark, Link)] for one in picture.drawings]


def test_only_pursued_opportunities_with_both_benefits_are_placed():
    picture = _picture(
        opp_1={"benefit_customer": 100, "benefit_supplier": 50},
        opp_2={"benefit_customer": 100},
        opp_3={"benefit_customer": 100, "benefit_supplier": 50, "stage": "dropped"},
    )
    assert picture is not None and picture.kind == "win-win"
    assert _links(picture) == [["#opportunities/opp_1"]] * 3
    assert _picture(opp_2={"benefit_customer": 100}) is None


def test_where_one_side_loses_is_named():
    good = _picture(opp_1={"benefit_customer": 100, "benefit_supplier": 50})
    bad = _picture(opp_1={"benefit_customer": 100, "benefit_supplier": -50})
    assert good is not None and bad is not None
    assert "win_win.loses" in str(good.drawings) and "win_win.loses" in str(bad.drawings)
    assert "dot-lost" in str(bad.drawings) and "'both': 0" in bad.sentence
    assert "dot-lost" not in str(good.drawings)


def test_on_a_phone_the_words_below_the_picture_have_a_line_each():
    picture = _picture(opp_1={"benefit_customer": 100, "benefit_supplier": 50})
    assert picture is not None
    for drawing in picture.drawings:
        lost, axis = (
            next(mark for mark in drawing.marks if isinstance(mark, Label) and mark.look == look)
            for look in ("lost-words", "for-customer")
        )
        assert (lost.y > axis.y) == (drawing.name == "tall")
        assert lost.y < drawing.height


def test_the_drawing_says_its_scale_and_leaves_room_for_a_loss():
    picture = _picture(opp_1={"benefit_customer": 100, "benefit_supplier": 50})
    assert picture is not None
    for drawing in picture.drawings:
        assert drawing.scale is not None
        x, y = drawing.scale
        assert x.low < 0 < 100 < x.high and y.low < 0 < 50 < y.high
        (dot,) = [mark for mark in drawing.marks if isinstance(mark, Link)]
        left, y_at = (float(part) for part in dot.marks[0].d[1:].split("a")[0].split(" "))  # type: ignore[union-attr]
        assert left < x.at(100) and y_at == y.at(50), "the circle begins left of its centre"


@given(
    st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.floats(0, 1)), min_size=1, max_size=9)
)
def test_every_dot_is_inside_its_drawing(found: list[tuple[float, float, float]]):
    picture = _picture(
        **{
            f"opp_{at}": {"benefit_customer": one, "benefit_supplier": other, "probability": share}
            for at, (one, other, share) in enumerate(found)
        }
    )
    assert picture is not None
    for drawing, links in zip(picture.drawings, _links(picture), strict=True):
        assert len(links) == len(found)
        for mark in drawing.marks:
            if isinstance(mark, Link):
                x, y = (float(part) for part in mark.marks[0].d[1:].split("a")[0].split(" "))  # type: ignore[union-attr]
                assert 0 <= x <= drawing.width and 0 <= y <= drawing.height
