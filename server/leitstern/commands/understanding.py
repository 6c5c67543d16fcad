"""The understanding score: how well the supplier understands the customer's business and market, 0 to 10.

Pure: `decide(state, command, actor, now) -> events | refusal`. Only the customer's side scores. Every score
is kept, because the course over time counts; the same again within hours changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from leitstern.commands.command import Command, Decision, Event, Json, PlanActor
from leitstern.commands.generated import ScoreUnderstanding
from leitstern.commands.given_words import GivenWords

REPEAT = timedelta(hours=12)
"""The same score with the same sentence by the same person within this time is a repeat."""


def score(
    state: GivenWords, command: Command[ScoreUnderstanding], actor: PlanActor, now: datetime
) -> Decision:
    asked = command.arguments
    last = max(state.scores.values(), key=lambda one: one.at, default=None)
    is_repeated = last is not None and now - last.at < REPEAT
    said = (actor.id, asked.score, asked.sentence)
    if last is not None and is_repeated and (last.participant_id, last.score, last.sentence) == said:
        return ()
    score_id = command.new_id("und")
    data: dict[str, Json] = {
        "score_id": score_id,
        "score": asked.score,
        "sentence": asked.sentence,
        "participant": actor.id,
    }
    return [Event("understanding.scored", data)]
