"""An account's yearly figures, and the decision whether it is key. Members only.

`/accounts/{id}/figures` shows all years, a form for one year, and the decisions over time. What is typed is
read as the import reads it (plan/portfolio_import.py), so both accept the same numbers.
"""

from __future__ import annotations

import re

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.customer_accounts import AccountFacts, find_account
from leitstern.access.form_fields import Fields
from leitstern.access.portfolio import (
    Decided,
    YearFigures,
    decide_key,
    decisions_on,
    delete_figures,
    figures_of,
    save_figures,
)
from leitstern.access.sessions import MemberFacts
from leitstern.errors import InvalidInput
from leitstern.http_support.current_participant import need_member
from leitstern.http_support.forms import EMPTY_FORM, Form, see_other, submitted
from leitstern.http_support.rendering import locale_of, render
from leitstern.http_support.services import services_of
from leitstern.plan.portfolio import Figures
from leitstern.plan.portfolio_import import AMOUNTS, FIRST_YEAR, LAST_YEAR, read_amount

REASON_MAX = 500


async def show_figures(request: Request) -> Response:
    _, member = await need_member(request)
    return await _page(request, member, EMPTY_FORM)


async def enter_figures(request: Request) -> Response:
    _, member = await need_member(request)
    typed = await submitted(request)
    services, account_id = services_of(request), request.path_params["account_id"]
    fields = Fields(typed)
    year = fields.whole("year", FIRST_YEAR, LAST_YEAR, 0)
    if not year:
        fields.errors.setdefault("year", "errors.required")
    currency = typed.get("currency", "").strip().upper() or "EUR"
    if not re.fullmatch(r"[A-Z]{3}", currency):
        fields.refuse("currency", "errors.currency")
    amounts: dict[str, float] = {}
    for name in AMOUNTS:
        try:
            value = read_amount(typed.get(name, ""), has_comma=locale_of(request) == "de")
        except ValueError:
            fields.refuse(name, "errors.number")
            continue
        if value is not None:
            amounts[name] = value
    if "gross_revenue" not in amounts:
        fields.errors.setdefault("gross_revenue", "errors.required")
    try:
        fields.done()
    except InvalidInput as error:
        return await _page(request, member, Form(typed, error.fields), 422)
    one, now = YearFigures(year, currency, Figures(account_id, **amounts)), services.now()
    await services.database.write(
        lambda session: save_figures(session, member.workspace_id, [one], member.id, now)
    )
    return see_other(f"/accounts/{account_id}/figures")


async def forget_figures(request: Request) -> Response:
    _, member = await need_member(request)
    typed = await submitted(request)
    services, account_id = services_of(request), request.path_params["account_id"]
    fields = Fields(typed)
    year = fields.whole("year", FIRST_YEAR, LAST_YEAR, 0)
    fields.done()
    now = services.now()
    await services.database.write(
        lambda session: delete_figures(session, member.workspace_id, account_id, year, member.id, now)
    )
    return see_other(f"/accounts/{account_id}/figures")


async def decide(request: Request) -> Response:
    _, member = await need_member(request)
    typed = await submitted(request)
    services, account_id = services_of(request), request.path_params["account_id"]
    try:
        fields = Fields(typed)
        answer = fields.choice("is_key", ("yes", "no"))
        reason = fields.line("reason", REASON_MAX)
        fields.done()
    except InvalidInput as error:
        return await _page(request, member, Form(typed, error.fields), 422)
    now = services.now()
    await services.database.write(
        lambda session: decide_key(
            session,
            member.workspace_id,
            account_id,
            is_key=answer == "yes",
            reason=reason,
            member_id=member.id,
            now=now,
        )
    )
    return see_other(f"/accounts/{account_id}/figures#key")


async def _page(request: Request, member: MemberFacts, form: Form, status: int = 200) -> Response:
    account_id = request.path_params["account_id"]

    def work(session: Session) -> tuple[AccountFacts, list[YearFigures], list[Decided]]:
        account = find_account(session, member.workspace_id, account_id)
        return account, figures_of(session, account_id), decisions_on(session, account_id)

    account, years, decisions = await services_of(request).database.read(work)
    return render(
        request,
        "account_figures.html",
        status=status,
        section="accounts",
        account=account,
        years=years,
        decisions=decisions,
        amounts=AMOUNTS,
        form=form,
        path=f"/accounts/{account.id}/figures",
    )


routes = [
    Route("/accounts/{account_id}/figures", show_figures),
    Route("/accounts/{account_id}/figures", enter_figures, methods=["POST"]),
    Route("/accounts/{account_id}/figures/delete", forget_figures, methods=["POST"]),
    Route("/accounts/{account_id}/key", decide, methods=["POST"]),
]
