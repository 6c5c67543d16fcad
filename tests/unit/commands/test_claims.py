"""The customer's word on statements: bound to the text that was seen, one word at a time, replayable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.access.policy import Standing, may_give_word
from leitstern.commands.arguments import read_arguments
from leitstern.commands.command import Command, Decision, PlanActor, Refusal
from leitstern.commands.generated import COMMAND_SHAPES
from leitstern.commands.given_words import GivenWords, fold, text_hash
from leitstern.commands.registry import COMMANDS, WordCommand

NOW = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
PETRA = PlanActor(Standing("par_petra", "pln", "customer", "editor", False), None)
JAN = PlanActor(Standing("par_jan", "pln", "customer", "editor", False), None)
TEXT = "Wendelin buys centrally."


def decide(state: GivenWords, kind: str, actor: PlanActor = PETRA, **arguments: object) -> Decision:
    registered = COMMANDS[kind]
    assert isinstance(registered, WordCommand)
    read: Any = read_arguments(COMMAND_SHAPES[kind], {"claim_id": "clm_1", **arguments})
    assert not isinstance(read, Refusal)
    return registered.decide(state, Command("c", "pln", kind, read), actor, NOW)


def after(state: GivenWords, kind: str, actor: PlanActor = PETRA, **arguments: object) -> GivenWords:
    decision = decide(state, kind, actor, **arguments)
    assert not isinstance(decision, Refusal)
    return fold(state, decision, NOW)


@pytest.fixture
def plan() -> GivenWords:
    return GivenWords(texts={"clm_1": TEXT})


def test_a_word_holds_the_exact_text_its_hash_and_who_gave_it(plan: GivenWords) -> None:
    decision = decide(plan, "claim.confirm", text=TEXT)
    assert not isinstance(decision, Refusal)
    (event,) = decision
    assert event.data == {
        "claim": "clm_1",
        "verdict": "confirmed",
        "text": TEXT,
        "text_hash": text_hash(TEXT),
        "participant": "par_petra",
    }


@pytest.mark.parametrize("kind", ["claim.confirm", "claim.correct"])
def test_a_text_that_changed_meanwhile_is_not_vouched_for(plan: GivenWords, kind: str) -> None:
    def answered(state: GivenWords, text: str) -> Decision:
        if kind == "claim.confirm":
            return decide(state, kind, text=text)
        return decide(state, kind, text=text, sentence="No.")

    assert answered(plan, "Wendelin buys locally.") == Refusal("claim_changed")
    assert answered(replace(plan, texts={}), TEXT) == Refusal("claim_not_found")


def test_the_first_of_two_who_confirm_the_same_text_stands(plan: GivenWords) -> None:
    first = after(plan, "claim.confirm", text=TEXT)
    assert decide(first, "claim.confirm", JAN, text=TEXT) == ()
    assert first.words["clm_1"].participant_id == "par_petra"


def test_a_changed_text_can_be_confirmed_anew_by_somebody_else(plan: GivenWords) -> None:
    first = after(plan, "claim.confirm", text=TEXT)
    changed = replace(first, texts={"clm_1": "Wendelin buys centrally since May."})
    second = after(changed, "claim.confirm", JAN, text="Wendelin buys centrally since May.")
    assert second.words["clm_1"].participant_id == "par_jan"


def test_a_later_word_replaces_an_earlier_one_and_can_be_taken_back(plan: GivenWords) -> None:
    confirmed = after(plan, "claim.confirm", text=TEXT)
    disputed = after(confirmed, "claim.correct", JAN, text=TEXT, sentence="Service is bought by the plants.")
    assert disputed.words["clm_1"].verdict == "disputed"
    taken_back = after(disputed, "claim.take_back")
    assert taken_back.words == {}
    assert decide(taken_back, "claim.take_back") == ()


def test_a_corrected_text_is_vouched_for_with_what_it_was_before(plan: GivenWords) -> None:
    corrected = after(plan, "claim.correct", text=TEXT, before="Wendelin buys in each plant.")
    word = corrected.words["clm_1"]
    assert (word.verdict, word.text, word.before) == ("corrected", TEXT, "Wendelin buys in each plant.")
    assert decide(corrected, "claim.confirm", JAN, text=TEXT) == (), "a corrected text is confirmed already"


@pytest.mark.parametrize("before", ["", TEXT])
def test_not_right_needs_a_sentence_or_another_text(plan: GivenWords, before: str) -> None:
    decision = decide(plan, "claim.correct", text=TEXT, before=before)
    assert decision == Refusal("invalid_arguments", {"sentence": "errors.required"})


def test_only_editors_of_the_customers_side_give_its_word() -> None:
    for standing in (
        Standing("par_anna", "pln", "supplier", "editor", True),
        Standing("par_anna", "pln", "supplier", "viewer", True),
        Standing("par_paul", "pln", "customer", "viewer", False),
    ):
        assert not may_give_word(standing, "pln")
    assert may_give_word(PETRA.standing, "pln") and not may_give_word(PETRA.standing, "pln_other")


STEPS = st.tuples(
    st.sampled_from(["claim.confirm", "claim.correct", "claim.take_back"]),
    st.sampled_from([PETRA, JAN]),
    st.sampled_from(["", "No."]),
    st.sampled_from(["a", "b"]),
)


@given(st.lists(STEPS, max_size=12))
def test_a_repeat_changes_nothing_and_a_replay_gives_the_same_words(sent: list[Any]) -> None:
    state, replayed = GivenWords(texts={"clm_1": "a"}), GivenWords()
    for number, (kind, actor, sentence, text) in enumerate(sent):
        arguments: dict[str, object] = {} if kind == "claim.take_back" else {"text": text}
        if kind == "claim.correct":
            arguments |= {"sentence": sentence, "before": "" if sentence else "old"}
        decision = decide(state, kind, actor, **arguments)
        if isinstance(decision, Refusal):
            assert text == "b", "only a text that was not seen is refused"
            continue
        at = NOW + timedelta(seconds=number)
        state, replayed = fold(state, decision, at), fold(replayed, decision, at)
        assert decide(state, kind, actor, **arguments) == ()
    assert replayed.words == state.words
