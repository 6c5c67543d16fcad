"""Secret strings: derived link tokens, random session tokens, and their stored form.

A link's token is derived from the server's secret and the row's id, so a link can be shown again although the
database holds only its SHA-256. A session's token is random. No I/O, no logging. Called by the services of
this folder and by app.py, which passes the secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field


def new_token() -> str:
    """A fresh random token of 256 bits, URL-safe (43 characters)."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database stores of a token. Tokens have 256 random bits, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Keyring:
    """The server's secret and what is made from it. Its repr never shows the secret."""

    secret: bytes = field(repr=False)

    def link_token(self, purpose: str, row_id: str) -> str:
        """The token of the link to `row_id`: 256 bits, the same every time."""
        return self._mac(f"link:{purpose}:{row_id}")

    def signature(self, purpose: str, message: str) -> str:
        """A signature of `message`, useless for any other purpose."""
        return self._mac(f"sign:{purpose}:{message}")

    def _mac(self, message: str) -> str:
        digest = hmac.new(self.secret, message.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
