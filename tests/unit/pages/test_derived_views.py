"""The overview and the measures: content, access, language, and when they are recomputed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from leitstern.app import LeitsternApp, create_app
from leitstern.demo import Demo, seed
from leitstern.http_support.services import Services
from leitstern.pages import derived
from leitstern.plan import edits
from leitstern.plan.generated import KINDS
from leitstern.reports.overview import overview_of
from leitstern.settings import Settings

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class House:
    """The whole app in a temporary folder with the demo, and a clock that a test may move."""

    def __init__(self, data: Path) -> None:
        self.now = START
        self.demo: list[Demo] = []
        self.app: LeitsternApp = create_app(
            Settings.model_validate({"data": data, "rate_limit": "off"}),
            now=lambda: self.now,
            on_start=self._seed,
        )

    async def _seed(self, services: Services) -> None:
        made = await seed(services.database, services.rooms, services.keys, now=self.now, further_plans=1)
        self.demo.append(made)

    @property
    def plan_id(self) -> str:
        return self.demo[0].plan.plan_id

    async def edit(self, change: Any) -> None:
        await self.app.services.rooms.edit(self.demo[0].plan.documents["shared"], "server", change)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = House(tmp_path)
    async with made.app.router.lifespan_context(made.app):
        yield made


@pytest.fixture
async def browser(house: House) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(house.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client:
        yield client


async def enter(browser: httpx.AsyncClient, path: str, name: str = "") -> None:
    shown = (await browser.get(path)).text
    posting = shown[shown.index('<form class="form"') :]
    token = re.search(r'name="form_token" value="([^"]+)"', posting)
    assert token is not None
    answer = await browser.post(path, data={"form_token": token[1], "name": name})
    assert answer.status_code == 303, answer.text


def values(answer: httpx.Response) -> dict[tuple[str, str], tuple[Any, str]]:
    measures = answer.json()["measures"]
    return {
        (of, name): (one["value"], one["text"])
        for of, named in measures.items()
        for name, one in named.items()
    }


async def test_a_guest_reads_the_overview_in_both_languages(house: House, browser: httpx.AsyncClient) -> None:
    await enter(browser, house.demo[0].plan.customer_path, "Ada")
    german = (
        await browser.get(f"/plans/{house.plan_id}/overview", headers={"Cookie": _with(browser, "de")})
    ).text
    english = (
        await browser.get(f"/plans/{house.plan_id}/overview", headers={"Cookie": _with(browser, "en")})
    ).text
    assert "Chancen nach Priorität" in german and "2,81 Mio. €" in german.replace("\xa0", " ")
    assert "Opportunities by priority" in english and "€2.81M" in english
    assert 'data-picture="growth-map"' in german
    assert "230,000" in english and "230.000" in german
    assert "12\u00a0Tage überfällig" in german and "12\u00a0days overdue" in english


def _with(browser: httpx.AsyncClient, locale: str) -> str:
    session = "; ".join(f"{one.name}={one.value}" for one in browser.cookies.jar)
    return f"{session}; leitstern_locale={locale}"


async def test_measures_name_every_computed_value(house: House, browser: httpx.AsyncClient) -> None:
    await enter(browser, house.demo[0].plan.customer_path, "Ada")
    found = values(await browser.get(f"/plans/{house.plan_id}/measures"))
    assert found["opp_spares", "priority"] == (3714.8351242, "€3,715 per person-day")
    assert found["opp_spares", "rank"][0] == 1
    assert found["goal_launch", "progress"] == (0, "0%")
    assert found["goal_skills", "progress"] == (0.235294117647, "24%")
    assert found["act_sensors", "late"] == (12, "12\u00a0days overdue")
    assert found["act_takeback_concept", "flags"] == (["without_due"], "No due date yet")
    assert ("act_sensors", "flags") not in found


async def test_an_edit_and_a_new_day_recompute_both_views(house: House, browser: httpx.AsyncClient) -> None:
    await enter(browser, house.demo[0].plan.customer_path, "Ada")
    url = f"/plans/{house.plan_id}/measures"
    before = values(await browser.get(url))
    await house.edit(lambda doc: edits.set_field(doc, "opportunities", "opp_spares", "effort", 90))
    after = values(await browser.get(url))
    assert (before["opp_spares", "priority"][0], after["opp_spares", "priority"][0]) == (
        3714.8351242,
        1857.4175621,
    )
    house.now += timedelta(days=1)
    assert values(await browser.get(url))["act_sensors", "late"][0] == 13


async def test_unchanged_values_are_not_sent_again(house: House, browser: httpx.AsyncClient) -> None:
    await enter(browser, house.demo[0].plan.customer_path, "Ada")
    url = f"/plans/{house.plan_id}/measures"
    first = await browser.get(url)
    tag = first.headers["ETag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = await browser.get(url, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    await house.edit(lambda doc: edits.set_root_text(doc, "notes", "changes no value"))
    assert (await browser.get(url, headers={"If-None-Match": tag})).status_code == 304
    await house.edit(lambda doc: edits.set_field(doc, "opportunities", "opp_spares", "effort", 90))
    changed = await browser.get(url, headers={"If-None-Match": tag})
    assert changed.status_code == 200 and changed.headers["ETag"] != tag
    german = await browser.get(url, headers={"If-None-Match": tag, "Cookie": _with(browser, "de")})
    assert german.status_code == 200, "another language is another answer"


async def test_an_unchanged_plan_is_computed_once_for_everybody(
    house: House, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    original = overview_of

    def counted(*arguments: Any) -> Any:
        made.append(1)
        return original(*arguments)

    monkeypatch.setattr(derived, "overview_of", counted)
    url = f"/plans/{house.plan_id}/overview"
    await enter(browser, house.demo[0].plan.customer_path, "Ada")
    answers = await asyncio.gather(*(browser.get(url) for _ in range(8)))
    first = answers[0].text
    assert all(answer.text == first for answer in answers)
    browser.cookies.clear()
    await enter(browser, house.demo[0].plan.customer_path, "Bela")
    assert (await browser.get(url)).text == first
    assert len(made) == 1


@pytest.mark.parametrize("view", ["overview", "measures"])
async def test_a_foreign_plan_is_not_readable(house: House, browser: httpx.AsyncClient, view: str) -> None:
    stranger = await browser.get(f"/plans/{house.plan_id}/{view}")
    assert stranger.status_code in (303, 401) and "opp_spares" not in stranger.text
    await enter(browser, house.demo[0].plan.customer_path, "Ada")
    other = await browser.get(f"/plans/{house.demo[0].further[0].plan_id}/{view}")
    unknown = await browser.get(f"/plans/pln_unknown/{view}")
    assert (other.status_code, unknown.status_code) == (404, 404)


async def test_an_empty_plan_shows_first_steps(house: House, browser: httpx.AsyncClient) -> None:
    await enter(browser, house.demo[0].further[0].customer_path, "Ada")
    html = (await browser.get(f"/plans/{house.demo[0].further[0].plan_id}/overview")).text
    assert "This plan begins here" in html and "overview__benefit" not in html


async def test_user_content_is_escaped(house: House, browser: httpx.AsyncClient) -> None:
    await enter(browser, house.demo[0].plan.customer_path, "Ada")
    evil = "<script>alert(1)</script>\"'&"
    await house.edit(lambda doc: edits.set_field(doc, "opportunities", "opp_spares", "title", evil))
    html = (await browser.get(f"/plans/{house.plan_id}/overview")).text
    assert "<script" not in html
    answer = await browser.get(f"/plans/{house.plan_id}/measures")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_malformed_document_still_has_an_overview(house: House, browser: httpx.AsyncClient) -> None:
    def spoil(doc: Any) -> None:
        for root in (kind for kind, shape in KINDS.items() if "shared" in shape.documents):
            records = edits._map(doc, root)
            for key in list(records.keys()):
                records[key]["order"] = 7
            records["x"] = "nonsense"

    await enter(browser, house.demo[0].plan.customer_path, "Ada")
    await house.edit(spoil)
    assert (await browser.get(f"/plans/{house.plan_id}/overview")).status_code == 200
    assert values(await browser.get(f"/plans/{house.plan_id}/measures")) == {}
