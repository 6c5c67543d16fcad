"""Two containers under one key: writing into the overwritten one causes no panic in the library."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.patience import PATIENCE

PROGRAM = """
from pycrdt import Doc, Map, Text
from leitstern.live.document.replica import Incoming, Replica
from leitstern.store.interfaces import DocumentInfo, LoadedDocument
from tests.unit.live.documents import ROOTS, doc, emitted

info = DocumentInfo("doc", "pln", "shared", 1, 0, 0)
replica = Replica(LoadedDocument(info, None, [], {}), ROOTS)
writers = {client: doc(client) for client in (5, 6)}
name = next(name for name, kind in ROOTS.items() if kind.endswith("map"))
sent = []
for client, writer in writers.items():
    texts = writer.get(name, type=Map)
    sent.append((emitted(writer, lambda d: texts.update({"word": Text("abcdef")}))[0], str(client)))
for update in sent:
    assert replica.apply([Incoming(*update)]).verdicts == [None]
asked = 0
for client, writer in writers.items():
    text = writer.get(name, type=Map)["word"]
    for at in (2, 2, 5):
        (update,) = emitted(writer, lambda d: text.insert(at, "x"))
        assert replica.apply([Incoming(update, str(client))]).verdicts == [None]
        (update,) = emitted(writer, lambda d: text.insert(at, "y"))
        assert replica.apply([Incoming(update, str(client))]).verdicts == [None]
"""


@pytest.mark.slow
def test_writing_into_an_overwritten_container_causes_no_panic():
    """GATE-9: the library would print one per letter."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "panicked" not in ended.stderr
