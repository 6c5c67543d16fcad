"""The page `/`: what needs the person's attention today across their plans, and a card for each plan.

Reads the rows of `plan_summary` and opens no document. A member without plans is redirected to the accounts,
a guest of one plan to that plan, and others to the sign-in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.customer_accounts import find_plan, list_accounts
from leitstern.access.plan_summaries import PlanSummary, plan_summaries
from leitstern.access.sessions import MemberFacts, SignedIn
from leitstern.http_support.current_participant import signed_in
from leitstern.http_support.forms import see_other
from leitstern.http_support.rendering import render
from leitstern.http_support.services import services_of
from leitstern.plan.generated import Side
from leitstern.plan.time_zone import today_in
from leitstern.reports.needs_me import MyPlan, needs_of


@dataclass(frozen=True, slots=True)
class _Listed:
    """A plan before its summary is known."""

    id: str
    title: str
    company: str
    """The other company: an account for a member, the supplier for its customer."""
    time_zone: str
    created_at: datetime | None = None
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class PlanCard:
    plan: _Listed
    summary: PlanSummary
    last_visitor: str
    last_visitor_side: str
    last_visit: datetime | None
    today_at: float | None
    """Where today is in the small growth map."""


async def show_home(request: Request) -> Response:
    who = await signed_in(request)
    if who is None:
        return see_other("/login")
    listed = await services_of(request).database.read(lambda session: _listed(session, who))
    if who.member is not None and not listed:
        return see_other("/accounts")
    if who.member is None and len(listed) == 1:
        return see_other(f"/plans/{listed[0].id}")
    return await _page(request, who, listed)


async def _page(request: Request, who: SignedIn, listed: list[_Listed]) -> Response:
    services = services_of(request)
    now = services.now()
    summaries = await services.database.read(
        lambda session: plan_summaries(session, [plan.id for plan in listed])
    )
    plans = [_my_plan(who, plan, summaries[plan.id], now) for plan in listed if not plan.is_archived]
    cards = [_card(who, plan, summaries[plan.id], now) for plan in listed]
    cards.sort(key=_urgency, reverse=True)
    return render(
        request,
        "home.html",
        section="home",
        needs=needs_of(plans),
        cards=cards,
    )


def _listed(session: Session, who: SignedIn) -> list[_Listed]:
    if who.member is not None:
        return _of_workspace(session, who.member)
    ids = dict.fromkeys(guest.plan_id for guest in who.guests)
    plans = [find_plan(session, id) for id in ids]
    return [
        _Listed(plan.id, plan.title, plan.workspace_name, plan.time_zone, is_archived=plan.is_archived)
        for plan in plans
    ]


def _of_workspace(session: Session, member: MemberFacts) -> list[_Listed]:
    return [
        _Listed(plan.id, plan.title, account.name, account.time_zone, plan.created_at)
        for account in list_accounts(session, member.workspace_id)
        for plan in account.plans
    ]


def _my_plan(who: SignedIn, plan: _Listed, summary: PlanSummary, now: datetime) -> MyPlan:
    me = summary.me(*_me(who))
    name = me.name if me else (who.member.name if who.member else "")
    side: Side = "customer" if me and me.side == "customer" else "supplier"
    today = today_in(plan.time_zone, now)
    my_id = me.id if me else ""
    return MyPlan(plan.id, plan.title, plan.company, name, side, summary.due_actions, today, my_id)


def _card(who: SignedIn, plan: _Listed, summary: PlanSummary, now: datetime) -> PlanCard:
    visitor = summary.last_visitor(*_me(who))
    return PlanCard(
        plan,
        summary,
        visitor.name if visitor else "",
        visitor.side if visitor else "",
        visitor.visited_at if visitor else None,
        summary.growth.x_of(today_in(plan.time_zone, now)) if summary.growth else None,
    )


def _me(who: SignedIn) -> tuple[Mapping[str, None], str | None]:
    """The reader's participant ids."""
    ids = dict.fromkeys(guest.participant_id for guest in who.guests)
    return ids, who.member.id if who.member else None


def _urgency(card: PlanCard) -> tuple[bool, bool, datetime]:
    """The sort key, descending: plans with overdue actions, then the latest change, archived plans last."""
    at = card.summary.changed_at or card.plan.created_at or datetime.min.replace(tzinfo=UTC)
    return not card.plan.is_archived, card.summary.late_actions > 0, at


routes = [Route("/", show_home)]
