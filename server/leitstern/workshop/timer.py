"""The timer of a session, as a pure function of its state and the moment.

Nothing counts down anywhere: the state holds when the running stretch began, and every screen computes the
rest with the server's clock (web/src/doc/session-timer.ts is the counterpart). So a killed server loses
no second, and a screen that slept shows the right time at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from leitstern.workshop import agenda
from leitstern.workshop.session_state import WorkshopSession

ZERO = timedelta()


def elapsed(session: WorkshopSession, now: datetime) -> timedelta:
    """How long the current phase has run, over all its stretches."""
    phase = session.phase
    if phase is None:
        return ZERO
    stretch = now - session.since if session.since is not None else ZERO
    return phase.ran + max(ZERO, stretch)


def remaining(session: WorkshopSession, now: datetime) -> timedelta:
    """What is left of the current phase; negative when it is over its time."""
    phase = session.phase
    return phase.allowed - elapsed(session, now) if phase else ZERO


def expected_end(session: WorkshopSession, now: datetime) -> datetime:
    """When the session ends if every phase to come takes its time."""
    if session.ended_at is not None:
        return session.ended_at
    if session.started_at is None:
        return session.starts_at + agenda.planned(session.phases)
    to_come = [p for p in session.phases if not p.is_done and p.id != session.current]
    rest = sum((max(ZERO, p.allowed - p.ran) for p in to_come), ZERO)
    return now + max(ZERO, remaining(session, now)) + rest


def behind(session: WorkshopSession, now: datetime) -> timedelta:
    """By how much the session ends later than its agenda says; negative when it is ahead."""
    begun = session.started_at or session.starts_at
    return expected_end(session, now) - (begun + agenda.planned(session.phases))
