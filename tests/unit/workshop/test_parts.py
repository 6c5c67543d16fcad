"""A command decides on the part of the state that it loads exactly as it would on everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, SQLModel, create_engine

from leitstern.commands.command import Command, Refusal
from leitstern.commands.generated import COMMAND_SHAPES
from leitstern.commands.subjects import Sealing, SubjectCommand
from leitstern.store.tables import Account, Participant, Plan
from leitstern.workshop.decisions import MAX_OPEN, Proposal, Proposals
from leitstern.workshop.discussion_commands import DECISION_COMMANDS, DECISIONS, TOPIC_COMMANDS, TOPICS
from leitstern.workshop.registration import SESSION_COMMANDS, SESSIONS
from leitstern.workshop.round_commands import ROUND_COMMANDS, ROUNDS
from leitstern.workshop.rounds import MAX_RUNNING, Round, Rounds
from leitstern.workshop.session_state import Sessions
from leitstern.workshop.sign_off_commands import SIGN_OFF_COMMANDS, SIGN_OFFS
from leitstern.workshop.sign_offs import SignOffs, content_hash
from leitstern.workshop.topics import Topic, Topics
from tests.unit.workshop.acting import NOW, PEOPLE, Room, actor

PLAN = "pln"
ROOM = Room()
ENDED, RUNNING, PREPARED = (ROOM.create() for _ in range(3))
for _id in (ENDED, RUNNING):
    ROOM.send("anna", "session.start", session_id=_id)
    ROOM.send("anna", "session.give_role", session_id=_id, participant_id="petra", role="facilitator")
    ROOM.send("petra", "session.next", session_id=_id, phase_id=ROOM.state.sessions[_id].current)
    if _id == ENDED:
        ROOM.send("anna", "session.end", session_id=_id)
WHOLE = ROOM.state
"""With everybody who is in the plan, and its time zone."""
ZONE = WHOLE.time_zone
ROLES = {one.id: one.roles for one in WHOLE.sessions.values()}
PHASES = [phase.id for one in WHOLE.sessions.values() for phase in one.phases]


@pytest.fixture(scope="module")
def rows() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Account(id="acc", workspace_id="w", name="Halbmond", created_at=NOW, time_zone=ZONE))
        session.add(Plan(id=PLAN, account_id="acc", title="Plan", created_by="anna", created_at=NOW))
        for name, (side, role, is_member) in PEOPLE.items():
            row = Participant(id=name, plan_id=PLAN, side=side, role=role, name=name, joined_at=NOW)
            row.language, row.member_id = "en", name if is_member else None
            session.add(row)
        session.flush()
        SESSIONS.save(session, PLAN, Sessions(), WHOLE)
        ROUNDS.save(session, PLAN, Rounds(), ALL_ROUNDS)
        DECISIONS.save(session, PLAN, Proposals(), ALL_DECISIONS)
        TOPICS.save(session, PLAN, Topics(), ALL_TOPICS)
        session.commit()
        yield session


def some_round(n: int, status: Any, kind: Any = "vote") -> Round:
    session = (ENDED, RUNNING, "")[n % 3]
    return Round(f"rnd_{n}", kind, "?", "anna", NOW, status, ("opp_a", "opp_b"), 3, session=session)


def some_decision(n: int, outcome: Any) -> Proposal:
    """Its words look like the field by which open ones are counted."""
    session = (ENDED, RUNNING, "")[n % 3]
    return Proposal(f"dec_{n}", '"outcome":"open" %_', "", session, "tom", NOW, outcome=outcome)


def some_topic(n: int, *, is_open: bool) -> Topic:
    found = Topic(f"top_{n}", '"resolved_by":""', "", (ENDED, RUNNING, "")[n % 3], "tom", NOW)
    return found if is_open else replace(found, resolved_by="tom", resolved_at=NOW)


OPEN_ROUNDS = {one.id: one for one in (some_round(n, "open") for n in range(MAX_RUNNING - 1))}
CLOSED_ROUNDS = {f"rnd_{n}": some_round(n, "closed", "check") for n in range(100, 109)}
ALL_ROUNDS = Rounds(OPEN_ROUNDS | CLOSED_ROUNDS, roles=ROLES)
ALL_DECISIONS = Proposals(
    {f"dec_{n}": some_decision(n, "open" if n < MAX_OPEN - 1 else "agreed") for n in range(MAX_OPEN + 9)},
    ROLES,
)
ALL_TOPICS = Topics({f"top_{n}": some_topic(n, is_open=n % 2 == 0) for n in range(9)}, ROLES)
EXAMPLES: dict[str, st.SearchStrategy[Any]] = {
    "session_id": st.sampled_from([ENDED, RUNNING, PREPARED, "ses_unknown"]),
    "copy_of": st.sampled_from(["", ENDED, PREPARED, "ses_unknown"]),
    "participant_id": st.sampled_from([*PEOPLE, "nobody"]),
    "phase_id": st.sampled_from([*PHASES, "pha_unknown"]),
    "before": st.sampled_from(["", *PHASES]),
    "round_id": st.sampled_from(["rnd_0", "rnd_1", "rnd_2", "rnd_100", "rnd_101", "rnd_unknown"]),
    "decision_id": st.sampled_from(["dec_0", "dec_1", f"dec_{MAX_OPEN}", "dec_unknown"]),
    "topic_id": st.sampled_from(["top_0", "top_1", "top_2", "top_unknown"]),
    "version_id": st.just("ver_unknown"),
    "section": st.just("goals"),
    "day": st.sampled_from(["2027-03-04", "never"]),
    "time": st.just("09:30"),
    "items": st.just(("opp_a", "opp_b")),
    "dots": st.sampled_from([3, {"opp_a": 1}, {"opp_c": 1}]),
    "stance": st.sampled_from(["for", "against"]),
    "outcome": st.just("agreed"),
    "role": st.sampled_from(["facilitator", "observer"]),
    "template": st.just("short"),
    "ready": st.booleans(),
    "minutes": st.just(1),
    "aim": st.just("decide"),
}


def commands(kinds: dict[str, SubjectCommand]) -> st.SearchStrategy[Command[Any]]:
    def made(kind: str) -> st.SearchStrategy[Command[Any]]:
        shape = COMMAND_SHAPES[kind]
        values = {one.name: EXAMPLES.get(one.name, st.just("")) for one in fields(shape.made)}
        return st.builds(lambda **given: Command("cmd", PLAN, kind, shape.made(**given)), **values)

    return st.sampled_from(sorted(kinds)).flatmap(made)


def decided(registered: SubjectCommand, state: Any, command: Command[Any], name: str) -> Any:
    """The decision, or which exception an impossible argument raised."""
    try:
        return registered.decide(state, command, actor(name), NOW)
    except (TypeError, AttributeError, ValueError) as error:
        return type(error)


@given(command=commands(SESSION_COMMANDS), name=st.sampled_from(sorted(PEOPLE)))
def test_of_sessions(rows: Session, command: Command[Any], name: str):
    part = SESSIONS.state_for(rows, PLAN, SESSIONS.about(command.arguments))
    registered = SESSION_COMMANDS[command.kind]
    assert decided(registered, part, command, name) == decided(registered, WHOLE, command, name)


DECIDING_ON_NO_ANSWER = {kind: one for kind, one in ROUND_COMMANDS.items() if not one.needs_all}


@given(command=commands(DECIDING_ON_NO_ANSWER), name=st.sampled_from(sorted(PEOPLE)))
def test_of_rounds(rows: Session, command: Command[Any], name: str):
    part = ROUNDS.state_for(rows, PLAN, ROUNDS.about(command.arguments))
    registered = ROUND_COMMANDS[command.kind]
    assert decided(registered, part, command, name) == decided(registered, ALL_ROUNDS, command, name)


@given(command=commands(DECISION_COMMANDS), name=st.sampled_from(sorted(PEOPLE)))
def test_of_decisions(rows: Session, command: Command[Any], name: str):
    part = DECISIONS.state_for(rows, PLAN, DECISIONS.about(command.arguments))
    registered = DECISION_COMMANDS[command.kind]
    assert decided(registered, part, command, name) == decided(registered, ALL_DECISIONS, command, name)


@given(command=commands(TOPIC_COMMANDS), name=st.sampled_from(sorted(PEOPLE)))
def test_of_topics(rows: Session, command: Command[Any], name: str):
    part = TOPICS.state_for(rows, PLAN, TOPICS.about(command.arguments))
    registered = TOPIC_COMMANDS[command.kind]
    assert decided(registered, part, command, name) == decided(registered, ALL_TOPICS, command, name)


def test_of_the_last_round_and_the_last_decision_that_may_be_open(rows: Session):
    """One more of each is allowed, and then none."""
    opening = COMMAND_SHAPES["vote.open"].made(question="?", items=("opp_a", "opp_b"), dots=1, session_id="")
    about, vote = ROUNDS.about(opening), Command("cmd", PLAN, "vote.open", opening)
    part = ROUNDS.state_for(rows, PLAN, about)
    events = ROUND_COMMANDS["vote.open"].decide(part, vote, actor("anna"), NOW)
    assert not isinstance(events, Refusal | Sealing)
    ROUNDS.save(rows, PLAN, part, ROUNDS.fold(part, events, NOW))
    full = ROUNDS.state_for(rows, PLAN, about)
    assert ROUND_COMMANDS["vote.open"].decide(full, vote, actor("anna"), NOW) == Refusal("too_many_rounds")
    rows.rollback()


def test_of_signatures(rows: Session):
    shared = '{"goals":{}}'
    fixing = COMMAND_SHAPES["sign_off.fix"].made(session_id=RUNNING)
    part = SIGN_OFFS.state_for(rows, PLAN, SIGN_OFFS.about(fixing))
    fix, decide = Command("cmd", PLAN, "sign_off.fix", fixing), SIGN_OFF_COMMANDS["sign_off.fix"].decide
    events = decide(replace(part, shared=shared), fix, actor("anna"), NOW)
    assert not isinstance(events, Refusal | Sealing)
    assert events == decide(SignOffs(sessions=WHOLE, shared=shared), fix, actor("anna"), NOW)
    SIGN_OFFS.save(rows, PLAN, part, replace(SIGN_OFFS.fold(part, events, NOW), shared=shared))
    signing = COMMAND_SHAPES["sign_off.sign"].made(
        version_id=events[0].data["version"], hash=content_hash(shared)
    )
    sign, decide = Command("cmd2", PLAN, "sign_off.sign", signing), SIGN_OFF_COMMANDS["sign_off.sign"].decide
    part = SIGN_OFFS.state_for(rows, PLAN, SIGN_OFFS.about(signing))
    names = {name: name for name in PEOPLE}
    whole = replace(SIGN_OFFS.load(rows, PLAN), sessions=WHOLE, names=names)
    for name in PEOPLE:
        assert decide(part, sign, actor(name), NOW) == decide(whole, sign, actor(name), NOW)
    rows.rollback()


def test_a_command_reads_no_other_session(rows: Session):
    """However many sessions a plan had."""
    read: list[Any] = []
    rows.expunge_all()
    event.listen(rows, "loaded_as_persistent", lambda session, row: read.append(row.id))
    about = {"session_id": PREPARED, "copy_of": "", "participant_id": "tom", "day": ""}
    part = SESSIONS.state_for(rows, PLAN, about)
    assert {*read} == {PREPARED, RUNNING, "tom"}
    assert {*part.sessions} == {PREPARED, RUNNING}
