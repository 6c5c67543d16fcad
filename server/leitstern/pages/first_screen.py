"""A customer executive's first screen: correct us, choose, commit, each by one tap, before all else.

`GET` shows it; every `POST` is one answer and shows it again, as a whole page or as the part that htmx swaps.
Who dismissed it (a cookie) goes straight to the plan. Editors of the customer's side alone; everybody else is
sent to the plan. Words and choices are commands; taking on an action is an edit of the plan.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.policy import may_give_word
from leitstern.access.rate_limiter import COMMANDS_PER_PARTICIPANT
from leitstern.commands import given_words_rows
from leitstern.commands.command import CommandRefused
from leitstern.errors import Conflict, NotFound
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.form_commands import run_in_plan
from leitstern.http_support.forms import see_other, submitted
from leitstern.http_support.rendering import render, translate
from leitstern.http_support.services import services_of
from leitstern.pages.plans import WELCOMED
from leitstern.plan import promises
from leitstern.plan.time_zone import zone_named
from leitstern.reports.first_screen import FirstScreen, Reader, first_screen
from leitstern.workshop import first_rows, session_rows
from leitstern.workshop.session_state import WorkshopSession


@dataclass(frozen=True, slots=True)
class _Records:
    """What the server knows beside the plan."""

    words: Mapping[str, Any]
    chosen: frozenset[str]
    live: WorkshopSession | None
    next: WorkshopSession | None


async def show_first(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    if not is_asked(visit) or WELCOMED in request.cookies:
        return see_other(f"/plans/{visit.plan_id}")
    return await _page(request, visit)


def is_asked(visit: PlanVisit) -> bool:
    """Whether this person has anything to say here."""
    return may_give_word(visit.standing, visit.plan_id) and not visit.is_archived


async def answer(request: Request) -> Response:
    """Carries out one tap. What cannot be done is said on the same screen, and nothing else changes."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    fields, refused = await submitted(request), ""
    act = _ACTS.get(request.path_params["act"])
    if act is None or not is_asked(visit):
        raise NotFound("first")
    services = services_of(request)
    services.rate_limiter.spend(COMMANDS_PER_PARTICIPANT, visit.participant.id, services.now())
    try:
        await act(request, visit, fields)
    except CommandRefused as error:
        refused = translate(request, f"refusal.{error.refusal.code}")
    except Conflict:
        refused = translate(request, "first.taken_by_other")
    except NotFound:
        refused = translate(request, "refusal.item_not_found")
    return await _page(request, visit, fields, refused)


async def _page(
    request: Request, visit: PlanVisit, fields: Mapping[str, str] | None = None, refused: str = ""
) -> Response:
    known = await services_of(request).database.read(partial(_records, visit=visit))
    plan = (await services_of(request).views.of(visit.documents["shared"])).view
    reader = Reader(visit.participant.id, visit.participant.name)
    screen = first_screen(plan, reader, known.words, known.chosen)
    is_part = request.headers.get("HX-Request") is not None
    return render(
        request,
        "derived/first.html" if is_part else "first.html",
        plan=visit,
        screen=screen,
        session=known.live or known.next,
        is_live=known.live is not None,
        starts_at=_local(visit, known.live or known.next),
        attends=_attends(visit, known.next),
        confirmed=_confirmed(request, screen, fields or {}, refused),
        refused=refused,
        customer=visit.account_name,
        supplier=visit.workspace_name,
    )


def _records(session: Session, visit: PlanVisit) -> _Records:
    sessions = session_rows.load(session, visit.plan_id)
    planned = [one for one in sessions.sessions.values() if one.status == "prepared"]
    return _Records(
        given_words_rows.load(session, visit.plan_id).words,
        first_rows.load_choices(session, visit.plan_id).of(visit.participant.id),
        sessions.live(),
        min(planned, key=lambda one: one.starts_at, default=None),
    )


def _local(visit: PlanVisit, session: WorkshopSession | None) -> Any:
    return session.starts_at.astimezone(zone_named(visit.time_zone)) if session else None


def _attends(visit: PlanVisit, session: WorkshopSession | None) -> bool | None:
    return session.attending.get(visit.participant.id) if session else None


def _confirmed(
    request: Request, screen: FirstScreen, fields: Mapping[str, str], refused: str
) -> Mapping[str, str] | None:
    """The statement that was called right just now, so that it can be taken back."""
    is_confirmed = request.path_params.get("act") == "confirm" and not refused
    is_waiting = any(one.id == fields.get("claim_id") for one in screen.claims)
    return fields if is_confirmed and not is_waiting else None


# ---- the acts ----


async def _confirm(request: Request, visit: PlanVisit, fields: Mapping[str, str]) -> None:
    await run_in_plan(request, visit, "claim.confirm", fields)


async def _dispute(request: Request, visit: PlanVisit, fields: Mapping[str, str]) -> None:
    """One tap says "not right"; why can be said afterwards."""
    sentence = fields.get("sentence", "").strip() or translate(request, "first.not_right")
    await run_in_plan(request, visit, "claim.correct", {**fields, "sentence": sentence})


async def _take_back(request: Request, visit: PlanVisit, fields: Mapping[str, str]) -> None:
    await run_in_plan(request, visit, "claim.take_back", fields)


async def _choose(request: Request, visit: PlanVisit, fields: Mapping[str, str]) -> None:
    await run_in_plan(request, visit, "opportunity.choose", fields)


async def _attend(request: Request, visit: PlanVisit, fields: Mapping[str, str]) -> None:
    await run_in_plan(request, visit, "session.attend", fields)


async def _take_on(request: Request, visit: PlanVisit, fields: Mapping[str, str]) -> None:
    await _edit(request, visit, fields, promises.take_on)


async def _give_back(request: Request, visit: PlanVisit, fields: Mapping[str, str]) -> None:
    await _edit(request, visit, fields, promises.give_back)


async def _edit(
    request: Request, visit: PlanVisit, fields: Mapping[str, str], change: Callable[..., None]
) -> None:
    me = visit.participant
    taker = promises.Taker(me.id, me.name, me.side)
    work = partial(change, action_id=fields.get("action_id", ""), taker=taker)
    await services_of(request).rooms.edit(visit.documents["shared"], me.id, work)


_Act = Callable[[Request, PlanVisit, Mapping[str, str]], Awaitable[None]]

_ACTS: Mapping[str, _Act] = {
    "confirm": _confirm,
    "dispute": _dispute,
    "take-back": _take_back,
    "choose": _choose,
    "attend": _attend,
    "take-on": _take_on,
    "give-back": _give_back,
}

routes = [
    Route("/plans/{plan_id}/first", show_first),
    Route("/plans/{plan_id}/first/{act}", answer, methods=["POST"]),
]
