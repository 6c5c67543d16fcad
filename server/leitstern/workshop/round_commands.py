"""The subject `rounds` and its commands. Called by registration.py."""

from __future__ import annotations

from leitstern.commands.subjects import Subject, SubjectCommand
from leitstern.store.tables import IdeaPlacement, RoundRow, SealedErasure, SealedRow
from leitstern.workshop import (
    blind_check,
    estimates,
    ideas,
    round_ends,
    rounds_rows,
    sealed_number,
    sorted_ideas,
    votes,
)
from leitstern.workshop.attendance import may_take_part
from leitstern.workshop.rounds import Rounds, fold

ROUNDS = Subject(
    name="rounds",
    events="round.",
    empty=Rounds(),
    load=rounds_rows.load,
    load_for=rounds_rows.load_for,
    keys=rounds_rows.KEYS,
    save=rounds_rows.save,
    fold=fold,
    parts=rounds_rows.parts,
    entries=rounds_rows.shown,
    tables=(SealedRow, SealedErasure, IdeaPlacement, RoundRow),
    enrich=rounds_rows.enrich,
)

_ROUND_ALONE = ("round_id",)

ROUND_COMMANDS = {
    "vote.open": SubjectCommand(ROUNDS, votes.open_vote, may_take_part),
    "vote.cast": SubjectCommand(ROUNDS, votes.cast, may_take_part, public=_ROUND_ALONE),
    "estimate.open": SubjectCommand(ROUNDS, estimates.open_estimate, may_take_part),
    "estimate.give": SubjectCommand(ROUNDS, estimates.give, may_take_part, public=_ROUND_ALONE),
    "number.propose": SubjectCommand(ROUNDS, sealed_number.propose, may_take_part),
    "number.agree": SubjectCommand(ROUNDS, sealed_number.agree, may_take_part),
    "number.seal": SubjectCommand(
        ROUNDS, sealed_number.seal, may_take_part, public=_ROUND_ALONE, needs_all=True
    ),
    "number.release": SubjectCommand(ROUNDS, sealed_number.release, may_take_part, needs_all=True),
    "ideas.open": SubjectCommand(ROUNDS, ideas.open_ideas, may_take_part),
    "ideas.write": SubjectCommand(ROUNDS, ideas.write, may_take_part, public=_ROUND_ALONE),
    "ideas.sort": SubjectCommand(ROUNDS, sorted_ideas.sort_idea, may_take_part),
    "ideas.reveal": SubjectCommand(ROUNDS, ideas.reveal, may_take_part, needs_all=True),
    "drafts.open": SubjectCommand(ROUNDS, ideas.open_drafts, may_take_part),
    "drafts.write": SubjectCommand(ROUNDS, ideas.write_draft, may_take_part, public=_ROUND_ALONE),
    "drafts.release": SubjectCommand(ROUNDS, ideas.release_draft, may_take_part, needs_all=True),
    "check.open": SubjectCommand(ROUNDS, blind_check.open_check, may_take_part),
    "check.answer": SubjectCommand(ROUNDS, blind_check.answer, may_take_part, public=_ROUND_ALONE),
    "check.finish": SubjectCommand(ROUNDS, blind_check.finish, may_take_part, needs_all=True),
    "round.close": SubjectCommand(ROUNDS, round_ends.close, may_take_part, needs_all=True),
    "round.cancel": SubjectCommand(ROUNDS, round_ends.cancel, may_take_part, needs_all=True),
}
