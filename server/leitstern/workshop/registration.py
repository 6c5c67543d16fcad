"""Makes the workshop's subjects and commands known to commands/. Called by app.py and by tests.

A new subject of the workshop is one more `add_subject` here.
"""

from __future__ import annotations

from leitstern.access.policy import may_give_word, may_invite
from leitstern.commands.registry import add_subject
from leitstern.commands.subjects import Subject, SubjectCommand
from leitstern.store.tables import OpportunityChoiceRow, SidePageRow, WorkshopSessionRow
from leitstern.workshop import (
    choices,
    first_rows,
    preparing,
    session,
    session_record,
    session_rows,
    session_state,
    side_pages,
)
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
    "session.",
    empty=Sessions(),
    load=session_rows.load,
    load_for=session_rows.load_for,
    keys=session_rows.KEYS,
    save=session_rows.save,
    fold=session_state.fold,
    parts=lambda state: {"session": state.sessions},
    entries=session_record.entries,
    tables=(WorkshopSessionRow,),
)

CHOICES = Subject(
    "choices",
    "opportunity.",
    empty=choices.Choices(),
    load=first_rows.load_choices,
    save=first_rows.save_choices,
    fold=choices.fold,
    parts=lambda state: {"choice": state.choices},
    entries=first_rows.shown_choices,
    tables=(OpportunityChoiceRow,),
)

SIDE_PAGES = Subject(
    "side pages",
    "side_page.",
    empty=side_pages.SidePages(),
    load=first_rows.load_pages,
    save=first_rows.save_pages,
    fold=side_pages.fold,
    parts=lambda state: {"lasting link": state.pages},
    entries=lambda state: {},
    tables=(SidePageRow,),
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
    "session.attend": SubjectCommand(SESSIONS, preparing.attend, may_take_part),
    "session.raise_hand": SubjectCommand(SESSIONS, session.raise_hand, may_take_part),
    "session.lower_hand": SubjectCommand(SESSIONS, session.lower_hand, may_take_part),
    "session.ready": SubjectCommand(SESSIONS, session.ready, may_take_part),
    "session.bring": SubjectCommand(SESSIONS, session.bring, may_take_part),
}

CHOICE_COMMANDS = {
    "opportunity.choose": SubjectCommand(CHOICES, choices.choose, may_give_word, reads_shared=True),
}

SIDE_PAGE_COMMANDS = {
    "side_page.create": SubjectCommand(
        SIDE_PAGES, side_pages.create, may_take_part, works_archived=True, reveal=side_pages.reveal
    ),
    "side_page.revoke": SubjectCommand(SIDE_PAGES, side_pages.revoke, may_take_part, works_archived=True),
}


def register_workshop() -> None:
    """Again changes nothing."""
    add_subject(SESSIONS, SESSION_COMMANDS)
    add_subject(ROUNDS, ROUND_COMMANDS)
    add_subject(DECISIONS, DECISION_COMMANDS)
    add_subject(TOPICS, TOPIC_COMMANDS)
    add_subject(SIGN_OFFS, SIGN_OFF_COMMANDS)
    add_subject(CHOICES, CHOICE_COMMANDS)
    add_subject(SIDE_PAGES, SIDE_PAGE_COMMANDS)
