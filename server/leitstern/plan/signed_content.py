"""What of a shared document is signed off: its content, without deleted records and without their order.

Pure. A reorder is no change of what was agreed, and what lies in the bin was not agreed on. Called by
commands/plan_texts.py, and by workshop/ to compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leitstern.plan.differences import SILENT
from leitstern.plan.generated import SHAPES

_NOT_SIGNED = SILENT | {"removed_at", "removed_by"}


def signed_content(data: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a shared document's plain data. Empty values are left out: they say nothing."""
    found = {root: _of_root(data.get(root), SHAPES["shared"][root].keyed) for root in SHAPES["shared"]}
    return {root: value for root, value in found.items() if value}


def _of_root(value: Any, is_keyed: bool) -> Any:
    if not isinstance(value, dict):
        return value
    if not is_keyed:
        return _fields(value)
    records = {id: one for id, one in value.items() if isinstance(one, dict) and not one.get("removed_at")}
    return {id: _fields(one) for id, one in records.items()}


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in record.items()
        if name not in _NOT_SIGNED and value not in ("", None, {}, [])
    }
