"""Language and theme preferences: without an account, with one, and without redirects to other sites."""

from __future__ import annotations

import pytest

from leitstern.resources import web_dir
from leitstern.wording.catalogue import load_catalogues
from tests.pages.people import House


@pytest.mark.parametrize(
    ("accepts", "locale"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr", "en"),
        ("", "en"),
        ("en;q=0.2,de;q=0.8", "de"),
        ("de;q=0", "en"),
        ("de;q=x,en", "en"),
        ("*", "en"),
        (",;;=,", "en"),
    ],
)
async def test_a_stranger_gets_the_browsers_language(house: House, accepts: str, locale: str):
    page = await house.browser(accept_language=accepts).get("/login")
    assert f'<html lang="{locale}"' in page.text


@pytest.mark.parametrize(
    ("locale", "count", "text"),
    [
        ("en", 1, "1\u00a0person"),
        ("en", 0, "0\u00a0people"),
        ("de", 1, "1\u00a0Person"),
        ("de", 1500, "1.500\u00a0Personen"),
    ],
)
def test_a_plural_and_a_number_follow_the_language(locale: str, count: int, text: str):
    assert load_catalogues(web_dir() / "locales")[locale].text("invitations.joined", count=count) == text


def test_a_name_that_looks_like_a_placeholder_is_not_replaced():
    english = load_catalogues(web_dir() / "locales")["en"]
    assert (
        english.text("members.make_link_for", name="{name} & {company}")
        == "Set-up link for {name} & {company}"
    )
    with pytest.raises(KeyError):
        english.text("no.such.key")


async def test_a_choice_is_kept_in_the_browser(house: House):
    browser = house.browser(accept_language="de")
    back = await browser.open_and_send("/login", "/preferences", locale="en", theme="dark")
    assert back.status == 303 and back.location == "/login"
    page = await browser.get("/login")
    assert '<html lang="en" data-theme="dark"' in page.text


async def test_a_members_choice_applies_in_another_browser(house: House):
    await (await house.member()).open_and_send("/accounts", "/preferences", locale="de")
    assert '<html lang="de"' in (await (await house.member()).get("/accounts")).text


@pytest.mark.parametrize("values", [{"locale": "xx"}, {"theme": "<b>"}, {}])
async def test_an_unknown_choice_changes_nothing(house: House, values: dict[str, str]):
    browser = house.browser()
    assert (await browser.open_and_send("/login", "/preferences", **values)).status == 303
    assert '<html lang="en" data-theme="system"' in (await browser.get("/login")).text


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example/", "/\\evil", "evil", "/a\nb"])
async def test_a_choice_never_redirects_to_another_site(house: House, back: str):
    answer = await house.browser().open_and_send("/login", "/preferences", theme="dark", back=back)
    assert answer.location == "/"


async def test_a_choice_requires_the_form_token(house: House):
    assert (await house.browser().post("/preferences", {"theme": "dark"})).status == 403
