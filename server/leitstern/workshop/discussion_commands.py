"""The subjects `decisions` and `topics` and their commands. Called by registration.py."""

from __future__ import annotations

from leitstern.commands.subjects import Subject, SubjectCommand
from leitstern.store.tables import DiscussionRow
from leitstern.workshop import decisions, discussion_rows, topics
from leitstern.workshop.attendance import may_take_part

DECISIONS = Subject(
    name="decisions",
    events="decision.",
    empty=decisions.Proposals(),
    load=discussion_rows.load_proposals,
    load_for=discussion_rows.proposals_for,
    keys=discussion_rows.DECISION_KEYS,
    save=discussion_rows.save_proposals,
    fold=decisions.fold,
    parts=lambda state: {"decision": state.proposals},
    entries=discussion_rows.shown_proposals,
    tables=(DiscussionRow,),
)

TOPICS = Subject(
    name="topics",
    events="topic.",
    empty=topics.Topics(),
    load=discussion_rows.load_topics,
    load_for=discussion_rows.topics_for,
    keys=discussion_rows.TOPIC_KEYS,
    save=discussion_rows.save_topics,
    fold=topics.fold,
    parts=lambda state: {"topic": state.topics},
    entries=discussion_rows.shown_topics,
    tables=(),
)

DECISION_COMMANDS = {
    "decision.propose": SubjectCommand(DECISIONS, decisions.propose, may_take_part),
    "decision.take_position": SubjectCommand(DECISIONS, decisions.take_position, may_take_part),
    "decision.record_outcome": SubjectCommand(DECISIONS, decisions.record_outcome, may_take_part),
    "decision.withdraw": SubjectCommand(DECISIONS, decisions.withdraw, may_take_part),
}

TOPIC_COMMANDS = {
    "topic.add": SubjectCommand(TOPICS, topics.add, may_take_part),
    "topic.resolve": SubjectCommand(TOPICS, topics.resolve, may_take_part),
    "topic.reopen": SubjectCommand(TOPICS, topics.reopen, may_take_part),
}
