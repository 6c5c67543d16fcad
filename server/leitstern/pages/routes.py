"""All pages' routes in one list.

A new page is one import and one line here. Called by app.py.
"""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute

from leitstern.http_support.static_files import static_routes
from leitstern.pages import (
    about_person,
    account_figures,
    benefit_link,
    commands,
    customer_accounts,
    derived,
    first_screen,
    home,
    invitations,
    invite_dialog,
    join,
    kam_check,
    login,
    members,
    monitoring,
    news,
    panels,
    plan_history,
    plans,
    portfolio,
    portfolio_export,
    portfolio_import,
    pre_work,
    preferences,
    print_view,
    profile,
    promises,
    record_history,
    review,
    rounds,
    session_summary,
    sessions,
    setup_link,
    side_link,
    sign_offs,
    tabling,
    that_is_me,
    what_if,
)


def page_routes(web: Path) -> list[BaseRoute]:
    """The routes of every page and of the built files in `web`."""
    pages = (
        home,
        login,
        setup_link,
        join,
        benefit_link,
        portfolio,
        portfolio_export,
        portfolio_import,
        kam_check,
        account_figures,
        customer_accounts,
        first_screen,
        promises,
        side_link,
        plans,
        session_summary,
        sessions,
        sign_offs,
        derived,
        panels,
        review,
        plan_history,
        pre_work,
        print_view,
        news,
        record_history,
        what_if,
        tabling,
        that_is_me,
        about_person,
        invitations,
        invite_dialog,
        commands,
        rounds,
        members,
        profile,
        preferences,
        monitoring,
    )
    return [route for page in pages for route in page.routes] + static_routes(web / "dist")
