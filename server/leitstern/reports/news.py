"""The news for a person who opens a plan: what is expected of them, and what others changed.

Pure: views and edits in, a view model out, short enough to read in a minute. Changes are grouped by record,
newest first; changes that only the reader made are left out. Called by pages/news.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, Literal, Protocol

from leitstern.plan import claims, identity, measures
from leitstern.plan.claims import Word
from leitstern.plan.differences import Difference
from leitstern.plan.document import PlanView
from leitstern.plan.generated import KINDS, Action, Goal, Side
from leitstern.plan.goals import is_behind
from leitstern.reports.field_wording import FieldWords, is_hidden

EXPECTED_SHOWN = 6
RECORDS_SHOWN = 8
LINES_SHOWN = 4
WAITING_SHOWN = 3
SOON = timedelta(days=30)

What = Literal["added", "removed", "restored", "changed"]


class Edit(Protocol):
    """One difference with its authors; live/history/change_feed.py reads it from the log."""

    @property
    def difference(self) -> Difference: ...
    @property
    def at(self) -> datetime: ...
    @property
    def participants(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Expected:
    """Something that the reader owns. `due` is an action's, or a goal's target date."""

    place: str
    title: str
    due: date | None
    days_late: int
    is_goal: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A statement that waits for the word of the customer's side."""

    claim_id: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class AskedLook:
    """A private item for which a colleague asks a second look before it is tabled, or objects to that."""

    item_id: str
    title: str
    by: str
    objection: str = ""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One changed field with both values as text. Both are empty for a long text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One record, or the plan itself, with what happened to it, by whom and when last."""

    place: str
    title: str
    kind: str
    what: What
    who: tuple[str, ...]
    at: datetime
    lines: tuple[ChangeLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class News:
    expected: tuple[Expected, ...]
    more_expected: int
    changed: tuple[Changed, ...]
    more_changed: int
    asked: tuple[AskedLook, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    more_waiting: int = 0


Named = Callable[[str, datetime], str | None]
"""What a participant was called at a moment, by their id."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader, matched with the plan's people by their link, else by name and side."""

    participant_id: str
    name: str
    side: Side
    may_give_word: bool = False
    """Whether this person may confirm statements."""


def news_of(
    plan: PlanView,
    edits: Sequence[Edit],
    reader: Reader,
    named: Named,
    words: FieldWords,
    today: date,
    given: Mapping[str, Word],
    asked: Sequence[AskedLook] = (),
) -> News:
    """`named` tells what a participant was called at a moment; `given`: words by id of the statement;
    `asked`: second looks that colleagues ask for, and their objections.
    """
    expected = expected_of(plan, reader, today)
    groups = _groups(edits, reader)
    waiting = claims.waiting(plan, given) if reader.may_give_word else []
    return News(
        tuple(expected[:EXPECTED_SHOWN]),
        max(0, len(expected) - EXPECTED_SHOWN),
        tuple(_changed(*group, named, words) for group in groups[:RECORDS_SHOWN]),
        max(0, len(groups) - RECORDS_SHOWN),
        tuple(asked),
        tuple(Waiting(one.id, one.text.strip(), one.source.strip()) for one in waiting[:WAITING_SHOWN]),
        max(0, len(waiting) - WAITING_SHOWN),
    )


def expected_of(plan: PlanView, reader: Reader, today: date) -> list[Expected]:
    """The reader's actions that are late, due soon or undated, and their goals that are behind."""
    mine = identity.entries_of(plan.people, reader.participant_id, reader.name, reader.side)
    actions = [one for one in plan.actions if one.owner in mine and _is_near(one, today)]
    goals = [one for one in plan.goals if one.owner in mine and is_behind(one, today)]
    found = [_of_action(one, today) for one in actions] + [_of_goal(one) for one in goals]
    return sorted(found, key=lambda one: (one.due or today + SOON, one.place))


Group = tuple[tuple[str, str], list[Edit]]
"""Root and record (or the plan itself) with the edits of it."""


def changes_of(edits: Iterable[Edit], reader: Reader, named: Named, words: FieldWords) -> list[Changed]:
    """The changes grouped by record, newest first."""
    return [_changed(*group, named, words) for group in _groups(edits, reader)]


def _groups(edits: Iterable[Edit], reader: Reader) -> list[Group]:
    """What others changed, newest first. An edit of the plan's head belongs to the plan."""
    by_record: dict[tuple[str, str], list[Edit]] = {}
    for edit in sorted(edits, key=attrgetter("at"), reverse=True):  # so the first of a group is its newest
        if edit.participants != (reader.participant_id,):
            place = edit.difference.root if edit.difference.root in KINDS else "plan"
            by_record.setdefault((place, edit.difference.record), []).append(edit)
    return list(by_record.items())


def _changed(place: tuple[str, str], edits: Sequence[Edit], named: Named, words: FieldWords) -> Changed:
    root, record = place
    what = _what(edits)
    fields = [edit.difference for edit in edits if edit.difference.what == "changed"]
    lines = (
        [_line(one, words) for one in fields if not is_hidden(one.root, one.field)]
        if what == "changed"
        else []
    )
    title = words.names.get(record) or _former_name(root, edits)
    who = dict.fromkeys(name for edit in edits for one in edit.participants if (name := named(one, edit.at)))
    return Changed(
        f"{root}/{record}" if record and what != "removed" else "",
        title,
        root,
        what,
        tuple(who),
        max(edit.at for edit in edits),
        tuple(lines[:LINES_SHOWN]),
        max(0, len(lines) - LINES_SHOWN),
    )


def _what(edits: Sequence[Edit]) -> What:
    for edit in edits:
        difference = edit.difference
        if difference.field == "removed_at":
            return "removed" if difference.after else "restored"
        if difference.what != "changed":
            return difference.what
    return "changed"


def _line(one: Difference, words: FieldWords) -> ChangeLine:
    return ChangeLine(
        words.label(one.root, one.field),
        words.value(one.root, one.field, one.before),
        words.value(one.root, one.field, one.after),
    )


def _former_name(root: str, edits: Sequence[Edit]) -> str:
    """The last name of a record that no longer exists."""
    for edit in edits:
        content: Any = edit.difference.before or edit.difference.after
        if root in KINDS and isinstance(content, dict):
            return str(content.get(KINDS[root].name) or "").strip()
    return ""


def _is_near(action: Action, today: date) -> bool:
    return action.status not in measures.ENDED and (action.due is None or action.due <= today + SOON)


def _of_action(one: Action, today: date) -> Expected:
    return Expected(f"actions/{one.id}", one.title.strip(), one.due, measures.days_late(one, today), False)


def _of_goal(one: Goal) -> Expected:
    return Expected(f"goals/{one.id}", one.title.strip(), one.target_date, 0, True)
