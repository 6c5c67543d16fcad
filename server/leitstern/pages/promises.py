"""My side's page: what both sides promised, by a lasting personal link, without login or the plan.

`GET` reads: it redeems nothing, sets no cookie and opens no session, so mail scanners change nothing. A POST
answers one action of the person's own side: done, another date, need help, or back to what it was. The page
holds nothing of the plan but actions with owner, date and state.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.policy import may_write
from leitstern.access.rate_limiter import COMMANDS_PER_PARTICIPANT
from leitstern.access.side_links import SideVisit, open_side_page
from leitstern.commands.execution import Submission
from leitstern.errors import Forbidden, InvalidInput, NotFound
from leitstern.http_support.current_participant import signed_in
from leitstern.http_support.forms import StaleForm, submitted
from leitstern.http_support.guessing import find_by_link
from leitstern.http_support.link_tokens import read_token
from leitstern.http_support.rendering import render, translate
from leitstern.http_support.services import services_of
from leitstern.plan import promises
from leitstern.plan.time_zone import today_in
from leitstern.reports.promises import Promise, Promises, promises_of
from leitstern.wording.catalogue import LOCALES

_PURPOSE = "promises"


async def show_promises(request: Request) -> Response:
    return await _page(request, await _visit(request))


async def answer(request: Request) -> Response:
    """One tap on an action of the person's own side. Raises LinkInvalid, Forbidden, TooMany."""
    visit = await _visit(request)
    if not _may_answer(visit):
        raise Forbidden("promises")
    services = services_of(request)
    services.rate_limiter.spend(COMMANDS_PER_PARTICIPANT, visit.participant.id, services.now())
    try:
        fields = await submitted(request, _PURPOSE)
        before = (await _promises(request, visit)).find(fields.get("action_id", ""))
        await _carry_out(request, visit, fields, before)
    except StaleForm:
        return await _page(request, visit, refused="errors.stale_form", status=403)
    except NotFound:
        return await _page(request, visit, refused="refusal.item_not_found", status=404)
    except InvalidInput as error:
        return await _page(request, visit, refused=f"errors.{next(iter(error.fields.values()))}", status=422)
    return await _page(request, visit, before=None if fields.get("is_undo") else before)


async def _carry_out(
    request: Request, visit: SideVisit, fields: Mapping[str, str], before: Promise | None
) -> None:
    action_id, status = fields.get("action_id", ""), fields.get("status", "")
    change = partial(
        promises.answer,
        action_id=action_id,
        side=visit.participant.side,
        status=status,
        due=fields.get("due", ""),
    )
    services = services_of(request)
    await services.rooms.edit(visit.plan.documents["shared"], visit.participant.id, change)
    asks_for_help = status == "blocked" and not fields.get("is_undo")
    if asks_for_help and before is not None and before.status != "blocked":
        wish = {"text": translate(request, "promises.help_comment"), "item": action_id}
        await services.commands.run(
            Submission("plan", visit.plan.id, visit.participant.id, "topic.add", wish)
        )


async def _page(
    request: Request, visit: SideVisit, *, before: Promise | None = None, refused: str = "", status: int = 200
) -> Response:
    """`before`: the action that was just answered, as it was, so that it can be put back."""
    me, plan = visit.participant, visit.plan
    sides = {"supplier": plan.workspace_name, "customer": plan.account_name}
    found = await _promises(request, visit)
    is_part = request.headers.get("HX-Request") is not None
    return render(
        request,
        "derived/promises.html" if is_part else "promises.html",
        status=200 if is_part and status != 403 else status,
        found=found,
        before=before,
        now=found.find(before.id) if before else None,
        refused=translate(request, refused) if refused else "",
        me=me,
        company=sides[me.side],
        other=sides["customer" if me.side == "supplier" else "supplier"],
        may_answer=_may_answer(visit),
        address=_address(request),
        title=plan.title,
    )


def _address(request: Request) -> str:
    """Keeps the language that was chosen by a link of the page."""
    asked = request.query_params.get("lang", "")
    return f"{request.url.path}?lang={asked}" if asked in LOCALES else request.url.path


async def _promises(request: Request, visit: SideVisit) -> Promises:
    services, me = services_of(request), visit.participant
    plan = (await services.views.of(visit.plan.documents["shared"])).view
    return promises_of(plan, me.id, me.name, me.side, today_in(visit.plan.time_zone, services.now()))


async def _visit(request: Request) -> SideVisit:
    """Raises LinkInvalid, and TooMany for who tried too many links."""
    await signed_in(request)  # forms are bound to the browser's session, where there is one
    services = services_of(request)
    page_id, token = request.path_params["page_id"], read_token(request.path_params["token"])
    work = partial(open_side_page, keys=services.keys, page_id=page_id, token=token)
    visit = await find_by_link(request, lambda: services.database.read(work))
    request.state.invited_locale = visit.participant.language
    return visit


def _may_answer(visit: SideVisit) -> bool:
    standing = visit.participant.standing(is_archived=visit.plan.is_archived)
    return may_write(standing, visit.plan.id, "shared")


routes = [
    Route("/promises/{page_id}/{token:path}", show_promises),
    Route("/promises/{page_id}/{token:path}", answer, methods=["POST"]),
]
