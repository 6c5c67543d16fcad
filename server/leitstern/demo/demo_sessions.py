"""The demo plan's sessions: one that took place three months ago, and one prepared for today.

Made by the same commands that people send. Called by seed.py within its transaction, at every start: a later
start finds the sessions of the earlier one, and prepares one for its own day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from sqlmodel import Session, col, select

from leitstern.access import invitations
from leitstern.access.tokens import Keyring
from leitstern.commands.command import Event
from leitstern.commands.execution import Submission, execute
from leitstern.commands.joining import join_member, redeem
from leitstern.commands.plan_texts import canonical
from leitstern.commands.subjects import SHARED
from leitstern.demo import dates, demo_people
from leitstern.demo.demo_rounds import hold_check, hold_rounds
from leitstern.plan.time_zone import today_in, zone_named
from leitstern.store.tables import Participant, WorkshopSessionRow
from leitstern.workshop import sign_off_rows
from leitstern.workshop.registration import register_workshop
from leitstern.workshop.session_rows import from_json

register_workshop()

AGO = timedelta(days=91)
SIGNER = "okafor"
NEWER = 2
"""Actions that came after the sign-off."""
TOOK = (4, 24, 22, 17, 16, 9)
"""Minutes that each phase of the first session took; the agenda said 5, 20, 25, 15, 15, 10."""


def seed_sessions(
    session: Session,
    keys: Keyring,
    plan_id: str,
    member_id: str,
    time_zone: str,
    now: datetime,
    decision: tuple[str, str, str],
) -> str:
    """Id of the session of today. `decision`: what the first session decides, why, and what was agreed."""
    host = join_member(session, member_id, plan_id, now).id
    if not _sessions(session, plan_id):
        _hold_first(session, keys, plan_id, host, time_zone, now, decision)
    today = today_in(time_zone, now)
    for row in _sessions(session, plan_id):
        if row.status != "cancelled" and today_in(time_zone, row.starts_at) == today:
            return row.id
    local = now.astimezone(zone_named(time_zone))
    time = f"{local.hour + 1:02}:00" if local.hour < 23 else "23:30"
    return _create(session, keys, plan_id, host, "short", today, time, now)


def sign_first(
    session: Session,
    keys: Keyring,
    plan_id: str,
    member_id: str,
    data: Mapping[str, Any],
    language: Literal["de", "en"],
    now: datetime,
) -> None:
    """Holds the first session's rounds, and signs its result once: by the host, and by a guest whose link
    has ended since. In the days after it both sides answer the KAM check.

    What was signed is the plan without its newest actions, so that the page has changes to show.
    """
    row = _sessions(session, plan_id)[0]
    ended_at = from_json(row.state).ended_at
    if sign_off_rows.load(session, plan_id).versions or ended_at is None:
        return
    at, host = ended_at - timedelta(minutes=4), join_member(session, member_id, plan_id, now).id
    guest, invitation = _admit_signer(session, keys, plan_id, host, at)
    _hold_rounds(session, keys, plan_id, row, [host, *_guests(session, plan_id), guest], data, language)
    about = {"session_id": row.id}
    fixed = _run(session, keys, plan_id, host, "sign_off.fix", about, at, {SHARED: canonical(_then(data))})
    version = {"version_id": str(fixed.data["version"]), "hash": str(fixed.data["hash"])}
    for minutes, signer in enumerate((guest, host), 1):
        _run(session, keys, plan_id, signer, "sign_off.sign", version, at + timedelta(minutes=minutes))

    def send(who: str, kind: str, arguments: Mapping[str, Any], at: datetime) -> Event:
        return _run(session, keys, plan_id, who, kind, arguments, at)

    hold_check(send, host, [*_guests(session, plan_id), guest], ended_at)
    ending = {"invitation_id": invitation}
    _run(session, keys, plan_id, host, "invitation.revoke", ending, ended_at + timedelta(days=30))


def _guests(session: Session, plan_id: str) -> list[str]:
    """The customer's people who were in the plan before the session, in order of joining."""
    rows = select(Participant.id).where(Participant.plan_id == plan_id, Participant.side == "customer")
    wanted = rows.where(col(Participant.name) != _signer()).order_by(col(Participant.joined_at))
    return list(session.exec(wanted))


def _hold_rounds(
    session: Session,
    keys: Keyring,
    plan_id: str,
    row: WorkshopSessionRow,
    people: list[str],
    data: Mapping[str, Any],
    language: Literal["de", "en"],
) -> None:
    """In the talk about opportunities, the third phase."""

    def send(who: str, kind: str, arguments: Mapping[str, Any], at: datetime) -> Event:
        return _run(session, keys, plan_id, who, kind, arguments, at)

    began = from_json(row.state).started_at
    if began is not None:
        hold_rounds(send, row.id, people, _then(data), language, began + timedelta(minutes=sum(TOOK[:2])))


def _signer() -> str:
    return next(person.name for person in demo_people.PEOPLE if person.key == SIGNER)


def _admit_signer(session: Session, keys: Keyring, plan_id: str, host: str, at: datetime) -> tuple[str, str]:
    """(participant, invitation) of the customer's person who signs."""
    name = _signer()
    wanted: dict[str, str | int] = {"kind": "personal", "name": name, "days": 60}
    invited = _run(session, keys, plan_id, host, "invitation.create", wanted, at - timedelta(hours=1))
    invitation = str(invited.data["invitation"])
    token = invitations.link_path(keys, invitation).rsplit("/", 1)[1]
    return redeem(session, token, name, "en", None, at - timedelta(minutes=50)).participant.id, invitation


def _then(data: Mapping[str, Any]) -> dict[str, Any]:
    actions = dict(data.get("actions") or {})
    for newest in sorted(actions, key=lambda id: str(actions[id].get("order")))[-NEWER:]:
        del actions[newest]
    return {**data, "actions": actions}


def _sessions(session: Session, plan_id: str) -> list[WorkshopSessionRow]:
    rows = select(WorkshopSessionRow).where(WorkshopSessionRow.plan_id == plan_id)
    return list(session.exec(rows.order_by(col(WorkshopSessionRow.starts_at))))


def _hold_first(
    session: Session,
    keys: Keyring,
    plan_id: str,
    host: str,
    time_zone: str,
    now: datetime,
    decision: tuple[str, str, str],
) -> None:
    """Prepared, started, moved through all its phases and ended, each at its time."""
    day = dates.day(today_in(time_zone, now), -AGO.days)
    session_id = _create(session, keys, plan_id, host, "short", day, "10:00", now - AGO - timedelta(days=7))
    row = session.get_one(WorkshopSessionRow, (plan_id, session_id))
    at = datetime.combine(day, datetime.min.time(), zone_named(time_zone)).replace(hour=10).astimezone(UTC)
    about = {"session_id": session_id}
    _send(session, keys, plan_id, host, "session.start", about, at)
    phases = [phase.id for phase in from_json(row.state).phases]
    for phase_id, minutes in zip(phases, TOOK, strict=True):
        at += timedelta(minutes=minutes)
        if phase_id != phases[-1]:
            _send(session, keys, plan_id, host, "session.next", {**about, "phase_id": phase_id}, at)
    what, why, agreed = decision
    wish = {**about, "text": what, "reason": why}
    proposed = _run(session, keys, plan_id, host, "decision.propose", wish, at - timedelta(minutes=8))
    outcome = {"decision_id": str(proposed.data["decision"]), "outcome": "agreed", "conclusion": agreed}
    _run(session, keys, plan_id, host, "decision.record_outcome", outcome, at - timedelta(minutes=5))
    _send(session, keys, plan_id, host, "session.end", about, at)


def _create(
    session: Session,
    keys: Keyring,
    plan_id: str,
    host: str,
    template: str,
    day: date,
    time: str,
    at: datetime,
) -> str:
    wanted = {"template": template, "day": day.isoformat(), "time": time}
    return str(_send(session, keys, plan_id, host, "session.create", wanted, at))


def _send(
    session: Session,
    keys: Keyring,
    plan_id: str,
    host: str,
    kind: str,
    arguments: Mapping[str, str],
    at: datetime,
) -> object:
    """The session that the command's first event is about."""
    return _run(session, keys, plan_id, host, kind, arguments, at).data["session"]


def _run(
    session: Session,
    keys: Keyring,
    plan_id: str,
    actor: str,
    kind: str,
    arguments: Mapping[str, Any],
    at: datetime,
    texts: Mapping[str, str] | None = None,
) -> Event:
    """The command's first event."""
    submission = Submission("plan", plan_id, actor, kind, arguments)
    return execute(session, keys, submission, at, texts=texts).answer.events[0]
