"""The differences between two states of a document, by record and field.

Pure: plain data in (`document.plain`), values out. A new order of records is not reported. Called by
live/history/change_feed.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from leitstern.plan.generated import FIELDS, SHAPES
from leitstern.plan.shape import RootShape

What = Literal["added", "removed", "changed"]
SILENT = frozenset({"order"})
"""Fields that hold no content."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`record` is empty for root texts and the header; `field` is empty if a record was added or removed."""

    what: What
    root: str
    record: str = ""
    field: str = ""
    before: Any = None
    after: Any = None

    @property
    def path(self) -> tuple[str, str, str]:
        return (self.root, self.record, self.field)


def differences(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """All differences between two states of a document of this kind, by root and record."""
    found: list[Difference] = []
    for root, shape in SHAPES[kind].items():
        old, new = before.get(root), after.get(root)
        if old != new:
            found += _in_root(root, shape, old, new)
    return tuple(found)


def _in_root(root: str, shape: RootShape, old: Any, new: Any) -> Iterator[Difference]:
    if shape.crdt != "map":
        yield Difference("changed", root, before=old or "", after=new or "")
    elif shape.keyed:
        old, new = _map(old), _map(new)
        for record in sorted({*old, *new}):
            yield from _in_record(root, shape, record, old.get(record), new.get(record))
    else:
        yield from _fields(root, shape, "", _map(old), _map(new))


def _in_record(root: str, shape: RootShape, record: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if old is None or new is None:
        yield Difference("added" if old is None else "removed", root, record, before=old, after=new)
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _fields(root, shape, record, old, new)


def _fields(
    root: str, shape: RootShape, record: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Difference]:
    for field in FIELDS[shape.record]:
        before, after = old.get(field), new.get(field)
        if field not in SILENT and before != after:
            yield Difference("changed", root, record, field, before, after)


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
