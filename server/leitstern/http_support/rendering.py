"""Renders templates: `render(request, "name.html", **view)`, in the visitor's language and appearance.

One Jinja environment per app, on `app.state.renderer`. Every template gets t, locale, theme, path, viewer,
section, csrf, asset and the formats. Decides nothing about permissions. Called by all pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from leitstern.access.csrf import form_token
from leitstern.access.sessions import SignedIn
from leitstern.http_support import picture_markup
from leitstern.http_support.asset_urls import Assets
from leitstern.http_support.current_participant import visitor_for
from leitstern.http_support.forms import Form
from leitstern.http_support.services import services_of
from leitstern.plan.ids import new_id
from leitstern.plan.time_zone import zone_named
from leitstern.wording import formats
from leitstern.wording.catalogue import LOCALES, Catalogue, accepted_locale, load_catalogues
from leitstern.wording.initials import initials

THEMES = ("system", "light", "dark")


class Renderer:
    """The templates, catalogues and assets of one app."""

    def __init__(self, web: Path) -> None:
        self.catalogues: Mapping[str, Catalogue] = load_catalogues(web / "locales")
        self.assets = Assets.read(web / "dist")
        self.templates = Environment(
            loader=FileSystemLoader(web / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals["asset"] = self.assets.url
        self.templates.globals["asset_parts"] = self.assets.parts
        self.templates.filters["initials"] = initials
        self.templates.filters["as_written"] = picture_markup.as_written
        self.templates.filters["marks_of"] = picture_markup.marks_of
        self.templates.filters["members_of"] = picture_markup.members_of
        self.templates.filters["rows_of"] = picture_markup.rows_of


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    locale: str | None = None,
    **view: Any,
) -> HTMLResponse:
    """A page or panel. `locale` overrides the visitor's."""
    renderer = cast(Renderer, request.app.state.renderer)
    context = _frame(request, renderer, locale or locale_of(request))
    html = renderer.templates.get_template(template).render(context | view)
    return HTMLResponse(html, status, {"Vary": "Cookie, Accept-Language"} | dict(headers or {}))


def translate(request: Request, key: str, **values: object) -> str:
    """One text in the visitor's language, for use outside templates."""
    renderer = cast(Renderer, request.app.state.renderer)
    return renderer.catalogues[locale_of(request)].text(key, **values)


def texts_of(request: Request) -> Callable[..., str]:
    """As `translate`, for a view with hundreds of texts: the language is decided once."""
    renderer = cast(Renderer, request.app.state.renderer)
    return renderer.catalogues[locale_of(request)].text


def locale_of(request: Request) -> str:
    """The language chosen on this page or in this browser, else the person's, else by Accept-Language."""
    for chosen in (request.query_params.get("lang", ""), request.cookies.get("leitstern_locale", "")):
        if chosen in LOCALES:
            return chosen
    own = _own_locale(request)
    return own if own in LOCALES else accepted_locale(request.headers.get("accept-language", ""))


def theme_of(request: Request) -> str:
    """The appearance chosen in this browser."""
    theme = request.cookies.get("leitstern_theme", "system")
    return theme if theme in THEMES else "system"


def _own_locale(request: Request) -> str:
    """The language of the invitation that this page is about, or of the signed-in person."""
    who: SignedIn | None = getattr(request.state, "signed_in", None)
    invited: str = getattr(request.state, "invited_locale", "")
    if invited or who is None:
        return invited
    if who.member is not None:
        return who.member.language
    return next((g.language for g in who.guests if g.plan_id in request.url.path), who.guests[0].language)


def _message(catalogue: Catalogue, form: Form, name: str) -> str:
    """The error message of a field, or an empty string."""
    key = form.error(name)
    return catalogue.text(key) if key else ""


def _frame(request: Request, renderer: Renderer, locale: str) -> dict[str, Any]:
    services = services_of(request)
    who: SignedIn | None = getattr(request.state, "signed_in", None)
    session_id = who.session_id if who else None
    zone = zone_named(who.member.time_zone if who and who.member else "")
    return {
        "t": renderer.catalogues[locale].text,
        "message": partial(_message, renderer.catalogues[locale]),
        "locale": locale,
        "theme": theme_of(request),
        "path": request.url.path,
        "viewer": visitor_for(who, request.path_params.get("plan_id")),
        "section": "",
        "csrf": lambda purpose="form": form_token(services.keys, purpose, session_id, services.now()),
        "new_command_id": partial(new_id, "cmd"),
        "number": partial(formats.number, locale=locale),
        "money": partial(formats.money, locale=locale),
        "short_money": partial(formats.short_money, locale=locale),
        "percent": partial(formats.percent, locale=locale),
        "date": partial(formats.local_day, locale=locale, zone=zone),
        "moment": partial(formats.moment, locale=locale, zone=zone),
    }
