"""The agenda of a session: its phases, the templates, start times, and the order of phases.

Pure. A phase from a template has a `topic`, which each reader sees in their own language, until somebody
gives it a title. Used by session_state.py and preparing.py; the words of a
topic are `workshop.topics.<topic>`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leitstern.plan.generated import KINDS, PhaseAim, PhaseKind, SessionTemplate

SECTIONS = frozenset({"overview", "timeline", "notes", "check", *KINDS})
"""What a phase can show: the sections of the plan page that both sides see."""

LONGEST = 40
"""Phases of one session."""


@dataclass(frozen=True, slots=True)
class Phase:
    id: str
    topic: str
    title: str
    aim: PhaseAim
    section: str
    minutes: int
    kind: PhaseKind = "plain"
    extra_minutes: int = 0
    """By which it was extended while it ran."""
    ran_ms: int = 0
    """How long it ran, without the stretch that runs now."""
    is_done: bool = False
    gap: str = ""
    """The gap of the KAM check that it takes up; see plan/check.py."""

    @property
    def has_begun(self) -> bool:
        return self.is_done or self.ran_ms > 0

    @property
    def allowed(self) -> timedelta:
        return timedelta(minutes=self.minutes + self.extra_minutes)

    @property
    def ran(self) -> timedelta:
        return timedelta(milliseconds=self.ran_ms)


@dataclass(frozen=True, slots=True)
class Item:
    """A phase of a template."""

    topic: str
    minutes: int
    aim: PhaseAim
    section: str = "overview"
    kind: PhaseKind = "plain"


TEMPLATES: Mapping[SessionTemplate, tuple[Item, ...]] = {
    "review": (
        Item("check_in", 5, "inform"),
        Item("since_last", 10, "inform"),
        Item("goals", 10, "discuss", "goals"),
        Item("actions", 20, "discuss", "actions"),
        Item("decisions", 10, "decide"),
        Item("sign_off", 5, "decide", kind="sign_off"),
    ),
    "short": (
        Item("check_in", 5, "inform"),
        Item("customer_view", 20, "discuss", "claims"),
        Item("opportunities", 25, "discuss", "opportunities"),
        Item("goals", 15, "decide", "goals"),
        Item("actions", 15, "decide", "actions"),
        Item("sign_off", 10, "decide", kind="sign_off"),
    ),
    "half_day": (
        Item("check_in", 15, "inform"),
        Item("customer_view", 40, "discuss", "claims"),
        Item("ideas", 30, "discuss", "opportunities", "ideas"),
        Item("break", 15, "inform", kind="break"),
        Item("choice", 20, "decide", "opportunities", "vote"),
        Item("goals", 45, "decide", "goals", "drafts"),
        Item("actions", 50, "decide", "actions"),
        Item("sign_off", 25, "decide", kind="sign_off"),
    ),
    "day": (
        Item("check_in", 20, "inform"),
        Item("customer_view", 60, "discuss", "claims"),
        Item("figures", 40, "inform", "financials"),
        Item("break", 15, "inform", kind="break"),
        Item("ideas", 40, "discuss", "opportunities", "ideas"),
        Item("choice", 25, "decide", "opportunities", "vote"),
        Item("lunch", 60, "inform", kind="break"),
        Item("goals", 60, "decide", "goals", "drafts"),
        Item("estimate", 30, "discuss", "opportunities", "estimate"),
        Item("break", 15, "inform", kind="break"),
        Item("actions", 60, "decide", "actions"),
        Item("timeline", 25, "discuss", "timeline"),
        Item("sign_off", 30, "decide", kind="sign_off"),
    ),
}
"""60 minutes, 90 minutes, four hours, eight hours."""

TOPICS = frozenset(item.topic for items in TEMPLATES.values() for item in items)


def starts(phases: Sequence[Phase], begin: datetime) -> list[datetime]:
    """When each phase begins if all before it take their planned minutes."""
    found, at = [], begin
    for phase in phases:
        found.append(at)
        at += timedelta(minutes=phase.minutes)
    return found


def planned(phases: Sequence[Phase]) -> timedelta:
    """How long the agenda takes as it was planned."""
    return timedelta(minutes=sum(phase.minutes for phase in phases))


def position(phases: Sequence[Phase], phase_id: str) -> int:
    """The index of a phase; -1 when there is none of that id."""
    return next((index for index, phase in enumerate(phases) if phase.id == phase_id), -1)


def inserted(phases: Sequence[Phase], phase: Phase, before: str) -> tuple[Phase, ...]:
    """The phases with one more, before another one, or at the end."""
    index = position(phases, before)
    index = len(phases) if index < 0 else index
    return (*phases[:index], phase, *phases[index:])


def moved(phases: Sequence[Phase], phase_id: str, before: str) -> tuple[Phase, ...]:
    """The phases with one at another place. Nothing changes where it would stand before itself."""
    index = position(phases, phase_id)
    if index < 0 or phase_id == before:
        return tuple(phases)
    return inserted([one for one in phases if one.id != phase_id], phases[index], before)
