"""Accounts (customer companies) and their plans: the list, one account, its commands.

Members only; deleting an account and restoring a deleted one is for admins.

An account of another workspace gets the same response as one that does not exist. A new plan starts with its
title and the next three years in its shared document.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.customer_accounts import (
    AccountContents,
    AccountFacts,
    PlanIds,
    contents_of,
    create_account,
    find_account,
    list_accounts,
    list_archived,
    list_deleted,
    set_time_zone,
    take_time_zone,
)
from leitstern.access.form_fields import NAME_MAX, TITLE_MAX, Fields
from leitstern.access.plan_summaries import PlanSummary, plan_summaries
from leitstern.access.sessions import MemberFacts
from leitstern.commands.accounts import KEPT
from leitstern.commands.command import CommandRefused
from leitstern.commands.new_plan import begin_plan
from leitstern.errors import Forbidden, InvalidInput
from leitstern.http_support.current_participant import need_member
from leitstern.http_support.form_commands import run_in_workspace
from leitstern.http_support.forms import EMPTY_FORM, Form, see_other, submitted
from leitstern.http_support.rendering import render
from leitstern.http_support.services import services_of
from leitstern.plan.time_zone import is_time_zone, time_zones


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
        time_zone = _told_time_zone(typed)
        fields.done()
    except InvalidInput as error:
        return await _list(request, member, Form(typed, error.fields), 422)
    account_id = await services.database.write(
        lambda session: create_account(
            session,
            member.workspace_id,
            name,
            now,
            industry=industry,
            location=location,
            time_zone=time_zone,
            actor=member.id,
        )
    )
    return see_other(f"/accounts/{account_id}")


async def show_account(request: Request) -> Response:
    _, member = await need_member(request)
    return await _detail(request, member, EMPTY_FORM)


async def add_plan(request: Request) -> Response:
    """Creates a plan, whose document has the title and the next three years, and redirects to it."""
    _, member = await need_member(request)
    typed = await submitted(request)
    try:
        fields = Fields(typed)
        title = fields.line("title", TITLE_MAX)
        fields.done()
    except InvalidInput as error:
        return await _detail(request, member, Form(typed, error.fields), 422)
    plan = await _create(request, member, title, _told_time_zone(typed))
    return see_other(f"/plans/{plan.plan_id}")


async def choose_time_zone(request: Request) -> Response:
    """Sets the time zone of the account's plans. Open pages use it from their next computed values on."""
    _, member = await need_member(request)
    typed = await submitted(request)
    services, account_id = services_of(request), request.path_params["account_id"]
    try:
        fields = Fields(typed)
        time_zone = fields.choice("time_zone", time_zones())
        fields.done()
    except InvalidInput as error:
        return await _detail(request, member, Form(typed, error.fields), 422)
    now = services.now()
    await services.database.write(
        lambda session: set_time_zone(session, member.workspace_id, account_id, time_zone, member.id, now)
    )
    return see_other(f"/accounts/{account_id}")


def _told_time_zone(typed: Mapping[str, str]) -> str:
    """The browser's time zone, which a script writes into the form; empty without scripts."""
    told = typed.get("browser_time_zone", "")
    return told if is_time_zone(told) else ""


async def rename_account(request: Request) -> Response:
    _, member = await need_member(request)
    typed = await submitted(request)
    account_id = request.path_params["account_id"]
    try:
        await run_in_workspace(request, member, "account.rename", typed, account_id=account_id)
    except CommandRefused as refused:
        if refused.code != "invalid_arguments":
            raise
        return await _detail(request, member, Form(typed, refused.refusal.fields), 422)
    return see_other(f"/accounts/{account_id}")


async def archive_account(request: Request) -> Response:
    return await _command(request, "account.archive", "/accounts#put-away")


async def restore_account(request: Request) -> Response:
    return await _command(request, "account.restore", "/accounts")


async def delete_account(request: Request) -> Response:
    return await _command(request, "account.delete", "/accounts#put-away")


async def _command(request: Request, kind: str, then: str) -> Response:
    """Sends the command of a button for the account in the path."""
    _, member = await need_member(request)
    fields = await submitted(request)
    await run_in_workspace(request, member, kind, fields, account_id=request.path_params["account_id"])
    return see_other(then)


async def show_delete(request: Request) -> Response:
    """Asks for confirmation and names what will be deleted: plans and people."""
    _, member = await need_member(request)
    if member.role != "admin":
        raise Forbidden("admins only")
    account_id = request.path_params["account_id"]

    def work(session: Session) -> tuple[AccountFacts, AccountContents]:
        account = find_account(session, member.workspace_id, account_id)
        return account, contents_of(session, account)

    account, contents = await services_of(request).database.read(work)
    return render(
        request,
        "account_delete.html",
        section="accounts",
        account=account,
        contents=contents,
        days=KEPT.days,
    )


async def _create(request: Request, member: MemberFacts, title: str, time_zone: str) -> PlanIds:
    services = services_of(request)
    now, account_id = services.now(), request.path_params["account_id"]

    def work(session: Session) -> PlanIds:
        ids = (member.workspace_id, account_id)
        take_time_zone(session, *ids, time_zone)
        return begin_plan(session, services.log, *ids, title, member.id, now)

    return await services.database.write(work)


async def _list(request: Request, member: MemberFacts, form: Form, status: int = 200) -> Response:

    services = services_of(request)
    erased = services.now() - KEPT

    def work(session: Session) -> tuple[list[AccountFacts], Mapping[str, PlanSummary], list[AccountFacts]]:
        accounts = list_accounts(session, member.workspace_id)
        summaries = plan_summaries(session, [plan.id for account in accounts for plan in account.plans])
        put_away = list_archived(session, member.workspace_id)
        if member.role == "admin":
            put_away += list_deleted(session, member.workspace_id, erased)
        return accounts, summaries, put_away

    accounts, summaries, put_away = await services.database.read(work)
    return render(
        request,
        "accounts.html",
        status=status,
        section="accounts",
        accounts=accounts,
        summaries=summaries,
        put_away=put_away,
        kept=KEPT,
        form=form,
        path="/accounts",
    )


async def _detail(request: Request, member: MemberFacts, form: Form, status: int = 200) -> Response:
    account_id = request.path_params["account_id"]

    def work(session: Session) -> tuple[AccountFacts, Mapping[str, PlanSummary]]:
        account = find_account(session, member.workspace_id, account_id)
        return account, plan_summaries(session, [plan.id for plan in (*account.plans, *account.archived)])

    account, summaries = await services_of(request).database.read(work)
    return render(
        request,
        "account.html",
        zone_options=[(name, name.replace("_", " ")) for name in time_zones()],
        status=status,
        section="accounts",
        account=account,
        summaries=summaries,
        is_admin=member.role == "admin",
        form=form,
        path=f"/accounts/{account.id}",
    )


routes = [
    Route("/accounts", show_accounts),
    Route("/accounts", add_account, methods=["POST"]),
    Route("/accounts/{account_id}", show_account),
    Route("/accounts/{account_id}/plans", add_plan, methods=["POST"]),
    Route("/accounts/{account_id}/time-zone", choose_time_zone, methods=["POST"]),
    Route("/accounts/{account_id}/rename", rename_account, methods=["POST"]),
    Route("/accounts/{account_id}/archive", archive_account, methods=["POST"]),
    Route("/accounts/{account_id}/restore", restore_account, methods=["POST"]),
    Route("/accounts/{account_id}/delete", show_delete),
    Route("/accounts/{account_id}/delete", delete_account, methods=["POST"]),
]
