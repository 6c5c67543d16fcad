"""Decisions with positions, parked topics and comments: who may do what; the events replay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import leitstern.app  # noqa: F401 - registers the commands
from leitstern.access.policy import Standing
from leitstern.commands.arguments import read_arguments
from leitstern.commands.command import Command, Event, PlanActor, Refusal
from leitstern.commands.generated import COMMAND_SHAPES
from leitstern.commands.registry import COMMANDS
from leitstern.commands.subjects import SubjectCommand
from leitstern.workshop import decisions, topics
from leitstern.workshop.discussion_commands import DECISIONS, TOPICS
from leitstern.workshop.discussion_rows import shown_proposals, shown_topics

NOW = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)


def person(name: str, side: Any, role: Any = "editor", *, is_member: bool = False) -> PlanActor:
    return PlanActor(Standing(f"par_{name}", "pln", side, role, is_member), name if is_member else None)


ANNA = person("anna", "supplier", is_member=True)
TOM = person("tom", "supplier")
PETRA = person("petra", "customer")
VERA = person("vera", "customer", "viewer")


class Table:
    def __init__(self) -> None:
        self.states: dict[str, Any] = {"decisions": DECISIONS.empty, "topics": TOPICS.empty}
        self.events: list[Event] = []

    def send(self, kind: str, actor: PlanActor, **arguments: object) -> str:
        registered = COMMANDS[kind]
        assert isinstance(registered, SubjectCommand)
        read: Any = read_arguments(COMMAND_SHAPES[kind], arguments)
        if isinstance(read, Refusal):
            return read.code
        name = registered.subject.name
        command = Command(f"c{len(self.events)}", "pln", kind, read)
        decision: Any = registered.decide(self.states[name], command, actor, NOW)
        if isinstance(decision, Refusal):
            return decision.code
        self.states[name] = registered.subject.fold(self.states[name], decision, NOW)
        self.events += decision
        return ""

    @property
    def decision(self) -> Any:
        return list(self.states["decisions"].proposals.values())[-1]

    @property
    def topic(self) -> Any:
        return list(self.states["topics"].topics.values())[-1]


@pytest.fixture
def table() -> Table:
    return Table()


def test_a_proposal_collects_positions_by_person_and_side_until_it_is_decided(table: Table) -> None:
    assert table.send("decision.propose", PETRA, text="One price list from 2028", reason="Less work") == ""
    id = table.decision.id
    assert table.send("decision.take_position", TOM, decision_id=id, stance="for") == ""
    assert (
        table.send("decision.take_position", PETRA, decision_id=id, stance="against") == "invalid_arguments"
    )
    objection = {"stance": "reservations", "reason": "Only with a cap"}
    assert table.send("decision.take_position", PETRA, decision_id=id, **objection) == ""
    count = len(table.events)
    assert table.send("decision.take_position", PETRA, decision_id=id, **objection) == ""
    assert len(table.events) == count, "the same position changes nothing"
    shown = shown_proposals(table.states["decisions"])
    assert shown["positions"][f"{id}.par_petra"] == {
        "decision": id,
        "participant": "par_petra",
        "side": "customer",
        **objection,
    }
    assert table.send("decision.record_outcome", PETRA, decision_id=id, outcome="agreed") == "not_facilitator"
    done = {"outcome": "agreed", "conclusion": "With a cap of 3 %"}
    assert table.send("decision.record_outcome", ANNA, decision_id=id, **done) == ""
    assert (table.decision.outcome, table.decision.decided_by) == ("agreed", "par_anna")
    assert table.send("decision.take_position", TOM, decision_id=id, stance="for") == "already_decided"
    assert table.send("decision.withdraw", PETRA, decision_id=id) == "already_decided"


def test_who_proposed_may_withdraw_and_nobody_else_but_the_facilitator(table: Table) -> None:
    table.send("decision.propose", PETRA, text="x")
    assert table.send("decision.withdraw", TOM, decision_id=table.decision.id) == "not_facilitator"
    assert table.send("decision.withdraw", PETRA, decision_id=table.decision.id) == ""
    assert table.decision.outcome == "withdrawn"


def test_too_many_open_ones_are_refused_by_their_own_name(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "MAX_OPEN", 1)
    monkeypatch.setattr(topics, "MAX_OPEN", 1)
    assert (table.send("decision.propose", PETRA, text="x"), table.send("topic.add", PETRA, text="x")) == (
        "",
        "",
    )
    assert table.send("decision.propose", PETRA, text="y") == "too_many_decisions"
    assert table.send("topic.add", PETRA, text="y") == "too_many_topics"


def test_observers_neither_propose_nor_comment(table: Table) -> None:
    assert table.send("decision.propose", VERA, text="x") == "observers_only_watch"
    assert table.send("topic.add", VERA, text="x") == "observers_only_watch"
    table.states = {k: replace(v, roles={"ses": {"par_tom": "observer"}}) for k, v in table.states.items()}
    assert table.send("topic.add", TOM, text="x", session_id="ses") == "observers_only_watch"


def test_a_parked_topic_may_be_about_a_gap_of_the_check(table: Table) -> None:
    assert table.send("topic.add", PETRA, text="x", gap="12.blind_spot") == "invalid_arguments"
    assert table.send("topic.add", PETRA, text="x", gap="9.unknown", item="opp_1") == "invalid_arguments"
    assert table.send("topic.add", PETRA, text="Verständnis", gap="9.unknown") == ""
    assert table.topic.gap == "9.unknown"
    (shown,) = shown_topics(table.states["topics"])["topics"].values()
    assert (shown["gap"], shown["text"]) == ("9.unknown", "Verständnis")


def test_a_topic_is_resolved_once_and_can_be_opened_again(table: Table) -> None:
    assert table.send("topic.add", PETRA, text="@Anna: who pays?", item="opp_1") == ""
    id = table.topic.id
    assert table.send("topic.resolve", TOM, topic_id=id) == ""
    count = len(table.events)
    assert table.send("topic.resolve", ANNA, topic_id=id) == "" and len(table.events) == count
    assert table.topic.resolved_by == "par_tom"
    assert table.send("topic.reopen", PETRA, topic_id=id) == "" and table.topic.resolved_by == ""
    assert table.send("topic.resolve", PETRA, topic_id="top_none") == "topic_not_found"


KINDS = ["decision.propose", "decision.take_position", "decision.record_outcome", "decision.withdraw"]
KINDS += ["topic.add", "topic.resolve", "topic.reopen"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            st.sampled_from([ANNA, TOM, PETRA, VERA]),
            st.sampled_from(["for", "against"]),
            st.sampled_from(["", "because"]),
        ),
        max_size=25,
    )
)
def test_the_events_alone_give_the_same_state(steps: list[tuple[str, PlanActor, str, str]]) -> None:
    table = Table()
    for kind, actor, stance, reason in steps:
        decisions, topics = table.states["decisions"].proposals, table.states["topics"].topics
        arguments: dict[str, object] = {
            "decision.propose": {"text": "x", "reason": reason},
            "decision.take_position": {
                "decision_id": next(reversed(decisions), "none"),
                "stance": stance,
                "reason": reason,
            },
            "decision.record_outcome": {"decision_id": next(iter(decisions), "none"), "outcome": "agreed"},
            "decision.withdraw": {"decision_id": next(iter(decisions), "none")},
            "topic.add": {"text": "y"},
        }.get(kind, {"topic_id": next(iter(topics), "none")})
        table.send(kind, actor, **arguments)
    for subject in (DECISIONS, TOPICS):
        replayed = subject.fold(subject.empty, table.events, NOW)
        assert subject.parts(replayed) == subject.parts(table.states[subject.name])
