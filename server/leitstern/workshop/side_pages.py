"""Lasting personal links to "my side's page": what both sides promised, without login and without the plan.

Pure. A person has at most one link that works; a new one ends the earlier one. The link itself is a secret
derived from the id (access/side_links.py); no event holds it. Who may still use it is asked at every visit
there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from leitstern.access.policy import may_invite
from leitstern.access.side_links import side_link_path
from leitstern.access.tokens import Keyring
from leitstern.commands.command import Command, Decision, Event, PlanActor, Refusal
from leitstern.commands.generated import CreateSidePage, RevokeSidePage


@dataclass(frozen=True, slots=True)
class SidePage:
    id: str
    participant: str
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SidePages:
    pages: Mapping[str, SidePage] = field(default_factory=dict)

    def working(self, participant: str) -> list[SidePage]:
        """The links of somebody that were not ended: one or none."""
        return [one for one in self.pages.values() if one.participant == participant and not one.revoked_at]


def create(state: SidePages, command: Command[CreateSidePage], actor: PlanActor, now: datetime) -> Decision:
    made = Event("side_page.created", {"page": command.new_id("spg"), "participant": actor.id})
    return [*_ended(state, actor.id), made]


def revoke(state: SidePages, command: Command[RevokeSidePage], actor: PlanActor, now: datetime) -> Decision:
    whose = command.arguments.participant_id or actor.id
    if whose != actor.id and not may_invite(actor.standing, command.scope):
        return Refusal("forbidden")
    return _ended(state, whose)


def reveal(keys: Keyring, events: Sequence[Event]) -> Mapping[str, str]:
    """The path of a new link, for its owner alone."""
    made = [str(event.data["page"]) for event in events if event.kind == "side_page.created"]
    return {"path": side_link_path(keys, made[0])} if made else {}


def fold(state: SidePages, events: Sequence[Event], at: datetime) -> SidePages:
    """The state after events that happened at `at`. Events of other subjects change nothing here."""
    pages = dict(state.pages)
    for event in events:
        if event.kind == "side_page.created":
            id = str(event.data["page"])
            pages[id] = SidePage(id, str(event.data["participant"]), at)
        elif event.kind == "side_page.revoked":
            id = str(event.data["page"])
            pages[id] = replace(pages[id], revoked_at=at)
    return SidePages(pages)


def _ended(state: SidePages, participant: str) -> list[Event]:
    return [
        Event("side_page.revoked", {"page": one.id, "participant": participant})
        for one in state.working(participant)
    ]
