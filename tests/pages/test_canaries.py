"""No address of the app answers one side with a word of the other side's room.

Every route that exists is asked, plain, in German, as the other side sees it, and with the ids of the other
side's private records; every command is sent with these ids. Routes, commands and kinds come from their
registries, so new ones are asked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from leitstern.commands.generated import COMMAND_SHAPES
from leitstern.plan.edits import add_record
from leitstern.plan.generated import Side
from tests.canaries import ID, SIDES, TEXT, leaks, plant, private_kinds, record_id, secret
from tests.pages.people import ORIGIN, Browser, House

pytestmark = pytest.mark.slow

ENDS_ACCESS = re.compile(r"remove|revoke|archive|delete|leave|erase|sign-?out|logout")
"""What is not asked in between, because nothing could be asked afterwards."""


def addresses(house: House, side: Side) -> Iterator[tuple[str, bool]]:
    """Every address, and whether it holds no id of a private record."""
    secrets = {kind: record_id(side, kind) for kind in private_kinds(side)}
    for route in house.app.routes:
        if not isinstance(route, Route) or "GET" not in (route.methods or ()):
            continue
        for stand_in in ("x", *secrets.values()):
            path = re.sub(r"\{(\w+)(:\w+)?\}", stand_in, route.path.replace("{plan_id}", house.plan.plan_id))
            yield path, stand_in == "x"
            if path == route.path.replace("{plan_id}", house.plan.plan_id):
                break
        yield f"{path}?lang=de", ID not in path
        if "{plan_id}" not in route.path:
            continue
        yield f"{path}?as={side}", ID not in path
        for kind, item in secrets.items():
            record = f"kind={kind}&record={item}&item={item}&person={item}&before="
            yield f"{path}?document={side}&{record}", False


async def ask_everything(
    who: Browser, house: House, side: Side, *, without_ids: bool = False
) -> dict[str, int]:
    """The status of each address. Fails with the addresses that told a secret."""
    statuses, told = {}, []
    for path, holds_no_id in addresses(house, side):
        if without_ids and not holds_no_id:
            continue
        answer = await who.http.get(path)
        statuses[path] = answer.status_code
        marks = (TEXT, ID) if holds_no_id and not without_ids else (TEXT,)
        told += [(path, leak) for leak in leaks(everything_in(answer), *marks)]
    assert told == []
    return statuses


def everything_in(answer: httpx.Response) -> bytes:
    return b"\n".join([answer.content, *(value.encode() for value in answer.headers.values())])


async def send_every_command(who: Browser, house: House, side: Side) -> None:
    told = []
    for kind, shape in COMMAND_SHAPES.items():
        if shape.scope != "plan" or ENDS_ACCESS.search(kind):
            continue
        for item_kind in private_kinds(side):
            item = record_id(side, item_kind)
            values: dict[str, Any] = {}
            for name, argument in shape.arguments.items():
                if argument.type == "string":
                    fitting = item_kind if name == "kind" else item
                    values[name] = argument.choices[0] if argument.choices else fitting
                else:
                    values[name] = {"integer": 1, "boolean": True, "array": [item], "object": {item: 1}}[
                        argument.type
                    ]

            sent = {"id": f"{kind}-{item}", "arguments": values}
            answer = await who.http.post(
                f"{house.plan_path}/commands/{kind}", json=sent, headers={"origin": ORIGIN}
            )
            assert answer.status_code < 500, (kind, answer.text)
            told += [(kind, leak) for leak in leaks(everything_in(answer), TEXT)]
    assert told == []


async def command(who: Browser, house: House, name: str, **arguments: str) -> None:
    sent = {"id": f"{name}-{arguments['item_id']}", "arguments": arguments}
    path = f"{house.plan_path}/commands/item.{name}"
    answer = await who.http.post(path, json=sent, headers={"origin": ORIGIN})
    assert answer.status_code == 200, answer.text


async def fill_room(house: House, side: Side) -> list[str]:
    planted: list[str] = []
    await house.services.rooms.edit(
        house.plan.documents[side], "par_x", lambda doc: planted.extend(plant(doc, side))
    )
    return planted


@pytest.mark.parametrize("side", SIDES)
async def test_no_address_and_no_command_tells_the_other_side_a_word(house: House, side: Side):
    anna, claire = await house.member(), await house.guest()
    assert (await anna.get(house.plan_path)).status == 200
    owner, stranger = (anna, claire) if side == "supplier" else (claire, anna)
    planted = await fill_room(house, side)
    room = await house.services.rooms.encode(house.plan.documents[side])
    assert len(planted) > len(private_kinds(side)) and all(text.encode() in room for text in planted)

    def one_more(doc: Any) -> None:
        values = {"title": secret(side, "tabled"), "opportunities": [record_id(side, "opportunities")]}
        add_record(doc, "goals", values, f"goal_{ID}tabled", document=side)

    await house.services.rooms.edit(house.plan.documents[side], "par_x", one_more)
    await command(owner, house, "put_on_table", kind="goals", item_id=f"goal_{ID}tabled")
    await command(owner, house, "take_back", item_id=f"goal_{ID}tabled")

    statuses = await ask_everything(stranger, house, side)
    assert statuses[f"{house.plan_path}/measures"] == statuses[house.plan_path] == 200
    assert list(statuses.values()).count(200) > 40 and not [one for one in statuses.values() if one >= 500]
    await send_every_command(stranger, house, side)
    for document in ("shared", "record"):
        encoded = await house.services.rooms.encode(house.plan.documents[document])
        assert leaks(str(encoded).encode(), TEXT) == []

    def public(doc: Any) -> None:
        values = {"title": "Für beide", "opportunities": [record_id(side, "opportunities")]}
        add_record(doc, "goals", values, "goal_open", document=side)

    await house.services.rooms.edit(house.plan.documents[side], "par_x", public)
    await command(owner, house, "put_on_table", kind="goals", item_id="goal_open")
    await ask_everything(stranger, house, side, without_ids=True)
    assert "Für beide" in (await stranger.get(f"{house.plan_path}/news")).text
    own = f"kind=opportunities&item={record_id(side, 'opportunities')}"
    shown = await owner.http.get(f"{house.plan_path}/table/preview?{own}")
    assert TEXT in shown.text, "the own side is told"
