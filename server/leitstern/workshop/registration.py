"""Makes the workshop's subjects and commands known to commands/. Called by app.py and by tests.

A new subject of the workshop is one more `add_subject` here.
"""

from __future__ import annotations

from leitstern.access.policy import may_invite
from leitstern.commands.registry import add_subject
from leitstern.commands.subjects import Subject, SubjectCommand
from leitstern.store.tables import WorkshopSessionRow
from leitstern.workshop import preparing, session, session_record, session_rows, session_state
from leitstern.workshop.attendance import may_take_part
from leitstern.workshop.discussion_commands import (
    DECISION_COMMANDS,
    DECISIONS,
    TOPIC_COMMANDS,
    TOPICS,
)
from leitstern.workshop.round_commands import ROUND_COMMANDS, ROUNDS
from leitstern.workshop.session_state import Sessions
from leitstern.workshop.sign_off_commands import SIGN_OFF_COMMANDS, SIGN_OFFS

SESSIONS = Subject(
    "sessions",
    empty=Sessions(),
    load=session_rows.load,
    save=session_rows.save,
    fold=session_state.fold,
    parts=lambda state: {"session": state.sessions},
    entries=session_record.entries,
    tables=(WorkshopSessionRow,),
)

SESSION_COMMANDS = {
    "session.create": SubjectCommand(SESSIONS, preparing.create, may_invite),
    "session.change": SubjectCommand(SESSIONS, preparing.change, may_take_part),
    "session.cancel": SubjectCommand(SESSIONS, preparing.cancel, may_take_part),
    "session.add_phase": SubjectCommand(SESSIONS, preparing.add_phase, may_take_part),
    "session.change_phase": SubjectCommand(SESSIONS, preparing.change_phase, may_take_part),
    "session.move_phase": SubjectCommand(SESSIONS, preparing.move_phase, may_take_part),
    "session.remove_phase": SubjectCommand(SESSIONS, preparing.remove_phase, may_take_part),
    "session.give_role": SubjectCommand(SESSIONS, preparing.give_role, may_take_part),
    "session.hand_over": SubjectCommand(SESSIONS, session.hand_over, may_take_part),
    "session.take_over": SubjectCommand(SESSIONS, session.take_over, may_take_part),
    "session.start": SubjectCommand(SESSIONS, session.start, may_take_part),
    "session.next": SubjectCommand(SESSIONS, session.next_phase, may_take_part),
    "session.back": SubjectCommand(SESSIONS, session.back, may_take_part),
    "session.extend": SubjectCommand(SESSIONS, session.extend, may_take_part),
    "session.pause": SubjectCommand(SESSIONS, session.pause, may_take_part),
    "session.resume": SubjectCommand(SESSIONS, session.resume, may_take_part),
    "session.reopen": SubjectCommand(SESSIONS, session.reopen, may_take_part),
    "session.end": SubjectCommand(SESSIONS, session.end, may_take_part),
    "session.raise_hand": SubjectCommand(SESSIONS, session.raise_hand, may_take_part),
    "session.lower_hand": SubjectCommand(SESSIONS, session.lower_hand, may_take_part),
    "session.ready": SubjectCommand(SESSIONS, session.ready, may_take_part),
    "session.bring": SubjectCommand(SESSIONS, session.bring, may_take_part),
}


def register_workshop() -> None:
    """Again changes nothing."""
    add_subject(SESSIONS, SESSION_COMMANDS)
    add_subject(ROUNDS, ROUND_COMMANDS)
    add_subject(DECISIONS, DECISION_COMMANDS)
    add_subject(TOPICS, TOPIC_COMMANDS)
    add_subject(SIGN_OFFS, SIGN_OFF_COMMANDS)
