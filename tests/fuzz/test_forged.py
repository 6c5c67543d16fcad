"""Forged but well-formed updates: whatever the gate accepts has the same content in Yjs and in our
replica.
"""

from __future__ import annotations

import pytest

from tests.fuzz import fuzz_process
from tests.interop.node_peer import need_node

DOCUMENTS = 250


@pytest.mark.parametrize("seed", [1, 2])
def test_accepted_updates_read_the_same_everywhere(seed: int):
    """GATE-5, GATE-8, HASH-2"""
    need_node()
    told = fuzz_process.run(fuzz_process.FORGED, DOCUMENTS, seed)
    fuzz_process.judge(told)
