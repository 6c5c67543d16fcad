"""The bin: a document's deleted records, and how they are removed for good.

Deleting a record sets a field (edits.remove_record). Only the server's daily job (projections/bin_job.py)
removes a record's container (`end_removed`), so for 30 days undo and concurrent edits find it. Pure; see
docs/decisions/0052.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pycrdt import Doc, Map

from leitstern.plan.generated import KINDS
from leitstern.plan.shape import FieldShape
from leitstern.plan.values import read_value

KEPT = timedelta(days=30)
"""A deleted record can be restored for so long."""


_MOMENT = FieldShape(crdt="register", format="date-time")


def is_removed(record: Map[Any]) -> bool:
    return removed_at(record.get("removed_at")) is not None


def removed_at(raw: object) -> datetime | None:
    """When a record was deleted, as its field says; None when the field holds no valid time."""
    moment = None if raw is None else read_value(_MOMENT, raw)
    return moment if isinstance(moment, datetime) else None


def oldest_removal(data: object, document: str) -> datetime | None:
    """When the oldest record in the bin was deleted, from a document's plain data."""
    roots = data if isinstance(data, dict) else {}
    moments = [
        moment
        for kind in _kinds_of(document)
        for record in (roots[kind].values() if isinstance(roots.get(kind), dict) else ())
        if isinstance(record, dict) and (moment := removed_at(record.get("removed_at"))) is not None
    ]
    return min(moments, default=None)


def end_removed(doc: Doc[Any], document: str, before: datetime) -> int:
    """Removes the records that were deleted before then, with their content; returns how many."""
    ended = 0
    with doc.transaction():
        for kind in _kinds_of(document):
            records: Map[Any] = doc.get(kind, type=Map)
            for key in list(records.keys()):
                record = records[key]
                moment = removed_at(record.get("removed_at")) if isinstance(record, Map) else None
                if moment is not None and moment < before:
                    del records[key]
                    ended += 1
    return ended


def _kinds_of(document: str) -> Iterator[str]:
    return (kind for kind, shape in KINDS.items() if document in shape.documents)
