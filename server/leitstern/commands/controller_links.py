"""Personal links for a controller: one link shows one benefit to one person, who confirms or disputes it.

Pure. The state, its events and the decisions; controller_rows.py loads and saves it, controller_answer.py
takes the answer. Who holds the link is nobody in the plan: they get no document, no session and no name but
the one that was entered here. The word counts as the word of the company that gains, and names who asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from leitstern.access.tokens import Keyring
from leitstern.commands.command import Command, Decision, Event, Json, PlanActor, Refusal
from leitstern.commands.generated import AskController, RevokeController
from leitstern.commands.given_words import GivenWord, given
from leitstern.commands.plan_texts import texts_in
from leitstern.plan.value_text import side_of

LIFE = timedelta(days=14)
MAX_OPEN = 50
"""In one plan, so that a script cannot fill the record."""


@dataclass(frozen=True, slots=True)
class ControllerLink:
    id: str
    value_id: str
    name: str
    participant_id: str
    """Who made it."""
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    answered_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now


@dataclass(frozen=True, slots=True)
class ControllerLinks:
    links: Mapping[str, ControllerLink] = field(default_factory=dict)
    shared: str = field(default="", compare=False)
    """The shared document as JSON, for decisions."""


def ask(state: ControllerLinks, command: Command[AskController], actor: PlanActor, now: datetime) -> Decision:
    """The company that gains asks its own controller; members of the supplier may ask the customer's."""
    asked = command.arguments
    text = texts_in(json.loads(state.shared or "{}")).get(asked.value_id)
    if text is None or not asked.value_id.startswith("val_"):
        return Refusal("value_not_found")
    if side_of(text) != actor.standing.side and not actor.standing.is_member:
        return Refusal("others_word")
    if sum(one.is_valid(now) and not one.answered_at for one in state.links.values()) >= MAX_OPEN:
        return Refusal("too_many_requests")
    data: dict[str, Json] = {
        "link": command.new_id("ctl"),
        "value": asked.value_id,
        "name": asked.name,
        "participant": actor.id,
        "expires_at": (now + LIFE).isoformat(),
    }
    return [Event("controller.asked", data)]


def revoke(
    state: ControllerLinks, command: Command[RevokeController], actor: PlanActor, now: datetime
) -> Decision:
    """Whoever may see the entry's card may end a link to it: a leaked link must not wait for its maker."""
    link = state.links.get(command.arguments.link_id)
    if link is None:
        return Refusal("request_not_found")
    if link.revoked_at is not None:
        return ()
    return [Event("controller.revoked", {"link": link.id, "participant": actor.id})]


def answer(
    link: ControllerLink, known: GivenWord | None, verdict: str, text: str, sentence: str, now: datetime
) -> Sequence[Event]:
    """The word, and that the link was answered. The same word again changes nothing."""
    said = sentence if verdict == "disputed" else ""
    is_disputed = verdict == "disputed"
    word = GivenWord(
        link.value_id,
        "disputed" if is_disputed else "confirmed",
        text.strip(),
        "",
        said,
        link.participant_id,
        now,
        via=link.name,
    )
    if known is not None and replace(known, at=now) == word:
        return ()
    return [given(word), Event("controller.answered", {"link": link.id, "verdict": word.verdict})]


def fold(state: ControllerLinks, events: Sequence[Event], at: datetime) -> ControllerLinks:
    """The state after events that happened at `at`. Events of other subjects change nothing here."""
    links = dict(state.links)
    for event in events:
        if not event.kind.startswith("controller."):
            continue
        id = str(event.data["link"])
        match event.kind:
            case "controller.asked":
                links[id] = _link(id, event.data, at)
            case "controller.revoked":
                links[id] = replace(links[id], revoked_at=at)
            case "controller.answered":
                links[id] = replace(links[id], answered_at=at)
            case _:
                raise ValueError(f"no such event: {event.kind}")
    return ControllerLinks(links, state.shared)


def reveal(keys: Keyring, events: Sequence[Event]) -> Mapping[str, str]:
    """The link's path, for its maker alone."""
    asked = next((event for event in events if event.kind == "controller.asked"), None)
    return {"path": link_path(keys, str(asked.data["link"]))} if asked else {}


def link_path(keys: Keyring, link_id: str) -> str:
    return f"/benefit/{link_id}/{keys.link_token('benefit', link_id)}"


def _link(id: str, data: Mapping[str, Json], at: datetime) -> ControllerLink:
    expires_at = datetime.fromisoformat(str(data["expires_at"]))
    return ControllerLink(id, str(data["value"]), str(data["name"]), str(data["participant"]), at, expires_at)
