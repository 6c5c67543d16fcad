"""A proxy on the WebSocket between one page and the server; simulates a faulty server.

Delays confirmations, refuses changes, closes with a code, blocks new connections, and adds people to the
presence. The server itself stays healthy, so the same test shows how the page recovers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

from leitstern.live.gate.update_reader import read_update
from leitstern.live.wire.encoding import read_varuint, varbytes, varuint

SYNC, AWARENESS, ACK, REJECTED, DRAIN = 0, 1, 100, 101, 103
STEP_1 = 0


class WireProxy:
    """Create it before the page opens the plan."""

    def __init__(self, page: Page) -> None:
        self.holds_confirmations = False
        self.refuses_with = ""
        self.never_takes: set[int] | None = None
        """Client ids whose structs are always refused; an empty set takes those of the next change."""
        self.closes_with: int | None = None
        self._open: list[_Line] = []
        page.route_web_socket(re.compile("/sync/"), self._connected)

    def close(self, code: int, *, again: bool = False) -> None:
        """Closes open connections; with `again` also every new one until `let_in`."""
        self.closes_with = code if again else None
        lines, self._open = self._open, []
        for line in lines:
            line.close(code)

    def let_in(self) -> None:
        self.closes_with = None

    def confirm(self) -> None:
        """Stops holding confirmations; sends the last held one first."""
        self.holds_confirmations = False
        for line in self._open:
            line.say_held()

    def drain(self, milliseconds: int) -> None:
        """Behaves like a server that shuts down."""
        for line in self._open:
            line.page.send(bytes([DRAIN]) + varuint(milliseconds))
        self.close(1012, again=True)

    def bring(self, people: Sequence[dict[str, Any]]) -> None:
        """Adds presence states as the server would stamp them; a second state with the same id is a second
        tab.
        """
        states = b"".join(
            varuint(1_000 + number) + varuint(1) + _string(json.dumps(state))
            for number, state in enumerate(people)
        )
        payload = varuint(len(people)) + states
        for line in self._open:
            line.page.send(bytes([AWARENESS]) + varbytes(payload))

    def _connected(self, page: WebSocketRoute) -> None:
        if self.closes_with is not None:
            page.close(code=self.closes_with)
        else:
            self._open.append(_Line(self, page))


class _Line:
    def __init__(self, proxy: WireProxy, page: WebSocketRoute) -> None:
        self.proxy, self.page = proxy, page
        self.server = page.connect_to_server()
        self._heard = 0
        self._swallowed = 0
        self._held: bytes | None = None
        page.on_message(self._from_page)
        self.server.on_message(self._from_server)

    def close(self, code: int) -> None:
        self.page.close(code=code)
        self.server.close()

    def say_held(self) -> None:
        if self._held is not None:
            self.page.send(self._held)

    def _from_page(self, message: str | bytes) -> None:
        assert isinstance(message, bytes)
        self._heard += message[0] == SYNC
        is_change = message[0] == SYNC and message[1] != STEP_1
        refusal = self._refusal(message) if is_change else ""
        if refusal:
            self._swallowed += 1
            code, detail = _string(refusal), _string("")
            self.page.send(bytes([REJECTED]) + varuint(self._heard) + code + detail)
        else:
            self.server.send(message)

    def _refusal(self, message: bytes) -> str:
        never = self.proxy.never_takes
        if never is None:
            return self.proxy.refuses_with
        length, at = read_varuint(message, 2)
        writers = set(read_update(message[at : at + length]).sections)
        never |= writers if not never else set()
        return "reference" if writers & never else self.proxy.refuses_with

    def _from_server(self, message: str | bytes) -> None:
        assert isinstance(message, bytes)
        if message[0] != ACK:
            self.page.send(message)
            return
        n, at = read_varuint(message, 1)
        confirmation = bytes([ACK]) + varuint(n + self._swallowed) + message[at:]
        if self.proxy.holds_confirmations:
            self._held = confirmation
        else:
            self.page.send(confirmation)


def _string(text: str) -> bytes:
    return varbytes(text.encode())
