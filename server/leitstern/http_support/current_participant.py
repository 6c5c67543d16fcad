"""Identifies the sender of a request: the person of the session cookie, and their participant in a plan.

`signed_in` reads the session once per request. Pages get a plan only through `enter_plan`, which raises
NotFound for every plan that the person is not in. Called by all pages.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlmodel import Session
from starlette.requests import Request

from leitstern.access.customer_accounts import PlanFacts, find_plan
from leitstern.access.participants import ParticipantFacts, find_participant, mark_visit, why_access_ended
from leitstern.access.policy import Standing, may_read, may_read_from, seen_from
from leitstern.access.senders import sender_of
from leitstern.access.sessions import MemberFacts, SignedIn, cookie_name, resolve, touch
from leitstern.commands.joining import join_plan
from leitstern.errors import AccessEnded, AccessPaused, Forbidden, NotSignedIn, StoreUnavailable
from leitstern.http_support.guessing import count_unknown_session
from leitstern.http_support.services import Services, services_of
from leitstern.plan.generated import SIDE_VALUES, DocumentKind


@dataclass(frozen=True, slots=True)
class Visitor:
    """The signed-in person as the page header shows them."""

    name: str
    is_member: bool
    side: str


@dataclass(frozen=True, slots=True)
class PlanVisit:
    """A person in a plan. `documents` holds only those that their side may read."""

    plan_id: str
    title: str
    account_id: str
    account_name: str
    workspace_name: str
    participant: ParticipantFacts
    documents: Mapping[DocumentKind, str]
    is_archived: bool
    time_zone: str
    is_seen_from_there: bool = False
    """Whether somebody looks at the plan as a guest of the other side: `participant` has that side then."""

    @property
    def standing(self) -> Standing:
        return self.participant.standing(is_archived=self.is_archived)


async def signed_in(request: Request) -> SignedIn | None:
    """The person of the request's session cookie, if there is one."""
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
    """The person's participant in a plan. A member of the plan's workspace joins it on the first visit.

    Raises AccessEnded for a guest who was removed, AccessPaused for one whose link ran out, NotSignedIn, and
    NotFound for any plan whose existence the person may not learn.
    """
    services = services_of(request)
    now, known = services.now(), await signed_in(request)
    if known is not None:
        found = await services.database.read(lambda session: _find_visit(session, known, plan_id))
        if found is not None:
            await _note_visit(services, found.participant, now)
            await _note_opened(services, found)
            return _as_asked(request, found)
    cookie = request.cookies.get(cookie_name(services.is_secure))
    match await services.database.read(lambda session: why_access_ended(session, cookie, plan_id, now)):
        case "removed":
            raise AccessEnded(plan_id)
        case "paused":
            raise AccessPaused(plan_id)
    who = await need_signed_in(request)
    joined = await services.database.write(lambda session: join_plan(session, who, plan_id, now))
    plan = await services.database.read(lambda session: find_plan(session, plan_id))
    services.commands.projector.mark(plan_id)
    visit = _visit(plan, joined.participant)
    await _note_opened(services, visit)
    return _as_asked(request, visit)


async def sender_in(request: Request, plan_id: str) -> str:
    """The id of the person's participant, for a command: its answer shows nothing of the plan's documents.

    Raises as `enter_plan`.
    """
    services = services_of(request)
    token, now = request.cookies.get(cookie_name(services.is_secure)), services.now()
    if "as" not in request.query_params:
        found = await services.database.read(lambda session: sender_of(session, token, plan_id, now))
        if found is not None:
            return found
    return (await enter_plan(request, plan_id)).participant.id


def _as_asked(request: Request, visit: PlanVisit) -> PlanVisit:
    """`?as=customer`: the plan with the rights and documents of a guest of the other side, to read only.

    Raises Forbidden for the own side, and for everything that is no reading.
    """
    asked = request.query_params.get("as")
    if asked is None:
        return visit
    me = visit.participant
    side = next((one for one in SIDE_VALUES if one == asked and one != me.side), None)
    if side is None or request.method not in ("GET", "HEAD"):
        raise Forbidden("as")
    guest = seen_from(visit.standing, side)
    readable = {
        kind: id
        for kind, id in visit.documents.items()
        if may_read_from(visit.standing, side, visit.plan_id, kind)
    }
    return replace(
        visit,
        participant=replace(me, side=guest.side, role=guest.role, is_member=guest.is_member),
        documents=readable,
        is_seen_from_there=True,
    )


def visitor_for(who: SignedIn | None, plan_id: str | None = None) -> Visitor | None:
    """What the page header shows of the signed-in person. A guest of several plans has a name in each."""
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
    if who is None:
        request.state.signed_in = None  # the error page asks again
        count_unknown_session(request)
    elif who.is_stale:
        await _touch(services, who.session_id)
    return who


async def _note_visit(services: Services, participant: ParticipantFacts, now: datetime) -> None:
    """Stores the time of the visit. The page opens even if the store cannot be written."""
    if participant.is_visit_old(now):
        with contextlib.suppress(StoreUnavailable):
            await services.database.write(lambda session: mark_visit(session, participant.id, now))


async def _note_opened(services: Services, visit: PlanVisit) -> None:
    """Every page of a plan may show what the other side put on the table."""
    who = visit.participant
    await services.commands.tabling.note_opened(visit.plan_id, who.id, who.side)


async def _touch(services: Services, session_id: str) -> None:
    now, life = services.now(), services.session_life
    await services.database.write(lambda session: touch(session, session_id, now, life))


def _find_visit(session: Session, who: SignedIn, plan_id: str) -> PlanVisit | None:
    participant = find_participant(session, who, plan_id)
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
        plan.time_zone,
    )
