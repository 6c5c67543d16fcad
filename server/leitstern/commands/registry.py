"""The table of all commands: who may send one, which function decides, whether it works in an archived plan.

A new command is one line here, its `decide` in the module of its subject, and its arguments in
schemas/commands.json. Packages above this one add theirs by `add_subject`. Read by service.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leitstern.access.policy import (
    Standing,
    may_agree_to_charter,
    may_archive,
    may_give_word,
    may_invite,
    may_put_on_table,
    may_rename,
    may_vouch,
)
from leitstern.access.tokens import Keyring
from leitstern.commands import (
    accounts,
    charter,
    claims,
    controller_links,
    invitations,
    members,
    participants,
    plans,
    tabled_items,
    understanding,
    values,
)
from leitstern.commands.command import Command, Decision, Event, PlanActor, WorkspaceActor
from leitstern.commands.controller_rows import CONTROLLER_LINKS
from leitstern.commands.given_words import GivenWords
from leitstern.commands.plan_access import PlanAccess
from leitstern.commands.subjects import SUBJECTS, Subject, SubjectCommand
from leitstern.commands.tabled_items_rows import TABLED_ITEMS
from leitstern.commands.workspace_access import WorkspaceAccess

Reveal = Callable[[Keyring, Sequence[Event]], Mapping[str, str]]


def _nothing(keys: Keyring, events: Sequence[Event]) -> Mapping[str, str]:
    return {}


def _is_admin(actor: WorkspaceActor) -> bool:
    return actor.is_admin


def _is_member(actor: WorkspaceActor) -> bool:
    """Always true: every actor of a workspace is a member."""
    return True


@dataclass(frozen=True, slots=True)
class PlanCommand:
    decide: Callable[[PlanAccess, Command[Any], PlanActor, datetime], Decision]
    may: Callable[[Standing, str], bool]
    """The policy: asked with the actor's standing and the plan's id."""
    works_archived: bool = False
    reveal: Reveal = _nothing
    """What the answer to the sender adds and the ledger does not hold."""


@dataclass(frozen=True, slots=True)
class WordCommand:
    """Decides on what the texts of the shared document say now (plan_texts.py)."""

    decide: Callable[[GivenWords, Command[Any], PlanActor, datetime], Decision]
    may: Callable[[Standing, str], bool] = may_give_word
    works_archived: bool = False
    reveal: Reveal = _nothing


@dataclass(frozen=True, slots=True)
class WorkspaceCommand:
    decide: Callable[[WorkspaceAccess, Command[Any], WorkspaceActor, datetime], Decision]
    may: Callable[[WorkspaceActor], bool] = _is_admin
    reveal: Reveal = _nothing


Registered = PlanCommand | WordCommand | SubjectCommand | WorkspaceCommand

COMMANDS: dict[str, Registered] = {
    "participant.rename": PlanCommand(participants.rename, may_rename),
    "participant.set_role": PlanCommand(
        participants.set_role, may_invite, works_archived=True, reveal=invitations.reveal
    ),
    "participant.remove": PlanCommand(
        participants.remove, may_invite, works_archived=True, reveal=invitations.reveal
    ),
    "invitation.create": PlanCommand(
        invitations.create, may_invite, works_archived=True, reveal=invitations.reveal
    ),
    "invitation.revoke": PlanCommand(invitations.revoke, may_invite, works_archived=True),
    "invitation.extend": PlanCommand(invitations.extend, may_invite, works_archived=True),
    "invitation.renew": PlanCommand(
        invitations.renew, may_invite, works_archived=True, reveal=invitations.reveal
    ),
    "plan.archive": PlanCommand(plans.archive, may_archive, works_archived=True),
    "plan.restore": PlanCommand(plans.restore, may_archive, works_archived=True),
    "claim.confirm": WordCommand(claims.confirm),
    "claim.correct": WordCommand(claims.correct),
    "claim.take_back": WordCommand(claims.take_back),
    "understanding.score": WordCommand(understanding.score),
    "value.confirm": WordCommand(values.confirm, may_vouch),
    "value.dispute": WordCommand(values.dispute, may_vouch),
    "value.take_back": WordCommand(values.take_back, may_vouch),
    "charter.agree": WordCommand(charter.agree, may_agree_to_charter),
    "charter.take_back": WordCommand(charter.take_back, may_agree_to_charter),
    "account.rename": WorkspaceCommand(accounts.rename, _is_member),
    "account.archive": WorkspaceCommand(accounts.archive, _is_member),
    "account.delete": WorkspaceCommand(accounts.delete),
    "account.restore": WorkspaceCommand(accounts.restore, _is_member),
    "member.remove": WorkspaceCommand(members.remove),
    "member.restore": WorkspaceCommand(members.restore),
    "member.set_role": WorkspaceCommand(members.set_role),
}


def add_subject(subject: Subject, commands: Mapping[str, SubjectCommand]) -> None:
    """Makes a subject and its commands known. The same again changes nothing."""
    SUBJECTS[subject.name] = subject
    COMMANDS.update(commands)


add_subject(
    CONTROLLER_LINKS,
    {
        "controller.ask": SubjectCommand(
            CONTROLLER_LINKS,
            controller_links.ask,
            may_vouch,
            reveal=controller_links.reveal,
            reads_shared=True,
        ),
        "controller.revoke": SubjectCommand(
            CONTROLLER_LINKS, controller_links.revoke, may_vouch, works_archived=True
        ),
    },
)
add_subject(
    TABLED_ITEMS,
    {
        "item.put_on_table": SubjectCommand(TABLED_ITEMS, tabled_items.put_on_table, may_put_on_table),
        "item.take_back": SubjectCommand(TABLED_ITEMS, tabled_items.take_back, may_put_on_table),
    },
)
