"""Templates in, HTML out: `render(request, "name.html", **view)` with the visitor's language and appearance.

One Jinja environment per app, on `app.state.renderer`. Handed to every template: t, locale, theme, path,
viewer, section, csrf, asset and the formats. Nothing here decides who may see what. Called by all pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from leitstern.access.forgery import form_token
from leitstern.access.sessions import SignedIn
from leitstern.pages import formats
from leitstern.pages.assets import Assets
from leitstern.pages.catalogue import LOCALES, Catalogue, accepted_locale, load_catalogues
from leitstern.pages.forms import Form
from leitstern.pages.services import services_of
from leitstern.pages.visitors import visitor_for

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
    """One text in the visitor's language, for what is not a template."""
    renderer = cast(Renderer, request.app.state.renderer)
    return renderer.catalogues[locale_of(request)].text(key, **values)


def locale_of(request: Request) -> str:
    """Chosen on this page or in this browser, else the person's own, else what the browser asks for."""
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
    """What was wrong with a field, or nothing."""
    key = form.error(name)
    return catalogue.text(key) if key else ""


def _frame(request: Request, renderer: Renderer, locale: str) -> dict[str, Any]:
    services = services_of(request)
    who: SignedIn | None = getattr(request.state, "signed_in", None)
    session_id = who.session_id if who else None
    return {
        "t": renderer.catalogues[locale].text,
        "message": partial(_message, renderer.catalogues[locale]),
        "locale": locale,
        "theme": theme_of(request),
        "path": request.url.path,
        "viewer": visitor_for(who, request.path_params.get("plan_id")),
        "section": "",
        "csrf": lambda purpose="form": form_token(services.keys, purpose, session_id, services.now()),
        "number": partial(formats.number, locale=locale),
        "money": partial(formats.money, locale=locale),
        "percent": partial(formats.percent, locale=locale),
        "date": partial(formats.day, locale=locale),
        "moment": partial(formats.moment, locale=locale),
    }
