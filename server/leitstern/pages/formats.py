"""Numbers, money and dates in a locale's own form, for templates. The browser's twin is core/format.ts."""

from __future__ import annotations

from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, format_percent


def number(value: float, locale: str, digits: int = 2) -> str:
    """`1234.5` as 1,234.5 or 1.234,5: at most `digits` decimals."""
    return format_decimal(round(value, digits), locale=locale)


def money(amount: float, currency: str, locale: str) -> str:
    """A whole amount with its currency, without cents."""
    # The locale's own pattern with its cents cut off: Babel keeps those of the pattern otherwise.
    pattern = Locale.parse(locale).currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(round(amount), currency, pattern, locale, currency_digits=False)


def percent(share: float, locale: str) -> str:
    """A share from 0 to 1 as a whole percentage."""
    return format_percent(share, locale=locale)


def day(value: date | datetime, locale: str) -> str:
    """A calendar day, medium length: `3 Feb 2027`, `03.02.2027`."""
    return format_date(value, format="medium", locale=_regional(locale))


def moment(value: datetime, locale: str) -> str:
    """A moment in UTC, its date as `day` writes it, and marked as such."""
    return f"{day(value, locale)}, {format_time(value, format='short', locale=_regional(locale))} UTC"


def _regional(locale: str) -> str:
    """Plain `en` would put the month first; the companies that use this read it day first."""
    return "en_GB" if locale == "en" else locale
