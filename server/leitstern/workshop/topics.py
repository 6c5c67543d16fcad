"""Parked topics and comments: short texts that somebody wrote down, open until somebody resolves them.

Pure. A comment is about one item of the plan; a parked topic is about none. Both are open to everybody in the
plan. Mentions are in the text, as "@" and a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from leitstern.commands.command import Command, Decision, Event, Json, PlanActor, Refusal
from leitstern.commands.generated import AddTopic, ReopenTopic, ResolveTopic
from leitstern.plan.check import is_gap
from leitstern.plan.generated import SeatRole
from leitstern.workshop.rounds import need_vote_in

MAX_OPEN = 500


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    text: str
    item: str
    """Id of the record that it is about; empty: a parked topic."""
    session: str
    by: str
    at: datetime
    gap: str = ""
    """The gap of the KAM check that a parked topic takes up; see plan/check.py."""
    resolved_by: str = ""
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Topics:
    topics: Mapping[str, Topic] = field(default_factory=dict)
    roles: Mapping[str, Mapping[str, SeatRole]] = field(default_factory=dict, compare=False)
    """Session -> participant -> role: state of another subject."""


def add(state: Topics, command: Command[AddTopic], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    refusal = need_vote_in(state.roles, asked.session_id, actor)
    if refusal is not None:
        return refusal
    if sum(not one.resolved_by for one in state.topics.values()) >= MAX_OPEN:
        return Refusal("too_many_topics")
    if not is_gap(asked.gap) or (asked.gap and asked.item):
        return Refusal("invalid_arguments", {"gap": "errors.choice"})
    told: dict[str, Json] = {"gap": asked.gap} if asked.gap else {}
    data: dict[str, Json] = {
        **told,
        "topic": command.new_id("top"),
        "text": asked.text,
        "item": asked.item,
        "session": asked.session_id,
        "participant": actor.id,
    }
    return [Event("topic.added", data)]


def resolve(state: Topics, command: Command[ResolveTopic], actor: PlanActor, now: datetime) -> Decision:
    return _marked(state, command.arguments.topic_id, actor, "topic.resolved", is_resolved=True)


def reopen(state: Topics, command: Command[ReopenTopic], actor: PlanActor, now: datetime) -> Decision:
    return _marked(state, command.arguments.topic_id, actor, "topic.reopened", is_resolved=False)


def _marked(state: Topics, topic_id: str, actor: PlanActor, kind: str, *, is_resolved: bool) -> Decision:
    found = state.topics.get(topic_id)
    if found is None:
        return Refusal("topic_not_found")
    refusal = need_vote_in(state.roles, found.session, actor)
    if refusal is not None:
        return refusal
    if bool(found.resolved_by) == is_resolved:
        return ()
    return [Event(kind, {"topic": topic_id, "participant": actor.id})]


def fold(state: Topics, events: Sequence[Event], at: datetime) -> Topics:
    """The state after events that happened at `at`. Events of other subjects change nothing here."""
    topics = dict(state.topics)
    for event in events:
        if not event.kind.startswith("topic."):
            continue
        data = event.data
        id = str(data["topic"])
        match event.kind:
            case "topic.added":
                text, item, by = str(data["text"]), str(data["item"]), str(data["participant"])
                gap = str(data.get("gap", ""))
                topics[id] = Topic(id, text, item, str(data["session"]), by, at, gap)
            case "topic.resolved":
                topics[id] = replace(topics[id], resolved_by=str(data["participant"]), resolved_at=at)
            case "topic.reopened":
                topics[id] = replace(topics[id], resolved_by="", resolved_at=None)
            case _:
                raise ValueError(f"no such event: {event.kind}")
    return replace(state, topics=topics)
