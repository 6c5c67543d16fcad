"""What the customer's side said and scored: the state of `claim.*` and `understanding.score`.

Pure. Only `fold` applies an event to the state; given_words_rows.py loads and saves it, and verify.py folds a
whole ledger to compare. A word is bound to the exact text that the person saw: a later change of the text
changes no word, the reader sees both texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from leitstern.commands.command import Event, Json
from leitstern.plan.generated import Verdict

OWN_EVENTS = ("claim.", "understanding.")


@dataclass(frozen=True, slots=True)
class GivenWord:
    """`before`: the text that the person corrected. `sentence`: what is not right. Mostly empty."""

    target: str
    """Id of the statement."""
    verdict: Verdict
    text: str
    before: str
    sentence: str
    participant_id: str
    at: datetime
    via: str = ""
    """Name of the controller who gave it by a personal link; the participant then is who made the link."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well the supplier understands the customer, 0 to 10, with a sentence why."""

    id: str
    score: int
    sentence: str
    participant_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenWords:
    words: Mapping[str, GivenWord] = field(default_factory=dict)
    """Id of a statement -> the last word on it."""
    scores: Mapping[str, Score] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Id of a statement -> its text in the shared document now, for decisions."""


def fold(state: GivenWords, events: Sequence[Event], at: datetime) -> GivenWords:
    """The state after events that happened at `at`. Events of other subjects change nothing here."""
    words, scores = dict(state.words), dict(state.scores)
    for event in events:
        match event.kind:
            case "claim.word_given":
                word = _word(event.data, at)
                words[word.target] = word
            case "claim.word_taken_back":
                words.pop(str(event.data["claim"]), None)
            case "understanding.scored":
                score = _score(event.data, at)
                scores[score.id] = score
    return GivenWords(words, scores, state.texts)


def given(word: GivenWord) -> Event:
    """The event that records the word, at its `at`."""
    data: dict[str, Json] = {
        "claim": word.target,
        "verdict": word.verdict,
        "text": word.text,
        "text_hash": text_hash(word.text),
        "participant": word.participant_id,
    }
    if word.before:
        data["before"] = word.before
    if word.sentence:
        data["sentence"] = word.sentence
    if word.via:
        data["via"] = word.via
    return Event("claim.word_given", data)


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _score(data: Mapping[str, Json], at: datetime) -> Score:
    score, sentence = int(data["score"] or 0), str(data["sentence"])
    return Score(str(data["score_id"]), score, sentence, str(data["participant"]), at)


def _word(data: Mapping[str, Json], at: datetime) -> GivenWord:
    return GivenWord(
        target=str(data["claim"]),
        verdict=cast(Verdict, data["verdict"]),
        text=str(data["text"]),
        before=str(data.get("before", "")),
        sentence=str(data.get("sentence", "")),
        participant_id=str(data["participant"]),
        at=at,
        via=str(data.get("via", "")),
    )
