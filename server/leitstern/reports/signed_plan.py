"""A signed version for readers: its content in words, and what changed since, item by item.

Pure: plain content in, view models out. Called by pages/sign_offs.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leitstern.plan.differences import Difference, differences
from leitstern.plan.generated import FIELDS, KINDS, SHAPES
from leitstern.reports.field_wording import FieldWords
from leitstern.reports.news import Changed, Reader, changes_of

NOBODY = Reader("", "", "customer")


@dataclass(frozen=True, slots=True)
class SignedRecord:
    name: str
    fields: tuple[tuple[str, str], ...]
    """(label, value); the field that names the record is left out."""


@dataclass(frozen=True, slots=True)
class SignedKind:
    root: str
    records: tuple[SignedRecord, ...]


@dataclass(frozen=True, slots=True)
class _SinceEdit:
    difference: Difference
    at: datetime
    participants: tuple[str, ...] = ()


def signed_kinds(content: Mapping[str, Any], words: FieldWords) -> list[SignedKind]:
    """The records of a version by kind, sorted by name."""
    found = []
    for root, kind in KINDS.items():
        records = content.get(root)
        if isinstance(records, dict) and records:
            made = [_record(root, kind.name, one, words) for one in records.values()]
            found.append(SignedKind(root, tuple(sorted(made, key=lambda one: one.name.casefold()))))
    return found


def changes_since(
    before: Mapping[str, Any], now: Mapping[str, Any], at: datetime, words: FieldWords
) -> list[Changed]:
    """What differs between a version's content and the content now, by record."""
    edits = [_SinceEdit(one, at) for one in differences("shared", before, now)]
    return changes_of(edits, NOBODY, lambda participant, moment: None, words)


def signed_header(content: Mapping[str, Any], words: FieldWords) -> tuple[tuple[str, str], ...]:
    """The plan's own fields, such as its purpose."""
    found: list[tuple[str, str]] = []
    for root, shape in SHAPES["shared"].items():
        value = content.get(root)
        if shape.crdt == "map" and not shape.keyed and isinstance(value, dict):
            found += _fields(root, FIELDS[shape.record], value, words)
        elif isinstance(value, str) and value.strip():
            found.append((words.label(root, ""), value))
    return tuple(found)


def _record(root: str, name: str, record: Mapping[str, Any], words: FieldWords) -> SignedRecord:
    shape = {field: one for field, one in FIELDS[KINDS[root].record].items() if field != name}
    return SignedRecord(str(record.get(name) or "").strip(), tuple(_fields(root, shape, record, words)))


def _fields(
    root: str, shape: Mapping[str, Any], record: Mapping[str, Any], words: FieldWords
) -> list[tuple[str, str]]:
    told = [
        (words.label(root, field), _value(root, field, record[field], words))
        for field in shape
        if field in record
    ]
    return [(label, value) for label, value in told if value]


def _value(root: str, field: str, value: Any, words: FieldWords) -> str:
    """A long text in full: it was signed too."""
    return words.value(root, field, value) or (value if isinstance(value, str) else "")
