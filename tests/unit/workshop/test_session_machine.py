"""A session under random commands of many people: its order is a path, its time never jumps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from leitstern.commands.command import Refusal
from leitstern.workshop import timer
from leitstern.workshop.session_rows import from_json, to_json
from leitstern.workshop.session_state import WorkshopSession
from tests.unit.workshop.acting import PEOPLE, Room

pytestmark = pytest.mark.slow

NAMES = st.sampled_from(sorted(PEOPLE))
EVERY_SESSION = ("start", "pause", "resume", "end", "raise_hand", "take_over")
OF_A_PHASE = ("next", "back", "extend", "reopen", "ready", "remove_phase")


class SessionMachine(RuleBasedStateMachine):
    @initialize(template=st.sampled_from(["review", "day"]))
    def begin(self, template: str) -> None:
        self.room = Room()
        self.session_id = self.room.create(template)
        self.total = timedelta()
        """How long the timer ran, counted here beside it."""

    @property
    def session(self) -> WorkshopSession:
        return self.room.state.sessions[self.session_id]

    @rule(seconds=st.integers(0, 2000))
    def wait(self, seconds: int) -> None:
        if self.session.status == "running":
            self.total += timedelta(seconds=seconds)
        self.room.wait(seconds=seconds)

    @rule(name=NAMES, kind=st.sampled_from(EVERY_SESSION))
    def about_the_session(self, name: str, kind: str) -> None:
        self.room.send(name, f"session.{kind}", session_id=self.session_id)

    @precondition(lambda self: self.session.current)
    @rule(name=NAMES)
    def go_on(self, name: str) -> None:
        self.step(name, "next", self.session.current)

    @rule(name=NAMES, kind=st.sampled_from(OF_A_PHASE), data=st.data())
    def about_a_phase(self, name: str, kind: str, data: st.DataObject) -> None:
        self.step(name, kind, data.draw(st.sampled_from([phase.id for phase in self.session.phases])))

    @rule(name=NAMES, data=st.data())
    def reorder(self, name: str, data: st.DataObject) -> None:
        phases = [phase.id for phase in self.session.phases]
        phase_id, before = data.draw(st.sampled_from(phases)), data.draw(st.sampled_from([*phases, ""]))
        begun = [phase.id for phase in self.session.phases if phase.has_begun]
        wanted = {"session_id": self.session_id, "phase_id": phase_id, "before": before}
        self.room.send(name, "session.move_phase", **wanted)
        assert [p.id for p in self.session.phases if p.has_begun] == begun, "what was, stays in its order"
        assert sorted(phases) == sorted(phase.id for phase in self.session.phases)

    def step(self, name: str, kind: str, phase_id: str) -> None:
        before = self.session
        ran = {phase.id: phase.ran_ms for phase in before.phases}
        arguments: dict[str, str | bool] = {"session_id": self.session_id, "phase_id": phase_id}
        if kind == "ready":
            arguments["ready"] = True
        answer = self.room.send(name, f"session.{kind}", **arguments)
        after = self.session
        if isinstance(answer, Refusal) or not answer:
            assert after == before, "a refusal changes nothing"
        index = {phase.id: at for at, phase in enumerate(before.phases)}
        if kind == "next" and before.current != after.current:
            assert phase_id == before.current
            between = before.phases[index[before.current] + 1 : index[after.current]]
            assert all(phase.is_done for phase in between), "no phase is skipped that was not done"
        if kind == "back" and before.current != after.current:
            assert index[after.current] == index[before.current] - 1
        if kind == "reopen" and before.current != after.current:
            assert before.phases[index[after.current]].has_begun
        for phase in after.phases:
            assert phase.ran_ms >= ran[phase.id], "no time that ran is lost"

    @invariant()
    def the_time_is_what_ran(self) -> None:
        ran = sum((phase.ran for phase in self.session.phases), timedelta())
        open_stretch = timer.elapsed(self.session, self.room.now) - (
            self.session.phase.ran if self.session.phase else timedelta()
        )
        assert ran + open_stretch == self.total

    @invariant()
    def at_most_one_phase_runs(self) -> None:
        session = self.session
        assert session.is_live == (session.phase is not None)
        assert (session.since is not None) == (session.status == "running")
        assert set(session.ready.values()) <= {session.current}
        assert "olga" not in {*session.hands, *session.ready}, "observers have no voice"

    @invariant()
    def replay_gives_the_same(self) -> None:
        assert self.room.replayed() == self.room.state
        assert from_json(to_json(self.session)) == self.session


SessionMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestSessions = SessionMachine.TestCase
