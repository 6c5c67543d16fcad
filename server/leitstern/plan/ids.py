"""Ids: a short prefix that names the kind, and 100 random bits.

Not secret (tokens are made in access/tokens.py). Called wherever a row, document or record is created.
"""

from __future__ import annotations

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(prefix: str) -> str:
    """A fresh id such as `pln_3f9k…`: prefix, underscore, 20 characters of Crockford base 32 (100 bits)."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(20))}"
