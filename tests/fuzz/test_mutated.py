"""Mutants of honest and hostile messages, other seeds than the unit test's; `make fuzz` runs more."""

from __future__ import annotations

import pytest

from tests.fuzz import running


@pytest.mark.parametrize("seed", [2, 3])
def test_no_mutant_crashes_hangs_or_changes_what_others_read(seed: int):
    """GATE-1, GATE-8"""
    running.judge(running.run(running.MUTATED, 7, seed))
