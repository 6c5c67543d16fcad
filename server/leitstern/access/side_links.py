"""The lasting link to "my side's page": its path, and whose page it opens now.

A page is open while its link was not revoked, its person is still in the plan, and the account was not
deleted. That the invitation by which the person came has run out does not end it: the link is made to last,
and shows nothing but what was promised (docs/decisions/0120). Functions on a database session.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sqlmodel import Session, col, select

from leitstern.access.customer_accounts import PlanFacts, find_plan
from leitstern.access.participants import ParticipantFacts, facts_of
from leitstern.access.tokens import Keyring
from leitstern.errors import LinkInvalid, NotFound
from leitstern.store.tables import Invitation, Participant, SidePageRow

_PURPOSE = "side-page"


@dataclass(frozen=True, slots=True)
class SideVisit:
    """Whose page a link opens, in which plan."""

    page_id: str
    participant: ParticipantFacts
    plan: PlanFacts


def side_link_path(keys: Keyring, page_id: str) -> str:
    return f"/promises/{page_id}/{keys.link_token(_PURPOSE, page_id)}"


def open_side_page(session: Session, keys: Keyring, page_id: str, token: str) -> SideVisit:
    """Changes nothing. Raises LinkInvalid, which is the same for unknown, revoked and ended links."""
    expected = keys.link_token(_PURPOSE, page_id)
    row = session.exec(select(SidePageRow).where(SidePageRow.id == page_id)).first()
    if not hmac.compare_digest(token.encode("utf-8", "surrogatepass"), expected.encode()):
        raise LinkInvalid("side page")
    person = session.get(Participant, row.participant_id) if row and row.revoked_at is None else None
    if person is None or person.removed_at is not None or _is_revoked(session, person):
        raise LinkInvalid("side page")
    try:
        return SideVisit(page_id, facts_of(person), find_plan(session, person.plan_id))
    except NotFound as error:
        raise LinkInvalid("side page") from error


def working_link(session: Session, keys: Keyring, participant_id: str) -> str:
    """The path of somebody's link that works; empty for who has none."""
    wanted = select(SidePageRow).where(
        SidePageRow.participant_id == participant_id, col(SidePageRow.revoked_at).is_(None)
    )
    row = session.exec(wanted).first()
    return side_link_path(keys, row.id) if row else ""


def holders(session: Session, plan_id: str) -> frozenset[str]:
    """Participants who have a link that works."""
    wanted = select(SidePageRow.participant_id).where(
        SidePageRow.plan_id == plan_id, col(SidePageRow.revoked_at).is_(None)
    )
    return frozenset(session.exec(wanted))


def _is_revoked(session: Session, person: Participant) -> bool:
    link = session.get(Invitation, person.invitation_id) if person.invitation_id else None
    return link is not None and link.revoked_at is not None
