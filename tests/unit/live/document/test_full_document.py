"""A document above its maximum size is measured occasionally, not at each write."""

from __future__ import annotations

import pytest

from leitstern.live.document.replica import Replica
from leitstern.store.interfaces import DocumentInfo, LoadedDocument
from tests.unit.live.documents import ROOTS, doc, typed

INFO = DocumentInfo("doc", "pln", "shared", 1, 0, 0)


def test_measuring_takes_a_small_share_of_the_time(monkeypatch: pytest.MonkeyPatch):
    """GATE-7: measuring encodes the whole document and blocks everybody."""
    author = doc(7)
    typed("word " * 1000)(author)
    full = Replica(LoadedDocument(INFO, author.get_update(), [], {}), ROOTS)
    now = 100.0
    encoded: list[float] = []

    def encode() -> bytes:
        nonlocal now
        now += 0.1
        encoded.append(now)
        return bytes(5000)

    monkeypatch.setattr("leitstern.live.document.replica.time.monotonic", lambda: now)
    monkeypatch.setattr(full, "encode", encode)
    for _ in range(1000):
        now += 0.01
        assert full.measure(10) == 5000
    assert 4 <= len(encoded) <= 6, "ten seconds of writes, two for each measuring of a tenth"
    assert full.measure(1 << 20) == 5000 and len(encoded) <= 6, "below the limit nothing is measured"
