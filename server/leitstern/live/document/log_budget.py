"""Limits the bytes that a plan and its participants add to the log per day, so that nobody fills the disk.

Text that is written and deleted again leaves the document small, but stays in the log as long as the history
is kept. These are token buckets of bytes that hold one day's amount and refill within a day. They are in
memory; after a restart the amount of the last day is read from the log. Made by rooms.py for each plan;
used by document.py.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

from leitstern.token_bucket import TokenBucket

_log = logging.getLogger(__name__)

DAY = 24 * 3600.0
ENTRY_BYTES = 150
"""Bytes of an entry besides its update: authors, time, seq."""
WARN_AGAIN_SECONDS = 3600.0


class LogBudget:
    """The bytes of one plan. `now` is any clock in seconds, the same one for all calls."""

    def __init__(self, plan_id: str, plan_bytes: float, participant_bytes: float, now: float) -> None:
        self._plan_id = plan_id
        self._participant_bytes = participant_bytes
        self._plan = TokenBucket(plan_bytes / DAY, plan_bytes, now)
        self._participants: dict[str, TokenBucket] = {}
        self._warned_at = now - WARN_AGAIN_SECONDS

    def may_add(self, participant: str, now: float) -> bool:
        """Whether plan and participant have bytes left. If not, a warning is logged."""
        own = self._participants.get(participant)
        if self._plan.tokens(now) >= 1 and (own is None or own.tokens(now) >= 1):
            return True
        if now - self._warned_at >= WARN_AGAIN_SECONDS:
            self._warned_at = now
            _log.warning("log budget: plan %s, participant %s wrote too much", self._plan_id, participant)
        return False

    def charge(self, participants: Collection[str], size: int, now: float) -> None:
        """Charges an entry with an update of `size` bytes to these participants."""
        for participant in participants:
            self.charge_share(participant, (size + ENTRY_BYTES) / len(participants), now)

    def charge_share(self, participant: str, size: float, now: float) -> None:
        """Bytes of one participant. `now` never goes back."""
        bucket = self._participants.get(participant)
        if bucket is None:
            bucket = TokenBucket(self._participant_bytes / DAY, self._participant_bytes, now)
            self._participants[participant] = bucket
        for one in (self._plan, bucket):
            one.tokens(now)
            one.charge(size)
