"""The win-win portfolio: what is placed, where a side loses, and that every dot leads to its card."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.document import read_plan
from leitstern.reports.picture import Label, Link, Path, Picture
from leitstern.reports.win_win import firm_share, win_win_picture

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
    assert "dot-lost" in str(bad.drawings) and "'count': 0" in bad.sentence
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


def test_the_core_of_a_dot_is_its_firm_part_by_area():
    both = {"benefit_customer": 300, "benefit_supplier": 100, "probability": 1}
    whole = {"evidence_level_customer": "agreed", "evidence_level_supplier": "implemented"}
    picture = _picture(
        opp_1=both | whole,
        opp_2=both | {"evidence_level_supplier": "agreed", "evidence_level_customer": "estimated"},
        opp_3=both,
        opp_4=both | {"benefit_supplier": -100, "evidence_level_supplier": "agreed"},
        opp_5=both | {"benefit_supplier": -100, "evidence_level_customer": "agreed"},
    )
    assert picture is not None
    for drawing in picture.drawings:
        links = {mark.href[-5:]: mark for mark in drawing.marks if isinstance(mark, Link)}
        radii = {
            key: [_radius(part) for part in link.marks if isinstance(part, Path)]
            for key, link in links.items()
        }
        ring = radii["opp_1"][0]
        assert radii["opp_1"] == [ring, ring], "all of it is firm"
        assert radii["opp_2"] == [ring, round(ring * 0.5, 1)], "a quarter of the area"
        assert radii["opp_3"] == [ring] and radii["opp_4"] == [ring], "a firm loss is no gain"
        assert radii["opp_5"] == [ring, ring]
        looks = [part.look for part in links["opp_5"].marks if isinstance(part, Path)]
        assert looks == ["dot-lost", "dot-lost-firm"]
    rows = {row[0]: row[-1] for row in picture.table.rows}
    assert "Halbmond: choices.evidence_level.idea" in rows["opp_3"]
    assert "Halbmond: choices.evidence_level.estimated" in rows["opp_2"]
    assert "Nordlicht: choices.evidence_level.agreed" in rows["opp_2"]


def _radius(part: Path) -> float:
    return float(part.d.split("a")[1].split(" ")[0])


@given(
    benefits=st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)),
    levels=st.tuples(*[st.sampled_from(["idea", "estimated", "agreed", "implemented"])] * 2),
)
def test_the_firm_share_is_a_share(benefits: tuple[float, float], levels: tuple[str, str]):
    one = {"benefit_customer": benefits[0], "benefit_supplier": benefits[1]}
    level = {"evidence_level_customer": levels[0], "evidence_level_supplier": levels[1]}
    data = {"plan": {}, "opportunities": {"opp_1": {"order": "a0", **one, **level}}}
    share = firm_share(read_plan(data).opportunities[0])
    assert 0 <= share <= 1
    assert (share == 0) == all(
        amount <= 0 or found in ("idea", "estimated") for amount, found in zip(benefits, levels, strict=True)
    )


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
