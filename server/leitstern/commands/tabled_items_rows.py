"""What stands on a plan's table as rows: loads the state, and saves what differs.

Functions on a database session. `note_opened` records that somebody of the other side is sent what stands on
the table. Called by execution.py, tabling.py, projector.py, verify.py and pages/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import cast

from sqlmodel import Session, col, select

from leitstern.commands import ledger
from leitstern.commands.subjects import Entries, Subject
from leitstern.commands.tabled_items import TabledItem, TabledItems, fold, opened
from leitstern.plan.generated import Side
from leitstern.plan.ids import new_id
from leitstern.plan.record import Fields
from leitstern.store.tables import TabledItemRow


def load(session: Session, plan_id: str) -> TabledItems:
    rows = session.exec(select(TabledItemRow).where(TabledItemRow.plan_id == plan_id))
    return TabledItems({row.item_id: _item(row) for row in rows})


def save(session: Session, plan_id: str, before: TabledItems, after: TabledItems) -> None:
    for item_id in before.items.keys() - after.items.keys():
        session.delete(session.get_one(TabledItemRow, (plan_id, item_id)))
    for item in after.items.values():
        if item != before.items.get(item.id):
            session.merge(_row(plan_id, item))
    session.flush()


def is_unopened(session: Session, plan_id: str, side: str) -> bool:
    """Whether the other side put something on the table that nobody of this side was sent yet."""
    row = TabledItemRow
    wanted = select(row.item_id).where(row.plan_id == plan_id, row.side != side, col(row.opened_by).is_(None))
    return session.exec(wanted.limit(1)).first() is not None


def note_opened(session: Session, plan_id: str, participant_id: str, side: str, now: datetime) -> None:
    """From now on what stands on the table cannot be taken back: this participant is about to be sent it."""
    state = load(session, plan_id)
    theirs = [item.id for item in state.items.values() if item.side != side and item.opened_by is None]
    events = opened(sorted(theirs), [participant_id])
    if events:
        save(session, plan_id, state, fold(state, events, now))
        ledger.append(session, plan_id, ledger.Draft(new_id("cmd"), "item.open", participant_id), events, now)


def ever_taken_back(session: Session, plan_id: str) -> frozenset[str]:
    """Ids of the items that were taken back once. What they held until then was never for the other side."""
    found = ledger.entries_with(session, plan_id, ["item.taken_back"])
    events = (event for entry in found for event in entry.events if event.kind == "item.taken_back")
    return frozenset(str(event.data["item"]) for event in events)


def _parts(state: TabledItems) -> Mapping[str, Mapping[str, TabledItem]]:
    return {"item on the table": state.items}


def _entries(state: TabledItems) -> Entries:
    """Both sides read them. What an item says is in the shared document alone."""
    return {"tabled": {item.id: _fields(item) for item in state.items.values()}}


def _fields(item: TabledItem) -> Fields:
    at = item.at.isoformat(timespec="seconds")
    fields: Fields = {"side": item.side, "by": item.participant_id, "at": at}
    if item.opened_by is None or item.opened_at is None:
        return fields
    opened_at = item.opened_at.isoformat(timespec="seconds")
    return {**fields, "opened_by": item.opened_by, "opened_at": opened_at}


def _item(row: TabledItemRow) -> TabledItem:
    side = cast(Side, row.side)
    item = TabledItem(row.item_id, row.kind, side, row.participant_id, row.at)
    return replace(item, opened_by=row.opened_by, opened_at=row.opened_at)


def _row(plan_id: str, item: TabledItem) -> TabledItemRow:
    return TabledItemRow(
        plan_id=plan_id,
        item_id=item.id,
        kind=item.kind,
        side=item.side,
        participant_id=item.participant_id,
        at=item.at,
        opened_by=item.opened_by,
        opened_at=item.opened_at,
    )


TABLED_ITEMS = Subject(
    name="tabled",
    events="item.",
    empty=TabledItems(),
    load=load,
    save=save,
    fold=fold,
    parts=_parts,
    entries=_entries,
    tables=(TabledItemRow,),
)
"""For registry.py."""
