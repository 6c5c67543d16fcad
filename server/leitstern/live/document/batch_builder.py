"""Applies pending items to a replica and collects the results; used for one attempt.

If the replica is damaged meanwhile, document.py discards both and starts again. No I/O.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import groupby

from leitstern.errors import UpdateRefused
from leitstern.live.document.batch import (
    Change,
    Commit,
    Edit,
    Item,
    PreparedBatch,
    Sender,
    Sent,
    Verdict,
)
from leitstern.live.document.log_budget import LogBudget
from leitstern.live.document.replica import SERVER, Applied, Incoming, Replica
from leitstern.store.interfaces import Append, Author, DocumentInfo


class BatchBuilder:
    """`refuse` and `apply` as often as needed, then `build`."""

    def __init__(
        self,
        replica: Replica,
        info: DocumentInfo,
        seq: int,
        max_bytes: int,
        log_budget: LogBudget | None = None,
    ) -> None:
        """`seq`: of the last durable update, which is what the replica holds."""
        self._log_budget = log_budget
        self._replica = replica
        self._info = info
        self._seq = seq
        self._max_bytes = max_bytes
        self._verdicts: list[tuple[Sent, Verdict]] = []
        self._changes: list[Change] = []
        self._edits: list[tuple[Edit, int | None]] = []

    def refuse(self, sent: Sent, refusal: UpdateRefused) -> None:
        """Adds the verdict on an update that is not to be applied at all."""
        self._verdicts.append((sent, refusal))

    def apply(self, items: Sequence[Item]) -> None:
        """Consecutive client updates share a transaction; each server edit has its own. Raises Damaged."""
        for is_sent, group in groupby(items, lambda item: isinstance(item, Sent)):
            run = list(group)
            if is_sent:
                self._apply_sent([item for item in run if isinstance(item, Sent)])
            else:
                for edit in run:
                    if isinstance(edit, Edit):
                        self._apply_edit(edit)

    def build(self, since: float) -> PreparedBatch:
        """`since`: when the oldest item was enqueued (time.monotonic)."""
        sent = tuple(item for item, verdict in self._verdicts if verdict is None)
        commit = Commit(since, tuple(self._changes), sent, tuple(self._edits))
        return PreparedBatch(tuple(self._verdicts), commit)

    def _apply_sent(self, run: Sequence[Sent]) -> None:
        is_full = self._replica.measure(self._max_bytes) > self._max_bytes
        applied = self._replica.apply([self._incoming(sent, is_full) for sent in run])
        authors: dict[tuple[Sender, str], Author] = {}
        for sent, verdict, whose in zip(run, applied.verdicts, applied.authors, strict=True):
            self._verdicts.append((sent, verdict))
            for participant in whose if verdict is None else ():
                author = Author(participant, sent.sender.connection_id, sent.n)
                authors[sent.sender, participant] = author
        senders = {sender for sender, _ in authors}
        self._add(applied, list(authors.values()), senders.pop() if len(senders) == 1 else None)

    def _incoming(self, sent: Sent, is_full: bool) -> Incoming:
        who = sent.sender.participant_id
        refusal = UpdateRefused("document_full") if is_full else None
        if self._log_budget is not None and not self._log_budget.may_add(who, time.monotonic()):
            refusal = refusal or UpdateRefused("log_full")
        return Incoming(sent.update, who, sent.is_answer, sent.own_client, refusal)

    def _apply_edit(self, edit: Edit) -> None:
        applied = self._replica.edit(edit.change)
        self._edits.append((edit, None if applied.update is None else len(self._changes)))
        self._add(applied, [Author(edit.author, SERVER, 0)], None)

    def _add(self, applied: Applied, authors: list[Author], sole_sender: Sender | None) -> None:
        if applied.update is None:
            return
        info, after_seq = self._info, self._seq + len(self._changes)
        append = Append(info.id, info.epoch, after_seq, applied.update, authors, applied.new_clients)
        self._changes.append(Change(append, sole_sender))
