"""Mutants of honest and hostile messages, in processes of their own: what the gate takes is safe.

A child applies each mutant through a replica and then uses the document in every way the server does. A crash
or a hang of the CRDT library would kill it, which is what the test sees. `make fuzz` runs for a night.
"""

from __future__ import annotations

import pytest

from tests.fuzz import running

MUTANTS = 30_000


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_mutant_crashes_hangs_or_changes_what_others_read(seed: int):
    """GATE-1, GATE-8, WIRE-6, PRES-5"""
    told = running.run(running.MUTATED, MUTANTS, seed)
    running.judge(told)
    assert told["refused"] > told["taken"], "most are no updates any more"
