"""One person's HTTP connection for session_of_200.py: posts JSON and reads the JSON answer.

Written by hand, because 200 requests of a usual client take more processor time than 200 answers of the
server, and would be most of what is measured. Keep-alive, answers with a Content-Length, one request at a
time; whatever else comes is a fault of the measurement.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit


class Post(asyncio.Protocol):
    def __init__(self, origin: str, cookie: str) -> None:
        self._url = urlsplit(origin)
        self._head = (
            f"Host: {self._url.netloc}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\n"
            "Content-Type: application/json\r\n"
        )
        self._transport: asyncio.WriteTransport | None = None
        self._bytes = b""
        self._answer: asyncio.Future[bytes] | None = None

    async def send(self, path: str, body: object) -> dict[str, Any]:
        """The answer's JSON. A server ends idle connections; the command's id makes a repeat harmless."""
        data = json.dumps(body).encode()
        message = f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(data)}\r\n\r\n".encode() + data
        try:
            answer = await self._ask(message)
        except ConnectionError:
            answer = await self._ask(message)
        head, _, content = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), answer
        told: dict[str, Any] = json.loads(content)
        return told

    async def _ask(self, message: bytes) -> bytes:
        if self._transport is None or self._transport.is_closing():
            assert self._url.hostname and self._url.port
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: self, self._url.hostname, self._url.port)
        assert self._transport is not None
        self._bytes, self._answer = b"", asyncio.get_running_loop().create_future()
        self._transport.write(message)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._bytes += data
        head, separator, content = self._bytes.partition(b"\r\n\r\n")
        if not separator or self._answer is None or self._answer.done():
            return
        lines = head.lower().split(b"\r\n")
        size = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        if len(content) >= size:
            self._answer.set_result(self._bytes)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionError("closed"))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
