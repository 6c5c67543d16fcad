"""Paths of the files that are not Python: built browser assets, templates, locales and schemas.

In a wheel they are inside the package (`_web`, `_schemas`, put there by hatch_build.py), in a checkout under
web/ and schemas/. Both have the same layout, so callers need not know which one it is.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def web_dir() -> Path:
    """Folder that holds `dist/` (built by Vite), `templates/` and `locales/`."""
    return _packaged_or_checkout("_web", "web")


def schemas_dir() -> Path:
    """Folder that holds the JSON Schemas of the plan's shape and of the wire."""
    return _packaged_or_checkout("_schemas", "schemas")


def _packaged_or_checkout(packaged: str, checkout: str) -> Path:
    inside = _PACKAGE / packaged
    return inside if inside.is_dir() else _CHECKOUT / checkout
