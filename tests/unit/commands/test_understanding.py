"""The understanding score: every score is kept, a repeat within hours changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from leitstern.access.policy import Standing
from leitstern.commands.command import Command, PlanActor, Refusal
from leitstern.commands.generated import ScoreUnderstanding
from leitstern.commands.given_words import GivenWords, fold
from leitstern.commands.understanding import score

NOW = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
PETRA = PlanActor(Standing("par_petra", "pln", "customer", "editor", False), None)


def after(state: GivenWords, value: int, at: datetime, id: str, sentence: str = "") -> GivenWords:
    command = Command(id, "pln", "understanding.score", ScoreUnderstanding(value, sentence))
    decision = score(state, command, PETRA, at)
    assert not isinstance(decision, Refusal)
    return fold(state, decision, at)


def test_scores_are_kept_over_time() -> None:
    state = after(GivenWords(), 6, NOW, "one", "They know our lines, not our market.")
    state = after(state, 8, NOW + timedelta(days=90), "two")
    assert [one.score for one in sorted(state.scores.values(), key=lambda one: one.at)] == [6, 8]


def test_the_same_score_again_within_hours_changes_nothing() -> None:
    state = after(GivenWords(), 6, NOW, "one")
    assert after(state, 6, NOW + timedelta(hours=1), "two") == state
    assert len(after(state, 7, NOW + timedelta(hours=1), "three").scores) == 2
    assert len(after(state, 6, NOW + timedelta(days=1), "four").scores) == 2
