"""Short amounts for executive readers."""

from __future__ import annotations

import pytest

from leitstern.wording.formats import decimals_that_add_up, percent_with_tenths, quantity, rate, short_money


@pytest.mark.parametrize(
    ("amount", "locale", "said"),
    [
        (2_840_000, "de", "2,8 Mio. €"),
        (4_000_000, "de", "4,0 Mio. €"),
        (4_000_000, "en", "€4.0M"),
        (640_000, "de", "640.000 €"),
        (2_840_000, "en", "€2.8M"),
        (-700_000, "en", "-€700,000"),
    ],
)
def test_amounts_are_abbreviated_from_a_million(amount: float, locale: str, said: str) -> None:
    assert short_money(amount, "EUR", locale).replace("\xa0", " ") == said


@pytest.mark.parametrize(
    ("amount", "locale", "text"),
    [(3714.8, "en", "€3,715"), (3714.8, "de", "3.715 €"), (0.424, "en", "€0.42"), (99.5, "de", "99,50 €")],
)
def test_a_rate_has_cents_where_they_matter(amount: float, locale: str, text: str):
    assert rate(amount, "EUR", locale).replace("\xa0", " ") == text


@pytest.mark.parametrize(("locale", "text"), [("en", "10.8%"), ("de", "10,8 %")])
def test_a_margin_is_told_to_the_tenth(locale: str, text: str):
    assert percent_with_tenths(0.1084, locale).replace("\xa0", " ") == text


@pytest.mark.parametrize(
    ("parts", "decimals"),
    [
        ((2_000_000, 1_500_000), 1),
        ((1_140_000, 1_140_000), 2),
        ((800_000, 430_000), 2),
        ((300_000, 200_000), 1),
        ((1_250_000, -250_000), 2),
        ((0, 0), 1),
    ],
)
def test_as_many_decimals_as_make_the_shown_parts_add_up(parts, decimals):
    assert decimals_that_add_up(parts) == decimals


def test_two_decimals_keep_their_zeros():
    assert short_money(4_500_000, "EUR", "de", 2).replace("\xa0", " ") == "4,50 Mio. €"
    assert short_money(2_000_000, "EUR", "en", 2) == "€2.00M"


def test_a_quantity_has_its_unit_as_the_language_writes_it():
    said = [
        quantity(0.4, unit, locale) for unit, locale in (("%", "en"), ("%", "de"), ("days", "en"), ("", "de"))
    ]
    assert [one.replace("\xa0", " ") for one in said] == ["0.4%", "0,4 %", "0.4 days", "0,4"]
