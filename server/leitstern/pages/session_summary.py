"""The summary of a session for the person who reads it, in their language, and its calendar files.

Made from the plan as it is now: what was promised by whom until when, decisions, open questions, what was
signed, the next session. `session.ics` is the session's appointment, `due.ics` the due dates of the
reader's side.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.errors import NotFound
from leitstern.http_support.absolute_urls import absolute
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.rendering import render, translate
from leitstern.http_support.services import services_of
from leitstern.pages.side_link import own_link
from leitstern.plan.time_zone import today_in, zone_named
from leitstern.reports.calendar_file import Appointment, DueDate, calendar_file
from leitstern.reports.session_summary import Summary, summary_of
from leitstern.workshop import agenda, discussion_rows, session_rows, sign_off_rows
from leitstern.workshop.decisions import Proposal
from leitstern.workshop.session_state import WorkshopSession
from leitstern.workshop.sign_offs import Version, fingerprint

_CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Found:
    session: WorkshopSession
    next: WorkshopSession | None
    decisions: list[Proposal]
    parked: list[str]
    signed: Version | None


async def show_summary(request: Request) -> Response:
    visit, found = await _enter(request)
    version = found.signed
    zone = zone_named(visit.time_zone)
    return render(
        request,
        "session_summary.html",
        section="accounts",
        plan=visit,
        session=found.session,
        name=_name(request, found.session),
        when=found.session.starts_at.astimezone(zone),
        next=found.next,
        next_name=_name(request, found.next) if found.next else "",
        next_when=found.next.starts_at.astimezone(zone) if found.next else None,
        decisions=found.decisions,
        version=version,
        fingerprint=fingerprint(version.hash) if version else "",
        summary=await _summary(request, visit, found),
        side=visit.participant.side,
        side_link=await own_link(request, visit),
        then=request.url.path,
        takes_focus=False,
        sides={"supplier": visit.workspace_name, "customer": visit.account_name},
    )


async def download_session(request: Request) -> Response:
    visit, found = await _enter(request)
    one = found.session
    url = absolute(request, f"/plans/{visit.plan_id}/sessions/{one.id}")
    minutes = int(agenda.planned(one.phases).total_seconds() // 60)
    topics = [phase.title or translate(request, f"workshop.topics.{phase.topic}") for phase in one.phases]
    title = f"{_name(request, one)}: {visit.title}"
    made = Appointment(one.id, title, one.starts_at, minutes, "\n".join(topics), url)
    body = calendar_file([made], [], services_of(request).now())
    return Response(body, media_type=_CALENDAR, headers=_attached("leitstern-session.ics"))


async def download_due(request: Request) -> Response:
    """The due dates of the reader's side."""
    visit, found = await _enter(request)
    summary = await _summary(request, visit, found)
    due = [
        DueDate(one.id, one.title, one.due, absolute(request, f"/plans/{visit.plan_id}#actions/{one.id}"))
        for one in summary.ours
        if one.due is not None
    ]
    body = calendar_file([], due, services_of(request).now())
    return Response(body, media_type=_CALENDAR, headers=_attached("leitstern-due-dates.ics"))


async def _summary(request: Request, visit: PlanVisit, found: _Found) -> Summary:
    services = services_of(request)
    plan = (await services.views.of(visit.documents["shared"])).view
    today = today_in(visit.time_zone, services.now())
    return summary_of(plan, visit.participant.side, found.parked, today)


async def _enter(request: Request) -> tuple[PlanVisit, _Found]:
    """Raises NotFound."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    work = partial(_find, plan_id=visit.plan_id, session_id=request.path_params["session_id"])
    return visit, await services_of(request).database.read(work)


def _find(session: Session, plan_id: str, session_id: str) -> _Found:
    sessions = session_rows.load(session, plan_id).sessions
    one = sessions.get(session_id)
    if one is None or one.status == "cancelled":
        raise NotFound(session_id)
    later = [other for other in sessions.values() if other.status == "prepared" and other.id != session_id]
    proposals = discussion_rows.load_proposals(session, plan_id).proposals.values()
    topics = discussion_rows.load_topics(session, plan_id).topics.values()
    signed = sign_off_rows.load(session, plan_id)
    of_it = [v for v in signed.versions.values() if v.session_id == session_id and signed.is_signed(v.id)]
    return _Found(
        one,
        min(later, key=lambda other: other.starts_at, default=None),
        [each for each in proposals if each.session == session_id and each.outcome != "open"],
        [topic.text for topic in topics if not topic.item and not topic.resolved_by],
        max(of_it, key=lambda version: version.number, default=None),
    )


def _name(request: Request, one: WorkshopSession) -> str:
    return one.title or translate(request, f"workshop.templates.{one.template}")


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


_BASE = "/plans/{plan_id}/sessions/{session_id}"

routes = [
    Route(_BASE + "/summary", show_summary),
    Route(_BASE + "/session.ics", download_session),
    Route(_BASE + "/due.ics", download_due),
]
