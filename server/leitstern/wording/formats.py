"""Numbers, money, dates and moments in a locale's format.

Pure. Called by templates and reports/; the browser has core/intl/format.ts. A moment is written as a clock of
the reader's time zone shows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
    get_decimal_symbol,
)

KEPT = 8192
"""Formatted numbers that are kept: after an edit nearly all values of a plan are formatted again."""


@lru_cache(maxsize=KEPT)
def number(value: float, locale: str, digits: int = 2) -> str:
    """`1234.5` as 1,234.5 or 1.234,5: at most `digits` decimals."""
    return format_decimal(round(value, digits), locale=locale)


def quantity(value: float, unit: str, locale: str) -> str:
    """An amount with its unit, as the browser writes it: 0.4%, in German 0,4 %."""
    space = "" if unit == "%" and locale == "en" else "\u00a0" if unit else ""
    return f"{number(value, locale)}{space}{unit}"


@lru_cache(maxsize=KEPT)
def money(amount: float, currency: str, locale: str) -> str:
    """A whole amount with its currency, without cents."""
    # Babel keeps the decimals of the locale's pattern, so they are removed from the pattern.
    pattern = Locale.parse(locale).currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(round(amount), currency, pattern, locale, currency_digits=False)


@lru_cache(maxsize=KEPT)
def rate(amount: float, currency: str, locale: str) -> str:
    """An amount for each unit of something; with cents where they matter: below 100, but not for nothing."""
    if amount == 0 or abs(amount) >= 100:
        return money(amount, currency, locale)
    return format_currency(amount, currency, locale=locale)


@lru_cache(maxsize=KEPT)
def short_money(amount: float, currency: str, locale: str, decimals: int = 1) -> str:
    """An amount as executives say it: 2.8 M, but 640,000: German has no short form of thousands.

    Always `decimals` places, so that amounts side by side have the same form: Babel drops the zeros of 4.0 M.
    """
    if abs(amount) < 1_000_000:
        return money(amount, currency, locale)
    text = format_compact_currency(amount, currency, locale=locale, fraction_digits=decimals)
    return _with_zeros(text, get_decimal_symbol(locale), decimals)


def _with_zeros(text: str, point: str, decimals: int) -> str:
    """`4 M` as `4.0 M`."""

    def padded(number: re.Match[str]) -> str:
        whole, _, part = number.group().partition(point)
        return f"{whole}{point}{part.ljust(decimals, '0')}"

    return re.sub(rf"\d+(?:{re.escape(point)}\d+)?(?!.*\d)", padded, text)


def decimals_that_add_up(parts: Sequence[float]) -> int:
    """Decimals of a million (1 or 2) with which the parts that `short_money` shows add up to its total."""
    total = _shown_in_millions(sum(parts))
    return 1 if abs(sum(map(_shown_in_millions, parts)) - total) < 0.005 else 2


def _shown_in_millions(amount: float) -> float:
    return round(amount / 1_000_000, 1 if abs(amount) >= 1_000_000 else 6)


@lru_cache(maxsize=KEPT)
def percent(share: float, locale: str) -> str:
    """A share from 0 to 1 as a whole percentage."""
    return format_percent(share, locale=locale)


@lru_cache(maxsize=KEPT)
def percent_with_tenths(share: float, locale: str) -> str:
    """A share as a percentage with one decimal: margins differ by tenths."""
    pattern = Locale.parse(locale).percent_formats[None].pattern.replace("##0", "##0.0")
    return format_percent(share, pattern, locale=locale)


def day(value: date | datetime, locale: str) -> str:
    """A calendar day, medium length: `3 Feb 2027`, `03.02.2027`."""
    # Two moments are equal whatever their zones, but their days differ: so only days are kept.
    return _day(value.date() if isinstance(value, datetime) else value, locale)


@lru_cache(maxsize=KEPT)
def _day(value: date, locale: str) -> str:
    return format_date(value, format="medium", locale=_regional(locale))


def moment(value: datetime, locale: str, zone: tzinfo = UTC) -> str:
    """A moment as a clock there shows it: the date as `day` writes it, the time, and "UTC" if it is that."""
    local = value.astimezone(zone)
    time = format_time(local, format="short", locale=_regional(locale))
    return f"{day(local, locale)}, {time}{' UTC' if zone is UTC else ''}"


def local_day(value: date | datetime, locale: str, zone: tzinfo = UTC) -> str:
    """The day of a moment in that zone; a calendar day as it is."""
    return day(value.astimezone(zone) if isinstance(value, datetime) else value, locale)


def _regional(locale: str) -> str:
    """`en` alone is American, with the month first; European companies expect the day first."""
    return "en_GB" if locale == "en" else locale
