"""The sessions of a plan, and how events change them.

Pure. Only `fold` applies an event; session_rows.py loads and saves the state, verify.py folds a whole
ledger to compare. preparing.py and session.py decide which events a command causes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar, cast

from leitstern.commands.command import Event, Json
from leitstern.plan.generated import PhaseAim, PhaseKind, SeatRole, SessionStatus, SessionTemplate, Side
from leitstern.workshop import agenda
from leitstern.workshop.agenda import Phase

V = TypeVar("V")
Roles = Mapping[str, Mapping[str, SeatRole]]
"""Session -> participant -> role, where one was given."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where everyone was brought. `count` tells two calls to the same place apart."""

    section: str = ""
    record: str = ""
    count: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class WorkshopSession:
    """A joint planning meeting. Its phases run one after the other; at most one runs."""

    id: str
    title: str
    template: SessionTemplate
    starts_at: datetime
    status: SessionStatus
    lead: str
    """The participant who facilitates now."""
    phases: tuple[Phase, ...] = ()
    current: str = ""
    since: datetime | None = None
    """When the stretch of time that runs now began; None while the timer stands."""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    roles: Mapping[str, SeatRole] = field(default_factory=dict)
    """Those that were given; everybody else has the role of their rights in the plan."""
    hands: Mapping[str, datetime] = field(default_factory=dict)
    """Raised hands with the moment, by participant."""
    ready: Mapping[str, str] = field(default_factory=dict)
    """Participant -> the phase that they are ready to leave."""
    place: Place = Place()
    attending: Mapping[str, bool] = field(default_factory=dict)
    """Who said that they will be there, or will not."""

    @property
    def phase(self) -> Phase | None:
        """The phase that runs, or is paused."""
        return next((phase for phase in self.phases if phase.id == self.current), None)

    @property
    def is_live(self) -> bool:
        return self.status in ("running", "paused")


@dataclass(frozen=True, slots=True)
class Attendee:
    """What decisions need of a participant of the plan."""

    side: Side
    is_editor: bool
    is_member: bool


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of a plan by id; for a decision those that it needs, and always the one that runs."""

    sessions: Mapping[str, WorkshopSession] = field(default_factory=dict)
    attendees: Mapping[str, Attendee] = field(default_factory=dict, compare=False)
    """Whom the command names, if they are in the plan now: rows of another subject."""
    time_zone: str = field(default="", compare=False)
    """The plan's."""

    def live(self) -> WorkshopSession | None:
        """The session that runs. There is at most one in a plan."""
        return next((one for one in self.sessions.values() if one.is_live), None)


def role_of(session: WorkshopSession, participant_id: str, *, is_editor: bool) -> SeatRole:
    """Whoever only reads the plan is an observer, whatever role they were given."""
    return session.roles.get(participant_id, "participant") if is_editor else "observer"


def fold(state: Sessions, events: Sequence[Event], at: datetime) -> Sessions:
    """The state after events that happened at `at`. Events of other subjects change nothing here."""
    sessions = dict(state.sessions)
    for event in events:
        if not event.kind.startswith("session."):
            continue
        session_id = str(event.data["session"])
        if event.kind == "session.created":
            sessions[session_id] = _created(event.data)
        else:
            sessions[session_id] = _changed(sessions[session_id], event, at)
    return replace(state, sessions=sessions)


def _created(data: Mapping[str, Json]) -> WorkshopSession:
    return WorkshopSession(
        id=str(data["session"]),
        title=str(data["title"]),
        template=cast(SessionTemplate, data["template"]),
        starts_at=_moment(data["starts_at"]),
        status="prepared",
        lead=str(data["participant"]),
        roles={str(data["participant"]): "facilitator"},
    )


def _changed(session: WorkshopSession, event: Event, at: datetime) -> WorkshopSession:
    data = event.data
    match event.kind.removeprefix("session."):
        case "changed":
            return replace(session, title=str(data["title"]), starts_at=_moment(data["starts_at"]))
        case "cancelled":
            return replace(session, status="cancelled")
        case "role_given":
            return replace(session, roles={**session.roles, str(data["participant"]): _role(data)})
        case "lead_changed":
            return replace(session, lead=str(data["participant"]))
        case "started":
            return replace(session, status="running", started_at=at)
        case "moved":
            return _moved(session, data, at)
        case "paused":
            return replace(_stopped(session, at), status="paused")
        case "resumed":
            return replace(session, status="running", since=at)
        case "ended":
            return replace(_left(session, at), status="ended", ended_at=at, hands={}, ready={})
        case "extended":
            return _with_phase(session, data, extra_minutes=_whole(data["extra_minutes"]))
        case "hand_raised":
            return replace(session, hands={**session.hands, str(data["participant"]): at})
        case "hand_lowered":
            return replace(session, hands=_without(session.hands, str(data["participant"])))
        case "ready":
            return replace(session, ready={**session.ready, str(data["participant"]): str(data["phase"])})
        case "not_ready":
            return replace(session, ready=_without(session.ready, str(data["participant"])))
        case "attending":
            answer = {str(data["participant"]): bool(data["attending"])}
            return replace(session, attending={**session.attending, **answer})
        case "brought":
            count = session.place.count + 1
            place = Place(str(data["section"]), str(data["record"]), count, str(data["participant"]))
            return replace(session, place=place)
        case kind if kind.startswith("phase_"):
            return replace(session, phases=_phases(session.phases, kind, data))
    raise ValueError(f"no such event: {event.kind}")


def _phases(phases: tuple[Phase, ...], kind: str, data: Mapping[str, Json]) -> tuple[Phase, ...]:
    phase_id = str(data["phase"])
    match kind:
        case "phase_added":
            return agenda.inserted(phases, _phase(data), str(data["before"]))
        case "phase_moved":
            return agenda.moved(phases, phase_id, str(data["before"]))
        case "phase_removed":
            return tuple(phase for phase in phases if phase.id != phase_id)
        case "phase_changed":
            known = {phase.id: phase for phase in phases}[phase_id]
            new = replace(_phase(data), extra_minutes=known.extra_minutes, ran_ms=known.ran_ms)
            return tuple(replace(new, is_done=p.is_done) if p.id == phase_id else p for p in phases)
    raise ValueError(f"no such event: session.{kind}")


def _phase(data: Mapping[str, Json]) -> Phase:
    return Phase(
        id=str(data["phase"]),
        topic=str(data["topic"]),
        title=str(data["title"]),
        aim=cast(PhaseAim, data["aim"]),
        section=str(data["section"]),
        minutes=_whole(data["minutes"]),
        kind=cast(PhaseKind, data["kind"]),
        gap=str(data.get("gap", "")),
    )


def phase_data(session_id: str, phase: Phase) -> dict[str, Json]:
    """What an event tells of a phase as it was planned."""
    told: dict[str, Json] = {"gap": phase.gap} if phase.gap else {}
    return {
        **told,
        "session": session_id,
        "phase": phase.id,
        "topic": phase.topic,
        "title": phase.title,
        "aim": phase.aim,
        "section": phase.section,
        "minutes": phase.minutes,
        "kind": phase.kind,
    }


def _moved(session: WorkshopSession, data: Mapping[str, Json], at: datetime) -> WorkshopSession:
    """Leaves the current phase, which is done or is only put back, for `to`. The timer runs."""
    left = _left(session, at) if data["done"] else _stopped(session, at)
    phases = tuple(replace(p, is_done=False) if p.id == data["to"] else p for p in left.phases)
    return replace(
        left, phases=phases, current=str(data["to"]), since=at, status="running", ended_at=None, ready={}
    )


def _left(session: WorkshopSession, at: datetime) -> WorkshopSession:
    """The current phase is done."""
    left = _stopped(session, at)
    phases = tuple(replace(p, is_done=True) if p.id == left.current else p for p in left.phases)
    return replace(left, phases=phases, current="")


def _stopped(session: WorkshopSession, at: datetime) -> WorkshopSession:
    """The time that ran is added to the current phase. A clock that was set back adds nothing."""
    if session.since is None:
        return session
    stretch = max(0, round((at - session.since).total_seconds() * 1000))
    phases = tuple(
        replace(p, ran_ms=p.ran_ms + stretch) if p.id == session.current else p for p in session.phases
    )
    return replace(session, phases=phases, since=None)


def _with_phase(session: WorkshopSession, data: Mapping[str, Json], *, extra_minutes: int) -> WorkshopSession:
    phases = tuple(
        replace(p, extra_minutes=extra_minutes) if p.id == data["phase"] else p for p in session.phases
    )
    return replace(session, phases=phases)


def _role(data: Mapping[str, Json]) -> SeatRole:
    return cast(SeatRole, data["role"])


def _whole(value: Json) -> int:
    return int(value or 0)


def _moment(value: Json) -> datetime:
    return datetime.fromisoformat(str(value))


def _without(values: Mapping[str, V], key: str) -> dict[str, V]:
    return {name: value for name, value in values.items() if name != key}
