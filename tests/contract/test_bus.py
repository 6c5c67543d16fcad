"""What every `Bus` keeps. An adapter joins by one more entry in `BUSES`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest_asyncio

from leitstern.bus.interfaces import Bus
from leitstern.bus.memory import MemoryBus
from tests.patience import PATIENCE

BUSES: dict[str, Callable[[], Bus]] = {"memory": MemoryBus}


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


async def test_everybody_who_subscribed_to_the_topic_hears_all_in_order(bus: Bus):
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


async def test_nothing_is_heard_after_the_subscription_ended(bus: Bus):
    heard, witness = Heard(), Heard()
    end = await bus.subscribe("access", heard)
    await bus.subscribe("access", witness)
    await end()
    await bus.publish("access", b"late")
    await witness.until(1)
    assert heard.payloads == []


async def test_a_handler_that_fails_or_sleeps_harms_nobody_and_hears_the_next(bus: Bus, caplog):
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


async def test_publishing_to_nobody_is_no_error(bus: Bus):
    await bus.publish("access", b"x")
