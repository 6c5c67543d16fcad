"""Odd requests of a stranger: each gets a plain answer, which tells nothing and leads to no other site."""

from __future__ import annotations

import re
import secrets
import time

import httpx
import pytest

from tests.attacks.instance import Instance
from tests.patience import PATIENCE

ANSWER_SECONDS = 3.0


def status_of(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    assert found is not None, answer[:200]
    return int(found[1])


def statuses(answers: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3})[^\r]*\r\n", answers)]


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "BREW"])
async def test_unknown_methods_do_nothing(instance: Instance, method: str):
    secret = secrets.token_hex(8)
    for path in ("/", "/login", "/healthz"):
        answer = instance.ask(
            instance.request(
                method, path, f"X-Secret: {secret}", f"Origin: {instance.url}", "Connection: close"
            )
        )
        assert status_of(answer) in (400, 403, 404, 405), (path, answer[:100])
        assert secret.encode() not in answer


@pytest.mark.parametrize("path", ["/login", "/healthz", "/nothing"])
async def test_head_and_options_answer_without_a_body(instance: Instance, path: str):
    head = instance.ask(instance.request("HEAD", path, "Connection: close"))
    assert status_of(head) in (200, 404, 405) and head.endswith(b"\r\n\r\n")
    options = instance.ask(instance.request("OPTIONS", path, f"Origin: {instance.url}", "Connection: close"))
    assert status_of(options) in (200, 404, 405)
    assert b"access-control-allow-origin" not in options.lower()


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80@x",
        "a b",
        "x/../y",
        "x" * 300,
        "[::1",
        'x"><script>',
        "x:99999999",
        "",
    ],
)
async def test_a_forged_host_never_comes_back_in_an_answer(instance: Instance, host: str):
    """Redirects are relative, and a malformed host names no origin. Only signed-in people are shown links."""
    for path in ("/", "/login"):
        answer = instance.ask(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: evil.example\r\n"
            "Forwarded: host=evil.example\r\nConnection: close\r\n\r\n".encode()
        )
        head, _, body = answer.partition(b"\r\n\r\n")
        assert status_of(answer) in (200, 303, 400, 404, 421), answer[:100]
        location = re.search(rb"(?i)\r\nlocation: ([^\r]*)", head)
        assert location is None or (location[1].startswith(b"/") and not location[1].startswith(b"//"))
        assert b"evil.example" not in body and b'<script>"' not in body


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.example/login", "//evil.example/login", "/login/../../etc/passwd", 
        "/static/../../pyproject.toml",
        "/static/%2e%2e/%2e%2e/secret.key", "/static/..%5c..%5csecret.key", "/%00",
        "/login%0d%0aSet-Cookie:%20a=b",
        "*", "login", "/" + "a/" * 5000, "/join/" + "%41" * 300, "/join/%2e%2e", "/enter/%c0%af", "/\xff",
    ],
    ids=lambda target: ascii(target[:30]),
)  # fmt: skip
async def test_odd_request_targets_reach_no_file_and_no_other_site(instance: Instance, target: str):
    request = f"GET {target} HTTP/1.1\r\nHost: {instance.authority}\r\nConnection: close\r\n\r\n"
    answer = instance.ask(request.encode("latin-1"))
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert status_of(answer) in (200, 303, 307, 308, 400, 404, 414, 431), answer[:100]
    assert b"[project]" not in answer and b"root:" not in answer
    assert b"\r\nset-cookie: a=b" not in head
    location = re.search(rb"\r\nlocation: ([^\r]*)", head)
    assert (
        location is None or re.match(rb"/(?!/)", location[1]) or location[1].startswith(instance.url.encode())
    )


def form(instance: Instance, body: bytes, *fields: str, path: str = "/login") -> bytes:
    head = instance.request("POST", path, *fields, f"Content-Length: {len(body)}", "Connection: close")
    return head + body


FORMS = {
    "a million fields": (b"a&" * 100_000, "application/x-www-form-urlencoded"),
    "one name a thousand times": (b"email=x&" * 1000, "application/x-www-form-urlencoded"),
    "brackets": (b"email" + b"[a]" * 20_000 + b"=x", "application/x-www-form-urlencoded"),
    "broken escapes": (b"email=%zz%&password=%", "application/x-www-form-urlencoded"),
    "another charset": (b"email=\xff\xfe", "application/x-www-form-urlencoded; charset=utf-7"),
    "multipart": (
        b'--b\r\nContent-Disposition: form-data; name="email"; filename="x"\r\n\r\nx\r\n' * 2000 + b"--b--",
        "multipart/form-data; boundary=b",
    ),
    "multipart without end": (b"--b\r\n" * 20_000, "multipart/form-data; boundary=b"),
    "json": (b'{"email":"a@b.c","password":"x"}', "application/json"),
    "no type": (b"email=a", ""),
    "compressed": (b"\x1f\x8b\x08", "application/x-www-form-urlencoded\r\nContent-Encoding: gzip"),
}


@pytest.mark.parametrize("name", FORMS)
async def test_an_odd_form_is_refused_quickly(instance: Instance, name: str):
    body, kind = FORMS[name]
    for path in ("/login", "/join/nobody", "/preferences"):
        began = time.monotonic()
        answer = instance.ask(
            form(
                instance,
                body,
                f"Origin: {instance.url}",
                *([f"Content-Type: {kind}"] if kind else []),
                path=path,
            )
        )
        assert 400 <= status_of(answer) < 500, answer[:200]
        assert b"Traceback" not in answer
        assert time.monotonic() - began < ANSWER_SECONDS


@pytest.mark.parametrize(
    "fields",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: +5",),
        ("Content-Length: 5 5",),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding : chunked",),
        ("Content-Length: 99999999999999999999999",),
        ("Content-Length: -1",),
    ],
    ids=" | ".join,
)
async def test_a_request_cannot_hide_another(instance: Instance, fields: tuple[str, ...]):
    """One answer at most, or an error: never two for what a proxy may take for one request."""
    hidden = instance.request("GET", "/healthz")
    head = instance.request("POST", "/login", *fields, f"Origin: {instance.url}")
    answers = statuses(
        instance.ask(head + b"0\r\n\r\n" + hidden + instance.request("GET", "/nothing", "Connection: close"))
    )
    assert answers and (400 <= answers[0] < 500 or answers[0] == 501)
    if answers[0] in (400, 501):
        assert len(answers) == 1


async def test_posts_that_follow_each_other_are_answered_in_order(instance: Instance):
    """WIRE-12"""
    post = instance.request("POST", "/login", "Content-Length: 3", f"Origin: {instance.url}") + b"a=b"
    last = instance.request("GET", "/nothing", "Connection: close")
    assert statuses(instance.ask(post * 5 + last))[-1] == 404


SPOOFED = [
    "X-Forwarded-For: 10.{a}.{b}.1",
    "Forwarded: for=10.{a}.{b}.1",
    "X-Real-IP: 10.{a}.{b}.1",
    "Via: {a}.{b}",
]


@pytest.mark.parametrize("header", SPOOFED)
async def test_a_forged_address_gives_no_new_tries(instance: Instance, header: str):
    """Sign-in of one account, each try from "another" address: refused after ten all the same."""
    email = f"{secrets.token_hex(6)}@example.com"
    async with httpx.AsyncClient(
        base_url=instance.url, headers={"Origin": instance.url}, timeout=PATIENCE
    ) as http:
        token = _form_token((await http.get("/login")).text)
        answers = []
        for n in range(14):
            name, _, value = header.format(a=n, b=n).partition(": ")
            answer = await http.post(
                "/login",
                data={"form_token": token, "email": email, "password": "wrong"},
                headers={name: value},
            )
            answers.append(answer.status_code)
    assert answers[-1] == 429, answers


def _form_token(page: str) -> str:
    found = re.search(r'action="/login".*?name="form_token" value="([^"]+)"', page, re.DOTALL)
    assert found is not None
    return found[1]


async def test_links_are_not_guessed(instance: Instance):
    """One answer for whatever is no link, and an end of trying."""
    guesses = [secrets.token_urlsafe(32) for _ in range(130)]
    async with httpx.AsyncClient(base_url=instance.url, timeout=PATIENCE) as http:
        pages = [
            await http.get(f"/{kind}/{guess}")
            for kind, guess in zip(("join", "enter") * 65, guesses, strict=True)
        ]
    assert {page.status_code for page in pages} <= {404, 429}
    assert pages[-1].status_code == 429
    bodies = {
        page.text.replace(guess, "")
        for page, guess in zip(pages, guesses, strict=True)
        if page.status_code == 404
    }
    assert len({_without_tokens(body) for body in bodies}) <= 2, "one of join, one of enter"


def _without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


async def test_headers_of_every_kind_are_bounded(instance: Instance):
    """WIRE-11"""
    for fields in (
        ["Cookie: " + "a=b; " * 12_000],
        ["X: y"] * 127,
        [f"X-{n}: {'y' * 400}" for n in range(120)],
        ["Accept-Language: " + "de;q=0.1," * 6000],
        ["Range: bytes=" + "0-1," * 10_000],
        ["If-None-Match: " + '"x",' * 10_000],
    ):
        began = time.monotonic()
        answer = instance.ask(instance.request("GET", "/login", *fields, "Connection: close"))
        assert status_of(answer) in (200, 400, 431), fields[0][:40]
        assert time.monotonic() - began < ANSWER_SECONDS
