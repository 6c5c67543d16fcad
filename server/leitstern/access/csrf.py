"""Anti-forgery tokens of forms: stateless, signed, bound to a purpose and to the session where there is one.

The token names nothing and is the same for an hour, so that pages which must look alike (unknown, expired and
revoked links) are alike byte for byte. It is one of three guards: SameSite cookies and the Origin check
(http_support/security.py) are the others. Pure; called by http_support/forms.py.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from leitstern.access.tokens import Keyring

_PERIOD = 3600
_VALID_PERIODS = 48
"""A form may stay open for two days before its token is too old."""


def form_token(keys: Keyring, purpose: str, session_id: str | None, now: datetime) -> str:
    """The token for a form of this purpose, shown to this session (None: nobody signed in)."""
    return _token(keys, purpose, session_id, _period(now))


def is_form_token(token: str, keys: Keyring, purpose: str, session_id: str | None, now: datetime) -> bool:
    """Whether `token` was made for this purpose and session within the last two days."""
    stamp, _, _ = token.partition(".")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    age = _period(now) - int(stamp)
    expected = _token(keys, purpose, session_id, int(stamp))
    fits = hmac.compare_digest(token.encode("utf-8", "surrogatepass"), expected.encode())
    return fits and 0 <= age <= _VALID_PERIODS


def _period(now: datetime) -> int:
    return int(now.timestamp()) // _PERIOD


def _token(keys: Keyring, purpose: str, session_id: str | None, period: int) -> str:
    return f"{period}.{keys.signature('form', f'{purpose}:{session_id}:{period}')}"
