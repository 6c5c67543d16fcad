"""The news panel of a plan: what is expected of the person, and what others have changed.

`GET` reads; `POST` ("all seen") sets the time from which changes are listed. The panel is personal, so it is
not cached for others. Only the shared document is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, cast

from markupsafe import Markup
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from leitstern.access.participants import mark_seen, seen_until
from leitstern.access.policy import may_give_word, may_put_on_table
from leitstern.access.workspace_settings import plan_shows_history
from leitstern.commands import given_words_rows, second_looks, tabled_items_rows
from leitstern.commands.command import CommandRefused
from leitstern.commands.past_names import PastNames, past_names
from leitstern.commands.second_looks import Look
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.form_commands import run_in_plan
from leitstern.http_support.forms import see_other, submitted
from leitstern.http_support.rendering import Renderer, locale_of, render, translate
from leitstern.http_support.services import services_of
from leitstern.live.history.change_feed import ChangeFeed
from leitstern.plan.differences import Difference
from leitstern.plan.document import PlanView
from leitstern.plan.generated import KINDS, Side
from leitstern.plan.time_zone import today_in
from leitstern.reports.field_wording import FieldWords, record_names
from leitstern.reports.news import AskedLook, News, Reader, news_of


async def news(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    return HTMLResponse(await news_panel(request, visit), headers={"Vary": "Cookie, Accept-Language"})


async def seen(request: Request) -> Response:
    """Marks all changes until now as seen."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    await submitted(request)
    services = services_of(request)
    now = services.now()
    await services.database.write(lambda session: mark_seen(session, visit.participant.id, now))
    if request.headers.get("HX-Request"):
        return HTMLResponse(await news_panel(request, visit))
    return see_other(f"/plans/{visit.plan_id}")


async def confirm(request: Request) -> Response:
    """The customer's side says from the panel that a statement is right. A refusal is told in the panel."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    fields, refused = await submitted(request), ""
    try:
        await run_in_plan(request, visit, "claim.confirm", fields)
    except CommandRefused as error:
        if not request.headers.get("HX-Request"):
            raise
        refused = translate(request, f"refusal.{error.refusal.code}")
    if request.headers.get("HX-Request"):
        return HTMLResponse(await news_panel(request, visit, refused))
    return see_other(f"/plans/{visit.plan_id}")


async def news_panel(request: Request, visit: PlanVisit, refused: str = "") -> Markup:
    """The panel as HTML, for its own address and for the plan's page."""
    news = await _news(request, visit)
    looks_back = await services_of(request).database.read(partial(plan_shows_history, plan_id=visit.plan_id))
    page = render(
        request,
        "derived/news.html",
        news=news,
        plan_id=visit.plan_id,
        plan=visit,
        refused=refused,
        looks_back=looks_back,
    )
    return Markup(bytes(page.body).decode())  # noqa: S704 - rendered by our own template, escaped there


async def _news(request: Request, visit: PlanVisit) -> News:
    services, me = services_of(request), visit.participant
    document = visit.documents["shared"]
    plan = await services.views.of(document)
    since = await services.database.read(lambda session: seen_until(session, me.id))
    feed = await services.feeds.since(document, since, plan.seq, plan.data)
    back = await services.database.read(partial(tabled_items_rows.ever_taken_back, plan_id=visit.plan_id))
    edits = [edit for edit in feed.edits if _is_for_both(edit.difference, back)]
    names = await services.database.read(partial(past_names, plan_id=visit.plan_id))
    words = _words(request, visit, plan.view, feed)
    may_answer = may_give_word(visit.standing, visit.plan_id) and not visit.is_archived
    reader = Reader(me.id, me.name, me.side, may_answer)
    named = partial(_named, names, words)
    given = await services.database.read(partial(given_words_rows.load, plan_id=visit.plan_id))
    asked = await _asked_looks(request, visit, named)
    today = today_in(visit.time_zone, services.now())
    return news_of(plan.view, edits, reader, named, words, today, given.words, asked)


async def _asked_looks(
    request: Request, visit: PlanVisit, named: Callable[[str, datetime], str | None]
) -> list[AskedLook]:
    """What colleagues ask a second look for or object to, while the words are still those. An objection, also
    the reader's own, takes the place of the question.
    """
    services, me, side = services_of(request), visit.participant, visit.participant.side
    if side not in visit.documents or not may_put_on_table(visit.standing, visit.plan_id):
        return []

    def work(session: Session) -> list[Look]:
        wanted = side == "supplier" and second_looks.is_wanted(session, visit.plan_id)
        return second_looks.looks_in(session, visit.plan_id) if wanted else []

    looks = await services.database.read(work)
    if all(one.participant_id == me.id for one in looks):
        return []
    data, now = (await services.rooms.read(visit.documents[side])).data, services.now()
    standing = [(one, record) for one in looks if (record := _same_words(data, one)) is not None]
    refused = {one.item_id for one, _ in standing if one.objection}
    return [
        AskedLook(
            one.item_id,
            str(record.get(KINDS[one.kind].name) or "").strip(),
            named(one.participant_id, now) or "",
            one.objection,
        )
        for one, record in standing
        if one.participant_id != me.id and bool(one.objection) == (one.item_id in refused)
    ]


def _same_words(data: Mapping[str, Any], look: Look) -> Mapping[str, Any] | None:
    """The record, if it still has the words that were looked at."""
    record = (data.get(look.kind) or {}).get(look.item_id) or {}
    is_same = not record.get("removed_at") and second_looks.digest_of(look.kind, record) == look.digest
    return record if is_same else None


def _words(request: Request, visit: PlanVisit, plan: PlanView, feed: ChangeFeed) -> FieldWords:
    """Wording with the records' names as of the newest state, including removed records."""
    renderer = cast(Renderer, request.app.state.renderer)
    sides: dict[Side, str] = {"supplier": visit.workspace_name, "customer": visit.account_name}
    catalogue = renderer.catalogues[locale_of(request)]
    return FieldWords("shared", catalogue, sides, plan.header.currency, record_names(feed.data))


def _is_for_both(difference: Difference, taken_back: frozenset[str]) -> bool:
    """Of an item that was taken back before the other side saw it, only that it is there now is told."""
    return difference.record not in taken_back or difference.what == "added"


def _named(names: PastNames, words: FieldWords, participant: str, at: datetime) -> str | None:
    """The name that somebody had then, with the company."""
    name, side = names.name(participant, at), names.side(participant)
    if name is None or side is None:
        return None
    return words.catalogue.text("participants.of_company", name=name, company=words.sides[side])


routes = [
    Route("/plans/{plan_id}/news", news, methods=["GET"], name="news"),
    Route("/plans/{plan_id}/seen", seen, methods=["POST"]),
    Route("/plans/{plan_id}/confirm", confirm, methods=["POST"]),
]
