"""WELCOME, the first message to leitstern.v1 clients: their rights and the document's seq, epoch, shape.

Sent again when a right changes. Pure except for the clock. Called by room.py.
"""

from __future__ import annotations

from leitstern.clock import utc_now
from leitstern.live.document.document import Document
from leitstern.live.room.connection import Admission
from leitstern.live.wire import protocol
from leitstern.live.wire.frame import Frame


def welcome(document: Document, admission: Admission, shape: int) -> Frame:
    """docs/protocol.md WIRE-2."""
    values = {
        "role": "editor" if admission.may_write else "viewer",
        "epoch": document.info.epoch,
        "shape": shape,
        "seq": document.seq,
        "now_ms": int(utc_now().timestamp() * 1000),
        "participant": admission.participant_id,
    }
    restored_to = document.info.restored_to
    if restored_to is not None:
        values["restored_to_ms"] = int(restored_to.timestamp() * 1000)
    return Frame(protocol.welcome(values))
