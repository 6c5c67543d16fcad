"""How long a side's assessments have stood unchanged, and which of them end.

An opinion about a person must not outlive its use (GDPR, Article 5 (1) e): after the retention it is deleted,
and its side is warned a month before. A change of any field, also "still right", begins anew. A record has no
time of its own that its author could not set, so the daily job compares what it holds with what it held.
Pure. Called by projections/assessment_job.py and reports/own_values.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from leitstern.plan.document import canonical_json
from leitstern.plan.time_zone import today_in

KIND = "assessments"
WARNED = timedelta(days=30)
"""How long before the end a side is warned."""
SILENT = frozenset({"order", "removed_at", "removed_by"})
"""Fields that say nothing about a person."""


@dataclass(frozen=True, slots=True)
class Age:
    """What a record held, as a digest, and since when."""

    digest: str
    since: datetime


Ages = Mapping[str, Age]
"""By id of the record."""


def aged(before: Ages, data: Mapping[str, Any], now: datetime) -> dict[str, Age]:
    """The ages of a document's assessments: those that changed or are new begin now, deleted ones end."""
    found: dict[str, Age] = {}
    records = data.get(KIND)
    for key, record in records.items() if isinstance(records, dict) else ():
        if isinstance(record, dict) and not record.get("removed_at"):
            digest = _digest(record)
            known = before.get(key)
            found[key] = known if known is not None and known.digest == digest else Age(digest, now)
    return found


def ends_on(age: Age, months: int) -> date:
    """The day from which an assessment is deleted: so many months after its last change."""
    day = today_in("UTC", age.since)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1) + timedelta(days=min(day.day, _days(year, month + 1)) - 1)


def ended(ages: Ages, months: int, today: date) -> list[str]:
    """The records that end today. None with a retention of 0, which keeps them."""
    return [key for key, age in ages.items() if months and ends_on(age, months) <= today]


def ending(ages: Ages, months: int, today: date) -> dict[str, date]:
    """The records that end within `WARNED`, with their last day."""
    if not months:
        return {}
    ends = {key: ends_on(age, months) for key, age in ages.items()}
    return {key: day for key, day in ends.items() if day - WARNED <= today}


def to_json(ages: Ages) -> str:
    return json.dumps({key: [age.digest, age.since.isoformat()] for key, age in ages.items()})


def from_json(text: str) -> dict[str, Age]:
    return {key: Age(digest, datetime.fromisoformat(at)) for key, (digest, at) in json.loads(text).items()}


def _digest(record: Mapping[str, Any]) -> str:
    content = {name: value for name, value in record.items() if name not in SILENT}
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()[:32]


def _days(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day
