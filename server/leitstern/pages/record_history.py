"""The history of a card as a panel: who changed which field from what to what, and when.

Only documents that the reader's side may see can be asked about. The names are those that people had when
they made the change. Putting a value back is done by the browser, as an edit of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.commands import tabled_items_rows
from leitstern.commands.past_names import PastNames, past_names
from leitstern.errors import NotFound
from leitstern.http_support.current_participant import PlanVisit, enter_plan, signed_in
from leitstern.http_support.rendering import Renderer, locale_of, render
from leitstern.http_support.services import services_of
from leitstern.live.history.record_history import RecordHistory, record_history
from leitstern.plan.generated import KINDS, ROOTS, DocumentKind, Side
from leitstern.plan.time_zone import zone_named
from leitstern.reports.field_wording import FieldWords, record_names
from leitstern.reports.record_history import Group, history_page
from leitstern.wording import formats


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who made a change, with their company."""

    name: str
    side: Side
    company: str


async def history(request: Request) -> Response:
    """`?document=&kind=&record=` and `before=`, the seq before which the page begins."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    document, root, record = _asked(request, visit)
    services = services_of(request)
    found = await record_history(
        services.log, visit.documents[document], document, (root, record), ROOTS[document]
    )
    if document == "shared":
        found = await _since_taken_back(request, visit, record, found)
    if found.record is None and not found.edits:
        raise NotFound("record")
    names = await services.database.read(partial(past_names, plan_id=visit.plan_id))
    words = await _words(request, visit, document)
    page = history_page(found.edits, found.record, words, names.current, _before(request))
    sides: Mapping[Side, str] = words.sides
    who = await signed_in(request)
    zone = zone_named((who and who.member and who.member.time_zone) or visit.time_zone)
    return render(
        request,
        "derived/record_history.html",
        page=page,
        is_complete=found.is_complete,
        may_write=visit.participant.role == "editor" and not visit.is_archived,
        authors=partial(_authors, names, sides),
        moment=partial(formats.moment, locale=locale_of(request), zone=zone),
    )


async def _since_taken_back(
    request: Request, visit: PlanVisit, record: str, found: RecordHistory
) -> RecordHistory:
    """Without what a side took back before the other side was sent it: its removal ended that part."""
    services = services_of(request)
    back = await services.database.read(partial(tabled_items_rows.ever_taken_back, plan_id=visit.plan_id))
    if record not in back:
        return found
    ends = [at for at, edit in enumerate(found.edits, 1) if edit.difference.what == "removed"]
    return replace(found, edits=found.edits[max(ends, default=0) :])


def _asked(request: Request, visit: PlanVisit) -> tuple[DocumentKind, str, str]:
    """Raises NotFound for what the reader may not see, as for what does not exist."""
    query = request.query_params
    document, root = cast(DocumentKind, query.get("document", "")), query.get("kind", "")
    if document not in visit.documents or root not in KINDS or document not in KINDS[root].documents:
        raise NotFound("document")
    return document, root, query.get("record", "")


def _before(request: Request) -> int | None:
    seq = request.query_params.get("before", "")
    return int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 16 else None


async def _words(request: Request, visit: PlanVisit, document: DocumentKind) -> FieldWords:
    """Wording with the names of the records that a link of this document may lead to, deleted ones too."""
    renderer = cast(Renderer, request.app.state.renderer)
    services = services_of(request)
    names: dict[str, str] = {}
    kinds: tuple[DocumentKind, ...] = ("shared", document)
    for kind in dict.fromkeys(kinds):
        state = await services.rooms.read(visit.documents[kind])
        names |= record_names(state.data)
    shared = await services.views.of(visit.documents["shared"])
    sides: dict[Side, str] = {"supplier": visit.workspace_name, "customer": visit.account_name}
    currency = shared.view.header.currency
    return FieldWords(document, renderer.catalogues[locale_of(request)], sides, currency, names)


def _authors(names: PastNames, sides: Mapping[Side, str], group: Group) -> list[Author]:
    found = [(names.name(one, group.at), names.side(one)) for one in group.participants]
    return [Author(name, side, sides[side]) for name, side in found if name is not None and side is not None]


routes = [
    Route("/plans/{plan_id}/history", history, methods=["GET"]),
]
