"""A port for a server that is stopped, killed and started again: meanwhile nobody else may be given it."""

from __future__ import annotations

import socket


def keep_port() -> int:
    """A free port of this machine, ours until this process ends.

    A socket that is bound and does not listen keeps it from everybody who asks for any port, and not from a
    server that asks for this one with SO_REUSEADDR, as servers do.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port: int = holder.getsockname()[1]
    holder.detach()
    return port
