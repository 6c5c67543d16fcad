"""Security of requests: headers on every response, exact origin, secure cookies, and no tokens in logs."""

from __future__ import annotations

import logging
from pathlib import Path

import httpx
import pytest

from leitstern.access.tokens import Keyring
from leitstern.app import create_app
from leitstern.http_support.security import content_security_policy, own_origin
from leitstern.settings import Settings
from tests.pages.people import ORIGIN, Clock, House

EVERYWHERE = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def _is_protected(response: httpx.Response) -> None:
    for name, value in EVERYWHERE.items():
        assert response.headers.get_list(name) == [value], (name, response.request.url)
    policy = response.headers["content-security-policy"]
    assert (
        policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        and "unsafe" not in policy
    )
    assert "connect-src 'self' ws://testserver;" in policy and "frame-ancestors 'none'" in policy
    assert response.headers["cache-control"]


PATHS = [
    ("GET", "/login"),
    ("GET", "/"),
    ("GET", "/join/unknown"),
    ("GET", "/no/such/page"),
    ("PUT", "/login"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/static/no-such-file.js"),
    ("GET", "/sw.js"),
    ("POST", "/login"),
    ("POST", "/preferences"),
    ("HEAD", "/login"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_every_response_has_the_security_headers(house: House, method: str, path: str):
    response = await house.browser().http.request(method, path)
    _is_protected(response)


async def test_an_unexpected_error_has_the_headers_and_reveals_nothing(house: House, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret inner detail")

    monkeypatch.setattr("leitstern.pages.login.render", broken)
    response = await house.browser().http.get("/login")
    assert response.status_code == 500 and "inner detail" not in response.text
    assert "Something went wrong" in response.text
    _is_protected(response)


async def test_a_busy_database_asks_to_try_again(house: House, monkeypatch):
    from leitstern.errors import StoreUnavailable

    async def busy(*_: object) -> None:
        raise StoreUnavailable("disk full at /var/lib")

    browser = await house.member()
    monkeypatch.setattr(type(house.services.database), "read", busy)
    response = await browser.http.get("/accounts")
    assert response.status_code == 503 and response.headers["retry-after"] == "30"
    assert "/var/lib" not in response.text


FOREIGN = [
    "http://evil.example",
    "https://testserver",
    "http://testserver:8000",
    "null",
    "http://testserver.evil.example",
    "",
]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_change_from_another_origin_is_refused(house: House, origin: str):
    member = await house.member()
    page = await member.get("/accounts")
    values = page.forms["/accounts"] | {"name": "Eve"}
    answer = await member.post("/accounts", values, origin=origin)
    assert answer.status == 403
    assert (await member.get("/accounts")).text.count('class="account"') == 1
    assert (await member.post("/accounts", values, **{"sec-fetch-site": "cross-site"})).status == 403
    assert (await member.post("/accounts", values)).status == 303


async def test_fetch_metadata_replaces_a_hidden_origin(house: House):
    browser = house.browser()
    values = (await browser.get("/login")).forms["/login"] | {"email": "x@y.example", "password": "z"}
    hidden = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert (await browser.post("/login", values, **hidden)).status == 422
    assert (await browser.post("/login", values, **hidden | {"sec-fetch-site": "same-site"})).status == 403


async def test_only_the_configured_origin_is_accepted(tmp_path: Path):
    clock = Clock()
    app = create_app(Settings(data=tmp_path, url="https://plan.example.com"), now=clock)
    async with app.router.lifespan_context(app):
        house = House(app, clock)
        await house.fill("")
        path = await house.invite()
        transport = httpx.ASGITransport(app=app)
        http = httpx.AsyncClient(transport=transport, base_url="https://plan.example.com")
        page = await http.get(path)
        assert "max-age" in page.headers["strict-transport-security"]
        assert "wss://plan.example.com" in page.headers["content-security-policy"]
        token = page.text.split('name="form_token" value="')[-1].split('"')[0]
        values = {"form_token": token, "name": "Claire"}
        assert (
            await http.post(path, data=values, headers={"origin": "http://plan.example.com"})
        ).status_code == 403
        joined = await http.post(path, data=values, headers={"origin": "https://plan.example.com"})
        cookie = joined.headers["set-cookie"]
        assert cookie.startswith("__Host-leitstern=")
        for part in ("; Secure", "; HttpOnly", "; SameSite=lax", "; Path=/"):
            assert part in cookie
        assert "Domain" not in cookie


async def test_the_cookie_on_plain_http(house: House):
    answer = await house.browser().open_and_send(await house.invite(), name="Claire")
    cookie = answer.response.headers["set-cookie"]
    assert cookie.startswith("leitstern=") and "; HttpOnly" in cookie and "; SameSite=lax" in cookie
    assert "Secure" not in cookie and "Domain" not in cookie


@pytest.mark.parametrize("host", ["evil example", 'a"b', "x/y", "", "[::1", "user@host"])
def test_an_invalid_host_is_no_origin(host: str):
    scope = {"type": "http", "scheme": "http", "headers": [(b"host", host.encode())]}
    assert own_origin(scope, "") == ""
    assert content_security_policy("").count("connect-src 'self';") == 1


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1:80", "[::1]:8765", "plan.example.com"])
def test_an_origin_is_scheme_and_host(host: str):
    for scheme, seen in (("http", "http"), ("ws", "http"), ("wss", "https")):
        scope = {"type": "http", "scheme": scheme, "headers": [(b"host", host.encode())]}
        assert own_origin(scope, "") == f"{seen}://{host}"


async def test_no_token_and_no_name_is_logged(house: House, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    path = await house.invite()
    guest = await house.guest(path, "Claire Müller")
    member = await house.member()
    secrets = [path.rsplit("/", 1)[1], guest.http.cookies["leitstern"], member.http.cookies["leitstern"]]
    await guest.get(house.plan_path)
    await guest.get(path + "x")
    await guest.post(path, {"name": "x"}, origin="http://evil.example")
    await member.get(f"{house.plan_path}/invitations")
    await member.open_and_send(house.plan_path, "/logout")
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    text = "\n".join(f"{record.getMessage()} {record.args} {record.exc_text}" for record in ours)
    assert [secret for secret in [*secrets, "Claire"] if secret in text] == []


async def test_pages_send_no_referrer_path(house: House):
    page = await house.browser().get(await house.invite())
    assert '<meta name="referrer" content="strict-origin">' in page.text


def test_a_keyrings_repr_hides_its_secret():
    assert "hush" not in repr(Keyring(b"hush"))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"name=" + b"x" * 70_000, 413),
        (b"x" * 3_000_000, 413),
        (b"&".join(b"a%d=1" % n for n in range(200)), 422),
    ],
)
async def test_a_too_large_form_is_refused(house: House, body: bytes, status: int):
    path = await house.invite()
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": ORIGIN}
    answer = await house.browser().http.post(path, content=body, headers=headers)
    assert answer.status_code == status and "retry-after" not in answer.headers
    _is_protected(answer)


async def test_a_malformed_form_is_refused(house: House):
    path = await house.invite()
    response = await house.browser().http.post(path, json={"name": "Claire"}, headers={"origin": ORIGIN})
    assert response.status_code == 422


async def test_limits_can_be_turned_off(tmp_path: Path):
    clock = Clock()
    app = create_app(Settings(data=tmp_path, rate_limit="off"), now=clock)
    async with app.router.lifespan_context(app):
        house = House(app, clock)
        await house.fill("")
        browser = house.browser()
        page = await browser.get("/login")
        for _ in range(12):
            assert (await browser.send(page, "/login", email="a@b.example", password="x")).status == 422


async def test_a_proxy_that_hides_https_is_named_in_the_log_once(
    house: House, caplog: pytest.LogCaptureFixture
):
    """Our own page's forms are refused then, and nothing on the screen says why."""
    path, browser = await house.invite(), house.browser()
    secure = ORIGIN.replace("http://", "https://")
    for _ in range(2):
        assert (await browser.post(path, {"name": "Claire"}, origin=secure)).status == 403
    await browser.post(path, {"name": "Claire"}, origin="https://evil.example")
    told = [line for line in caplog.messages if "LEITSTERN_URL" in line]
    assert len(told) == 1 and f"LEITSTERN_URL={secure}" in told[0] and "X-Forwarded-Proto" in told[0]
