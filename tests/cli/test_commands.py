"""The commands as an operator or script runs them: real processes, their output and refusals."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from leitstern.client import enter, join
from leitstern.client.messages import Welcomed, decode
from leitstern.commands.command import CommandRefused
from leitstern.live.wire.protocol import SUBPROTOCOL
from leitstern.plan.document import plain, read_record
from tests.cli.processes import HIDDEN, come_in, command, finish, get, post, ready, run
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    process = command(
        "demo", "--json", "--port", "0", "--plans", "2", "--data", tmp_path_factory.mktemp("demo")
    )
    try:
        yield ready(process)
    finally:
        status, out, err = finish(process)
        assert (status, out) == (0, ""), err
        assert "Traceback" not in err and "/join/" not in err and "/enter/" not in err


def test_the_ready_line_contains_address_and_folder(demo: dict[str, Any]):
    assert set(demo) == {"url", "member_link", "guest_link", "plan_id", "documents", "plans", "session_id"}
    assert set(demo["documents"]) == {"shared", "supplier", "customer", "record"}
    assert re.fullmatch(r"http://127\.0\.0\.1:[1-9][0-9]*", demo["url"])
    assert [set(plan) for plan in demo["plans"]] == [{"plan_id", "guest_link", "documents"}] * 2
    plans = [demo, *demo["plans"]]
    assert len({plan["guest_link"] for plan in plans}) == len({plan["plan_id"] for plan in plans}) == 3
    assert get(demo["url"] + "/readyz").status_code == 200


def test_both_links_admit(demo: dict[str, Any]):
    cookie, target = come_in(demo["guest_link"], "Claire")
    assert target == f"/plans/{demo['plan_id']}/first"
    assert get(demo["url"] + target, headers={"cookie": cookie}).status_code == 200
    cookie, _ = come_in(demo["member_link"])
    accounts = get(demo["url"] + "/accounts", headers={"cookie": cookie})
    assert accounts.status_code == 200 and demo["plan_id"] in accounts.text


async def status_of(demo: dict[str, Any], document: str, **headers: str) -> int:
    """101 when the server accepts a WebSocket, else the status of its refusal."""
    url = demo["url"].replace("http", "ws") + f"/sync/{demo['documents'].get(document, document)}"
    try:
        async with connect(url, additional_headers=headers, open_timeout=PATIENCE):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


async def test_the_socket_requires_cookie_origin_and_side(demo: dict[str, Any]):
    cookie, _ = await asyncio.to_thread(come_in, demo["guest_link"], "Claire")
    own = {"Cookie": cookie, "Origin": demo["url"]}
    for document, status in {
        "shared": 101,
        "record": 101,
        "customer": 101,
        "supplier": 404,
        "doc_x": 404,
    }.items():
        assert await status_of(demo, document, **own) == status, document
    other_plan = demo["plans"][0]["documents"]["shared"]
    assert await status_of(demo, other_plan, **own) == 404
    assert await status_of(demo, "shared", Origin=demo["url"]) == 401
    assert await status_of(demo, "shared", Cookie="leitstern=made-up", Origin=demo["url"]) == 401
    for origin in ("http://evil.example", "null", demo["url"].replace("http:", "https:"), demo["url"] + "0"):
        assert await status_of(demo, "shared", Cookie=cookie, Origin=origin) == 403, origin
    assert await status_of(demo, "shared", Cookie=cookie) == 403


async def test_revoking_an_invitation_disconnects_its_guest(demo: dict[str, Any]):
    member, _ = await asyncio.to_thread(come_in, demo["member_link"])
    guest, _ = await asyncio.to_thread(come_in, demo["plans"][1]["guest_link"], "Dora")
    plan = demo["plans"][1]
    page = f"{demo['url']}/plans/{plan['plan_id']}/invitations"
    async with httpx.AsyncClient(timeout=PATIENCE, headers={"cookie": member}) as http:
        (id,) = set(re.findall(r'id="(inv_\w+)"', (await http.get(page)).text))
        form = dict(HIDDEN.findall((await http.get(f"{page}/{id}/revoke")).text))
        url = demo["url"].replace("http", "ws") + f"/sync/{plan['documents']['shared']}"
        headers = {"Cookie": guest, "Origin": demo["url"]}
        async with connect(url, additional_headers=headers, subprotocols=["leitstern.v1"]) as wire:  # type: ignore[list-item]
            assert (await http.post(f"{page}/{id}/revoke", data=form)).status_code == 303
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await asyncio.wait_for(wire.recv(), PATIENCE)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4403
        assert (await http.get(plan["guest_link"])).status_code == 404


async def _until(wire: ClientConnection, role: str) -> None:
    """Reads until the server names this role for the connection."""
    while True:
        message = decode(await asyncio.wait_for(wire.recv(decode=False), PATIENCE))
        if isinstance(message, Welcomed) and message.values["role"] == role:
            return


async def test_the_python_client_sends_commands(demo: dict[str, Any]):
    async with (
        await join(demo["member_link"], plan_id=demo["plan_id"]) as anna,
        await join(demo["guest_link"], name="Otto Lind") as otto,
    ):
        made = await anna.command("invitation.create", "once", kind="personal", name="Jonas Weiss")
        assert await anna.command("invitation.create", "once", kind="personal", name="Jonas Weiss") == made
        jonas = await enter(demo["url"] + made["path"], "Jonas Weiss")
        assert jonas.plan_id == demo["plan_id"]
        await otto.command("participant.rename", name="Otto Lind-Berg")
        record = await otto.document("record")

        def names() -> set[str]:
            return {one.name for one in read_record(plain(record.doc, "record")).participants.values()}

        async with asyncio.timeout(PATIENCE):
            while not {"Jonas Weiss", "Otto Lind-Berg"} <= names():
                await record.changed(PATIENCE)
        with pytest.raises(CommandRefused) as refused:
            await otto.command("plan.archive")
        assert refused.value.code == "forbidden" and "not allowed" in str(refused.value)


async def test_archiving_makes_live_connections_read_only(demo: dict[str, Any]):
    member, _ = await asyncio.to_thread(come_in, demo["member_link"])
    plan = demo["plans"][0]
    guest, _ = await asyncio.to_thread(come_in, plan["guest_link"], "Dora")
    target = f"/plans/{plan['plan_id']}"
    url = demo["url"].replace("http", "ws") + f"/sync/{plan['documents']['shared']}"
    headers = {"Cookie": guest, "Origin": demo["url"]}
    async with (
        httpx.AsyncClient(timeout=PATIENCE, headers={"cookie": member}, base_url=demo["url"]) as http,
        connect(url, additional_headers=headers, subprotocols=[Subprotocol(SUBPROTOCOL)]) as wire,
    ):
        hidden = dict(HIDDEN.findall((await http.get(f"{target}/invitations")).text))
        form = {"form_token": hidden["form_token"]}
        await _until(wire, "editor")
        for what, role in (("archive", "viewer"), ("restore", "editor")):
            assert (await http.post(f"{target}/{what}", data=form)).status_code == 303
            await _until(wire, role)


async def test_removing_a_member_disconnects_them(demo: dict[str, Any]):
    admin, _ = await asyncio.to_thread(come_in, demo["member_link"])
    async with httpx.AsyncClient(timeout=PATIENCE, headers={"cookie": admin}, base_url=demo["url"]) as http:
        form = dict(HIDDEN.findall((await http.get("/members")).text))
        who = {"name": "Tom Reuter", "email": "tom@nordlicht.example"}
        page = (await http.get((await http.post("/members", data=form | who)).headers["location"])).text
        (link,) = re.findall(r'readonly value="([^"]+/setup/[^"]+)"', page)
        (id,) = re.findall(r'href="/members/(mem_\w+)/remove"', page)
        member, _ = await asyncio.to_thread(come_in, link, password="a long enough one")
        headers = {"Cookie": member, "Origin": demo["url"]}
        url = demo["url"].replace("http", "ws") + f"/sync/{demo['documents']['shared']}"
        async with connect(url, additional_headers=headers, subprotocols=[Subprotocol(SUBPROTOCOL)]) as wire:
            assert (await http.post(f"/members/{id}/remove", data=form)).status_code == 303
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await asyncio.wait_for(wire.recv(), PATIENCE)
        assert closed.value.rcvd is not None and closed.value.rcvd.code in (4401, 4403)
        assert await status_of(demo, "shared", **headers) == 401


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_still_shuts_down_cleanly(tmp_path: Path, number: signal.Signals):
    process = command("demo", "--json", "--data", tmp_path, "--port", "0")
    ready(process)
    process.send_signal(number)
    assert finish(process, number) == (0, "", "")


def test_ctrl_c_shuts_down_cleanly(tmp_path: Path):
    process = command("demo", "--data", tmp_path, "--port", "0")
    assert process.stdout is not None
    text = "".join(process.stdout.readline() for _ in range(7))
    assert "/enter/" in text and "/join/" in text and "private window" in text
    assert finish(process, signal.SIGINT)[::2] == (0, "")


def test_a_killed_and_restarted_demo_prints_working_links(tmp_path: Path):
    first_process = command("demo", "--json", "--port", "0", "--data", tmp_path, LEITSTERN_RATE_LIMIT="off")
    first = ready(first_process)
    cookie, target = come_in(first["guest_link"], "Claire")
    assert finish(first_process, signal.SIGKILL)[0] == -signal.SIGKILL
    process = command("demo", "--json", "--port", "0", "--data", tmp_path)
    second = ready(process)
    try:
        moved = {key: str(value).replace(first["url"], second["url"]) for key, value in first.items()}
        assert moved == {key: str(value) for key, value in second.items()}
        assert get(second["url"] + target, headers={"cookie": cookie}).status_code == 200
        come_in(second["guest_link"], "Ben")
    finally:
        assert finish(process)[0] == 0


def test_serve_prints_one_set_up_link_until_it_is_used(tmp_path: Path):
    links = []
    for _ in range(2):
        process = command("serve", "--port", "0", "--data", tmp_path)
        assert process.stdout is not None
        text = "".join(process.stdout.readline() for _ in range(4))
        links.append(re.findall(r"(http://\S+)/setup/(\S+)", text)[0])
        another = run("serve", "--port", "0", "--data", tmp_path)
        assert another[0] == 1 and "a server is using" in another[2]
        origin, token = links[-1]
        if len(links) == 2:
            link = f"{origin}/setup/{token}"
            values = dict(HIDDEN.findall(get(link).text.partition('<form class="form"')[2]))
            values |= {
                "workspace": "W",
                "name": "Anna",
                "email": "a@b.example",
                "password": "Salz und Brot 7",
            }
            assert post(link, data=values).status_code == 303
        assert finish(process)[0] == 0
    assert links[0][1] == links[1][1]
    process = command("serve", "--port", "0", "--data", tmp_path)
    assert process.stdout is not None and "running at" in process.stdout.readline()
    status, rest, _ = finish(process)
    assert (status, rest) == (0, "")
    refused = run("demo", "--port", "0", "--data", tmp_path)
    assert refused[0] == 1 and "not the demo's" in refused[2] and "Traceback" not in refused[2]


def test_members_are_added_from_the_command_line(tmp_path: Path):
    new = ("member", "add", "--email", "Ben@X.example", "--name", "Ben Kaya", "--data", tmp_path)
    assert "--workspace" in run(*new)[2]
    status, link, _ = run(*new, "--workspace", "Nordlicht")
    assert status == 0 and re.fullmatch(r"http://127\.0\.0\.1:8765/setup/[\w-]{43}\n", link)
    assert "already" in run(*new)[2]
    again = ("member", "link", "--data", tmp_path, "--email")
    assert run(*again, "ben@x.example")[1] not in ("", link)
    assert run(*again, "nobody@x.example")[0] == 1
    bad = run("member", "add", "--email", "x", "--name", " ", "--data", tmp_path)
    assert bad[0] == 1 and "email, name" in bad[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serve", "--port", "99999"), "LEITSTERN_PORT"),
        (("serve", "--data", "/dev/null/x"), "cannot use the data folder"),
        (("serve", "--host", "203.0.113.1", "--port", "0"), "cannot listen on 203.0.113.1"),
        (("demo", "--plans", "-1"), "0 to 10000"),
        ((), "COMMAND"),
    ],
)
def test_a_failed_command_prints_one_line(arguments: tuple[str, ...], said: str, tmp_path: Path):
    data = () if "--data" in arguments or not arguments else ("--data", str(tmp_path))
    status, out, err = run(*arguments, *data)
    assert status != 0 and out == "" and said in err and "Traceback" not in err


def test_a_newer_or_missing_database_prints_one_line(tmp_path: Path):
    assert (
        run("member", "add", "--email", "a@b.example", "--name", "A", "--workspace", "W", "--data", tmp_path)[
            0
        ]
        == 0
    )
    with contextlib.closing(sqlite3.connect(tmp_path / "leitstern.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    status, out, err = run("serve", "--port", "0", "--data", tmp_path)
    assert (status, out) == (1, "") and "a newer version of Leitstern" in err and err.count("\n") == 1
    for path in tmp_path.glob("leitstern.db*"):
        path.unlink()
    (tmp_path / "leitstern.db").write_bytes(b"no database at all" * 100)
    status, out, err = run("serve", "--port", "0", "--data", tmp_path)
    assert (status, out) == (1, "") and "the data folder cannot be used" in err and err.count("\n") == 1


def test_a_misspelt_variable_warns_and_an_invalid_value_stops(tmp_path: Path):
    process = command("demo", "--json", "--port", "0", "--data", tmp_path, LEITSTERN_METRIC="off")
    ready(process)
    status, _, err = finish(process)
    assert status == 0 and "LEITSTERN_METRIC is no setting" in err
    process = command("serve", "--port", "0", "--data", tmp_path, LEITSTERN_URL="plan.example.com")
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "") and err.startswith(
        "leitstern: LEITSTERN_URL: must be an origin"
    )
