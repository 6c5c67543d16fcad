"""Commands that run a session: start, next, back, pause, reopen, end; hands, ready, bring everyone here.

Pure: `decide(state, command, actor, now) -> events | refusal`. A command that moves the session names the
phase that it leaves. When two facilitators leave the same phase at once, the second one's wish is already
fulfilled, and nothing changes.
"""

from __future__ import annotations

from datetime import datetime

from leitstern.commands.command import Command, Decision, Event, Json, PlanActor, Refusal
from leitstern.commands.generated import (
    BringEveryone,
    EndSession,
    ExtendPhase,
    HandOverSession,
    LowerHand,
    NextPhase,
    PauseSession,
    PreviousPhase,
    RaiseHand,
    ReadyForNext,
    ReopenPhase,
    ResumeSession,
    StartSession,
    TakeOverSession,
)
from leitstern.workshop.agenda import SECTIONS, position
from leitstern.workshop.attendance import is_facilitator, need_facilitator, need_live, need_pen, session_of
from leitstern.workshop.session_state import Sessions, WorkshopSession

MOST_EXTRA_MINUTES = 600


def start(state: Sessions, command: Command[StartSession], actor: PlanActor, now: datetime) -> Decision:
    session = session_of(state, command.arguments.session_id)
    if isinstance(session, Refusal):
        return session
    refusal = need_facilitator(session, actor)
    if refusal is not None:
        return refusal
    if session.is_live:
        return ()
    if session.status == "ended":
        return Refusal("session_over")
    if state.live() is not None:
        return Refusal("another_session_runs")
    first = session.phases[0].id
    return [Event("session.started", {"session": session.id}), _move(session, first, is_done=True)]


def next_phase(state: Sessions, command: Command[NextPhase], actor: PlanActor, now: datetime) -> Decision:
    """To the first phase after this one that is not done."""
    session = _running(state, command.arguments.session_id, actor)
    if isinstance(session, Refusal):
        return session
    if session.current != command.arguments.phase_id:
        return _no_longer_current(session, command.arguments.phase_id)
    index = position(session.phases, session.current)
    to_come = [phase.id for phase in session.phases[index + 1 :] if not phase.is_done]
    return [_move(session, to_come[0], is_done=True)] if to_come else Refusal("last_phase")


def back(state: Sessions, command: Command[PreviousPhase], actor: PlanActor, now: datetime) -> Decision:
    """To the phase before this one, whose time counts on. This one waits and is not done."""
    session = _running(state, command.arguments.session_id, actor)
    if isinstance(session, Refusal):
        return session
    if session.current != command.arguments.phase_id:
        return _no_longer_current(session, command.arguments.phase_id)
    index = position(session.phases, session.current)
    if index == 0:
        return Refusal("first_phase")
    return [_move(session, session.phases[index - 1].id, is_done=False)]


def reopen(state: Sessions, command: Command[ReopenPhase], actor: PlanActor, now: datetime) -> Decision:
    """A phase that is over runs again; the one that ran waits. An ended session runs again too."""
    session = session_of(state, command.arguments.session_id)
    if isinstance(session, Refusal):
        return session
    refusal = need_facilitator(session, actor)
    if refusal is not None:
        return refusal
    if session.status == "prepared":
        return Refusal("session_not_running")
    phase_id = command.arguments.phase_id
    if session.current == phase_id:
        return ()
    phase = next((one for one in session.phases if one.id == phase_id), None)
    if phase is None or not phase.has_begun:
        return Refusal("phase_not_found")
    other = state.live()
    if other is not None and other.id != session.id:
        return Refusal("another_session_runs")
    return [_move(session, phase_id, is_done=False)]


def extend(state: Sessions, command: Command[ExtendPhase], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    session = _running(state, asked.session_id, actor)
    if isinstance(session, Refusal):
        return session
    phase = session.phase
    if phase is None or phase.id != asked.phase_id:
        return Refusal("phase_over")
    extra = min(phase.extra_minutes + asked.minutes, MOST_EXTRA_MINUTES)
    data: dict[str, Json] = {"session": session.id, "phase": phase.id, "extra_minutes": extra}
    return [Event("session.extended", data)] if extra != phase.extra_minutes else ()


def pause(state: Sessions, command: Command[PauseSession], actor: PlanActor, now: datetime) -> Decision:
    session = _running(state, command.arguments.session_id, actor)
    if isinstance(session, Refusal):
        return session
    return [Event("session.paused", {"session": session.id})] if session.status == "running" else ()


def resume(state: Sessions, command: Command[ResumeSession], actor: PlanActor, now: datetime) -> Decision:
    session = _running(state, command.arguments.session_id, actor)
    if isinstance(session, Refusal):
        return session
    return [Event("session.resumed", {"session": session.id})] if session.status == "paused" else ()


def end(state: Sessions, command: Command[EndSession], actor: PlanActor, now: datetime) -> Decision:
    session = session_of(state, command.arguments.session_id)
    if isinstance(session, Refusal):
        return session
    refusal = need_facilitator(session, actor)
    if refusal is not None:
        return refusal
    if session.status == "ended":
        return ()
    return need_live(session) or [Event("session.ended", {"session": session.id})]


def hand_over(
    state: Sessions, command: Command[HandOverSession], actor: PlanActor, now: datetime
) -> Decision:
    session = session_of(state, command.arguments.session_id)
    if isinstance(session, Refusal):
        return session
    refusal = need_facilitator(session, actor)
    if refusal is not None:
        return refusal
    attendee = state.attendees.get(command.arguments.participant_id)
    if attendee is None:
        return Refusal("participant_not_found")
    if not attendee.is_editor:
        return Refusal("observers_only_watch")
    return _lead(session, command.arguments.participant_id)


def take_over(
    state: Sessions, command: Command[TakeOverSession], actor: PlanActor, now: datetime
) -> Decision:
    """Any facilitator, and any member who edits the plan: a session must not hang on one connection."""
    session = session_of(state, command.arguments.session_id)
    if isinstance(session, Refusal):
        return session
    is_host = actor.standing.is_member and actor.standing.role == "editor"
    if not is_host and not is_facilitator(session, actor):
        return Refusal("not_facilitator")
    return _lead(session, actor.id)


def raise_hand(state: Sessions, command: Command[RaiseHand], actor: PlanActor, now: datetime) -> Decision:
    """A hand that is up already keeps its place in the order."""
    session = session_of(state, command.arguments.session_id)
    if isinstance(session, Refusal):
        return session
    refusal = need_live(session) or need_pen(session, actor)
    if refusal is not None or actor.id in session.hands:
        return refusal or ()
    return [Event("session.hand_raised", {"session": session.id, "participant": actor.id})]


def lower_hand(state: Sessions, command: Command[LowerHand], actor: PlanActor, now: datetime) -> Decision:
    session = session_of(state, command.arguments.session_id)
    if isinstance(session, Refusal):
        return session
    whose = command.arguments.participant_id or actor.id
    if whose != actor.id and not is_facilitator(session, actor):
        return Refusal("not_facilitator")
    if whose not in session.hands:
        return ()
    return [Event("session.hand_lowered", {"session": session.id, "participant": whose})]


def ready(state: Sessions, command: Command[ReadyForNext], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    session = session_of(state, asked.session_id)
    if isinstance(session, Refusal):
        return session
    refusal = need_live(session) or need_pen(session, actor)
    if refusal is not None:
        return refusal
    if session.current != asked.phase_id:
        return Refusal("phase_over")
    if (session.ready.get(actor.id) == asked.phase_id) == asked.ready:
        return ()
    kind = "session.ready" if asked.ready else "session.not_ready"
    data: dict[str, Json] = {"session": session.id, "phase": asked.phase_id, "participant": actor.id}
    return [Event(kind, data)]


def bring(state: Sessions, command: Command[BringEveryone], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    session = _running(state, asked.session_id, actor)
    if isinstance(session, Refusal):
        return session
    if asked.section not in SECTIONS:
        return Refusal("invalid_arguments", {"section": "errors.choice"})
    data: dict[str, Json] = {"section": asked.section, "record": asked.record, "participant": actor.id}
    return [Event("session.brought", {"session": session.id, **data})]


def _running(state: Sessions, session_id: str, actor: PlanActor) -> WorkshopSession | Refusal:
    """The session, if it runs or is paused and the actor facilitates it."""
    session = session_of(state, session_id)
    if isinstance(session, Refusal):
        return session
    return need_facilitator(session, actor) or need_live(session) or session


def _move(session: WorkshopSession, to: str, *, is_done: bool) -> Event:
    data: dict[str, Json] = {"session": session.id, "from": session.current, "to": to, "done": is_done}
    return Event("session.moved", data)


def _no_longer_current(session: WorkshopSession, phase_id: str) -> Decision:
    return () if position(session.phases, phase_id) >= 0 else Refusal("phase_not_found")


def _lead(session: WorkshopSession, participant_id: str) -> Decision:
    """Events that make a participant the one who facilitates."""
    data: dict[str, Json] = {"session": session.id, "participant": participant_id}
    is_known = session.roles.get(participant_id) == "facilitator"
    given = [] if is_known else [Event("session.role_given", {**data, "role": "facilitator"})]
    changed = [] if session.lead == participant_id else [Event("session.lead_changed", data)]
    return [*given, *changed]
