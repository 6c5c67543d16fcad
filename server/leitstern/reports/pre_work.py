"""What a side can do before a session, and who of that side has: for its own people alone.

Pure. Who has done something is a yes or no for each person, never a count of their words. Called by
pages/pre_work.py with what it may read for the reader's side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from leitstern.plan.generated import Side

FRESH = timedelta(days=90)
"""An answer to the KAM check, or a score, older than this is given anew before a session."""

TaskName = Literal["room", "claims", "understanding", "check", "attend"]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the reader's side who may write in the plan."""

    id: str
    name: str
    member_id: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """Who has done what; by participant, for the check by member."""

    scored: Mapping[str, datetime]
    spoke: frozenset[str]
    """Who gave their word on a statement."""
    checked: Mapping[str, datetime]
    attending: Mapping[str, bool]
    prepared_items: int
    """In the side's own room."""
    waiting_claims: int
    in_joint_check: frozenset[str] | None = None
    """Who has answered the KAM check that both sides answer now; None while there is none."""


@dataclass(frozen=True, slots=True)
class Task:
    """`people`: (name, whether they have) where it is for each person; empty where it is the side's."""

    name: TaskName
    is_done: bool
    count: int
    people: tuple[tuple[str, bool], ...] = ()

    @property
    def open_people(self) -> tuple[str, ...]:
        return tuple(name for name, has_done in self.people if not has_done)


def pre_work(side: Side, team: Sequence[Colleague], done: Done, now: datetime) -> tuple[Task, ...]:
    """The tasks of a side in the order in which they are best done."""
    room = Task("room", done.prepared_items > 0, done.prepared_items)
    attend = _by_person("attend", team, {who for who in done.attending})
    joint = _joint_check(team, done)
    if side == "supplier" and joint:
        return (room, *joint, attend)
    if side == "supplier":
        checked = {who for who, at in done.checked.items() if now - at <= FRESH}
        members = [one for one in team if one.member_id]
        has_checked = {one.id for one in members if one.member_id in checked}
        return (room, _anybody("check", members, has_checked), attend)
    scored = {who for who, at in done.scored.items() if now - at <= FRESH}
    claims = Task("claims", done.waiting_claims == 0, done.waiting_claims, _people(team, done.spoke))
    return (claims, _by_person("understanding", team, scored), *joint, room, attend)


def _joint_check(team: Sequence[Colleague], done: Done) -> tuple[Task, ...]:
    """While both sides answer the KAM check, everybody of a side is asked."""
    return () if done.in_joint_check is None else (_by_person("check", team, done.in_joint_check),)


def _by_person(name: TaskName, team: Sequence[Colleague], who: set[str] | frozenset[str]) -> Task:
    """Done when everybody has."""
    people = _people(team, who)
    return Task(name, bool(people) and all(has_done for _, has_done in people), len(people), people)


def _anybody(name: TaskName, team: Sequence[Colleague], who: set[str]) -> Task:
    """Done when somebody has: one answer counts for the side."""
    people = _people(team, who)
    return Task(name, any(has_done for _, has_done in people), len(people), people)


def _people(team: Sequence[Colleague], who: set[str] | frozenset[str]) -> tuple[tuple[str, bool], ...]:
    return tuple((one.name, one.id in who) for one in sorted(team, key=lambda one: one.name.casefold()))
