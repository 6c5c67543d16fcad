"""The word on a benefit: only the company that gains gives it, on exactly what the entry says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from leitstern.access.policy import Standing
from leitstern.commands import values
from leitstern.commands.command import Command, PlanActor, Refusal
from leitstern.commands.generated import COMMAND_SHAPES
from leitstern.commands.given_words import GivenWords, fold
from leitstern.plan.value_text import value_text

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
TEXT = value_text({"title": "Lager", "amount": 100, "since": "2026-01-01"})
OURS = value_text({"title": "Service", "amount": 9, "gains": "supplier"})
STATE = GivenWords(texts={"val_1": TEXT, "val_2": OURS, "clm_1": TEXT})
DECIDE = {"confirm": values.confirm, "dispute": values.dispute, "take_back": values.take_back}


def _decide(state: GivenWords, what: str, side: str, **arguments: str) -> Any:
    kind = f"value.{what}"
    actor = PlanActor(Standing(f"par_{side}", "pln", side, "editor", side == "supplier"), None)  # type: ignore[arg-type]
    command = Command("cmd", "pln", kind, COMMAND_SHAPES[kind].made(**arguments))
    return DECIDE[what](state, command, actor, NOW)  # type: ignore[operator]


def _after(state: GivenWords, *decision: Any) -> GivenWords:
    return fold(state, decision, NOW)


def test_the_customer_confirms_what_the_customer_gains_and_the_supplier_cannot():
    (event,) = _decide(STATE, "confirm", "customer", value_id="val_1", text=TEXT)
    word = _after(STATE, event).words["val_1"]
    assert (word.verdict, word.text, word.participant_id) == ("confirmed", TEXT, "par_customer")
    assert _decide(STATE, "confirm", "supplier", value_id="val_1", text=TEXT) == Refusal("others_word")
    assert _decide(STATE, "dispute", "supplier", value_id="val_1", text=TEXT, sentence="no") == Refusal(
        "others_word"
    )


def test_the_supplier_confirms_what_the_supplier_gains():
    assert _decide(STATE, "confirm", "customer", value_id="val_2", text=OURS) == Refusal("others_word")
    (event,) = _decide(STATE, "confirm", "supplier", value_id="val_2", text=OURS)
    assert _after(STATE, event).words["val_2"].verdict == "confirmed"


def test_a_word_is_refused_for_a_text_that_is_no_longer_there():
    changed = TEXT.replace("100", "200")
    assert _decide(STATE, "confirm", "customer", value_id="val_1", text=changed) == Refusal("value_changed")
    assert _decide(STATE, "confirm", "customer", value_id="val_9", text=TEXT) == Refusal("value_not_found")
    assert _decide(STATE, "confirm", "customer", value_id="clm_1", text=TEXT) == Refusal("value_not_found")


def test_a_second_confirmation_changes_nothing_and_a_dispute_replaces_it():
    (event,) = _decide(STATE, "confirm", "customer", value_id="val_1", text=TEXT)
    state = _after(STATE, event)
    assert _decide(state, "confirm", "customer", value_id="val_1", text=TEXT) == ()
    (disputed,) = _decide(state, "dispute", "customer", value_id="val_1", text=TEXT, sentence="40 hours only")
    word = _after(state, disputed).words["val_1"]
    assert (word.verdict, word.sentence) == ("disputed", "40 hours only")


def test_only_the_side_that_gave_its_word_takes_it_back():
    (event,) = _decide(STATE, "confirm", "customer", value_id="val_1", text=TEXT)
    state = _after(STATE, event)
    assert _decide(state, "take_back", "supplier", value_id="val_1") == Refusal("others_word")
    (back,) = _decide(state, "take_back", "customer", value_id="val_1")
    assert "val_1" not in _after(state, back).words
    assert _decide(STATE, "take_back", "customer", value_id="val_1") == ()
