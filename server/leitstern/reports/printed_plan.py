"""The whole plan for paper: every kind of record with what its fields say, and each action's place in time.

Pure: a plan view and words in, values out. Which kinds and fields there are is read from KINDS, so that a new
kind is printed without a line here. Called by pages/print_view.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from leitstern.plan.document import PlanView
from leitstern.plan.generated import KINDS
from leitstern.plan.growth import Span, span_of
from leitstern.reports.field_wording import NOTHING, FieldWords

SHORTEST = 1.0
"""Percent of the axis that a bar takes at least."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Percent of the plan's time."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class PrintedRecord:
    name: str
    texts: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class PrintedKind:
    kind: str
    records: tuple[PrintedRecord, ...]


def printed_plan(plan: PlanView, words: FieldWords, today: date) -> tuple[PrintedKind, ...]:
    """The kinds that have records, in the order of the plan."""
    span = span_of(plan, today)
    return tuple(
        PrintedKind(kind, tuple(_record(kind, one, words, span) for one in plan.records[kind]))
        for kind in KINDS
        if plan.records.get(kind)
    )


def _record(kind: str, record: Any, words: FieldWords, span: Span) -> PrintedRecord:
    groups: Mapping[str, tuple[str, ...]] = KINDS[kind].groups
    named = KINDS[kind].name
    texts = [str(getattr(record, name, "") or "") for name in groups.get("body", ())]
    short = [name for group in ("head", "facts", "links") for name in groups.get(group, ()) if name != named]
    facts = [(words.label(kind, name), words.value(kind, name, _raw(record, name))) for name in short]
    return PrintedRecord(
        str(getattr(record, named) or "").strip(),
        tuple(text.strip() for text in texts if text.strip()),
        tuple((label, value) for label, value in facts if value not in ("", NOTHING)),
        _bar(record, span),
    )


def _raw(record: Any, name: str) -> Any:
    return getattr(record, name, None)


def _bar(record: Any, span: Span) -> Bar | None:
    """From its start to its due day; a record without a due day has no place in time."""
    due: date | None = getattr(record, "due", None)
    if due is None or due < span.start:
        return None
    start: date = getattr(record, "start", None) or due - timedelta(days=1)
    left, right = _percent(max(start, span.start), span), _percent(min(due, span.end), span)
    return Bar(min(left, 100 - SHORTEST), max(right - left, SHORTEST))


def _percent(day: date, span: Span) -> float:
    return round(100 * min((day - span.start).days, span.days) / max(span.days, 1), 1)
