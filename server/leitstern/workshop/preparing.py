"""Commands that prepare a session: its date, its agenda and the roles in it.

Pure: `decide(state, command, actor, now) -> events | refusal`. A session that has ended is not prepared any
more; while it runs, phases that have not begun can still be changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from leitstern.commands.command import Command, Decision, Event, Json, PlanActor, Refusal
from leitstern.commands.generated import (
    AddPhase,
    AttendSession,
    CancelSession,
    ChangePhase,
    ChangeSession,
    CreateSession,
    GiveSessionRole,
    MovePhase,
    RemovePhase,
)
from leitstern.plan.check import is_gap
from leitstern.plan.time_zone import zone_named
from leitstern.workshop.agenda import LONGEST, SECTIONS, TEMPLATES, Phase, position
from leitstern.workshop.attendance import need_facilitator, session_of
from leitstern.workshop.session_state import Sessions, WorkshopSession, phase_data

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def create(state: Sessions, command: Command[CreateSession], actor: PlanActor, now: datetime) -> Decision:
    """The sender facilitates. `copy_of` takes the agenda of an earlier session: an own template."""
    asked = command.arguments
    starts_at = _starts_at(state, asked.day, asked.time)
    if isinstance(starts_at, Refusal):
        return starts_at
    if asked.copy_of and asked.copy_of not in state.sessions:
        return Refusal("session_not_found")
    session_id = command.new_id("ses")
    data: dict[str, Json] = {
        "session": session_id,
        "title": asked.title,
        "template": asked.template,
        "starts_at": starts_at.isoformat(),
        "participant": actor.id,
    }
    phases = _copied(state, command) if asked.copy_of else _from_template(command)
    added = [Event("session.phase_added", {**phase_data(session_id, p), "before": ""}) for p in phases]
    return [Event("session.created", data), *added]


def change(state: Sessions, command: Command[ChangeSession], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    session = _prepared(state, asked.session_id, actor)
    if isinstance(session, Refusal):
        return session
    if session.status != "prepared":
        return Refusal("session_begun")
    starts_at = _starts_at(state, asked.day, asked.time)
    if isinstance(starts_at, Refusal):
        return starts_at
    if (asked.title, starts_at) == (session.title, session.starts_at):
        return ()
    data: dict[str, Json] = {"title": asked.title, "starts_at": starts_at.isoformat()}
    return [Event("session.changed", {"session": session.id, **data})]


def cancel(state: Sessions, command: Command[CancelSession], actor: PlanActor, now: datetime) -> Decision:
    session = _prepared(state, command.arguments.session_id, actor)
    if isinstance(session, Refusal):
        return session
    if session.status != "prepared":
        return Refusal("session_begun")
    return [Event("session.cancelled", {"session": session.id})]


def add_phase(state: Sessions, command: Command[AddPhase], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    session = _prepared(state, asked.session_id, actor)
    if isinstance(session, Refusal):
        return session
    if asked.section not in SECTIONS:
        return Refusal("invalid_arguments", {"section": "errors.choice"})
    if len(session.phases) >= LONGEST:
        return Refusal("agenda_full")
    if asked.before and not _is_open(session, asked.before):
        return Refusal("phase_begun")
    if not is_gap(asked.gap):
        return Refusal("invalid_arguments", {"gap": "errors.choice"})
    planned = (asked.title, asked.aim, asked.section, asked.minutes, asked.kind)
    phase = Phase(command.new_id("pha"), "", *planned, gap=asked.gap)
    return [Event("session.phase_added", {**phase_data(session.id, phase), "before": asked.before})]


def change_phase(state: Sessions, command: Command[ChangePhase], actor: PlanActor, now: datetime) -> Decision:
    """A title replaces the topic; without one the phase keeps its name. The kind of a phase that has begun
    stays: people act in it.
    """
    asked = command.arguments
    session = _prepared(state, asked.session_id, actor)
    if isinstance(session, Refusal):
        return session
    index = position(session.phases, asked.phase_id)
    if index < 0:
        return Refusal("phase_not_found")
    if asked.section not in SECTIONS:
        return Refusal("invalid_arguments", {"section": "errors.choice"})
    known = session.phases[index]
    if asked.kind != known.kind and not _is_open(session, known.id):
        return Refusal("phase_begun")
    new = replace(
        known,
        title=asked.title or known.title,
        aim=asked.aim,
        section=asked.section,
        minutes=asked.minutes,
        kind=asked.kind,
    )
    return [Event("session.phase_changed", phase_data(session.id, new))] if new != known else ()


def move_phase(state: Sessions, command: Command[MovePhase], actor: PlanActor, now: datetime) -> Decision:
    """Only phases that have not begun change their order: what was, stays as it was."""
    asked = command.arguments
    session = _prepared(state, asked.session_id, actor)
    if isinstance(session, Refusal):
        return session
    if any(one and position(session.phases, one) < 0 for one in (asked.phase_id, asked.before)):
        return Refusal("phase_not_found")
    if not all(_is_open(session, one) for one in (asked.phase_id, asked.before) if one):
        return Refusal("phase_begun")
    if asked.phase_id == asked.before:
        return ()
    data: dict[str, Json] = {"session": session.id, "phase": asked.phase_id, "before": asked.before}
    return [Event("session.phase_moved", data)]


def remove_phase(state: Sessions, command: Command[RemovePhase], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    session = _prepared(state, asked.session_id, actor)
    if isinstance(session, Refusal):
        return session
    if position(session.phases, asked.phase_id) < 0:
        return ()
    if not _is_open(session, asked.phase_id):
        return Refusal("phase_begun")
    if len(session.phases) == 1:
        return Refusal("agenda_empty")
    return [Event("session.phase_removed", {"session": session.id, "phase": asked.phase_id})]


def give_role(
    state: Sessions, command: Command[GiveSessionRole], actor: PlanActor, now: datetime
) -> Decision:
    """The one who facilitates now stays a facilitator: they hand over first."""
    asked = command.arguments
    session = _prepared(state, asked.session_id, actor)
    if isinstance(session, Refusal):
        return session
    attendee = state.attendees.get(asked.participant_id)
    if attendee is None:
        return Refusal("participant_not_found")
    if not attendee.is_editor and asked.role != "observer":
        return Refusal("observers_only_watch")
    if asked.participant_id == session.lead and asked.role != "facilitator":
        return Refusal("hand_over_first")
    if session.roles.get(asked.participant_id, "") == asked.role:
        return ()
    data: dict[str, Json] = {"participant": asked.participant_id, "role": asked.role}
    return [Event("session.role_given", {"session": session.id, **data})]


def attend(state: Sessions, command: Command[AttendSession], actor: PlanActor, now: datetime) -> Decision:
    """Everybody answers for themselves, and may answer anew until the session is over."""
    asked = command.arguments
    session = session_of(state, asked.session_id)
    if isinstance(session, Refusal):
        return session
    if session.status == "ended":
        return Refusal("session_over")
    if session.attending.get(actor.id) == asked.attending:
        return ()
    data: dict[str, Json] = {"participant": actor.id, "attending": asked.attending}
    return [Event("session.attending", {"session": session.id, **data})]


def _prepared(state: Sessions, session_id: str, actor: PlanActor) -> WorkshopSession | Refusal:
    """The session, if the actor facilitates it and it has not ended."""
    session = session_of(state, session_id)
    if isinstance(session, Refusal):
        return session
    if session.status == "ended":
        return Refusal("session_over")
    return need_facilitator(session, actor) or session


def _is_open(session: WorkshopSession, phase_id: str) -> bool:
    """Whether the phase has not begun."""
    phase = next((one for one in session.phases if one.id == phase_id), None)
    return phase is not None and not phase.has_begun and phase.id != session.current


def _starts_at(state: Sessions, day: str, time: str) -> datetime | Refusal:
    """The moment in UTC of a date and a time in the plan's time zone."""
    if not _TIME.fullmatch(time):
        return Refusal("invalid_arguments", {"time": "errors.time"})
    try:
        local = datetime.strptime(f"{day} {time}", "%Y-%m-%d %H:%M").replace(
            tzinfo=zone_named(state.time_zone)
        )
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return Refusal("invalid_arguments", {"day": "errors.date"})


def _from_template(command: Command[CreateSession]) -> Iterator[Phase]:
    for index, item in enumerate(TEMPLATES[command.arguments.template]):
        phase_id = command.new_id("pha", str(index))
        yield Phase(phase_id, item.topic, "", item.aim, item.section, item.minutes, item.kind)


def _copied(state: Sessions, command: Command[CreateSession]) -> Iterator[Phase]:
    for index, phase in enumerate(state.sessions[command.arguments.copy_of].phases):
        fresh = replace(phase, id=command.new_id("pha", str(index)), extra_minutes=0, ran_ms=0)
        yield replace(fresh, is_done=False)
