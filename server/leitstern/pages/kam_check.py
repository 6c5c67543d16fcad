"""The page `/check`: eleven statements on the company and on one account, answered by evidence or a person.

Members only; reads rows and opens no document. `/check?account=...` chooses the account; without it the first
key account with a plan is shown. A next step on an account with a plan becomes an action in Our room; others
are kept beside the check.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pycrdt import Doc
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.form_fields import TITLE_MAX, Fields
from leitstern.access.kam_check import (
    Given,
    Step,
    Understood,
    add_answers,
    add_step,
    answers_of,
    confirmed_hashes,
    finish_step,
    steps_of,
    understood,
)
from leitstern.access.portfolio import PortfolioAccount, portfolio_accounts, years_with_figures
from leitstern.access.sessions import MemberFacts
from leitstern.errors import InvalidInput, NotFound
from leitstern.http_support.current_participant import enter_plan, need_member
from leitstern.http_support.forms import EMPTY_FORM, Form, see_other, submitted
from leitstern.http_support.rendering import locale_of, render, translate
from leitstern.http_support.services import services_of
from leitstern.plan import check
from leitstern.plan.edits import add_record
from leitstern.plan.time_zone import today_in
from leitstern.reports.blind_check import BlindCheck, BlindLines, blind_lines
from leitstern.reports.kam_check import (
    AccountFacts,
    CheckPart,
    CompanyFacts,
    account_proofs,
    check_part,
    company_proofs,
)
from leitstern.reports.portfolio import LIVE
from leitstern.workshop import rounds_rows
from leitstern.workshop.rounds import Round

REASON_MAX = 500
Confirmed = Mapping[str, frozenset[tuple[str, str]]]
"""Plan -> (entry, hash of its text) of every benefit that was confirmed."""


@dataclass(frozen=True, slots=True)
class _Rows:
    accounts: list[PortfolioAccount]
    account: PortfolioAccount | None
    company_answers: list[Given]
    answers: list[Given]
    company_steps: list[Step]
    steps: list[Step]
    understood: Mapping[str, Understood]
    confirmed: Confirmed
    blind_checks: list[Round]


@dataclass(frozen=True, slots=True)
class _Shown:
    rows: _Rows
    company: CheckPart
    account: CheckPart | None
    blind: BlindLines


async def show_check(request: Request) -> Response:
    _, member = await need_member(request)
    return await _page(request, member, request.query_params.get("account", ""), EMPTY_FORM)


async def answer(request: Request) -> Response:
    """One statement: a score, "I cannot say", or back to the evidence. Overruling evidence needs a reason."""
    _, member = await need_member(request)
    typed = await submitted(request)
    account_id, number = typed.get("account", ""), _statement(request)
    shown = await _read(request, member, account_id)
    fields = Fields(typed)
    choice = fields.choice("answer", (*map(str, range(11)), "unsure", "evidence"))
    part = shown.company if check.scope_of(number) == "company" else shown.account
    if part is None:
        raise NotFound(account_id)
    has_proof = any(line.number == number and line.proofs for line in part.lines)
    reason = fields.line("reason", REASON_MAX, is_required=has_proof and choice != "evidence")
    try:
        fields.done()
    except InvalidInput as error:
        form = Form({**typed, "statement": str(number)}, error.fields)
        return await _page(request, member, account_id, form, 422)
    kind = choice if choice in ("unsure", "evidence") else "score"
    given = (number, kind, float(choice) if kind == "score" else None, reason)
    await _write(request, member, _about(shown, number), given)
    return see_other(_back(shown, number))


async def keep(request: Request) -> Response:
    """Keeps today's scores, so that a later visit shows the trend."""
    _, member = await need_member(request)
    typed = await submitted(request)
    shown = await _read(request, member, typed.get("account", ""))
    services = services_of(request)
    now = services.now()

    def work(session: Session) -> None:
        parts: list[tuple[str | None, CheckPart]] = [(None, shown.company)]
        if shown.account is not None and shown.rows.account is not None:
            parts.append((shown.rows.account.id, shown.account))
        for account_id, part in parts:
            kept = [(line.number, "kept", line.score, "") for line in part.lines if line.score is not None]
            add_answers(session, member.workspace_id, account_id, kept, member.id, now)

    await services.database.write(work)
    return see_other(_back(shown, 0))


async def plan_step(request: Request) -> Response:
    """The next step: an action in Our room where the account has a plan, else a line beside the check."""
    _, member = await need_member(request)
    typed = await submitted(request)
    account_id, number = typed.get("account", ""), _statement(request)
    shown = await _read(request, member, account_id)
    fields = Fields(typed)
    title = fields.line("title", TITLE_MAX)
    due = _day(fields, "due", typed.get("due", ""))
    try:
        fields.done()
    except InvalidInput as error:
        form = Form({**typed, "statement": str(number)}, error.fields)
        return await _page(request, member, account_id, form, 422)
    services, about = services_of(request), _about(shown, number)
    plan_id = _plan_id(shown.rows.account) if about is not None else ""
    if plan_id:
        visit = await enter_plan(request, plan_id)
        document = visit.documents["supplier"]

        def add(doc: Doc[Any]) -> None:
            add_record(doc, "actions", {"title": title, "due": due}, document="supplier")

        await services.rooms.edit(document, visit.participant.id, add)
        return see_other(f"/plans/{plan_id}#private")
    now = services.now()
    await services.database.write(
        lambda session: add_step(session, member.workspace_id, about, number, title, due, member.id, now)
    )
    return see_other(_back(shown, number))


async def tick_step(request: Request) -> Response:
    _, member = await need_member(request)
    await submitted(request)
    services = services_of(request)
    now, step_id = services.now(), request.path_params["step_id"]

    def work(session: Session) -> tuple[str | None, int]:
        row = finish_step(session, member.workspace_id, step_id, now)
        return row.account_id, row.statement

    account_id, number = await services.database.write(work)
    return see_other(f"/check?account={account_id or ''}#statement-{number}")


async def _read(request: Request, member: MemberFacts, account_id: str) -> _Shown:
    services = services_of(request)
    now = services.now()

    def work(session: Session) -> _Rows:
        years = years_with_figures(session, member.workspace_id)
        accounts = portfolio_accounts(session, member.workspace_id, years[0] if years else 0, now)
        account = _chosen(accounts, account_id)
        about = account.id if account else None
        return _Rows(
            accounts,
            account,
            answers_of(session, member.workspace_id, None),
            answers_of(session, member.workspace_id, about) if about else [],
            steps_of(session, member.workspace_id, None),
            steps_of(session, member.workspace_id, about) if about else [],
            understood(session, member.workspace_id),
            confirmed_hashes(session, member.workspace_id),
            rounds_rows.checks(session, _plan_id(account)),
        )

    return _shown(request, await services.database.read(work), member.time_zone, now)


def _shown(request: Request, rows: _Rows, zone: str, now: datetime) -> _Shown:
    locale, t = locale_of(request), _translate(request)
    names = {"customer": rows.account.name if rows.account else ""}
    company = check_part(
        "company",
        company_proofs(company_facts(rows.accounts, now), t),
        rows.company_answers,
        names,
        t,
        locale,
    )
    if rows.account is None:
        return _Shown(rows, company, None, BlindLines())
    facts = account_facts(rows.account, rows.understood, rows.confirmed, now)
    proofs = account_proofs(facts, rows.account.name, t, locale)
    part = check_part("account", proofs, rows.answers, names, t, locale)
    blind = blind_lines(*_blind(rows.blind_checks, zone), rows.account.name, t, locale)
    return _Shown(rows, company, part, blind)


def _blind(checks: list[Round], zone: str) -> tuple[BlindCheck | None, BlindCheck | None]:
    """The check of both sides that runs, and the one that was revealed last."""
    running = next((one for one in checks if one.is_running), None)
    last = next((one for one in checks if one.result), None)
    return (
        BlindCheck(today_in(zone, running.opened_at), Counter(running.answered.values()))
        if running
        else None,
        BlindCheck(today_in(zone, last.ended_at or last.opened_at), result=json.loads(last.result))
        if last
        else None,
    )


def company_facts(accounts: list[PortfolioAccount], now: datetime) -> CompanyFacts:
    """Counts over the accounts that somebody decided to be key."""
    keys = [one for one in accounts if one.decided is not None and one.decided.is_key]
    return CompanyFacts(
        len(keys),
        sum(any(_is_live(plan.changed_at, now) for plan in one.plans) for one in keys),
        sum(one.figures is not None and one.figures.figures.margin_2 is not None for one in keys),
    )


def account_facts(
    account: PortfolioAccount, scores: Mapping[str, Understood], confirmed: Confirmed, now: datetime
) -> AccountFacts | None:
    """Of the account's plan that was changed last; None without a plan."""
    plan = account.latest_plan
    if plan is None:
        return None
    score, words = scores.get(plan.id), confirmed.get(plan.id, frozenset())
    return AccountFacts(
        plan.id,
        plan.evidence,
        _is_live(plan.changed_at, now),
        plan.changed_at,
        (score.score, score.at) if score else None,
        sum(amount for id, hash, amount in plan.evidence.values if (id, hash) in words),
        plan.currency,
    )


def _is_live(changed_at: datetime | None, now: datetime) -> bool:
    return changed_at is not None and now - changed_at <= LIVE


def _plan_id(account: PortfolioAccount | None) -> str:
    """The plan that was changed last; empty without a plan."""
    plan = account.latest_plan if account else None
    return plan.id if plan else ""


def _chosen(accounts: list[PortfolioAccount], account_id: str) -> PortfolioAccount | None:
    """The chosen account, else a key account with a plan, else the first one. Raises NotFound."""
    if account_id:
        found = next((one for one in accounts if one.id == account_id), None)
        if found is None:
            raise NotFound(account_id)
        return found
    keys = [one for one in accounts if one.decided is not None and one.decided.is_key]
    for group in ([one for one in keys if one.plans], keys, [one for one in accounts if one.plans], accounts):
        if group:
            return group[0]
    return None


def _statement(request: Request) -> int:
    number = int(request.path_params["statement"])
    if number not in check.STATEMENTS:
        raise NotFound(str(number))
    return number


def _about(shown: _Shown, number: int) -> str | None:
    """The account that an answer to this statement is about; None: the company."""
    if check.scope_of(number) == "company":
        return None
    if shown.rows.account is None:
        raise NotFound("no account")
    return shown.rows.account.id


def _back(shown: _Shown, number: int) -> str:
    account = f"?account={shown.rows.account.id}" if shown.rows.account else ""
    return f"/check{account}" + (f"#statement-{number}" if number else "")


def _day(fields: Fields, name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError:
        fields.refuse(name, "errors.date")
        return None


async def _write(
    request: Request,
    member: MemberFacts,
    account_id: str | None,
    given: tuple[int, str, float | None, str],
) -> None:
    services = services_of(request)
    now = services.now()
    await services.database.write(
        lambda session: add_answers(session, member.workspace_id, account_id, [given], member.id, now)
    )


async def _page(
    request: Request, member: MemberFacts, account_id: str, form: Form, status: int = 200
) -> Response:
    shown = await _read(request, member, account_id)
    rows = shown.rows
    return render(
        request,
        "kam_check.html",
        status=status,
        section="portfolio",
        company=shown.company,
        account_part=shown.account,
        account=rows.account,
        accounts=rows.accounts,
        plan_id=_plan_id(rows.account),
        blind=shown.blind,
        steps=[*rows.company_steps, *rows.steps],
        form=form,
        path="/check",
    )


def _translate(request: Request) -> Callable[..., str]:
    def t(key: str, **values: object) -> str:
        return translate(request, key, **values)

    return t


routes = [
    Route("/check", show_check),
    Route("/check/keep", keep, methods=["POST"]),
    Route("/check/steps/{step_id}", tick_step, methods=["POST"]),
    Route("/check/{statement:int}", answer, methods=["POST"]),
    Route("/check/{statement:int}/step", plan_step, methods=["POST"]),
]
