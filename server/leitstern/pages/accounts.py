"""Accounts and their plans: the list, one account, and making new ones.

For members alone. Another workspace's account answers like one that does not exist. A new plan begins with
its title and the next three years in its shared document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pycrdt import Doc
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.accounts import (
    AccountFacts,
    PlanIds,
    create_account,
    create_plan,
    find_account,
    list_accounts,
)
from leitstern.access.fields import NAME_MAX, TITLE_MAX, Fields
from leitstern.access.glances import PlanGlance, glances
from leitstern.access.sessions import MemberFacts
from leitstern.errors import InvalidInput
from leitstern.pages.forms import EMPTY_FORM, Form, see_other, submitted
from leitstern.pages.rendering import render
from leitstern.pages.services import services_of
from leitstern.pages.visitors import need_member
from leitstern.plan.edits import set_header, set_root_text

_HORIZON_YEARS = 3


async def show_accounts(request: Request) -> Response:
    _, member = await need_member(request)
    return await _list(request, member, EMPTY_FORM)


async def add_account(request: Request) -> Response:
    _, member = await need_member(request)
    typed = await submitted(request)
    services = services_of(request)
    now = services.now()
    try:
        fields = Fields(typed)
        name = fields.line("name", NAME_MAX)
        industry = fields.line("industry", NAME_MAX, is_required=False)
        location = fields.line("location", NAME_MAX, is_required=False)
        fields.done()
    except InvalidInput as error:
        return await _list(request, member, Form(typed, error.fields), 422)
    account_id = await services.database.write(
        lambda session: create_account(
            session, member.workspace_id, name, now, industry=industry, location=location, actor=member.id
        )
    )
    return see_other(f"/accounts/{account_id}")


async def show_account(request: Request) -> Response:
    _, member = await need_member(request)
    return await _detail(request, member, EMPTY_FORM)


async def add_plan(request: Request) -> Response:
    """A new plan, with its title and the next three years written into it, and on to it."""
    _, member = await need_member(request)
    typed = await submitted(request)
    try:
        fields = Fields(typed)
        title = fields.line("title", TITLE_MAX)
        fields.done()
    except InvalidInput as error:
        return await _detail(request, member, Form(typed, error.fields), 422)
    plan = await _create(request, member, title)
    return see_other(f"/plans/{plan.plan_id}")


async def _create(request: Request, member: MemberFacts, title: str) -> PlanIds:
    services = services_of(request)
    now, account_id = services.now(), request.path_params["account_id"]

    def work(session: Session) -> PlanIds:
        return create_plan(session, member.workspace_id, account_id, title, member.id, now)

    def begin(doc: Doc[Any]) -> None:
        set_root_text(doc, "title", title)
        set_header(doc, "horizon_start", now.year + 1)
        set_header(doc, "horizon_end", now.year + _HORIZON_YEARS)

    plan = await services.database.write(work)
    await services.rooms.edit(plan.documents["shared"], "server", begin)
    return plan


async def _list(request: Request, member: MemberFacts, form: Form, status: int = 200) -> Response:

    def work(session: Session) -> tuple[list[AccountFacts], Mapping[str, PlanGlance]]:
        accounts = list_accounts(session, member.workspace_id)
        return accounts, glances(session, [plan.id for account in accounts for plan in account.plans])

    accounts, seen = await services_of(request).database.read(work)
    return render(
        request,
        "accounts.html",
        status=status,
        section="accounts",
        accounts=accounts,
        glances=seen,
        form=form,
        path="/accounts",
    )


async def _detail(request: Request, member: MemberFacts, form: Form, status: int = 200) -> Response:
    account_id = request.path_params["account_id"]

    def work(session: Session) -> tuple[AccountFacts, Mapping[str, PlanGlance]]:
        account = find_account(session, member.workspace_id, account_id)
        return account, glances(session, [plan.id for plan in (*account.plans, *account.archived)])

    account, seen = await services_of(request).database.read(work)
    return render(
        request,
        "account.html",
        status=status,
        section="accounts",
        account=account,
        glances=seen,
        form=form,
        path=f"/accounts/{account.id}",
    )


routes = [
    Route("/accounts", show_accounts),
    Route("/accounts", add_account, methods=["POST"]),
    Route("/accounts/{account_id}", show_account),
    Route("/accounts/{account_id}/plans", add_plan, methods=["POST"]),
]
