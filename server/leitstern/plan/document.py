"""Typed readers of a plan's documents. Total: a reader never raises, whatever a document holds.

A record that is not a map, has no usable id or lacks a required field is left out and counted in `skipped`; a
field whose value the schema does not allow reads as its default and is counted in `mended`. A text that is
too long is cut. An unknown choice reads as itself. Deleted records are listed separately. Plain data in (from
`plain` or `Rooms.read`), dataclasses of generated.py out. The kinds of record come from KINDS. edits.py
writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from pycrdt import Doc, Map, Text, XmlFragment

from leitstern.plan import rich_text
from leitstern.plan.generated import (
    FIELDS,
    KINDS,
    RECORDS,
    ROOTS,
    SHAPES,
    PlanHeader,
    RecordedParticipant,
    RecordedWord,
    RecordsByKind,
)
from leitstern.plan.shape import FieldShape, RootCrdt
from leitstern.plan.values import REFUSED, Refused, Value, is_record_id, read_value

CHARTER = tuple(root for root in SHAPES["shared"] if root.startswith("charter_"))
"""The roots of the five sentences at the head of a plan, in their order."""


@dataclass(frozen=True, slots=True)
class PlanView(RecordsByKind):
    """The shared document as values. Links may name records that no longer exist."""

    title: str
    purpose: str
    notes: str
    header: PlanHeader
    records: Mapping[str, tuple[Any, ...]]
    """Kind -> its records, in their order."""
    removed: Mapping[str, tuple[Any, ...]]
    """Kind -> its deleted records, the last one first."""
    skipped: int
    mended: int
    charter: Mapping[str, str] = field(default_factory=dict)
    """Root -> sentence, also an empty one."""


@dataclass(frozen=True, slots=True)
class SideView(RecordsByKind):
    """A side's private document as values. Its links may name records of the shared document."""

    notes: str
    records: Mapping[str, tuple[Any, ...]]
    removed: Mapping[str, tuple[Any, ...]]
    skipped: int
    mended: int


@dataclass(frozen=True, slots=True)
class RecordView:
    """The server's record document as values."""

    participants: Mapping[str, RecordedParticipant]
    words: Mapping[str, RecordedWord]
    """Id of a statement -> the customer's word on it."""
    skipped: int
    mended: int


@dataclass(frozen=True, slots=True)
class AlreadyRead:
    """A state of a document that was read before: its plain data and what was made of it."""

    data: Mapping[str, Any]
    view: PlanView

    def of(self, root: str) -> tuple[Mapping[object, Any], Mapping[object, Any]]:
        """The root's plain records, and those made of them, by id."""
        known = self.data.get(root)
        made = (*self.view.records.get(root, ()), *self.view.removed.get(root, ()))
        return (known, {one.id: one for one in made}) if isinstance(known, dict) else ({}, {})

    def has_same(self, root: str, data: Mapping[str, Any]) -> bool:
        """Whether the root's data is the very same object there: nobody changed anything in it."""
        known = self.data.get(root)
        return known is not None and known is data.get(root) and root in self.view.records


@cache
def fields_in(document: str, root: str) -> Mapping[str, FieldShape]:
    """The fields of a root's records in this document; some exist only in private documents. Empty for a
    text.
    """
    fields = FIELDS.get(SHAPES[document][root].record, {})
    if document != "shared":
        return fields
    return {name: shape for name, shape in fields.items() if shape.sees == "shared"}


class _Reading:
    """Reads one document's plain data and counts what it leaves out or mends.

    With what was `read` of an earlier state it makes only those records that differ from it: an edit changes
    few of a thousand, and comparing costs a twentieth of reading.
    """

    def __init__(self, document: str, data: object, read: AlreadyRead | None = None) -> None:
        self._document = document
        self._roots = SHAPES[document]
        self._data = data if isinstance(data, dict) else {}
        # What was left out or mended is counted, so a state with such records is read as a whole.
        self._read = read if read and not (read.view.skipped or read.view.mended) else None
        self.skipped = 0
        self.mended = 0

    def text(self, root: str) -> str:
        limit = self._roots[root].max_length
        raw = self._data.get(root, "")
        return raw[:limit] if isinstance(raw, str) else ""

    def notes(self) -> str:
        """The words of the rich notes, then those that an older page left as plain text."""
        parts = (rich_text.words_of(self._data.get("rich_notes")), self.text("notes"))
        return "\n".join(part for part in parts if part)

    def header(self) -> PlanHeader:
        fields = self._fields("plan", self._map("plan"))
        return PlanHeader(**cast("dict[str, Any]", fields))

    def kinds(self) -> tuple[dict[str, tuple[Any, ...]], dict[str, tuple[Any, ...]]]:
        """The records of every kind that this document holds, and its deleted ones."""
        present, removed = {}, {}
        for root in KINDS:
            if root not in self._roots:
                continue
            if self._read is not None and self._read.has_same(root, self._data):
                present[root], removed[root] = self._read.view.records[root], self._read.view.removed[root]
            else:
                records = list(self.records(root))
                present[root] = in_order([one for one in records if one.removed_at is None])
                removed[root] = _last_removed_first([one for one in records if one.removed_at is not None])
        return present, removed

    def records(self, root: str) -> Iterator[Any]:
        made = RECORDS[self._roots[root].record]
        known, same = self._read.of(root) if self._read else ({}, {})
        for key, raw in self._map(root).items():
            if key in same and ((of := known[key]) is raw or of == raw):
                yield same[key]
                continue
            fields = self._fields(root, raw) if is_record_id(key) and isinstance(raw, dict) else None
            if fields is None:
                self.skipped += 1
            else:
                yield made(id=key, **fields)

    def _map(self, root: str) -> dict[object, object]:
        raw = self._data.get(root)
        return raw if isinstance(raw, dict) else {}

    def _fields(self, root: str, raw: Mapping[object, object]) -> dict[str, Value] | None:
        """The usable fields of a record, or None when a required one is missing or wrong."""
        read: dict[str, Value] = {}
        for name, shape in fields_in(self._document, root).items():
            value = _field(shape, raw[name]) if raw.get(name) is not None else None
            if value is REFUSED or value is None:
                if shape.required:
                    return None
                self.mended += value is REFUSED
                continue
            read[name] = value
        return read


def _field(shape: FieldShape, raw: object) -> Value | Refused:
    """As read_value, but cuts a text that is too long: two people may exceed the limit by typing at once."""
    if shape.crdt == "text" and isinstance(raw, str):
        return raw[: shape.max_length]
    return read_value(shape, raw)


def in_order(records: list[Any]) -> tuple[Any, ...]:
    """Sorts by order key, compared by UTF-16 code unit as browsers do; equal keys by id."""
    return tuple(sorted(records, key=lambda one: (_code_units(one.order), one.id)))


def _last_removed_first(records: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(records, key=lambda one: (one.removed_at, one.id), reverse=True))


def _code_units(key: str) -> bytes:
    """A sort key: JavaScript compares UTF-16 code units, Python code points; they differ above U+FFFF."""
    return key.encode("utf-16-be", "surrogatepass")


def read_plan(data: object, fallback_title: str = "", read: AlreadyRead | None = None) -> PlanView:
    """The shared document. An empty title reads as `fallback_title`, the name that the plan was made with.

    `read`: an earlier state of the same document; the records that did not change since are the same objects.
    """
    reading = _Reading("shared", data, read)
    records, removed = reading.kinds()
    return PlanView(
        title=reading.text("title").strip() or fallback_title,
        purpose=reading.text("purpose"),
        notes=reading.notes(),
        header=reading.header(),
        records=records,
        removed=removed,
        skipped=reading.skipped,
        mended=reading.mended,
        charter={root: reading.text(root) for root in CHARTER},
    )


def read_side(data: object, document: str = "supplier") -> SideView:
    """A side's private document; both sides' have one shape."""
    reading = _Reading(document, data)
    records, removed = reading.kinds()
    return SideView(reading.notes(), records, removed, reading.skipped, reading.mended)


def read_record(data: object) -> RecordView:
    reading = _Reading("record", data)
    participants = {one.id: one for one in reading.records("participants")}
    words = {one.id: one for one in reading.records("words")}
    return RecordView(participants, words, reading.skipped, reading.mended)


def plain(doc: Doc[Any], document: str) -> dict[str, Any]:
    """The known roots of a document as plain data: texts are strings, maps are dicts."""
    return {root: plain_root(doc, root, crdt) for root, crdt in ROOTS[document].items()}


def plain_root(doc: Doc[Any], root: str, crdt: RootCrdt) -> Any:
    """One root as plain data. Goes through pycrdt's JSON, which is seven times faster than `to_py`."""
    if crdt == "text":
        return str(doc.get(root, type=Text))
    if crdt == "xml":
        return rich_text.to_plain(doc.get(root, type=XmlFragment))
    records: Map[Any] = doc.get(root, type=Map)
    data = json.loads(str(records))
    if crdt == "rich map":
        rich_text.spell_inside(data, records)
    return data


def canonical_json(data: object) -> str:
    """Plain data as JSON that is identical in Python and JavaScript: sorted keys, integers without a point,
    no spaces.
    """
    return json.dumps(_canonical(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _canonical(value: object) -> object:
    if isinstance(value, dict):
        return {key: _canonical(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(child) for child in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
