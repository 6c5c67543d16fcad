"""Serves built browser assets. Hashed names are cached for a year; browsers revalidate all others."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from leitstern.errors import NotFound
from leitstern.http_support.services import services_of

_FOREVER = "public, max-age=31536000, immutable"
_ASK = "no-cache"


class BuiltFiles(StaticFiles):
    """StaticFiles with cache headers: files with hashed names are those under assets/."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_hashed = "/assets/" in scope["path"]

        async def send_with_caching(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                MutableHeaders(scope=message)["Cache-Control"] = _FOREVER if is_hashed else _ASK
            await send(message)

        await super().__call__(scope, receive, send_with_caching)


async def show_worker(request: Request) -> Response:
    """The service worker. It is at the root, so that it covers every page, and always revalidated."""
    return _root_file(request, "sw.js", "text/javascript")


async def show_manifest(request: Request) -> Response:
    return _root_file(request, "manifest.webmanifest", "application/manifest+json")


def _root_file(request: Request, name: str, media_type: str) -> Response:
    path = services_of(request).web / "dist" / name
    if not path.is_file():
        raise NotFound(name)
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": _ASK})


def static_routes(dist: Path) -> list[BaseRoute]:
    """The routes of everything under `dist`."""
    return [
        Mount("/static", BuiltFiles(directory=dist, check_dir=False)),
        Route("/sw.js", show_worker),
        Route("/manifest.webmanifest", show_manifest),
    ]
