"""A session whose server is killed in every state: before it starts, in each kind of phase, paused, at each
step of a secret round, while it closes, between the two signatures, after its end.

After each kill the rows must be what people were told: the fold of the events in the answers that they got.
Then the session goes on with the same data. Kills within one command are in test_rounds_killed.py.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from leitstern.app import open_rows
from leitstern.clock import utc_now
from leitstern.commands.command import Event
from leitstern.commands.subjects import SUBJECTS
from leitstern.live.history.past_states import at_moment
from leitstern.plan.generated import PHASE_KIND_VALUES, ROOTS, PhaseKind
from leitstern.settings import Settings
from leitstern.workshop.registration import register_workshop
from leitstern.workshop.session_state import WorkshopSession
from tests.faults.crash_server import Dying
from tests.faults.test_rounds_killed import ANSWERS, ITEMS, Scene, made_scene, send, shown
from tests.patience import PATIENCE

register_workshop()

WORKSHOP = ("sessions", "rounds", "decisions", "topics", "sign_offs")
PEOPLE = ("Anna", "Guest 0", "Guest 1")
ROUNDING = timedelta(milliseconds=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return asyncio.run(made_scene(tmp_path_factory.mktemp("scene"), 2))


class Stopwatch:
    """How long a phase has run, at least and at most: a command is carried out between its sending and its
    answer.
    """

    def __init__(self) -> None:
        self.least = self.most = timedelta()
        self._began: tuple[datetime, datetime] | None = None

    def begin(self, sent: datetime, answered: datetime) -> None:
        self._began = (sent, answered)

    def stop(self, sent: datetime, answered: datetime) -> None:
        if self._began is not None:
            self.least += sent - self._began[1]
            self.most += answered - self._began[0]
            self._began = None


class Play:
    """A session, what its people were told of it, and its server."""

    def __init__(self, scene: Scene, data: Path) -> None:
        self.scene, self.data = scene, data
        self.server = Dying(data, None, is_whole=True)
        self.told = {name: SUBJECTS[name].empty for name in WORKSHOP}
        self.id = ""
        self.watch = Stopwatch()
        self._count = 0

    @property
    def session(self) -> WorkshopSession:
        found: WorkshopSession = self.told["sessions"].sessions[self.id]
        return found

    async def prepare(self, kind: PhaseKind) -> None:
        """A talk, a phase of this kind, and the closing."""
        when = {"template": "review", "day": "2031-03-04", "time": "09:00"}
        made = await self.send("Anna", "session.create", **when)
        self.id = str(made[0].data["session"])
        phases = [str(event.data["phase"]) for event in made[1:]]
        new = {"title": kind, "minutes": 20, "kind": kind, "before": phases[-1]}
        await self.send("Anna", "session.add_phase", session_id=self.id, **new)
        for phase in phases[1:-1]:
            await self.send("Anna", "session.remove_phase", session_id=self.id, phase_id=phase)

    async def send(self, who: str, kind: str, /, **arguments: Any) -> Sequence[Event]:
        self._count += 1
        answer = await send(self.server, self.scene, who, kind, f"{kind}-{self._count}", **arguments)
        assert answer is not None, f"no answer to {kind}"
        events = [Event(one["kind"], one["data"]) for one in answer["events"]]
        at = datetime.fromisoformat(answer["at"])
        self.told = {name: SUBJECTS[name].fold(state, events, at) for name, state in self.told.items()}
        return events

    async def turn(self, kind: str, /, **arguments: Any) -> None:
        """A command that moves the timer. The phase that is left ran over all gaps, and no longer."""
        left, sent = self.session.current, utc_now()
        if kind == "session.next":
            arguments["phase_id"] = left
        await self.send("Anna", kind, session_id=self.id, **arguments)
        answered = utc_now()
        self.watch.stop(sent, answered)
        if left and self.session.current != left:
            (phase,) = [one for one in self.session.phases if one.id == left]
            assert self.watch.least - ROUNDING <= phase.ran <= self.watch.most + ROUNDING
            self.watch = Stopwatch()
        if self.session.status == "running":
            self.watch.begin(sent, answered)

    async def killed(self, state: str, mine: Mapping[str, Any] | None = None) -> None:
        """Kills the server right after its last answer. `mine`: what people sealed in the round that runs."""
        self.server.end()
        self.server = Dying(self.data, None, is_whole=True)
        async with open_rows(Settings(data=self.data)) as rows:
            for name, told in self.told.items():
                subject = SUBJECTS[name]
                kept = await rows.database.read(lambda s, load=subject.load: load(s, self.scene.plan_id))  # type: ignore[misc]
                assert subject.parts(kept) == subject.parts(told), f"{state}: {name}"
        assert await self.own() == (None if mine is None else {who: mine.get(who) for who in PEOPLE}), state
        record = await shown(self.data, self.scene)
        assert record["sessions"][self.id]["status"] == self.session.status, state
        phases = {id: one for id, one in record["phases"].items() if one["session"] == self.id}
        current = [id for id, one in phases.items() if one["state"] == "current"]
        assert current == [self.session.current][: bool(self.session.current)], state

    async def own(self) -> Mapping[str, Any] | None:
        """What each person gets of their own sealed answers in the round that runs; None without one."""
        found: dict[str, Any] = {}
        for who in PEOPLE:
            cookie = {"cookie": f"leitstern={self.scene.cookies[who]}"}
            async with httpx.AsyncClient(headers=cookie, timeout=PATIENCE) as browser:
                answer = await browser.get(f"{self.server.origin}/plans/{self.scene.plan_id}/rounds")
            assert answer.status_code == 200
            for one in answer.json().values():
                found[who] = one["mine"]
        return found or None


@pytest.fixture
async def play(made: Scene, tmp_path: Path) -> Any:
    data = tmp_path / "data"
    shutil.copytree(made.folder, data)
    running = Play(made, data)
    yield running
    running.server.end()


async def test_killed_before_it_starts_while_people_talk_and_in_a_break(play: Play):
    await play.prepare("break")
    about = {"session_id": play.id}
    await play.send("Guest 0", "session.attend", **about, attending=True)
    await play.killed("prepared, somebody will come")
    await play.turn("session.start")
    await play.killed("people talk")
    await play.send("Guest 1", "session.raise_hand", **about)
    await play.send("Guest 0", "session.ready", **about, phase_id=play.session.current, ready=True)
    await play.send("Anna", "session.extend", **about, phase_id=play.session.current, minutes=3)
    await play.send("Anna", "session.bring", **about, section="goals", record="goal_1")
    await play.killed("a hand is up, somebody is ready, the phase is longer, everyone was brought to a goal")
    await play.turn("session.pause")
    await play.killed("paused")
    await play.turn("session.resume")
    await play.killed("resumed")
    await play.turn("session.next")
    await play.killed("a break")
    await play.turn("session.next")
    await play.killed("the closing")
    await play.turn("session.end")
    await play.killed("ended")
    await play.turn("session.reopen", phase_id=play.session.phases[-1].id)
    await play.killed("opened again")


@dataclass(frozen=True)
class Act:
    """A command of a round, the state after it, and what each person has sealed then."""

    who: str
    kind: str
    state: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    mine: Mapping[str, Any] | None = None


DOTS = {"Guest 0": {"opp_a": 3}, "Anna": {"opp_b": 2}}
GUESS = {"benefit": {"opp_a": 8}, "effort": {"opp_a": 3}}
ONE, TWO = {"text": "One\nTwo"}, {"text": "Three"}
DRAFT = {"Guest 0": ONE, "Guest 1": ONE}
CHECK = {"Anna": ANSWERS}

SECRET: dict[PhaseKind, tuple[tuple[Act, ...], dict[str, Any]]] = {
    "vote": (
        (
            Act("Anna", "vote.open", "a vote runs", {"question": "?", "items": ITEMS, "dots": 5}, {}),
            Act("Guest 0", "vote.cast", "a ballot", {"dots": {"opp_a": 3}}, {"Guest 0": DOTS["Guest 0"]}),
            Act("Anna", "vote.cast", "two ballots", {"dots": {"opp_b": 2}}, DOTS),
            Act("Anna", "round.close", "the vote is closed"),
        ),
        {
            "items": [
                {"id": "opp_a", "supplier": 0, "customer": 3},
                {"id": "opp_b", "supplier": 2, "customer": 0},
            ]
        },
    ),
    "estimate": (
        (
            Act("Anna", "estimate.open", "an estimate runs", {"question": "?", "items": ITEMS[:1]}, {}),
            Act("Guest 1", "estimate.give", "one gave theirs", GUESS, {"Guest 1": {"opp_a": [8, 3]}}),
            Act("Anna", "round.close", "the estimate is closed"),
        ),
        {},
    ),
    "ideas": (
        (
            Act("Anna", "ideas.open", "silent ideas", {"question": "?", "authorship": "side"}, {}),
            Act("Guest 0", "ideas.write", "ideas of one", {"text": "One\nTwo"}, {"Guest 0": ONE}),
            Act("Anna", "ideas.write", "ideas of two", {"text": "Three"}, {"Guest 0": ONE, "Anna": TWO}),
            Act("Anna", "ideas.reveal", "the ideas are revealed"),
        ),
        {},
    ),
    "drafts": (
        (
            Act("Anna", "drafts.open", "two drafts", {"question": "?"}, {}),
            Act("Guest 0", "drafts.write", "a company's draft", {"text": "One\nTwo"}, DRAFT),
            Act("Guest 1", "drafts.release", "released by one company", mine=DRAFT),
            Act("Anna", "drafts.write", "both drafts", {"text": "Three"}, {**DRAFT, "Anna": TWO}),
            Act("Anna", "drafts.release", "both are revealed"),
        ),
        {"customer": ["One", "Two"], "supplier": ["Three"]},
    ),
    "sealed_number": (
        (
            Act("Guest 0", "number.propose", "proposed", {"question": "?", "floor_side": "supplier"}, {}),
            Act("Anna", "number.agree", "agreed", mine={}),
            Act("Anna", "number.seal", "one number", {"number": "731826"}, {}),
            Act("Guest 1", "number.seal", "both meet, not shown", {"number": "842917"}, {}),
            Act("Guest 0", "number.release", "one side wants the point", mine={}),
            Act("Anna", "number.release", "the point is shown"),
        ),
        {"meets": True, "point": "800000"},
    ),
    "check": (
        (
            Act("Anna", "check.open", "a check runs", mine={}),
            Act("Anna", "check.answer", "one has answered", {"scores": ANSWERS}, CHECK),
            Act("Anna", "check.finish", "one company has finished", mine=CHECK),
            Act("Guest 0", "check.answer", "both", {"scores": ANSWERS}, {**CHECK, "Guest 0": ANSWERS}),
            Act("Guest 0", "check.finish", "the check is shown"),
        ),
        {},
    ),
}


def test_every_kind_of_phase_is_killed_in_one_of_these_tests():
    assert {*SECRET, "plain", "break", "sign_off"} == set(PHASE_KIND_VALUES)


@pytest.mark.parametrize("kind", SECRET)
async def test_killed_at_each_step_of_a_secret_round(play: Play, kind: PhaseKind):
    await play.prepare(kind)
    await play.turn("session.start")
    await play.turn("session.next")
    await play.killed("before the round")
    acts, expected = SECRET[kind]
    round = ""
    for act in acts:
        about = {"round_id": round} if round else {"session_id": play.id}
        events = await play.send(act.who, act.kind, **about, **act.arguments)
        round = round or str(events[0].data["round"])
        await play.killed(act.state, act.mine)
    result = json.loads((await shown(play.data, play.scene))["rounds"][round]["result"])
    assert expected.items() <= result.items()
    if kind == "ideas":
        assert await opportunities(play) == ["One", "Three", "Two"]
    await play.turn("session.next")
    assert play.session.phases[-1].id == play.session.current, "the session goes on"


async def opportunities(play: Play) -> list[str]:
    """Titles in the shared document."""
    async with open_rows(Settings(data=play.data)) as rows:
        past = await at_moment(rows.log, play.scene.shared_id, utc_now(), ROOTS["shared"])
    return sorted(one["title"] for one in past.data["opportunities"].values())


async def test_killed_while_it_closes_and_between_the_two_signatures(play: Play):
    await play.prepare("plain")
    about = {"session_id": play.id}
    await play.turn("session.start")
    proposed = await play.send("Guest 0", "decision.propose", **about, text="One price list")
    decision = {"decision_id": str(proposed[0].data["decision"])}
    await play.send("Guest 1", "decision.take_position", **decision, stance="for")
    await play.send("Guest 1", "topic.add", **about, text="Who pays for freight?")
    await play.killed("a decision is open, a topic is parked")
    await play.send("Anna", "decision.record_outcome", **decision, outcome="agreed")
    await play.turn("session.next")
    await play.turn("session.next")
    await play.send("Anna", "session.create", template="review", day="2031-06-04", time="09:00")
    await play.killed("closing, decided, the next session is fixed")
    fixed = (await play.send("Anna", "sign_off.fix", **about))[0].data
    version = {"version_id": str(fixed["version"]), "hash": str(fixed["hash"])}
    await play.killed("a version is fixed")
    await play.send("Guest 0", "sign_off.sign", **version)
    await play.killed("between the two signatures")
    await play.send("Anna", "sign_off.sign", **version)
    await play.killed("signed by both")
    assert play.told["sign_offs"].is_signed(version["version_id"])
