"""Commands on the charter, the five sentences at the head of a plan: a side stands by one as it is now.

Pure: `decide(state, command, actor, now) -> events | refusal`. Who writes a sentence stands by it; the other
side agrees. Both are words bound to the exact text (given_words.py), one for each sentence and side. The
first sentence, where the customer wants to be, is the customer's to write.
"""

from __future__ import annotations

from datetime import datetime

from leitstern.commands.command import Command, Decision, Event, PlanActor, Refusal
from leitstern.commands.generated import AgreeToCharter, TakeBackCharterWord
from leitstern.commands.given_words import GivenWord, GivenWords, given
from leitstern.plan.generated import Side, Verdict

OF_THE_CUSTOMER = "future"


def target_of(sentence: str, side: Side) -> str:
    """Under which key a side's word on a sentence is kept; web/src/doc/charter.ts does the same."""
    return f"charter_{sentence}-{side}"


def agree(state: GivenWords, command: Command[AgreeToCharter], actor: PlanActor, now: datetime) -> Decision:
    """A second person of a side who says the same of the same text changes nothing."""
    asked, side = command.arguments, actor.standing.side
    if asked.wrote and asked.sentence == OF_THE_CUSTOMER and side != "customer":
        return Refusal("customers_sentence")
    text = asked.text.strip()
    if state.texts.get(f"charter_{asked.sentence}", "").strip() != text or not text:
        return Refusal("claim_changed")
    target = target_of(asked.sentence, side)
    verdict: Verdict = "corrected" if asked.wrote else "confirmed"
    known = state.words.get(target)
    if known and known.text == text and (known.verdict == verdict or not asked.wrote):
        return ()
    return [given(GivenWord(target, verdict, text, "", "", actor.id, now))]


def take_back(
    state: GivenWords, command: Command[TakeBackCharterWord], actor: PlanActor, now: datetime
) -> Decision:
    target = target_of(command.arguments.sentence, actor.standing.side)
    if target not in state.words:
        return ()
    return [Event("claim.word_taken_back", {"claim": target, "participant": actor.id})]
