"""The history of one record as a page of groups, newest first: who changed which field from what to what.

Changes by the same people within ten minutes are one group; in a group a field has one line. Pure: edits of
live/history/record_history.py and words in, a view model out. Called by pages/record_history.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from leitstern.plan.differences import Difference
from leitstern.plan.generated import FIELDS, KINDS
from leitstern.plan.rich_text import words_of
from leitstern.reports.field_wording import FieldWords, is_hidden

TOGETHER = timedelta(minutes=10)
GROUPS_SHOWN = 12
EXCERPT = 280
"""Characters of a long text that are shown."""

What = Literal["added", "removed", "restored", "changed"]


class Edit(Protocol):
    """One change of one field with its authors."""

    @property
    def seq(self) -> int: ...
    @property
    def difference(self) -> Difference: ...
    @property
    def at(self) -> datetime: ...
    @property
    def participants(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class PutBack:
    """What the browser writes to give a field its value from before a change.

    `member` is a year or participant.
    """

    field: str
    member: str
    value: Any


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a group with both values as text.

    `put_back` is None if the field holds the earlier value now.
    """

    label: str
    before: str
    after: str
    put_back: PutBack | None


@dataclass(frozen=True, slots=True)
class Group:
    """What the same people did in one go."""

    what: What
    participants: tuple[str, ...]
    at: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """`older`: the seq before which the next page begins; None on the last page."""

    groups: tuple[Group, ...]
    older: int | None


def history_page(
    edits: Sequence[Edit],
    record: Mapping[str, Any] | None,
    words: FieldWords,
    people: Mapping[str, str],
    before: int | None = None,
) -> HistoryPage:
    """The groups before a seq. `record`: as it is now; `people`: names of participants by id."""
    newest_first = [one for one in reversed(edits) if before is None or one.seq < before]
    groups: list[Group] = []
    for some in _grouped(newest_first):
        group = _group(some, record or {}, words, people)
        if group is None:
            continue
        if len(groups) == GROUPS_SHOWN:
            return HistoryPage(tuple(groups), some[0].seq + 1)
        groups.append(group)
    return HistoryPage(tuple(groups), None)


def _grouped(newest_first: Iterable[Edit]) -> Iterator[list[Edit]]:
    group: list[Edit] = []
    for edit in newest_first:
        if group and (edit.participants != group[-1].participants or group[-1].at - edit.at > TOGETHER):
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _group(
    edits: Sequence[Edit], record: Mapping[str, Any], words: FieldWords, people: Mapping[str, str]
) -> Group | None:
    what = _what(edits)
    lines = tuple(_lines(edits, record, words, people))
    if what == "changed" and not lines:
        return None
    return Group(what, edits[0].participants, edits[0].at, lines)


def _what(edits: Sequence[Edit]) -> What:
    """A record is made as a deleted one and then restored: that is adding it."""
    if any(edit.difference.what == "added" for edit in edits):
        return "added"
    deletions = [edit.difference for edit in edits if edit.difference.field == "removed_at"]
    if deletions and (deletions[0].after is None) != (deletions[-1].before is None):
        return "removed" if deletions[0].after else "restored"
    return "removed" if any(edit.difference.what == "removed" for edit in edits) else "changed"


def _lines(
    edits: Sequence[Edit], record: Mapping[str, Any], words: FieldWords, people: Mapping[str, str]
) -> Iterator[Line]:
    """One line a field, in the order of the newest change."""
    last: dict[str, Difference] = {}
    first: dict[str, Difference] = {}
    for edit in edits:
        difference = edit.difference
        if difference.what == "changed" and not is_hidden(difference.root, difference.field):
            last.setdefault(difference.field, difference)
            first[difference.field] = difference
    for field, newest in last.items():
        if first[field].before != newest.after:
            yield from _field_lines(newest, first[field].before, record, words, people)


def _field_lines(
    newest: Difference, before: Any, record: Mapping[str, Any], words: FieldWords, people: Mapping[str, str]
) -> Iterator[Line]:
    root, field, after = newest.root, newest.field, newest.after
    shape = FIELDS[KINDS[root].record][field]
    label, now = words.label(root, field), record.get(field)
    if shape.crdt == "values":
        yield from _member_lines(newest, label, before or {}, now or {}, words, people)
        return
    shown = [_shown(root, field, value, words) for value in (before, after)]
    is_text = shape.crdt == "xml"
    back = None if is_text or before == now else PutBack(field, "", _plain(before))
    yield Line(label, shown[0], shown[1], back)


def _member_lines(
    newest: Difference,
    label: str,
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    words: FieldWords,
    people: Mapping[str, str],
) -> Iterator[Line]:
    """One line a year or participant."""
    after = newest.after or {}
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old != new:
            back = None if old == now.get(key) else PutBack(newest.field, key, old)
            shown = [words.member(newest.root, newest.field, value) for value in (old, new)]
            yield Line(f"{label} · {people.get(key, key)}", shown[0], shown[1], back)


def _shown(root: str, field: str, value: Any, words: FieldWords) -> str:
    if isinstance(value, list):  # rich text
        value = words_of(value)
    text = words.value(root, field, value)
    if text or not isinstance(value, str):
        return text
    return value if len(value) <= EXCERPT else f"{value[:EXCERPT].rstrip()} …"


def _plain(value: Any) -> Any:
    """Links are a map from id to true in the document, and a list for the browser."""
    return sorted(value) if isinstance(value, dict) else value
