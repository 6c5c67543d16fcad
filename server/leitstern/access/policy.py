"""Who may do what, as pure functions over plain values. No I/O, no rows, no requests.

Permission is a property of a document (its kind), because a CRDT cannot be read-filtered.
Called by access/admission.py for the wire and by pages/ for screens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["supplier", "customer"]
Role = Literal["editor", "viewer"]
DocumentKind = Literal["shared", "supplier", "customer", "record"]

DOCUMENT_KINDS: tuple[DocumentKind, ...] = ("shared", "supplier", "customer", "record")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the policy needs to know of a participant in a plan."""

    participant_id: str
    plan_id: str
    side: Side
    role: Role
    is_member: bool
    is_archived: bool = False
    """Whether the plan is: then it is for reading, for both sides alike."""


def may_read(who: Standing, plan_id: str, kind: DocumentKind) -> bool:
    """Both sides read `shared` and `record`; a private document is read by its own side alone."""
    return who.plan_id == plan_id and kind in ("shared", "record", who.side)


def may_write(who: Standing, plan_id: str, kind: DocumentKind) -> bool:
    """Editors write what they may read, except `record`, which only the server writes, and archived plans."""
    is_editor = who.role == "editor" and not who.is_archived
    return is_editor and kind != "record" and may_read(who, plan_id, kind)


def may_invite(who: Standing, plan_id: str) -> bool:
    """Members who edit the plan invite to it; a guest never does."""
    return who.is_member and who.role == "editor" and who.plan_id == plan_id


def may_archive(who: Standing, plan_id: str) -> bool:
    """Whoever invites to a plan may also put it away and take it out again."""
    return may_invite(who, plan_id)
