"""People of the attacked instance: guests who join by its group link, and the member who signs in by theirs.

Everything goes over the wire (forms, commands, WebSockets), so it works against any instance.
`protocol_client` speaks the sync protocol; `raw_socket` is a WebSocket whose frames the test writes itself.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from pycrdt import Array, Doc, Map, Text, XmlFragment
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from leitstern.client import Entry, enter
from leitstern.plan.generated import ROOTS
from tests.attacks.instance import Instance
from tests.patience import PATIENCE
from tests.wire.browser import Browser

_TYPES: Mapping[str, Any] = {"map": Map, "text": Text, "array": Array, "xml": XmlFragment}


async def join(instance: Instance, name: str = "") -> Entry:
    """A new guest of the group link."""
    return await enter(instance.group_link, name=name or f"Guest {secrets.token_hex(4)}")


async def sign_in(instance: Instance, plan_id: str) -> Entry:
    return await enter(instance.member_link, plan_id=plan_id)


def http_of(entry: Entry, origin: str = "") -> httpx.AsyncClient:
    """A client with the cookie. Its requests come from our own page unless `origin` says otherwise."""
    headers = {"Origin": origin or entry.origin, "Cookie": entry.cookie}
    return httpx.AsyncClient(base_url=entry.origin, headers=headers, timeout=PATIENCE)


async def command(entry: Entry, kind: str, /, **arguments: object) -> httpx.Response:
    async with http_of(entry) as http:
        body = {"id": secrets.token_hex(12), "arguments": arguments}
        return await http.post(f"/plans/{entry.plan_id}/commands/{kind}", json=body)


async def done(entry: Entry, kind: str, /, **arguments: object) -> dict[str, Any]:
    answer = await command(entry, kind, **arguments)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def blank(kind: str = "shared") -> Doc[Any]:
    doc: Doc[Any] = Doc()
    for name, type in ROOTS[kind].items():
        doc.get(name, type=_TYPES[type])
    return doc


@asynccontextmanager
async def protocol_client(
    entry: Entry,
    kind: str = "shared",
    *,
    doc: Doc[Any] | None = None,
    document_id: str = "",
    origin: str = "",
) -> AsyncIterator[Browser]:
    """A client that has synchronised."""
    url = f"{entry.origin.replace('http', 'ws', 1)}/sync/{document_id or entry.documents[kind]}"
    async with connect(
        url,
        additional_headers={"Cookie": entry.cookie},
        subprotocols=["leitstern.v1"],  # type: ignore[list-item]
        origin=Origin(origin or entry.origin),
        compression=None,
        close_timeout=1,
        open_timeout=PATIENCE,
        max_size=None,
    ) as peer:
        browser = Browser(peer, doc if doc is not None else blank(kind))
        listening = asyncio.create_task(browser.listen())
        try:
            await browser.hello()
            await browser.wait(lambda: browser.synced or browser.closed is not None)
            yield browser
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def refused_status(
    entry: Entry, document_id: str, *, cookie: str | None = None, origin: str = ""
) -> int:
    """The HTTP status of a WebSocket that is refused; 101 when it is accepted."""
    url = f"{entry.origin.replace('http', 'ws', 1)}/sync/{document_id}"
    headers = {"Cookie": entry.cookie if cookie is None else cookie}
    try:
        async with connect(url, additional_headers=headers, origin=Origin(origin or entry.origin)):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def raw_socket(instance: Instance, entry: Entry, *fields: str, kind: str = "shared") -> socket.socket:
    """An upgraded connection; the answer to the upgrade has been read."""
    peer = instance.connect()
    peer.sendall(upgrade_request(instance, entry, *fields, kind=kind))
    head = b""
    while b"\r\n\r\n" not in head:
        part = peer.recv(4096)
        assert part, head
        head += part
    assert head.startswith(b"HTTP/1.1 101"), head
    assert b"permessage-deflate" not in head.lower()
    return peer


def upgrade_request(instance: Instance, entry: Entry, *fields: str, kind: str = "shared") -> bytes:
    return instance.request(
        "GET",
        f"/sync/{entry.documents[kind]}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol: leitstern.v1",
        f"Origin: {instance.url}",
        f"Cookie: {entry.cookie}",
        *fields,
    )


def frame(
    opcode: int, payload: bytes = b"", *, is_last: bool = True, flags: int = 0, size: int = -1
) -> bytes:
    """A masked frame; `size` declares another length than the payload's."""
    length = len(payload) if size < 0 else size
    mask = os.urandom(4)
    if length < 126:
        head = bytes([0x80 | length])
    elif length < 1 << 16:
        head = bytes([0x80 | 126]) + length.to_bytes(2, "big")
    else:
        head = bytes([0x80 | 127]) + length.to_bytes(8, "big")
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
    return bytes([(0x80 if is_last else 0) | flags | opcode]) + head + mask + masked


def boot_of(page: str) -> dict[str, Any]:
    """The initial values of a plan's page."""
    found = re.search(r'<script[^>]*id="boot"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))
