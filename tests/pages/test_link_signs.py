"""What mail and chat programs hang on a link, or put into it, kills no invitation."""

from __future__ import annotations

import pytest

from leitstern.http_support.link_tokens import TOKEN_LENGTH, read_token
from tests.pages.people import House

BEHIND = (
    *(".", ",", ")", ">", '"', "**", "_", "%20", "/", ").", "]]", "';"),
    *("\u200b", "\u00ad", "%E2%80%8B", "%3E"),
)
TOKEN = "Aa0-_" * 8 + "xyz"


@pytest.mark.parametrize("signs", BEHIND)
async def test_a_link_with_trailing_punctuation_still_admits(house: House, signs: str):
    path = await house.invite()
    browser = house.browser()
    page = await browser.get(path + signs)
    assert page.status == 200 and "Gemeinsam wachsen" in page.text
    answer = await browser.send(page, page.url, name="Claire")
    assert answer.status == 303 and browser.is_signed_in


@pytest.mark.parametrize("signs", BEHIND)
async def test_a_set_up_link_with_trailing_punctuation_works_too(house: House, signs: str):
    browser = house.browser()
    member_link = await house.member_link()
    page = await browser.get(member_link + signs)
    assert (await browser.send(page, page.url)).status == 303 and browser.is_signed_in


def test_invisible_signs_within_a_token_are_dropped():
    assert len(TOKEN) == TOKEN_LENGTH
    for sign in ("\u200b", "\u2060", "\ufeff", "\u00ad", " ", "\n"):
        assert read_token(TOKEN[:20] + sign + TOKEN[20:]) == TOKEN


@pytest.mark.parametrize("text", ["", "short", TOKEN[:-1], "\u200b"])
async def test_a_text_without_a_token_is_no_link(house: House, text: str):
    assert read_token(text) == text
    assert (await house.browser().get(f"/join/{text}")).status == 404
