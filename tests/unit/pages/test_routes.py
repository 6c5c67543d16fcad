"""Every page answers at an address of its own: of two with the same one the second would never be asked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from starlette.routing import Route

from leitstern.pages.routes import page_routes


def test_no_two_pages_have_the_same_address_and_method():
    routes = [one for one in page_routes(Path("web")) if isinstance(one, Route)]
    asked = Counter((one.path, method) for one in routes for method in sorted(one.methods or ()))
    assert len(asked) > 100
    assert [address for address, count in asked.items() if count > 1] == []
