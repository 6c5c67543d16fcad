"""Which failures `make test` tries again."""

from __future__ import annotations

import pytest

from tests.second_try import MOST, accidents

BROWSER = "tests/browser/test_a.py::test_b[de]"
ENGINE = "tests/engines/test_a.py::test_c[webkit]"


def test_a_few_browser_tests_are_tried_again():
    assert accidents([ENGINE, BROWSER]) == [BROWSER, ENGINE]


@pytest.mark.parametrize(
    "failed",
    [[], [BROWSER, "tests/unit/test_a.py::test_d"], ["tests/wire/test_a.py::test_e"], [BROWSER] * (MOST + 1)],
    ids=["none", "a unit test too", "a wire test", "many"],
)
def test_anything_else_fails_the_run(failed: list[str]):
    assert accidents(failed) is None
