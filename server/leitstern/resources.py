"""Where the files lie that are no Python: built browser assets, templates, locales and schemas.

A wheel carries them inside the package (`_web`, `_schemas`, put there by hatch_build.py); a checkout has them
under web/ and schemas/. Both have the same inner layout, so callers never ask which one it is.
Nothing else about files belongs here. Called by pages/, demo/ and app.py.
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
