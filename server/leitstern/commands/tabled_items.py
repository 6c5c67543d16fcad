"""What stands on the table: which records a side moved from its private room into the shared plan.

Pure. The state, its events and the decisions of `item.*`; tabled_items_rows.py loads and saves it, tabling.py
moves the records themselves in the same transaction. An item can be taken back until it was *opened*: until a
browser of the other side was sent the document that holds it (docs/decisions/0071).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from leitstern.commands.command import Command, Decision, Event, Json, PlanActor, Refusal
from leitstern.commands.generated import PutOnTable, TakeBackItem
from leitstern.plan.generated import Side
from leitstern.plan.tabling import may_be_tabled

MOVES = ("item.put_on_table", "item.take_back")
"""Commands that move a record between two documents (tabling.py)."""


@dataclass(frozen=True, slots=True)
class TabledItem:
    id: str
    kind: str
    side: Side
    """Whose private room it was in."""
    participant_id: str
    at: datetime
    opened_by: str | None = None
    """The participant of the other side who was sent it first."""
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TabledItems:
    items: Mapping[str, TabledItem] = field(default_factory=dict)
    others: Sequence[str] = field(default=(), compare=False)
    """Participants of the other side who have the shared document open now."""


def fold(state: TabledItems, events: Sequence[Event], at: datetime) -> TabledItems:
    """The state after events that happened at `at`. Events of other subjects change nothing here."""
    items = dict(state.items)
    for event in events:
        data = event.data
        match event.kind:
            case "item.put_on_table":
                items[str(data["item"])] = _item(data, at)
            case "item.taken_back":
                items.pop(str(data["item"]), None)
            case "item.opened":
                item = items[str(data["item"])]
                items[item.id] = replace(item, opened_by=str(data["participant"]), opened_at=at)
    return TabledItems(items, state.others)


def put_on_table(
    state: TabledItems, command: Command[PutOnTable], actor: PlanActor, now: datetime
) -> Decision:
    kind, item_id = command.arguments.kind, command.arguments.item_id
    side = actor.standing.side
    if not may_be_tabled(kind, side):
        return Refusal("item_not_found")
    if item_id in state.items:
        return Refusal("already_on_table")
    data: dict[str, Json] = {"item": item_id, "kind": kind, "side": side, "participant": actor.id}
    return [Event("item.put_on_table", data), *opened([item_id], state.others)]


def take_back(
    state: TabledItems, command: Command[TakeBackItem], actor: PlanActor, now: datetime
) -> Decision:
    item = state.items.get(command.arguments.item_id)
    if item is None:
        return Refusal("item_not_found")
    if item.side != actor.standing.side:
        return Refusal("forbidden")
    if item.opened_by is not None or state.others:
        return Refusal("already_opened")
    return [Event("item.taken_back", {"item": item.id, "kind": item.kind, "participant": actor.id})]


def opened(item_ids: Sequence[str], others: Sequence[str]) -> list[Event]:
    """Somebody of the other side is sent these items."""
    if not others:
        return []
    return [Event("item.opened", {"item": item_id, "participant": others[0]}) for item_id in item_ids]


def _item(data: Mapping[str, Json], at: datetime) -> TabledItem:
    return TabledItem(
        id=str(data["item"]),
        kind=str(data["kind"]),
        side=cast(Side, data["side"]),
        participant_id=str(data["participant"]),
        at=at,
    )
