"""A subject: one state of a plan with its own events, for packages above this one (workshop/).

A subject is what `given_words` is for statements: loaded from rows, decided on, folded, saved, replayed by
verify.py, shown in `record` by projector.py and erased with the plan. `registry.add_subject` makes one known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel

from leitstern.access.policy import Standing
from leitstern.access.tokens import Keyring
from leitstern.commands.command import Command, Decision, Event, PlanActor
from leitstern.plan.record import Fields

State = Any
"""The subject's own frozen dataclass. Everything that is compared comes from events alone."""

SHARED = "shared"
"""Key of the shared document's content among the texts that a command reads before its transaction."""

About = Mapping[str, str]
"""What a command concerns: the subject's `keys` -> what the command's arguments say of them, else empty."""

Entries = Mapping[str, Mapping[str, Fields]]
"""Root of the record -> its entries by id."""


@dataclass(frozen=True, slots=True)
class Subject:
    name: str
    events: str
    """How the kinds of its events begin, such as `session.`."""
    empty: State
    """The state of a plan without events of this subject."""
    load: Callable[[Session, str], State]
    """From the rows of a plan: everything that the record shows and verify.py compares."""
    save: Callable[[Session, str, State, State], None]
    """Writes the rows that differ between the state before and the state after."""
    fold: Callable[[State, Sequence[Event], datetime], State]
    """Pure. Must ignore events of other subjects."""
    parts: Callable[[State], Mapping[str, Mapping[str, Any]]]
    """What verify.py compares: a word for operators -> values by id."""
    entries: Callable[[State], Entries]
    """What the record shows."""
    tables: tuple[type[SQLModel], ...]
    """Tables with a `plan_id`, to be erased with the plan; rows that refer to others come first."""
    load_for: Callable[[Session, str, About], State] | None = None
    """The part of the state on which one command decides, with what `compare=False` leaves out; `save` then
    gets that part before and after. None: `load`.
    """
    keys: tuple[str, ...] = ()
    """The arguments of its commands that `load_for` reads. Commands that agree in them decide on one part."""
    faults: Callable[[Session, str], Iterable[str]] = lambda session, plan_id: ()
    """Faults of the rows that no event tells, in English for operators; asked by verify.py."""
    enrich: Callable[[Session, str, State], State] = lambda session, plan_id, state: state
    """Adds what only commands with `needs_all` decide on: sealed answers."""

    def about(self, arguments: object) -> About:
        return {key: str(getattr(arguments, key, "") or "") for key in self.keys}

    def state_for(self, session: Session, plan_id: str, about: About) -> State:
        return self.load_for(session, plan_id, about) if self.load_for else self.load(session, plan_id)


@dataclass(frozen=True, slots=True)
class Sealing:
    """What the command of a sealed round decides: `content` goes into the sealed row of its sender, in the
    place of what they sealed before, and nowhere else.
    """

    round_id: str
    content: str = field(repr=False)
    events: Sequence[Event] = ()
    owner: str = ""
    """Whose row it is, if not the sender's: a side, where a side seals one answer."""


@dataclass(frozen=True, slots=True)
class SubjectCommand:
    """A command of a subject: `decide` gets the subject's state."""

    subject: Subject
    decide: Callable[[Any, Command[Any], PlanActor, datetime], Decision | Sealing]
    may: Callable[[Standing, str], bool]
    works_archived: bool = False
    reveal: Callable[[Keyring, Sequence[Event]], Mapping[str, str]] = lambda keys, events: {}
    reads_shared: bool = False
    """Whether the state's field `shared` is set to the shared document's content as canonical JSON."""
    needs_all: bool = False
    """Whether it decides on sealed answers (`Subject.enrich`). It may end rounds."""
    public: tuple[str, ...] | None = None
    """The arguments of which the ledger may keep a digest; None: all. Answers that are sealed are not."""


SUBJECTS: dict[str, Subject] = {}
"""Every known subject by name; filled by `registry.add_subject`."""
