"""Everything that is stored about one person of a plan: a page to read, JSON to take away, and erasing it.

An admin of the workspace sees and erases what is in the shared document and in the supplier's private one; an
editor of the customer's side sees the shared one, and sees and erases what is in the customer's private one.
Nobody sees the other side's private document. Erasing is noted in the audit trail, without the name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from pycrdt import Doc
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from leitstern.access.audit import add_audit_entry
from leitstern.errors import Forbidden, NotFound
from leitstern.http_support.current_participant import PlanVisit, enter_plan, signed_in
from leitstern.http_support.forms import see_other, submitted
from leitstern.http_support.rendering import Renderer, locale_of, render
from leitstern.http_support.services import services_of
from leitstern.plan.generated import KINDS, DocumentKind, Side
from leitstern.plan.personal_data import Found, about_person, erase_person
from leitstern.reports.field_wording import NOTHING, FieldWords, record_names


@dataclass(frozen=True, slots=True)
class Part:
    """What one document holds, and whether the reader may erase it there."""

    document: DocumentKind
    found: Sequence[Found]
    may_erase: bool


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as the page shows it."""

    kind: str
    why: str
    name: str
    place: str
    lines: Sequence[Line]


async def show(request: Request) -> Response:
    visit, documents = await _allowed(request)
    name, parts = await _found(request, visit, documents)
    if request.query_params.get("format") == "json":
        headers = {
            "Content-Disposition": f'attachment; filename="{request.path_params["person_id"]}.json"',
            "Cache-Control": "no-store",
        }
        return JSONResponse(_to_json(visit, request.path_params["person_id"], name, parts), headers=headers)
    words = {part.document: await _words(request, visit, part.document) for part in parts}
    shown = [
        (part, [_entry(found, words[part.document], part.document) for found in part.found]) for part in parts
    ]
    return render(
        request,
        "about_person.html",
        plan=visit,
        person_id=request.path_params["person_id"],
        name=name,
        shown=shown,
        sides={"supplier": visit.workspace_name, "customer": visit.account_name},
        may_erase=any(part.may_erase and part.found for part in parts),
    )


async def erase(request: Request) -> Response:
    visit, documents = await _allowed(request)
    await submitted(request)
    person_id = request.path_params["person_id"]
    services, me = services_of(request), visit.participant
    now = services.now()

    def note(session: Session) -> None:
        add_audit_entry(session, "person.erased", now, actor=me.id, plan_id=visit.plan_id, subject=person_id)

    await services.database.write(note)
    # The private document first: when the server dies between the two, the entry still leads to this page.
    for document in sorted(documents, key=lambda one: one == "shared"):
        if documents[document]:
            change = partial(_erase, document=document, person_id=person_id)
            await services.rooms.edit(visit.documents[document], me.id, change)
    return see_other(f"/plans/{visit.plan_id}#people")


def _erase(doc: Doc[Any], document: str, person_id: str) -> None:
    erase_person(doc, document, person_id)


async def _allowed(request: Request) -> tuple[PlanVisit, dict[DocumentKind, bool]]:
    """The documents that may be asked about, and whether the reader may erase in them. Raises Forbidden."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    who, me = await signed_in(request), visit.participant
    is_admin = who is not None and who.member is not None and who.member.role == "admin"
    is_editor = me.role == "editor" and not visit.is_archived
    if me.side == "supplier" and is_admin:
        return visit, {"shared": is_editor, "supplier": is_editor}
    if me.side == "customer" and me.role == "editor":
        return visit, {"shared": False, "customer": is_editor}
    raise Forbidden("about a person")


async def _found(
    request: Request, visit: PlanVisit, documents: dict[DocumentKind, bool]
) -> tuple[str, list[Part]]:
    """The person's name, and what each document holds. Raises NotFound when that is nothing at all."""
    person_id, services = request.path_params["person_id"], services_of(request)
    states = {one: (await services.rooms.read(visit.documents[one])).data for one in documents}
    entry = (states["shared"].get("people") or {}).get(person_id)
    name = str(entry.get("name") or "") if isinstance(entry, dict) else ""
    parts = [
        Part(one, list(about_person(states[one], one, person_id, name)), may_erase)
        for one, may_erase in documents.items()
    ]
    if not any(part.found for part in parts):
        raise NotFound("person")
    return name, parts


def _to_json(visit: PlanVisit, person_id: str, name: str, parts: Sequence[Part]) -> dict[str, Any]:
    """Stored values under their names in the schema (schemas/kinds)."""
    return {
        "plan": visit.plan_id,
        "person": {"id": person_id, "name": name},
        "documents": {
            part.document: [
                {
                    "kind": found.kind,
                    "id": found.record_id,
                    "why": found.why,
                    "values": {field: found.record.get(field) for field in found.fields},
                }
                for found in part.found
            ]
            for part in parts
        },
    }


def _entry(found: Found, words: FieldWords, document: DocumentKind) -> Entry:
    name_of = KINDS[found.kind].name
    name = str(found.record.get(name_of) or "").strip()
    lines = [
        Line(words.label(found.kind, field), text)
        for field in found.fields
        if field not in ("order", "removed_at", "removed_by", "tabled_at")
        and (text := _text(found, field, words)) not in ("", NOTHING)
    ]
    place = f"{found.kind if document == 'shared' else 'private'}/{found.record_id}"
    return Entry(found.kind, found.why, words.names.get(name, name), place, lines)


def _text(found: Found, field: str, words: FieldWords) -> str:
    value = found.record.get(field)
    return words.value(found.kind, field, value) or (value if isinstance(value, str) else "")


async def _words(request: Request, visit: PlanVisit, document: DocumentKind) -> FieldWords:
    renderer, services = cast(Renderer, request.app.state.renderer), services_of(request)
    plan = await services.views.of(visit.documents["shared"])
    sides: dict[Side, str] = {"supplier": visit.workspace_name, "customer": visit.account_name}
    names = record_names((await services.rooms.read(visit.documents["shared"])).data)
    if document != "shared":
        names |= record_names((await services.rooms.read(visit.documents[document])).data)
    return FieldWords(
        document, renderer.catalogues[locale_of(request)], sides, plan.view.header.currency, names
    )


routes = [
    Route("/plans/{plan_id}/about/{person_id}", show, methods=["GET"]),
    Route("/plans/{plan_id}/about/{person_id}/erase", erase, methods=["POST"]),
]
