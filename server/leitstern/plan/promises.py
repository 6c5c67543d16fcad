"""What a person does with an action by one tap: take it on, call it done, give it another date, ask for help.

Pure edits of the shared document, for pages that open no document in the browser (pages/first_screen.py,
pages/promises.py). The same tap twice changes nothing. Raises NotFound for an action that is gone or deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pycrdt import Doc

from leitstern.errors import Conflict, InvalidInput, NotFound
from leitstern.plan.document import plain_root, read_plan
from leitstern.plan.edits import add_record, set_field
from leitstern.plan.generated import Side
from leitstern.plan.identity import entries_of

OPEN_STATES = ("planned", "running", "blocked")
ANSWERS = (*OPEN_STATES, "done")
"""States that somebody may give an action from their page; dropping one is said in the plan."""


@dataclass(frozen=True, slots=True)
class Taker:
    participant_id: str
    name: str
    side: Side


def take_on(doc: Doc[Any], action_id: str, taker: Taker) -> None:
    """Makes the taker the owner; adds them to the plan's people where they are not among them yet.

    Raises Conflict when somebody else has taken it on meanwhile.
    """
    action = _action(doc, action_id)
    people = plain_root(doc, "people", "map")
    mine = entries_of(read_plan({"people": people}).people, taker.participant_id, taker.name, taker.side)
    owner = action.get("owner")
    if owner in mine:
        return
    if isinstance(people.get(owner), dict) and not people[owner].get("removed_at"):
        raise Conflict("the action has an owner")
    person = min(mine, default="") or add_record(
        doc, "people", {"name": taker.name, "side": taker.side, "participant": taker.participant_id}
    )
    set_field(doc, "actions", action_id, "owner", person)


def give_back(doc: Doc[Any], action_id: str, taker: Taker) -> None:
    """Nobody owns it again, if the taker does."""
    action = _action(doc, action_id)
    people = read_plan({"people": plain_root(doc, "people", "map")}).people
    if action.get("owner") in entries_of(people, taker.participant_id, taker.name, taker.side):
        set_field(doc, "actions", action_id, "owner", None)


def answer(doc: Doc[Any], action_id: str, side: Side, status: str, due: str) -> None:
    """Sets the state, the date or both; an empty one stays. Raises InvalidInput for what they cannot be, and
    NotFound for an action of the other side: nobody answers for others.
    """
    action = _action(doc, action_id)
    owner = plain_root(doc, "people", "map").get(action.get("owner"))
    if not isinstance(owner, dict) or owner.get("side", "customer") != side:
        raise NotFound(action_id)
    if status and status not in ANSWERS:
        raise InvalidInput({"status": "choice"})
    if due and not _is_day(due):
        raise InvalidInput({"due": "date"})
    for field, value in (("status", status), ("due", due)):
        if value and action.get(field) != value:
            set_field(doc, "actions", action_id, field, value)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).year >= 1900
    except ValueError:
        return False


def _action(doc: Doc[Any], action_id: str) -> Mapping[str, Any]:
    found = plain_root(doc, "actions", "map").get(action_id)
    if not isinstance(found, dict) or found.get("removed_at"):
        raise NotFound(action_id)
    return found
