"""Mutants of honest and hostile messages, in separate processes: whatever the gate accepts is safe.

A child process applies each mutant to a replica and then uses the document in every way the server does. A
crash or hang of the CRDT library kills the child, and the test fails. `make fuzz` runs this for longer.
"""

from __future__ import annotations

import pytest

from tests.fuzz import fuzz_process

MUTANTS = 30_000


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_mutant_crashes_hangs_or_changes_what_others_read(seed: int):
    """GATE-1, GATE-8, WIRE-6, PRES-5"""
    told = fuzz_process.run(fuzz_process.MUTATED, MUTANTS, seed)
    fuzz_process.judge(told)
    assert told["refused"] > told["taken"], "most are no updates any more"
