"""A signed version of a plan: who signed, what changed since, and copies that prove it without the server.

`file.json` is what `leitstern verify FILE` checks; `copy.html` is one page that opens anywhere, with the
same file inside. Everybody in the plan may see them: both sides read the shared plan.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from leitstern.commands import ledger
from leitstern.errors import NotFound
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.rendering import Renderer, locale_of, render
from leitstern.http_support.services import services_of
from leitstern.plan.generated import Side
from leitstern.plan.signed_content import signed_content
from leitstern.plan.time_zone import zone_named
from leitstern.reports.field_wording import FieldWords, record_names
from leitstern.reports.signed_plan import changes_since, signed_header, signed_kinds
from leitstern.wording import formats
from leitstern.workshop import sign_off_rows, signed_file
from leitstern.workshop.sign_offs import SignOffs, Version, fingerprint

_KINDS = ("sign_off.fixed", "sign_off.signed")
_STYLE = """<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #171a24 }
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem }
h1 { line-height: 1.2 } h2 { margin-top: 2.5rem; border-top: 1px solid #ddd; padding-top: 1rem }
dl { display: grid; grid-template-columns: minmax(8rem, 12rem) 1fr; gap: .25rem 1rem }
dt { color: #585d6c } dd { margin: 0; white-space: pre-wrap } code { overflow-wrap: anywhere }
</style>"""
"""Of the copy, which stands alone: no page of the server carries it."""


@dataclass(frozen=True, slots=True)
class _Signed:
    state: SignOffs
    version: Version
    content: str
    entries: list[ledger.Entry]


async def show(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    found = await _find(request, visit)
    services = services_of(request)
    data = (await services.rooms.read(visit.documents["shared"])).data
    before, now = json.loads(found.content), signed_content(data)
    words = _words(request, visit, {**before, **now})
    return render(
        request,
        "sign_off.html",
        section="accounts",
        plan=visit,
        changes=changes_since(before, now, found.version.at, words),
        **_view(request, visit, found),
    )


async def download_file(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    found = await _find(request, visit)
    body = json.dumps(_file(visit, found), ensure_ascii=False, indent=2)
    return Response(body, media_type="application/json", headers=_attached(found, "json"))


async def download_copy(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    found = await _find(request, visit)
    content = json.loads(found.content)
    words = _words(request, visit, content)
    page = render(
        request,
        "sign_off_copy.html",
        plan=visit,
        header=signed_header(content, words),
        kinds=signed_kinds(content, words),
        file=_file(visit, found),
        **_view(request, visit, found),
    )
    text = bytes(page.body).decode().replace("</head>", f"{_STYLE}</head>", 1)
    return HTMLResponse(text, headers=_attached(found, "html"))


def _view(request: Request, visit: PlanVisit, found: _Signed) -> dict[str, Any]:
    state, version = found.state, found.version
    newest = state.newest()
    return {
        "version": version,
        "fingerprint": fingerprint(version.hash),
        "signatures": state.signatures_of(version.id),
        "is_signed": state.is_signed(version.id),
        "is_newest": newest is None or newest.id == version.id,
        "sides": _sides(visit),
        "moment": partial(formats.moment, locale=locale_of(request), zone=zone_named(visit.time_zone)),
    }


def _file(visit: PlanVisit, found: _Signed) -> dict[str, Any]:
    signatures = found.state.signatures_of(found.version.id)
    return signed_file.to_file(visit.title, found.version, signatures, found.content, found.entries)


async def _find(request: Request, visit: PlanVisit) -> _Signed:
    """Raises NotFound."""
    version_id: str = request.path_params["version_id"]
    return await services_of(request).database.read(
        partial(_load, plan_id=visit.plan_id, version_id=version_id)
    )


def _load(session: Session, plan_id: str, version_id: str) -> _Signed:
    state = sign_off_rows.load(session, plan_id)
    version = state.versions.get(version_id)
    if version is None:
        raise NotFound(version_id)
    entries = [
        entry
        for entry in ledger.entries_with(session, plan_id, _KINDS)
        if any(event.data.get("version") == version_id for event in entry.events)
    ]
    return _Signed(state, version, sign_off_rows.content_of(session, plan_id, version_id), entries)


def _words(request: Request, visit: PlanVisit, data: Mapping[str, Any]) -> FieldWords:
    catalogue = cast(Renderer, request.app.state.renderer).catalogues[locale_of(request)]
    header = data.get("header")
    currency = str(header.get("currency") or "EUR") if isinstance(header, dict) else "EUR"
    return FieldWords("shared", catalogue, _sides(visit), currency, record_names(data))


def _sides(visit: PlanVisit) -> dict[Side, str]:
    return {"customer": visit.account_name, "supplier": visit.workspace_name}


def _attached(found: _Signed, ending: str) -> dict[str, str]:
    name = f"leitstern-sign-off-{found.version.number}-{found.version.hash[:12]}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}


_BASE = "/plans/{plan_id}/sign-offs/{version_id}"

routes = [
    Route(_BASE, show),
    Route(_BASE + "/file.json", download_file),
    Route(_BASE + "/copy.html", download_copy),
]
