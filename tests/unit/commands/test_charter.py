"""`charter.*`: a side's word on a sentence is bound to its text and its side; the first is the customer's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leitstern.access.policy import Standing
from leitstern.commands.charter import agree, take_back, target_of
from leitstern.commands.command import Command, PlanActor, Refusal
from leitstern.commands.generated import AgreeToCharter, TakeBackCharterWord
from leitstern.commands.given_words import GivenWords, fold
from leitstern.commands.plan_texts import texts_in
from leitstern.plan.generated import Side

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
TEXT = "Marktführer bei gekühlten Backwaren."


def actor(side: Side) -> PlanActor:
    return PlanActor(Standing(f"par_{side}", "pln_1", side, "editor", side == "supplier"), None)


def said(state: GivenWords, side: Side, sentence: str = "future", text: str = TEXT, wrote: bool = False):
    arguments = AgreeToCharter(sentence, text, wrote)  # type: ignore[arg-type]
    return agree(state, Command("one", "pln_1", "charter.agree", arguments), actor(side), NOW)


def holding(text: str = TEXT, sentence: str = "future") -> GivenWords:
    return GivenWords(texts=texts_in({f"charter_{sentence}": text}))


def test_each_side_has_its_own_word_on_a_sentence():
    state = holding()
    for side, wrote in (("customer", True), ("supplier", False)):
        decision = said(state, side, wrote=wrote)  # type: ignore[arg-type]
        assert not isinstance(decision, Refusal)
        state = fold(state, decision, NOW)
    found = {key: (one.verdict, one.participant_id) for key, one in state.words.items()}
    assert found == {
        target_of("future", "customer"): ("corrected", "par_customer"),
        target_of("future", "supplier"): ("confirmed", "par_supplier"),
    }
    back = take_back(
        state,
        Command("two", "pln_1", "charter.take_back", TakeBackCharterWord("future")),
        actor("supplier"),
        NOW,
    )
    assert not isinstance(back, Refusal)
    assert set(fold(state, back, NOW).words) == {target_of("future", "customer")}


def test_the_supplier_cannot_have_written_the_customers_sentence():
    assert said(holding(), "supplier", wrote=True) == Refusal("customers_sentence")
    assert not isinstance(said(holding(sentence="together"), "supplier", "together", wrote=True), Refusal)


@pytest.mark.parametrize("text", ["Etwas anderes", "Marktführer"])
def test_nobody_stands_by_a_text_that_is_not_there(text: str):
    assert said(holding(), "customer", text=text) == Refusal("claim_changed")


def test_the_same_again_changes_nothing():
    state = holding()
    decision = said(state, "customer", wrote=True)
    assert not isinstance(decision, Refusal)
    state = fold(state, decision, NOW)
    assert said(state, "customer") == () and said(state, "customer", wrote=True) == ()
