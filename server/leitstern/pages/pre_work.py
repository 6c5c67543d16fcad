"""`GET /plans/<id>/panels/pre-work/<session>`: what the reader's side can do before a session, and who has.

HTML for the lobby of a session (web/src/elements/session-view.ts). Everything here is about the reader's own
side: its people by name, its room by the number of prepared items. Nothing of the other side is read, except
the shared plan.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.commands import given_words_rows
from leitstern.errors import NotFound
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.rendering import render
from leitstern.http_support.services import services_of
from leitstern.plan.claims import waiting
from leitstern.plan.document import read_side
from leitstern.reports.pre_work import Colleague, Done, pre_work
from leitstern.store.tables import CheckAnswer, Participant
from leitstern.workshop import rounds_rows, session_rows
from leitstern.workshop.session_state import WorkshopSession

_PREPARED = ("opportunities", "goals", "actions", "claims", "people")
"""Kinds that a side drafts in its room and can put on the table."""


async def show_pre_work(request: Request) -> Response:
    """Raises NotFound for a session that is cancelled or never was."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    services, session_id = services_of(request), request.path_params["session_id"]
    session = await services.database.read(partial(_session, plan_id=visit.plan_id, session_id=session_id))
    plan = (await services.views.of(visit.documents["shared"])).view
    words = await services.database.read(partial(given_words_rows.load, plan_id=visit.plan_id))
    team = await services.database.read(partial(_team, plan_id=visit.plan_id, side=visit.participant.side))
    checked = await services.database.read(partial(_checked, account_id=visit.account_id))
    scored = {one.participant_id: one.at for one in sorted(words.scores.values(), key=lambda one: one.at)}
    done = Done(
        scored=scored,
        spoke=frozenset(one.participant_id for one in words.words.values()),
        checked=checked,
        attending=session.attending,
        prepared_items=await _prepared_items(request, visit),
        waiting_claims=len(waiting(plan, words.words)),
        in_joint_check=await services.database.read(partial(_joint_check, plan_id=visit.plan_id)),
    )
    tasks = pre_work(visit.participant.side, team, done, services.now())
    return render(
        request,
        "derived/pre_work.html",
        headers={"Cache-Control": "no-store"},
        plan=visit,
        is_joint=done.in_joint_check is not None,
        tasks=tasks,
        side=visit.participant.side,
        company=_company(visit, own=True),
        other=_company(visit, own=False),
    )


def _company(visit: PlanVisit, *, own: bool) -> str:
    is_supplier = (visit.participant.side == "supplier") == own
    return visit.workspace_name if is_supplier else visit.account_name


async def _prepared_items(request: Request, visit: PlanVisit) -> int:
    """In the room of the reader's side; none where the reader may not look into it."""
    document = visit.documents.get(visit.participant.side)
    if document is None:
        return 0
    side = read_side((await services_of(request).rooms.read(document)).data, visit.participant.side)
    return sum(len(side.records.get(kind, ())) for kind in _PREPARED)


def _session(session: Session, plan_id: str, session_id: str) -> WorkshopSession:
    found = session_rows.load(session, plan_id).sessions.get(session_id)
    if found is None or found.status == "cancelled":
        raise NotFound(session_id)
    return found


def _team(session: Session, plan_id: str, side: str) -> list[Colleague]:
    rows = session.exec(
        select(Participant).where(
            Participant.plan_id == plan_id,
            Participant.side == side,
            Participant.role == "editor",
            col(Participant.removed_at).is_(None),
        )
    )
    return [Colleague(row.id, row.name, row.member_id) for row in rows]


def _checked(session: Session, account_id: str) -> dict[str, datetime]:
    """When each member last answered the KAM check on this account."""
    rows = session.exec(
        select(CheckAnswer).where(CheckAnswer.account_id == account_id).order_by(col(CheckAnswer.at))
    )
    return {row.member_id: row.at for row in rows if row.kind in ("score", "unsure")}


def _joint_check(session: Session, plan_id: str) -> frozenset[str] | None:
    """Who has answered the KAM check of both sides that runs; the caller names people of one side alone."""
    rounds = rounds_rows.load(session, plan_id).rounds.values()
    running = [one for one in rounds if one.kind == "check" and one.is_running]
    return frozenset(running[-1].answered) if running else None


routes = [Route("/plans/{plan_id}/panels/pre-work/{session_id}", show_pre_work)]
