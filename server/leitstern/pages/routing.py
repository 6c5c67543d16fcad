"""All pages' routes in one list. Called by app.py."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute

from leitstern.pages import (
    accounts,
    derived,
    home,
    invitations,
    join,
    login,
    member_links,
    members,
    operations,
    plans,
    preferences,
    profile,
)
from leitstern.pages.static import static_routes


def page_routes(web: Path) -> list[BaseRoute]:
    """The routes of every page and of the built files in `web`."""
    pages = (
        home,
        login,
        member_links,
        join,
        accounts,
        plans,
        derived,
        invitations,
        members,
        profile,
        preferences,
        operations,
    )
    return [route for page in pages for route in page.routes] + static_routes(web / "dist")
