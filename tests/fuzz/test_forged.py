"""Updates forged by somebody who knows the format: whatever the gate takes is the same for Yjs and for us."""

from __future__ import annotations

import pytest

from tests.fuzz import running
from tests.interop.node_peer import need_node

DOCUMENTS = 250


@pytest.mark.parametrize("seed", [1, 2])
def test_what_passes_the_gate_reads_the_same_everywhere(seed: int):
    """GATE-5, GATE-8, HASH-3"""
    need_node()
    told = running.run(running.FORGED, DOCUMENTS, seed)
    running.judge(told)
