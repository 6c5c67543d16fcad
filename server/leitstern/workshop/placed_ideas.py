"""Writes revealed ideas into the shared document, as records of the kind that their round names.

`idea_placement` lists rounds whose ideas are not yet in the document: the reveal's transaction adds a row,
which goes when the document is durable. A killed server goes on at its next start. An idea has the same id
every time, so none is written twice, and one that was deleted stays deleted. Called by app.py.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from pycrdt import Doc, Map
from sqlmodel import Session, select

from leitstern.live.node.rooms import Rooms
from leitstern.plan.edits import add_record
from leitstern.plan.generated import KINDS
from leitstern.store.interfaces import Database
from leitstern.store.tables import Document, IdeaPlacement, RoundRow


async def place_ideas(database: Database, rooms: Rooms) -> None:
    """Raises StoreUnavailable; then the rest is placed the next time."""
    for plan_id, round_id in await database.read(_pending):
        found = await database.read(partial(_revealed, plan_id=plan_id, round_id=round_id))
        if found is not None:
            document_id, kind, ideas = found
            await rooms.edit(document_id, "server", partial(_add, kind=kind, ideas=ideas))
        await database.write(partial(_placed, plan_id=plan_id, round_id=round_id))


def _add(doc: Doc[Any], kind: str, ideas: list[dict[str, str]]) -> None:
    records = doc.get(kind, type=Map)
    for idea in ideas:
        if idea["id"] not in records:
            add_record(doc, kind, {KINDS[kind].name: idea["text"]}, idea["id"])


def _pending(session: Session) -> list[tuple[str, str]]:
    return list(session.exec(select(IdeaPlacement.plan_id, IdeaPlacement.round_id)))


def _revealed(session: Session, plan_id: str, round_id: str) -> tuple[str, str, list[dict[str, str]]] | None:
    """The shared document, the kind of record, and the ideas."""
    row = session.get(RoundRow, (plan_id, round_id))
    wanted = select(Document.id).where(Document.plan_id == plan_id, Document.kind == "shared")
    document_id = session.exec(wanted).first()
    if row is None or document_id is None:
        return None
    content = json.loads(row.content)
    return document_id, content["target"], json.loads(content["result"])["ideas"]


def _placed(session: Session, plan_id: str, round_id: str) -> None:
    row = session.get(IdeaPlacement, (plan_id, round_id))
    if row is not None:
        session.delete(row)
