"""For whoever runs the server: is it alive, may it take traffic, what has it counted. No session needed."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from leitstern.errors import NotFound
from leitstern.pages.services import services_of


async def show_health(request: Request) -> Response:
    """200 while the process answers at all."""
    return PlainTextResponse("ok\n")


async def show_readiness(request: Request) -> Response:
    """200 while edits can be made durable; 503 in a drain or when the database takes no writes."""
    services = services_of(request)
    is_draining = services.draining.is_set()
    takes_writes = not is_draining and services.rooms.takes_writes and await services.database.ping()
    status = 200 if takes_writes else 503
    return JSONResponse({"ready": takes_writes, "draining": is_draining}, status)


async def show_metrics(request: Request) -> Response:
    """Prometheus text format."""
    registry = services_of(request).registry
    if registry is None:
        raise NotFound("metrics")
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


routes = [
    Route("/healthz", show_health),
    Route("/readyz", show_readiness),
    Route("/metrics", show_metrics),
]
