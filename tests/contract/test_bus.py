"""The contract of every `Bus`. Add an adapter as an entry in `BUSES`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest_asyncio

from leitstern.bus.in_memory import InMemoryBus
from leitstern.bus.interfaces import Bus
from tests.patience import PATIENCE

BUSES: dict[str, Callable[[], Bus]] = {"memory": InMemoryBus}


@pytest_asyncio.fixture(params=BUSES)
async def bus(request) -> AsyncIterator[Bus]:
    made = BUSES[request.param]()
    yield made
    await made.close()


class Heard:
    def __init__(self) -> None:
        self.payloads: list[bytes] = []
        self.event = asyncio.Event()

    async def __call__(self, payload: bytes) -> None:
        self.payloads.append(payload)
        self.event.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.payloads) < count:
                self.event.clear()
                await self.event.wait()


async def test_all_subscribers_of_a_topic_receive_all_messages_in_order(bus: Bus):
    one, two, other = Heard(), Heard(), Heard()
    await bus.subscribe("access", one)
    await bus.subscribe("access", two)
    await bus.subscribe("elsewhere", other)
    for n in range(20):
        await bus.publish("access", b"%d" % n)
    await one.until(20)
    await two.until(20)
    assert one.payloads == two.payloads == [b"%d" % n for n in range(20)]
    assert other.payloads == []


async def test_nothing_is_received_after_the_subscription_ends(bus: Bus):
    heard, witness = Heard(), Heard()
    end = await bus.subscribe("access", heard)
    await bus.subscribe("access", witness)
    await end()
    await bus.publish("access", b"late")
    await witness.until(1)
    assert heard.payloads == []


async def test_a_failing_or_slow_handler_affects_nobody_and_receives_the_next_message(bus: Bus, caplog):
    heard, witness = Heard(), Heard()
    asleep = asyncio.Event()

    async def failing(payload: bytes) -> None:
        await heard(payload)
        raise ValueError("a bug")

    async def sleeping(_: bytes) -> None:
        await asleep.wait()

    for handler in (sleeping, failing, witness):
        await bus.subscribe("access", handler)
    await bus.publish("access", b"1")
    await bus.publish("access", b"2")
    await witness.until(2)
    await heard.until(2)
    assert "failed" in caplog.text


async def test_earlier_messages_are_not_received(bus: Bus):
    await bus.publish("access", b"to nobody")
    heard = Heard()
    await bus.subscribe("access", heard)
    await bus.publish("access", b"to the subscriber")
    await heard.until(1)
    assert heard.payloads == [b"to the subscriber"]
