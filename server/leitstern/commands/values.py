"""Commands by which the company that gains gives its word on a benefit: delivered, not right, taken back.

Pure: `decide(state, command, actor, now) -> events | refusal`. Only the side that the entry names can vouch
for it, never the side that claims it. The word is bound to everything that the entry says
(plan/value_text.py).
"""

from __future__ import annotations

from datetime import datetime

from leitstern.commands.command import Command, Decision, Event, PlanActor, Refusal
from leitstern.commands.generated import ConfirmValue, DisputeValue, TakeBackValueWord
from leitstern.commands.given_words import GivenWord, GivenWords, given
from leitstern.plan.value_text import side_of


def confirm(state: GivenWords, command: Command[ConfirmValue], actor: PlanActor, now: datetime) -> Decision:
    """A second person who confirms the same text changes nothing: the first word stands."""
    asked = command.arguments
    refusal = _refusal(state, asked.value_id, asked.text, actor)
    if refusal is not None:
        return refusal
    known = state.words.get(asked.value_id)
    if known and known.verdict == "confirmed" and known.text == asked.text.strip():
        return ()
    return [given(GivenWord(asked.value_id, "confirmed", asked.text.strip(), "", "", actor.id, now))]


def dispute(state: GivenWords, command: Command[DisputeValue], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    refusal = _refusal(state, asked.value_id, asked.text, actor)
    if refusal is not None:
        return refusal
    known = state.words.get(asked.value_id)
    if known and (known.verdict, known.text, known.sentence) == (
        "disputed",
        asked.text.strip(),
        asked.sentence,
    ):
        return ()
    word = GivenWord(asked.value_id, "disputed", asked.text.strip(), "", asked.sentence, actor.id, now)
    return [given(word)]


def take_back(
    state: GivenWords, command: Command[TakeBackValueWord], actor: PlanActor, now: datetime
) -> Decision:
    value_id = command.arguments.value_id
    known = state.words.get(value_id)
    if known is None:
        return ()
    if side_of(known.text) != actor.standing.side:
        return Refusal("others_word")
    return [Event("claim.word_taken_back", {"claim": value_id, "participant": actor.id})]


def _refusal(state: GivenWords, value_id: str, text: str, actor: PlanActor) -> Refusal | None:
    """A refusal when the entry is gone, is not what the person saw, or is about the other company."""
    current = state.texts.get(value_id)
    if current is None or not value_id.startswith("val_"):
        return Refusal("value_not_found")
    if side_of(current) != actor.standing.side:
        return Refusal("others_word")
    return None if current.strip() == text.strip() else Refusal("value_changed")
