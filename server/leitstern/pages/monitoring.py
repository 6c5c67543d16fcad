"""Health, readiness and metrics, for the operator and monitoring. No session needed."""

from __future__ import annotations

import hmac

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from leitstern.errors import NotFound
from leitstern.http_support.services import services_of


async def show_health(request: Request) -> Response:
    """200 while the process runs."""
    return PlainTextResponse("ok\n")


async def show_readiness(request: Request) -> Response:
    """200 while edits can be made durable; 503 during a drain or when the database takes no writes.

    Damaged documents are reported, but the node stays in service for all other documents.
    """
    services = services_of(request)
    is_draining = services.draining.is_set()
    takes_writes = not is_draining and services.rooms.takes_writes and await services.database.ping()
    status = 200 if takes_writes else 503
    damaged = services.rooms.damaged_documents
    told = {"ready": takes_writes, "draining": is_draining, "damaged_documents": damaged}
    return JSONResponse(told, status)


async def show_metrics(request: Request) -> Response:
    """Prometheus text format, for whoever shows the token. NotFound for everybody else."""
    services = services_of(request)
    shown = request.headers.get("authorization", "").encode("utf-8", "replace")
    wanted = f"Bearer {services.metrics_token}".encode()
    if not services.metrics_token or not hmac.compare_digest(shown, wanted):
        raise NotFound("metrics")
    return Response(generate_latest(services.registry), media_type=CONTENT_TYPE_LATEST)


routes = [
    Route("/healthz", show_health),
    Route("/readyz", show_readiness),
    Route("/metrics", show_metrics),
]
