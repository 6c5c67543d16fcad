"""Commands by which the customer's side gives its word on a statement: right, not right, taken back.

Pure: `decide(state, command, actor, now) -> events | refusal`. The command carries the text that the person
saw; when the text changed meanwhile it is refused, so that nobody vouches for words they never read. A second
person who says the same of the same text changes nothing: the first word stands.
"""

from __future__ import annotations

from datetime import datetime

from leitstern.commands.command import Command, Decision, Event, PlanActor, Refusal
from leitstern.commands.generated import ConfirmClaim, CorrectClaim, TakeBackWord
from leitstern.commands.given_words import GivenWord, GivenWords, given
from leitstern.plan.generated import Verdict


def confirm(state: GivenWords, command: Command[ConfirmClaim], actor: PlanActor, now: datetime) -> Decision:
    """A text that was corrected by the customer's side counts as confirmed already."""
    asked = command.arguments
    refusal = _unseen(state, asked.claim_id, asked.text)
    if refusal is not None:
        return refusal
    known = state.words.get(asked.claim_id)
    if known and known.verdict != "disputed" and known.text.strip() == asked.text.strip():
        return ()
    return [given(GivenWord(asked.claim_id, "confirmed", asked.text.strip(), "", "", actor.id, now))]


def correct(state: GivenWords, command: Command[CorrectClaim], actor: PlanActor, now: datetime) -> Decision:
    """By a sentence the statement is disputed; with `before` its corrected text is vouched for."""
    asked = command.arguments
    refusal = _unseen(state, asked.claim_id, asked.text)
    if refusal is not None:
        return refusal
    before = asked.before.strip()
    if not asked.sentence and (not before or before == asked.text.strip()):
        return Refusal("invalid_arguments", {"sentence": "errors.required"})
    verdict: Verdict = "disputed" if asked.sentence else "corrected"
    word = GivenWord(asked.claim_id, verdict, asked.text.strip(), before, asked.sentence, actor.id, now)
    known = state.words.get(asked.claim_id)
    if known and _said(known) == _said(word):
        return ()
    return [given(word)]


def take_back(state: GivenWords, command: Command[TakeBackWord], actor: PlanActor, now: datetime) -> Decision:
    claim_id = command.arguments.claim_id
    if claim_id not in state.words:
        return ()
    return [Event("claim.word_taken_back", {"claim": claim_id, "participant": actor.id})]


def _unseen(state: GivenWords, claim_id: str, text: str) -> Refusal | None:
    """A refusal when the statement is gone, or is not what the person saw."""
    current = state.texts.get(claim_id)
    if current is None:
        return Refusal("claim_not_found")
    return None if current.strip() == text.strip() else Refusal("claim_changed")


def _said(word: GivenWord) -> tuple[str, str, str, str]:
    return word.verdict, word.text, word.before, word.sentence
