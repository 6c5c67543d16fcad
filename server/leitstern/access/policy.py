"""Who may do what, as pure functions over plain values. No I/O, no rows, no requests.

Permission is a property of a document (its kind), because a CRDT cannot be read-filtered.
Called by access/admission.py for the wire and by pages/ for screens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leitstern.plan.generated import DocumentKind, Role, Side


@dataclass(frozen=True, slots=True)
class Standing:
    """What the policy needs to know of a participant in a plan."""

    participant_id: str
    plan_id: str
    side: Side
    role: Role
    is_member: bool
    is_archived: bool = False
    """Whether the plan is archived: then both sides can only read it."""


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What the policy needs to know of an invitation."""

    expires_at: datetime
    is_revoked: bool
    is_maker_in: bool
    """Whether the member responsible for it is still a member."""


NEWCOMER_TIME = timedelta(hours=1)
"""How long after joining all guests of one group link share a work limit."""


def may_come_by(link: LinkFacts, now: datetime) -> bool:
    """Whether the link is valid: not expired, not revoked, its responsible member still a member."""
    return link.is_maker_in and not link.is_revoked and link.expires_at > now


def newcomers_link(link_id: str, kind: str, joined_at: datetime, now: datetime) -> str:
    """The group link by which a participant joined a short while ago; else empty."""
    return link_id if kind == "room" and now - joined_at < NEWCOMER_TIME else ""


def seen_from(who: Standing, side: Side) -> Standing:
    """The rights of somebody who looks at the plan as a guest of the other side does: to read."""
    return replace(who, side=side, role="viewer", is_member=False)


def may_read_from(who: Standing, side: Side, plan_id: str, kind: DocumentKind) -> bool:
    """A guest of that side may read it, and so may the person: nobody's private document opens by this."""
    return may_read(seen_from(who, side), plan_id, kind) and may_read(who, plan_id, kind)


def may_read(who: Standing, plan_id: str, kind: DocumentKind) -> bool:
    """Both sides read `shared` and `record`; only its own side reads a private document."""
    return who.plan_id == plan_id and kind in ("shared", "record", who.side)


def may_write(who: Standing, plan_id: str, kind: DocumentKind) -> bool:
    """Editors write what they may read, except `record`, which only the server writes, and archived plans."""
    is_editor = who.role == "editor" and not who.is_archived
    return is_editor and kind != "record" and may_read(who, plan_id, kind)


def may_invite(who: Standing, plan_id: str) -> bool:
    """Members who edit the plan may invite to it; guests never may."""
    return who.is_member and who.role == "editor" and who.plan_id == plan_id


def may_archive(who: Standing, plan_id: str) -> bool:
    """Whoever may invite to a plan may also archive and restore it."""
    return may_invite(who, plan_id)


def may_give_word(who: Standing, plan_id: str) -> bool:
    """Editors of the customer's side: nobody else can say that a statement about them is right."""
    return who.side == "customer" and who.role == "editor" and who.plan_id == plan_id


def may_agree_to_charter(who: Standing, plan_id: str) -> bool:
    """Editors say for their own side that it stands by a sentence."""
    return who.role == "editor" and who.plan_id == plan_id


def may_put_on_table(who: Standing, plan_id: str) -> bool:
    """Editors move what is in their own side's room to the shared plan, and back."""
    return who.role == "editor" and who.plan_id == plan_id


def may_vouch(who: Standing, plan_id: str) -> bool:
    """Editors of either side; the decision checks that the entry is about a benefit of their own company."""
    return who.role == "editor" and who.plan_id == plan_id


def may_rename(who: Standing, plan_id: str) -> bool:
    """Everybody may choose their own name in the plan."""
    return who.plan_id == plan_id
