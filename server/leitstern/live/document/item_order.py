"""Which of two items comes first in the list that holds both, as the library has them now.

Called by replica.py, which asks whether an update's neighbours stand as it says.
"""

from __future__ import annotations

from typing import Any

from pycrdt import Doc
from pycrdt._pycrdt import decode_sticky_index

from leitstern.live.gate.struct_decoder import Id
from leitstern.live.wire.encoding import varuint

_BEFORE, _AFTER = b"\x00", b"\x41"
"""The association of a relative position in lib0's encoding: with the next item (0), the previous (-1)."""


def comes_first(doc: Doc[Any], left: Id, right: Id) -> bool:
    """Whether `left` is before `right` in their list; True when one of them is garbage-collected."""
    try:
        return _position(doc, left, _AFTER) <= _position(doc, right, _BEFORE)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        return True


def _position(doc: Doc[Any], id: Id, side: bytes) -> int:
    """Number of undeleted items in the list before or after the id, depending on `side`."""
    with doc.transaction() as transaction:
        index = decode_sticky_index(b"\x00" + varuint(id[0]) + varuint(id[1]) + side)
        return index.get_offset(transaction._txn)  # type: ignore[arg-type]  # never None inside
