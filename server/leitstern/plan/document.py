"""Typed reads of a plan's documents. Total: whatever a document holds, a reader answers and never raises.

A record that is not a map, has no usable id or lacks a required field is left out and counted in `skipped`;
a field whose value the schema does not allow reads as its default and is counted in `mended`. Too long a
text is cut. Plain data in (what `plain` or `Rooms.read` gives), dataclasses of generated.py out. Writing is
edits.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pycrdt import Doc, Map, Text

from leitstern.plan.generated import (
    FIELDS,
    ROOTS,
    SHAPES,
    Action,
    Goal,
    Opportunity,
    Person,
    PlanHeader,
    RecordedParticipant,
)
from leitstern.plan.shape import FieldShape, RootCrdt
from leitstern.plan.values import REFUSED, Refused, Value, is_record_id, read_value

R = TypeVar("R", Action, Goal, Opportunity, Person, RecordedParticipant)


@dataclass(frozen=True, slots=True)
class PlanView:
    """The shared document as values. Records stand in their order; links may name records that are gone."""

    title: str
    purpose: str
    notes: str
    header: PlanHeader
    people: tuple[Person, ...]
    opportunities: tuple[Opportunity, ...]
    goals: tuple[Goal, ...]
    actions: tuple[Action, ...]
    skipped: int
    mended: int


@dataclass(frozen=True, slots=True)
class SideView:
    """A side's private document as values."""

    notes: str
    skipped: int
    mended: int


@dataclass(frozen=True, slots=True)
class RecordView:
    """The server's record document as values."""

    participants: Mapping[str, RecordedParticipant]
    skipped: int
    mended: int


class _Reading:
    """Reads one document's plain data and counts what it had to leave out or mend."""

    def __init__(self, kind: str, data: object) -> None:
        self._roots = SHAPES[kind]
        self._data = data if isinstance(data, dict) else {}
        self.skipped = 0
        self.mended = 0

    def text(self, root: str) -> str:
        limit = self._roots[root].max_length
        raw = self._data.get(root, "")
        return raw[:limit] if isinstance(raw, str) else ""

    def header(self) -> PlanHeader:
        fields = self._fields("PlanHeader", self._map("plan"))
        return PlanHeader(**cast("dict[str, Any]", fields))

    def records(self, root: str, made: type[R]) -> list[R]:
        """The root's records; callers order them."""
        found = (self._record(made, key, raw) for key, raw in self._map(root).items())
        return [record for record in found if record is not None]

    def _map(self, root: str) -> dict[object, object]:
        raw = self._data.get(root)
        return raw if isinstance(raw, dict) else {}

    def _record(self, made: type[R], key: object, raw: object) -> R | None:
        fields = self._fields(made.__name__, raw) if is_record_id(key) and isinstance(raw, dict) else None
        if fields is None:
            self.skipped += 1
            return None
        return made(**cast("dict[str, Any]", {"id": key, **fields}))

    def _fields(self, record: str, raw: Mapping[object, object]) -> dict[str, Value] | None:
        """The usable fields of a record, or None when a required one is missing or wrong."""
        read: dict[str, Value] = {}
        for name, shape in FIELDS[record].items():
            value = _field(shape, raw[name]) if raw.get(name) is not None else None
            if value is REFUSED or value is None:
                if shape.required:
                    return None
                self.mended += value is REFUSED
                continue
            read[name] = value
        return read


def _field(shape: FieldShape, raw: object) -> Value | Refused:
    """As read_value, but a text that grew too long is cut: two people may type it over the limit together."""
    if shape.crdt == "text" and isinstance(raw, str):
        return raw[: shape.max_length]
    return read_value(shape, raw)


def in_order(records: list[R]) -> tuple[R, ...]:
    """By order key, compared by code unit as browsers do, ties by id."""
    return tuple(sorted(records, key=lambda one: (_code_units(getattr(one, "order", "")), one.id)))


def _code_units(key: str) -> bytes:
    """JavaScript compares UTF-16 code units, Python code points: they differ beyond the basic plane."""
    return key.encode("utf-16-be", "surrogatepass")


def read_plan(data: object, fallback_title: str = "") -> PlanView:
    """The shared document. An empty title reads as `fallback_title`, the name given when the plan was
    made.
    """
    reading = _Reading("shared", data)
    header = reading.header()
    people = in_order(reading.records("people", Person))
    opportunities = in_order(reading.records("opportunities", Opportunity))
    goals = in_order(reading.records("goals", Goal))
    actions = in_order(reading.records("actions", Action))
    return PlanView(
        title=reading.text("title").strip() or fallback_title,
        purpose=reading.text("purpose"),
        notes=reading.text("notes"),
        header=header,
        people=people,
        opportunities=opportunities,
        goals=goals,
        actions=actions,
        skipped=reading.skipped,
        mended=reading.mended,
    )


def read_side(data: object) -> SideView:
    reading = _Reading("supplier", data)
    return SideView(reading.text("notes"), reading.skipped, reading.mended)


def read_record(data: object) -> RecordView:
    reading = _Reading("record", data)
    participants = {one.id: one for one in reading.records("participants", RecordedParticipant)}
    return RecordView(participants, reading.skipped, reading.mended)


def plain(doc: Doc[Any], kind: str) -> dict[str, Any]:
    """The known roots of a document of this kind as plain data: texts are strings, maps are dicts."""
    return {root: plain_root(doc, root, crdt) for root, crdt in ROOTS[kind].items()}


def plain_root(doc: Doc[Any], root: str, crdt: RootCrdt) -> Any:
    """One root as plain data. By way of JSON, which pycrdt writes seven times faster than `to_py` walks."""
    return str(doc.get(root, type=Text)) if crdt == "text" else json.loads(str(doc.get(root, type=Map)))


def canonical_json(data: object) -> str:
    """One spelling of plain data in every language: sorted keys, whole numbers without a point, no spaces."""
    return json.dumps(_canonical(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _canonical(value: object) -> object:
    if isinstance(value, dict):
        return {key: _canonical(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(child) for child in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
