"""The uvicorn configuration of Leitstern: bounded HTTP, our own WebSocket protocol, and no access log.

`BoundedHttp` reads each connection first. It passes an upgrade to `Handshake`, which passes an accepted one
to `RoomSocket`. WebSocket compression is off: it would cost more than everything else, and one frame could
not be shared by all connections. Called by app.py and cli/.
"""

from __future__ import annotations

from typing import Any

import uvicorn

from leitstern.live.socket.handshake import Handshake
from leitstern.live.socket.http_limits import BoundedHttp


def uvicorn_config(
    app: Any, host: str, port: int, max_message: int = 1 << 20, **options: Any
) -> uvicorn.Config:
    """The access log stays off, because paths contain tokens."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        **{
            "http": BoundedHttp,
            "ws": Handshake,
            "ws_max_size": max_message,
            "ws_per_message_deflate": False,
            "proxy_headers": False,
            "access_log": False,
            "server_header": False,
            "date_header": True,
            "timeout_graceful_shutdown": 10,
            "log_level": "warning",
            "log_config": None,
            **options,
        },
    )
