"""The second look before a text that names a listed competitor with a number goes to the common table.

A workspace may want that two of its people have seen such a text (docs/decisions/0100): somebody asks, which
is their own look, and somebody else puts it on the table, or objects and says why. A look counts for exactly
the words that were looked at. Rows and rules; the item's texts stay in the side's document. Called by
tabling.py, which holds the rule within its edit, and by pages/tabling.py and pages/news.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from leitstern.commands.command import CommandRefused, Refusal
from leitstern.plan.antitrust import warned_texts
from leitstern.plan.document import canonical_json, read_side
from leitstern.plan.generated import Side
from leitstern.plan.tabling import shown
from leitstern.store.tables import Account, Plan, SecondLookRow, Workspace

ALWAYS_SHARED: Callable[[str], bool] = lambda _target: True  # noqa: E731
"""For digests: whether a link is private today says nothing about the words."""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw this item with these words, and perhaps objects to them."""

    item_id: str
    kind: str
    participant_id: str
    digest: str
    objection: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether a workspace wants second looks, and those that an item had."""

    is_wanted: bool
    looks: Sequence[Look] = ()

    def check(self, data: Mapping[str, Any], side: Side, kind: str, item_id: str, actor: str) -> None:
        """`data`: the side's document. Raises CommandRefused if nobody else looked or somebody objects."""
        if not self.is_wanted:
            return
        record = (data.get(kind) or {}).get(item_id)
        if not isinstance(record, dict) or not competitors_in(data, side, kind, record):
            return
        digest = digest_of(kind, record)
        if self.objections(digest):
            raise CommandRefused(Refusal("second_look_refused"))
        if not self.others(digest, actor):
            raise CommandRefused(Refusal("second_look_missing"))

    def objections(self, digest: str) -> list[Look]:
        """Who does not want exactly these words on the table."""
        return [one for one in self.looks if one.digest == digest and one.objection]

    def others(self, digest: str, actor: str) -> list[str]:
        """Who else looked at exactly these words."""
        return [
            one.participant_id for one in self.looks if one.digest == digest and one.participant_id != actor
        ]

    def looked(self, digest: str, actor: str) -> bool:
        return any(one.digest == digest and one.participant_id == actor for one in self.looks)


def rule_for(session: Session, plan_id: str, side: Side, item_id: str) -> Rule:
    """Only the workspace's own side knows this rule: the customer's company has no members here."""
    if side != "supplier" or not is_wanted(session, plan_id):
        return Rule(False)
    return Rule(True, [look for look in looks_in(session, plan_id) if look.item_id == item_id])


def is_wanted(session: Session, plan_id: str) -> bool:
    query = (
        select(Workspace.second_look)
        .join(Account, col(Account.workspace_id) == col(Workspace.id))
        .join(Plan, col(Plan.account_id) == col(Account.id))
        .where(col(Plan.id) == plan_id)
    )
    return bool(session.exec(query).first())


def looks_in(session: Session, plan_id: str) -> list[Look]:
    rows = session.exec(select(SecondLookRow).where(col(SecondLookRow.plan_id) == plan_id))
    return [Look(row.item_id, row.kind, row.participant_id, row.digest, row.objection) for row in rows]


def note(session: Session, plan_id: str, look: Look, at: datetime) -> None:
    """Replaces an earlier look of this person at this item."""
    row = SecondLookRow(
        plan_id=plan_id,
        item_id=look.item_id,
        participant_id=look.participant_id,
        kind=look.kind,
        digest=look.digest,
        objection=look.objection,
        at=at,
    )
    session.merge(row)


def forget(session: Session, plan_id: str, item_id: str) -> None:
    """After the item was put on the table."""
    row = SecondLookRow
    session.exec(delete(row).where(col(row.plan_id) == plan_id, col(row.item_id) == item_id))


def digest_of(kind: str, record: Mapping[str, Any]) -> str:
    values = shown(kind, record, ALWAYS_SHARED).values
    return hashlib.sha256(canonical_json(dict(values)).encode()).hexdigest()


def competitors_in(data: Mapping[str, Any], side: Side, kind: str, record: Mapping[str, Any]) -> list[str]:
    """The listed competitors that a text of the record names together with a number; each once."""
    names = [one.name for one in read_side(data, side).competitors if one.name.strip()]
    texts = [value for value in shown(kind, record, ALWAYS_SHARED).values.values() if isinstance(value, str)]
    return list(dict.fromkeys(one.competitor for one in warned_texts(texts, names)))
