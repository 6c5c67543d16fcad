"""The floor: a bare relay. Passes every message on to everybody else at the same path, and does nothing more.

No document, no log, no gate, no identity. `python -m bench.relay` prints its port; wire.py measures
Leitstern beside it, so that what durability and checks cost can be told from what the machine costs.
"""

from __future__ import annotations

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main() -> None:
    rooms: dict[str, set[ServerConnection]] = {}

    async def relay(socket: ServerConnection) -> None:
        room = rooms.setdefault(socket.request.path if socket.request else "", set())
        room.add(socket)
        try:
            async for message in socket:
                broadcast(room - {socket}, message)
        finally:
            room.discard(socket)

    async with serve(relay, "127.0.0.1", 0, compression=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
