"""Absolute URLs of our own pages, for links that people share. Called by the pages that show a link."""

from __future__ import annotations

from starlette.requests import Request

from leitstern.http_support.security import own_origin
from leitstern.http_support.services import services_of


def absolute(request: Request, path: str) -> str:
    """`path` with the configured origin, or else the origin of the request."""
    return own_origin(request.scope, services_of(request).origin) + path
