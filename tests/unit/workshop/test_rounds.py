"""Rounds under random commands of many people: ballots, estimates and sealed numbers keep their promises."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

import leitstern.app  # noqa: F401 - registers the commands
from leitstern.access.policy import Standing
from leitstern.commands.arguments import read_arguments
from leitstern.commands.command import Command, Event, PlanActor, Refusal
from leitstern.commands.generated import COMMAND_SHAPES
from leitstern.commands.registry import COMMANDS
from leitstern.commands.subjects import Sealing, SubjectCommand
from leitstern.workshop.rounds import Rounds, fold
from leitstern.workshop.rounds_rows import shown
from leitstern.workshop.sealed_number import point_between, step_for

NOW = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
ITEMS = ["opp_a", "opp_b", "opp_c"]


def person(name: str, side: Any, role: Any = "editor", *, is_member: bool = False) -> PlanActor:
    return PlanActor(Standing(f"par_{name}", "pln", side, role, is_member), name if is_member else None)


ANNA = person("anna", "supplier", is_member=True)
TOM = person("tom", "supplier")
PETRA = person("petra", "customer")
JAN = person("jan", "customer")
PEOPLE = [ANNA, TOM, PETRA, JAN]


class Table:
    """The state with the sealed rows, as execution.py keeps both."""

    def __init__(self) -> None:
        self.state = Rounds()
        self.sealed: dict[str, dict[str, str]] = {}
        self.events: list[Event] = []
        self.count = 0

    def send(self, kind: str, actor: PlanActor, **arguments: object) -> str:
        """The refusal's code, or "" when it was carried out."""
        registered = COMMANDS[kind]
        assert isinstance(registered, SubjectCommand)
        read: Any = read_arguments(COMMAND_SHAPES[kind], arguments)
        if isinstance(read, Refusal):
            return read.code
        self.count += 1
        state = self.state
        if registered.needs_all:
            state = replace(state, sealed=self.sealed)
        decision = registered.decide(state, Command(f"c{self.count}", "pln", kind, read), actor, NOW)
        if isinstance(decision, Refusal):
            return decision.code
        events = decision.events if isinstance(decision, Sealing) else decision
        before, self.state = self.state, fold(self.state, events, NOW)
        self.events += events
        for id, round in self.state.rounds.items():
            if id in before.rounds and round.status != before.rounds[id].status and round.status != "open":
                self.sealed.pop(id, None)
        if isinstance(decision, Sealing):
            owner = decision.owner or actor.id
            self.sealed.setdefault(decision.round_id, {})[owner] = decision.content
        return ""

    def last(self) -> str:
        return list(self.state.rounds)[-1]

    def public(self) -> str:
        """Everything that leaves the sealed rows: the ledger's events and the record."""
        return json.dumps([dict(event.data) for event in self.events]) + json.dumps(
            shown(self.state)["rounds"]
        )


@pytest.fixture
def table() -> Table:
    return Table()


# Votes --------------------------------------------------------------------------------------------


class Voting(RuleBasedStateMachine):
    """A model of what everybody last placed, beside the core."""

    rounds = Bundle("rounds")

    def __init__(self) -> None:
        super().__init__()
        self.table = Table()
        self.placed: dict[str, dict[str, dict[str, int]]] = {}

    @rule(target=rounds, dots=st.integers(1, 4))
    def open(self, dots: int) -> str:
        if self.table.send("vote.open", ANNA, question="What first?", items=ITEMS, dots=dots):
            return self.table.last()
        self.placed[self.table.last()] = {}
        return self.table.last()

    @rule(
        round=rounds,
        actor=st.sampled_from(PEOPLE),
        dots=st.dictionaries(st.sampled_from([*ITEMS, "opp_other"]), st.integers(0, 5), max_size=4),
    )
    def cast(self, round: str, actor: PlanActor, dots: dict[str, int]) -> None:
        answer = self.table.send("vote.cast", actor, round_id=round, dots=dots)
        known = self.table.state.rounds[round]
        wanted = {item: count for item, count in dots.items() if count}
        if not known.is_running:
            assert answer == "round_closed"
        elif "opp_other" in wanted:
            assert answer == "item_not_in_round"
        elif sum(wanted.values()) > known.dots:
            assert answer == "too_many_dots"
        else:
            assert answer == ""
            self.placed[round][actor.id] = wanted

    @rule(round=rounds, actor=st.sampled_from(PEOPLE))
    def close(self, round: str, actor: PlanActor) -> None:
        answer = self.table.send("round.close", actor, round_id=round)
        assert (answer == "") == (actor is ANNA and self.table.state.rounds[round].status != "cancelled")

    @rule(round=rounds)
    def cancel(self, round: str) -> None:
        self.table.send("round.cancel", ANNA, round_id=round)

    @invariant()
    def a_tally_equals_its_ballots(self) -> None:
        for id, round in self.table.state.rounds.items():
            if round.status != "closed":
                continue
            result = json.loads(round.result)
            for item in result["items"]:
                for side in ("supplier", "customer"):
                    voters = [p.id for p in PEOPLE if p.standing.side == side]
                    assert item[side] == sum(self.placed[id].get(v, {}).get(item["id"], 0) for v in voters)
            assert sorted([*result["voters"]["supplier"], *result["voters"]["customer"]]) == sorted(
                self.placed[id]
            )

    @invariant()
    def nobody_has_more_dots_than_the_round_gives(self) -> None:
        for id, ballots in self.table.sealed.items():
            for ballot in ballots.values():
                assert sum(json.loads(ballot).values()) <= self.table.state.rounds[id].dots

    @invariant()
    def only_a_running_round_has_sealed_rows_and_no_result(self) -> None:
        for id, round in self.table.state.rounds.items():
            if round.is_running:
                assert round.result == ""
            else:
                assert id not in self.table.sealed

    @invariant()
    def the_events_alone_give_the_same_state(self) -> None:
        assert fold(Rounds(), self.table.events, NOW) == self.table.state


TestVoting = Voting.TestCase
TestVoting.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_what_both_companies_want_comes_first(table: Table) -> None:
    table.send("vote.open", ANNA, question="What first?", items=ITEMS, dots=3)
    vote = table.last()
    table.send("vote.cast", ANNA, round_id=vote, dots={"opp_a": 3})
    table.send("vote.cast", TOM, round_id=vote, dots={"opp_a": 2, "opp_c": 1})
    table.send("vote.cast", PETRA, round_id=vote, dots={"opp_c": 1, "opp_b": 2})
    assert table.send("round.close", ANNA, round_id=vote) == ""
    result = json.loads(table.state.rounds[vote].result)
    assert result["items"] == [
        {"id": "opp_c", "supplier": 1, "customer": 1},
        {"id": "opp_a", "supplier": 5, "customer": 0},
        {"id": "opp_b", "supplier": 0, "customer": 2},
    ]
    assert result["voters"] == {"supplier": ["par_anna", "par_tom"], "customer": ["par_petra"]}


def test_nothing_but_counts_is_public_while_a_vote_runs(table: Table) -> None:
    table.send("vote.open", ANNA, question="What first?", items=ITEMS)
    before = table.public()
    table.send("vote.cast", PETRA, round_id=table.last(), dots={"opp_b": 3})
    first = table.public()
    table.send("vote.cast", PETRA, round_id=table.last(), dots={"opp_a": 1})
    assert table.public() == first != before, "a changed ballot leaves no trace"
    fields = shown(table.state)["rounds"][table.last()]
    assert fields["answered_customer"] == 1 and "result" not in fields and "par_petra" not in str(fields)


def test_observers_and_readers_have_no_vote(table: Table) -> None:
    table.state = replace(table.state, roles={"ses_1": {"par_anna": "facilitator", "par_jan": "observer"}})
    table.send("vote.open", ANNA, question="What first?", items=ITEMS, session_id="ses_1")
    assert table.send("vote.cast", JAN, round_id=table.last(), dots={"opp_a": 1}) == "observers_only_watch"
    reader = person("vera", "customer", "viewer")
    assert table.send("vote.cast", reader, round_id=table.last(), dots={}) == "observers_only_watch"
    assert table.send("vote.open", reader, question="?", items=ITEMS) == "observers_only_watch"
    assert table.send("vote.cast", PETRA, round_id=table.last(), dots={"opp_a": 1}) == ""


def test_only_facilitators_open_and_close(table: Table) -> None:
    assert table.send("vote.open", PETRA, question="?", items=ITEMS) == "not_facilitator"
    table.state = replace(table.state, roles={"ses_1": {"par_petra": "facilitator"}})
    assert table.send("vote.open", PETRA, question="?", items=ITEMS, session_id="ses_1") == ""
    assert table.send("round.close", JAN, round_id=table.last()) == "not_facilitator"
    assert table.send("round.close", PETRA, round_id=table.last()) == ""


@pytest.mark.parametrize("items", [[], ["opp_a"], ["opp_a", "opp_a"], ["no id!", "opp_a"], "opp_a", [1, 2]])
def test_a_vote_needs_two_different_items(table: Table, items: object) -> None:
    assert table.send("vote.open", ANNA, question="?", items=items) == "invalid_arguments"


@pytest.mark.parametrize("dots", [{"opp_a": -1}, {"opp_a": 1.5}, {"opp_a": True}, ["opp_a"], {"": 1}, None])
def test_a_ballot_that_is_none_is_refused(table: Table, dots: object) -> None:
    table.send("vote.open", ANNA, question="?", items=ITEMS)
    assert table.send("vote.cast", TOM, round_id=table.last(), dots=dots) == "invalid_arguments"


# Estimates ----------------------------------------------------------------------------------------


@given(
    st.dictionaries(
        st.sampled_from(range(4)),
        st.dictionaries(
            st.sampled_from(ITEMS), st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=3
        ),
    )
)
def test_estimates_are_revealed_together_with_their_spread(
    given_: dict[int, dict[str, tuple[int, int]]],
) -> None:
    table = Table()
    table.send("estimate.open", ANNA, question="How much?", items=ITEMS)
    round = table.last()
    for number, pairs in given_.items():
        benefit, effort = ({item: pair[axis] for item, pair in pairs.items()} for axis in (0, 1))
        assert (
            table.send("estimate.give", PEOPLE[number], round_id=round, benefit=benefit, effort=effort) == ""
        )
        assert "result" not in shown(table.state)["rounds"][round]
    table.send("round.close", ANNA, round_id=round)
    result = {item["id"]: item for item in json.loads(table.state.rounds[round].result)["items"]}
    for item in ITEMS:
        every = sorted(list(pairs[item]) for pairs in given_.values() if item in pairs)
        assert sorted(result[item]["supplier"] + result[item]["customer"]) == every
        if every:
            efforts = [effort for _, effort in every]
            assert (result[item]["effort"]["low"], result[item]["effort"]["high"]) == (
                min(efforts),
                max(efforts),
            )
            assert min(efforts) <= result[item]["effort"]["median"] <= max(efforts)
        else:
            assert "benefit" not in result[item]


# Sealed numbers -----------------------------------------------------------------------------------


def both_open(table: Table, floor_side: str = "supplier") -> str:
    table.send("number.propose", ANNA, question="Volume", unit="EUR", floor_side=floor_side)
    assert table.send("number.seal", ANNA, round_id=table.last(), number="1") == "not_agreed_yet"
    assert table.send("number.agree", TOM, round_id=table.last()) == ""
    assert table.state.rounds[table.last()].status == "proposed", "a colleague is not the other side"
    assert table.send("number.agree", PETRA, round_id=table.last()) == ""
    return table.last()


def test_two_numbers_that_do_not_meet_say_only_that(table: Table) -> None:
    round = both_open(table)
    table.send("number.seal", ANNA, round_id=round, number="731826.45")
    table.send("number.seal", JAN, round_id=round, number="624917.13")
    assert json.loads(table.state.rounds[round].result) == {"meets": False}
    assert "7318" not in table.public() and "6249" not in table.public() and table.sealed == {}
    assert table.send("number.seal", JAN, round_id=round, number="900000") == "round_closed", "one try"
    assert table.send("number.release", JAN, round_id=round) == "round_closed"


def test_a_point_is_released_when_both_sides_agree(table: Table) -> None:
    round = both_open(table)
    table.send("number.seal", JAN, round_id=round, number="842917.13")
    table.send("number.seal", JAN, round_id=round, number="824917.13")
    assert table.send("number.release", JAN, round_id=round) == "do_not_meet_yet"
    table.send("number.seal", TOM, round_id=round, number="731826.45")
    assert table.state.rounds[round].status == "met" and table.sealed == {round: {"point": "800000"}}
    assert table.send("number.seal", TOM, round_id=round, number="800001") == "round_closed"
    assert table.send("number.release", JAN, round_id=round) == ""
    assert table.send("number.release", PETRA, round_id=round) == "", "the same side once more"
    assert table.state.rounds[round].result == "" and "800000" not in table.public()
    assert table.send("number.release", ANNA, round_id=round) == ""
    assert json.loads(table.state.rounds[round].result) == {"meets": True, "point": "800000"}
    assert not any(secret in table.public() for secret in ("7318", "8249", "8429"))


def test_a_side_that_does_not_want_the_point_ends_the_round_without_it(table: Table) -> None:
    round = both_open(table)
    table.send("number.seal", ANNA, round_id=round, number="5")
    table.send("number.seal", PETRA, round_id=round, number="9")
    assert table.send("round.cancel", PETRA, round_id=round) == ""
    assert json.loads(table.state.rounds[round].result) == {"meets": True} and table.sealed == {}


@pytest.mark.parametrize("number", ["", "x", "1e9", "1,5", "NaN", "--1", "1.23456", "9" * 16])
def test_what_is_no_number_is_refused_and_not_repeated(table: Table, number: str) -> None:
    round = both_open(table)
    assert table.send("number.seal", ANNA, round_id=round, number=number) == "invalid_arguments"
    assert table.sealed == {}


NUMBERS = st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False)


@given(NUMBERS, NUMBERS)
def test_the_point_lies_between_and_gives_the_other_number_only_roughly(one: Decimal, other: Decimal) -> None:
    floor, ceiling = sorted((one, other))
    point = Decimal(point_between(floor, ceiling))
    assert floor <= point <= ceiling
    step, distance = step_for(ceiling - floor), ceiling - floor
    if step is None:
        assert point == floor == ceiling
    else:
        assert distance * Decimal("0.4") <= step <= distance and point % step == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["propose", "agree", "seal", "release", "cancel"]),
            st.sampled_from(PEOPLE),
            NUMBERS,
        ),
        max_size=30,
    )
)
def test_a_sealed_number_never_appears(steps: list[tuple[str, PlanActor, Decimal]]) -> None:
    """Numbers carry a fraction that no point and no id has, so that finding it means a leak."""
    table, released = Table(), set()
    for step, actor, number in steps:
        secret = f"{int(number)}.7319"
        if step == "propose" or not table.state.rounds:
            table.send("number.propose", actor, question="Volume", floor_side="supplier")
            continue
        round = table.last()
        kind = "round.cancel" if step == "cancel" else f"number.{step}"
        arguments = {"number": secret} if step == "seal" else {}
        table.send(kind, actor, round_id=round, **arguments)
        released.add(table.state.rounds[round].result)
        equal = {json.loads(r).get("point", "") for r in released if r}
        assert ".7319" not in table.public() or any(".7319" in point for point in equal)
    for id in table.state.rounds:
        assert len(table.sealed.get(id, {})) <= 1
    assert fold(Rounds(), table.events, NOW) == table.state


# Silent ideas and drafts --------------------------------------------------------------------------

TEXTS = st.lists(st.sampled_from(["kjqxa", "kjqxb", "kjqxc", "", "  "]), max_size=4).map("\n".join)


@given(
    st.sampled_from(["named", "side", "anonymous"]),
    st.lists(st.tuples(st.sampled_from(PEOPLE), TEXTS), max_size=12),
)
def test_no_idea_leaves_before_the_reveal(authorship: str, steps: list[tuple[PlanActor, str]]) -> None:
    table, written = Table(), dict[str, str]()
    table.send("ideas.open", ANNA, question="What could we do?", authorship=authorship)
    round = table.last()
    for actor, text in steps:
        assert table.send("ideas.write", actor, round_id=round, text=text) == ""
        written[actor.id] = text
        assert "kjqx" not in table.public()
    assert table.send("ideas.reveal", PETRA, round_id=round) == "not_facilitator"
    assert table.send("ideas.reveal", ANNA, round_id=round) == ""
    found = json.loads(table.state.rounds[round].result)["ideas"]
    every = [line for text in written.values() for line in text.split() if line]
    assert sorted(idea["text"] for idea in found) == sorted(every)
    assert len({idea["id"] for idea in found}) == len(found) and table.sealed == {}
    for idea in found:
        assert ("by" in idea, "side" in idea) == (authorship == "named", authorship == "side")
        if authorship == "named":
            assert idea["text"] in written[idea["by"]]
    assert authorship == "named" or "par_" not in table.state.rounds[round].result
    assert table.send("ideas.write", JAN, round_id=round, text="late") == "round_closed"


@pytest.mark.parametrize("text", ["x" * 301, "\n".join("abcd" for _ in range(31))])
def test_too_many_or_too_long_ideas_are_refused(table: Table, text: str) -> None:
    table.send("ideas.open", ANNA, question="?", authorship="named")
    assert table.send("ideas.write", JAN, round_id=table.last(), text=text) == "invalid_arguments"
    assert table.sealed == {}


def test_two_drafts_open_together_when_both_sides_have_released(table: Table) -> None:
    assert table.send("drafts.open", ANNA, question="Goals for 2028") == ""
    round = table.last()
    assert table.send("drafts.release", PETRA, round_id=round) == "nothing_written"
    table.send("drafts.write", TOM, round_id=round, text="kjqx ours")
    table.send("drafts.write", ANNA, round_id=round, text="kjqx ours\nkjqx more")
    table.send("drafts.release", ANNA, round_id=round)
    table.send("drafts.write", PETRA, round_id=round, text="kjqx theirs")
    table.send("drafts.write", TOM, round_id=round, text="kjqx changed")
    assert table.send("drafts.release", JAN, round_id=round) == ""
    assert table.state.rounds[round].status == "open", "a changed draft is not released any more"
    assert "kjqx" not in table.public()
    assert table.send("drafts.release", TOM, round_id=round) == ""
    result = json.loads(table.state.rounds[round].result)
    assert result == {"supplier": ["kjqx changed"], "customer": ["kjqx theirs"]} and table.sealed == {}
    assert fold(Rounds(), table.events, NOW) == table.state


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PEOPLE), st.integers(0, 3), st.sampled_from(["", "A", "B"]), st.integers(-1, 3)
        ),
        max_size=15,
    )
)
@settings(max_examples=50)
def test_sorting_ideas_keeps_every_idea_and_its_origin(steps: list[tuple[PlanActor, int, str, int]]) -> None:
    table = Table()
    table.send("ideas.open", ANNA, question="?", authorship="side")
    round = table.last()
    table.send("ideas.write", JAN, round_id=round, text="one\ntwo")
    table.send("ideas.write", TOM, round_id=round, text="three\nfour")
    assert table.send("ideas.sort", JAN, round_id=round, idea_id="opp_x", group="A") == "round_not_found"
    table.send("ideas.reveal", ANNA, round_id=round)
    result = table.state.rounds[round].result
    ids = [idea["id"] for idea in json.loads(result)["ideas"]]
    groups: dict[str, str] = {}
    for actor, index, group, into in steps:
        target = ids[into] if into >= 0 else ""
        code = table.send("ideas.sort", actor, round_id=round, idea_id=ids[index], group=group, into=target)
        assert code == ("item_not_in_round" if into == index else "")
        if code == "":
            groups[ids[index]] = group
    sorted_round = table.state.rounds[round]
    assert sorted_round.result == result, "what an idea says and whose it is stays"
    assert sorted_round.groups == {idea: group for idea, group in groups.items() if group}
    assert all(idea != into for idea, into in sorted_round.merged.items())
    assert fold(Rounds(), table.events, NOW) == table.state
    assert table.send("ideas.sort", JAN, round_id=round, idea_id="opp_x", group="A") == "item_not_in_round"
