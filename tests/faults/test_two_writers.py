"""Two servers on one data folder: no update is lost or truncated.

Real processes and sockets; one is killed at its commit while the other continues.
"""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from tests.faults.crash_server import Point
from tests.faults.test_crash_points import LOG, check_database, dying
from tests.unit.live.documents import typed
from tests.wire.browser import Browser, blank, browsing, text

LETTERS = 30


async def type_letters(browser: Browser, alphabet: str) -> None:
    """Types one letter per message at the end of the notes, without waiting for acknowledgements."""
    for n in range(LETTERS):
        await browser.edit(typed(alphabet[n % len(alphabet)], len(text(browser.doc))))
        if n % 5 == 4:
            await browser.saved()
    await browser.saved()


def letters(whole: str, alphabet: str) -> str:
    return "".join(letter for letter in whole if letter in alphabet)


async def test_two_servers_write_one_document_and_lose_nothing(data: Path):
    """LIFE-8"""
    with dying(data) as one, dying(data) as two:
        async with (
            browsing(one.url, "anna.editor.s1", doc=blank(5)) as anna,
            browsing(two.url, "ben.editor.s2", doc=blank(6)) as ben,
        ):
            await asyncio.gather(type_letters(anna, "abc"), type_letters(ben, "xyz"))
            for browser in (
                anna,
                ben,
                anna,
            ):  # the other server's last entry arrives with the next local edit
                await browser.edit(typed(".", len(text(browser.doc))))
                await browser.saved()
            for browser in (anna, ben):
                assert browser.closed is None and browser.rejected == []
            whole = text(anna.doc)
            for alphabet in ("abc", "xyz"):
                assert letters(whole, alphabet) == (alphabet * LETTERS)[:LETTERS]
    check_database(data)
    assert authors(data) == {"anna", "ben"}
    with dying(data) as again:
        async with browsing(again.url, "vera.viewer.s9") as newcomer:
            assert text(newcomer.doc) == whole


async def test_one_server_dies_at_its_commit_and_the_other_continues(data: Path):
    with dying(data, Point("after", f"{LOG}._append", "COMMIT")) as one, dying(data) as two:
        async with (
            browsing(one.url, "anna.editor.s1", doc=blank(5)) as anna,
            browsing(two.url, "ben.editor.s2", doc=blank(6)) as ben,
        ):
            await ben.edit(typed("before "))
            await ben.saved()
            one.arm()
            await anna.edit(typed("durable "))
            assert await one.died() == -9
            await ben.edit(typed("after "))
            await ben.saved()
            await ben.wait(lambda: "durable" in text(ben.doc))
            assert ben.closed is None and ben.rejected == []
    check_database(data)


def authors(data: Path) -> set[str]:
    database = sqlite3.connect(data / "leitstern.db")
    try:
        rows = database.execute("SELECT DISTINCT json_extract(participants, '$[0][0]') FROM document_update")
        return {author for (author,) in rows}
    finally:
        database.close()
