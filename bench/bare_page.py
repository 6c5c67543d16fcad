"""The floor in a browser: a bare page that mounts rows of text and sends typed letters through a bare relay.

No document, no components, no styles. `python -m bench.bare_page FILE` serves the rows of a JSON file (a list
of lines for each row) and prints its port; open_and_keystroke.py measures Leitstern beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvloop
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from bench.relay import Relay

PAGE = """<!doctype html><meta charset="utf-8"><title>Bare page</title>
<link rel="icon" href="data:,"><textarea></textarea><p></p><ul></ul>
<script>
  const socket = new WebSocket(`ws://${location.host}/letters`);
  const field = document.querySelector("textarea");
  const shown = document.querySelector("p");
  field.addEventListener("input", (event) => socket.send(event.data));
  socket.addEventListener("message", ({ data }) => shown.append(data));

  function element(name, ...children) {
    const made = document.createElement(name);
    made.append(...children);
    return made;
  }
  fetch("/rows").then((answer) => answer.json()).then((rows) => {
    document.querySelector("ul").append(
      ...rows.map((lines) => element("li", ...lines.map((line) => element("div", line)))));
  });
</script>
"""


async def main(rows: str) -> None:
    contents = {"/": (PAGE, "text/html; charset=utf-8"), "/rows": (rows, "application/json")}

    def answer(connection: ServerConnection, request: Request) -> Response | None:
        if request.path not in contents:
            return None  # the relay
        text, kind = contents[request.path]
        response = connection.respond(200, text)
        del response.headers["Content-Type"]
        response.headers["Content-Type"] = kind
        return response

    async with serve(Relay(), "127.0.0.1", 0, compression=None, process_request=answer) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]).read_text(encoding="utf-8")))
