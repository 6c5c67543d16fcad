"""The floor: a bare relay. Passes every message on to everybody else at the same path, and does nothing more.

No document, no log, no gate, no identity. `python -m bench.relay` prints its port; wire.py measures
Leitstern beside it, so that the cost of durability and checks is known apart from that of the machine.
bare_page.py uses it too.
"""

from __future__ import annotations

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve


class Relay:
    """A connection handler for `serve`."""

    def __init__(self) -> None:
        self._rooms: dict[str, set[ServerConnection]] = {}

    async def __call__(self, socket: ServerConnection) -> None:
        room = self._rooms.setdefault(socket.request.path if socket.request else "", set())
        room.add(socket)
        try:
            async for message in socket:
                broadcast(room - {socket}, message)
        finally:
            room.discard(socket)


async def main() -> None:
    async with serve(Relay(), "127.0.0.1", 0, compression=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
