"""Labels find the places that comparing every box with every other one finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leitstern.reports.label_layout import Box, Labels, around

ROOM = Box(0, 0, 120, 60)
numbers = st.integers(-10, 130).map(float)
points = st.tuples(numbers, st.integers(-10, 70).map(float))
sizes = st.tuples(st.integers(1, 60).map(float), st.integers(1, 12).map(float))


def box_at(point: tuple[float, float], size: tuple[float, float]) -> Box:
    return Box(point[0], point[1], point[0] + size[0], point[1] + size[1])


boxes = st.builds(box_at, points, sizes)


def stands_between(other: Box, box: Box, point: tuple[float, float]) -> bool:
    """Whether a taken box, not at the point itself, lies on the way from the point to the label."""
    if other.meets(around(*point, 0.5)):
        return False
    x, y = point
    to_x, to_y = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
    way = [around(x + (to_x - x) * share / 10, y + (to_y - y) * share / 10, 0.5) for share in range(4, 10)]
    return any(other.meets(dot) for dot in way)


@given(
    taken=st.lists(boxes, max_size=8),
    lines=st.lists(boxes, max_size=3),
    wanted=st.lists(
        st.tuples(st.lists(boxes, min_size=1, max_size=4), points, st.booleans()), min_size=1, max_size=6
    ),
)
def test_a_label_takes_the_first_place_that_is_free(taken, lines, wanted) -> None:
    labels = Labels(ROOM, taken, lines)
    occupied = list(taken)
    for candidates, point, may_cross in wanted:
        hurdles = occupied if may_cross else [*occupied, *lines]
        free = [
            box
            for box in candidates
            if ROOM.holds(box)
            and not any(box.meets(one) for one in hurdles)
            and not any(stands_between(one, box, point) for one in occupied)
        ]
        found = labels.take(candidates, point, may_cross=may_cross)
        assert found == (free[0] if free else None)
        occupied += free[:1]


def test_a_point_at_the_end_of_numbers_takes_no_time_and_hides_nothing():
    room = Box(0, 0, 100, 100)
    far = [Box(-1e300, 10, -1e299, 20), Box(40, 1e300, 60, float("inf"))]
    labels = Labels(room, far, [Box(float("-inf"), -50, float("inf"), -40)])
    assert labels.take([Box(10, 10, 30, 20)], (5, 15)) == Box(10, 10, 30, 20)
    assert labels.take([Box(15, 12, 35, 22)], (5, 15)) is None
