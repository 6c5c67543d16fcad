"""Every error that Leitstern raises on purpose, with its HTTP status and WebSocket close code.

LeitsternError
├── NotFound                 404  4404  unknown, or not to be known by this participant
├── NotSignedIn              401  4401  no valid session
├── Forbidden                403  4403  signed in, but not allowed
│   ├── AccessEnded          403  4403  was a participant of this plan, and was removed
│   └── AccessPaused         423  4405  a guest whose link does not stand at present
├── LinkInvalid              404  4404  link unknown, expired or revoked: one response for all three
├── InvalidInput             422  4422  a field's value was refused; `fields` says which and why
├── TooMany                  429  4429  a rate or size limit was met
├── Conflict                 409  4409  the state moved on (stale form, name taken)
├── UpdateRefused             -   4400  a client's message did not pass the gate; `code` names the rule
└── StoreUnavailable         503  4503  the database cannot take writes now; temporary

Raise these where the problem is found; http_support/error_pages.py and live/socket/endpoint.py translate them
once. Texts for people are in web/locales under `errors.<code>`, never in an exception.
"""

from __future__ import annotations

from collections.abc import Mapping


class LeitsternError(Exception):
    """Base of all deliberate errors. `code` is the stable name used in catalogues and on the wire."""

    status = 500
    close_code = 4500
    code = "internal"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail


class NotFound(LeitsternError):
    status, close_code, code = 404, 4404, "not_found"


class NotSignedIn(LeitsternError):
    status, close_code, code = 401, 4401, "not_signed_in"


class Forbidden(LeitsternError):
    status, close_code, code = 403, 4403, "forbidden"


class AccessEnded(Forbidden):
    code = "access_ended"


class AccessPaused(Forbidden):
    """Not 403: a browser tells both apart by the status (core/sync/probe.ts), and keeps its words here."""

    status, close_code, code = 423, 4405, "access_paused"


class LinkInvalid(LeitsternError):
    status, close_code, code = 404, 4404, "link_invalid"


class InvalidInput(LeitsternError):
    """`fields` maps a form field's name to the error's catalogue key below `errors.`."""

    status, close_code, code = 422, 4422, "invalid_input"

    def __init__(self, fields: Mapping[str, str], detail: str = "") -> None:
        super().__init__(detail or ", ".join(f"{k}: {v}" for k, v in fields.items()))
        self.fields = dict(fields)


class TooMany(LeitsternError):
    status, close_code, code = 429, 4429, "too_many"


class Conflict(LeitsternError):
    status, close_code, code = 409, 4409, "conflict"


class UpdateRefused(LeitsternError):
    """A client's message was refused and changed nothing. `code` is one of schemas/protocol.json."""

    status, close_code, code = 400, 4400, "refused"

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail)
        self.code = code


class StoreUnavailable(LeitsternError):
    status, close_code, code = 503, 4503, "store_unavailable"
