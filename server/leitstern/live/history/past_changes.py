"""What changed in a document between two moments of the past, and who changed it last within them.

Reads the log only and keeps nothing: it is asked for one stop of a slider at a time. change_feed.py is for
changes up to now. Called by pages/plan_history.py, which chooses the document and so decides who may see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from leitstern.errors import NotFound
from leitstern.live.document.daemon_thread import run_in_daemon_thread
from leitstern.live.document.replica import Roots
from leitstern.live.document.salvage import salvaged
from leitstern.live.history.change_feed import Edit
from leitstern.live.history.past_states import at_moment
from leitstern.live.history.touches import Follower, touch_of
from leitstern.plan.differences import differences
from leitstern.store.interfaces import LoadedDocument, LoggedUpdate, UpdateLog

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class PastChanges:
    """The edits, newest first, and the state after them."""

    edits: tuple[Edit, ...]
    data: Mapping[str, Any]


async def changes_between(
    log: UpdateLog, document_id: str, kind: str, first: datetime, last: datetime, roots: Roots
) -> PastChanges:
    """From the moment of the first change to that of the last one, both included.

    Raises NotFound for an unknown document, and for a last moment before the retention.
    """
    start = await _before(log, document_id, first)
    later = await log.updates_after(document_id, start.info.head_seq)
    updates = [logged for logged in later if logged.at <= last]
    after = (await at_moment(log, document_id, last, roots)).data
    edits = await run_in_daemon_thread(lambda: _edits(start, updates, after, kind, roots))
    return PastChanges(edits, after)


async def _before(log: UpdateLog, document_id: str, first: datetime) -> LoadedDocument:
    """The document just before that change; the first change of all began with nothing."""
    try:
        return await log.at_moment(document_id, first - _INSTANT)
    except NotFound:
        oldest = await log.earliest(document_id)
    begin = oldest.updates[0].begin_seq if oldest.updates else oldest.info.head_seq + 1
    return replace(oldest, updates=[], info=replace(oldest.info, head_seq=begin - 1))


def _edits(
    start: LoadedDocument,
    updates: Sequence[LoggedUpdate],
    after: Mapping[str, Any],
    kind: str,
    roots: Roots,
) -> tuple[Edit, ...]:
    replica, _ = salvaged(start, roots)
    try:
        before, state = replica.to_plain(), replica.encode()
    finally:
        replica.close()
    touches = Follower(state, roots).follow(updates)
    found = [
        Edit(one, touch.at, touch.participants)
        for one in differences(kind, before, after)
        if (touch := touch_of(one, touches)) is not None
    ]
    return tuple(sorted(found, key=lambda edit: edit.at, reverse=True))
