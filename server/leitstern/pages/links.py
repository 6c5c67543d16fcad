"""Whole links to hand to people: our origin and a path. Called by the pages that show a link."""

from __future__ import annotations

from starlette.requests import Request

from leitstern.pages.security import own_origin
from leitstern.pages.services import services_of


def absolute(request: Request, path: str) -> str:
    """`path` at the origin by which the visitor reached us, or at the configured one."""
    return own_origin(request.scope, services_of(request).origin) + path
