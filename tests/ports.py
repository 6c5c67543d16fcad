"""Reserves a port for a server that is stopped, killed and restarted: no other process gets it meanwhile."""

from __future__ import annotations

import socket


def keep_port() -> int:
    """A free port, reserved until this process ends.

    A socket that is bound but does not listen keeps the port from processes that ask for any port, but not
    from a server that asks for this port with SO_REUSEADDR, as servers do.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port: int = holder.getsockname()[1]
    holder.detach()
    return port
