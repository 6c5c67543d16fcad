"""People and plans for tests of the workshop's pure cores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from leitstern.access.policy import Standing
from leitstern.commands.command import Command, Decision, PlanActor, Refusal
from leitstern.commands.generated import COMMAND_SHAPES
from leitstern.plan.generated import Role, Side
from leitstern.workshop.registration import SESSION_COMMANDS
from leitstern.workshop.session_state import Attendee, Sessions, fold

NOW = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)

PEOPLE: dict[str, tuple[Side, Role, bool]] = {
    "anna": ("supplier", "editor", True),
    "tom": ("supplier", "editor", True),
    "petra": ("customer", "editor", False),
    "felix": ("customer", "editor", False),
    "olga": ("customer", "viewer", False),
}


def actor(name: str) -> PlanActor:
    side, role, is_member = PEOPLE[name]
    return PlanActor(Standing(name, "pln", side, role, is_member), name if is_member else None)


def no_sessions() -> Sessions:
    everybody = {
        name: Attendee(side, role == "editor", member) for name, (side, role, member) in PEOPLE.items()
    }
    return Sessions({}, everybody, "Europe/Berlin")


@dataclass
class Room:
    """Sends commands to the pure core and keeps the state and what happened, like a ledger."""

    state: Sessions = field(default_factory=no_sessions)
    now: datetime = NOW
    history: list[tuple[Any, datetime]] = field(default_factory=list)

    def send(self, name: str, kind: str, /, **arguments: Any) -> Decision:
        made = COMMAND_SHAPES[kind].made(**arguments)
        command = Command(f"cmd{len(self.history)}", "pln", kind, made)
        registered = SESSION_COMMANDS[kind]
        decide: Callable[..., Any] = registered.decide
        who = actor(name)
        if not registered.may(who.standing, "pln"):
            return Refusal("forbidden")
        decision = decide(self.state, command, who, self.now)
        if not isinstance(decision, Refusal):
            self.history.append((decision, self.now))
            self.state = fold(self.state, decision, self.now)
        return decision

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def create(self, template: str = "short") -> str:
        self.send("anna", "session.create", template=template, day="2027-03-03", time="10:00")
        return list(self.state.sessions)[-1]

    def replayed(self) -> Sessions:
        state = no_sessions()
        for events, at in self.history:
            state = fold(state, events, at)
        return state


def code(decision: Decision) -> str:
    return decision.code if isinstance(decision, Refusal) else ""
