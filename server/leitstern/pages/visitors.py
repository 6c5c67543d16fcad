"""Who is asking: the visitor behind a request's cookie, and their seat in a plan.

`signed_in` is asked once a request and remembered; `enter_plan` is a page's one way to a plan's data: it
raises NotFound for every plan that the visitor has no seat in. Called by all pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import cast

from sqlmodel import Session
from starlette.requests import Request

from leitstern.access.accounts import PlanFacts, find_plan
from leitstern.access.participants import ParticipantFacts, find_seat, has_lost_seat, take_seat
from leitstern.access.policy import DocumentKind, Standing, may_read
from leitstern.access.sessions import MemberFacts, SignedIn, cookie_name, resolve, touch
from leitstern.errors import AccessEnded, Forbidden, NotSignedIn
from leitstern.pages.attendance import record_participant
from leitstern.pages.services import Services, services_of


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in visitor as the frame of a page shows them."""

    name: str
    is_member: bool
    side: str


@dataclass(frozen=True, slots=True)
class PlanVisit:
    """A visitor inside a plan. `documents` holds only those that their side may read."""

    plan_id: str
    title: str
    account_id: str
    account_name: str
    workspace_name: str
    participant: ParticipantFacts
    documents: Mapping[DocumentKind, str]
    is_archived: bool

    @property
    def standing(self) -> Standing:
        return self.participant.standing(is_archived=self.is_archived)


async def signed_in(request: Request) -> SignedIn | None:
    """Who the request's cookie stands for, if anybody."""
    if not hasattr(request.state, "signed_in"):
        request.state.signed_in = await _resolve(request)
    return cast("SignedIn | None", request.state.signed_in)


async def need_signed_in(request: Request) -> SignedIn:
    """Raises NotSignedIn."""
    who = await signed_in(request)
    if who is None:
        raise NotSignedIn(request.url.path)
    return who


async def need_member(request: Request) -> tuple[SignedIn, MemberFacts]:
    """Raises NotSignedIn, and Forbidden for a guest."""
    who = await need_signed_in(request)
    if who.member is None:
        raise Forbidden("members only")
    return who, who.member


async def enter_plan(request: Request, plan_id: str) -> PlanVisit:
    """The visitor's seat in a plan; a member of its workspace gets one on the first visit.

    Raises AccessEnded for a guest who was taken out, NotSignedIn, and NotFound for a plan that is unknown or
    none of the visitor's.
    """
    services = services_of(request)
    now, known = services.now(), await signed_in(request)
    if known is not None:
        found = await services.database.read(lambda session: _find_visit(session, known, plan_id))
        if found is not None:
            return found
    cookie = request.cookies.get(cookie_name(services.is_secure))
    if await services.database.read(lambda session: has_lost_seat(session, cookie, plan_id, now)):
        raise AccessEnded(plan_id)
    who = await need_signed_in(request)
    seat = await services.database.write(lambda session: take_seat(session, who, plan_id, now))
    plan = await services.database.read(lambda session: find_plan(session, plan_id))
    await record_participant(services.rooms, plan.documents["record"], seat.participant)
    return _visit(plan, seat.participant)


def address_of(request: Request) -> str:
    """What rate limits count by: the address, or of IPv6 the network of 64 bits that one holder has."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.version == 4 or address.ipv4_mapped is not None:
        return host
    return str(ip_network((address, 64), strict=False))


def visitor_for(who: SignedIn | None, plan_id: str | None = None) -> Visitor | None:
    """What the frame shows of `who`; a guest of several plans by the name used in this one."""
    if who is None:
        return None
    if who.member is not None:
        return Visitor(who.member.name, True, "supplier")
    guest = next((g for g in who.guests if g.plan_id == plan_id), who.guests[0])
    return Visitor(guest.name, False, guest.side)


async def _resolve(request: Request) -> SignedIn | None:
    services = services_of(request)
    token = request.cookies.get(cookie_name(services.is_secure))
    if not token:
        return None
    now = services.now()
    who = await services.database.read(lambda session: resolve(session, token, now))
    if who is not None and who.is_stale:
        await _touch(services, who.session_id)
    return who


async def _touch(services: Services, session_id: str) -> None:
    now, days = services.now(), services.session_days
    await services.database.write(lambda session: touch(session, session_id, now, days))


def _find_visit(session: Session, who: SignedIn, plan_id: str) -> PlanVisit | None:
    participant = find_seat(session, who, plan_id)
    return _visit(find_plan(session, plan_id), participant) if participant else None


def _visit(plan: PlanFacts, participant: ParticipantFacts) -> PlanVisit:
    standing = participant.standing(is_archived=plan.is_archived)
    readable = {kind: id for kind, id in plan.documents.items() if may_read(standing, plan.id, kind)}
    return PlanVisit(
        plan.id,
        plan.title,
        plan.account_id,
        plan.account_name,
        plan.workspace_name,
        participant,
        readable,
        plan.is_archived,
    )
