"""The front door: members go to their accounts, guests to their plan, strangers to sign in."""

from __future__ import annotations

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.accounts import PlanFacts, find_plan
from leitstern.access.sessions import SignedIn
from leitstern.pages.forms import see_other
from leitstern.pages.rendering import render
from leitstern.pages.services import services_of
from leitstern.pages.visitors import signed_in


async def show_home(request: Request) -> Response:
    who = await signed_in(request)
    if who is None:
        return see_other("/login")
    if who.member is not None:
        return see_other("/accounts")
    plan_ids = list(dict.fromkeys(guest.plan_id for guest in who.guests))
    if len(plan_ids) == 1:
        return see_other(f"/plans/{plan_ids[0]}")
    plans = await services_of(request).database.read(lambda session: _plans(session, who))
    return render(request, "plans.html", plans=plans)


def _plans(session: Session, who: SignedIn) -> list[PlanFacts]:
    return [find_plan(session, id) for id in dict.fromkeys(guest.plan_id for guest in who.guests)]


routes = [Route("/", show_home)]
