"""Which opportunities matter to whom on the customer's side.

Pure. A choice is no vote: it is open to both sides, may be taken back at any time, and belongs to no session.
Asked on the customer's first screen (pages/first_screen.py) and shown on the opportunity's card.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from leitstern.commands.command import Command, Decision, Event, PlanActor, Refusal
from leitstern.commands.generated import ChooseOpportunity


@dataclass(frozen=True, slots=True)
class Choice:
    opportunity: str
    participant: str
    at: datetime

    @property
    def id(self) -> str:
        return f"{self.opportunity}.{self.participant}"


@dataclass(frozen=True, slots=True)
class Choices:
    choices: Mapping[str, Choice] = field(default_factory=dict)
    shared: str = field(default="", compare=False)
    """The shared document's content as canonical JSON, for decisions."""

    def of(self, participant: str) -> frozenset[str]:
        """The opportunities that somebody chose."""
        return frozenset(one.opportunity for one in self.choices.values() if one.participant == participant)


def choose(state: Choices, command: Command[ChooseOpportunity], actor: PlanActor, now: datetime) -> Decision:
    """What is chosen already, or is not chosen, changes nothing."""
    asked = command.arguments
    known = f"{asked.opportunity_id}.{actor.id}" in state.choices
    if known == asked.chosen:
        return ()
    if asked.chosen and asked.opportunity_id not in json.loads(state.shared).get("opportunities", {}):
        return Refusal("item_not_found")
    kind = "opportunity.chosen" if asked.chosen else "opportunity.no_longer_chosen"
    return [Event(kind, {"opportunity": asked.opportunity_id, "participant": actor.id})]


def fold(state: Choices, events: Sequence[Event], at: datetime) -> Choices:
    """The state after events that happened at `at`. Events of other subjects change nothing here."""
    choices = dict(state.choices)
    for event in events:
        if not event.kind.startswith("opportunity."):
            continue
        choice = Choice(str(event.data["opportunity"]), str(event.data["participant"]), at)
        if event.kind == "opportunity.chosen":
            choices[choice.id] = choice
        else:
            choices.pop(choice.id, None)
    return replace(state, choices=choices)
