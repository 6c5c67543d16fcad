"""The first content of a new plan's shared document: its title, and the next three years as horizon. Pure.

Called by commands/new_plan.py, which stores it together with the plan's rows.
"""

from __future__ import annotations

from typing import Any

from pycrdt import Doc

from leitstern.plan.edits import set_header, set_root_text

HORIZON_YEARS = 3


def first_update(title: str, year: int) -> tuple[bytes, int]:
    """(Yjs update, the client id that wrote it). `year` is the one before the horizon."""
    doc: Doc[Any] = Doc()
    with doc.transaction():
        set_root_text(doc, "title", title)
        set_header(doc, "horizon_start", year + 1)
        set_header(doc, "horizon_end", year + HORIZON_YEARS)
    return doc.get_update(), doc.client_id
