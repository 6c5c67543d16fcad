"""Loads a plan's given words from their rows, and saves a new state: only rows that differ are written.

Functions on a database session. Called by execution.py, projector.py, verify.py and pages/.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import cast

from sqlmodel import Session, select

from leitstern.commands.given_words import GivenWord, GivenWords, Score
from leitstern.plan.generated import Verdict
from leitstern.store.tables import GivenWordRow, UnderstandingScore


def load(session: Session, plan_id: str) -> GivenWords:
    rows = session.exec(select(GivenWordRow).where(GivenWordRow.plan_id == plan_id))
    scores = session.exec(select(UnderstandingScore).where(UnderstandingScore.plan_id == plan_id))
    return GivenWords({row.target: _word(row) for row in rows}, {row.id: _score(row) for row in scores})


def save(session: Session, plan_id: str, before: GivenWords, after: GivenWords) -> None:
    for target in before.words.keys() - after.words.keys():
        session.delete(session.get_one(GivenWordRow, (plan_id, target)))
    for target, word in after.words.items():
        if word != before.words.get(target):
            _save(session, plan_id, word)
    for score_id in after.scores.keys() - before.scores.keys():
        session.add(UnderstandingScore(plan_id=plan_id, **asdict(after.scores[score_id])))
    session.flush()


def _save(session: Session, plan_id: str, word: GivenWord) -> None:
    row = session.get(GivenWordRow, (plan_id, word.target)) or GivenWordRow(
        plan_id=plan_id, target=word.target, participant_id=word.participant_id, at=word.at
    )
    row.verdict, row.text, row.before, row.sentence = word.verdict, word.text, word.before, word.sentence
    row.participant_id, row.at, row.via = word.participant_id, word.at, word.via
    session.add(row)


def _score(row: UnderstandingScore) -> Score:
    return Score(row.id, row.score, row.sentence, row.participant_id, row.at)


def _word(row: GivenWordRow) -> GivenWord:
    verdict = cast(Verdict, row.verdict)
    given_by = (row.participant_id, row.at, row.via)
    return GivenWord(row.target, verdict, row.text, row.before, row.sentence, *given_by)
