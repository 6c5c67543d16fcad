"""People of a plan who send commands in tests of rounds, and what was written of it. See conftest.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from tests.pages.people import ORIGIN, Browser, House
from tests.records import shown_record


class Voter:
    def __init__(self, house: House, name: str, browser: Browser) -> None:
        self.house, self.name, self.browser, self.count = house, name, browser, 0

    async def send(self, kind: str, id: str = "", **arguments: Any) -> httpx.Response:
        self.count += 1
        body = {"id": id or f"{kind}-{self.name}-{self.count}", "arguments": arguments}
        path = f"{self.house.plan_path}/commands/{kind}"
        return await self.browser.http.post(path, json=body, headers={"origin": ORIGIN})

    async def own(self) -> Any:
        return (await self.browser.http.get(f"{self.house.plan_path}/rounds")).json()


async def opened(leader: Voter, kind: str, **arguments: Any) -> str:
    answer = await leader.send(kind, question="What first?", **arguments)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["events"][0]["data"]["round"])


async def rounds(house: House) -> dict[str, Any]:
    return await shown_record(house.services, house.plan.documents["record"], "rounds")


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def everything_written(folder: Path) -> bytes:
    """All files of the data folder, as they are on disk."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
