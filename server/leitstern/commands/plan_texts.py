"""The texts of a plan's shared document on which a side can give its word, as they stand now.

Called by service.py before the transaction of a command, and by demo/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import rfc8785
from sqlmodel import Session, select

from leitstern.live.node.rooms import Rooms
from leitstern.plan.document import CHARTER
from leitstern.plan.signed_content import signed_content
from leitstern.plan.value_text import value_text
from leitstern.store.interfaces import Database
from leitstern.store.tables import Document


async def texts_of(database: Database, rooms: Rooms, plan_id: str) -> Mapping[str, str]:
    """Id of a statement -> its text; empty for an unknown plan. Raises StoreUnavailable."""
    document_id = await database.read(partial(_shared_document, plan_id=plan_id))
    if document_id is None:
        return {}
    return texts_in((await rooms.read(document_id)).data)


async def content_of(database: Database, rooms: Rooms, plan_id: str) -> str:
    """The content of the shared document as canonical JSON (RFC 8785); empty for an unknown plan.

    Raises StoreUnavailable.
    """
    document_id = await database.read(partial(_shared_document, plan_id=plan_id))
    return canonical((await rooms.read(document_id)).data) if document_id else ""


def canonical(data: Mapping[str, Any]) -> str:
    """What is signed of a shared document's plain data, as canonical JSON."""
    return rfc8785.dumps(signed_content(data)).decode()


def texts_in(data: Mapping[str, Any]) -> dict[str, str]:
    """The texts in the plain data of a shared document. A deleted statement or benefit is none.

    A sentence of the charter has the name of its root.
    """
    charter = {root: text for root in CHARTER if isinstance(text := data.get(root), str)}
    claims = {
        claim_id: claim["text"]
        for claim_id, claim in _present(data, "claims")
        if isinstance(claim.get("text"), str)
    }
    return charter | claims | {value_id: value_text(value) for value_id, value in _present(data, "values")}


def _present(data: Mapping[str, Any], root: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    records = data.get(root)
    for record_id, record in records.items() if isinstance(records, dict) else ():
        if isinstance(record, dict) and not record.get("removed_at"):
            yield record_id, record


def _shared_document(session: Session, plan_id: str) -> str | None:
    wanted = select(Document.id).where(Document.plan_id == plan_id, Document.kind == "shared")
    return session.exec(wanted).first()
