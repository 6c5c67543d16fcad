"""The value types of commands: Command, actor, Event, Refusal.

No I/O. The command modules take and return only these types; execution.py writes what they decided. How to
add a command: ARCHITECTURE.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from leitstern.access.policy import Standing
from leitstern.errors import LeitsternError

A = TypeVar("A")

Json = str | int | bool | None
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, slots=True)
class Command(Generic[A]):
    """The sender chooses `id`, which is unique within the scope: the id of a plan or of a workspace."""

    id: str
    scope: str
    kind: str
    arguments: A

    def new_id(self, prefix: str, part: str = "") -> str:
        """The id of a row that this command creates, in the format of plan/ids.py. The same for every repeat.

        `part` distinguishes several new rows of one kind.
        """
        digest = hashlib.sha256(f"{self.scope}\n{self.id}\n{prefix}{part}".encode()).digest()
        return f"{prefix}_{''.join(_ALPHABET[byte & 31] for byte in digest[:20])}"


@dataclass(frozen=True, slots=True)
class Event:
    """What a command changed; its kind is in the past tense. Stored in the ledger as it is, so it holds no
    secret.

    `scope` is the plan that a workspace's command changes; empty means the command's own scope.
    """

    kind: str
    data: Mapping[str, Json] = field(default_factory=dict)
    scope: str = ""


@dataclass(frozen=True, slots=True)
class PlanActor:
    """Who acts in a plan: a participant, with the member's id if they are a member."""

    standing: Standing
    member_id: str | None

    @property
    def id(self) -> str:
        return self.standing.participant_id


@dataclass(frozen=True, slots=True)
class WorkspaceActor:
    """Who acts in a workspace: a member."""

    id: str
    is_admin: bool


STATUS_OF_REFUSAL: Mapping[str, int] = {
    "invalid_arguments": 422,
    "not_json": 400,
    "unknown_command": 404,
    "command_id_reused": 409,
    "forbidden": 403,
    "customers_word": 403,
    "others_word": 403,
    "plan_archived": 403,
    "participant_not_found": 404,
    "participant_is_member": 404,
    "invitation_not_found": 404,
    "name_taken": 409,
    "member_not_found": 404,
    "account_not_found": 404,
    "claim_not_found": 404,
    "value_not_found": 404,
    "value_changed": 409,
    "claim_changed": 409,
    "customers_sentence": 403,
    "item_not_found": 404,
    "already_on_table": 409,
    "already_opened": 409,
    "second_look_missing": 409,
    "second_look_refused": 409,
    "oneself": 409,
    "session_not_found": 404,
    "phase_not_found": 404,
    "not_facilitator": 403,
    "observers_only_watch": 403,
    "session_not_running": 409,
    "session_begun": 409,
    "session_over": 409,
    "another_session_runs": 409,
    "phase_begun": 409,
    "phase_over": 409,
    "first_phase": 409,
    "last_phase": 409,
    "agenda_full": 409,
    "agenda_empty": 409,
    "hand_over_first": 409,
    "version_not_found": 404,
    "version_changed": 409,
    "version_superseded": 409,
    "round_not_found": 404,
    "round_closed": 409,
    "too_many_rounds": 409,
    "too_many_decisions": 409,
    "too_many_topics": 409,
    "not_closed_by_hand": 409,
    "not_agreed_yet": 409,
    "do_not_meet_yet": 409,
    "item_not_in_round": 422,
    "too_many_dots": 422,
    "too_many_requests": 409,
    "request_not_found": 404,
    "nothing_written": 409,
    "check_running": 409,
    "nobody_answered": 409,
    "decision_not_found": 404,
    "already_decided": 409,
    "topic_not_found": 404,
}
"""Every code with its HTTP status. The sentence for people is `refusal.<code>` in web/locales."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The command changed nothing. `fields` maps an argument to the catalogue key of its error message."""

    code: str
    fields: Mapping[str, str] = field(default_factory=dict)


class CommandRefused(LeitsternError):
    """Carries a Refusal to the HTTP layer, which words it in the reader's language."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(detail or refusal.code)
        self.refusal = refusal
        self.code = refusal.code
        self.status = STATUS_OF_REFUSAL[refusal.code]


Decision = Sequence[Event] | Refusal
"""Events to be carried out together; none when nothing has to change."""
