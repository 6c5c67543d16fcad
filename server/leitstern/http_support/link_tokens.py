"""The token of the link that a request came by, as people's programs pass it on.

Mail and chat programs take signs behind an address into it, or put invisible ones inside. A token is known by
its alphabet and its length, so everything else is dropped. Called by the pages that a link opens.
"""

from __future__ import annotations

import re
import unicodedata

from starlette.requests import Request

TOKEN_LENGTH = 43
_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}")


def token_of(request: Request) -> str:
    """From a route with `{token:path}`."""
    return read_token(request.path_params["token"])


def read_token(text: str) -> str:
    """The token within `text`; the text as it is where there is none, which no link has."""
    visible = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cf", "Cc", "Zs"))
    found = _TOKEN.search(visible)
    return found[0] if found else text
